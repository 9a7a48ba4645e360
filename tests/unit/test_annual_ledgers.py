"""Ledgers as people type them: every row is counted, told apart, or refused with its place."""

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
from pubaudit.annual.layout import printed
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


def filled(*paths: Path, **known: object) -> tuple[AuditReport, AnnualTables]:
    question = Question(**{"year": 2025, "as_of": date(2026, 1, 20), **known})  # type: ignore[arg-type]
    return fill(paths, FORMS, REGIONS, CALENDAR, question)


def problems(report: AuditReport) -> dict[tuple[str, int], str]:
    return {(p.sheet, p.row): p.message for source in report.inputs for p in source.problems}


def counts(report: AuditReport) -> tuple[int, ...]:
    """Rows read, counted, outside, joint, refused."""
    (row,) = next(t for t in report.tables if t.id == "annual_rows").rows
    return tuple(value for value in row.values() if isinstance(value, int))


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
    named = [made(name, (*REQUESTS, "承办单位"), "丙局") for name in "甲乙"]
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
    report, _ = filled(tmp_path / "台账.xlsx")
    refused = report.summary.skipped
    assert counts(report) == (400, 400 - refused, 0, 0, refused)
    assert 0 < refused < 20


# --- what a row may be wrong about -------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"答复日期": date(2024, 3, 20)}, "答复日期早于收到日期"),
        ({"收到日期": date(2052, 3, 3)}, "收到日期“2052-03-03”晚于截至日2026-01-20"),
        ({"收到日期": "2025-03-03", "答复日期": "2205.3.20"}, "晚于截至日"),
        ({"延期告知日": date(2027, 3, 3)}, "晚于截至日"),
    ],
)
def test_a_year_mistyped_does_not_take_a_row_out_of_the_year(
    cells: dict[str, str | date | None], words: str, tmp_path: Path
) -> None:
    rows = [REQUESTS, request("1"), request("2", **cells)]
    report, _ = filled(book(tmp_path / "台账.xlsx", 申请=rows))
    assert words in problems(report)["申请", 3]
    assert counts(report) == (2, 1, 0, 0, 1)


def test_rows_of_other_years_are_named_by_sheet(tmp_path: Path) -> None:
    old = {"收到日期": date(2023, 3, 3), "答复日期": date(2023, 3, 20)}
    months = {"一月": [1, 2, 3, 5], "二月": [7]}
    sheets = {
        name: [REQUESTS, *(request(str(n), **(old if n in rows else {})) for n in range(9))]
        for name, rows in months.items()
    }
    report, _ = filled(book(tmp_path / "台账.xlsx", **sheets))
    assert "不是2025年度的5行：一月 第3-5、7行，二月 第9行。" in report.notes


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2025-15", "2025－15", True),
        ("2025-15", "2025—15", True),
        ("[2025]15号", "〔2025〕15号", True),
        ("(2025) 第15号", "（2025）15号", True),
        ("A15", "a15", True),
        ("2025-15", "2025-151", False),
    ],
)
def test_numbers_that_differ_in_width_are_one(
    first: str, second: str, same: bool, tmp_path: Path
) -> None:
    rows = [REQUESTS, request(first), request(second)]
    report, tables = filled(book(tmp_path / "台账.xlsx", 申请=rows))
    assert tables.number("A", "total") == 2 - same
    assert bool(problems(report)) is same


PEOPLE = ("申请人姓名", "联系电话", "证件号码", "申请人")


@pytest.mark.parametrize("header", PEOPLE)
def test_the_unit_of_an_applicant_is_no_body(header: str, tmp_path: Path) -> None:
    company = "某某保密科技有限公司"
    rows: list[Row] = [
        ("登记号", header, "单位", "申请人类型", "收到日期", "答复日期", "办理结果"),
        ("1", "张三丰", company, "企业", date(2025, 3, 3), date(2025, 9, 20), "予以公开"),
    ]
    cases = [
        ("案号", header, "单位", "案件类型", "审理结果"),
        ("复1", "张三丰", company, "复议", "维持"),
    ]
    report, tables = filled(book(tmp_path / "台账.xlsx", 申请=rows, 案件=cases))
    assert company not in repr((report, tables))
    assert "没有读取" in problems(report)["申请", 0]
    assert "没有读取" in problems(report)["案件", 0]


