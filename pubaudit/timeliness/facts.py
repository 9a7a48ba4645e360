"""A tally as facts for the rules: what is late under which limit, what was not judged and why."""

from collections.abc import Iterator, Sequence

from pubaudit.models import Location
from pubaudit.rules.timeliness import BulkDay, LedgerFacts, LimitRecords, Unjudged
from pubaudit.timeliness.beside_facts import Observed, beside_facts
from pubaudit.timeliness.figures import lateness, migrations, verdict_counts
from pubaudit.timeliness.kernel import (
    BEFORE_LAW,
    CALENDAR,
    FUTURE_FORMED,
    FUTURE_PUBLISHED,
    IMPACT,
    LATE,
    NOT_PROACTIVE,
    OVERDUE,
    REASONS,
    SUBJECT,
)
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.tally import Tally
from pubaudit.timeliness.words import BINDING, beside_word, due_word, place_word
from pubaudit.workdays.table import day_of

_REPEATS = 6
_AFTER = "请核对是否写错；没有写错的，用 --as-of 以更晚的核查日再查"
_REMEDIES = {
    CALENDAR: "待该年放假安排公布后重新核查",
    BEFORE_LAW: "不需要补正",
    SUBJECT: "请核对单位是否属于应当公开的主体",
    IMPACT: "请核对是否应当公开，应当公开的标明并公开",
    FUTURE_FORMED: _AFTER,
    FUTURE_PUBLISHED: _AFTER,
    NOT_PROACTIVE: "请核对公开属性，应当主动公开的改正后重新核查",
}


def ledger_facts(
    tally: Tally, book: RuleBook, names: Sequence[str], seen: Observed | None
) -> LedgerFacts:
    """Return what the TIM rules may look at; ``names`` are those of the ledgers."""
    return LedgerFacts(
        tuple(_limit_records(tally, book)),
        tuple(_unjudged(tally)),
        tally.repeated,
        "、".join(
            place_word(names, c.input, c.sheet, c.row)
            + (f"（同{place_word(names, *c.twin)}）" if c.twin else "")
            for c in tally.duplicates[:_REPEATS]
        )
        + ("等" if tally.repeated > _REPEATS else ""),
        tuple(
            BulkDay(
                m.body,
                day_of(m.day).isoformat(),
                m.records,
                m.published,
                _percent(m.rate),
                _percent(m.without),
            )
            for m in migrations(tally)
        ),
        *(beside_facts(seen) if seen else ()),
    )


def _unjudged(tally: Tally) -> Iterator[Unjudged]:
    counts = verdict_counts(tally)
    for code, reason in REASONS.items():
        if counts[code]:
            first = next((case for case in tally.unjudged if case.verdict == code), None)
            place = Location(first.input, first.sheet, first.row, first.row) if first else None
            remedy = _REMEDIES.get(code, "请核对后补正")
            due = due_word(first) if first and code == CALENDAR else ""
            detail = f"（这一条到期日是{due}）" if due else ""
            yield Unjudged(reason, int(counts[code]), place, remedy, detail)


def _limit_records(tally: Tally, book: RuleBook) -> Iterator[LimitRecords]:
    """Yield each body's late and overdue records by kind and by the very limit they missed."""
    by_verdict = lateness(tally, ("body", "kind", "limit", "verdict"), "limits")
    counts = {key: own.records for key, own in by_verdict.items()}
    for (body, kind, held), lasted in lateness(tally, ("body", "kind", "limit"), "limits").items():
        one = book.kinds[int(kind) - 1]
        limit = one.limits[int(held)]
        yield LimitRecords(
            body,
            one.name,
            one.name if held == "0" else f"{one.name} {limit.id}",
            limit.basis,
            limit.rank in BINDING,
            counts.get((body, kind, held, str(LATE)), 0),
            counts.get((body, kind, held, str(OVERDUE)), 0),
            lasted.most,
            lasted.below,
            lasted.rough,
            "；".join(map(beside_word, one.beside_of(body))),
        )


def _percent(rate: float | None) -> str:
    return "（没有可算的）" if rate is None else f"{rate:.1%}"
