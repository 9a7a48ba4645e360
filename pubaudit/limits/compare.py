"""Two limits side by side, over every start day of the official calendar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pubaudit.models import MINIMA, Direction, TimeLimit, Unit
from pubaudit.workdays import Calendar
from pubaudit.workdays.table import day_number, day_of

# The notices of these years and later are in the calendar word for word.
_FIRST_YEAR = 2008
# How far from a start day the examples' own days may lie: 20 working days and a Spring Festival.
_MARGIN_DAYS = 400
_HOURS_A_DAY = 24

_Bound = tuple[Direction, int, Unit]


@dataclass(frozen=True, slots=True)
class Example:
    """One start day, and the last (first) day by the stated and by the legal limit."""

    start: date
    stated: date
    legal: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often a stated limit is looser than the legal one, with an example of either kind.

    Looser is longer for ``within``, ``by`` and ``reply``, shorter for ``shown``, ``before`` and
    ``window``. ``looser`` is None if it never is, ``fine`` None if it always is; both are None
    where the units are the same, which needs no calendar.
    """

    result: Literal["always", "sometimes", "never"]
    looser: Example | None = None
    fine: Example | None = None


def compare(stated: TimeLimit, legal: TimeLimit, calendar: Calendar) -> Comparison | None:
    """Compare two limits of the same direction and trigger; None if they cannot be compared.

    That is: different directions, or a limit without a number. The triggers are the caller's. Days
    are counted from every day of 2008 to the last published year, so that “30日” against
    “20个工作日” is longer on some and shorter on others. Fixed dates (MM-DD) compare as dates.
    """
    if stated.direction != legal.direction or stated.amount is None or legal.amount is None:
        return None
    if stated.unit == "date" or legal.unit == "date":
        return _compare_dates(stated, legal)
    if not isinstance(stated.amount, int) or not isinstance(legal.amount, int):
        return None
    if stated.unit == legal.unit:
        minimum = stated.direction in MINIMA
        shorter, longer = stated.amount < legal.amount, stated.amount > legal.amount
        return Comparison("always" if (shorter if minimum else longer) else "never")
    return _compare(
        calendar,
        (stated.direction, stated.amount, stated.unit),
        (legal.direction, legal.amount, legal.unit),
    )


def _compare_dates(stated: TimeLimit, legal: TimeLimit) -> Comparison | None:
    """Compare two dates of the year; anything else is not comparable."""
    both = (str(stated.amount), str(legal.amount))
    if stated.unit != legal.unit or any(len(a) != len("MM-DD") or a[0] == "*" for a in both):
        return None
    return Comparison("always" if both[0] > both[1] else "never")


@lru_cache(maxsize=1 << 9)
def _compare(calendar: Calendar, stated: _Bound, legal: _Bound) -> Comparison:
    first = day_number(date(_FIRST_YEAR, 1, 1)) + _MARGIN_DAYS * (stated[0] == "before")
    last = day_number(date(max(calendar.data.years), 12, 28))
    starts = range(first, last + 1)
    ours, theirs = (_ends(calendar, bound, starts) for bound in (stated, legal))
    pairs = list(zip(starts, ours, theirs, strict=True))
    # “Before” is counted back: there the shorter one has the later day.
    sign = -1 if stated[0] in {"shown", "window"} else 1
    looser = _latest(pairs, last, lambda gap: gap * sign > 0)
    shorter = _latest(pairs, last, lambda gap: gap * sign < 0)
    fine = shorter or _latest(pairs, last, lambda gap: gap == 0)
    if looser is None:
        return Comparison("never", None, fine)
    return Comparison("sometimes" if fine else "always", looser, fine)


def _latest(
    pairs: Sequence[tuple[int, int, int]], last: int, wanted: Callable[[int], bool]
) -> Example | None:
    """Return the latest start with such a gap (stated less legal, in days) in published years."""
    for start, ours, theirs in reversed(pairs):
        if max(ours, theirs) <= last and wanted(ours - theirs):
            return Example(day_of(start), day_of(ours), day_of(theirs))
    return None


def _ends(calendar: Calendar, bound: _Bound, starts: range) -> Sequence[int]:
    """Return the day number on which a limit ends (before: begins), for each start."""
    direction, amount, unit = bound
    count, nth = calendar.table().count, calendar.table().nth
    back = direction == "before"
    if unit == "working_day":
        if back:
            return [nth[count[i] + 1 - amount] for i in starts]
        return [nth[count[i + 1] + amount] if amount else i for i in starts]
    if unit == "hour":
        return [i + -(-amount // _HOURS_A_DAY) for i in starts]
    if unit == "day":
        raw: Sequence[int] = [i - amount if back else i + amount for i in starts]
    else:
        sign = -amount if back else amount
        raw = [day_number(calendar.due(day_of(i), sign, unit, roll=False).date) for i in starts]
    if back or direction == "window":
        return raw
    return [nth[count[i] + 1] for i in raw]
