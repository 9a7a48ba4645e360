"""What a finding rests on: the law in force for its own records, and their own calendar."""

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pubaudit import workdays
from pubaudit.errors import UsageError
from pubaudit.models import AuditReport
from pubaudit.report import render
from pubaudit.rules.registry import page
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Ask, Stale, Wish, audit_ledgers

ROOT = catalog_root()
CALENDAR = workdays.load(ROOT / "holidays")
AS_OF = date(2026, 11, 22)
HEADER = "标题,单位,领域,信息类型,形成日期,作出决定日期,合同签订日期,公开日期"


def ledger(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def audit(*paths: Path, as_of: date = AS_OF, **wish: Any) -> AuditReport:
    return audit_ledgers(paths, Wish(as_of, {}, **wish), CALENDAR)


def found(report: AuditReport, code: str, kind: str = "") -> list[tuple[str, str]]:
    """The severities and messages of a code's findings about a kind."""
    return [
        (f.severity, f.message) for f in report.findings if f.code == code and kind in f.message
    ]


def rows(report: AuditReport, name: str) -> tuple[Mapping[str, Any], ...]:
    return next((table.rows for table in report.tables if table.id == name), ())


# --- the law of the records themselves -----------------------------------------------------------

OLD, NEW = "国务院令第492号第十八条", "国务院令第711号第二十六条"
POLICY, CONTRACT = "国办发〔2018〕118号", "《中华人民共和国政府采购法实施条例》第五十条"
# record, code, severity, what is cited
OWN_LAW = [
    ("旧许可,县市监局,市场监管,行政许可,,2016-06-01,,", "TIM001", "error", OLD),
    ("新许可,县市监局,市场监管,行政许可,,2026-03-02,,", "TIM001", "warning", POLICY),
    ("许可,县市监局,市场监管,行政许可,,2018-03-02,,", "TIM001", "warning", "国办发〔2017〕97号"),
    ("合同,县市监局,政府采购,合同公告,,,2026-03-02,", "TIM001", "error", CONTRACT),
    ("合同,县市监局,政府采购,合同公告,,,2026-03-02,2026-03-20", "TIM002", "warning", CONTRACT),
    ("通知,县市监局,,,2016-03-02,,,2016-09-02", "TIM002", "warning", OLD),
    ("通知,县市监局,,,2026-03-02,,,2026-09-02", "TIM002", "warning", NEW),
]
OTHERS = [
    "通知,县政府办,,通知,2026-03-02,,,2026-03-05",
    "旧文件,县政府办,,,2009-03-02,,,2009-03-10",
    *(row.replace("县市监局", "县住建局") for row, *_ in OWN_LAW),
]


@pytest.mark.parametrize("by", [(), ("单位",)], ids=["all", "by"])
@pytest.mark.parametrize(("row", "code", "severity", "law"), OWN_LAW)
def test_a_finding_rests_on_its_own_records_only(
    tmp_path: Path, row: str, code: str, severity: str, law: str, by: tuple[str, ...]
) -> None:
    alone = audit(ledger(tmp_path / "a.csv", HEADER, row), by=by)
    ((found_severity, message),) = found(alone, code)
    assert (found_severity, law in message) == (severity, True)
    assert sum(other in message for other in (OLD, NEW, POLICY, CONTRACT)) <= 1
    among = audit(ledger(tmp_path / "b.csv", HEADER, *OTHERS, row), by=by)
    assert (severity, message) in found(among, code)


def test_two_laws_are_two_findings_with_fingerprints_of_their_own(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", HEADER, *OTHERS)
    late = [f for f in audit(path).findings if f.code == "TIM002" and "“一般”" in f.message]
    assert [(f.message.count(OLD), f.message.count(NEW)) for f in late] == [(0, 1), (1, 0)]
    assert len({f.fingerprint for f in late}) == 2


def test_a_short_notice_is_judged_by_the_law_of_its_day(tmp_path: Path) -> None:
    header = "单位,领域,信息类型,形成日期,公开日期,公示起止"
    made = (
        "产权公司,国有产权交易,产权转让公告,2010-03-01,2010-03-02,2010-03-02至2010-03-05",
        "产权公司,国有产权交易,产权转让公告,2026-03-01,2026-03-02,2026-03-02至2026-03-05",
    )
    said = [
        message for _, message in found(audit(ledger(tmp_path / "t.csv", header, *made)), "TIM008")
    ]
    alone = [found(audit(ledger(tmp_path / "t.csv", header, row)), "TIM008")[0][1] for row in made]
    assert sorted(said) == sorted(alone)
    assert len(set(alone)) == 2


def test_limits_and_what_sets_them_can_be_matched(tmp_path: Path) -> None:
    (row,) = rows(audit(ledger(tmp_path / "t.csv", HEADER, OWN_LAW[3][0])), "ledger_limits")
    assert row["limits"] == "①2个工作日；②20个工作日；③20个工作日"
    assert [part[0] for part in row["basis"].split("；")] == ["①", "②", "③"]
    assert f"①{CONTRACT}（2015-03-01起）" in row["basis"]
    assert "（2008-05-01至2019-05-14）" in row["basis"]


@pytest.mark.parametrize(("body", "said"), [("县市场监督管理局", True), ("县城管局", False)])
def test_a_market_regulator_is_told_the_rule_of_its_ministry(
    tmp_path: Path, body: str, said: bool
) -> None:
    row = f"p,{body},市场监管,行政处罚,,2026-03-02,,2026-03-20"
    ((_, message),) = found(audit(ledger(tmp_path / "t.csv", HEADER, row)), "TIM002")
    assert ("20个工作日" in message) is said


# --- worked examples -----------------------------------------------------------------------------


def test_the_examples_of_the_pages_are_right(tmp_path: Path) -> None:
    def days(code: str) -> list[date]:
        example = page(code).split("## 例子")[1].split("##")[0]
        return list(map(date.fromisoformat, re.findall(r"\d{4}-\d\d-\d\d", example)))

    formed, due, published, off_due, off_published = days("TIM002")
    assert CALENDAR.due(formed, 20).date == due
    for end, start in ((published, due), (off_published, off_due)):
        late = f"迟{CALENDAR.between(start, end).days}个工作日（{(end - start).days}日）"
        assert late in page("TIM002")
    formed, as_of = days("TIM001")
    assert CALENDAR.due(formed, 20).date < as_of
    newest, as_of = days("TIM006")
    assert f"有{(as_of - newest).days}日" in page("TIM006")
    media, platform = days("TIM007")
    assert f"晚{(platform - media).days}日" in page("TIM007")
    start, end, required = days("TIM008")
    assert CALENDAR.due(start, 5).date == required > end


# --- a calendar that is not settled --------------------------------------------------------------

# formed, limit of a contract or a general one: due dates with and without days of 2027 in them
STARTS = [date(2026, 11, 1) + timedelta(n) for n in range(100)]


@pytest.mark.parametrize(("kind", "n"), [("合同公告", 2), ("", 20)])
def test_provisional_is_what_the_calendar_calls_so(tmp_path: Path, kind: str, n: int) -> None:
    made = [f"t,县局,政府采购,{kind},{day},,," for day in STARTS]
    out = tmp_path / "out.csv"
    audit(ledger(tmp_path / "t.csv", HEADER, *made), as_of=date(2027, 2, 10), records=out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        found = [bool(row["到期日暂估"]) for row in csv.DictReader(file)]
    assert found == [not CALENDAR.due(day, n).official for day in STARTS]
    assert {True, False} == set(found)


@pytest.mark.parametrize("start", [date(2026, 12, 20), date(2026, 12, 26), date(2026, 12, 29)])
def test_calendar_days_are_provisional_only_at_their_end(tmp_path: Path, start: date) -> None:
    out = tmp_path / "out.csv"
    row = f"t,县局,工程建设项目招标投标,中标候选人公示,{start},,,"
    audit(ledger(tmp_path / "t.csv", HEADER, row), as_of=start, records=out)
    (said,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    due = CALENDAR.due(start, 3, "day")
    assert (said["到期日"], said["到期日暂估"]) == (str(due.latest), "" if due.official else "暂估")


def test_a_finding_says_that_days_late_are_provisional(tmp_path: Path) -> None:
    row = "新,县局,,通知,2026-12-31,,,2027-02-01"
    report = audit(ledger(tmp_path / "t.csv", HEADER, row), as_of=date(2027, 3, 3))
    ((_, message),) = found(report, "TIM002")
    assert "有1条的天数按暂估的工作日历计算" in message


def test_days_late_over_days_without_a_notice_are_marked(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "t.csv", HEADER, "旧,县局,,通知,2026-03-02,,,", "新,县局,,通知,2026-12-31,,,"
    )
    out = tmp_path / "out.csv"
    for as_of, rough in ((date(2026, 12, 28), ["", ""]), (date(2027, 3, 3), ["暂估", "暂估"])):
        report = audit(path, as_of=as_of, records=out, ask=Ask(late=9))
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert [row["迟的天数暂估"] for row in csv.DictReader(file)] == rough
        marks = [row["rough"] for row in rows(report, "ledger_late")]
        assert marks == ([None] if as_of.year == 2026 else rough)
        assert any("暂估" in note for note in report.notes) is bool(rough[0])


def test_what_the_calendar_leaves_open_shows_its_bounds(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", HEADER, "t,县局,,通知,2027-01-20,,,2027-02-22")
    out = tmp_path / "out.csv"
    report = audit(path, as_of=date(2027, 3, 3), records=out)
    due = CALENDAR.due(date(2027, 1, 20), 20)
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert row["到期日暂估"] == f"暂估（{due.earliest}至{due.latest}）"
    assert rows(report, "ledger_unjudged")[0]["dates"].endswith(
        f"{due.earliest}至{due.latest}（暂估）"
    )
    ((_, message),) = found(report, "TIM003")
    assert f"{due.earliest}至{due.latest}" in message


def test_a_day_beyond_the_calendar_is_refused(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", HEADER, "t,县局,,通知,2026-01-20,,,")
    audit(path, as_of=CALENDAR.last)
    with pytest.raises(UsageError, match="超出工作日历"):
        audit(path, as_of=CALENDAR.last + timedelta(1))


# --- months, sheets without a type, lists --------------------------------------------------------


def test_every_month_is_the_one_that_was_written(tmp_path: Path) -> None:
    formed = [
        "9999-12-31",
        "2160-05-05",
        "2026-05-05",
        "1969-12-31",
        "1949-10-01",
        "1644-06-05",
        "",
    ]
    path = ledger(tmp_path / "t.csv", "形成日期,公开日期", *(f"{day},2026-05-06" for day in formed))
    months = [row["month"] for row in rows(audit(path), "ledger_months")]
    assert months == [
        "2200年及以后", "2160-05", "2026-05", "1969-12", "1949-10", "1899年及以前", "（未写明）",
    ]  # fmt: skip


def untyped(report: AuditReport) -> list[str]:
    return [note for note in report.notes if "信息类型和公开事项" in note]


def test_files_and_sheets_without_a_type_are_named(tmp_path: Path) -> None:
    typed = ledger(
        tmp_path / "a.csv", "标题,信息类型,形成日期,公开日期", "a,通知,2026-01-05,2026-01-06"
    )
    plain = ledger(tmp_path / "b.csv", "标题,形成日期,公开日期", *["b,2026-01-05,2026-01-06"] * 2)
    (note,) = untyped(audit(typed, plain))
    assert "有2条没有写" in note
    assert "b.csv 的2条" in note
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, header, line in (
        (
            "一季度",
            ["标题", "信息类型", "形成日期", "公开日期"],
            ["a", "", "2026-01-05", "2026-01-06"],
        ),
        ("二季度", ["标题", "形成日期", "公开日期"], ["b", "2026-01-05", "2026-01-06"]),
    ):
        sheet = book.create_sheet(name)
        sheet.append(header)
        sheet.append(line)
    book.save(tmp_path / "t.xlsx")
    (note,) = untyped(audit(tmp_path / "t.xlsx"))
    assert "有2条没有写" in note
    assert "t.xlsx 二季度 的1条" in note
    assert "一季度" not in note
    assert untyped(audit(typed)) == []


@pytest.mark.parametrize(("number", "title"), [(3, "共3条"), (60, "共60条，报告收录前50条")])
def test_a_list_says_how_many_there_are(tmp_path: Path, number: int, title: str) -> None:
    path = ledger(tmp_path / "t.csv", "标题,形成日期,公开日期", *["t,,2026-01-06"] * number)
    report = audit(path)
    (table,) = (table for table in report.tables if table.id == "ledger_unjudged")
    assert table.title == f"未判定的记录：{title}"
    assert len(table.rows) == min(number, 50)
    assert "列出前50条" not in render(report, "table").decode()


# --- what is beside ------------------------------------------------------------------------------

STALE = "单位,领域,公开事项,形成日期,公开日期"
# the only record of a body, the state of its column after 90 days
FRESHNESS = [
    ("2026-05-01,2026-05-20", "不适用：其间没有新信息"),
    ("2026-11-15,", "待核：有未到期或未能判定的"),
    ("2026-05-01,", "超过"),
    ("2026-11-01,2026-11-10", "未超过"),
    ("坏,", "待核：有未到期或未能判定的"),
    (",", "待核：有未到期或未能判定的"),
    (",2026-05-20", "不适用：其间没有新信息"),
    ("2026-11-01,2026-08-10", "待核：有未到期或未能判定的"),
    ("2026-05-01,坏", "待核：有未到期或未能判定的"),
]


@pytest.mark.parametrize(("days", "verdict"), FRESHNESS)
def test_what_cannot_be_judged_is_not_called_nothing(
    tmp_path: Path, days: str, verdict: str
) -> None:
    path = ledger(tmp_path / "t.csv", STALE, f"县局,政府采购,采购公告,{days}")
    report = audit(path, ask=Ask(stale=(Stale("采购公告", 90),)))
    assert [row["verdict"] for row in rows(report, "ledger_stale")] == [verdict]
    ((_, message),) = found(report, "TIM006") or [("", "")]
    assert ("没有形成新信息" in message) is verdict.startswith("不适用")


def test_channel_days_that_are_none_or_to_come_are_left_out(tmp_path: Path) -> None:
    header = "单位,领域,信息类型,形成日期,指定媒介发布日期,交易平台发布日期"
    days = ("2026-03-03,2026-03-06", "坏,2026-03-06", "2026-03-03,2027-03-06", "2026-03-03,")
    path = ledger(
        tmp_path / "t.csv", header, *(f"县局,政府采购,采购公告,2026-03-02,{d}" for d in days)
    )
    (row,) = rows(audit(path), "ledger_steps")
    assert (row["both"], row["later"], row["most_later"]) == (1, 1, 3)
    assert (row["only_media"], row["only_platform"], row["left_out"]) == (1, 0, 2)


def test_a_display_period_not_judged_names_its_first_row(tmp_path: Path) -> None:
    header = "单位,领域,信息类型,形成日期,公开日期,公示起止"
    made = (
        "县局,政府采购,单一来源公示,2026-03-01,2026-03-02,2026-03-02至2026-03-09",
        "县局,社会救助,通知,2026-03-01,2026-03-02,2026-03-02至2026-03-05",
        "县局,社会救助,通知,2026-03-01,2026-03-02,2026-03-02至2026-03-05",
    )
    report = audit(ledger(tmp_path / "t.csv", header, *made))
    (one,) = (f for f in report.findings if f.code == "TIM009")
    assert one.location is not None
    assert one.location.row == 3
    assert "从这一条起共有2条" in one.message
    assert "不需要补正" in one.message


# body, whether the 条例 binds it
BODIES = [
    ("县人民法院", False), ("县检察院", False), ("县委办公室", False),
    ("中共某县委宣传部", False), ("县人大常委会办公室", False), ("政协某县委员会", False),
    ("县纪委监委", False), ("县总工会", False),
    ("县自来水厂", False), ("某设计院", False), ("县供销社", False), ("县殡仪馆", False),
    ("县发展和改革委员会", True), ("县住建委", True), ("县国资委", True), ("县卫健委", True),
    ("县委县政府", True), ("中共某县委、某县人民政府", True), ("开发区管委会", True),
    ("县财政局/城投公司", True), ("城投公司/县财政局", True), ("城投公司、县财政局", True),
    ("县政府投资有限公司", False), ("城投公司、县医院", False), ("人民银行某支行", True),
]  # fmt: skip


def test_whom_the_regulation_binds(tmp_path: Path) -> None:
    made = [f"t,{body},,通知,2026-03-02,,,2026-05-20" for body, _ in BODIES]
    out = tmp_path / "out.csv"
    audit(ledger(tmp_path / "t.csv", HEADER, *made), records=out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        bound = [(row["单位"], row["结论"] != "未判定") for row in csv.DictReader(file)]
    assert bound == BODIES
