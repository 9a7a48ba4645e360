"""The only answers of the clock: due dates, spans and days."""

from dataclasses import dataclass
from datetime import date

Date = date  # a field named ``date`` hides the type of that name


@dataclass(frozen=True, slots=True)
class Due:
    """The answer of the clock: a day, and what it rests on.

    ``official``: every day that was counted stands in a published notice, and ``earliest`` and
    ``latest`` equal ``date``. Otherwise the date is provisional (暂估) and lies between the two,
    both inclusive. ``calendar`` names the data used.
    """

    date: Date
    earliest: Date
    latest: Date
    official: bool
    calendar: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Working days between two days; ``fewest`` and ``most`` bound the number if provisional."""

    days: int
    fewest: int
    most: int
    official: bool
    calendar: str


@dataclass(frozen=True, slots=True)
class Day:
    """Whether a day is a working day, and why, in Chinese (周末, 春节放假, 调休上班 …)."""

    date: Date
    workday: bool
    why: str
    official: bool
