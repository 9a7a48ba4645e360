"""凤冈's three schemes against their one document: complete, and its oddities kept."""

import hashlib
import re
from collections import Counter
from itertools import groupby

import pytest

from pubaudit.schemes import plain_source
from tests.unit.test_schemes import TIANJIN, all_bases, item, scheme, source_lines

WELFARE = "520327/社会公益事业建设"
PROJECTS = "520327/重大建设项目批准和实施"
RESOURCES = "520327/公共资源配置"
ANNEXES = {WELFARE: 1, PROJECTS: 2, RESOURCES: 3}

# The page as captured, before it was cut at its annexes.
DOCUMENT_SHA256 = "0c96a6f9ff0f012787eb09c00888eab6fe3638ef554795d37b387729aa091c1e"

COUNTS = {
    WELFARE: {
        "决策信息": 2,
        "管理和服务信息": 12,
        "执行和结果信息": 6,
        "脱贫攻坚": 8,
        "社会救助和社会福利": 6,
        "教育": 14,
        "基本医疗卫生": 10,
        "环境保护": 12,
        "灾害事故救援": 7,
        "公共文化体育": 11,
    },
    PROJECTS: {
        "批准服务信息": 1,
        "批准结果信息": 13,
        "招标投标信息": 6,
        "土地征收信息": 9,
        "重大设计变更信息": 1,
        "施工有关信息": 1,
        "质量安全监督信息": 1,
        "竣工有关信息": 1,
        "重点行业项目审批和核准信息": 1,
        "政府和社会资本合作项目信息": 9,
        "共通": 1,
    },
    RESOURCES: {
        "住房保障": 10,
        "国有土地使用权出让": 4,
        "矿业权出让": 3,
        "政府采购": 8,
        "国有产权交易": 6,
        "药品集中采购": 5,
        "特许经营权招拍挂": 5,
        "工程建设项目招标投标": 6,
        "共通": 1,
    },
}
ELEMENTS = {WELFARE: 32, PROJECTS: 31, RESOURCES: 26}

every_scheme = pytest.mark.parametrize("key", ANNEXES)


def annex_lines(key: str) -> list[str]:
    """Return the lines of the scheme's own annex, without notice and list of departments."""
    lines = source_lines(key)
    starts = [line.strip() for line in lines]
    return lines[starts.index(f"附件{ANNEXES[key]}:") : starts.index("附件4:")]


# --- complete ----------------------------------------------------------------------------------


def test_the_three_texts_are_the_whole_document() -> None:
    texts = {key: "\n".join(source_lines(key)) for key in ANNEXES}
    annexes = {key: "\n".join(annex_lines(key)) + "\n" for key in ANNEXES}
    frames = {tuple(texts[key].split(annexes[key])) for key in ANNEXES}
    [(notice, departments)] = frames
    whole = notice + "".join(annexes.values()) + departments
    assert hashlib.sha256(whole.encode()).hexdigest() == DOCUMENT_SHA256


@every_scheme
def test_counts_per_field(key: str) -> None:
    assert Counter(one.field for one in scheme(key).items) == COUNTS[key]
    assert [field.name for field in scheme(key).fields] == list(COUNTS[key])
    common = ["共通"] if key != WELFARE else []
    assert [field.name for field in scheme(key).fields if field.common] == common
    assert sum(len(one.elements) for one in scheme(key).items) == ELEMENTS[key]


@every_scheme
def test_every_quote_is_in_its_own_annex(key: str) -> None:
    source = plain_source("".join(annex_lines(key)))
    quotes = [basis.quote for basis in all_bases(scheme(key))]
    assert [quote for quote in quotes if plain_source(quote) not in source] == []
    articles = [basis.article for basis in all_bases(scheme(key))]
    assert all(article.startswith(f"附件{ANNEXES[key]} ") for article in articles)


@every_scheme
def test_ids_are_unique(key: str) -> None:
    of = scheme(key)
    ids = [one.id for part in (of.items, of.limits, of.duties, of.checklist) for one in part]
    assert len(set(ids)) == len(ids)


@every_scheme
def test_conditions_and_audiences_are_words_of_the_quotes(key: str) -> None:
    for one in scheme(key).items:
        words = "".join(basis.quote for basis in one.basis)
        assert one.condition in words, one.id
        assert one.audience in words, one.id


