"""Beside the verdicts: stale columns, a sample, channels in step, display periods, a workbook."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pubaudit.cli import main
from pubaudit.ledger import day_of_value, load
from pubaudit.ledger.spans import days_of_span
from pubaudit.report import render
from pubaudit.schemes import catalog_root
from pubaudit.schemes import load_for as scheme_of
from pubaudit.timeliness import Ask, Stale
from pubaudit.timeliness.choices import step_demand
from tests.found import found
from tests.published import AS_OF, CALENDAR, audit, ledger, records, rows

ROOT = catalog_root()
WORDS = load(ROOT / "ledger.yaml")


# --- stale columns ------------------------------------------------------------------------------

STALE = "单位,领域,信息类型,公开事项,形成日期,公开日期"


def stale(tmp_path: Path, *rows: str, days: int = 90) -> list[tuple[str, str]]:
    path = ledger(tmp_path / "t.csv", STALE, *rows)
    report = audit(path, ask=Ask(stale=(Stale("采购公告", days),)))
    return [(f.body, f.severity) for f in found(report, "TIM006")]


def test_a_column_whose_events_are_overdue_is_stale_body_by_body(tmp_path: Path) -> None:
    old = "财政局,政府采购,采购公告,,2026-05-06,2026-05-20"
    due = "财政局,政府采购,采购公告,,2026-09-01,"
    fresh = "教育局,政府采购,,采购公告,2026-11-02,2026-11-03"
    assert stale(tmp_path, old, due, fresh) == [("财政局", "warning")]


@pytest.mark.parametrize(
    ("row", "severity", "verdict", "counts"),
    [
        ("采购公告,,2026-11-20,", "info", "待核", (0, 1)),  # formed, not due yet
        ("采购公告,,2026-09-01,三月", "info", "待核", (0, 1)),  # whether it was published is unread
        ("采购公告,,2026-08-01,", "warning", "超过", (1, 0)),  # formed before the period
        ("采购公告,,2026-02-02,", "warning", "超过", (1, 0)),  # before the last publication, too
        ("采购公告,,2026-01-05,2026-01-08", "info", "不适用", (0, 0)),
        ("合同公告,,2026-09-01,", "info", "不适用", (0, 0)),  # overdue in another column
    ],
)
def test_only_without_an_event_and_without_a_backlog_it_does_not_apply(
    tmp_path: Path, row: str, severity: str, verdict: str, counts: tuple[int, int]
) -> None:
    old = "财政局,政府采购,采购公告,,2026-05-06,2026-05-20"
    made = (old, f"财政局,政府采购,{row}")
    assert stale(tmp_path, *made) == [("财政局", severity)]
    report = audit(tmp_path / "t.csv", ask=Ask(stale=(Stale("采购公告", 90),)))
    (said,) = rows(report, "ledger_stale")
    assert str(said["verdict"]).startswith(verdict)
    assert (said["overdue"], said["waiting"]) == counts
    (one,) = found(report, "TIM006")
    assert ("不适用" in one.message) == (verdict == "不适用")


def test_older_is_more_than_the_days_and_the_future_is_no_publication(tmp_path: Path) -> None:
    on_the_day = "财政局,政府采购,采购公告,,2026-08-20,2026-08-24"  # 90 days before
    future = "财政局,政府采购,采购公告,,2026-09-01,2026-12-01"
    due = "财政局,政府采购,采购公告,,2026-09-01,"
    assert stale(tmp_path, on_the_day, future, days=90) == []
    assert stale(tmp_path, on_the_day, future, days=89) == [("财政局", "info")]
    assert stale(tmp_path, on_the_day, due, days=89) == [("财政局", "warning")]


def test_a_column_that_the_ledger_does_not_have_is_said(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", "形成日期,公开日期", "2026-09-01,2026-09-02")
    (one,) = found(audit(path, ask=Ask(stale=(Stale("采购公告", 9),))), "TIM006")
    assert one.severity == "info"
    assert "没有记录" in one.message


# --- channels in step ---------------------------------------------------------------------------

STEP = "单位,信息类型,形成日期,公开日期,指定媒介发布日期,交易平台发布时间"
STEP_ROWS = [
    "甲局,招标公告,2026-03-02,2026-03-03,2026-03-03,2026-03-03",
    "甲局,招标公告,2026-03-02,2026-03-03,2026-03-03,2026-03-06",
    "甲局,招标公告,2026-03-02,2026-03-03,2026-03-03,2026-03-02",
    "甲局,招标公告,2026-03-02,2026-03-03,2026-03-03,",
    "乙局,招标公告,2026-03-02,2026-03-03,2026-03-03,2026-03-03",
]


def test_the_platform_keeps_step_where_the_scheme_asks_it(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", STEP, *STEP_ROWS)
    for code in ("320902", "120000"):
        demands = scheme_of(ROOT, code).limits
        demand = step_demand(demands, WORDS)
        assert demand is not None
        report = audit(path, demands=demands)
        (one,) = found(report, "TIM007")
        assert (one.body, one.severity) == ("甲局", "warning")
        assert (
            "3条中，1条交易平台晚于指定媒介（最多3日），1条交易平台早于指定媒介（最多1日）"
            in one.message
        )
        assert one.basis == demand.basis
        assert "同" in demand.basis.quote
    silent = audit(path, demands=scheme_of(ROOT, "530000").limits)
    assert found(silent, "TIM007") == []
    first, second = rows(silent, "ledger_steps")
    assert (first["body"], second["same"]) == ("乙局", 1) or (second["body"], first["same"]) == (
        "乙局",
        1,
    )
    assert [row["days"] for row in rows(silent, "ledger_apart")] == [3, -1]


def test_a_channel_day_is_a_publication_where_nothing_else_says_one(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "t.csv", "形成日期,指定媒介日期,交易平台日期", "2026-03-02,,2026-03-05"
    )
    assert audit(path).records.on_time == 1


# --- display periods ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-02至2026-03-06", "2026-03-02", "2026-03-06"),
        ("2026年3月2日至6日", "2026-03-02", "2026-03-06"),
        ("2026年3月2日—3月6日", "2026-03-02", "2026-03-06"),
        ("2026.3.2-2026.3.6", "2026-03-02", "2026-03-06"),
        ("20260302-20260306", "2026-03-02", "2026-03-06"),
        ("自2026年12月30日起至2027年1月5日止", "2026-12-30", "2027-01-05"),
        ("2026/3/2 ～ 2026/3/6（5个工作日）", "2026-03-02", "2026-03-06"),
        ("2026-03-02 09:00 至 2026-03-06 17:00", "2026-03-02", "2026-03-06"),
        ("二〇二六年三月二日至二〇二六年三月六日", "2026-03-02", "2026-03-06"),
        ("2026-03-02", "2026-03-02", ""),
        ("", "", ""),
        ("5个工作日", "", "读不出"),
        ("见公告", "读不出", ""),
        ("2026-02-30至2026-03-06", "2026-02-30", "2026-03-06"),
        ("3月2日至3月6日至3月9日", "读不出", "读不出"),
    ],
)
def test_a_span_in_one_cell(text: str, first: str, last: str) -> None:
    assert days_of_span(text) == (day_of_value(first), day_of_value(last))


SHOWN = "领域,信息类型,标记,形成日期,公开日期,公示开始日期,公示截止日期"
NOTICES = [
    # 领域, 信息类型, 标记; first day, last day → outcome
    ("政府采购,单一来源公示,", "2026-03-02", "2026-03-09", "足期"),
    ("政府采购,单一来源公示,", "2026-03-02", "2026-03-06", "从宽才足"),
    ("政府采购,单一来源公示,", "2026-03-02", "2026-03-05", "不足"),
    (",单一来源公示,", "2026-03-02", "2026-03-05", "不足"),
    ("政府采购,单一来源公示,", "2026-02-13", "2026-02-27", "足期"),  # 春节, a working Saturday
    ("政府采购,单一来源公示,", "2026-02-13", "2026-02-26", "从宽才足"),
    ("政府采购,招标公告,", "2026-03-02", "2026-03-06", "足期"),  # the first day counts
    ("政府采购,招标公告,", "2026-03-02", "2026-03-05", "不足"),
    ("政府采购,竞争性磋商公告,", "2026-03-02", "2026-03-05", "足期"),
    ("政府采购,采购公告,", "2026-03-02", "2026-03-05", "未判定：没有适用的公示期规定"),
    ("工程建设,中标候选人公示,", "2026-03-02", "2026-03-05", "足期"),
    ("工程建设,中标候选人公示,", "2026-03-03", "2026-03-06", "足期"),
    ("工程建设,中标候选人公示,", "2026-03-04", "2026-03-07", "从宽才足"),  # ends on a Saturday
    ("工程建设,中标候选人公示,", "2026-03-04", "2026-03-09", "足期"),
    ("工程建设,中标候选人公示,", "2026-03-02", "2026-03-03", "不足"),
    ("工程建设,招标公告,", "2026-03-02", "2026-03-03", "未判定：没有适用的公示期规定"),
    ("土地征收,征收土地预公告,", "2026-03-02", "2026-03-16", "足期"),
    ("土地征收,征收土地预公告,", "2021-08-02", "2021-08-30", "未判定：公示开始时有关规定"),
    (",征求意见稿,重大行政决策", "2026-03-02", "2026-04-01", "足期"),
    (",征求意见稿,", "2026-03-02", "2026-04-01", "未判定：没有适用的公示期规定"),
    ("国有产权交易,产权转让公告,", "2010-03-01", "2010-03-29", "足期"),
    ("政府采购,单一来源公示,", "", "2026-03-09", "足期"),  # from the day of publication
    ("政府采购,单一来源公示,", "2026-03-02", "", "未判定：没有公示截止日期"),
    ("政府采购,单一来源公示,", "", "", "未判定：没有公示截止日期"),
    ("政府采购,单一来源公示,", "2026-03-02", "三月", "未判定：公示起止读不出"),
    ("政府采购,单一来源公示,", "2026-03-09", "2026-03-02", "未判定：公示截止早于公示开始"),
    ("政府采购,通知,", "", "", ""),
]


@pytest.mark.parametrize(("says", "first", "last", "outcome"), NOTICES, ids=range(len(NOTICES)))
def test_each_notice_is_shown_long_enough(
    tmp_path: Path, says: str, first: str, last: str, outcome: str
) -> None:
    path = ledger(tmp_path / "t.csv", SHOWN, f"{says},2026-02-25,2026-03-02,{first},{last}")
    report = audit(path, records=tmp_path / "out.csv")
    (one,) = records(tmp_path / "out.csv")
    assert one["公示结论"].startswith(outcome)
    assert bool(one["公示结论"]) == bool(outcome)
    assert len(found(report, "TIM008")) == (outcome in {"不足", "从宽才足"})
    assert len(found(report, "TIM009")) == outcome.startswith("未判定")


def test_too_short_for_a_regulation_is_an_error_for_a_document_a_warning(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "t.csv", SHOWN,
        "政府采购,单一来源公示,,2026-02-25,2026-03-02,2026-03-02,2026-03-05",
        "政府采购,询价公告,,2026-02-25,2026-03-02,2026-03-02,2026-03-03",
    )  # fmt: skip
    one, two = found(audit(path), "TIM008")
    assert (one.severity, two.severity) == ("error", "warning")
    assert one.basis is not None
    assert one.basis.article == "第三十八条"


def test_a_provisional_calendar_decides_only_what_is_sure(tmp_path: Path) -> None:
    # 5 working days after 2027-02-01: sure only outside the bounds of 春节 2027.
    due = CALENDAR.due(date(2027, 2, 1), 5)
    assert due.earliest < due.latest
    outcomes = []
    for last in (due.earliest - timedelta(days=1), due.earliest, due.latest):
        path = ledger(
            tmp_path / "t.csv",
            SHOWN,
            f"政府采购,单一来源公示,,2027-01-25,2027-02-01,2027-02-01,{last}",
        )
        audit(path, as_of=date(2027, 4, 1), records=tmp_path / "out.csv")
        outcomes.append(records(tmp_path / "out.csv")[0]["公示结论"])
    assert outcomes[0] in {"不足", "从宽才足"}
    assert outcomes[1:] == ["未判定：工作日历暂估，不能确定是否足期", "足期"]


# --- what is written ----------------------------------------------------------------------------


def test_the_workbook_has_the_late_ones_and_no_formula(tmp_path: Path) -> None:
    body = [f"=1+{n},财政局,2026-03-02,2026-{5 + n % 3:02d}-0{1 + n % 9}" for n in range(60)]
    path = ledger(tmp_path / "t.csv", "标题,单位,形成日期,公开日期", *body, "晚,财政局,2026-03-02,")
    out = tmp_path / "汇总.xlsx"
    argv = ["timeliness", str(path), "--as-of", "2026-11-22", "--sample", "4", "-o", str(out)]
    assert main([*argv, "--quiet", "--fail-on", "never"]) == 0
    book = load_workbook(out)
    late = list(book["迟公开和逾期未公开的记录"].iter_rows(values_only=True))
    assert len(late) == 1 + 61
    first = dict(zip(late[0], late[1], strict=True))
    assert first["结论"] == "逾期未公开"
    assert first["迟（工作日）"] == CALENDAR.between(date(2026, 3, 30), AS_OF).days
    assert first["迟（日）"] == (AS_OF - date(2026, 3, 30)).days
    assert str(late[-1][late[0].index("记录")]).startswith("=1+")
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    sample = list(book["抽查清单"].iter_rows(values_only=True))
    assert [row[sample[0].index("核对结果")] for row in sample] == ["核对结果", *[None] * 4]
    report = audit(path)
    assert render(report, "xlsx") == render(report, "xlsx")
    assert load_workbook(BytesIO(render(report, "xlsx"))).sheetnames[:2] == ["概况", "发现"]


def test_a_region_s_workbook_has_each_catalog_s_own_findings(tmp_path: Path) -> None:
    samples = sorted((ROOT.parent / "sample_data").glob("亭湖区*.xlsx"))
    out = tmp_path / "核查.xlsx"
    argv = ["check", *map(str, samples), "--region", "亭湖", "--as-of", "2026-11-22"]
    assert main([*argv, "-o", str(out), "--quiet", "--fail-on", "never"]) == 0
    book = load_workbook(out)
    assert {"概况", "发现", "事项", "目录1的发现", "目录2的事项"} <= set(book.sheetnames)
    assert all(s.page_setup.orientation == "landscape" for s in book.worksheets)
    setups = [s.sheet_properties.pageSetUpPr for s in book.worksheets]
    assert all(setup is not None and setup.fitToPage for setup in setups)
    lines = [str(value) for (value,) in book["概况"].iter_rows(values_only=True)]
    longest = lines.index(max(lines, key=len)) + 1
    heights = book["概况"].row_dimensions
    assert len(lines[longest - 1]) > 60
    assert heights[longest].height > heights[2].height


def test_the_options_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path / "t.csv", STEP, *STEP_ROWS)
    argv = ["timeliness", str(path), "--region", "亭湖", "--as-of", "2026-11-22"]
    assert main([*argv, "--stale", "招标公告=30", "--sample", "2", "--seed", "3"]) == 0
    shown = capsys.readouterr().out
    for words in ("应当同", "抽查清单：5条中随机抽取2条（种子3；", "各栏目最近一次公开", "Wilson"):
        assert words in shown.replace("\n", "").replace(" ", "") or words in shown
    assert main([*argv, "--stale", "招标公告"]) == 2
    assert "栏目=天数" in capsys.readouterr().err
    assert main([*argv, "--sample", "-1"]) == 2


def test_the_head_says_which_day_starts_the_clock(tmp_path: Path) -> None:
    header = "领域,信息类型,形成日期,合同签订日期,变更日期,公开日期"
    report = audit(ledger(tmp_path / "t.csv", header, "政府采购,,2026-03-02,,,2026-03-03"))
    (line,) = (note for note in report.notes if note.startswith("起算："))
    assert "政府采购合同从“合同签订日期”" in line
    assert "其余从“形成日期”“合同签订日期”（依次取有值的）" in line
    assert "从“变更日期”重新起算" in line
    assert any("有1条没有写信息类型" in note for note in report.notes)


def test_the_head_says_which_columns_were_left_aside(tmp_path: Path) -> None:
    header, row = "采购单位,主管部门,形成日期,公开日期,网站发布时间", "甲,乙,2026-03-02,2026-03-03,"
    notes = audit(ledger(tmp_path / "t.csv", header, row)).notes
    (line,) = (note for note in notes if note.startswith("未采用的列："))
    assert "“网站发布时间”也像公开日期" in line
    assert "“主管部门”" not in line  # an exact word goes before an ending
    notes = audit(ledger(tmp_path / "u.csv", "单位,形成日期,公开日期", "甲,2026-03-02,")).notes
    assert not any("未采用的列" in note for note in notes)


def test_groups_of_several_dimensions(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "t.csv", "单位,领域,形成日期,公开日期",
        "甲,住房保障,2026-03-02,2026-03-03", "甲,住房保障,2026-04-02,2026-04-03",
        "乙,住房保障,2026-04-02,2026-09-03",
    )  # fmt: skip
    groups = rows(audit(path, by=("单位,月份",)), "ledger_groups")
    assert [(g["body"], g["month"], g["on_time"], g["late"]) for g in groups] == [
        ("乙", "2026-04", 0, 1), ("甲", "2026-03", 1, 0), ("甲", "2026-04", 1, 0),
    ]  # fmt: skip
