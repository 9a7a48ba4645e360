"""The clock against the State Council's notices, the law's vectors, and a naive walk."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from pathlib import Path

import pytest
from borax.calendars.lunardate import LunarDate, TermUtils
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import UsageError
from pubaudit.models import Due, Unit
from pubaudit.schemes import catalog_root
from pubaudit.workdays import (
    Calendar,
    CalendarData,
    Festivals,
    load,
)
from pubaudit.workdays.provisional import LAW_2024, Law, ProvisionalYear, provisional_year

DATA = Path(__file__).parent.parent / "data" / "workdays"
CALENDAR = load(catalog_root() / "holidays")
ONE = timedelta(days=1)
D = date.fromisoformat


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + ONE * n


def due(start: str, n: int, unit: Unit = "working_day") -> str:
    answer = CALENDAR.due(D(start), n, unit)
    assert answer.official
    assert answer.earliest == answer.date == answer.latest
    return str(answer.date)


# --- the table of days ---------------------------------------------------------------------------


def notice_rows() -> list[tuple[int, str, str, int]]:
    """The State Council's notices of 2008-2026 as collected by hand, one row a year."""
    lines = (DATA / "notices.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("|") for line in lines if not line.startswith("#"))
    return [(int(y), off, work, int(total)) for y, off, work, total in rows]


def named(year: int, text: str) -> set[date]:
    spans = (word.split("…") for word in text.split())
    return {day for s in spans for day in days(D(f"{year}-{s[0]}"), D(f"{year}-{s[-1]}"))}


@pytest.mark.parametrize(("year", "off", "work", "total"), notice_rows())
def test_every_day_is_as_the_notices_say(year: int, off: str, work: str, total: int) -> None:
    rest, made_up = named(year, off), named(year, work)
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        expected = day in made_up or (day.weekday() < 5 and day not in rest)
        assert CALENDAR.is_workday(day) == expected, day
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)).days == total


