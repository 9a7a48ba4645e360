"""Figures out of a tally: rates with their denominators and bounds, lateness, migrations."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pubaudit.timeliness.kernel import (
    FUTURE_FORMED,
    FUTURE_PUBLISHED,
    LATE,
    ON_TIME,
    OVERDUE,
    PENDING,
    VERDICTS,
)
from pubaudit.timeliness.tally import NAMED, Cells, Tally

# A body that published this share of its records, and this many, on one day: 疑为集中补录.
_SHARE = 0.2
_LEAST = 20
_NOT_PUBLISHED = (PENDING, OVERDUE, FUTURE_FORMED, FUTURE_PUBLISHED)
# Possible groups up to which they are told apart without a sort.
_DENSE = 1 << 22
_LATE_BITS = 16
# The years whose months are told apart, as many as a key has room for; code 0 is no day at all, 1
# a day before them, the last one a day after.
FIRST_YEAR, LAST_YEAR = 1900, 2199
BEFORE_MONTHS = 1

Key = tuple[str, ...]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many records got which verdict, and the on-time rate with its denominator.

    ``rate`` is on time over on time + late + overdue (``decided``); ``lower`` and ``upper`` take
    all that could not be judged for late, or for on time. None where there is nothing to divide by.
    """

    on_time: int
    late: int
    overdue: int
    pending: int
    not_judged: int

    @property
    def total(self) -> int:
        """All records."""
        return self.decided + self.pending + self.not_judged

    @property
    def decided(self) -> int:
        """The denominator of the rate."""
        return self.on_time + self.late + self.overdue

    @property
    def rate(self) -> float | None:
        """The share on time of the decided."""
        return self.on_time / self.decided if self.decided else None

    @property
    def lower(self) -> float | None:
        """The rate if all not judged were late."""
        known = self.decided + self.not_judged
        return self.on_time / known if known else None

    @property
    def upper(self) -> float | None:
        """The rate if all not judged were on time."""
        known = self.decided + self.not_judged
        return (self.on_time + self.not_judged) / known if known else None


@dataclass(frozen=True, slots=True)
class Lateness:
    """Working days late of those late or overdue: how many, median, 90th percentile, maximum.

    A percentile p is the smallest number of days that at least p of the records do not exceed.
    ``below`` of them are late by less than one working day; ``rough`` are those counted by days
    that no notice has settled.
    """

    records: int
    below: int
    rough: int
    median: int
    ninetieth: int
    most: int


@dataclass(frozen=True, slots=True)
class Migration:
    """A day on which a body published suspiciously much, and its rate with and without that day."""

    body: str
    day: int
    records: int
    published: int
    rate: float | None
    without: float | None


def verdict_counts(tally: Tally) -> Numbers:
    """Return the number of records of every verdict code of the kernel."""
    cells = tally.cells["verdicts"]
    counts = np.zeros(VERDICTS, np.int64)
    np.add.at(counts, cells.column("verdict"), cells.counts)
    return counts


def rates(tally: Tally, dimensions: Sequence[str], table: str = "verdicts") -> dict[Key, Rate]:
    """Return the rate of every group, in the order of its words."""
    cells = tally.cells[table]
    words, group = _grouped(tally, cells, dimensions)
    cell = group * VERDICTS + cells.column("verdict")
    # Sums of counts below 2**53 are exact as floats.
    sums = np.bincount(cell, weights=cells.counts, minlength=len(words) * VERDICTS)
    counts = sums.astype(np.int64).reshape(-1, VERDICTS).tolist()
    return dict(sorted((key, _rate(own)) for key, own in zip(words, counts, strict=True)))


