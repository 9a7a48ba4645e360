"""Number formats of a spreadsheet: which of them show a date, and what date a serial is.

A spreadsheet stores a date as a count of days; only the cell's number format says that it is one
(ECMA-376 Part 1, 18.8.30 numFmt, and the zh-cn column of its table of built-in formats).
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

Shown = Literal["number", "date", "time", "datetime", "elapsed"]

_BUILT_IN: dict[int, Shown] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, *range(32, 36), 45, 47, 55, 56), "time"),
    22: "datetime",
    46: "elapsed",
}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_DAY_MS = 86_400_000
_LEAP_1900 = 60  # Excel's 1900-02-29, a day that never was
# A cell has no time zone.
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_BEFORE_1900 = datetime(1899, 12, 31)  # noqa: DTZ001


def shown_as(number: int, code: str | None) -> Shown:
    """Return how format ``number`` shows a value; ``code`` is its text, None if built in."""
    if code is None:
        return _BUILT_IN.get(number, "number")
    bare = _LITERALS.sub("", code.lower()).replace("general", "")
    if _ELAPSED.search(bare):
        return "elapsed"
    has_time = "h" in bare or "s" in bare
    has_date = any(mark in bare for mark in ("y", "d", "aaa")) or ("m" in bare and not has_time)
    if has_date:
        return "datetime" if has_time else "date"
    return "time" if has_time else "number"


def moment(
    serial: float, shown: Shown, *, since_1904: bool
) -> int | float | date | datetime | time | timedelta:
    """Return the date or time that ``serial`` days are, to the millisecond.

    A whole day under a date format is a ``date``, with a fraction a ``datetime``. A serial that
    is no date (negative, past 9999, the 1900-02-29 that Excel invents) stays a number.
    """
    if shown == "number":
        return serial
    try:
        milliseconds = round(serial * _DAY_MS)
        if shown == "elapsed":
            return timedelta(milliseconds=milliseconds)
        return _calendar_moment(milliseconds, shown, since_1904=since_1904)
    except (OverflowError, ValueError):
        return serial


def _calendar_moment(
    milliseconds: int, shown: Shown, *, since_1904: bool
) -> date | datetime | time:
    """Raise ``ValueError`` or ``OverflowError`` where Excel has no real day."""
    days, rest = divmod(milliseconds, _DAY_MS)
    clock = timedelta(milliseconds=rest)
    if days == 0 and shown != "date":
        return (_FIRST_1904 + clock).time()
    if days < (0 if since_1904 else 1) or (days == _LEAP_1900 and not since_1904):
        raise ValueError(days)
    if since_1904:
        when = _FIRST_1904 + timedelta(days=days) + clock
    else:
        when = _BEFORE_1900 + timedelta(days=days - (days > _LEAP_1900)) + clock
    return when.date() if shown == "date" and not rest else when
