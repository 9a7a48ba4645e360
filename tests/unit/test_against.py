"""``--against``: a standard catalog as the yardstick, judged by the same aligner."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.against import scheme_of
from pubaudit.cli import main
from pubaudit.matching import load_thesaurus
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from tests.workbooks import COLUMNS, Row, catalog, write_workbook

AS_OF = date(2026, 11, 22)
THESAURUS = load_thesaurus(catalog_root())
FILES = Path(__file__).parent.parent / "data"
STANDARD: list[Row] = [
    ("某市公共资源交易领域标准目录（2024年版）",),
    ("序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开主体"),
    (1, "政府采购", "采购公告", "采购项目名称；采购预算；采购需求", "《政府采购法》", "财政局"),
    (2, "政府采购", "采购结果", "中标供应商；中标金额", "", "财政局"),
    (3, "土地使用权出让", "出让公告", "宗地位置；起始价", "", "自然资源局"),
]


def standard(folder: Path) -> Path:
    return write_workbook(folder / "标准目录.xlsx", {"标准": STANDARD})


def judge(path: Path, against: Path) -> AuditReport:
    return api.check([path], against=against, region="天津", as_of=AS_OF, all_fields=True)


def test_each_row_of_the_standard_is_an_item_with_its_place(tmp_path: Path) -> None:
    scheme = scheme_of(api.read_catalog(standard(tmp_path)), "120000", THESAURUS)
    assert [(i.field, i.name) for i in scheme.items] == [
        ("政府采购", "采购公告"),
        ("政府采购", "采购结果"),
        ("土地使用权出让", "出让公告"),
    ]
    first = scheme.items[0]
    assert first.force == "must"
    assert first.elements == ("采购项目名称", "采购预算", "采购需求")
    assert first.basis[0].article == " 标准 第3行"
    assert first.basis[0].quote == "采购项目名称；采购预算；采购需求"


def test_a_catalog_is_judged_by_the_standard_alone(tmp_path: Path) -> None:
    rows = [("政府采购", "采购公告"), ("国有土地使用权出让", "国有建设用地使用权出让公告")]
    report = judge(catalog(tmp_path / "目录.xlsx", rows), standard(tmp_path))
    verdicts = {i.name: i.verdict for i in report.items}
    assert verdicts == {"采购公告": "covered", "采购结果": "missing", "出让公告": "covered"}
    (gap,) = [f for f in report.findings if f.code == "COV001"]
    assert gap.severity == "error"
    assert "《某市公共资源交易领域标准目录（2024年版）》 标准 第4行" in gap.message
    head = "\n".join(report.notes)
    assert "标准目录.xlsx 的3个事项为准（由 --against 指定，目录日期2024年" in head
    assert report.scheme is not None
    assert report.scheme.id == "120000/标准目录"


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for folder in ("data/labelled/xlsx", "data/devset/xlsx", "../sample_data")
        for path in (FILES.parent / folder).glob("*目录*.xlsx" if "sample" in folder else "*.xlsx")
    ),
    ids=lambda p: p.stem,
)
def test_a_catalog_holds_what_it_lists_itself(path: Path) -> None:
    report = api.check([path], against=path, region="国家", as_of=AS_OF, all_fields=True)
    assert [i.name for i in report.items if i.verdict in {"missing", "partial"}] == []


def test_a_standard_of_nothing_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", "采购公告")])
    empty = write_workbook(tmp_path / "空.xlsx", {"表": [COLUMNS]})
    assert main(["check", str(path), "--against", str(empty)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_why_explains_by_the_standard_and_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", "采购公告")])
    given = ["--against", str(standard(tmp_path)), "--decisions", "认定.csv", "--region", "天津"]
    assert main(["check", str(path), "--why", "出让公告", *given]) == 0
    shown = capsys.readouterr()
    assert "出让公告" in shown.out
    assert "出让公告公示" not in shown.out  # 天津's own item, which the standard does not hold
    assert "不计 --applicability、--decisions" in shown.err
