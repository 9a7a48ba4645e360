"""Ledgers as people type them: every row is counted, told apart, or refused with its place."""

import re
import runpy
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pubaudit import workdays
from pubaudit.annual.fill import Question, fill
from pubaudit.annual.find import find_tables
from pubaudit.annual.ledger import open_ledger
from pubaudit.annual.pages import open_report
from pubaudit.annual.write import WRITERS
from pubaudit.errors import UsageError
from pubaudit.form import AnnualTables
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from tests.annual_sets import FORMS, REGIONS
from tests.ledgers import DISPUTES, REQUESTS, Row, book, request

CALENDAR = workdays.load(catalog_root() / "holidays")
COUNTS = re.compile(
    r"台账共读取(\d+)行：计入(\d+)行，不属于本年度或本单位(\d+)行(?:，共同案件(\d+)行.*?）)?，未计入(\d+)行"
)


def filled(*paths: Path, **known: object) -> tuple[AuditReport, AnnualTables]:
    question = Question(**{"year": 2025, "as_of": date(2026, 1, 20), **known})  # type: ignore[arg-type]
    return fill(paths, FORMS, REGIONS, CALENDAR, question)


def problems(report: AuditReport) -> dict[tuple[str, int], str]:
    return {(p.sheet, p.row): p.message for source in report.inputs for p in source.problems}


def counts(report: AuditReport) -> tuple[int, ...]:
    """Rows read, counted, outside, joint, refused: as the report says them."""
    match = COUNTS.search("".join(report.notes))
    assert match is not None
    return tuple(int(number or 0) for number in match.groups())


MONTH: Sequence[Row] = (
    ("2025年3月依申请公开登记台账",),
    ("序号", "登记号", "申请人信息", None, "收件日期", "补正情况", None, "第三方征询起止",
     "办结日期", "答复类型", "承办单位"),
    (None, None, "姓名", "类型", None, "告知日", "收到日", None, None, None, None),
    (1, "1", "甲某", "自然人", date(2025, 3, 3), None, None, None, date(2025, 3, 20),
     "予以公开", "甲县财政局"),
    (2, "2", "乙某", "公民", "2025年3月4日", None, None, None, "2025.3.28", "部分公开、其余不掌握",
     None),
    (3, "3", "某公司", "企业", 45721, None, None, None, 45740, "本机关不掌握", None),
    (4, "4", "丙某", "自然人", "2025-03-06", "2025-03-10", "2025-03-17", None, "2025-04-15",
     "其他处理：申请人撤回", "甲县住建局"),
    (5, "5", "丁某", "自然人", "２０２５-０３-０７", None, None, "2025.3.10至2025.3.18",
     "2025/4/11", "不予公开（属于国家秘密）", None),
    ("序号", "登记号", "姓名", "类型", "收件日期", "告知日", "收到日", "第三方征询起止",
     "办结日期", "答复类型", "承办单位"),
    (6, "6", "戊某", "自然人", "3月8日", None, None, None, None, None, None),
    (7, "7", "己某", "自然人", "2025-03-10", None, None, None, "2025-03-31", "不予公开", None),
    (8, "8", "庚某", "自然人", "2025-03-12", None, None, None, None, None, None),
    ("合计", 8),
)  # fmt: skip
APRIL = (
    ("登记号", "申请人类型", "收到日期", "答复日期", "办理结果", "承办单位"),
    ("8", "自然人", "2025-03-12", "2025-04-09", "予以公开", "甲县住建局"),
    ("1", "自然人", "2025-04-12", "2025-04-29", "属于国家秘密", "甲县财政局"),
)


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A month with a title, two header rows, merged cells, the header again, and a sum."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "三月"
    for row in MONTH:
        sheet.append(list(row))
    merged = ("A1:K1", "C2:D2", "F2:G2", "K4:K6", "K7:K12")
    for area in (*merged, *(f"{letter}2:{letter}3" for letter in "ABEHIJK")):
        sheet.merge_cells(area)
    second = workbook.create_sheet("四月")
    for other in APRIL:
        second.append(list(other))
    workbook.save(tmp_path / "台账.xlsx")
    return tmp_path / "台账.xlsx"


