"""Whose duty, which body, how and to whom: cases from the five documents."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.errors import UsageError
from pubaudit.models import AuditReport, Finding, ItemReport
from tests.workbooks import write_workbook

AS_OF = date(2026, 11, 22)
HEADER = (
    "序号",
    "公开事项",
    "公开内容",
    "公开时限",
    "公开主体",
    "公开方式",
    "公开对象",
    "公开层级",
)

Line = tuple[str, ...]


def sheet(path: Path, rows: Sequence[Line], title: str = "") -> Path:
    """Write rows of 公开事项, 公开内容, 公开主体, 公开方式, 公开对象, 公开层级, 公开时限."""
    table: list[Line] = []
    for number, row in enumerate(rows, 1):
        item, content, body, mode, audience, level, limit = (*row, *[""] * (7 - len(row)))
        table.append((str(number), item, content, limit, body, mode, audience, level))
    return write_workbook(path, {"目录": [*([(title,)] if title else []), HEADER, *table]})


def judge(
    *paths: Path, region: str, body: str | None = None, fields: list[str] | None = None
) -> AuditReport:
    return api.check(
        paths, region=region, body=body, fields=fields, all_fields=fields is None, as_of=AS_OF
    )


def item(report: AuditReport, name: str, field: str = "") -> ItemReport:
    return next(i for i in report.items if i.name == name and i.field.startswith(field))


def told(report: AuditReport, code: str, item_id: str = "") -> list[Finding]:
    return [f for f in report.findings if f.code == code and item_id in {"", f.item}]


FENGGANG = "工程建设项目招标投标"
TINGHU_HOUSING = "住房保障"

# region, --body, field, item name (start), duty, words of the owner in the message
DUTIES = [
    # two bodies of one county: the item is the duty of the one that the scheme names
    ("凤冈", "住建局", FENGGANG, "依法必须招标项目的审批核准备案信息", "other", "县发改局"),
    ("凤冈", "发改局", FENGGANG, "依法必须招标项目的审批核准备案信息", "own", ""),
    # a district under a city's scheme: what is the city's alone
    ("天津市河东区", "", "矿业权出让", "", "other", "市国土房管局（现市规划和自然资源局"),
    ("天津市河东区", "河东区人民政府", "矿业权出让", "", "other", "规划和自然资源局"),
    ("天津市河东区", "河东区人民政府", "政府采购", "采购文件", "unknown", "市财政局"),
    ("天津市河东区", "", "政府采购", "采购文件", "unknown", "市财政局"),
    # the five documents
    ("天津", "区财政局", "政府采购", "采购文件", "own", ""),
    ("天津", "区住房城乡建设委", "住房保障", "", "own", ""),
    ("天津", "区水务局", FENGGANG, "", "joint", "市建委"),
    ("天津", "区规划和自然资源局", "国有土地使用权出让", "", "own", ""),
    ("天津", "区规划和自然资源局", "住房保障", "", "other", "现市住房城乡建设委"),
    ("天津", "区教育局", "国有产权交易", "", "other", "市国资委"),
    ("亭湖", "区住建局", TINGHU_HOUSING, "", "own", ""),
    ("亭湖", "区财政局", "政府采购", "采购合同", "joint", "区公共资源交易中心"),
    ("亭湖", "区住建局", "政府采购", "采购合同", "other", "区财政局"),
    ("亭湖", "区公共资源交易中心", "政府采购", "采购合同", "joint", "区财政局"),
    ("亭湖", "区自然资源局", "国有土地使用权出让", "土地供应计划", "own", ""),
    ("亭湖", "区医疗保障局", "医用耗材采购", "", "joint", ""),
    ("亭湖", "区人民政府", "公共资源交易目录", "", "own", ""),
    ("凤冈", "永和镇人民政府", "政府采购", "采购文件", "joint", "县财政局"),
    ("凤冈", "贵州凤冈经济开发区管委会", "住房保障", "", "joint", "县住建局"),
    ("凤冈", "县某某中心", "政府采购", "采购文件", "unknown", "县财政局"),
    ("凤冈", "县医疗保障局", "药品集中采购", "", "own", ""),
    ("云南", "省自然资源厅", "矿业权出让", "", "joint", "省发展改革委"),
    ("云南", "昆明市财政局", "政府采购", "", "joint", ""),
    ("辽宁", "市财政局", "共通", "", "unknown", ""),
    ("国家", "市财政局", "政府采购", "采购文件", "unknown", ""),
]


@pytest.mark.parametrize(("region", "body", "field", "name", "duty", "owner"), DUTIES)
def test_duty(
    tmp_path: Path, region: str, body: str, field: str, name: str, duty: str, owner: str
) -> None:
    path = sheet(tmp_path / "目录.xlsx", [("机构职能", "领导分工")])
    report = judge(path, region=region, body=body or None)
    found = next(i for i in report.items if i.field == field and i.name.startswith(name))
    assert (found.verdict, found.duty) == ("missing", duty)
    (finding,) = told(report, "COV001", found.id)
    assert owner in finding.message
    assert (finding.severity == "info") >= (duty == "other")
    if duty == "other":
        assert "请核对该单位目录" in finding.message


def test_a_district_named_in_the_title_is_below_the_city(tmp_path: Path) -> None:
    """The scheme is named by its city, the catalog is of one of its districts."""
    path = sheet(tmp_path / "表.xlsx", [("住房保障", "分配政策")], "天津市河东区公共资源目录")
    report = judge(path, region="天津")
    assert {i.duty for i in report.items if i.field == "矿业权出让"} == {"other"}
    assert item(report, "采购文件").duty == "unknown"


def test_an_abolished_body_in_the_title_counts_for_blank_cells(tmp_path: Path) -> None:
    rows = [("国有土地使用权出让", "土地供应计划")]
    path = sheet(tmp_path / "表.xlsx", rows, "亭湖区国土分局主动公开目录（2022年）")
    (finding,) = told(judge(path, region="亭湖"), "RSP002")
    assert "亭湖区自然资源和规划局" in finding.message


def test_the_body_and_how_it_was_found_are_always_said(tmp_path: Path) -> None:
    path = sheet(tmp_path / "目录.xlsx", [("政府采购", "采购公告")], "河东区财政局主动公开目录")
    notes = "\n".join(judge(path, region="天津").notes)
    assert "公开主体：河东区财政局（取自目录标题）" in notes
    notes = "\n".join(judge(path, region="天津", body="教育局").notes)
    assert "公开主体：教育局（由 --body 指定）" in notes
    assert "谁批准、谁公开" in notes


@pytest.mark.parametrize("title", ["凤冈县财政局主动公开目录", "柏川市财政局主动公开目录"])
def test_a_catalog_of_another_region_keeps_its_severity(tmp_path: Path, title: str) -> None:
    path = sheet(tmp_path / "目录.xlsx", [("政府采购", "采购公告")], title)
    report = judge(path, region="天津")
    assert {i.duty for i in report.items} == {"unknown"}
    (finding,) = told(report, "COV001", item(report, "采购文件").id)
    assert finding.severity == "error"
    assert "责任单位" not in finding.message
    assert any("不属于本方案所在地区" in note for note in report.notes)


def test_a_majority_among_many_offices_is_no_ones_catalog(tmp_path: Path) -> None:
    rows = [("政府采购", f"采购事项{n}", "区财政局") for n in range(5)]
    rows += [("住房保障", "分配政策", "区住建局"), ("土地", "供应计划", "区自然资源局")]
    report = judge(sheet(tmp_path / "目录.xlsx", rows), region="亭湖")
    assert report.inputs[0].body_from == "column"
    assert item(report, "采购合同").duty == "unknown"


def test_xiangshui_falls_back_to_the_nation_with_warnings_only(tmp_path: Path) -> None:
    """A county without a scheme: nobody there is bound by the nation's as by its own."""
    path = sheet(tmp_path / "目录.xlsx", [("政府采购", "采购公告")])
    report = judge(path, region="盐城市响水县", body="财政局")
    assert not [f for f in report.findings if f.severity == "error"]
    assert any("未收录" in note for note in report.notes)
    assert {i.duty for i in report.items} == {"unknown"}