def lateness(
    tally: Tally, dimensions: Sequence[str], table: str = "lateness"
) -> dict[Key, Lateness]:
    """Return how late the late and overdue records of every group are."""
    cells = tally.cells[table]
    words, group = _grouped(tally, cells, dimensions)
    if not words:
        return {}
    late = cells.column("late")
    below = np.bincount(group, weights=cells.counts * (late == 0)).astype(np.int64)
    rough = np.bincount(group, weights=cells.counts * cells.column("rough")).astype(np.int64)
    order = np.argsort(group << _LATE_BITS | late, kind="stable")
    late, counts = late[order], cells.counts[order]
    running = np.cumsum(counts)
    ends = np.cumsum(np.bincount(group, minlength=len(words))) - 1
    before = np.concatenate(([0], running[ends[:-1]]))
    records = running[ends] - before

    def percentile(tenths: int) -> Numbers:
        rank = -(-records * tenths // 10)
        found: Numbers = late[np.searchsorted(running, before + rank)]
        return found

    columns = (records, below, rough, percentile(5), percentile(9), late[ends])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return dict(sorted((key, Lateness(*row)) for key, row in zip(words, rows, strict=True)))


def migrations(tally: Tally) -> list[Migration]:
    """Return the days that look like a site's migration or a late batch, body by body."""
    cells = tally.cells["days"]
    verdicts, days = cells.column("verdict"), cells.column("day")
    found: list[Migration] = []
    was_published = (days > 0) & ~np.isin(verdicts, _NOT_PUBLISHED)
    for (body,), cells_of_body in _groups(tally, cells, ("body",)):
        rows = cells_of_body[was_published[cells_of_body]]
        on_day = np.bincount(days[rows], weights=cells.counts[rows]).astype(np.int64)
        published = int(on_day.sum())
        for day in np.flatnonzero((on_day >= _LEAST) & (on_day >= _SHARE * published)):
            others = rows[days[rows] != day]
            found.append(
                Migration(
                    body,
                    int(day),
                    int(on_day[day]),
                    published,
                    _published_rate(verdicts[rows], cells.counts[rows]),
                    _published_rate(verdicts[others], cells.counts[others]),
                )
            )
    return sorted(found, key=lambda m: (-m.records, m.body, m.day))


def _published_rate(verdicts: Numbers, counts: Numbers) -> float | None:
    on_time, late = int(counts[verdicts == ON_TIME].sum()), int(counts[verdicts == LATE].sum())
    return on_time / (on_time + late) if on_time + late else None


def _rate(counts: Sequence[int]) -> Rate:
    return Rate(
        counts[ON_TIME], counts[LATE], counts[OVERDUE], counts[PENDING], sum(counts[OVERDUE + 1 :])
    )


def _grouped(tally: Tally, cells: Cells, dimensions: Sequence[str]) -> tuple[list[Key], Numbers]:
    """Return the words of every group, and the group of each cell."""
    columns = [cells.column(name) for name in dimensions]
    if not len(cells.keys):
        return [], np.empty(0, np.int64)
    sizes = [int(column.max()) + 1 for column in columns]
    key = np.zeros(len(cells.keys), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key *= size
        key += column
    distinct, group = _distinct(key, math.prod(sizes))
    codes = zip(*(part.tolist() for part in np.unravel_index(distinct, sizes)), strict=True)
    words = [
        tuple(_word(tally, name, code) for name, code in zip(dimensions, own, strict=True))
        for own in codes
    ]
    return words, group


def _distinct(keys: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Return the distinct keys (of 0 to ``size`` - 1) and each one's place among them."""
    if size > _DENSE:
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, places
    occurs = np.zeros(size, np.bool_)
    occurs[keys] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1).take(keys)


def _groups(tally: Tally, cells: Cells, dimensions: Sequence[str]) -> Iterator[tuple[Key, Numbers]]:
    """Yield the words of every group with the places of its cells."""
    words, group = _grouped(tally, cells, dimensions)
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(np.bincount(group, minlength=len(words)))
    yield from zip(words, np.split(order, ends[:-1]), strict=True) if words else ()


def _word(tally: Tally, dimension: str, code: int) -> str:
    if dimension in NAMED:
        return tally.names[dimension][code]
    return month_word(code) if dimension == "month" else str(code)


def month_word(code: int) -> str:
    """Write the code of a month; in the order of these words the months follow one another."""
    if code <= BEFORE_MONTHS:
        return f"{FIRST_YEAR - 1}年及以前" if code else ""
    years, month = divmod(code - BEFORE_MONTHS - 1, 12)
    year = FIRST_YEAR + years
    return f"{year}-{month + 1:02d}" if year <= LAST_YEAR else f"{year}年及以后"