@pytest.mark.parametrize("header", ["承办单位", "受理单位", "答复单位", "办理单位", "责任单位"])
def test_the_unit_in_charge_is_the_body(header: str, tmp_path: Path) -> None:
    rows = [(*REQUESTS, header), *([*request(str(n)), f"{n}局"] for n in range(2))]
    report, _ = filled(book(tmp_path / "台账.xlsx", 申请=rows))
    bodies = next(t for t in report.tables if t.id == "annual_bodies")
    assert {row["body"] for row in bodies.rows} == {"0局", "1局"}


@pytest.mark.parametrize(
    ("asked", "units", "counted"),
    [
        ("云岫县财政局", ("县财政局", "县住建局"), 1),
        ("县财政局", ("云岫县财政局", "云岫县住建局"), 1),
        ("财政局", ("财政局", "县住建局"), 1),
        ("财政局", ("云岫县财政局", "西山县财政局"), "可能是台账中的云岫县财政局、西山县财政局"),
        ("县教育局", ("县财政局", "县住建局"), "有：县财政局、县住建局"),
    ],
)
def test_the_body_that_is_asked_for_is_found_or_refused(
    asked: str, units: Sequence[str], counted: int | str, tmp_path: Path
) -> None:
    rows = [(*REQUESTS, "承办单位"), *([*request(unit), unit] for unit in units)]
    path = book(tmp_path / "台账.xlsx", 申请=rows)
    if isinstance(counted, str):
        with pytest.raises(UsageError, match=counted):
            filled(path, body=asked)
    else:
        assert filled(path, body=asked)[1].number("A", "total") == counted


def test_rows_without_a_body_are_the_asked_one_s_and_said(tmp_path: Path) -> None:
    rows = [[*request(str(n)), unit] for n, unit in enumerate(("县财政局", "县住建局", None))]
    path = book(tmp_path / "台账.xlsx", 申请=[(*REQUESTS, "承办单位"), *rows])
    report, tables = filled(path, body="云岫县财政局")
    assert tables.number("A", "total") == 2
    assert problems(report)["申请", 0] == "1行没有写单位，按云岫县财政局的计入；请核对"


# --- sections that would be 0 in silence ---------------------------------------------------------


