"""The limits of the law as data: every fact is there, quoted; what governs; how two compare."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pubaudit import workdays
from pubaudit.errors import SchemeError
from pubaudit.limits import LimitBook, governing, in_force, load
from pubaudit.limits.compare import compare
from pubaudit.limits.stated import in_words, parse_stated
from pubaudit.models import TimeLimit
from pubaudit.schemes import catalog_root, load_for, plain_source

DATA = Path(__file__).parent.parent / "data"
ROOT = catalog_root()
BOOK = load(ROOT / "limits.yaml")
BY_ID = {limit.id: limit for limit in BOOK.limits}
CALENDAR = workdays.load(ROOT / "holidays")
FACTS = list(csv.DictReader((DATA / "limits_facts.csv").read_text(encoding="utf-8").splitlines()))
SOURCE = plain_source((ROOT / "limits.txt").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)

DIRECTIONS = {
    "≤after": "within",
    "≥show": "shown",
    "≥before": "before",
    "≥window": "window",
    "by": "by",
    "reply": "reply",
    "adv": "advisory",
    # A clock that stops, a longest gap, a longest check, a time to keep, a definition.
    "clock": "advisory",
    "max": "within",
    "≥keep": "shown",
    "stop": "within",
    "—": "advisory",
}
UNITS = {"WD": "working_day", "d": "day", "h": "hour", "月": "month", "年": "year", "date": "date"}
CONFIDENCE = {"T": "full_text", "P": "published", "S": "scheme", "M": "unverified"}
# Rows that the table words in its own way: 10+10, 3 个月 / 3 年, 2 周, 累计20且继续10 …
NUMBERS = {
    "samr-penalty-x": 10,
    "samr-penalty-offline": 3,
    "td-agreement": 30,
    "cg-framework": 2,
    "cq-resume": 10,
    "zb-approval": 20,
    "yh-shortlist": 3,
    "54-catalog": "2020-12-31",
    "54-ministries": "2021-12-31",
    "54-system": "2023-12-31",
    "news-2w": 14,
    "site-news-2w": 14,
    "site-notice-6m": 6,
    "cg-docs-with-result": None,
}
SECOND_NUMBERS = {
    "samr-penalty-x-2": (10, "working_day"),
    "samr-penalty-offline-2": (3, "year"),
    "td-agreement-2": (15, "day"),
    "cg-framework-2": (10, "working_day"),
    "zb-clarify-2": (3, "day"),
    "zb-approval-2": (7, "working_day"),
}


# --- the data -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", FACTS, ids=lambda f: f["id"])
def test_every_fact_is_there(fact: dict[str, str]) -> None:
    limit = BY_ID[fact["id"]]
    direction = fact["direction"].split()[0] if fact["direction"] else "by"
    assert limit.direction == DIRECTIONS[direction]
    assert limit.basis.confidence == CONFIDENCE[fact["confidence"]]
    number = fact["n"].strip("*+ ")
    if limit.id in NUMBERS:
        assert limit.amount == NUMBERS[limit.id]
    elif number == "—":
        assert limit.amount is None
    else:
        assert str(limit.amount) == number
        assert limit.unit == UNITS[fact["unit"].strip("*")]


def test_nothing_else_is_there_but_second_numbers() -> None:
    assert set(BY_ID) - {fact["id"] for fact in FACTS} == set(SECOND_NUMBERS)
    for name, (amount, unit) in SECOND_NUMBERS.items():
        assert (BY_ID[name].amount, BY_ID[name].unit) == (amount, unit)


@pytest.mark.parametrize("fact", [f for f in FACTS if f["quotes"]], ids=lambda f: f["id"])
def test_every_quoted_passage_is_in_the_extract(fact: dict[str, str]) -> None:
    for quote in fact["quotes"].split("␞"):
        assert plain_source(quote) in SOURCE


@pytest.mark.parametrize(
    "limit", [b for b in BOOK.limits if b.basis.quote], ids=lambda limit: limit.id
)
def test_every_quote_is_in_the_extract(limit: TimeLimit) -> None:
    assert plain_source(limit.basis.quote) in SOURCE


def test_every_limit_names_its_act() -> None:
    assert BOOK.limits
    for limit in BOOK.limits:
        assert limit.basis.document or limit.basis.number, limit.id
        assert limit.basis.article, limit.id
        assert limit.what, limit.id
        in_words(limit).encode("gbk")


def test_every_event_starts_a_limit() -> None:
    assert BOOK.events
    for event in BOOK.events:
        assert event.name == "收到申请" or any(map(event.starts, BOOK.limits)), event.name


def test_three_days_of_the_penalty_law_are_working_days() -> None:
    assert (BY_ID["penalty-withdraw"].amount, BY_ID["penalty-withdraw"].unit) == (3, "working_day")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("direction: within", "direction: 以内", "direction：只能是"),
        ("rank: law", "rnak: law", "rnak：不认识这个键"),
        ("id: a", "ident: a", "ident：不认识这个键"),
        ("events:\n  - name: 信息形成或变更", "events:\n  - name: 别的", "events：缺少"),
        ("id: b", "id: a", "id：编号重复"),
    ],
)
def test_a_bad_file_is_one_line_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    good = """\
documents:
  - document: 某法
    rank: law
    confidence: full_text
    limits:
      - {id: a, direction: within, trigger: 甲, what: 公开, amount: 1, article: 第一条}
      - {id: b, direction: within, trigger: 乙, what: 公开, amount: 2, article: 第二条}
