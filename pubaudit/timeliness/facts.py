"""A tally as facts for the rules: what is late under which limit, what was not judged and why."""

from collections.abc import Iterator, Sequence
from functools import cache, partial

import numpy as np

from pubaudit.models import Location, TimeLimit
from pubaudit.rules.timeliness import BulkDay, LedgerFacts, LimitRecords, Unjudged
from pubaudit.text import cite
from pubaudit.timeliness.beside_facts import Observed, beside_facts
from pubaudit.timeliness.figures import lateness, migrations, rates, verdict_counts
from pubaudit.timeliness.kernel import (
    BEFORE_LAW,
    CALENDAR,
    FUTURE_FORMED,
    FUTURE_PUBLISHED,
    IMPACT,
    NOT_PROACTIVE,
    REASONS,
    SUBJECT,
)
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.tally import Tally
from pubaudit.timeliness.words import BINDING, limit_on
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


def ledger_facts(tally: Tally, book: RuleBook, seen: Observed | None) -> LedgerFacts:
    """Return what the TIM rules may look at."""
    days = _days_formed(tally)
    how_late = lateness(tally, ("body", "kind"))
    limits = []
    held = cache(partial(_limits_used, book, days))
    for (body, kind), rate in rates(tally, ("body", "kind"), "kinds").items():
        if kind != "0" and rate.late + rate.overdue:
            one, used = book.kinds[int(kind) - 1], held(int(kind) - 1)
            limit = used[0]
            lasted = how_late[body, kind]
            limits.append(
                LimitRecords(
                    body,
                    one.name,
                    limit.basis,
                    "；".join(dict.fromkeys(cite(each.basis) for each in used)),
                    limit.rank in BINDING,
                    rate.late,
                    rate.overdue,
                    lasted.most,
                    lasted.below,
                )
            )
    return LedgerFacts(
        tuple(limits),
        tuple(_unjudged(tally)),
        tally.repeated,
        "、".join(f"第{c.row}行" for c in tally.duplicates[:_REPEATS])
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
            yield Unjudged(reason, int(counts[code]), place, remedy)


def _days_formed(tally: Tally) -> list[int]:
    """Return the first and last day of every month in which a record was formed, newest first."""
    months = np.flatnonzero(np.bincount(tally.cells["verdicts"].column("month")))
    starts = np.array([months - 1, months], "datetime64[M]").astype("datetime64[D]").astype(int)
    return sorted({*starts[0][months > 0].tolist(), *(starts[1][months > 0] - 1).tolist()})[::-1]


def _limits_used(book: RuleBook, days: Sequence[int], number: int) -> tuple[TimeLimit, ...]:
    """Return the limits of a kind that held on these days, as given; without days, all its own."""
    kind = book.kinds[number]
    held = dict.fromkeys(limit.id for day in days if (limit := limit_on(kind, day)))
    by_id = {limit.id: limit for limit in kind.limits}
    return tuple(by_id[name] for name in held) or kind.limits[: max(len(kind.kind.limits), 1)]


def _percent(rate: float | None) -> str:
    return "（没有可算的）" if rate is None else f"{rate:.1%}"
