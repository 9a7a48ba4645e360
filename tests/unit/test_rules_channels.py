"""CHN: what the channel column of each row names, by the schemes' own channels."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.models import Finding
from pubaudit.practice import load_channels
from pubaudit.schemes import catalog_root
from tests.workbooks import COLUMNS, Row, write_workbook

AS_OF = date(2026, 11, 22)
NOTICE = ("政府采购", "采购项目公告")
RECORD = ("政府采购", "违法失信行为记录")
RESULT = ("工程建设项目招标投标", "中标结果")
PLAN = ("国有土地使用权出让", "土地供应计划")


def rows(items: list[tuple[tuple[str, str], str]], mode: str = "主动公开") -> list[Row]:
    body = [
        (n, item, content, "", "20个工作日内", "财政局", channel, mode, "12345")
        for n, ((item, content), channel) in enumerate(items, 1)
    ]
    return [COLUMNS, *body]


def found(
    folder: Path, code: str, region: str, items: list[tuple[tuple[str, str], str]], **more: str
) -> list[Finding]:
    path = write_workbook(folder / "目录.xlsx", {"目录": rows(items, **more)})
    report = api.check([path], region=region, as_of=AS_OF)
    return [f for f in report.findings if f.code == code]


WORDS = load_channels(catalog_root() / "channels.yaml")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("政府网站", "website"),
        ("区政府 网站", "website"),
        ("县政府门户网站", "website"),
        ("市国资委门户网站", "website"),
        ("管委会网站", "website"),
        ("中国政府采购网", "market"),
        ("交易中心网站", "platform"),
        ("省公共资源交易服务平台", "platform"),
        ("市产权交易所网站", "platform"),
        ("信用中国网站", "credit"),
        ("信用中国（江苏）", "credit"),
        ("信用盐城", "credit"),
        ("国家企业信用信息公示系统", "credit"),
        ("政府公报", ""),
        ("公开查阅点", ""),
        ("村公示栏", ""),
    ],
)
def test_kind_of_a_channel(name: str, kind: str) -> None:
    assert WORDS.kind(name) == kind


@pytest.mark.parametrize(
    ("code", "region", "item", "channel", "count"),
    [
        ("CHN001", "天津", NOTICE, "政府网站", 0),
        ("CHN001", "天津", NOTICE, "■政府网站 □政府公报", 0),
        ("CHN001", "天津", NOTICE, "□政府网站 ■政府公报", 1),
        ("CHN001", "天津", NOTICE, "R政府网站 £政府公报", 0),
        ("CHN001", "天津", NOTICE, "£政府网站 R政府公报", 1),
        ("CHN001", "天津", NOTICE, "中国政府采购网", 1),
        ("CHN001", "天津", NOTICE, "", 1),
        ("CHN002", "亭湖", RESULT, "政府网站", 1),
        ("CHN002", "亭湖", RESULT, "政府网站、区公共资源交易平台", 0),
        ("CHN002", "亭湖", RESULT, "■政府网站 □公共资源交易平台", 1),
        ("CHN002", "亭湖", PLAN, "政府网站", 0),
        ("CHN002", "天津", RESULT, "政府网站", 0),
        ("CHN003", "天津", RECORD, "政府网站", 1),
        ("CHN003", "天津", RECORD, "政府网站、信用中国（天津）", 0),
        ("CHN003", "天津", RECORD, "政府网站、信用中国", 0),
        ("CHN003", "天津", NOTICE, "政府网站", 0),
        ("CHN003", "云南", RECORD, "政府网站", 1),
        ("CHN003", "辽宁", RECORD, "政府网站", 0),
        ("CHN003", "凤冈", RECORD, "政府网站", 0),
        ("CHN003", "国家", RECORD, "政府网站", 0),
    ],
)
def test_what_a_row_names(
    tmp_path: Path, code: str, region: str, item: tuple[str, str], channel: str, count: int
) -> None:
    findings = found(tmp_path, code, region, [(item, channel), (NOTICE, "政府网站、交易平台")])
    assert len(findings) == count
    for finding in findings:
        assert finding.severity == "warning"
        assert finding.basis is not None
        assert "第2行" in finding.message
        assert finding.location is not None


def test_a_local_credit_site_will_do(tmp_path: Path) -> None:
    fined = ("工程建设项目招标投标", "违法违规处罚")
    (finding,) = found(tmp_path, "CHN003", "亭湖", [(fined, "政府网站")])
    assert "“信用中国（江苏）”、“信用盐城”、“信用亭湖”（其中之一）" in finding.message
    assert found(tmp_path, "CHN003", "亭湖", [(fined, "政府网站、信用盐城")]) == []


def test_a_wording_of_a_whole_column_is_one_finding(tmp_path: Path) -> None:
    items = [((NOTICE[0], name), "公示栏") for name in ("采购文件", "采购合同", "采购结果")]
    (finding,) = found(tmp_path, "CHN001", "天津", items)
    assert "第2、3、4行公开渠道（全列写法相同）只列“公示栏”" in finding.message


def test_two_wordings_are_two_findings_that_name_their_rows(tmp_path: Path) -> None:
    items = [(NOTICE, "公示栏"), (RECORD, "公示栏"), (("政府采购", "采购合同"), "微信")]
    first, second = found(tmp_path, "CHN001", "天津", items)
    assert "第2、3行" in first.message
    assert "第4行" in second.message


@pytest.mark.parametrize("mode", ["依申请公开", "不予公开"])
def test_what_is_not_published_needs_no_channel(tmp_path: Path, mode: str) -> None:
    assert found(tmp_path, "CHN001", "天津", [(NOTICE, "现场"), (RECORD, "现场")], mode=mode) == []


def test_a_catalog_without_the_column_is_left_alone(tmp_path: Path) -> None:
    header = ("序号", "公开事项", "公开内容", "公开主体")
    sheet: list[Row] = [header, (1, *NOTICE, "财政局"), (2, *RECORD, "财政局")]
    path = write_workbook(tmp_path / "目录.xlsx", {"目录": sheet})
    codes = {f.code for f in api.check([path], region="天津", as_of=AS_OF).findings}
    assert not any(code.startswith("CHN") for code in codes)


def test_rows_outside_the_scheme_are_left_alone(tmp_path: Path) -> None:
    items = [(NOTICE, "政府网站"), (("机构信息", "领导分工"), "公示栏")]
    assert found(tmp_path, "CHN001", "天津", items) == []
