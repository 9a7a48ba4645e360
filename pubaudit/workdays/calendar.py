"""The clock: what day it is due, how many working days lie between, and why a day is one.

Day one is the day after the event (民法典第二百零一条); day N is the due date.
"""

from array import array
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pubaudit.errors import UsageError
from pubaudit.models import Day, Due, Elapsed, Unit
from pubaudit.workdays.notices import Notice
from pubaudit.workdays.provisional import (
    READINGS,
    Festivals,
    ProvisionalYear,
    Reading,
    provisional_year,
)
from pubaudit.workdays.table import EPOCH, DayTable, build, day_number, day_of, prefix_count

# How far beyond the last published year the provisional years go.
_YEARS_AHEAD = 10
# Notices have moved working days of the three last days of the year before (2007, 2011, 2018).
_UNSETTLED_FROM = 29
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarData:
    """What a calendar is made of.

    ``off`` and ``work`` map the days that a notice names to the words for them; ``years`` are the
    years with a notice, the first of them the calendar's first; ``sources`` name the data;
    ``local`` are the code prefixes whose local holidays are included.
    """

    off: Mapping[date, str]
    work: Mapping[date, str]
    years: frozenset[int]
    festivals: Mapping[int, Festivals]
    sources: tuple[str, ...]
    local: tuple[str, ...] = ()