def responsible(key: str) -> list[tuple[str, ...]]:
    """Return the bodies of every bracket that closes a paragraph of the list of items."""
    found = []
    for line in annex_lines(key):
        if line.strip().startswith(("(二)加强公开渠道", "三、")):
            break
        if bracket := re.search(r"\(((?:牵头|责任)单位:.*)\)$", line.strip()):
            bodies = re.sub(r"(牵头|责任)单位:", "", bracket[1])
            found.append(tuple(re.split("[,;、]|及(?=相关)", bodies)))
    return found


@every_scheme
def test_bodies_are_those_of_the_brackets_in_order(key: str) -> None:
    items = [one for one in scheme(key).items if one.field != "共通" and one.bodies]
    places = groupby(items, key=lambda one: (one.field, one.bodies))
    assert [bodies for (_, bodies), _ in places] == responsible(key)
    named = {one.field for one in items}
    silent = {"决策信息", "管理和服务信息", "执行和结果信息"} if key == WELFARE else set()
    common = set() if key == WELFARE else {"共通"}
    assert set(COUNTS[key]) - named == silent | common


# --- attributes --------------------------------------------------------------------------------


def test_the_document_is_one_and_its_validity_unknown() -> None:
    for key in ANNEXES:
        document = scheme(key).document
        assert (document.number, str(document.issued)) == ("凤府办函〔2018〕52号", "2018-07-24")
        assert (scheme(key).in_force.since, scheme(key).in_force.status) == (None, "")
    assert [superior.number for superior in scheme(WELFARE).superiors] == [
        "国办发〔2018〕10号",
        "黔府办函〔2018〕86号",
        "遵府办函〔2018〕145号",
    ]


@pytest.mark.parametrize(("key", "days"), [(WELFARE, 10), (PROJECTS, 10), (RESOURCES, 7)])
def test_the_two_periods_after_issue_are_bound_to_their_annex(key: str, days: int) -> None:
    after_issue = [duty for duty in scheme(key).duties if duty.within]
    assert [(duty.act, duty.within, duty.unit) for duty in after_issue] == [
        ("publish", days, "working_day"),
        ("report", days, "working_day"),
    ]
    assert all(f"印发后{days}个工作日内" in duty.basis.quote for duty in after_issue)
    assert all(duty.basis.article.startswith(f"附件{ANNEXES[key]} ") for duty in after_issue)


def test_recurring_and_dated_duties() -> None:
    recurring = [
        (key, duty.recurrence, duty.act, duty.what)
        for key in ANNEXES
        for duty in scheme(key).duties
        if duty.recurrence not in {"once", "standing"}
    ]
    assert recurring == [
        (WELFARE, "quarterly", "publish", "各乡镇地表水水质情况"),
        (WELFARE, "monthly", "publish", "县城和集镇集中式饮用水水源地水质监测信息"),
        (PROJECTS, "yearly", "publish", "重大建设项目批准和实施领域信息公开情况"),
        (RESOURCES, "yearly", "report", "工作进展情况"),
        (RESOURCES, "yearly", "publish", "工作进展情况"),
    ]
    dated = [
        (duty.what, duty.dates) for key in ANNEXES for duty in scheme(key).duties if duty.dates
    ]
    assert dated == [("本部门监管的公共企事业单位信息公开制度", ("2018-12-31",))]


def test_goals_stand_apart_from_duties() -> None:
    years = {key: [target.by for target in scheme(key).targets] for key in ANNEXES}
    assert years == {
        WELFARE: ["三年"],
        PROJECTS: ["2018", "2019", "2020"],
        RESOURCES: ["2018", "2019", "2020"],
    }
    for key in ANNEXES:
        quotes = [plain_source(target.basis.quote) for target in scheme(key).targets]
        assert all(q.startswith(("20", "经过三年努力")) for q in quotes)
        assert not set(quotes) & {plain_source(duty.basis.quote) for duty in scheme(key).duties}
        dated = [x for x in map(plain_source, annex_lines(key)) if re.match("20(18|19|20)年,", x)]
        assert len(dated) == years[key].count("2018") * 3


def test_a_head_written_once_is_in_the_first_element_or_the_name() -> None:
    relief = item(WELFARE, "灾害事故救援", "救助、捐赠款物")
    assert relief.elements == ("来源", "数量", "种类", "使用情况")
    assert item(WELFARE, "脱贫攻坚", "扶贫项目").elements[:2] == ("扶贫项目名称", "资金来源")