def test_ten_catalogs_have_one_gap_of_the_region(tmp_path: Path) -> None:
    """What all ten lack is one gap of the region, not ten."""
    bodies = ["发改", "住建", "水务", "教育", "农业农村", "林业", "审计", "民政", "司法", "统计"]
    paths = [
        sheet(
            tmp_path / f"{n}.xlsx",
            [("政府采购", "采购公告", f"县{b}局", "主动公开"), ("政府采购", "采购合同")],
            f"凤冈县{b}局主动公开目录",
        )
        for n, b in enumerate(bodies)
    ]
    report = judge(*paths, region="凤冈", fields=["政府采购"])
    gap = item(report, "采购文件")
    (finding,) = told(report, "COV001", gap.id)
    assert finding.severity == "error"
    assert "县财政局" in finding.message
    assert gap.duty == "unknown"
    for part in report.parts:
        (own,) = told(part, "COV001", gap.id)
        assert own.severity == "info"
    (shared,) = told(report, "RSP004")
    assert shared.severity == "info"
    assert "采购项目公告" in shared.message


# region, 公开事项, 公开内容, 公开主体, severity of RSP001 ("" for none)
WRONG = [
    ("亭湖", "住房保障", "保障性住房分配结果", "区水利局", "warning"),
    ("亭湖", "国有土地使用权出让", "土地供应计划", "区财政局", "warning"),
    ("天津", "矿业权出让", "矿业权出让公告公示", "区财政局", "warning"),
    ("天津", "政府采购", "采购合同", "区教育局", "info"),
    ("凤冈", "政府采购", "采购合同", "县教育局", "info"),
    # those that took over the business of the body named
    ("亭湖", "国有土地使用权出让", "土地供应计划", "区自然资源和规划局", ""),
    ("亭湖", "国有土地使用权出让", "土地供应计划", "区国土分局", ""),
    ("亭湖", "医用耗材采购", "采购文件和公告", "区医疗保障局", ""),
    ("亭湖", "医用耗材采购", "采购文件和公告", "区卫生健康委", ""),
    ("天津", "矿业权出让", "矿业权出让公告公示", "市规划和自然资源局", ""),
    # never wrong
    ("亭湖", "住房保障", "保障性住房分配结果", "区行政审批局", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "区公共资源交易中心", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "项目实施主体", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "相关部门", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "区人民政府", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "住房保障科", ""),
    ("亭湖", "住房保障", "保障性住房分配结果", "区住建局、区水利局", ""),
    ("亭湖", "政府采购", "采购合同", "区教育局", ""),
    ("国家", "政府采购", "采购合同", "区教育局", ""),
]