events:
  - name: 信息形成或变更
    triggers: [信息形成之日]
"""
    path = tmp_path / "limits.yaml"
    path.write_text(good, encoding="utf-8")
    assert [limit.unit for limit in load(path).limits] == ["working_day"] * 2
    assert old in good
    path.write_text(good.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemeError, match=rf"limits\.yaml 第\d+行.*{words}") as caught:
        load(path)
    assert "\n" not in str(caught.value)


# --- which holds ----------------------------------------------------------------------------------


def ids(limits: tuple[TimeLimit, ...]) -> list[str]:
    return [limit.id for limit in limits]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2008, 4, 30), set()),
        (date(2008, 5, 1), {"492"}),
        (date(2019, 5, 14), {"492"}),
        (date(2019, 5, 15), {"711"}),
    ],
)
def test_the_version_is_that_of_the_triggers_day(on: date, version: set[str]) -> None:
    held = {limit.id for limit in in_force(BOOK.limits, on)}
    assert {v for v in ("492", "711") if f"xxgk-proactive-{v}" in held} == version


def test_unverified_limits_are_off_unless_asked_for() -> None:
    shown = set(ids(in_force(BOOK.limits, TODAY, unverified=True)))
    off = shown - set(ids(in_force(BOOK.limits, TODAY)))
    assert {"td-agreement", "td-agreement-2", "cg-framework", "cg-media", "td-listing"} <= off
    assert {BY_ID[i].basis.confidence for i in off} == {"unverified"}
    assert Counter(b.basis.confidence for b in BOOK.limits)["unverified"] == len(off)


def binding(event: str, field: str = "", region: str = "", book: LimitBook = BOOK) -> list[str]:
    found = book.event(event, field)
    assert found is not None
    return ids(governing(book, field=field, event=found, on=TODAY, region=region))


def test_a_regulation_displaces_the_general_limit_in_its_field() -> None:
    assert binding("合同签订", "政府采购") == ["cg-contract-file", "cg-contract"]
    works = BOOK.event("合同签订", "工程建设项目招标投标")
    assert works is None


def test_a_policy_shortens_and_a_ministry_rule_stands_beside_it() -> None:
    found = binding("作出行政决定")
    assert {"97-permit-penalty", "118-permit-penalty", "samr-penalty"} <= set(found)
    assert found.index("97-permit-penalty") < found.index("xxgk-proactive-711")
    assert "samr-penalty" not in binding("作出行政决定", "政府采购")


def test_a_lower_rank_never_lengthens() -> None:
    scheme = load_for(ROOT, "120000")
    longer = next(limit for limit in scheme.limits if limit.amount == 20)
    longer = replace(longer, id="长", amount=30)
    assert "长" not in binding("信息形成之日", book=BOOK.joined([longer]))
    shorter = replace(longer, id="短", amount=10)
    assert "短" in binding("信息形成之日", book=BOOK.joined([shorter]))
    # Where a law sets a special limit, the general one is gone.
    assert "xxgk-proactive-711" not in binding("合同签订", "政府采购")
    assert "xxgk-proactive-711" in binding("单一来源公示", "政府采购")


def test_a_local_limit_holds_in_its_area_only() -> None:
    assert "zb-plan" in binding("招标公告发布时间", "工程建设项目招标投标", "441900")
    assert "zb-plan" not in binding("招标公告发布时间", "工程建设项目招标投标", "120000")
    assert not any("yh-backup-show" in binding("信息形成", "", r) for r in ("", "110000"))


@pytest.mark.parametrize(
    ("words", "field", "name"),
    [
        ("合同签订", "", "合同签订"),
        ("自政府采购合同签订之日起", "", "合同签订"),
        ("采购合同", "政府采购", "合同签订"),
        ("制定或获取信息之日", "", "信息形成或变更"),
        ("行政许可和行政处罚决定作出后", "", "作出行政决定"),
        ("出让公告", "矿业权出让", "矿业权出让公告"),
        ("没有这样的事", "", None),
    ],
)
def test_an_event_is_found_by_its_words(words: str, field: str, name: str | None) -> None:
    event = BOOK.event(words, field)
    assert (event.name if event else None) == name


# --- two limits -----------------------------------------------------------------------------------


def limit(words: str) -> TimeLimit:
    (stated,) = parse_stated(words)
    assert stated.limit is not None
    return stated.limit


@pytest.mark.parametrize(
    ("stated", "legal", "result"),
    [
        ("21个工作日内", "20个工作日内", "always"),
        ("20个工作日内", "20个工作日内", "never"),
        ("7日内", "20个工作日内", "never"),
        ("60日内", "20个工作日内", "always"),
        ("30日内", "20个工作日内", "sometimes"),
        ("1个月内", "20个工作日内", "sometimes"),
        ("2个工作日内", "3日内", "sometimes"),
        ("12小时内", "1个工作日内", "never"),
        ("公示3个工作日", "公示5个工作日", "always"),
        ("公示10个工作日", "公示5个工作日", "never"),
        ("公示3个工作日", "公示3日", "never"),
        ("公示3日", "公示3个工作日", "sometimes"),
        ("开标前20日", "开标前20个工作日", "always"),
        ("开标前30日", "开标前20个工作日", "sometimes"),
        ("每年3月31日前", "每年1月31日前", "always"),
        ("每年1月31日前", "每年3月31日前", "never"),
    ],
)
def test_compare(stated: str, legal: str, result: str) -> None:
    comparison = compare(limit(stated), limit(legal), CALENDAR)
    assert comparison is not None
    assert comparison.result == result


@pytest.mark.parametrize(
    ("stated", "legal"),
    [("20个工作日内", "公示5个工作日"), ("及时", "20个工作日内"), ("每月5日前", "每年3月31日前")],
)
def test_what_cannot_be_compared_is_not(stated: str, legal: str) -> None:
    assert compare(limit(stated), limit(legal), CALENDAR) is None


@pytest.mark.parametrize("days", [28, 29, 30, 31, 35])
def test_the_examples_are_what_the_clock_says(days: int) -> None:
    comparison = compare(limit(f"{days}日内"), limit("20个工作日内"), CALENDAR)
    assert comparison is not None
    assert comparison.looser is not None
    for example in filter(None, (comparison.looser, comparison.fine)):
        assert CALENDAR.due(example.start, days, "day").date == example.stated
        assert CALENDAR.due(example.start, 20).date == example.legal
        assert CALENDAR.due(example.start, 20).official
    assert comparison.looser.stated > comparison.looser.legal
    if comparison.fine:
        assert comparison.fine.stated <= comparison.fine.legal


def test_the_result_is_what_walking_every_day_gives() -> None:
    starts = [date(y, m, d) for y in range(2008, 2026) for m in range(1, 13) for d in (1, 10, 20)]
    later = [CALENDAR.due(day, 30, "day").date > CALENDAR.due(day, 20).date for day in starts]
    assert any(later)
    assert not all(later)