def test_a_month_typed_by_hand(month: Path) -> None:
    report, tables = filled(month)
    assert {place: message.partition("，")[0] for place, message in problems(report).items()} == {
        ("三月", 10): "收到日期“3月8日”不是日期",
        ("三月", 11): "办理结果只写“不予公开”",
        ("三月", 12): "申请编号“8”与四月第2行重复；未计入",
    }
    assert counts(report) == (10, 7, 0, 0, 3)
    got = {key: cell.value for key, cell in tables.cells.items() if cell.value}
    assert {row: got[row, "total"] for row in ("A", "C1", "C2", "C3.1", "C4.1", "C6.3")} == {
        "A": 7, "C1": 2, "C2": 1, "C3.1": 2, "C4.1": 1, "C6.3": 1,
    }  # fmt: skip
    assert report.records.on_time == 7
    bodies = next(t for t in report.tables if t.id == "annual_bodies")
    assert {row["body"]: row["A"] for row in bodies.rows} == {"甲县财政局": 4, "甲县住建局": 3}


def test_a_body_is_known_without_its_county(month: Path) -> None:
    report, tables = filled(month, body="云岫县甲县财政局")
    assert tables.number("A", "total") == 4
    assert counts(report) == (10, 4, 3, 0, 3)


def test_a_ledger_without_a_column_is_told_once(tmp_path: Path) -> None:
    rows = [("登记号", "收到日期", "办理结果"), ("1", "2025-03-03", "予以公开")]
    report, _ = filled(book(tmp_path / "台账.xlsx", 申请=[*rows, ("2", "2025-03-04", "予以公开")]))
    assert problems(report) == {("申请", 0): "没有认出“申请人类型”栏；2行未计入"}
    assert counts(report) == (2, 0, 0, 0, 2)


