"""``pubaudit workdays`` as a user meets it, in-process through the one door."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pubaudit.cli import main
from pubaudit.cli.calendars import read_date, user_folder

DATA = Path(__file__).parent / "data" / "workdays"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder that the test may write to."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "home"))
    return user_folder()


def run(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> tuple[int, str, str]:
    code = main(["workdays", *map(str, argv)])
    said = capsys.readouterr()
    return code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> dict[str, Any]:
    code, out, _ = run(capsys, *argv, "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def rows(payload: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(payload.removeprefix("\ufeff"))))


# --- one question --------------------------------------------------------------------------------


def test_a_due_date_with_the_days_it_counted(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "2026-02-10", "+20")
    assert (code, err) == (0, "")
    assert out.splitlines()[:6] == [
        "2026-02-10（周二）之后第20个工作日：2026-03-16（周一）",
        "计入 20 天：",
        "  2026-02：11 12 13 14(春节调休上班) 24 25 26 27 28(春节调休上班)",
        "  2026-03：02 03 04 05 06 09 10 11 12 13 16",
        "不计 14 天：",
        "  2026-02-15 至 02-23 春节放假",
    ]
    assert out.splitlines()[-1].startswith("工作日历：chinese-calendar")
    assert out.encode("gbk")


@pytest.mark.parametrize("n", ["-20", "−20", "－20", "-20个工作日"])
def test_counting_back(capsys: pytest.CaptureFixture[str], n: str) -> None:
    code, out, _ = run(capsys, "2026-02-10", n)
    assert code == 0
    assert out.startswith("2026-02-10（周二）之前第20个工作日：2026-01-13（周二）\n计入 20 天：\n")
    assert "  2026-01：13 14 15" in out
    assert "  2026-02：02 03 04 05 06 09\n" in out


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("2026-02-10", "20"), {"due": "2026-03-16", "n": 20, "provisional": False}),
        (("2026/2/10", "+0"), {"due": "2026-02-10", "counted": [], "skipped": []}),
        (("2024年4月3日", "+3日"), {"due": "2024-04-07", "rolled_from": "2024-04-06"}),
        (("20260131", "+1个月"), {"due": "2026-02-28", "rolled_from": None, "unit": "month"}),
        (("2026-02-18", "-3天"), {"due": "2026-02-15", "unit": "day"}),
        (("2026-02-10..2026-03-12",), {"workdays": 18, "fewest": 18, "provisional": False}),
        (("2026-02-15",), {"workday": False, "why": "春节放假", "provisional": False}),
        (("2026-09-20",), {"workday": True, "why": "国庆节调休上班"}),
    ],
)
def test_answers_as_json(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], expected: dict[str, Any]
) -> None:
    found = answer(capsys, *argv)
    assert {key: found[key] for key in expected} == expected
    assert found["calendar"].startswith("chinese-calendar")


def test_a_year_without_a_notice_is_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "2026-12-10", "+20")
    assert code == 0
    assert out.splitlines()[0] == (
        "2026-12-10（周四）之后第20个工作日：2027-01-08（周五），暂估；"
        "最早 2027-01-08（周五），最迟 2027-01-08（周五）"
    )
    assert "尚无放假通知" in out
    _, out, _ = run(capsys, "2026-12-10..2027-03-12")
    assert "61个工作日，暂估；最少 59，最多 66" in out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "请给出日期"),
        (("2026-13-10", "+2"), "“2026-13-10”不是日期"),
        (("2026-02-10", "很多"), "“很多”不是天数"),
        (("2026-02-10", "+2", "+3"), "看不懂"),
        (("2026-03-10..2026-02-10",), "早于起日"),
        (("2026-02-10", "--fomat"), "没有选项 --fomat"),
        (("2026-02-10", "-x"), "没有选项 -x"),
        (("2026-02-10", "+9999"), "超出工作日历的范围（2004-01-01 至 2036-12-31）"),
        (("2026-02-10", "--table", "a.csv"), "三者之一"),
        (("2026-02-10", "+2", "-f", "csv"), "--table"),
        (("--table", "没有.csv"), "读不到文件“没有.csv”"),
        (("--import", "没有.txt"), "读不到文件“没有.txt”"),
        (("2026-02-10", "--holidays", "没有.yaml"), "读不到文件“没有.yaml”"),
        (("2026-02-10", "--region", "无此地"), "无此地"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-10", date(2026, 2, 10)),
        ("2026/2/1", date(2026, 2, 1)),
        ("2026.2.1", date(2026, 2, 1)),
        ("２０２６年２月１０日", date(2026, 2, 10)),
        (" 20260210 ", date(2026, 2, 10)),
        ("2026-2", None),
        ("2026-02-30", None),
        ("2026-02/10", None),
        ("", None),
    ],
)
def test_dates_as_people_write_them(text: str, day: date | None) -> None:
    assert read_date(text) == day


# --- a table -------------------------------------------------------------------------------------

DUE = "id,start,n\n1,2026-02-10,20\n2,2026/2/10,-20\n3,2026年12月10日,20\n"
SPANS = "start,end,备注\n2026-02-10,2026-03-12,=1+1\n20260210,2026-02-10,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_of_due_dates(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "问.csv"
    path.write_text(DUE, encoding=encoding)
    code, out, err = run(capsys, "--table", path)
    assert code == 0
    assert out.startswith("\ufeffid,start,n,due,provisional\r\n")
    assert [tuple(row.values()) for row in rows(out)] == [
        ("1", "2026-02-10", "20", "2026-03-16", "false"),
        ("2", "2026/2/10", "-20", "2026-01-13", "false"),
        ("3", "2026年12月10日", "20", "2027-01-08", "true"),
    ]
    assert "工作日历：" in err


def test_a_table_of_spans(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "spans.csv"
    path.write_text(SPANS, encoding="gb18030")
    _, out, _ = run(capsys, "--table", path)
    assert [(row["workdays"], row["备注"]) for row in rows(out)] == [("18", "'=1+1"), ("0", "")]
    _, out, _ = run(capsys, "--table", path, "--format", "json")
    assert [row["workdays"] for row in json.loads(out)] == [18, 0]


def test_a_workbook_in_and_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["期限测算"],
        ["start", "n", "end", "说明"],
        [date(2026, 2, 10), 20, None, "=WEBSERVICE()"],
        [datetime.fromisoformat("2026-02-10"), None, "2026-03-12", None],
        ["2026/2/10", "-20", date(2026, 2, 11), None],
    ):
        sheet.append(row)
    sheet["D3"].data_type = "s"
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "out.xlsx"
    code, payload, _ = run(capsys, "--table", tmp_path / "in.xlsx", "-o", out)
    assert (code, payload) == (0, "")
    written = load_workbook(out).worksheets[0]
    assert [[cell.value for cell in row] for row in written.iter_rows()] == [
        ["start", "n", "end", "说明", "due", "workdays", "provisional"],
        ["2026-02-10", 20, None, "=WEBSERVICE()", "2026-03-16", None, False],
        ["2026-02-10", None, "2026-03-12", None, None, 18, False],
        ["2026/2/10", "-20", "2026-02-11", None, "2026-01-13", 1, False],
    ]
    assert written["D2"].data_type == "s"
    first = out.read_bytes()
    run(capsys, "--table", tmp_path / "in.xlsx", "-o", out)
    assert out.read_bytes() == first


def test_a_row_that_cannot_be_answered_keeps_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("start,n\n2026-02-10,1\n某日,1\n\n2026-02-10,一\n2026-02-10,2\n", "utf-8")
    code, out, err = run(capsys, "--table", path)
    assert code == 3
    assert [row["due"] for row in rows(out)] == ["2026-02-11", "", "", "", "2026-02-12"]
    assert rows(out)[1]["problem"] == "start“某日”不是日期"
    assert "第3行：start“某日”不是日期" in err
    assert "第5行：n“一”不是整数" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "没有 start 和 n"),
        (b"", "是空的"),
        (b"start,n\n\xff\xff,2\n", "GB18030"),
    ],
)
def test_a_table_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    code, _, err = run(capsys, "--table", path)
    assert code == 2
    assert said in err


# --- notices -------------------------------------------------------------------------------------

AMENDMENT = """\
title: 关于2026年停课放假的通知（虚构）
year: 2026
kind: amendment
off:
  - name: 临时
    from: 2026-03-02
    to: 2026-03-03
