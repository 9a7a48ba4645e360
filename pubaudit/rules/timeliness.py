"""TIM: what a judged ledger shows: unpublished past the limit, late, not judged, twice, in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass

from pubaudit.models import Basis, Finding, Location
from pubaudit.rules.rule import Rule
from pubaudit.text import cite

Findings = Iterable[Finding]


@dataclass(frozen=True, slots=True)
class LimitRecords:
    """One body's records under one kind of limit; ``binding``: a law or regulation sets it."""

    body: str
    kind: str
    basis: Basis
    binding: bool
    late: int
    overdue: int
    most: int


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
class LedgerFacts:
    """What the rules may look at; the counts are of records.

    ``reasons`` are why records were not judged; ``first`` is the place of the first such record.
    """

    limits: tuple[LimitRecords, ...]
    reasons: tuple[tuple[str, int], ...] = ()
    first: Location | None = None
    repeated: int = 0
    repeats: str = ""
    bulk: tuple[BulkDay, ...] = ()


def overdue(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM001: a body's records that are past the limit and not published."""
    for one in facts.limits:
        if one.overdue:
            yield rule.finding(
                f"{_whose(one.body)}“{one.kind}”类信息有{one.overdue}条超过公开时限仍未公开。依据：{cite(one.basis)}。"
                "建议尽快核对并公开；已公开的，在台账中补填公开日期。",
                place=one.kind,
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
                f"（连同逾期未公开的，最长超过{one.most}个工作日）。依据：{cite(one.basis)}。建议核对形成日期和公开日期，改进流程。",
                place=one.kind,
                basis=one.basis,
                body=one.body,
            )


def not_judged(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM003: records that could not be judged, by reason."""
    for number, (reason, count) in enumerate(facts.reasons):
        yield rule.finding(
            f"有{count}条未判定：{reason}。这些记录不计入按时率，请核对后补正；"
            "逐条清单用 --records 输出。",
            place=reason,
            location=facts.first if not number else None,
        )


def repeated(rule: Rule, facts: LedgerFacts) -> Findings:
    """TIM004: records with the link, or the number at the same body, of an earlier one."""
    if facts.repeated:
        yield rule.finding(
            f"有{facts.repeated}条与前面的记录文号或链接相同，只按先列出的一条计算：{facts.repeats}。"
            "请核对是否重复登记。",
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


def _whose(body: str) -> str:
    return f"{body}：" if body else ""
