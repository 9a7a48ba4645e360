"""The aligner against labelled catalogs, and the data that it works with."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pubaudit import api
from pubaudit.errors import SchemeError
from pubaudit.matching import (
    Alignment,
    Prepared,
    align,
    load_thesaurus,
    prepare,
    says_not_here,
    why,
)
from pubaudit.matching.marks import says_secret
from pubaudit.matching.segment import comparable
from pubaudit.models import Entry, Location, Match, Scheme
from pubaudit.schemes import SchemeFile, available, catalog_root, load, load_for
from tests.workbooks import catalog, write_workbook

DATA = Path(__file__).parent.parent / "data"
KNOWN = json.loads((DATA / "labelled.json").read_text("utf-8"))
SETS = KNOWN["floors"]
ROOT = catalog_root()
THESAURUS = load_thesaurus(ROOT)


@cache
def tianjin() -> Scheme:
    return load_for(ROOT, "120000")


@cache
def ready() -> Prepared:
    return prepare(tianjin(), THESAURUS)


@cache
def ready_for(mandated: str) -> Prepared:
    code, topic = KNOWN["schemes"][mandated].split("/")
    return prepare(load_for(ROOT, code, topic), load_thesaurus(ROOT, topic))


def judged(path: Path) -> Alignment:
    """Judge a catalog by every field of 天津."""
    return judged_by(ready(), path)


def judged_by(prepared: Prepared, path: Path) -> Alignment:
    fields = list(dict.fromkeys(t.item.field for t in prepared.targets))
    return align(prepared, [api.read_catalog(path)], fields)


def labelled(name: str) -> list[tuple[dict[str, Any], Match]]:
    """Each unambiguous label of a set, beside what the aligner says."""
    pairs = []
    for path in sorted((DATA / name / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        workbook = DATA / name / "xlsx" / f"{path.stem}.xlsx"
        found = judged_by(ready_for(gold["mandated"]), workbook)
        by_name = {(m.item.field, m.item.name): m for m in found.matches}
        scored = (o for o in gold["labels"] if not o["ambiguous"])
        pairs += [(o, by_name[o["field"], o["item"]]) for o in scored]
    return pairs


@pytest.mark.parametrize("name", SETS)
def test_accuracy_and_gaps_keep_their_floor(name: str) -> None:
    pairs = labelled(name)
    right = sum(o["label"] == m.verdict for o, m in pairs)
    floor = SETS[name]
    assert right / len(pairs) >= floor["accuracy"]
    gaps = [(o["label"] == "missing", m.verdict == "missing") for o, m in pairs]
    hits = gaps.count((True, True))
    f1 = 2 * hits / (2 * hits + gaps.count((True, False)) + gaps.count((False, True)))
    assert f1 >= floor["gap_f1"]
    assert sum(m.needs_review for _, m in pairs) / len(pairs) < 0.1
    wrong = {True: 0, False: 0}
    for o, m in pairs:
        wrong[m.needs_review] += o["label"] != m.verdict
    assert wrong[False] / len(pairs) <= floor["wrong_unreviewed"]


@pytest.mark.parametrize("name", SETS)
def test_a_catalog_of_other_business_matches_nothing(name: str) -> None:
    golds = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((DATA / name / "gold").glob("*.json"))
    }
    negatives = {stem: g["mandated"] for stem, g in golds.items() if not g["fields_concerned"]}
    without = {f"blind_{letter}" for letter in (*"hlmnoprsy", "bb")}
    assert negatives or name in without
    for stem, mandated in negatives.items():
        found = judged_by(ready_for(mandated), DATA / name / "xlsx" / f"{stem}.xlsx")
        assert {m.verdict for m in found.matches} == {"missing"}, stem


TOPICS = sorted({file.topic for file in available(ROOT)})


@pytest.mark.parametrize("topic", TOPICS)
def test_every_item_of_every_scheme_is_known_to_the_thesaurus_of_its_topic(topic: str) -> None:
    thesaurus = load_thesaurus(ROOT, topic)
    for file in available(ROOT):
        for item in load(file.path).items if file.topic == topic else ():
            assert thesaurus.concept(thesaurus.canonical(item.field), item.name), item.id


@pytest.mark.parametrize("topic", TOPICS)
def test_no_concept_is_dead(topic: str) -> None:
    thesaurus = load_thesaurus(ROOT, topic)
    held = {
        (thesaurus.canonical(item.field), comparable(item.name))
        for file in available(ROOT)
        for item in load(file.path).items
    }
    for concept in thesaurus.concepts:
        used = {(f, name) for f in concept.fields for name in concept.items} & held
        assert used, concept.items


@pytest.mark.parametrize("file", available(ROOT), ids=lambda file: file.path.parent.name)
def test_the_name_of_a_field_names_none_of_its_several_items(
    file: SchemeFile, tmp_path: Path
) -> None:
    scheme = load_for(ROOT, file.code, file.topic)
    names = [field.name for field in scheme.fields]
    path = catalog(tmp_path / "目录.xlsx", [(name, "值班安排") for name in names], title="目录")
    prepared = prepare(scheme, load_thesaurus(ROOT, file.topic))
    found = judged_by(prepared, path).matches
    several = {f for f, n in Counter(m.item.field for m in found).items() if n > 1}
    listed = [m.item for m in found if m.verdict in {"covered", "partial"}]
    assert [item.id for item in listed if item.field in several] == []


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (
            "审批服务信息：申报材料清单、收费标准、常见问题、表格下载、网上预约、示范文本下载",
            "partial",
        ),
        ("审批服务信息：申报要求、申报材料清单、批准流程、办理时限、去哪里办、找谁评理", "partial"),
        ("审批服务信息：申报要求、申报材料清单、批准流程、办理时限、受理窗口、找谁评理", "covered"),
        ("审批服务信息：申报要求、申报材料清单、批准流程、办理时限、受理窗口", "partial"),
    ],
)
def test_an_unknown_clause_may_stand_for_the_one_element_that_a_long_list_lacks(
    tmp_path: Path, content: str, verdict: str
) -> None:
    topic = "重大建设项目批准和实施"
    prepared = prepare(load_for(ROOT, "520327", topic), load_thesaurus(ROOT, topic))
    path = catalog(tmp_path / "目录.xlsx", [("批准服务信息", content)], title="目录")
    found = {m.item.name: m.verdict for m in judged_by(prepared, path).matches}
    assert found["批准服务信息"] == verdict


def test_a_topics_own_concepts_are_read_for_it_only() -> None:
    item = ("环境保护", "环境信访投诉办理结果")
    assert THESAURUS.concept(*item) is None
    assert load_thesaurus(ROOT, "社会公益事业建设").concept(*item)


def test_a_malformed_topic_file_is_named(tmp_path: Path) -> None:
    for file in ROOT.glob("thesaurus.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "thesaurus_某主题.yaml").write_text("concepts: [{items: [甲]}]", encoding="utf-8")
    assert load_thesaurus(tmp_path, "别的主题").concepts == THESAURUS.concepts
    with pytest.raises(SchemeError, match=r"thesaurus_某主题\.yaml.*fields"):
        load_thesaurus(tmp_path, "某主题")
    topic = "fields: [{name: 政府彩购, words: [甲]}]\nconcepts: []"
    (tmp_path / "thesaurus_某主题.yaml").write_text(topic, encoding="utf-8")
    with pytest.raises(SchemeError, match="没有领域“政府彩购”"):
        load_thesaurus(tmp_path, "某主题")


@pytest.mark.parametrize(
    ("levels", "fields"),
    [
        (("采购公告", "药品集中采购"), {"医用耗材采购"}),
        (("政府采购公告", "药品集中采购"), {"政府采购"}),
        (("土地和矿业权",), {"国有土地使用权出让", "矿业权出让"}),
        (("农村集体资产与土地",), {"农村集体资产"}),
        (("招标", "农村公路、危桥改造等项目公告"), {"工程建设项目招标投标"}),
        (("项目", "农村公路、危桥改造等项目公告", "招标"), {"村镇建设"}),
    ],
)
def test_a_row_stands_under_its_own_field(levels: tuple[str, ...], fields: set[str]) -> None:
    assert ready().finder.of(levels) == fields


def test_the_title_of_one_sheet_does_not_speak_for_another(tmp_path: Path) -> None:
    header = ("序号", "公开事项", "公开内容")
    sheets = {
        "脱贫攻坚": [("某县目录（脱贫攻坚）",), header, ("1", "扶贫", "扶贫政策")],
        "教育": [("某县目录（教育）",), header, ("1", "政策", "教育领域政策文件")],
    }
    path = write_workbook(tmp_path / "目录.xlsx", sheets)
    prepared = ready_for("mandated_fenggang_welfare.json")
    found = {m.item.name: m for m in align(prepared, [api.read_catalog(path)]).matches}
    assert found["教育相关政策"].verdict == "covered"
    assert [e.sheet for e in found["扶贫政策"].evidence] == ["脱贫攻坚"]


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("某县农村危房改造公开目录", "missing"),
        ("某县住房保障公开目录", "covered"),
        ("某县保障性住房和农村危房改造公开目录", "covered"),
    ],
)
def test_a_title_of_another_business_keeps_a_general_category_from_naming_an_item(
    tmp_path: Path, title: str, verdict: str
) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("计划实施情况", "得到补助的农户名单")], title=title)
    found = {m.item.name: m.verdict for m in judged(path).matches}
    assert found["建设计划完成情况信息"] == verdict


def test_a_kind_of_work_yields_to_the_field_of_its_department() -> None:
    finder = ready_for("mandated_fenggang_welfare.json").finder
    assert finder.of(("行政处罚", "行政执法", "处罚决定书", "某县生态环境局目录")) == {"环境保护"}
    assert finder.of(("行政处罚", "行政执法", "处罚决定书", "某县某局目录")) == {"行政执法"}


def test_a_topic_may_recognise_a_field_by_words_of_its_own() -> None:
    row = ("工程建设许可阶段", "建设工程规划许可证核发信息")
    assert ready().finder.of(row) == {"工程建设项目招标投标"}
    assert ready_for("mandated_fenggang_projects.json").finder.of(row) == {"批准结果信息"}


# --- the language of the field: (category, content) against the one item it is or is not -------

ROWS = [
    ("政府采购", "采购公告、成交公告", "采购结果", "covered"),
    ("政府采购", "政府采购文件管理办法", "采购文件", "missing"),
    ("政府采购", "招标文件范本", "采购文件", "missing"),
    ("政府采购", "招标公告：获取采购文件的时间、地点", "采购文件", "missing"),
    ("政府采购", "对采购结果的质疑答复", "采购结果", "missing"),
    ("采购项目公告", "公开招标、竞争性谈判、询价等公告：采购需求", "采购项目公告", "covered"),
    ("政府采购", "询价等次公告", "采购项目公告", "partial"),
    ("矿产资源", "矿业权人勘查开采公示信息", "出让公告公示", "missing"),
    ("政府采购", "对采购文件作出必要澄清修改的，在原渠道发布", "采购文件", "missing"),
    ("政府采购", "质疑答复", "财政部门作出的投诉和监督检查等处理决定", "missing"),
    ("政府采购", "不含采购文件（另行公布）", "采购文件", "missing"),
    ("政府采购", "釆购合同", "采购合同", "covered"),
    ("政府采购", "集中采购目录、政府采购限额标准", "采购项目预算金额", "missing"),
    ("政府采购", "竞争性磋商公告", "采购项目公告", "partial"),
    ("政府采购", "公开招标公告、竞争性磋商公告", "采购项目公告", "covered"),
    ("财政资金", "专项资金分配结果", "分配结果", "missing"),
    ("土地管理", "土地储备计划", "土地供应计划", "missing"),
    ("土地供应", "计划、出让公告、成交公示、供应结果", "土地供应计划", "covered"),
    ("土地供应", "国有建设用地招标、拍卖、挂牌公告", "出让公告", "covered"),
    ("矿业权出让", "采矿权出让公告、成交结果公示", "出让公告公示", "partial"),
    ("矿业权出让", "探矿权、采矿权出让公告和成交结果公示", "出让公告公示", "covered"),
    ("工程招标投标", "合同订立、履行", "合同订立及履行", "covered"),
    ("工程招标投标", "合同签订", "合同订立及履行", "partial"),
    ("工程招标投标", "评标办法", "中标候选人", "missing"),
    ("工程招标投标", "中标侯选人公示", "中标候选人", "covered"),
    ("工程招标投标", "中标候选人（排序、名称、投标报价）", "中标候选人", "partial"),
    ("农村危房改造", "评议结果、审核结果公示", "分配对象", "missing"),
    ("保障性住房", "年度建设计划（任务量、项目清单等）", "年度建设计划信息", "covered"),
    ("保障性住房", "年度建设计划（任务量、项目清单）", "年度建设计划信息", "partial"),
    ("住房保障", "保障性住房分配政策、对象、房源、程序、过程、结果", "分配结果", "covered"),
    ("住房保障和农村危房改造", "公租房分配结果", "分配结果", "covered"),
    ("政府采购", "采购合同（不涉及国家秘密、商业秘密）", "采购合同", "covered"),
    ("政府采购", "采购合同（涉及国家秘密、商业秘密的除外）", "采购合同", "covered"),
    ("政府采购", "本级无集中采购机构", "对集中采购机构的考核结果", "not_applicable"),
    ("工程招标投标", "招标公告和公示信息发布管理办法", "招标公告", "missing"),
    ("工程招标投标", "履约保证金", "合同订立及履行", "missing"),
    ("工程招标投标", "中标候选人等级（名称、报价）", "中标候选人", "partial"),
    ("土地出让", "土地供应计划编制办法", "土地供应计划", "missing"),
    ("土地和矿业权", "国有建设用地使用权、采矿权出让公告", "出让公告", "covered"),
    ("国有产权交易", "企业年度财务决算审计结果", "相关中介机构审计结果", "missing"),
    ("国有产权交易", "董事会决议、国资监管机构批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "covered"),
    # words of two groups in one clause
    ("政府采购", "成交（中标）供应商及金额", "采购结果", "covered"),
    ("土地出让", "竞得人及成交宗地的公示", "成交公示", "covered"),
    ("公租房", "轮候名册", "分配对象", "covered"),
    ("工程招标投标", "对中标候选人投诉的处理决定", "中标候选人", "missing"),
    ("政府采购", "采购合同签订公告", "采购项目公告", "missing"),
    # 的 or no 的; what each of two things joined by 及 ends with
    ("工程招标投标", "招标公告（招标条件、项目概况与范围、资格要求、文件的获取、文件的递交）",
     "招标公告", "covered"),
    ("保障性住房", "公租房分配办法及流程", "保障性住房分配政策", "covered"),
    ("保障性住房", "公租房分配办法及流程", "分配程序", "covered"),
    ("工程招标投标", "中标候选人公示及异议答复", "中标候选人", "covered"),
    # kinds listed side by side count together; a modifier goes on to the next
    ("国有产权交易", "产权转让、资产转让、增资的内部决策和批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "covered"),
    ("国有产权交易", "产权转让的内部决策和批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "partial"),
    ("矿业权出让", "采矿权新立、延续、变更审批结果", "审批结果信息", "partial"),
    # where the content names the item too, its words say the kind
    ("国有土地出让公告", "工业用地“标准地”挂牌公告", "出让公告", "partial"),
    ("国有土地出让公告", "“标准地”及其他地块挂牌公告", "出让公告", "covered"),
    # a cell that lists the items of several fields
    ("公共资源交易", "工程招标公告、政府采购公告、土地出让公告", "招标公告", "covered"),
    ("公共资源交易", "工程招标公告、政府采购公告、土地出让公告", "出让公告", "covered"),
    # another business
    ("校外培训机构", "白名单、黑名单", "黑名单", "missing"),
    # papers of a policy, however they are called
    ("农村危房改造", "文件类别、标题、文号、正文",
     "农村危房改造相关政策措施执行情况信息", "partial"),
    ("村镇建设", "集镇道路年度建设计划及完成情况", "年度建设计划信息", "missing"),
    ("住房保障", "安置房分配结果公示", "分配结果", "missing"),
    ("土地出让", "海域使用权成交公示", "成交公示", "missing"),
    # the noun at the end says what the thing is
    ("政府采购", "采购代理机构业务培训结果", "采购结果", "missing"),
    ("政府采购", "采购文件收费标准", "采购文件", "missing"),
    ("政府采购", "采购合同违约金标准", "采购合同", "missing"),
    ("政府采购", "项目预算金额50万元以上的限额标准", "采购项目预算金额", "missing"),
    ("工程招标投标", "中标结果异议处理情况", "中标结果", "missing"),
    ("工程招标投标", "中标结果备案须知", "中标结果", "missing"),
    ("土地出让", "土地供应计划执行情况评估", "土地供应计划", "missing"),
    ("住房保障", "住房保障信息系统建设方案", "城镇保障性安居工程规划建设方案", "missing"),
    # denied
    ("政府采购", "未中标供应商名单", "采购结果", "missing"),
    ("工程招标投标", "不需招标项目核准", "依法必须招标项目的审批核准备案信息", "missing"),
    # a short name alone; a vague name of which the content lists a part
    ("政府采购", "合同", "采购合同", "covered"),
    ("年度任务", "住房保障下达的筹集套数", "年度建设计划信息", "partial"),
    # the category above says the kind
    ("采矿权审批", "新立、延续审批结果", "审批结果信息", "partial"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "content", "item", "verdict"), ROWS)
def test_one_row(tmp_path: Path, category: str, content: str, item: str, verdict: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", [(category, content)], title="目录")
    found = {m.item.name: m.verdict for m in judged(path).matches}
    assert found[item] == verdict


def test_a_secret_row_is_for_people_to_review(tmp_path: Path) -> None:
    rows = [
        ("国有产权交易", "交易项目信息（涉及商业秘密）"),
        ("政府采购", "采购合同，涉及商业秘密的除外"),
    ]
    found = {m.item.name: m for m in judged(catalog(tmp_path / "目录.xlsx", rows)).matches}
    assert found["交易项目信息"].needs_review
    assert "商业秘密" in found["交易项目信息"].reason
    assert not found["采购合同"].needs_review


@pytest.mark.parametrize(
    ("content", "absent"),
    [
        ("本区不涉及", True),
        ("本级暂无此项业务", True),
        ("无", True),
        ("本县无矿产资源", True),
        ("农村危房改造：本镇不涉及", True),
        ("本单位无此项职责", True),
        ("不属于本单位职责范围", True),
        ("职能已划转至行政审批局", True),
        ("本年度未发生", True),
        ("县级无权限", True),
        ("N/A", True),
        ("无涉密信息", False),
        ("采购文件（本单位不涉及）", True),
        ("不涉及商业秘密的采购公告", False),
        ("采购公告（不适用招标的项目除外）", False),
        ("采购公告", False),
    ],
)
def test_what_declares_that_there_is_no_such_business(content: str, absent: bool) -> None:
    entry = Entry(Location(0, "目录", 3, 3), ("类别",), content)
    assert says_not_here(entry) is absent
    alone = Entry(Location(0, "目录", 3, 3), (content,), "")
    assert says_not_here(alone) is absent


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        ("交易项目信息（涉及商业秘密）", True),
        ("属于国家秘密", True),
        ("采购合同，涉及国家秘密、商业秘密的除外", False),
        ("除涉及商业秘密外，交易价格", False),
        ("依法不公开涉及商业秘密的部分", False),
        ("采购合同（涉及国家秘密、商业秘密的内容不公开）", False),
    ],
)
def test_what_marks_a_row_as_secret(content: str, secret: bool) -> None:
    assert says_secret(Entry(Location(0, "目录", 3, 3), ("类别",), content)) is secret


def test_a_declaration_contradicted_by_a_row_does_not_hide_it(tmp_path: Path) -> None:
    rows = [("矿业权出让", "本区不涉及"), ("矿业权出让", "采矿权出让公告")]
    found = {m.item.name: m.verdict for m in judged(catalog(tmp_path / "目录.xlsx", rows)).matches}
    assert found["出让公告公示"] == "partial"
    assert found["项目信息"] == "not_applicable"


@pytest.mark.parametrize(
    ("rows", "concerned"),
    [
        ([("突发环境事件应急管理", "值班安排")], ("环境保护",)),
        ([("灾害事故救援", "值班安排")], ("环境保护", "灾害事故救援")),
        ([("应急管理", "值班安排"), ("救灾物资", "储备点")], ("环境保护", "灾害事故救援")),
        ([("应急管理", "值班安排")], ("环境保护",)),
        ([("应急管理", "本镇不涉及")], ("环境保护", "灾害事故救援")),
    ],
)
def test_one_row_with_a_word_of_a_field_does_not_make_the_catalog_one_of_it(
    tmp_path: Path, rows: list[tuple[str, str]], concerned: tuple[str, ...]
) -> None:
    prepared = ready_for("mandated_fenggang_welfare.json")
    own = [("环境保护", "环境空气质量状况")]
    path = catalog(tmp_path / "目录.xlsx", own + rows, title="目录")
    assert align(prepared, [api.read_catalog(path)]).concerned == concerned


def test_order_of_rows_changes_no_verdict(tmp_path: Path) -> None:
    rows = [(category, content) for category, content, *_ in ROWS]
    ahead = judged(catalog(tmp_path / "a.xlsx", rows))
    behind = judged(catalog(tmp_path / "b.xlsx", rows[::-1]))
    assert [m.verdict for m in ahead.matches] == [m.verdict for m in behind.matches]


def test_why_tells_rule_wordings_rows_and_nearest(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", "成交公告"), ("政府采购", "采购文书")])
    read = [api.read_catalog(path)]
    text = "\n".join(why(ready(), read, "采购结果"))
    assert "采购结果：已列明" in text
    assert "目录 第3行“成交公告”：是该事项的通行说法" in text
    text = "\n".join(why(ready(), read, "采购文件"))
    assert "采购文件：缺" in text
    assert "可能性" in text
    assert why(ready(), read, "没有这个事项") == ()
    text = "\n".join(why(ready(), read, "出让公告公示"))
    assert "该领域未列入本次核查" in text


def test_why_names_the_rows_that_only_look_alike(tmp_path: Path) -> None:
    rows = [("政府采购", "采购合同融资、采购公告"), ("政府采购", "对采购结果的质疑答复")]
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows))]
    text = "\n".join(why(ready(), read, "采购合同"))
    assert "看着像而没有算的行：" in text
    assert "目录 第3行“采购合同融资、采购公告”：写的是“合同融资”" in text
    assert "看着像而没有算的行" not in "\n".join(why(ready(), read, "采购项目公告"))


def test_why_names_the_rows_of_other_fields_that_hold_the_words(tmp_path: Path) -> None:
    rows = [("政府采购", "采购公告"), ("医用耗材集中采购", "采购文件")]
    read = [api.read_catalog(catalog(tmp_path / "目录.xlsx", rows))]
    text = "\n".join(why(ready(), read, "采购文件"))
    assert "目录 第4行“采购文件”：该行属于别的领域（医用耗材采购）" in text


def test_why_tells_what_the_report_tells() -> None:
    """Also where a row that names no field was asked last."""
    for path in sorted((DATA / "heldout" / "xlsx").glob("*.xlsx"))[:6]:
        read = [api.read_catalog(path)]
        for match in align(ready(), read).matches:
            text = "\n".join(why(ready(), read, match.item.name))
            assert f"  理由：{match.reason}" in text