"""


def test_an_imported_notice_is_shown_and_can_be_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "2026.yaml"
    code, out, err = run(capsys, "--import", DATA / "2026.txt", "-o", target)
    assert (code, out) == (0, "")
    assert "春节：2026-02-15 至 2026-02-23，共9天" in err
    assert "2026 年共 248 个工作日" in err
    found = answer(capsys, "2026-02-10", "+20", "--holidays", target)
    assert found["due"] == "2026-03-16"
    assert found["calendar"].endswith("＋国务院办公厅关于2026年部分节假日安排的通知")


def test_a_file_of_the_user_and_one_on_the_command_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path
) -> None:
    home.mkdir(parents=True)
    (home / "甲.yaml").write_text(AMENDMENT, encoding="utf-8")
    assert answer(capsys, "2026-03-02")["why"] == "临时放假"
    assert answer(capsys, "2026-02-10", "+20")["due"] == "2026-03-18"
    undo = tmp_path / "undo.yaml"
    undo.write_text("title: 撤销\nyear: 2026\nkind: amendment\nwork: [2026-03-02]\n", "utf-8")
    found = answer(capsys, "2026-02-10", "+20", "--holidays", undo)
    assert found["due"] == "2026-03-17"
    assert found["calendar"].endswith("＋关于2026年停课放假的通知（虚构）＋撤销")


def test_local_holidays_need_their_region(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    local = tmp_path / "local.yaml"
    local.write_text(AMENDMENT + 'region: "450000"\n', encoding="utf-8")
    found = answer(capsys, "2026-03-02", "--holidays", local)
    assert found["workday"]
    assert "未采用" in found["notes"][0]
    found = answer(capsys, "2026-03-02", "--holidays", local, "--region", "南宁")
    assert (found["workday"], found["notes"]) == (False, [])
    found = answer(capsys, "2026-03-02", "--region", "楚雄彝族自治州")
    assert "未计入地方假日" in found["notes"][0]


def test_a_question_imports_nothing_heavy() -> None:
    script = (
        "import sys; from pubaudit.cli import main; main(['workdays', '2026-02-10', '+20']);"
        "print([m for m in ('numpy', 'pandas', 'openpyxl', 'xlsxwriter') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