@pytest.mark.parametrize("key", [PROJECTS, RESOURCES])
def test_numbered_limits(key: str) -> None:
    limits = [limit for limit in scheme(key).limits if limit.direction == "within"]
    assert [(limit.amount, limit.unit, limit.trigger) for limit in limits] == [
        (20, "working_day", "信息形成或变更之日"),
        (7, "working_day", "作出行政决定之日"),
    ]


def test_welfare_counts_no_days() -> None:
    assert {limit.direction for limit in scheme(WELFARE).limits} == {"advisory"}
    assert "20个工作日" not in plain_source("".join(annex_lines(WELFARE)))


def test_audiences_other_than_the_public() -> None:
    audiences = {
        key: [(one.name, one.audience) for one in scheme(key).items if one.audience]
        for key in ANNEXES
    }
    assert audiences == {
        WELFARE: [
            ("扶贫资金分配和使用情况", "特定区域特定群体"),
            ("建档立卡贫困户识别退出标准", "特定区域特定群体"),
            ("贫困识别、贫困退出情况", "特定区域特定群体"),
            ("帮扶责任人", "特定区域特定群体"),
            ("帮扶成效", "特定区域特定群体"),
            ("救助对象相关信息", "县域范围"),
            ("救助款物的管理使用", "有针对性地公开"),
            ("福利补贴发放", "有针对性地公开"),
        ],
        PROJECTS: [("重大设计变更信息", "项目法人单位")],
        RESOURCES: [],
    }


def test_what_is_no_departments_missing_item() -> None:
    others = [
        (one.field, one.name, one.subject, one.act)
        for key in ANNEXES
        for one in scheme(key).items
        if (one.subject, one.act) != ("organ", "publish")
    ]
    assert others == [
        ("基本医疗卫生", "“一站式”即时结报", "enterprise", "publish"),
        ("基本医疗卫生", "先诊疗后付费", "enterprise", "publish"),
        ("重大设计变更信息", "重大设计变更信息", "organ", "notify"),
        ("施工有关信息", "施工有关信息", "owner", "publish"),
        ("质量安全监督信息", "质量安全监督信息", "owner", "publish"),
    ]


def names_by_force(key: str, force: str) -> list[str]:
    return [one.name for one in scheme(key).items if one.force == force]


def fields_by_force(key: str, force: str) -> list[str]:
    return list(dict.fromkeys(one.field for one in scheme(key).items if one.force == force))


def test_what_is_only_encouraged() -> None:
    assert {key: names_by_force(key, "encourage") for key in ANNEXES} == {
        WELFARE: ["采纳情况", "评估结果"],
        PROJECTS: ["重大建设项目批准和实施过程中产生的信用信息"],
        RESOURCES: ["黑名单"],
    }


def test_what_only_should_be_done_in_projects_and_resources() -> None:
    softer = ["土地征收信息", "重点行业项目审批和核准信息", "政府和社会资本合作项目信息"]
    assert fields_by_force(PROJECTS, "should") == softer
    assert fields_by_force(RESOURCES, "should") == ["药品集中采购", "特许经营权招拍挂"]
    both = {
        key: {*fields_by_force(key, "should")} & {*fields_by_force(key, "must")}
        for key in (PROJECTS, RESOURCES)
    }
    assert both == {PROJECTS: {"政府和社会资本合作项目信息"}, RESOURCES: set()}


def test_of_partnerships_what_is_made_public_outright_binds_more_than_what_is_promoted() -> None:
    partnerships = [i for i in scheme(PROJECTS).items if i.field == "政府和社会资本合作项目信息"]
    assert [one.name for one in partnerships if one.force == "must"] == [
        "有关法律依据",
        "投融资政策",
        "项目进展",
        "样板工程",
        "专家库",
    ]


