"""TIM: what a judged ledger shows.

Unpublished past the limit, late, not judged, twice, in bulk; columns gone stale, channels out of
step, notices taken down early.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pubaudit.models import Basis, Finding, Location
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, shorten

Findings = Iterable[Finding]

_QUOTE = 120


@dataclass(frozen=True, slots=True)
class LimitRecords:
    """One body's records of a kind that missed one limit; ``binding``: a law or regulation sets it.

    ``place`` tells the limits of a kind apart. ``most`` are the working days late, ``below`` the
    records late by less than one: past the due date only by days off; ``rough`` those counted by
    days that no notice has settled. ``beside`` is another limit, not judged by.
    """

    body: str
    kind: str
    place: str
    basis: Basis
    binding: bool
    late: int
    overdue: int
    most: int
    below: int = 0
    rough: int = 0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Why so many records were not judged, the first place known, and what to do.

    ``detail`` tells more of the first one.
    """

    reason: str
    records: int
    first: Location | None
    remedy: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unshown:
    """Why so many display periods were not judged, the first of them, and what to do."""

    reason: str
    records: int
    first: Location | None
    remedy: str


@dataclass(frozen=True, slots=True)
class BulkDay:
    """A day on which a body published a large part of its records; rates in per cent, as shown."""

    body: str
    day: str
    records: int
    published: int
    rate: str
    without: str


@dataclass(frozen=True, slots=True)
class StaleColumn:
    """A column (栏目) of a body whose newest publication is more than ``days`` calendar days old.

    ``newest`` is its day as shown ("" for none), ``age`` its calendar days. ``overdue`` of the
    body's records should be published and are not; ``waiting`` may be news of these days, not due
    or not judged. ``records`` 0: the ledger has nothing of this column.
    """

    column: str
    days: int
    body: str
    records: int
    newest: str
    age: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """A body's records on the trading platform before or after the media; ``both``: in both."""

    body: str
    both: int
    later: int
    most_later: int
    earlier: int
    most_earlier: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class ShortNotices:
    """A body's notices of a kind that were displayed too short.

    ``lenient`` more would be long enough only if the first day counted and the last, a day off, did
    not move on. ``least`` is the period as shown (5个工作日); ``place`` tells the limits of a kind
    apart.
    """

    body: str
    kind: str
    place: str
    least: str
    basis: Basis
    binding: bool
    short: int
    lenient: int


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What the rules may look at; the counts are of records.

    ``unjudged`` are why records were not judged, ``unshown`` why display periods were not.
    """

    limits: tuple[LimitRecords, ...]
    unjudged: tuple[Unjudged, ...] = ()
    repeated: int = 0
    repeats: str = ""
    bulk: tuple[BulkDay, ...] = ()
    stale: tuple[StaleColumn, ...] = ()
    steps: tuple[OutOfStep, ...] = ()
    short: tuple[ShortNotices, ...] = ()
    unshown: tuple[Unshown, ...] = ()


def overdue(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM001: a body's records that are past the limit and not published."""
    for one in facts.limits:
        if one.overdue:
            yield rule.finding(
                f"{_whose(one.body)}“{one.kind}”类信息有{one.overdue}条超过公开时限仍未公开。依据：{_cited(one)}。"
                "建议尽快核对并公开；已公开的，在台账中补填公开日期。",
                place=one.place,
                severity="error" if one.binding else "warning",
                basis=one.basis,
                body=one.body,
            )