def test_a_hidden_sheet_is_counted_and_said(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.create_sheet("旧表").append(REQUESTS)
    workbook["旧表"].append(request("1"))
    workbook["旧表"].sheet_state = "hidden"
    workbook.save(tmp_path / "台账.xlsx")
    report, tables = filled(tmp_path / "台账.xlsx")
    assert tables.number("A", "total") == 1
    assert "隐藏" in problems(report)["旧表", 0]


def test_departments_may_number_alike_unless_they_are_named(tmp_path: Path) -> None:
    def made(name: str, header: Row, *rest: str) -> Path:
        row = [*request("1", 申请人姓名=name), *rest]
        return book(tmp_path / f"{name}{len(row)}.xlsx", 申请=[header, row])

    plain = [made(name, REQUESTS) for name in "甲乙"]
    assert filled(*plain)[1].number("A", "total") == 2
    assert filled(*plain, body="某局")[1].number("A", "total") == 2
    named = [made(name, (*REQUESTS, "单位"), "丙局") for name in "甲乙"]
    report, tables = filled(*named)
    assert tables.number("A", "total") == 1
    assert "与文件1申请第2行重复" in problems(report)["申请", 2]


def test_one_ledger_given_twice_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1")])
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(path.read_bytes())
    with pytest.raises(UsageError, match="内容完全相同"):
        filled(path, copy)


def test_a_joint_case_counts_under_each_body_and_once_in_all(tmp_path: Path) -> None:
    cases = [("复1", "行政复议", "维持", f"{n}局") for n in "甲乙乙"]
    path = book(tmp_path / "台账.xlsx", 案件=[DISPUTES, *cases])
    report, tables = filled(path, dedupe=True)
    assert tables.number("review", "total") == 1
    assert counts(report) == (3, 1, 0, 1, 1)
    bodies = next(t for t in report.tables if t.id == "annual_bodies")
    assert {row["body"]: row["review"] for row in bodies.rows} == {"甲局": 1, "乙局": 1}
    assert filled(path, dedupe=True, body="乙局")[1].number("review", "total") == 1


def test_the_ledger_of_the_benchmark_uses_every_column(tmp_path: Path) -> None:
    """Else it would measure less than what a full ledger costs."""
    build = runpy.run_path(str(Path(__file__).parents[2] / "bench" / "annual.py"))["build"]
    build(tmp_path / "台账.xlsx", 400, FORMS)
    (sheet,) = open_ledger(tmp_path / "台账.xlsx", 0, FORMS)
    assert set(sheet.columns) == {role.key for role in FORMS.request_roles if role.blank}
    never = {"signed", "delayed", "title"}
    assert {role for role in sheet.columns if not any(sheet.column(role))} == never
    read, counted, outside, joint, refused = counts(filled(tmp_path / "台账.xlsx")[0])
    assert (read, outside, joint) == (400, 0, 0)
    assert 0 < refused < 20
    assert counted == read - refused


# --- random ledgers -----------------------------------------------------------------------------

SOUND = {
    "登记号": st.sampled_from([str(n) for n in range(12)]) | st.none(),
    "申请人类型": st.sampled_from(["自然人", "企业", "律所", "公益组织", "其他"]),
    "收到日期": st.dates(date(2024, 11, 1), date(2026, 1, 10)),
    "答复日期": st.dates(date(2024, 12, 1), date(2026, 1, 20)) | st.none(),
    "办理结果": st.sampled_from(["予以公开", "部分公开", "信息不存在", "办理中", "重复申请"]),
}
WRONG = {
    "申请人类型": st.sampled_from([None, "自然入", "个体户", "张三"]),
    "收到日期": st.sampled_from([None, "3月5日", "2025-02-30", "昨天"]),
    "答复日期": st.sampled_from(["2025年", "三月"]),
    "办理结果": st.sampled_from([None, "予已公开", "不予公开", "同意"]),
}


@st.composite
def messy(draw: st.DrawFn) -> Row:
    """A row of a ledger: sound, with one wrong cell, or blank."""
    cells = {name: draw(strategy) for name, strategy in SOUND.items()}
    how = draw(st.sampled_from(["sound", "sound", "wrong", "blank"]))
    if how == "blank":
        return [None] * len(REQUESTS)
    if how == "wrong":
        name = draw(st.sampled_from(sorted(WRONG)))
        cells[name] = draw(WRONG[name])
    return request("0", **cells)


@settings(max_examples=25, deadline=None)
@given(
    months=st.lists(st.lists(messy(), max_size=14), min_size=1, max_size=3),
    suffix=st.sampled_from([".xlsx", ".docx", ".html"]),
)
def test_every_row_is_accounted_for_and_the_tables_are_read_back(
    months: list[list[Row]], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    sheets = {f"{number}月": [REQUESTS, *rows] for number, rows in enumerate(months, 1)}
    report, tables = filled(book(folder / "台账.xlsx", **sheets))
    given = sum(any(row) for rows in months for row in rows)
    read, counted, outside, joint, refused = counts(report)
    assert read == given == counted + outside + joint + refused == report.inputs[0].entries
    assert refused == report.summary.skipped
    assert refused == sum(problem.skipped for problem in report.inputs[0].problems)
    records = report.records
    assert (
        counted
        == records.total
        == sum(
            (records.on_time, records.late, records.overdue, records.pending, records.not_judged)
        )
    )
    number = tables.number
    assert counted == number("A", "total") + number("B", "total")
    assert counted == number("C7", "total") + number("D", "total")
    assert not report.summary.findings.error
    path = folder / f"年报{suffix}"
    path.write_bytes(WRITERS[suffix](tables, "某局2025年政府信息公开工作年度报告", ()))
    again = find_tables(open_report(path), FORMS).tables
    keys = [(row.key, column.key) for row, column in tables.form.cells()]
    assert {key: again.number(*key) for key in keys} == {key: number(*key) for key in keys}
