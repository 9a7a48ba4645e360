"""The annual report's tables from ledgers: what counts where, what is refused, what is late."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubaudit import workdays
from pubaudit.annual.fill import Question, fill
from pubaudit.annual.find import find_tables
from pubaudit.annual.layout import printed
from pubaudit.annual.pages import open_report
from pubaudit.annual.write import WRITERS
from pubaudit.errors import InputError, UsageError
from pubaudit.form import AnnualTables, Cell
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from tests.annual_sets import FORMS, REGIONS
from tests.ledgers import DISPUTES, REQUESTS, Row, book, request

CALENDAR = workdays.load(catalog_root() / "holidays")
AS_OF = date(2026, 1, 20)


def filled(*paths: Path, **known: object) -> tuple[AuditReport, AnnualTables]:
    question = Question(**{"year": 2025, "as_of": AS_OF, **known})  # type: ignore[arg-type]
    return fill(paths, FORMS, REGIONS, CALENDAR, question)


def late(report: AuditReport) -> dict[str, tuple[str, str]]:
    table = next((t for t in report.tables if t.id == "annual_late"), None)
    rows = table.rows if table else ()
    return {str(r["number"]): (str(r["due"]), str(r["state"])) for r in rows}


def test_a_ledger_is_counted_where_the_form_wants_it(tmp_path: Path) -> None:
    rows = [
        REQUESTS,
        request("1"),
        request("2", 申请人类型="法人或其他组织-商业企业", 办理结果="不予公开：属于国家秘密"),
        request("3", 收到日期=date(2024, 12, 20), 答复日期=date(2025, 1, 8), 办理结果="信息不存在"),
        request("4", 收到日期=date(2025, 12, 25), 答复日期=None, 办理结果="办理中"),
        request("5", 收到日期=date(2025, 12, 25), 答复日期=date(2026, 1, 6)),
        request("6", 收到日期=date(2024, 3, 1), 答复日期=date(2024, 3, 8)),
        request("7", 收到日期=date(2026, 1, 5), 答复日期=None, 办理结果=None),
    ]
    report, tables = filled(book(tmp_path / "台账.xlsx", 申请=rows))
    numbers = {k: c.value for k, c in tables.cells.items() if c.value and k[1] != "total"}
    assert numbers == {
        ("A", "person"): 3,
        ("A", "company"): 1,
        ("B", "person"): 1,
        ("C1", "person"): 1,
        ("C3.1", "company"): 1,
        ("C4.1", "person"): 1,
        ("C7", "person"): 2,
        ("C7", "company"): 1,
        ("D", "person"): 2,
    }
    assert tables.number("A", "total") == 4
    assert not report.summary.findings.error
    assert "共读取7行：计入5行，不属于本年度或本单位2行，未计入0行" in "".join(report.notes)
    assert "张某某" not in repr((report, tables))


def test_a_ledger_typed_by_hand_loses_nothing_in_silence(tmp_path: Path) -> None:
    rows = [
        REQUESTS,
        request("1"),
        request("1"),
        request("2", 办理结果="予已公开"),
        request("3", 收到日期=None),
        request("4", 收到日期="2025年3月32日"),
        request("5", 申请人类型="个体户"),
        request("6", 办理结果="不予公开"),
        request("7", 收到日期="2025.3.3", 答复日期="20250320"),
        request("8", 申请人类型=None),
    ]
    report, tables = filled(book(tmp_path / "台账.xlsx", 三月=rows))
    problems = {p.row: p.message for p in report.inputs[0].problems}
    assert sorted(problems) == [3, 4, 5, 6, 7, 8, 10]
    assert "与第2行重复" in problems[3]
    assert "是否为“予以公开”" in problems[4]
    assert problems[5].startswith("没有收到日期")
    assert "不是日期" in problems[6]
    assert problems[7].startswith("申请人类型不是格式所列的类别")
    assert all(p.sheet == "三月" and p.skipped for p in report.inputs[0].problems)
    assert tables.number("A", "total") == 2
    assert report.summary.skipped == 7
    assert "共读取9行：计入2行，不属于本年度或本单位0行，未计入7行" in "".join(report.notes)


@pytest.mark.parametrize(
    ("cells", "due"),
    [
        # 2025-03-03 + 20 working days = 2025-03-31 (no holiday between)
        ({"答复日期": date(2025, 3, 31)}, None),
        ({"答复日期": date(2025, 4, 1)}, "2025-03-31"),
        ({"答复日期": date(2025, 4, 1), "延期告知日": date(2025, 3, 31)}, None),
        ({"答复日期": date(2025, 4, 2), "延期告知日": date(2025, 4, 1)}, "2025-03-31"),
        ({"答复日期": date(2025, 4, 29), "延期告知日": date(2025, 3, 20)}, "2025-04-28"),
        # two days with a third party: the clock stands on 5 and 6 March
        (
            {"征询开始日期": date(2025, 3, 4), "征询结束日期": date(2025, 3, 6),
             "答复日期": date(2025, 4, 2)},
            None,
        ),
        (
            {"征询开始日期": date(2025, 3, 4), "征询结束日期": date(2025, 3, 6),
             "答复日期": date(2025, 4, 3)},
            "2025-04-02",
        ),
        # asked for a correction within 7 working days: begins again on its receipt
        (
            {"补正告知日": date(2025, 3, 12), "补正收到日": date(2025, 3, 20),
             "答复日期": date(2025, 4, 18)},
            None,
        ),
        (
            {"补正告知日": date(2025, 3, 13), "补正收到日": date(2025, 3, 20),
             "答复日期": date(2025, 4, 18)},
            "2025-03-31",
        ),
        ({"申请方式": "网络", "确认日期": date(2025, 3, 5), "答复日期": date(2025, 4, 2)}, None),
        # told of the extension in the cell that says whether there is one
        ({"是否延期": "是，3月20日告知", "答复日期": date(2025, 4, 20)}, None),
        ({"是否延期": "2025-03-20", "答复日期": date(2025, 4, 20)}, None),
        ({"是否延期": date(2025, 3, 20), "答复日期": date(2025, 4, 20)}, None),
        ({"是否延期": "已于2025年3月20日告知", "答复日期": date(2025, 4, 20)}, None),
        ({"是否延期": "4月1日告知", "答复日期": date(2025, 4, 2)}, "2025-03-31"),
        ({"是否延期": "否", "答复日期": date(2025, 4, 1)}, "2025-03-31"),
        ({"是否延期": "未延期", "答复日期": date(2025, 4, 1)}, "2025-03-31"),
        ({"是否延期": "——", "答复日期": date(2025, 4, 1)}, "2025-03-31"),
        # 492号: 15 working days
        ({"收到日期": date(2019, 5, 14), "答复日期": date(2019, 6, 5)}, "2019-06-04"),
        ({"收到日期": date(2019, 5, 15), "答复日期": date(2019, 6, 13)}, None),
        ({"收到日期": date(2019, 5, 15), "答复日期": date(2019, 6, 14)}, "2019-06-13"),
    ],
)  # fmt: skip
def test_time_limits(cells: dict[str, str | date], due: str | None, tmp_path: Path) -> None:
    path = book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1", **cells)])
    received = cells.get("收到日期", date(2025, 1, 1))
    assert isinstance(received, date)
    report, _ = filled(path, year=received.year)
    assert late(report) == ({"1": (due, "迟答复")} if due else {})
    assert report.records.total == 1
    assert report.records.not_judged == 0


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"第三十五条": "是", "答复日期": date(2025, 9, 1)}, "第三十五条"),
        ({"是否延期": "是", "答复日期": date(2025, 4, 10)}, "没有告知日期"),
        ({"征询开始日期": date(2025, 3, 4)}, "起止日期不全"),
        ({"补正告知日": date(2025, 3, 5), "办理结果": "逾期不补正"}, "没有收到补正"),
        ({"申请方式": "电子邮箱", "答复日期": date(2025, 4, 10)}, "没有与申请人确认"),
        ({"答复日期": None}, "没有答复日期"),
        ({"办理结果": "办理中"}, "却有答复日期"),
        ({"是否延期": "延期至四月", "答复日期": date(2025, 4, 10)}, "延期栏的写法认不出"),
        ({"是否延期": "延期至2025-04-20", "答复日期": date(2025, 4, 10)}, "延期栏的写法认不出"),
        ({"是否延期": "未在3月20日告知", "答复日期": date(2025, 4, 10)}, "延期栏的写法认不出"),
        ({"是否延期": "延期20个工作日", "答复日期": date(2025, 4, 10)}, "延期栏的写法认不出"),
        ({"确认日期": date(2025, 2, 1)}, "确认日期早于收到日期"),
        ({"补正告知日": date(2025, 3, 5), "补正收到日": date(2025, 3, 4)}, "早于补正告知日期"),
        ({"补正告知日": date(2025, 3, 1)}, "补正告知日期早于收到日期"),
        ({"征询开始日期": date(2025, 1, 4), "征询结束日期": date(2025, 3, 6)}, "早于收到日期"),
        ({"征询开始日期": date(2025, 3, 4), "征询结束日期": date(2025, 3, 30)}, "晚于答复日期"),
        ({"延期告知日": date(2025, 1, 1)}, "延期告知日期早于收到日期"),
    ],
)
def test_what_cannot_be_judged_is_said(
    cells: dict[str, str | date | None], reason: str, tmp_path: Path
) -> None:
    report, tables = filled(book(tmp_path / "台账.xlsx", 申请=[REQUESTS, request("1", **cells)]))
    assert report.records.not_judged == 1
    assert reason in "".join(report.notes)
    assert "（申请 第2行）" in "".join(report.notes)
    (row,) = next(t for t in report.tables if t.id == "annual_not_judged").rows
    assert row["row"] == "申请 第2行"
    assert reason in str(row["reason"])
    assert tables.number("A", "total") == 1


def test_open_requests_are_pending_or_overdue(tmp_path: Path) -> None:
    still = {"答复日期": None, "办理结果": "办理中"}
    rows = [
        REQUESTS,
        request("1", **still),
        request("2", 收到日期=date(2025, 12, 31), **still),
        request("3", 答复日期=date(2025, 3, 3)),
    ]
    report, _ = filled(book(tmp_path / "台账.xlsx", 申请=rows))
    assert late(report) == {"1": ("2025-03-31", "逾期未答复")}
    assert (report.records.overdue, report.records.pending, report.records.on_time) == (1, 1, 1)
    assert "收到当日答复1件" in "".join(report.notes)


def test_several_bodies_and_joint_cases(tmp_path: Path) -> None:
    cases = [DISPUTES, ("复1", "行政复议", "维持", "甲局"), ("诉1", "复议后起诉", "审理中", "甲局")]
    others = [DISPUTES, ("复1", "行政复议", "维持", "乙局"), ("诉2", "行政诉讼", "撤销", "乙局")]
    counts: list[Row] = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("行政规范性文件", 2, 1, 9),
    ]
    first = book(tmp_path / "甲.xlsx", 申请=[REQUESTS, request("1")], 案件=cases, 件数=counts)
    second = book(tmp_path / "乙.xlsx", 申请=[REQUESTS, request("1")], 案件=others, 件数=counts)
    report, tables = filled(first, second, dedupe=True)
    assert [tables.number(r.key, "total") for r in tables.form.disputes.rows] == [1, 1, 1]
    assert tables.number("documents", "valid") == 18
    assert tables.number("A", "total") == 2
    assert "共同案件1行（同一案号只计一次）" in "".join(report.notes)
    bodies = next(t for t in report.tables if t.id == "annual_bodies")
    assert {r["body"]: r["A"] for r in bodies.rows} == {"甲局": 1, "乙局": 1}
    hints, apart = filled(first, second)
    assert apart.number("review", "total") == 2
    (hint,) = hints.inputs[1].problems
    assert (hint.sheet, hint.row) == ("案件", 2)
    assert "与文件1案件第2行同一案号，各计一次" in hint.message
    one, own = filled(first, second, body="乙局")
    assert (own.number("review", "total"), own.number("A", "total")) == (1, 1)
    assert own.number("documents", "valid") == 9
    assert "件数表是甲局的" in one.inputs[0].problems[0].message
    for known in ({"body": "全县"}, {"body": "甲县人民政府", "whole": True}):
        _, every = filled(first, second, **known)
        assert every.number("review", "total") == 2
        assert every.number("documents", "valid") == 18
    with pytest.raises(UsageError, match=r"没有“丙局”，有：甲局、乙局。.*--whole"):
        filled(first, second, body="丙局")


def test_csv_ledgers_and_unknown_sheets(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    lines = [
        "登记号,申请人类型,收到日期,答复日期,办理结果",
        "1,自然人,2025-03-03,2025-03-04,部分公开",
    ]
    path.write_bytes("\n".join(lines).encode("gb18030"))
    _, tables = filled(path)
    assert tables.number("C2", "person") == 1
    with pytest.raises(InputError, match=r"^x\.xlsx：没有认出"):
        filled(book(tmp_path / "x.xlsx", 说明=[("甲", "乙"), ("1", "2")]))


numbers = st.integers(0, 99999)


@settings(max_examples=8)
@given(data=st.data(), suffix=st.sampled_from([".xlsx", ".docx", ".html"]))
def test_round_trip(
    data: st.DataObject, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = data.draw(st.sampled_from(FORMS.forms))
    keys = [(row.key, column.key) for row, column in form.cells()]
    values = data.draw(st.lists(numbers, min_size=len(keys), max_size=len(keys)))
    tables = AnnualTables(form, {k: Cell(v, str(v)) for k, v in zip(keys, values, strict=True)})
    path = tmp_path_factory.mktemp("r") / f"r{suffix}"
    path.write_bytes(WRITERS[suffix](printed(tables), "某局2025年政府信息公开工作年度报告"))
    read = find_tables(open_report(path), FORMS).tables
    assert {k: read.number(*k) for k in keys} == dict(zip(keys, values, strict=True))