class Calendar:
    """Working days from the first published year to ten years beyond the last.

    Immutable; its tables are built once, when first asked for. Every method raises ``UsageError``
    for a day outside ``first`` … ``last``.
    """

    def __init__(self, data: CalendarData) -> None:
        self.data = data
        self.name = "＋".join(data.sources)
        ahead = min(max(data.years) + _YEARS_AHEAD, max(data.festivals))
        self.first = date(min(data.years), 1, 1)
        self.last = date(ahead, 12, 31)
        self._first, self._last = day_number(self.first), day_number(self.last)

    # --- what a caller asks ---------------------------------------------------------------------

    def due(self, start: date, n: int, unit: Unit = "working_day", *, roll: bool = True) -> Due:
        """Return the day that is ``n`` units from the event on ``start``, with its bounds.

        - ``working_day``, n > 0: the n-th working day after ``start``, on whatever day that falls.
          n < 0: the |n|-th working day before it, counted from the day before: the latest day to
          publish for “at least |n| working days before”. ``start`` itself is not counted: from the
          answer to the day before ``start`` there are |n| working days. 0: ``start`` itself.
        - ``day``: calendar days; n > 0 on a day off rolls to the next working day
          (民法典第二百零三条) unless ``roll`` is false; n < 0 never rolls.
        - ``month``, ``year``: the same day of the month, else the month's last
          (民法典第二百零二条); rolls as days do.
        """
        if unit == "working_day":
            return self._working(start, n)
        if unit == "day":
            raw = self._plus_days(start, n)
        elif unit in ("month", "year"):
            raw = self._plus_months(start, n * 12 if unit == "year" else n)
        else:
            raise ValueError(f"the clock does not count in {unit!r}")
        if roll and n > 0:
            return self._rolled(raw)
        return self._certain(raw)

    def between(self, start: date, end: date) -> Elapsed:
        """Count the working days after ``start`` up to and including ``end``.

        Negative, with the same days counted, if ``end`` is before ``start``.
        """
        i, j = self._index(start), self._index(end)
        official = self._is_settled(min(i, j) + 1, max(i, j))
        tables = (self._expected,) if official else self._tables.values()
        counts = [table.count[j + 1] - table.count[i + 1] for table in tables]
        return Elapsed(counts[0], min(counts), max(counts), official, self.name)

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is a working day (expected to be one, if provisional)."""
        i = self._index(day)
        count = self._expected.count
        return count[i + 1] > count[i]

    def day(self, day: date) -> Day:
        """Return whether a day is a working day, and why."""
        i = self._index(day)
        day = date.fromordinal(day.toordinal())
        workday, official = self.is_workday(day), self._is_settled(i, i)
        why = self._why(day)
        if not why:
            why = "周末" if day.weekday() >= _SATURDAY else "工作日"
        return Day(day, workday, why if official else f"{why}（暂估）", official)

    def local_holiday_note(self, code: str, full_name: str) -> str:
        """Return 未计入地方假日 for a 民族自治地方 without an overlay of its own, else "".

        ``code`` is the division code, ``full_name`` the place with all its superiors
        (云南省楚雄彝族自治州楚雄市): 全国年节及纪念日放假办法第四条 lets such places set holidays.
        """
        if "自治" not in full_name or any(code.startswith(prefix) for prefix in self.data.local):
            return ""
        return f"{full_name}：未计入地方假日（民族自治地方可自定假日）；如有，请用 --holidays 提供"

    def with_notices(self, notices: Iterable[Notice], code: str = "") -> "Calendar":
        """Return a new calendar on which the notices lie over this one's days, in their order.

        A regional notice applies if ``code``, a division code, lies in its region; the others
        are left out. This calendar stays as it is.
        """
        data = self.data
        for notice in notices:
            if code.startswith(notice.region):
                data = _overlaid(data, notice)
        return Calendar(data)

    # --- tables ---------------------------------------------------------------------------------

    def table(self, reading: Reading = "expected") -> DayTable:
        """Return the table of days under one reading; outside provisional years all are equal."""
        return self._expected if reading == "expected" else self._tables[reading]

    @cached_property
    def unsettled(self) -> "array[int]":
        """``unsettled[d]``: how many days before day number ``d`` are provisional (暂估)."""
        ranges = []
        for year in range(self.first.year, self.last.year + 1):
            if year not in self.data.years:
                ranges.append((date(year, 1, 1), date(year, 12, 31)))
            elif year + 1 not in self.data.years:
                ranges.append((date(year, 12, _UNSETTLED_FROM), date(year, 12, 31)))
        numbers = ((day_number(a), day_number(b)) for a, b in ranges)
        return prefix_count(self._first, self._last, numbers)

    @cached_property
    def _expected(self) -> DayTable:
        return self._built("expected")

    @cached_property
    def _tables(self) -> dict[Reading, DayTable]:
        return {r: self._expected if r == "expected" else self._built(r) for r in READINGS}

    @cached_property
    def _provisional(self) -> tuple[ProvisionalYear, ...]:
        return tuple(
            provisional_year(year, self.data.festivals[year])
            for year in range(self.first.year, self.last.year + 1)
            if year not in self.data.years
        )

    def _built(self, reading: Reading) -> DayTable:
        """Lay what the notices name over what the law lets expect of the provisional days."""
        known, off, work = self.data, set(self.data.off), set(self.data.work)
        for year in self._provisional:
            off |= {
                day for day in year.off[reading] if self._is_open(day) and day not in known.work
            }
            work |= {day for day in year.work[reading] if self._is_open(day)} - known.off.keys()
        return build(self._first, self._last, map(day_number, off - work), map(day_number, work))

    def _is_open(self, day: date) -> bool:
        """Tell whether no notice has settled a day yet."""
        i = day_number(day)
        return self._first <= i <= self._last and not self._is_settled(i, i)

    def _is_settled(self, i: int, j: int) -> bool:
        """Tell whether none of the days with the numbers ``i`` to ``j`` is provisional."""
        return self.unsettled[j + 1] == self.unsettled[i]

    def _why(self, day: date) -> str:
        if day in self.data.work:
            return self.data.work[day]
        if day in self.data.off:
            return f"{self.data.off[day]}放假"
        if self._is_open(day):
            for year in self._provisional:
                if day in year.off["expected"]:
                    name = year.off["expected"][day]
                    return name if name.endswith("补假") else f"{name}放假"
        return ""

    # --- counting -------------------------------------------------------------------------------

    def _working(self, start: date, n: int) -> Due:
        i = start.toordinal() - EPOCH
        table, unsettled = self._expected, self.unsettled
        if i < self._first or not n:
            self._index(start)
            return self._certain(date.fromordinal(start.toordinal()))
        try:
            if n > 0:
                j = table.nth[n + table.count[i + 1]]
                settled = unsettled[j + 1] == unsettled[i + 1]
            else:
                # nth[0] stands for no day: it is before the calendar's first.
                j = table.nth[max(n + table.count[i] + 1, 0)]
                settled = j >= self._first and unsettled[i] == unsettled[j]
        except IndexError:
            raise self._outside(start, n) from None
        if settled:
            due = date.fromordinal(j + EPOCH)
            return Due(due, due, due, True, self.name)
        return self._bounded([self._nth(t, i, n, start) for t in self._tables.values()])

    def _nth(self, table: DayTable, i: int, n: int, start: date) -> int:
        """Return the n-th working day after (before) day ``i``, as day numbers."""
        k = n + table.count[i + 1] if n > 0 else n + table.count[i] + 1
        if not 1 <= k < len(table.nth):
            raise self._outside(start, n)
        return table.nth[k]

    def _rolled(self, raw: date) -> Due:
        """Return ``raw``, or the first working day after it if it is a day off."""
        i = self._index(raw)
        day = self._first_from(self._expected, i, raw)
        if self._is_settled(i, day):
            return self._certain(day_of(day))
        return self._bounded([self._first_from(t, i, raw) for t in self._tables.values()])

    def _first_from(self, table: DayTable, i: int, raw: date) -> int:
        """Return the first working day on or after day ``i``, as day numbers."""
        k = table.count[i] + 1
        if k >= len(table.nth):
            raise self._outside(raw, 1)
        return table.nth[k]

    def _certain(self, day: date) -> Due:
        return Due(day, day, day, official=True, calendar=self.name)

    def _bounded(self, days: list[int]) -> Due:
        """Make the provisional answer of the day numbers that the readings give."""
        earliest, latest = day_of(min(days)), day_of(max(days))
        return Due(day_of(days[0]), earliest, latest, official=False, calendar=self.name)

    def _plus_days(self, start: date, n: int) -> date:
        try:
            return date.fromordinal(start.toordinal() + n)
        except (OverflowError, ValueError):
            raise self._outside(start, n) from None

    def _plus_months(self, start: date, months: int) -> date:
        """Return the same day of the month ``months`` later, else that month's last day."""
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        try:
            return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            raise self._outside(start, months) from None

    def _index(self, day: date) -> int:
        i = day_number(day)
        if not self._first <= i <= self._last:
            raise UsageError(
                f"{day:%Y-%m-%d} 不在工作日历的范围内（{self.first} 至 {self.last}）。"
            )
        return i

    def _outside(self, start: date, n: int) -> UsageError:
        return UsageError(
            f"从 {start:%Y-%m-%d} 数 {n:+d}，超出工作日历的范围（{self.first} 至 {self.last}）。"
        )


def _overlaid(data: CalendarData, notice: Notice) -> CalendarData:
    """Return the data with one notice's days in place; a yearly one settles its year."""
    off, work = dict(data.off), dict(data.work)
    for block in notice.off:
        for day in block.days():
            work.pop(day, None)
            off[day] = block.name
    for day in notice.work:
        off.pop(day, None)
        work[day] = "调休上班"
    return replace(
        data,
        off=off,
        work=work,
        years=data.years | {notice.year} if notice.kind == "yearly" else data.years,
        sources=(*data.sources, notice.label),
        local=(*data.local, notice.region) if notice.region else data.local,
    )