@pytest.mark.parametrize(("region", "category", "content", "body", "severity"), WRONG)
def test_wrong_body(
    tmp_path: Path, region: str, category: str, content: str, body: str, severity: str
) -> None:
    path = sheet(tmp_path / "目录.xlsx", [(category, content, body, "主动公开")])
    report = judge(path, region=region, body="区政府办公室")
    assert any(i.verdict == "covered" for i in report.items)
    assert [f.severity for f in told(report, "RSP001")] == ([severity] if severity else [])


def test_rows_of_one_body_are_one_finding(tmp_path: Path) -> None:
    rows = [
        ("住房保障", content, "区水利局")
        for content in ("保障性住房分配结果", "保障性住房分配房源", "保障性住房分配程序")
    ]
    (finding,) = told(judge(sheet(tmp_path / "目录.xlsx", rows), region="亭湖"), "RSP001")
    assert "第2、3、4行" in finding.message
    assert "疑似" in finding.message
    assert "区住建局" in finding.message


# 公开主体, title, successor said ("" for no finding)
ABOLISHED = [
    ("区国土分局", "土地出让目录（2018年9月）", ""),
    ("区国土分局", "土地出让目录（2022年）", "区自然资源和规划局"),
    ("区国土分局", "土地出让目录", ""),
    ("区自然资源和规划局", "土地出让目录（2022年）", ""),
    ("区环保局", "目录（2020年5月）", "区生态环境局"),
    ("区扶贫办", "目录（2022年3月）", "区乡村振兴局"),
    ("区扶贫办", "目录（2025年3月）", "区农业农村局"),
    ("区工商局、区财政局", "目录（2022年）", "区市场监督管理局"),
    ("区经信委", "目录（2022年）", ""),
    ("区农委", "目录（2022年）", ""),
]