def late(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM002: a body's records that were published after the due date."""
    for one in facts.limits:
        if one.late:
            yield rule.finding(
                f"{_whose(one.body)}“{one.kind}”类信息有{one.late}条在到期日之后公开"
                f"（{_how_late(one)}）。依据：{_cited(one)}。建议核对形成日期和公开日期，改进流程。",
                place=one.place,
                basis=one.basis,
                body=one.body,
            )


def _how_late(one: LimitRecords) -> str:
    """Say how late a body's records are, those without a date of publication among them."""
    among = "连同逾期未公开的，" if one.overdue else ""
    if not one.most:
        return f"{among}超过到期日的都是休息日，不满1个工作日"
    some = f"，其中{one.below}条超过到期日的只有休息日，不满1个工作日" * bool(one.below)
    rough = f"，有{one.rough}条的天数按暂估的工作日历计算" * bool(one.rough)
    return f"{among}最多晚{one.most}个工作日{some}{rough}"


def _cited(one: LimitRecords) -> str:
    beside = f"；另有{one.beside}，属于其范围的一并核对" if one.beside else ""
    return f"{cite(one.basis)}{beside}"


def not_judged(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM003: records that could not be judged, by reason."""
    for one in facts.unjudged:
        # The place that is shown before these words is only the first of them.
        start = "从这一条起共" if one.first and one.records > 1 else ""
        yield rule.finding(
            f"{start}有{one.records}条未判定：{one.reason}{one.detail}。这些记录不计入按时率，{one.remedy}；"
            "逐条清单用 --records 输出。",
            place=one.reason,
            location=one.first,
        )


def repeated(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM004: records with the link, or the number at the same body, of one that counts."""
    if facts.repeated:
        yield rule.finding(
            f"有{facts.repeated}条与别的记录文号或链接相同，未重复计算：{facts.repeats}。同一信息按最早公开的一条计算，"
            "都没有公开的按先列出的一条。请核对是否重复登记。",
            place="重复",
        )


def in_bulk(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM005: a body that published a fifth or more of its records on one day."""
    for day in facts.bulk:
        yield rule.finding(
            f"{_whose(day.body)}{day.day} 一天公开{day.records}条，占全部已公开{day.published}条的"
            f"{day.records / day.published:.0%}，疑为网站迁移或集中补录，请核实；已公开记录的按时率"
            f"{day.rate}，不计当天的为{day.without}。",
            place=day.day,
            body=day.body,
        )


def stale(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM006: a column without a publication for longer than asked; info where nothing is overdue.

    Without an event in the period, and with nothing left over from before, it does not apply.
    """
    for one in facts.stale:
        place = f"{one.column}={one.days}"
        if not one.records:
            yield rule.finding(
                f"栏目“{one.column}”在台账中没有记录，按不适用处理；请核对名称是否与领域、公开事项或信息类型一致。",
                place=place,
                severity="info",
            )
            continue
        last = f"最近一次公开是{one.newest}，距今{one.age}日" if one.newest else "没有已公开的记录"
        fact = f"{_whose(one.body)}栏目“{one.column}”{last}，要求不超过{one.days}日"
        if one.overdue:
            yield rule.finding(
                f"{fact}；有{one.overdue}条逾期未公开。建议尽快公开，或在台账中补填公开日期。",
                place=place,
                body=one.body,
            )
        else:
            what = (
                f"没有逾期未公开的，但有{one.waiting}条未到期或未能判定，可能是近{one.days}日内的新信息。"
                "未到期的请按时公开；未判定的核对日期、补正后重新核查"
                if one.waiting
                else f"台账中近{one.days}日内没有形成新信息，也没有逾期未公开的，按不适用处理。"
                "确有新信息的，请补登台账后重新核查"
            )
            yield rule.finding(
                f"{fact}；{what}。",
                place=place,
                severity="info",
                body=one.body,
            )


def out_of_step(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM007: records not on the trading platform on the day they were in the named media."""
    for one in facts.steps:
        parts = [
            f"{count}条交易平台{how}指定媒介（最多{most}日）"
            for count, how, most in (
                (one.later, "晚于", one.most_later),
                (one.earlier, "早于", one.most_earlier),
            )
            if count
        ]
        yield rule.finding(
            f"{_whose(one.body)}两处都有发布日期的{one.both}条中，{'，'.join(parts)}。"
            f"依据：{cite(one.basis)}：“{shorten(one.basis.quote, _QUOTE)}”。"
            "建议核对两处发布日期，改为同日发布。",
            place="同步",
            basis=one.basis,
            body=one.body,
        )


def shown_too_short(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM008: notices displayed for less than the least period of their kind."""
    for one in facts.short:
        if one.short:
            yield rule.finding(
                f"{_whose(one.body)}“{one.kind}”有{one.short}条公示期短于{one.least}（从宽计算也不足）。"
                f"依据：{cite(one.basis)}。建议核对公示起止日期，不足的补足公示。",
                place=one.place,
                severity="error" if one.binding else "warning",
                basis=one.basis,
                body=one.body,
            )
        if one.lenient:
            yield rule.finding(
                f"{_whose(one.body)}“{one.kind}”有{one.lenient}条公示期从严不足、从宽才满{one.least}。"
                f"依据：{cite(one.basis)}；首日不计入，末日逢休息日顺延（民法典第二百零一条、第二百零三条）。"
                "请核实，今后从严安排。",
                place=f"{one.place} 从宽",
                severity="warning",
                basis=one.basis,
                body=one.body,
            )


def not_shown(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM009: display periods that could not be judged, by reason."""
    for one in facts.unshown:
        start = "从这一条起共" if one.first and one.records > 1 else ""
        yield rule.finding(
            f"{start}有{one.records}条公示期未判定：{one.reason}。{one.remedy}；"
            "逐条清单用 --records 输出。",
            place=one.reason,
            location=one.first,
        )


def _whose(body: str) -> str:
    return f"{body}：" if body else ""
