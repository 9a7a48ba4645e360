"""Cases of judgement over whole runs: which yardstick, whose gap, what a blacklist moves."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.applicability import excused
from pubaudit.cli import main
from pubaudit.models import Basis, MandatedItem, Match
from pubaudit.rules.registry import RULES
from tests.workbooks import catalog

AS_OF = date(2026, 11, 22)
SAMPLES = Path(__file__).parent.parent.parent / "sample_data"
ANNEXES = [
    SAMPLES / "亭湖区公共资源交易领域政府信息公开事项目录.xlsx",
    SAMPLES / "亭湖区住房保障领域政府信息公开事项目录.xlsx",
]
PROSE_ONLY = {
    "采购文件", "采购项目预算金额", "产权交易决策及批准信息", "对供货企业积分管理的信息",
    "交易项目信息", "市场主体信用",
}  # fmt: skip
ROWS = [("政府采购", "采购项目公告"), ("政府采购", "采购合同")]


def test_a_county_without_a_scheme_gets_warnings_only(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS, "盐城市响水县财政局目录")
    report = api.check([path], as_of=AS_OF)
    assert report.scheme is not None
    assert report.scheme.status == "reconstructed"
    assert report.findings
    assert "error" not in {f.severity for f in report.findings}
    head = "\n".join(report.notes)
    assert "响水" in head
    assert "未收录" in head


def test_a_name_borne_by_several_places_lists_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    assert main(["check", str(path), "--region", "朝阳区"]) == 2
    error = capsys.readouterr().err
    assert "110105" in error
    assert "220104" in error


def test_ten_bodies_without_an_item_are_one_gap_of_the_region(tmp_path: Path) -> None:
    names = ["财政", "住建", "水利", "交通运输", "教育", "民政", "司法", "审计", "统计", "农业农村"]
    for name in names:
        catalog(tmp_path / f"{name}局.xlsx", ROWS, f"天津市某区{name}局目录")
    report = api.check([tmp_path], region="天津", as_of=AS_OF)
    gaps = [f for f in report.findings if f.code == "COV001" and "“采购文件”" in f.message]
    assert len(gaps) == 1
    assert len(report.parts) == 10


def test_the_two_annexes_leave_only_the_prose_of_their_scheme() -> None:
    report = api.check(ANNEXES, as_of=AS_OF)
    assert report.kind == "region"
    assert {i.name for i in report.items if i.verdict == "missing"} == PROSE_ONLY


def test_a_blacklist_moves_no_field(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("公共资源配置", "黑名单")])
    report = api.check([path], region="天津", as_of=AS_OF, all_fields=True)
    listed = [i for i in report.items if i.verdict == "covered"]
    assert {i.field for i in listed} == {"共通"}
    assert report.summary.items.covered == 0


@pytest.mark.parametrize(
    ("level", "place", "reason"),
    [
        ("省级", "530102", "方案写明该事项属省级（乙类大型医用设备），本地为县级"),
        ("省级", "530100", "方案写明该事项属省级（乙类大型医用设备），本地为市级"),
        ("省级", "530000", ""),
        ("市级", "530100", ""),
        ("县级", "530102", ""),
        ("", "530102", ""),
        ("省级", "", ""),
    ],
)
def test_an_item_of_a_higher_level_does_not_apply(level: str, place: str, reason: str) -> None:
    basis = (Basis("三", "乙类大型医用设备集中采购"),)
    condition = "乙类大型医用设备"
    item = MandatedItem("a/b/c/1", "医药", "采购目录", basis, level=level, condition=condition)
    match = excused(Match(item, "missing", 0.9, "未列出"), (), place)
    assert match.verdict == ("not_applicable" if reason else "missing")
    assert match.reason == (reason or "未列出")


@pytest.mark.parametrize("sample", ANNEXES, ids=lambda p: p.stem)
def test_no_message_passes_judgement_on_anybody(sample: Path) -> None:
    for region in ("天津", "亭湖", "云南", "辽宁", "国家"):
        report = api.check([sample], region=region, as_of=AS_OF, all_fields=True)
        for finding in report.findings:
            said = finding.message
            for item in report.items:  # a document's own name for an item may hold such words
                said = said.replace(item.name, "")
            assert not any(word in said for word in ("不作为", "违法行为人")), finding
            assert "违规" not in said.split("“")[0]


def test_the_quality_of_a_catalog_is_never_an_error() -> None:
    assert all(r.severity != "error" for r in RULES if r.code[:3] in {"QUA", "CHN", "PRV"})
