"""Each item rests on words that demand its publication, and the same words bind alike."""

import re
from collections.abc import Iterator

import pytest

from pubaudit.matching import load_thesaurus
from pubaudit.matching.targets import target
from pubaudit.models import Force, MandatedItem
from pubaudit.schemes import catalog_root, plain_source
from tests.unit.test_schemes import ALL, TINGHU, item, scheme

# What a document says of the publishing itself, by how binding that is.
WORDS: dict[Force, str] = {
    "must": (
        r"应当|都应|应(?:将|及时|自觉|监督)"
        r"|(?:主要|重点|全面|主动|依法|主动向社会)(?:公开|公示)"
        r"|(?:^|[,，])(?:向特定区域特定群体|在县域范围内|有针对性地)?公开(?!招标)"
        r"|按季度公布|按月公开|准确记录.+?并向社会公布|统一发布|实行.+?公开”制度"
        r"|切实履行公开责任"
    ),
    "should": (
        r"及时(?:准确)?(?:向社会)?(?:予以)?(?:公开|公布|发布)"
        r"|推进|推动|加大|做好|继续开展|督促|强化|应加快|要依托"
    ),
    "encourage": r"鼓励|探索|逐步|尽可能",
}
PATTERNS: list[tuple[Force, re.Pattern[str]]] = [(f, re.compile(w)) for f, w in WORDS.items()]
# 推进……公开 stands over each clause of one document alike; what binds is the text below it.
HEADING = re.compile(r"^推进[^。]+公开。")

# Items whose force is not that of the nearest words, and why.
OTHERWISE: dict[str, tuple[Force, str]] = {
    "530000/公共资源配置/共通/1": (
        "encourage",
        "the lists are yet to be built up",
    ),
    "210000/公共资源配置/共通/1": (
        "must",
        "由……负责公开, where the nation has 逐步",
    ),
    "520327/社会公益事业建设/执行和结果信息/6": ("encourage", "only the evaluation is encouraged"),
}
ITEMS = {one.id: one for key in ALL for one in scheme(key).items}


def demands(quote: str) -> Iterator[tuple[int, Force]]:
    """Yield where a quote says how binding a demand to publish is."""
    for force, pattern in PATTERNS:
        for found in pattern.finditer(quote):
            yield found.start(), force


def force_of(one: MandatedItem) -> Force | None:
    """Return the force of the nearest words before the item's name, else of the first after it.

    None: no quote of the item demands anything.
    """
    for basis in one.basis:
        quote = HEADING.sub("", plain_source(basis.quote))
        said = sorted(demands(quote))
        at = quote.find(plain_source(one.name))
        before = [force for start, force in said if start < at]
        if said:
            return before[-1] if before else said[0][1]
    return None


@pytest.mark.parametrize("one", ITEMS.values(), ids=ITEMS)
def test_the_same_words_bind_alike(one: MandatedItem) -> None:
    assert one.force == (OTHERWISE[one.id][0] if one.id in OTHERWISE else force_of(one))


def test_exceptions_are_needed_and_held() -> None:
    assert all(force_of(ITEMS[key]) != force for key, (force, _) in OTHERWISE.items())


@pytest.mark.parametrize(
    "quote",
    [
        "中标候选人（包括中标候选人排序、名称、可以公开的评标情况等）",
        "中标候选人公示、中标结果公示",
        "财政部门作出的投诉和监督检查等处理决定",
        "公开招标数额标准",
    ],
)
def test_a_mere_list_demands_nothing(quote: str) -> None:
    assert list(demands(plain_source(quote))) == []


def test_every_annex_row_carries_the_sentence_that_binds_departments_to_it() -> None:
    annexed = [one for one in ITEMS.values() if one.origin != "prose"]
    assert {one.id.partition("/")[0] for one in annexed} == {"320902"}
    for one in annexed:
        assert "切实履行公开责任" in one.basis[-1].quote, one.id


def test_only_annex_rows_are_rows_that_name_an_item() -> None:
    thesaurus = load_thesaurus(catalog_root(), "公共资源配置")
    land = item(TINGHU, "国有土地使用权出让", "交易信息")
    assert target(land, land.field, thesaurus).rows == {"出让公告、成交公示以及供应结果"}
    budget = item(TINGHU, "政府采购", "采购项目预算金额")
    assert target(budget, budget.field, thesaurus).rows == frozenset()


def test_limits_for_answers_and_notices_are_none_for_publishing() -> None:
    limits = [limit for key in ALL for limit in scheme(key).limits]
    others = [limit for limit in limits if not limit.publishes]
    assert [(limit.id, limit.what) for limit in others] == [
        ("120000/公共资源配置/时限/4", "答复申请人"),
        ("210000/公共资源配置/时限/4", "答复申请人"),
        ("320902/公共资源配置/时限/5", "答复申请人"),
        ("520327/重大建设项目批准和实施/时限/3", "答复申请人"),
        ("520327/重大建设项目批准和实施/时限/7", "告知项目法人单位"),
        ("530000/公共资源配置/时限/5", "答复申请人"),
    ]
    assert [limit for limit in limits if "答复" in limit.basis.quote and limit.publishes] == []
