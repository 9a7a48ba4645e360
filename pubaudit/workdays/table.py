"""One table of days: two arrays that answer every question of working days by indexing.

A day number counts days since 1970-01-01 (day 0), as numpy's ``datetime64[D]`` and Arrow's
``date32`` do. Scalar code indexes the arrays; vector code views the same memory.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, compress

EPOCH = date(1970, 1, 1).toordinal()
_SATURDAY = 2  # day numbers that leave this rest modulo 7 are Saturdays


@dataclass(frozen=True, slots=True)
class DayTable:
    """Which of the days from ``first`` on are working days.

    ``count[d]`` is the number of them before day ``d``, so that ``count[d + 1]`` includes it; below
    ``first`` it is 0. ``nth[k]`` is the day number of the ``k``-th working day, 1-based (``nth[0]``
    is the day before ``first``). Both hold 32-bit integers.
    """

    first: int
    count: "array[int]"
    nth: "array[int]"


def day_number(day: date) -> int:
    """Return the days since 1970-01-01; a datetime counts as its own date."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(number + EPOCH)


def build(first: int, last: int, off: Iterable[int], work: Iterable[int]) -> DayTable:
    """Build the table of ``first`` to ``last``: Monday to Friday, less ``off``, and ``work``.

    All are day numbers, the ends inclusive; ``work`` wins over ``off``; days outside are left out.
    """
    length = last - first + 1
    flags = bytearray(b"\x01") * length
    for weekend in (_SATURDAY, _SATURDAY + 1):
        start = (weekend - first) % 7
        flags[start::7] = bytes(len(range(start, length, 7)))
    for days, flag in ((off, 0), (work, 1)):
        for day in days:
            if first <= day <= last:
                flags[day - first] = flag
    nth = array("i", (first - 1, *compress(range(first, last + 1), flags)))
    return DayTable(first, _running(first, flags), nth)


def prefix_count(first: int, last: int, marked: Iterable[tuple[int, int]]) -> "array[int]":
    """Return the array whose ``[d]`` is how many days before ``d`` lie in a ``marked`` range."""
    flags = bytearray(last - first + 1)
    for begin, end in marked:
        flags[begin - first : end - first + 1] = b"\x01" * (end - begin + 1)
    return _running(first, flags)


def _running(first: int, flags: bytearray) -> "array[int]":
    """Sum up the flags of the days from ``first`` on; before them the sum is 0."""
    sums = array("i", bytes(first * array("i").itemsize))
    sums.extend(accumulate(flags, initial=0))
    return sums