def test_every_day_is_as_an_independent_package_says() -> None:
    other = country_holidays("CN", years=range(2004, 2027))
    for day in days(date(2004, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_workday(day) == other.is_working_day(day), day


@pytest.mark.parametrize(
    ("day", "workday", "why", "official"),
    [
        ("2026-02-10", True, "工作日", True),
        ("2026-02-08", False, "周末", True),
        ("2026-02-14", True, "春节调休上班", True),
        ("2026-02-15", False, "春节放假", True),
        ("2026-06-20", False, "端午节放假", True),
        ("2015-09-03", False, "抗战胜利纪念日放假", True),
        ("2015-09-06", True, "抗战胜利纪念日调休上班", True),
        ("2020-02-01", False, "春节放假", True),
        ("2005-12-31", True, "调休上班", True),
        ("2026-12-28", True, "工作日", True),
        ("2026-12-29", True, "工作日（暂估）", False),
        ("2027-01-02", False, "周末（暂估）", False),
        ("2027-02-06", False, "春节放假（暂估）", False),
        ("2027-02-09", False, "春节补假（暂估）", False),
    ],
)
def test_a_day_says_why(day: str, workday: bool, why: str, official: bool) -> None:
    found = CALENDAR.day(D(day))
    assert (found.workday, found.why, found.official) == (workday, why, official)


def test_the_calendar_names_its_data() -> None:
    assert CALENDAR.name.startswith("chinese-calendar ")
    assert "2004-2026" in CALENDAR.name
    assert CALENDAR.name.endswith("国办发明电〔2005〕35号")
    assert CALENDAR.name == CALENDAR.due(D("2026-02-10"), 1).calendar


# --- counting ------------------------------------------------------------------------------------

WORKING = """
2018-02-09 20 2018-03-14 | 2018-05-22 20 2018-06-20 | 2018-07-24 7 2018-08-02
2018-07-24 10 2018-08-07 | 2018-08-06 20 2018-09-03 | 2018-09-21 7 2018-10-08
2018-12-21 20 2019-01-21 | 2019-04-26 7 2019-05-08 | 2019-05-14 15 2019-06-04
2019-05-15 20 2019-06-13 | 2019-05-15 40 2019-07-11 | 2020-01-20 7 2020-02-06
2020-01-20 20 2020-02-25 | 2020-09-25 7 2020-10-12 | 2022-09-30 2 2022-10-09
2023-09-28 2 2023-10-08 | 2024-02-09 2 2024-02-19 | 2024-09-13 2 2024-09-18
2025-01-24 2 2025-01-27 | 2025-09-26 2 2025-09-29 | 2025-09-30 7 2025-10-16
2025-12-31 2 2026-01-05 | 2026-02-13 2 2026-02-24 | 2026-02-13 7 2026-03-02
2026-02-13 20 2026-03-19 | 2026-06-18 2 2026-06-23 | 2026-09-18 2 2026-09-21
2015-09-02 1 2015-09-06 | 2020-01-23 1 2020-02-03 | 2026-06-20 1 2026-06-22
2026-02-15 1 2026-02-24 | 2026-02-14 0 2026-02-14 | 2026-02-15 0 2026-02-15
2026-02-10 -1 2026-02-09 | 2026-02-10 -20 2026-01-13 | 2026-02-24 -1 2026-02-14
2026-02-15 -1 2026-02-14 | 2026-02-20 -2 2026-02-13 | 2022-10-10 -1 2022-10-09
"""
CASES = [case.split() for case in WORKING.replace("\n", "|").split("|") if case.strip()]


@pytest.mark.parametrize(("start", "n", "expected"), CASES)
def test_working_days(start: str, n: str, expected: str) -> None:
    assert due(start, int(n)) == expected


@pytest.mark.parametrize(
    ("start", "n", "unit", "raw", "expected"),
    [
        ("2018-09-21", 3, "day", "2018-09-24", "2018-09-25"),
        ("2024-04-03", 3, "day", "2024-04-06", "2024-04-07"),
        ("2024-09-28", 3, "day", "2024-10-01", "2024-10-08"),
        ("2026-02-13", 3, "day", "2026-02-16", "2026-02-24"),
        ("2026-02-10", 3, "day", "2026-02-13", "2026-02-13"),
        ("2026-02-18", -3, "day", "2026-02-15", "2026-02-15"),
        ("2026-01-31", 1, "month", "2026-02-28", "2026-02-28"),
        ("2023-11-30", 3, "month", "2024-02-29", "2024-02-29"),
        ("2025-12-03", 2, "month", "2026-02-03", "2026-02-03"),
        ("2025-06-20", 1, "year", "2026-06-20", "2026-06-22"),
        ("2024-02-29", 1, "year", "2025-02-28", "2025-02-28"),
        ("2026-05-31", -3, "month", "2026-02-28", "2026-02-28"),
    ],
)
def test_calendar_periods_roll_off_a_day_off(
    start: str, n: int, unit: Unit, raw: str, expected: str
) -> None:
    assert str(CALENDAR.due(D(start), n, unit, roll=False).date) == raw
    assert due(start, n, unit) == expected


FIXED = """
2018-03-31 2018-03-30 2018-04-02 | 2019-03-31 2019-03-29 2019-04-01
2020-01-31 2020-01-23 2020-02-03 | 2020-06-20 2020-06-19 2020-06-22
2020-12-20 2020-12-18 2020-12-21 | 2021-01-31 2021-01-29 2021-02-01
2021-06-20 2021-06-18 2021-06-21 | 2022-01-31 2022-01-30 2022-02-07
2024-03-31 2024-03-29 2024-04-01 | 2025-01-31 2025-01-27 2025-02-05
2025-12-20 2025-12-19 2025-12-22 | 2026-01-31 2026-01-30 2026-02-02
2026-06-20 2026-06-18 2026-06-22 | 2026-12-20 2026-12-18 2026-12-21
"""


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [case.split() for case in FIXED.replace("\n", "|").split("|") if case.strip()],
)
def test_fixed_dates_on_days_off(day: str, before: str, after: str) -> None:
    assert not CALENDAR.is_workday(D(day))
    assert due(day, -1) == before
    assert due(day, 1) == after


def test_only_those_fixed_dates_are_days_off() -> None:
    listed = {case.split()[0] for case in FIXED.replace("\n", "|").split("|") if case.strip()}
    fixed = [("01", "31"), ("03", "31"), ("06", "20"), ("12", "20")]
    # 31 March binds until 2019 and again since; the table names it for the years it was seen in.
    found = {
        f"{year}-{month}-{day}"
        for year in range(2018, 2027)
        for month, day in fixed
        if not CALENDAR.is_workday(date(year, int(month), int(day)))
    }
    assert found == listed


@given(st.dates(date(2006, 1, 1), date(2032, 12, 31)), st.integers(-400, 400))
def test_day_n_is_what_a_walk_finds(start: date, n: int) -> None:
    day, left = start, abs(n)
    while left:
        day += ONE if n > 0 else -ONE
        left -= CALENDAR.is_workday(day)
    answer = CALENDAR.due(start, n)
    assert answer.date == day
    assert answer.earliest <= answer.date <= answer.latest
    if n > 0:
        assert CALENDAR.between(start, day).days == n
    if n < 0:
        assert CALENDAR.between(day - ONE, start - ONE).days == -n


@given(st.dates(date(2004, 1, 1), date(2036, 12, 31)), st.integers(-800, 800))
def test_between_counts_the_days(start: date, n: int) -> None:
    end = max(CALENDAR.first, min(start + ONE * n, CALENDAR.last))
    first, last = min(start, end), max(start, end)
    walked = sum(CALENDAR.is_workday(day) for day in days(first + ONE, last))
    span = CALENDAR.between(start, end)
    assert span.days == (walked if start <= end else -walked)
    assert span.fewest <= span.days <= span.most
    assert span.official == all(CALENDAR.day(d).official for d in days(first + ONE, last))


@pytest.mark.parametrize(
    ("start", "n", "unit"),
    [
        ("2003-12-31", 1, "working_day"),
        ("2037-01-01", 1, "working_day"),
        ("2036-12-01", 60, "working_day"),
        ("2004-01-05", -2, "working_day"),
        ("2003-12-31", 0, "working_day"),
        ("2036-12-31", 30, "day"),
        ("2036-12-31", 9_999_999, "day"),
        ("2020-01-31", 99_999, "year"),
    ],
)
def test_outside_the_calendar_is_said(start: str, n: int, unit: Unit) -> None:
    with pytest.raises(UsageError, match=r"范围.*（2004-01-01 至 2036-12-31）"):
        CALENDAR.due(D(start), n, unit)


def test_hours_are_not_the_calendars() -> None:
    with pytest.raises(ValueError, match="hour"):
        CALENDAR.due(D("2026-02-10"), 12, "hour")


# --- years without a notice ----------------------------------------------------------------------


def computed(year: int) -> tuple[str, str]:
    """The statutory days and the days made good of a year, as MM-DD."""
    off = provisional_year(year, CALENDAR.data.festivals[year]).off["expected"]
    good = {day: name.endswith("补假") for day, name in sorted(off.items())}
    return (
        " ".join(f"{day:%m-%d}" for day in good if not good[day]),
        " ".join(f"{day:%m-%d}" for day in good if good[day]),
    )


def test_2027_and_2028_as_the_law_has_them() -> None:
    assert computed(2027) == (
        "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
        "02-09 02-10 05-03 05-04 10-04 10-05",
    )
    assert computed(2028) == (
        "01-01 01-25 01-26 01-27 01-28 04-04 05-01 05-02 05-28 10-01 10-02 10-03",
        "01-03 05-29 10-04 10-05",
    )


def test_the_festivals_are_where_another_package_has_them() -> None:
    for year, found in CALENDAR.data.festivals.items():
        assert found == Festivals(
            LunarDate(year, 1, 1).to_solar_date(),
            TermUtils.nth_term_day(year, 6),
            LunarDate(year, 5, 5).to_solar_date(),
            LunarDate(year, 8, 15).to_solar_date(),
        )
    other = country_holidays("CN", years=range(2008, 2061))
    names = ("Spring Festival", "Tomb-Sweeping", "Dragon Boat", "Mid-Autumn")
    for year in range(2008, 2061):
        for name, day in zip(names, astuple(CALENDAR.data.festivals[year]), strict=True):
            assert name in other.get(day, ""), day


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-12-10", 20, ("2027-01-08", "2027-01-08", "2027-01-08")),
        ("2026-12-25", 2, ("2026-12-29", "2026-12-29", "2026-12-29")),
        ("2027-01-25", 10, ("2027-02-12", "2027-02-04", "2027-02-16")),
        ("2027-02-15", -5, ("2027-02-02", "2027-01-29", "2027-02-02")),
    ],
)
def test_a_provisional_day_has_bounds(start: str, n: int, expected: tuple[str, ...]) -> None:
    answer = CALENDAR.due(D(start), n)
    assert not answer.official
    assert (str(answer.date), str(answer.earliest), str(answer.latest)) == expected


