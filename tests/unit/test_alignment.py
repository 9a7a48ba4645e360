"""The aligner against labelled catalogs, and the data that it works with."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pubaudit import api
from pubaudit.errors import SchemeError
from pubaudit.matching import align, load_thesaurus, prepare
from pubaudit.matching.segment import comparable
from pubaudit.matching.wordings import is_plain
from pubaudit.models import Match
from pubaudit.schemes import SchemeFile, available, load, load_for
from tests.aligned import DATA, KNOWN, ROOT, THESAURUS, judged, judged_by, ready, ready_for
from tests.workbooks import catalog, write_workbook

SETS = KNOWN["floors"]


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
    without = {f"blind_{letter}" for letter in (*"hlmnoprsy", "bb", "dd", "hh")}
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


@pytest.mark.parametrize("mandated", KNOWN["schemes"])
def test_what_looks_like_an_item_lies_in_no_part_of_it(mandated: str) -> None:
    """Else the part would be blanked out, and said to be lacking where it stands."""
    for one in ready_for(mandated).targets:
        labels = [part.label for part in (*one.parts, *one.makeup)]
        plain = [word for word in one.concept.but if is_plain(word)]
        assert not [(word, label) for word in plain for label in labels if word in label]


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
    found = {m.item.name: m for m in judged_by(prepared, path).matches}["批准服务信息"]
    assert found.verdict == verdict
    assert found.needs_review == ("不认识" in found.reason) == (verdict == "covered")


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


def test_a_kind_of_a_field_stands_apart_where_the_scheme_has_it() -> None:
    row = ("本县不涉及", "排污权交易")
    assert ready_for("mandated_yunnan.json").finder.of(row) == {"排污权交易"}
    assert ready_for("mandated_fenggang.json").finder.of(row) == {"特许经营权招拍挂"}
    listed = ("交易公告", "特许经营权", "排污权、特许经营权交易")
    assert "特许经营权招拍挂" in ready_for("mandated_yunnan.json").finder.of(listed)


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
