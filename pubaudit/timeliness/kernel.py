"""The one kernel: integer days in, verdicts and days late out; no Python per record.

Every limit becomes one row of a table of due dates, indexed by the day of the trigger; a record's
due date is one gather into it, its lateness a second one into the count of working days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger.dates import MISSING, NO_DAY, UNREADABLE
from pubaudit.models import TimeLimit
from pubaudit.workdays import Calendar
from pubaudit.workdays.provisional import READINGS
from pubaudit.workdays.table import DayTable, day_number

Days = NDArray[np.int32]
Codes = NDArray[np.int32]
Verdicts = NDArray[np.int8]

ON_TIME, LATE, PENDING, OVERDUE = range(4)
# The reasons that many records share come first: tables of counts are as wide as the last in use.
FUTURE_PUBLISHED, FUTURE_FORMED, SUBJECT, IMPACT, NOT_PROACTIVE = range(4, 9)
NO_DATE, BAD_DATE, DATE_WITHOUT_DAY, BAD_PUBLISHED = range(9, 13)
BEFORE_FORMED, BEFORE_LAW, CALENDAR, BEYOND = range(13, 17)
VERDICTS: Final = 17
REASONS: Final = {
    NO_DATE: "没有形成日期",
    BAD_DATE: "形成日期读不出",
    DATE_WITHOUT_DAY: "形成日期没有到日",
    BEFORE_FORMED: "公开日期早于形成日期",
    BEFORE_LAW: "形成于有关时限施行之前",
    SUBJECT: "主体不是行政机关，没有适用的行业时限（公共企事业单位见条例第五十五条）",
    CALENDAR: "工作日历暂估，不能确定是否超过时限",
    IMPACT: "处罚决定未标明或标明不具有一定社会影响，且未公开",
    BAD_PUBLISHED: "公开日期读不出或没有到日",
    BEYOND: "形成日期或到期日超出工作日历的年份",
    FUTURE_FORMED: "形成日期晚于核查日",
    FUTURE_PUBLISHED: "公开日期晚于核查日",
    NOT_PROACTIVE: "公开属性为不予公开或依申请公开",
}
# A kind of record that no limit binds (a company without a rule of its sector).
NOBODY: Final = -1
# One that need not be published unasked.
WITHHELD: Final = -2

_NONE = -(1 << 30)  # no limit was in force on that day
_FAR = 1 << 30  # the calendar does not reach the due date


@dataclass(frozen=True, slots=True)
class DueTables:
    """Due dates by limit and day of the trigger, over the days of a calendar.

    ``due[k * width + day - first]`` is the latest due date of limit ``k`` (the upper bound on a
    provisional calendar), ``early`` the earliest; ``held`` says which of the kind's limits held on
    the day, ``unsure`` whether the due date rests on days that no notice has settled, as none
    before ``open_from`` does. ``count`` is the working days up to and including each day,
    ``unsettled`` the days without a notice; ``lenient[k]``: an unpublished record of this limit
    cannot be judged.
    """

    first: int
    width: int
    due: Days
    early: Days
    held: NDArray[np.int8]
    unsure: NDArray[np.bool_]
    count: Days
    unsettled: Days
    open_from: int
    lenient: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict code, the due date, and the working days late (0 if not late) of each record.

    One that is late may be so by 0 working days, if published on a day off. ``end`` is the day of
    publication, or that judged by where there is none: past ``due`` by the calendar days late.
    ``held`` is which of the kind's limits the late ones are late by. ``early`` is the earliest day
    that ``due`` may turn out to be; ``provisional``: it rests on a coming year's notice, and
    ``rough``: so do the days late.
    """

    verdict: Verdicts
    due: Days
    late: Days
    end: Days
    held: NDArray[np.int8]
    early: Days
    provisional: NDArray[np.bool_]
    rough: NDArray[np.bool_]


def due_tables(
    calendar: Calendar, limits: Sequence[Sequence[TimeLimit]], lenient: Sequence[bool]
) -> DueTables:
    """Build the tables; ``limits[k]`` are those of one kind, the first in force on a day holds.

    A limit in calendar days that ends on a day off rolls to the next working day
    (民法典第二百零三条).
    """
    first, last = day_number(calendar.first), day_number(calendar.last)
    width = last - first + 1
    rows = {reading: np.full((len(limits), width), _NONE, np.int32) for reading in READINGS}
    held, counted_from = np.zeros((2, len(limits), width), np.int32)
    starts = np.arange(first, last + 1)
    for reading, table in rows.items():
        due_of = cache(partial(last_days, calendar.table(reading), starts, beyond=_FAR))
        for k, choices in enumerate(limits):
            for n, limit in reversed(list(enumerate(choices))):
                days = window(limit, first, last)
                table[k, days] = due_of(limit.amount, limit.unit)[days]
                held[k, days] = n
                # Calendar days need no notice, only the day that the last one may move on from.
                skipped = int(limit.amount or 0) - 1 if limit.unit == "day" else 0
                counted_from[k, days] = starts[days] + skipped
    stack = np.stack(list(rows.values()))
    late, early = stack.max(axis=0), stack.min(axis=0)
    unsettled = np.frombuffer(calendar.unsettled, np.int32)[1:][first : last + 1]
    known = np.clip(late - first, 0, width - 1), np.clip(counted_from - first, 0, width - 1)
    unsure = (unsettled[known[0]] > unsettled[known[1]]) | (late != early)
    opens = np.flatnonzero(unsure.any(axis=0))
    return DueTables(
        first,
        width,
        late.ravel(),
        early.ravel(),
        held.astype(np.int8).ravel(),
        unsure.ravel(),
        np.frombuffer(calendar.table().count, np.int32)[1:][first : last + 1],
        unsettled,
        int(opens[0]) + first if len(opens) else last + 1,
        np.array(lenient, np.bool_),
    )


