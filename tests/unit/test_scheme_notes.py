"""What the notes of the schemes say of their documents is so."""

import re

import pytest

from pubaudit.models import ChecklistLine, Duty
from tests.unit.test_schemes import (
    ALL,
    NATION,
    TINGHU,
    YUNNAN,
    annex_rows,
    item,
    scheme,
    source_lines,
)


def note(key: str, start: str) -> str:
    (found,) = (one for one in scheme(key).notes if one.startswith(start))
    return found


def numbers(words: str) -> set[int]:
    """Return the row numbers of a list like 4、7、10至12."""
    spans = [span.split("至") for span in words.split("、")]
    return {n for span in spans for n in range(int(span[0]), int(span[-1]) + 1)}


def test_the_blank_cells_of_tinghus_second_annex_are_those_of_the_note() -> None:
    said = re.search(r"序号([\d、至]+)的公开属性、公开主体两格为空", note(TINGHU, "附件2序号"))
    assert said
    blank = {n for n, cells in annex_rows(2).items() if "主动公开" not in cells}
    assert numbers(said[1]) == blank == {4, 7, 8, 10, 11, 12, *range(14, 19)}


def test_the_rows_of_tinghus_first_annex_without_an_organ_are_those_of_the_note() -> None:
    said = note(TINGHU, "附件1序号4、9")
    listed = re.match(r"附件1序号([\d、至]+)的公开主体只列", said)
    assert listed
    organless = {"项目实施主体", "项目实施主体，区公共资源交易中心"}
    alone = {n for n, cells in annex_rows(1).items() if organless & set(cells)}
    assert numbers(listed[1]) == alone
    for one in scheme(TINGHU).items:
        if one.subject == "owner":
            row = one.basis[0].article.removeprefix("附件1 ")
            assert f"{row}{one.name}" in said, one.id


def test_tinghus_blacklist_is_quoted_to_what_is_made_public_of_it() -> None:
    blacklist = item(TINGHU, "共通", "黑名单")
    assert blacklist.force == "encourage"
    assert blacklist.basis[-1].quote.endswith("相关失信信息的公开")
    assert "没有写明公开名单本身" in blacklist.note


def test_yunnan_says_of_each_item_why_no_level_is_given() -> None:
    purchase = [i for i in scheme(YUNNAN).items if "集中采购项目" in i.condition]
    assert len(purchase) == 4
    for one in purchase:
        assert one.level == ""
        assert "原文没有写明由哪一级" in one.note
        assert "--applicability" in one.note


@pytest.mark.parametrize("key", [key for key in ALL if key != NATION])
def test_documents_named_by_number_are_superiors(key: str) -> None:
    text = "".join("".join(source_lines(key)).split()).replace("[", "〔").replace("]", "〕")
    named = set(re.findall(r"[一-鿿]+〔20\d\d〕\d+号", text))
    known = {one.number for one in scheme(key).superiors} | {scheme(key).document.number}
    assert {one for one in named if not any(one.endswith(k) for k in known if k)} == set()


def test_yunnans_superiors_are_five() -> None:
    assert [(s.number or s.title, s.region, s.held) for s in scheme(YUNNAN).superiors] == [
        ("国办发〔2017〕97号", "000000", False),
        ("云政发〔2014〕66号", "530000", False),
        ("云政发〔2016〕97号", "530000", False),
        ("云政发〔2017〕83号", "530000", False),
        ("云南省政府信息公开规定", "530000", False),
    ]


def paragraph_of(key: str, quote: str) -> str:
    lines = ["".join(line.split()) for line in source_lines(key)]
    return next(line for line in reversed(lines) if "".join(quote.split())[:25] in line)


@pytest.mark.parametrize(
    "key",
    [TINGHU, "520327/公共资源配置", "520327/社会公益事业建设", "520327/重大建设项目批准和实施"],
)
def test_whoever_a_paragraph_does_not_name_is_all_of_its_bracket(key: str) -> None:
    bracketed = 0
    demands: list[Duty | ChecklistLine] = [*scheme(key).duties, *scheme(key).checklist]
    for one in demands:
        paragraph = paragraph_of(key, one.basis.quote)
        bracket = re.search(r"[（(](?=(牵头|责任)单位[：:])(.+)[)）]$", paragraph)
        if bracket:
            bracketed += 1
            words = re.sub(r"(牵头|责任)单位|按职责分工|分别牵头|牵头|负责|配合", "", bracket[2])
            every = set(re.split("[,，、;；:：]", words)) - {""}
            who = set(re.split("[、，；]", one.who))
            named = all(part in paragraph[: bracket.start()] for part in who)
            assert named or who == every, (one.id, every)
    assert bracketed > 1


@pytest.mark.parametrize("key", ALL)
def test_a_demand_stands_in_a_checklist_once(key: str) -> None:
    quotes = [line.basis.quote for line in scheme(key).checklist]
    doubled = [q for n, q in enumerate(quotes) for m, o in enumerate(quotes) if n != m and q in o]
    assert doubled == []