@pytest.mark.parametrize(("body", "title", "successor"), ABOLISHED)
def test_abolished_body(tmp_path: Path, body: str, title: str, successor: str) -> None:
    rows = [("国有土地使用权出让", "土地供应计划", body), ("机构", "职能", "区财政局")]
    found = told(judge(sheet(tmp_path / "目录.xlsx", rows, title), region="亭湖"), "RSP002")
    assert [f.severity for f in found] == (["warning"] if successor else [])
    assert all(f"现为{successor}" in f.message and "未核实" in f.message for f in found)


# region, 公开事项, 公开内容, 公开方式, severity of COV010
MODES = [
    ("天津", "政府采购", "采购文件", "依申请公开", "error"),
    ("天津", "政府采购", "采购文件", "不予公开", "error"),
    ("天津", "政府采购", "采购文件", "内部公开", "error"),
    ("国家", "政府采购", "采购文件", "依申请公开", "warning"),
    ("亭湖", "政府采购", "采购文件", "依申请公开", "warning"),
    ("天津", "政府采购", "采购文件", "主动公开", ""),
    ("天津", "政府采购", "采购文件", "主动公开、依申请公开", ""),
    ("天津", "政府采购", "采购文件", "", ""),
    ("天津", "政府采购", "采购文件", "县政府网站", ""),
]


@pytest.mark.parametrize(("region", "category", "content", "mode", "severity"), MODES)
def test_modes(
    tmp_path: Path, region: str, category: str, content: str, mode: str, severity: str
) -> None:
    path = sheet(tmp_path / "目录.xlsx", [(category, content, "区财政局", mode)])
    report = judge(path, region=region, fields=[category])
    assert item(report, "采购文件").verdict == "covered"
    found = told(report, "COV010")
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert all("未作为主动公开" in f.message and f"“{mode}”" in f.message for f in found)


def test_ticked_sub_columns(tmp_path: Path) -> None:
    rows = [
        ("公开事项", "公开内容", "公开方式", "", "公开层级", ""),
        ("", "", "主动", "依申请", "县级", "乡级"),
        ("政府采购", "采购文件", "", "√", "√", ""),
        ("政府采购", "采购合同", "√", "", "", "√"),
        ("政府采购", "采购项目公告", "√", "√", "√", "√"),
    ]
    path = write_workbook(tmp_path / "表.xlsx", {"目录": rows}, ["C1:D1", "E1:F1"])
    report = judge(path, region="凤冈", body="县财政局", fields=["政府采购"])
    assert [f.item for f in told(report, "COV010")] == [item(report, "采购文件").id]
    contract = item(report, "采购合同")
    assert (contract.verdict, contract.needs_review) == ("missing", True)
    assert "乡级" in contract.reason
    (finding,) = told(report, "COV001", contract.id)
    assert finding.severity == "warning"
    assert "疑似" in finding.message
    assert item(report, "采购项目公告").verdict == "covered"


@pytest.mark.parametrize(("body", "verdict"), [("县财政局", "covered"), ("", "covered")])
def test_a_catalog_wholly_of_another_level_is_left_alone(
    tmp_path: Path, body: str, verdict: str
) -> None:
    rows = [
        ("政府采购", "采购文件", "", "", "", "乡级"),
        ("政府采购", "采购合同", "", "", "", "乡级"),
    ]
    report = judge(
        sheet(tmp_path / "表.xlsx", rows), region="凤冈", body=body or None, fields=["政府采购"]
    )
    assert item(report, "采购文件").verdict == verdict


SPECIFIC = "特定群体"


@pytest.mark.parametrize(
    ("content", "audience", "code", "severity"),
    [
        ("扶贫政策", SPECIFIC, "COV011", "warning"),
        ("扶贫政策", "全社会", "", ""),
        ("扶贫政策", "", "", ""),
        ("建档立卡贫困户识别退出标准", "全社会", "COV012", "warning"),
        ("建档立卡贫困户识别退出标准", SPECIFIC, "", ""),
        ("建档立卡贫困户识别退出标准", "", "", ""),
    ],
)
def test_audience(tmp_path: Path, content: str, audience: str, code: str, severity: str) -> None:
    """凤冈附件1: some items are for the public at large, some for certain people exactly."""
    path = sheet(tmp_path / "目录.xlsx", [("脱贫攻坚", content, "县扶贫办", "主动公开", audience)])
    report = api.check(
        [path], region="凤冈", topic="社会公益事业建设", fields=["脱贫攻坚"], as_of=AS_OF
    )
    assert report.scheme is not None
    assert report.scheme.id == "520327/社会公益事业建设"
    found = [f for f in report.findings if f.code in {"COV011", "COV012"}]
    assert [(f.code, f.severity) for f in found] == ([(code, severity)] if code else [])