def test_what_must_be_public_in_welfare() -> None:
    assert names_by_force(WELFARE, "must") == [
        "从事社会公益事业的公共企事业单位、社会组织名录",
        "设立、变更、注销登记等审批信息",
        "年检年报、评估检查、奖励处罚等管理信息",
        "基本公共服务的项目清单",
        "服务指南",
        "服务标准",
        "保障措施",
        "重要政策落实情况",
        "国家和省面向困难群众的扶持、救助等政策落实情况和主要成效",
        "资金具体流向",
        "扶贫资金分配和使用情况",
        "建档立卡贫困户识别退出标准",
        "贫困识别、贫困退出情况",
        "帮扶责任人",
        "帮扶成效",
        "救助政策",
        "救助标准",
        "救助对象相关信息",
        "福利补贴申领及申请审批程序",
        "救助款物的管理使用",
        "福利补贴发放",
        "教育相关政策",
        "发展规划",
        "经费投入和使用",
        "科研项目",
        "教育督导",
        "考试招生",
        "各乡镇地表水水质情况",
        "县城和集镇集中式饮用水水源地水质监测信息",
        "全县审批建设项目环境影响评价信息",
        "全县污染源监测信息",
        "生态保护政策措施及实施效果",
        "救助、捐赠款物",
        "救助对象及其接受救助款物数额",
        "文化遗产保护",
        "公共文化体育设施名录",
        "公益性文化服务活动",
        "公益性体育赛事和活动",
        "受捐款物管理使用",
    ]


def test_only_annexes_2_and_3_ask_for_columns() -> None:
    assert scheme(WELFARE).form is None
    names = {}
    for key in (PROJECTS, RESOURCES):
        form = scheme(key).form
        assert form
        names[key] = [column.name for column in form.columns]
    same = ["事项", "内容", "时限", "方式"]
    assert names == {
        PROJECTS: [*same, "责任单位", "监督渠道"],
        RESOURCES: [*same, "责任主体", "监督渠道"],
    }


# --- the document's own oddities ---------------------------------------------------------------


def test_eight_welfare_areas_are_named_and_seven_written() -> None:
    source = plain_source("".join(annex_lines(WELFARE)))
    named = re.search("着力推进(.+?)等领域政府信息公开", source)
    assert named
    areas = named[1].split("、")
    written = [field.name for field in scheme(WELFARE).fields if field.lead]
    assert (len(areas), len(written)) == (8, 7)
    assert [area for area in areas if area not in written] == ["住房保障"]


def test_the_ten_classes_of_projects_but_for_the_words_of_the_fourth() -> None:
    source = plain_source("".join(annex_lines(PROJECTS)))
    named = re.search("要将(批准服务信息.+?)等10类信息", source)
    assert named
    classes = named[1].replace("(PPP)", "").split("、")
    fields = [field.name for field in scheme(PROJECTS).fields if not field.common]
    assert len(classes) == len(fields) == 10
    differ = [pair for pair in zip(classes, fields, strict=True) if pair[0] != pair[1]]
    assert differ == [("征收土地信息", "土地征收信息")]


def test_a_department_listed_twice_stays_so() -> None:
    [annex] = {"".join(source_lines(key)).partition("附件4:")[2] for key in ANNEXES}
    listed = Counter(
        re.findall(r"县\w+", annex.partition("上一篇")[0].replace("县政府信息", "", 1))
    )
    assert [name for name, count in listed.items() if count > 1] == ["县经贸局"]
    assert any("县经贸局" in note for note in scheme(RESOURCES).notes)


def test_brackets_that_name_variants_are_no_elements() -> None:
    results = [one for one in scheme(PROJECTS).items if one.field == "批准结果信息"]
    assert [one.name for one in results if one.elements] == ["涉水事项审批结果"]
    land = item(PROJECTS, "批准结果信息", "建设项目用地预审意见或审批结果")
    assert land.bodies[1:3] == ("县国土局", "县林业局")
    assert "建设项目用地(用林、用湖)预审意见或审批结果" in land.basis[0].quote


def test_resources_differ_from_tianjin_only_where_the_documents_do() -> None:
    def named(key: str) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(one.field, one.name, one.elements) for one in scheme(key).items}

    extra = {"药品集中采购", "特许经营权招拍挂", "共通"}
    assert {n for f, n, _ in named(RESOURCES) - named(TIANJIN) if f not in extra} == {
        "保障性安居工程规划建设方案",
        "预算金额",
        "产权交易决策及批准信息",
        "交易方式",
    }
    assert {n for f, n, _ in named(TIANJIN) - named(RESOURCES) if f not in extra} == {
        "城镇保障性安居工程规划建设方案",
        "采购项目预算金额",
        "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息",
    }