def test_sections_without_a_ledger_are_said(tmp_path: Path) -> None:
    said = "".join(filled(book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1")]))[0].notes)
    assert "没有件数表，第二部分全部按0填写" in said
    assert "没有复议诉讼台账，第四部分全部按0填写" in said
    assert "第三部分" not in said
    blank = [("信息内容", "本年处理决定数量"), ("行政许可", None)]
    path = book(tmp_path / "b.xlsx", 申请=[REQUESTS], 案件=[DISPUTES], 件数=blank)
    said = "".join(filled(path)[0].notes)
    assert "件数表没有一行计入，第二部分全部为0" in said
    assert "申请台账没有一行计入，第三部分全部为0" in said
    assert "复议诉讼台账没有一行计入，第四部分全部为0" in said


def test_a_ledger_of_another_year_is_said_with_its_years(tmp_path: Path) -> None:
    old = {"收到日期": date(2023, 3, 3), "答复日期": date(2023, 3, 20)}
    path = book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1", **old), request("2", **old)])
    report, _ = filled(path)
    assert "没有一行计入2025年度，台账中的是2023年2行" in problems(report)["", 0]
    assert report.summary.skipped == 1


def test_a_sheet_that_is_none_is_left_out_and_counted(tmp_path: Path) -> None:
    path = book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1")], 旧表=[("甲", "乙"), (1, 2)])
    report, _ = filled(path)
    assert "没有认出表头" in problems(report)["旧表", 0]
    assert report.summary.skipped == 1


# --- section 四 ----------------------------------------------------------------------------------

CASES = ("案号", "案件类型", "审理结果", "被申请人", "受理日期", "结案日期")


@pytest.mark.parametrize(
    ("case", "placed", "words"),
    [
        (("复1", "行政复议", "维持", "甲局", "2025-03-01", "2025-05-01"), "review upheld", ""),
        (("复1", "行政复议", "维持", "甲局", "2022-03-01", "2022-05-01"), "", ""),
        (("复1", "行政复议", "维持", "甲局", "2024-11-01", "2025-01-05"), "review upheld", ""),
        (("复1", "行政复议", "撤销", "甲局", "2025-11-01", "2026-01-05"), "review pending", ""),
        (("复1", "行政复议", "审理中", "甲局", "2024-11-01", None), "review pending", ""),
        (("复1", "行政复议", "审理中", "甲局", "2026-01-05", None), "", ""),
        (("云府复〔2026〕1号", "行政复议", "审理中", "甲局", None, None), "", ""),
        (("云府复〔2022〕1号", "行政复议", "维持", "甲局", None, None), "review upheld",
         "是2022年的案件，没有结案日期"),
        (("复1", "行政复议", "审理中", "甲局", "2025-03-01", "2025-05-01"), "review pending",
         "尚未审结却有结案日期"),
        (("复1", "行政复议", "维持", "甲局", "2025-05-01", "2025-03-01"), "", "早于受理日期"),
        (("复1", "行政复议", "维持", "甲局", "2025-05-01", "2052-03-01"), "", "晚于截至日"),
        (("复1", "行政复议", "维持", "甲局", "五月", None), "", "不是日期"),
        (("诉1", "一审", "撤销", "甲局", None, None), "suit corrected", ""),
        (("诉1", "二审", "驳回上诉", "甲局", None, None), "", "不另计"),
        (("诉1", "复议后起诉", "驳回上诉", "甲局", None, None), "", "不另计"),
    ],
)  # fmt: skip
def test_a_case_counts_in_its_year(case: Row, placed: str, words: str, tmp_path: Path) -> None:
    report, tables = filled(book(tmp_path / "台账.xlsx", 案件=[CASES, case]))
    disputes = [row.key for row in tables.form.disputes.rows]
    got = {k for k, c in tables.cells.items() if k[0] in disputes and c.value and k[1] != "total"}
    assert got == ({tuple(placed.split())} if placed else set())
    assert words in problems(report).get(("案件", 2), "")
    assert bool(words) is (("案件", 2) in problems(report))


def test_case_numbers_that_differ_in_brackets_are_one_case(tmp_path: Path) -> None:
    cases = [
        ("云府复〔2025〕1号", "行政复议", "审理中", "甲局"),
        ("云府复（2025）第1号", "行政复议", "撤销", "乙局"),
        ("云府复[2025]1号 ", "行政复议", "审理中", "丙局"),
    ]
    path = book(tmp_path / "台账.xlsx", 案件=[DISPUTES, *cases])
    report, tables = filled(path, dedupe=True)
    assert tables.number("review", "corrected") == tables.number("review", "total") == 1
    assert counts(report) == (3, 1, 0, 2, 0)
    assert all("与第3行同一案号" in problems(report)["案件", row] for row in (2, 4))
    report, tables = filled(path)
    assert tables.number("review", "total") == 3
    assert "--dedupe" in problems(report)["案件", 3]


def test_of_one_body_s_case_the_closed_row_stays(tmp_path: Path) -> None:
    cases = [("复1", "行政复议", "审理中", "甲局"), ("复1", "行政复议", "撤销", "甲局")]
    report, tables = filled(book(tmp_path / "台账.xlsx", 案件=[DISPUTES, *cases]))
    assert tables.number("review", "corrected") == 1
    assert "与第3行重复，审理结果不同" in problems(report)["案件", 2]


# --- section 二 ----------------------------------------------------------------------------------


def test_numbers_of_a_counts_sheet_are_read_or_refused_with_their_row(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("行政规范性文件", "12件", "约3", 9),
        ("信息内容", "本年处理决定数量"),
        ("行政许可", "1,234"),
        ("行政征收", 5),
        ("信息内容", "本年收费金额（元）"),
        ("行政事业性收费", "251000"),
    ]
    report, tables = filled(book(tmp_path / "台账.xlsx", 件数=rows))
    number = tables.number
    assert (number("documents", "made"), number("documents", "valid")) == (12, 9)
    assert (number("licences", "decisions"), number("fees", "fee")) == (1234, 25.1)
    told = report.inputs[0].problems
    assert sorted(p.row for p in told if p.skipped) == [2, 5]
    assert sorted(p.row for p in told if not p.skipped) == [2, 7]
    for words in ("写作“约3”，不是数字", "写作“12件”，按12核对", "行政征收", "25.1万元"):
        assert any(words in p.message for p in told)
    assert report.summary.skipped == 2


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
    nothing = not counted and outside > 0  # that is said once, and costs no row
    assert refused + nothing == report.summary.skipped
    assert refused == sum(bool(p.skipped and p.row) for p in report.inputs[0].problems)
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
    path.write_bytes(WRITERS[suffix](printed(tables), "某局2025年政府信息公开工作年度报告"))
    again = find_tables(open_report(path), FORMS).tables
    keys = [(row.key, column.key) for row, column in tables.form.cells()]
    assert {key: again.number(*key) for key in keys} == {key: number(*key) for key in keys}
