"""Timeliness: the kernel against a judge that counts day by day."""

import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from pubaudit import limits, workdays
from pubaudit.errors import UsageError
from pubaudit.ledger import MISSING, NO_DAY, UNREADABLE, load
from pubaudit.models import TimeLimit
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import kernel as k
from pubaudit.timeliness import rule_book
from pubaudit.workdays.table import day_number, day_of

ROOT = catalog_root()
CALENDAR = workdays.load(ROOT / "holidays")
RULES = rule_book(load(ROOT / "ledger.yaml"), limits.load(ROOT / "limits.yaml"))
TABLES = RULES.tables(CALENDAR)
AS_OF = date(2026, 11, 22)


def in_force(choices: tuple[TimeLimit, ...], on: date) -> TimeLimit | None:
    for one in choices:
        since, until = one.in_force.since, one.in_force.until
        if (since is None or since <= on) and (until is None or on <= until):
            return one
    return None


def naive(formed: int, published: int, kind: int, as_of: date) -> tuple[int, int]:
    """One record the way a person does it, with the scalar clock."""
    if formed in (MISSING, UNREADABLE, NO_DAY):
        return {MISSING: k.NO_DATE, UNREADABLE: k.BAD_DATE, NO_DAY: k.DATE_WITHOUT_DAY}[formed], 0
    if published in (UNREADABLE, NO_DAY):
        return k.BAD_PUBLISHED, 0
    if kind < 0:
        return k.SUBJECT, 0
    start = day_of(formed)
    limit = in_force(RULES.kinds[kind].limits, start) if start >= CALENDAR.first else None
    if limit is None and start <= CALENDAR.last:
        return k.BEFORE_LAW, 0
    shown = None if published == MISSING else day_of(published)
    if start > as_of or (shown and not start <= shown <= as_of):
        future = k.FUTURE_FORMED if start > as_of else k.FUTURE_PUBLISHED
        return (future if max(start, shown or start) > as_of else k.BEFORE_FORMED), 0
    public = shown is not None
    if RULES.kinds[kind].lenient and not public:
        return k.IMPACT, 0
    try:
        assert limit is not None
        assert isinstance(limit.amount, int)
        due = CALENDAR.due(start, limit.amount, limit.unit)
    except (AssertionError, UsageError):
        return k.BEYOND, 0
    end = shown or as_of
    if end <= due.latest:
        if not public:
            return k.PENDING, 0
        return (k.ON_TIME if end <= due.earliest else k.CALENDAR), 0
    days = CALENDAR.between(due.latest, end).days
    return (k.LATE if public else k.OVERDUE), days


def agree(count: int, seed: int, as_of: date) -> Counter[int]:
    chance = random.Random(seed)
    begin, end = day_number(date(2003, 6, 1)), day_number(date(2037, 3, 1))
    known = day_number(date(2008, 4, 1)), day_number(as_of)
    formed, published, kinds = [], [], []
    for _ in range(count):
        odd = chance.random()
        day = chance.randint(*known) if odd < 0.8 else chance.randint(begin, end)
        if odd < 0.1:  # the days whose limits end in a year without its notice
            day = chance.randint(known[1] - 60, known[1] + 3)
        shown = day + chance.choice([-3, 0, 1, 2, 3, 5, 9, 10, 14, 28, 29, 30, 31, 40, 400])
        if odd > 0.97:
            day = chance.choice([MISSING, UNREADABLE, NO_DAY])
        if chance.random() < 0.2:
            shown = chance.choice([MISSING, MISSING, MISSING, UNREADABLE, NO_DAY])
        formed.append(day)
        published.append(shown)
        kinds.append(chance.randint(k.WITHHELD, len(RULES.kinds) - 1))
    judged = k.judge(
        TABLES,
        np.array(formed, np.int32),
        np.array(published, np.int32),
        np.array(kinds, np.int32),
        day_number(as_of),
    )
    seen: Counter[int] = Counter()
    rows = zip(formed, published, kinds, judged.verdict.tolist(), judged.late.tolist(), strict=True)
    for day, shown, kind, verdict, late in rows:
        wanted = naive(day, shown, kind, as_of) if kind != k.WITHHELD else (k.NOT_PROACTIVE, 0)
        assert (verdict, late) == wanted, (day, shown, kind)
        seen[verdict] += 1
    return seen


UNSEEN = {
    date(2019, 5, 15): {k.CALENDAR, k.BEYOND},
    AS_OF: {k.CALENDAR, k.BEYOND},
    date(2027, 3, 1): {k.BEYOND},
    date(2036, 12, 20): set(),
}


@pytest.mark.parametrize(("as_of", "unseen"), UNSEEN.items())
def test_the_kernel_agrees_with_a_naive_judge(as_of: date, unseen: set[int]) -> None:
    seen = agree(2_000, as_of.year, as_of)
    assert set(range(k.VERDICTS)) - set(seen) == unseen


@pytest.mark.slow
def test_the_kernel_agrees_with_a_naive_judge_on_200_000() -> None:
    assert set(agree(200_000, 8, date(2036, 12, 20))) == set(range(k.VERDICTS))


def test_a_day_after_the_calendar_ends_is_beyond_it() -> None:
    formed = np.array([day_number(CALENDAR.last) + days for days in (-60, 0, 1)], np.int32)
    published, kind = np.full(3, MISSING, np.int32), np.zeros(3, np.int32)
    judged = k.judge(TABLES, formed, published, kind, int(formed[-1]))
    assert judged.verdict.tolist() == [k.OVERDUE, k.BEYOND, k.BEYOND]


def test_late_is_after_the_due_date_even_on_a_day_off() -> None:
    # 2026-02-10 + 20 个工作日; a Saturday after a Friday due date is 0 working days late.
    due = CALENDAR.due(date(2026, 5, 8), 20).date
    saturday = due + timedelta(days=(5 - due.weekday()) % 7)
    general = len(RULES.kinds) - 1
    judged = k.judge(
        TABLES,
        np.array([day_number(date(2026, 5, 8))] * 2, np.int32),
        np.array([day_number(due), day_number(saturday)], np.int32),
        np.full(2, general, np.int32),
        day_number(AS_OF),
    )
    assert judged.verdict.tolist() == [k.ON_TIME, k.LATE]
