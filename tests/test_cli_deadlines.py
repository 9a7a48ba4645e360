"""``pubaudit deadlines`` as a user meets it, in-process through the one door."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from pubaudit.cli import main
from pubaudit.report.json import load_schema

DAY = ("--as-of", "2026-11-22")


NOTICE = """\
title: 假想的2027年放假通知
year: 2027
kind: yearly
off:
  - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
  - {name: 春节, from: 2027-02-06, to: 2027-02-13}
  - {name: 清明节, from: 2027-04-03, to: 2027-04-05}
  - {name: 劳动节, from: 2027-05-01, to: 2027-05-05}
  - {name: 端午节, from: 2027-06-09, to: 2027-06-09}
  - {name: 中秋节, from: 2027-09-15, to: 2027-09-15}
  - {name: 国庆节, from: 2027-10-01, to: 2027-10-07}
work: []
"""


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["deadlines", *argv])
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def run_json(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    code, out, _ = run(capsys, *argv, "--format", "json")
    assert code == 0
    report: dict[str, Any] = json.loads(out)
    Draft202012Validator(load_schema()).validate(report)
    return report


def table(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return next(t["rows"] for t in report["tables"] if t["id"] == name)


def test_a_region_s_duties_and_limits_with_their_grounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "--region", "云南", *DAY)
    assert code == 0
    assert out.startswith("地区：云南省（由 --region 指定）\n")
    plain = out.replace("\n", "").replace(" ", "")
    assert "文号未知" in plain
    assert "工作日历chinese-calendar" in plain
    assert "●2026-12-20（周日）|剩28日（20个工作日）|报送：半年和年度工作进展情况" in plain
    assert "四（三）“有关部门半年和年度工作进展情况应于每年6月20日、12月20日前报" in plain
    assert "当日为休息日：周末，前一工作日2026-12-18，后一工作日2026-12-21" in plain
    assert "这是" not in err
    assert "本工具的读法" in plain
    assert "已过" in plain
    assert err.startswith("有期限的任务（")


def test_the_screen_fits_eighty_columns_of_gbk(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--region", "凤冈", *DAY)
    assert max(len(line.encode("gbk")) for line in out.splitlines()) <= 80


def test_json_has_what_a_machine_needs(capsys: pytest.CaptureFixture[str]) -> None:
    report = run_json(capsys, "--region", "云南", *DAY, "--field", "政府采购")
    assert report["kind"] == "deadlines"
    assert report["scheme"]["region"] == "云南省"
    row = next(r for r in table(report, "duties") if r["id"].endswith("任务/8"))
    assert (row["date"], row["days_left"], row["working_days_left"]) == ("2026-12-20", 28, 20)
    own = table(report, "limits")
    assert [(r["direction"], r["amount"], r["unit"], r["trigger"]) for r in own] == [
        ("within", 20, "working_day", "信息形成或变更之日"),
        ("within", 7, "working_day", "作出行政决定之日"),
        ("within", 2, "working_day", "验收结束之日"),
    ]
    law = next(r for r in table(report, "national_limits") if r["id"] == "cg-contract")
    assert (law["article"], law["since"], law["rank"]) == ("第五十条", "2015-03-01", "法规")


@pytest.mark.parametrize("argv", [(), ("--region", "国家")])
def test_without_a_region_the_national_acts(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    report = run_json(capsys, *argv, *DAY)
    assert {"2027-01-31", "2027-03-31"} <= {r["date"] for r in table(report, "duties")}


def test_a_place_without_a_scheme_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    report = run_json(capsys, "--region", "楚雄市", *DAY)
    assert any("该地可能另有方案，未收录" in note for note in report["notes"])
    assert any("未计入地方假日" in note for note in report["notes"])


def test_several_regions_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    report = run_json(capsys, "--region", "天津", "--region", "云南", *DAY)
    assert report["scheme"] is None
    assert {r["region"] for r in table(report, "limits")} == {"天津市", "云南省"}
    assert len(table(report, "limits_side_by_side")) == 3
    ids = [r["id"] for r in table(report, "national_limits")]
    assert len(ids) == len(set(ids))
    duties = [(r["region"], r["id"]) for r in table(report, "duties")]
    assert len(duties) == len(set(duties))
    assert [region for region, _ in duties].count("国家") == 4


def test_an_event_beyond_the_notices_is_provisional_with_both_bounds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    argv = ("--region", "云南", "--from", "2026-12-10", "--event", "信息形成或变更之日", *DAY)
    code, out, _ = run(capsys, *argv)
    assert code == 0
    plain = out.replace("\n", "").replace(" ", "")
    assert "最迟公开日|2027-01-08（周五），暂估，最早2027-01-08，最迟2027-01-08" in plain
    row = table(run_json(capsys, *argv), "answers")[0]
    assert (row["date"], row["certainty"]) == ("2027-01-08", "provisional")
    assert row["earliest"] <= row["date"] <= row["latest"]


def test_a_month_is_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--region", "亭湖", "--month", "2026年12月", *DAY)
    assert code == 0
    assert "2026年12月须办事项" in out
    assert "2026年12月有23个工作日" in out
    assert "● 2026-12-31（周四） | 报送：本地、本行业" in out
    assert len(out.splitlines()) < 66
    january = run_json(capsys, "--region", "亭湖", "--month", "2026-01", *DAY)
    assert any("01-01元旦放假" in n and "01-04元旦调休上班" in n for n in january["notes"])


def test_a_holiday_notice_of_the_user_s_own_settles_the_year(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    notice = tmp_path / "2027.yaml"
    notice.write_text(NOTICE, encoding="utf-8")
    argv = ("--region", "云南", "--from", "2026-12-10", "--event", "信息形成或变更之日", *DAY)
    row = table(run_json(capsys, *argv, "--holidays", str(notice)), "answers")[0]
    assert row["certainty"] == "official"


# --- calendar file -------------------------------------------------------------------------------


def test_a_calendar_file_is_the_same_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, second, later = (tmp_path / f"{n}.ics" for n in "abc")
    for path in (first, second):
        run(capsys, "--region", "云南", *DAY, "--ics", str(path))
    assert first.read_bytes() == second.read_bytes()
    run(capsys, "--region", "云南", "--as-of", "2026-11-23", "--ics", str(later))

    def events(path: Path) -> dict[str, Any]:
        calendar = Calendar.from_ical(path.read_bytes())
        return {str(event["uid"]): event for event in calendar.walk("VEVENT")}

    before, after = events(first), events(later)
    assert set(before) <= set(after)
    event = next(e for e in before.values() if "年度工作进展情况（云" in e["summary"])
    assert event["dtstart"].to_ical() == b"20261220"
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstamp"].to_ical() == b"20261122T000000Z"
    assert "依据：《云南省人民政府办公厅" in event["description"]
    assert "前一工作日2026-12-18" in event["description"]
    provisional = [e for e in before.values() if "【暂估】" in e["summary"]]
    assert provisional
    assert all("最早" in e["description"] for e in provisional)


def test_a_calendar_file_of_an_event_s_days(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "合同.ics"
    argv = ("--from", "2026-02-10", "--event", "合同签订", "--ics", str(target))
    code, _, _ = run(capsys, "--region", "云南", *DAY, *argv)
    assert code == 0
    calendar = Calendar.from_ical(target.read_bytes())
    days = [event["dtstart"].to_ical() for event in calendar.walk("VEVENT")]
    assert days == [b"20260212", b"20260226"]


def test_files_are_written_together_or_not_at_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report, ics = tmp_path / "时限.json", tmp_path / "没有这个目录" / "a.ics"
    code, out, err = run(
        capsys, "--region", "云南", *DAY, "-o", str(report), "--ics", str(ics), "-q"
    )
    assert (code, out) == (2, "")
    assert "没有这个目录" in err
    assert list(tmp_path.glob("*.json")) == []
    code, out, err = run(capsys, "--region", "云南", *DAY, "-o", str(report), "-q")
    assert (code, out, err) == (0, "", "")
    assert json.loads(report.read_text(encoding="utf-8"))["kind"] == "deadlines"


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--from", "2026-02-10"), "--event"),
        (("--event", "合同签订"), "--from"),
        (("--from", "昨天", "--event", "合同签订"), "“昨天”不是日期"),
        (("--from", "2026-02-10T9点", "--event", "合同签订"), "不是日期"),
        (("--from", "2026-02-10", "--event", "放烟花"), "没有从“放烟花”起算的时限"),
        (("--month", "2026-13"), "“2026-13”不是月份"),
        (("--month", "2026-12", "--within", "30"), "只能用其中一个"),
        (("--township-report", "02-30"), "不是日期"),
        (("--role", "邮局"), "可选：部门、县政府、乡镇、交易中心、采购人"),
        (("--field", "天气"), "没有“天气”领域；可选：住房保障"),
        (("--as-of", "2018-01-01"), "晚于 --as-of"),
        (("--as-of", "1999-01-01"), "不在工作日历的范围内"),
        (("--region", "亭户"), "亭湖"),
    ],
)
def test_what_is_refused_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], words: str
) -> None:
    region = () if "--region" in argv else ("--region", "天津")
    code, out, err = run(capsys, *region, *argv)
    assert (code, out) == (2, "")
    assert err.startswith("pubaudit：")
    assert err.count("\n") == 1
    assert words in err


def test_no_heavy_library_is_imported() -> None:
    code = (
        "import sys; from pubaudit.cli import main;"
        "main(['deadlines', '--region', '云南', '--as-of', '2026-11-22', '-q']);"
        "print({'numpy', 'pandas', 'openpyxl', 'icalendar'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"
