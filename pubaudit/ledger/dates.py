"""Days as people write them, turned into day numbers; what is no day is a reason, not a guess."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from pubaudit.workdays.table import EPOCH

MISSING = -(1 << 31)
UNREADABLE = MISSING + 1
NO_DAY = MISSING + 2

_BEIJING = timezone(timedelta(hours=8))
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
# Serial numbers of 1954 to 2119; below lie years and counts, above compact dates.
_SERIALS = range(20000, 80001)
_ISO_LENGTH = len("2026-02-10")
_BLANK = frozenset({"", "-", "--", "—", "/", "无", "未公开", "暂无", "none", "null", "nan", "nat"})
_HOUR = r"(?:凌晨|早上|上午|中午|下午|晚上)?(?:\d{1,2}[时点:：].*)?"
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*"
    rf"(?:[日号]{_HOUR}|[日号]?(?:[T\s（(].*|起)?)"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?:\.0|\s.*)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH = re.compile(r"(?:19|20)\d\d(?:\s*[-/.年]\s*\d{1,2}\s*月?|\s*年|(?:0[1-9]|1[0-2]))?(?:\.0)?")
_ZONED = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})[T ](\d{1,2})(:\d\d.*(?:Z|[+-]\d\d:?\d\d))")
# Beyond these a float does not hold every whole number.
_WHOLE = 1e15
_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]+)月(?:([一二三四五六七八九十]+)日)?)?"
)


def day_of_value(value: Any) -> int:
    """Return the day number (since 1970-01-01) of a cell, or MISSING, UNREADABLE, NO_DAY.

    Reads dates, times (cut to the day in Beijing), Excel serial numbers, 2026-02-10, 2026/2/10,
    2026.2.10, 20260210, 20260210103000, 2026年2月10日, 2026年2月10日上午, 二〇二六年二月十日.
    NO_DAY: only a year or a month. A moment beyond the years 1 to 9999 is UNREADABLE.
    """
    if isinstance(value, str):
        return _of_text(value.strip())
    if value is None or value != value:  # noqa: PLR0124 - only NaN is unequal to itself
        return MISSING
    if isinstance(value, datetime):
        return _in_beijing(value) if value.tzinfo else value.toordinal() - EPOCH
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    if isinstance(value, bool | time | timedelta):
        return UNREADABLE
    return _of_number(value) if isinstance(value, int | float) else UNREADABLE


def _in_beijing(moment: datetime) -> int:
    try:
        return moment.astimezone(UTC).astimezone(_BEIJING).toordinal() - EPOCH
    except OverflowError:
        return UNREADABLE


def _of_number(value: float) -> int:
    whole = int(value) if abs(value) < _WHOLE else 0
    if whole in _SERIALS:
        return whole + _EXCEL_EPOCH - EPOCH
    return _of_text(str(whole)) if whole == value else UNREADABLE


def _of_text(text: str) -> int:  # noqa: PLR0911 - one answer a notation
    if (
        len(text) == _ISO_LENGTH and text[4] == text[7] == "-"
    ):  # by far the most frequent notation in large ledgers
        try:
            return date.fromisoformat(text).toordinal() - EPOCH
        except ValueError:
            pass
    plain = text.translate(_FULL_WIDTH)
    if plain.lower() in _BLANK:
        return MISSING
    if zoned := _ZONED.fullmatch(plain):
        year, _, month, day, hour, rest = zoned.groups()
        try:
            iso = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}{rest}"
            return _in_beijing(datetime.fromisoformat(iso))
        except ValueError:
            return UNREADABLE
    match = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match:
        return _number(*(int(part) for part in match.groups()))
    if _SERIAL.fullmatch(plain) and int(float(plain)) in _SERIALS:
        return int(float(plain)) + _EXCEL_EPOCH - EPOCH
    if _MONTH.fullmatch(plain):
        return NO_DAY
    return _of_chinese("".join(text.split()))


def _of_chinese(text: str) -> int:
    match = _CHINESE.fullmatch(text)
    if match is None:
        return UNREADABLE
    if not match[3]:
        return NO_DAY
    year = int("".join(_DIGITS[digit] for digit in match[1]))
    return _number(year, _count(match[2]), _count(match[3]))


def _number(year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return UNREADABLE


def _count(chinese: str) -> int:
    """Read 一 to 三十一; what is no number is 0."""
    tens, ten, ones = chinese.rpartition("十")
    if any(part not in _DIGITS for part in (tens, ones) if part):
        return 0
    unit = int(_DIGITS[ones]) if ones else 0
    return (int(_DIGITS[tens]) if tens else 1) * 10 + unit if ten else unit
