"""The clock for whole columns: the calendar's tables as numpy arrays, one gather an answer.

Days are integers since 1970-01-01 (``datetime64[D]`` viewed as int64, Arrow's date32 as int32).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import UsageError
from pubaudit.workdays.calendar import Calendar
from pubaudit.workdays.provisional import Reading

Days = NDArray[np.signedinteger[Any]]
Counts = NDArray[np.int32]

# A block of each array in use stays in the processor's second cache.
_BLOCK = 1 << 15


def due_days(
    calendar: Calendar, starts: Days, n: int | Days, reading: Reading = "expected"
) -> Counts:
    """Return the n-th working day after each start, as day numbers.

    ``n`` is one number, or one for each start, at least 1; ``reading`` takes the provisional years
    in another way (``longest`` gives the latest due dates). Raises ``UsageError`` for a day that
    the calendar does not reach, ``ValueError`` for an ``n`` below 1.
    """
    columns = _Columns(calendar, reading, len(starts))
    answer = columns.due_table(n) if isinstance(n, int) else None
    due = np.empty(len(starts), np.int32)
    for block in _blocks(len(starts)):
        if answer is not None:
            columns.gather(answer, columns.index(starts[block], answer), due[block])
        else:
            columns.due_each(starts[block], np.asarray(n)[block], due[block])
    return due


def elapsed(calendar: Calendar, starts: Days, ends: Days, reading: Reading = "expected") -> Counts:
    """Return the working days after each start up to and including each end.

    Negative where an end is before its start. Raises ``UsageError`` as ``due_days`` does.
    """
    columns = _Columns(calendar, reading, len(starts))
    passed = np.empty(len(starts), np.int32)
    for block in _blocks(len(starts)):
        counts = columns.counts(starts[block])
        columns.elapsed(counts, ends[block], passed[block])
    return passed


def due_and_elapsed(
    calendar: Calendar, starts: Days, ends: Days, n: int, reading: Reading = "expected"
) -> tuple[Counts, Counts]:
    """Return ``due_days`` and ``elapsed`` of the same starts in one pass."""
    columns = _Columns(calendar, reading, len(starts))
    answer = columns.due_table(n)
    due, passed = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    for block in _blocks(len(starts)):
        index = columns.index(starts[block], answer)
        columns.gather(answer, index, due[block])
        counts = columns.gather(columns.count, index, columns.scratch[: len(index)])
        columns.elapsed(counts, ends[block], passed[block])
    return due, passed


def _blocks(length: int) -> Iterator[slice]:
    for begin in range(0, length, _BLOCK):
        yield slice(begin, min(begin + _BLOCK, length))


class _Columns:
    """One reading's tables, indexed by day number, and the scratch arrays of a block.

    The arrays are views of the calendar's own memory; ``count[d]`` is the working days up to and
    including day ``d``.
    """

    def __init__(self, calendar: Calendar, reading: Reading, length: int) -> None:
        table = calendar.table(reading)
        self._calendar = calendar
        self._first = table.first
        self._nth = np.frombuffer(table.nth, np.int32)
        self.count = np.frombuffer(table.count, np.int32)[1:]
        size = min(length, _BLOCK)
        self.scratch = np.empty(size, np.int32)
        self._later = np.empty(size, np.int32)
        self._index = np.empty(size, np.int64)

    def due_table(self, n: int) -> Counts:
        """Return the due date of every start that has one, indexed by day number."""
        if n < 1:
            raise ValueError("n must be at least 1")
        rank = self.count + np.int32(min(n, len(self._nth)))
        due: Counts = self._nth[rank[: np.searchsorted(rank, len(self._nth))]]
        return due

    def due_each(self, starts: Days, n: Days, out: Counts) -> None:
        """Put the due date of each start by its own number of days into ``out``."""
        if n.min() < 1:
            raise ValueError("n must be at least 1")
        rank = self._index[: len(starts)]
        np.add(self.counts(starts), n, out=rank)
        if rank.max() >= len(self._nth):
            raise self._outside()
        self.gather(self._nth, rank, out)

    def counts(self, days: Days) -> Counts:
        return self.gather(self.count, self.index(days, self.count), self.scratch[: len(days)])

    def elapsed(self, counts: Counts, ends: Days, out: Counts) -> None:
        later = self.gather(self.count, self.index(ends, self.count), self._later[: len(ends)])
        np.subtract(later, counts, out=out)

    def index(self, days: Days, table: Counts) -> NDArray[np.int64]:
        """Return the day numbers as an index into ``table``; the array is used again."""
        if days.min() < self._first or days.max() >= len(table):
            raise self._outside()
        index = self._index[: len(days)]
        np.copyto(index, days)
        return index

    def gather(self, table: Counts, index: NDArray[np.int64], out: Counts) -> Counts:
        # The index is checked; "wrap" spares numpy its own slower check.
        table.take(index, out=out, mode="wrap")
        return out

    def _outside(self) -> UsageError:
        first, last = self._calendar.first, self._calendar.last
        return UsageError(f"有日期（或期限）超出工作日历的范围（{first} 至 {last}），请核对。")