def test_what_lies_wholly_in_published_days_is_official() -> None:
    assert CALENDAR.due(D("2026-12-24"), 2).official
    assert not CALENDAR.due(D("2026-12-25"), 2).official
    assert CALENDAR.due(D("2027-01-05"), -2).official is False
    assert CALENDAR.between(D("2026-12-01"), D("2026-12-28")).official
    assert not CALENDAR.between(D("2026-12-28"), D("2026-12-29")).official
    assert CALENDAR.due(D("2026-12-20"), 3, "day") == Due(
        D("2026-12-23"), D("2026-12-23"), D("2026-12-23"), official=True, calendar=CALENDAR.name
    )
    rolled = CALENDAR.due(D("2027-01-31"), 5, "day")
    assert (rolled.official, str(rolled.date)) == (False, "2027-02-11")


OLD_LAW = Law(spring_festival=(0, 2), labour_day=1)


def law_of_the_time(year: int, festivals: Festivals) -> ProvisionalYear:
    """Compute a year by the law in force in it: the revision of 2013 before that of 2024."""
    return provisional_year(year, festivals, LAW_2024 if year >= 2025 else OLD_LAW)


def blind(first: int) -> Calendar:
    """Return a calendar that knows no notice of ``first`` and the years after it."""
    known = CALENDAR.data
    return Calendar(
        CalendarData(
            off={day: name for day, name in known.off.items() if day.year < first},
            work={day: name for day, name in known.work.items() if day.year < first},
            years=frozenset(range(2004, first)),
            festivals=known.festivals,
            sources=("不知道以后的通知",),
        )
    )


def back_test(n: int) -> tuple[int, int, int, int]:
    """Count the starts of 2015-2026, and those whose real date was expected, enclosed, not later.

    A calendar goes ten years beyond its last notice, so two of them cover the twelve years.
    """
    early, late = blind(2015), blind(2017)
    total = expected = enclosed = not_later = 0
    for start in days(date(2015, 1, 1), date(2026, 12, 28)):
        real = CALENDAR.due(start, n)
        if real.official:
            told = (early if start.year < 2023 else late).due(start, n)
            total += 1
            expected += told.date == real.date
            enclosed += told.earliest <= real.date <= told.latest
            not_later += real.date <= told.latest
    return total, expected, enclosed, not_later


@pytest.mark.parametrize(
    "n", [20, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 5, 7, 10, 15, 30, 40, 60))]
)
def test_bounds_enclose_what_was_published_later(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubaudit.workdays.calendar.provisional_year", law_of_the_time)
    total, expected, enclosed, not_later = back_test(n)
    assert total > 4_000
    assert expected >= 0.8 * total
    assert enclosed >= 0.99 * total
    assert not_later >= 0.99 * total