def judge(tables: DueTables, formed: Days, published: Days, kind: Codes, as_of: int) -> Judged:
    """Judge records: day numbers (or sentinels), each one's kind, and the day to judge by.

    Late is published after the due date. A day after ``as_of`` is a slip, or not for this run.
    """
    first, width, count = tables.first, tables.width, tables.count
    start = np.clip(formed, first, first + width - 1)
    index = np.subtract(start, first, dtype=np.int64)
    if kind.max(initial=0) > 0:
        index += np.maximum(kind, 0) * np.int64(width)
    due = tables.due.take(index, mode="wrap")  # the index is in range; this is the quick mode
    unpublished = published <= NO_DAY
    end = np.where(unpublished, np.int32(as_of), published)
    over = end > due
    verdict: Verdicts = over.view(np.int8) + (unpublished.view(np.int8) << 1)
    late = np.zeros(len(due), np.int32)
    beyond = np.flatnonzero(over)
    # Which of two days of a gather lie outside the calendar is decided below, record by reason.
    ends = np.clip(end[beyond] - first, 0, width - 1)
    dues = np.clip(due[beyond] - first, 0, width - 1)
    late[beyond] = count.take(ends) - count.take(dues)
    held = np.zeros(len(due), np.int8)
    held[beyond] = tables.held.take(index[beyond], mode="wrap")
    early, provisional = due, np.zeros(len(due), np.bool_)
    if formed.max(initial=first) >= tables.open_from:
        early, provisional = tables.early.take(index), tables.unsure.take(index)
    rough = provisional
    if tables.unsettled[ends.max(initial=0)]:
        rough = provisional.copy()
        rough[beyond] |= tables.unsettled.take(ends) > tables.unsettled.take(dues)
    _set_reasons(tables, formed, published, kind, early, unpublished, due, as_of, verdict)
    if verdict.max(initial=0) > OVERDUE:
        late[verdict > OVERDUE] = 0
    return Judged(verdict, due, late, end, held, early, provisional, rough)


def _set_reasons(  # noqa: PLR0913, PLR0917
    tables: DueTables,
    formed: Days,
    published: Days,
    kind: Codes,
    early: Days,
    unpublished: NDArray[np.bool_],
    due: Days,
    as_of: int,
    verdict: Verdicts,
) -> None:
    """Put the reason in place of a verdict where a record cannot be judged; later ones win."""
    first, last = tables.first, tables.first + tables.width - 1
    if early is not due:
        unsure = (published > early) & (published <= due) & ~unpublished
        verdict[unsure] = CALENDAR
    if due.max(initial=0) >= _FAR or formed.max(initial=first) > last:
        verdict[(due >= _FAR) | (formed > last)] = BEYOND
    if tables.lenient.any():
        verdict[unpublished & tables.lenient.take(np.maximum(kind, 0))] = IMPACT
    verdict[(published < formed) & (published > NO_DAY) & (formed <= last)] = BEFORE_FORMED
    _set_future(formed, published, as_of, verdict)
    if due.min(initial=0) <= _NONE or formed.min(initial=first) < first:
        verdict[(due <= _NONE) | ((formed < first) & (formed > NO_DAY))] = BEFORE_LAW
    if kind.min(initial=0) < 0:
        verdict[kind == NOBODY] = SUBJECT
    if published.min(initial=0) <= NO_DAY:
        verdict[(published == UNREADABLE) | (published == NO_DAY)] = BAD_PUBLISHED
    if formed.min(initial=first) <= NO_DAY:
        verdict[formed == MISSING] = NO_DATE
        verdict[formed == UNREADABLE] = BAD_DATE
        verdict[formed == NO_DAY] = DATE_WITHOUT_DAY
    if kind.min(initial=0) <= WITHHELD:
        verdict[kind == WITHHELD] = NOT_PROACTIVE


def _set_future(formed: Days, published: Days, as_of: int, verdict: Verdicts) -> None:
    for days, reason in ((published, FUTURE_PUBLISHED), (formed, FUTURE_FORMED)):
        if days.max(initial=as_of) > as_of:
            verdict[days > as_of] = reason


def window(limit: TimeLimit, first: int, last: int) -> slice:
    """Return which of the days from ``first`` to ``last`` a limit is in force on, 0-based."""
    since, until = limit.in_force.since, limit.in_force.until
    begin = max(day_number(since) - first, 0) if since else 0
    end = min(day_number(until), last) if until else last
    return slice(begin, max(end - first + 1, begin))


def last_days(  # noqa: PLR0913
    days: DayTable,
    starts: NDArray[np.int64],
    amount: int | str | None,
    unit: str,
    *,
    beyond: int,
    skipped: int = 1,
) -> Days:
    """Return the last of ``amount`` days after the first ``skipped`` (0 or 1) from each start.

    Only where the first day is skipped does an end move on to a working day. ``beyond`` stands for
    one that the calendar does not reach. Raises ``ValueError`` for what no count of days measures.
    """
    if not isinstance(amount, int) or unit not in ("working_day", "day"):
        raise ValueError(f"a limit of {amount} {unit} cannot be judged by days")
    nth, count = np.frombuffer(days.nth, np.int32), np.frombuffer(days.count, np.int32)
    if unit == "working_day":
        rank = count[starts + skipped] + amount
    elif not skipped:
        return (starts + amount - 1).astype(np.int32)
    else:
        raw = np.minimum(starts + amount, len(count) - 1)
        rank = np.where(starts + amount < len(count), count[raw] + 1, len(nth))
    ends = nth[np.minimum(rank, len(nth) - 1)]
    return np.where(rank < len(nth), ends, np.int32(beyond))
