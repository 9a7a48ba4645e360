"""Display periods (公示期): whether a notice was to be seen for as long as it must be.

The day of publication is day zero (民法典第二百零一条), so that a notice of N days may come down
after day N; one that ends on a day off stays up to the next working day (第二百零三条). What is
long enough only if the first day counts, or the last does not move on, is told apart (从宽).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import MISSING, NO_DAY, Batch
from pubaudit.ledger.batch import Codes, Days
from pubaudit.timeliness.kernel import last_days, window
from pubaudit.timeliness.rulebook import Chooser, KindLimits
from pubaudit.workdays.table import DayTable

OUTCOME_CODES = 11
# More than a kind of notice has limits.
MOST_LIMITS = 16
NO_NOTICE, ENOUGH, SHORT, LENIENT = range(4)
NO_RULE, NO_START, NO_END, UNREAD, BACKWARDS, NOT_IN_FORCE, PROVISIONAL = range(4, OUTCOME_CODES)
OUTCOMES: Final = {ENOUGH: "足期", SHORT: "不足", LENIENT: "从宽才足"}
REASONS: Final = {
    NO_RULE: "没有适用的公示期规定",
    NO_START: "没有公示开始日期",
    NO_END: "没有公示截止日期",
    UNREAD: "公示起止读不出或没有到日",
    BACKWARDS: "公示截止早于公示开始",
    NOT_IN_FORCE: "公示开始时有关规定尚未施行或已失效，或超出工作日历的年份",
    PROVISIONAL: "工作日历暂估，不能确定是否足期",
}
_NEVER = -(1 << 30)  # no limit was in force on that day, or the calendar does not reach its end


@dataclass(frozen=True, slots=True)
class NoticeTables:
    """The last day that a notice must be seen, by kind of notice (row) and first day (column).

    ``latest`` and ``earliest`` bound it on a provisional calendar; ``lenient`` counts the first
    day too and does not move to a working day. ``held`` is which of the kind's limits held.
    """

    first: int
    latest: Days
    earliest: Days
    lenient: Days
    held: Days


@dataclass(frozen=True, slots=True)
class Shown:
    """Of each record: the kind of notice, its first and last day, the day required, the outcome.

    ``held`` is which of the kind's limits held on the first day.
    """

    kinds: Codes
    held: Codes
    start: Days
    end: Days
    required: Days
    outcome: NDArray[np.int8]


def notice_tables(readings: Sequence[DayTable], notices: Sequence[KindLimits]) -> NoticeTables:
    """Build the tables; the first of a kind's limits that is in force on the first day holds.

    ``readings`` are those of one calendar.
    """
    first, last = readings[0].first, len(readings[0].count) - 2
    shape = (len(readings), len(notices), last - first + 1)
    strict, lenient = np.full(shape, _NEVER, np.int32), np.full(shape, _NEVER, np.int32)
    held = np.zeros(shape[1:], np.int32)
    starts = np.arange(first, last + 1)
    for at, table in enumerate(readings):
        ends = cache(partial(last_days, table, starts, beyond=_NEVER))
        for k, notice in enumerate(notices):
            for n, limit in reversed(list(enumerate(notice.limits))):
                days = window(limit, first, last)
                held[k, days] = n
                with_first, without = (
                    ends(limit.amount, limit.unit, skipped=n)[days] for n in (0, 1)
                )
                strict[at, k, days] = with_first if notice.kind.first_day else without
                lenient[at, k, days] = with_first
    return NoticeTables(first, strict.max(axis=0), strict.min(axis=0), lenient.min(axis=0), held)


def shown_of(
    notices: Chooser,
    build: Callable[[], NoticeTables],
    batch: Batch,
    published: Days,
    as_of: int,
) -> Shown | None:
    """Judge the display periods of a batch; None where the ledger has no column of them.

    ``build`` gives the tables of ``notices``; it is asked only where there is something to judge.

    Where no first day is written the day of publication stands for it. A record that is a notice
    and was published by ``as_of`` should say its days; another without them is none.
    """
    if "shown_from" not in batch.days and "shown_until" not in batch.days:
        return None
    tables = build()
    nothing = np.full(batch.size, MISSING, np.int32)
    said = batch.days.get("shown_from", nothing)
    end = batch.days.get("shown_until", nothing)
    start = np.where(said == MISSING, published, said)
    kinds = notices.of(batch)
    day = np.clip(start - tables.first, 0, tables.latest.shape[1] - 1)
    within = (start >= tables.first) & (start < tables.first + tables.latest.shape[1])
    row = np.maximum(kinds, 0)
    latest, earliest = tables.latest[row, day], tables.earliest[row, day]
    outcome = np.full(batch.size, LENIENT, np.int8)
    outcome[end < tables.lenient[row, day]] = SHORT
    outcome[end >= earliest] = PROVISIONAL
    outcome[end >= latest] = ENOUGH
    outcome[(earliest == _NEVER) | ~within] = NOT_IN_FORCE
    outcome[end < start] = BACKWARDS
    outcome[end == MISSING] = NO_END
    outcome[start == MISSING] = NO_START
    outcome[_is_unread(start) | _is_unread(end)] = UNREAD
    outcome[kinds < 0] = NO_RULE
    silent = (said == MISSING) & (end == MISSING)
    outcome[silent & ((kinds < 0) | (published <= NO_DAY) | (published > as_of))] = NO_NOTICE
    return Shown(kinds, tables.held[row, day], start, end, latest, outcome)


def _is_unread(days: Days) -> NDArray[np.bool_]:
    unread: NDArray[np.bool_] = (days <= NO_DAY) & (days != MISSING)
    return unread
