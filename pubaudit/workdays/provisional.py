"""A year without a notice, computed from the law in force: 全国年节及纪念日放假办法, revised 2024.

Three readings of such a year stand for what its notice may say; the dates that they give between
them are the bounds of every provisional answer:

- ``expected``: weekends, the statutory days, and by article 6 a working day off for each of them
  that falls on a day off. Right for 85 % of the 20-day limits started in 2015-2026, within one day
  for 96 %.
- ``longest``: the full blocks by the principles in the State Council's notice for 2025
  (国办发明电〔2024〕12号), and no make-up work: fewest working days.
- ``made_up``: the same blocks, and work on every weekend day near a block that is longer than the
  law's days: most working days before and after a block.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

Reading = Literal["expected", "longest", "made_up"]
READINGS: tuple[Reading, ...] = ("expected", "longest", "made_up")

_DAY = timedelta(days=1)
_FRIDAY = 4
# How near a block a weekend day may be worked: the widest seen in the notices of 2015-2026.
_MADE_UP_BEFORE = 13
_MADE_UP_AFTER = 8
# A one-day holiday with its weekend, by its weekday: days before and after; on a Wednesday alone.
_JOINED = ((-2, 0), (-2, 0), (0, 0), (0, 3), (0, 2), (0, 2), (-1, 1))


@dataclass(frozen=True, slots=True)
class Festivals:
    """The days of a year that the moon and the sun set: 春节 (正月初一), 清明, 端午, 中秋."""

    spring_festival: date
    qingming: date
    dragon_boat: date
    mid_autumn: date


@dataclass(frozen=True, slots=True)
class Law:
    """The statutory days that the revisions of the 办法 differ in.

    ``spring_festival`` in days from 正月初一 (-1 is 除夕), both ends inclusive; ``labour_day`` the
    number of days from 1 May on.
    """

    spring_festival: tuple[int, int]
    labour_day: int


LAW_2024 = Law(spring_festival=(-1, 2), labour_day=2)


@dataclass(frozen=True, slots=True)
class ProvisionalYear:
    """A year computed: days off by name for each reading, and the days of make-up work."""

    off: Mapping[Reading, Mapping[date, str]]
    work: Mapping[Reading, frozenset[date]]


def provisional_year(year: int, festivals: Festivals, law: Law = LAW_2024) -> ProvisionalYear:
    """Compute a year from the law; the block of 元旦 may reach into the December before it."""
    statutory = _statutory(year, festivals, law)
    names = dict(statutory)
    names |= {day: f"{name}补假" for day, name in _made_good(statutory).items()}
    blocks = _blocks(year, festivals)
    longest = {day: name for name, block in blocks for day in block} | names
    made_up = frozenset(
        day
        for name, block in blocks
        if sum(map(_is_weekday, block)) > sum(day in names and _is_weekday(day) for day in block)
        for day in _weekends_near(block)
        if day not in longest
    )
    return ProvisionalYear(
        MappingProxyType({"expected": names, "longest": longest, "made_up": longest}),
        MappingProxyType({"expected": frozenset(), "longest": frozenset(), "made_up": made_up}),
    )


def _is_weekday(day: date) -> bool:
    return day.weekday() <= _FRIDAY


def _range(first: date, last: date) -> list[date]:
    return [first + _DAY * n for n in range((last - first).days + 1)]


def _statutory(year: int, festivals: Festivals, law: Law) -> list[tuple[date, str]]:
    """Every statutory day in order; a day that two holidays share stands twice."""
    begin, end = (festivals.spring_festival + _DAY * n for n in law.spring_festival)
    days = [(date(year, 1, 1), "元旦")]
    days += [(day, "春节") for day in _range(begin, end)]
    days += [(festivals.qingming, "清明节"), (festivals.dragon_boat, "端午节")]
    days += [(date(year, 5, n), "劳动节") for n in range(1, law.labour_day + 1)]
    days += [(festivals.mid_autumn, "中秋节")]
    days += [(date(year, 10, n), "国庆节") for n in (1, 2, 3)]
    return sorted(days)


def _made_good(statutory: list[tuple[date, str]]) -> dict[date, str]:
    """Give each statutory day on a weekend, or shared by two holidays, the next working day."""
    taken = {day for day, _ in statutory}
    seen: set[date] = set()
    made_good: dict[date, str] = {}
    for day, name in statutory:
        if day in seen or not _is_weekday(day):
            free = day
            while free in taken or not _is_weekday(free):
                free += _DAY
            taken.add(free)
            made_good[free] = name
        seen.add(day)
    return made_good


def _blocks(year: int, festivals: Festivals) -> list[tuple[str, list[date]]]:
    """Return the full blocks by the principles of the notice for 2025."""
    national = date(year, 10, 1)
    with_autumn = national <= festivals.mid_autumn <= national + _DAY * 7
    blocks = [
        ("元旦", _joined(date(year, 1, 1))),
        ("春节", _range(festivals.spring_festival - _DAY, festivals.spring_festival + _DAY * 6)),
        ("清明节", _joined(festivals.qingming)),
        ("劳动节", _range(date(year, 5, 1), date(year, 5, 5))),
        ("端午节", _joined(festivals.dragon_boat)),
        ("国庆节", _range(national, national + _DAY * (7 if with_autumn else 6))),
    ]
    return blocks if with_autumn else [*blocks, ("中秋节", _joined(festivals.mid_autumn))]


def _joined(day: date) -> list[date]:
    before, after = _JOINED[day.weekday()]
    return _range(day + _DAY * before, day + _DAY * after)


def _weekends_near(block: list[date]) -> list[date]:
    near = _range(block[0] - _DAY * _MADE_UP_BEFORE, block[-1] + _DAY * _MADE_UP_AFTER)
    return [day for day in near if not _is_weekday(day)]