@pytest.mark.parametrize(
    ("category", "content", "severity"),
    [("工程建设项目招标投标", "合同订立及履行", "error"), ("政府采购", "采购文件", "warning")],
)
def test_for_certain_people_only(
    tmp_path: Path, category: str, content: str, severity: str
) -> None:
    """天津 writes 都应向社会公布 of contracts, and 主要公开 of tender documents."""
    path = sheet(tmp_path / "目录.xlsx", [(category, content, "", "主动公开", "申请人")])
    report = judge(path, region="天津", fields=[category])
    assert item(report, content).verdict == "covered"
    assert [f.severity for f in told(report, "COV011")] == [severity]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (("主动公开", "20个工作日内"), ("主动公开", "2个工作日内"), "公开时限"),
        (("主动公开", "20个工作日内"), ("依申请公开", "20个工作日内"), "公开方式"),
        (("主动公开", "20个工作日内"), ("主动公开", "20个工作日"), ""),
        (("主动公开", "20个工作日内"), ("", "及时公开"), ""),
        (("主动公开", "20个工作日内"), ("主动公开", "30日内"), ""),
    ],
)
def test_contradictions_of_several_bodies(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], what: str
) -> None:
    paths = [
        sheet(
            tmp_path / f"{n}.xlsx",
            [("政府采购", "采购合同", body, mode, "", "", limit)],
            f"天津市河东区{body[1:]}主动公开目录",
        )
        for n, (body, (mode, limit)) in enumerate(
            zip(("区财政局", "区教育局"), (first, second), strict=True)
        )
    ]
    report = judge(*paths, region="天津市河东区", fields=["政府采购"])
    found = told(report, "RSP003")
    assert [f.severity for f in found] == (["warning"] if what else [])
    assert all(f"{what}不一致" in f.message for f in found)
    assert len(told(report, "RSP004")) == 1


def test_one_body_may_state_two_limits(tmp_path: Path) -> None:
    rows = [
        ("政府采购", "采购合同", "区财政局", "主动公开", "", "", f"{n}个工作日") for n in (2, 7)
    ]
    report = judge(sheet(tmp_path / "目录.xlsx", rows), region="亭湖", fields=["政府采购"])
    assert not told(report, "RSP003")


def test_body_is_for_one_catalog_only(tmp_path: Path) -> None:
    paths = [sheet(tmp_path / f"{n}.xlsx", [("政府采购", "采购合同")]) for n in range(2)]
    with pytest.raises(UsageError, match="--body"):
        judge(*paths, region="天津", body="财政局")


def test_local_bodies_from_a_workbook(tmp_path: Path) -> None:
    rows = [("单位", "领域", "起始日期", "依据"), ("县公管办", "政府采购", "2019-05-01", "三定")]
    local = write_workbook(tmp_path / "三定.xlsx", {"分工": rows})
    path = sheet(tmp_path / "目录.xlsx", [("政府采购", "采购公告")])
    report = api.check(
        [path], region="凤冈", body="县财政局", bodies=local, fields=["政府采购"], as_of=AS_OF
    )
    gap = item(report, "采购文件")
    assert gap.duty == "other"
    assert "县公管办" in told(report, "COV001", gap.id)[0].message
    assert any("--bodies" in note for note in report.notes)


def test_messages_state_and_do_not_accuse(tmp_path: Path) -> None:
    rows = [
        ("住房保障", "保障性住房分配结果", "区水利局", "依申请公开"),
        ("国有土地使用权出让", "土地供应计划", "区国土分局", "不予公开"),
    ]
    path = sheet(tmp_path / "目录.xlsx", rows, "亭湖区住建局主动公开目录（2022年）")
    report = judge(path, region="亭湖")
    assert {"COV010", "RSP001", "RSP002"} <= {f.code for f in report.findings}
    for finding in report.findings:
        own_words = re.sub("“.*?”", "", finding.message)
        assert not re.search("违法|违规|不作为", own_words), finding.message
        finding.message.encode("gbk")
