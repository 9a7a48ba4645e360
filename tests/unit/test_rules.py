"""The rules: codes, pages, severities and what each one sees."""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.models import AuditReport
from pubaudit.rules.registry import RULES, page
from tests.found import found
from tests.workbooks import COLUMNS, Row, catalog, write_workbook

AS_OF = date(2026, 11, 22)
PROCUREMENT = [
    ("政府采购", "采购项目公告"),
    ("政府采购", "采购文件"),
    ("政府采购", "采购项目预算金额"),
    ("政府采购", "采购结果"),
    ("政府采购", "采购合同"),
    ("政府采购", "财政部门作出的投诉和监督检查等处理决定"),
    ("政府采购", "对集中采购机构的考核结果"),
    ("政府采购", "违法失信行为记录"),
]


def judge(path: Path, region: str = "天津") -> AuditReport:
    return api.check([path], region=region, as_of=AS_OF)


def test_codes_are_unique_and_every_rule_has_its_page() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    pages = {p.name.removesuffix(".md") for p in (files("pubaudit") / "rules/pages").iterdir()}
    assert pages == set(codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_page_says_what_basis_severity_example_remedy_and_exclusions(rule: object) -> None:
    code, name = rule.code, rule.name  # type: ignore[attr-defined]
    text = page(code.lower())
    assert text.startswith(f"# {code} {name}\n")
    headings = ("查什么", "依据", "级别", "例子", "怎么办", "不报告")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == list(headings)
    text.encode("gbk")


def test_a_complete_catalog_has_no_finding(tmp_path: Path) -> None:
    report = judge(catalog(tmp_path / "目录.xlsx", PROCUREMENT))
    assert report.findings == ()
    assert report.summary.items.covered == report.summary.items.total == len(PROCUREMENT)


@pytest.mark.parametrize("gap", range(len(PROCUREMENT)))
def test_each_dropped_row_is_the_one_gap(tmp_path: Path, gap: int) -> None:
    rows = [row for n, row in enumerate(PROCUREMENT) if n != gap]
    report = judge(catalog(tmp_path / "目录.xlsx", rows))
    missing = [i for i in report.items if i.verdict == "missing"]
    assert [i.name for i in missing] == [PROCUREMENT[gap][1]]
    (finding,) = found(report, "COV001")
    assert finding.item == missing[0].id
    assert finding.severity == "error"
    assert finding.basis is not None
    assert PROCUREMENT[gap][1] in finding.basis.quote
    assert "请增列一行" in finding.message


def test_partial_names_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    rows = [*PROCUREMENT, ("保障性住房", "年度建设计划信息：计划任务量、项目清单")]
    report = judge(catalog(tmp_path / "目录.xlsx", rows))
    (finding,) = found(report, "COV002")
    assert finding.severity == "warning"
    assert "未写明计划户型" in finding.message
    assert finding.location is not None
    assert finding.location.row == 11
    (item,) = [i for i in report.items if i.verdict == "partial"]
    assert {e.name: e.verdict for e in item.elements} == {
        "建设计划任务量": "covered",
        "计划项目信息": "covered",
        "计划户型": "missing",
    }


def test_rows_that_serve_no_item_are_said_once(tmp_path: Path) -> None:
    rows = [*PROCUREMENT, ("机构信息", "领导分工"), ("会计管理", "代理记账许可")]
    report = judge(catalog(tmp_path / "目录.xlsx", rows))
    (finding,) = found(report, "COV003")
    assert finding.severity == "info"
    assert "第11、12行不对应" in finding.message
    assert [e.row for e in report.entries if not e.items] == [11, 12]


def test_duplicate_rows(tmp_path: Path) -> None:
    report = judge(catalog(tmp_path / "目录.xlsx", [*PROCUREMENT, ("政府 采购", "采购\n文件")]))
    (finding,) = found(report, "QUA001")
    assert "第4、11行" in finding.message


def blank_bodies(rows: list[tuple[str, str, str]]) -> list[Row]:
    return [
        COLUMNS,
        *((n, a, b, "", "", c, "", "主动公开", "") for n, (a, b, c) in enumerate(rows, 1)),
    ]


def test_blank_body(tmp_path: Path) -> None:
    rows = [("采购甲", "采购公告", ""), ("采购乙", "采购文件", "区财政局")]
    path = write_workbook(tmp_path / "目录.xlsx", {"目录": blank_bodies(rows)})
    (finding,) = found(judge(path), "QUA002")
    assert "第2行未写公开主体" in finding.message
    rows = [(a, b, "") for a, b, _ in rows]
    path = write_workbook(tmp_path / "空.xlsx", {"目录": blank_bodies(rows)})
    (finding,) = found(judge(path), "QUA002")
    assert "整列为空" in finding.message


def test_required_columns(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("序号", "公开事项", "公开内容", "责任科室"),
        (1, "政府采购", "采购公告", "采购科"),
    ]
    path = write_workbook(tmp_path / "目录.xlsx", {"目录": rows})
    names = {re.findall("没有“(.+?)”一栏", f.message)[0] for f in found(judge(path), "QUA003")}
    assert names == {"时限", "方式", "监督渠道"}


@pytest.mark.parametrize(
    ("numbers", "fault"),
    [((1, 2, 4), "由2跳到4"), ((1, None, 2), "无序号"), ((1, 2, 1), None), ((5, 6, 6), None)],
)
def test_numbering(tmp_path: Path, numbers: tuple[int | None, ...], fault: str | None) -> None:
    contents = ("采购公告", "采购文件", "采购合同")
    rows = [
        (n, f"采购{n}", c, "", "", "区财政局", "", "主动公开", "")
        for n, c in zip(numbers, contents, strict=True)
    ]
    path = write_workbook(tmp_path / "目录.xlsx", {"目录": [COLUMNS, *rows]})
    messages = [f.message for f in found(judge(path), "QUA004")]
    assert (not messages) if fault is None else (fault in messages[0])


def test_no_message_accuses(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [PROCUREMENT[0], PROCUREMENT[0], ("机构", "职能")])
    report = judge(path)
    assert report.findings
    for finding in report.findings:
        own_words = re.sub("“.*?”", "", finding.message)
        assert not re.search("违法|违规|不作为", own_words), finding.message
        finding.message.encode("gbk")
