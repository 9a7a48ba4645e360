"""The working-day calendar as plain lists, for peers that should not have to import numpy."""

from datetime import date, timedelta

from chinese_calendar import constants

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
AS_OF = date(2026, 6, 30)
# Working days within which each type of record is to be published.
LIMITS = {"通知": 20, "行政许可决定": 7, "采购合同公告": 2}
# Types of the ledgers of others, that no special limit is for.
LIMITS |= dict.fromkeys(("形成", "变更", "决定", "受理"), 20)


def calendar() -> tuple[list[date], list[int], list[int]]:
    """Return every day, the working days up to each, and the place of the n-th working day."""
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    count, nth, seen = [], [], 0
    for place, day in enumerate(days):
        if day in constants.workdays or (day.weekday() < 5 and day not in constants.holidays):
            seen += 1
            nth.append(place)
        count.append(seen)
    return days, count, nth


def due_places(count: list[int], nth: list[int], within: int) -> list[int]:
    """Return the place of the due date of every trigger day (the last one where it is beyond)."""
    return [nth[min(seen + within - 1, len(nth) - 1)] for seen in count]
