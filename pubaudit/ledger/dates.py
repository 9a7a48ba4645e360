"""Days as people write them, turned into day numbers; what is no day is a reason, not a guess."""

import re
import unicodedata
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
_BLANK = re.compile(
    r"[-/\\_*.\s]*|无|暂无|空|none|null|nan|nat|n/?a|"
    r"(?:(?:尚|暂|还|仍)?未(?:公开|发布|上网|公布|公示)|待(?:公开|发布))(?:\(.*\))?"
)
_DASHES = str.maketrans("—–−―‐‑。", "------.")
_WEEKDAY = r"(?:星期|礼拜|周)[一二三四五六日天]"
_PART = r"(?:凌晨|早上|上午|中午|下午|晚上)"
_HOUR = rf"{_PART}?(?:\d{{1,2}}[时点:].*)?"
# What happened on the day does not make it another one.
_DEED = r"(?:形成|成文|落款|制作|作出|签发|签订|印发|制发|发文|变更|公开|发布|公布|上网|公示)"
_DAY = re.compile(
    r"(\d{4})\s*[-/.\\年]\s*(\d{1,2})\s*[-/.\\月]\s*(\d{1,2})(?!\d)\s*"
    rf"(?:[日号]?{_WEEKDAY}\s*{_HOUR}|[日号]{_HOUR}|{_PART}(?:\d{{1,2}}[时点:].*)?"
    rf"|[日号]?(?:[T\s(].*|起|{_DEED})?|\.)"
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?:\.0|\s.*)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH = re.compile(r"(?:19|20)\d\d(?:\s*[-/.年]\s*\d{1,2}\s*月?|\s*年|(?:0[1-9]|1[0-2]))?(?:\.0)?")
_CLOCK = r"(\d{1,2}):?(\d\d)(?::?\d\d(?:[.,]\d+)?)?"
_ZONED = re.compile(
    rf"(.*?\d\s*日?)[T\s]*(?<!\d){_CLOCK}\s*"
    r"(?:(?:UTC|GMT)?\s*([+-]\d\d?)(?::?(\d\d))?|Z|UTC|GMT|(CST|Asia/Shanghai))",
    re.IGNORECASE,
)
# A zone that is not known: the day in Beijing may be another one.
_OTHER_ZONE = re.compile(
    r".*\d:\d\d(?:[.,]\d+)?\s*\(?(?!(?:am|pm)\b)(?:[a-z/_]+\)?|(?:z|utc|gmt|[+-]\s*\d).*)",
    re.IGNORECASE,
)
_FARTHEST_ZONE = timedelta(hours=14)
# Beyond these a float does not hold every whole number.
_WHOLE = 1e15
_DIGITS = dict(zip("〇○◯零Oo一二三四五六七八九", "000000123456789", strict=True))
_NUMERAL = r"([一二三四五六七八九十\d]+)"
_CHINESE = re.compile(rf"([{''.join(_DIGITS)}\d]{{4}})年(?:{_NUMERAL}月{_NUMERAL}?)?")


def day_of_value(value: Any) -> int:
    """Return the day number (since 1970-01-01) of a cell, or MISSING, UNREADABLE, NO_DAY.

    Reads dates, times (cut to the day in Beijing), Excel serial numbers, 2026-02-10, 2026/2/10,
    2026.2.10, 20260210, 20260210103000, 2026年2月10日, 2026年2月10日上午, 2026年2月10日印发,
    二〇二六年二月十日.
    NO_DAY: only a year or a month. A moment beyond the years 1 to 9999, or with a zone that is not
    known, is UNREADABLE. Words for what is not published yet (尚未公开) are MISSING, like a blank.
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
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if _BLANK.fullmatch(plain.lower()):
        return MISSING
    plain = _arabic(plain)
    if zoned := _ZONED.fullmatch(plain):
        return _of_moment(*zoned.groups())
    if _OTHER_ZONE.fullmatch(plain):
        return UNREADABLE
    if match := _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _number(*(int(part) for part in match.groups()))
    if _SERIAL.fullmatch(plain) and int(float(plain)) in _SERIALS:
        return int(float(plain)) + _EXCEL_EPOCH - EPOCH
    return NO_DAY if _MONTH.fullmatch(plain) else UNREADABLE


def _of_moment(  # noqa: PLR0913, PLR0917 - the groups of _ZONED
    day: str, hour: str, minute: str, ahead: str | None, more: str | None, here: str | None
) -> int:
    """Read a day and a clock with a zone: hours and minutes ahead of UTC, or China's own."""
    written = _of_text(day)
    if written <= NO_DAY:
        return UNREADABLE
    offset = timedelta(hours=int((ahead or "0").lstrip("+-")), minutes=int(more or 0))
    if offset > _FARTHEST_ZONE:
        return UNREADABLE
    try:
        zone = timezone(-offset if ahead and ahead[0] == "-" else offset)
        clock = time(int(hour), int(minute), tzinfo=_BEIJING if here else zone)
        return _in_beijing(datetime.combine(date.fromordinal(written + EPOCH), clock))
    except ValueError:
        return UNREADABLE


def _arabic(text: str) -> str:
    """Write a day in Chinese numerals, or half in them (二O二六年2月十日), in Arabic ones."""
    close = "".join(text.split())
    match = _CHINESE.match(close)
    if match is None or not set(match[0]) & {*_DIGITS, "十"}:
        return text
    year, month, day = match.groups()
    plain = "".join(_DIGITS.get(digit, digit) for digit in year)
    said = "".join((f"{_count(month)}月" if month else "", _count(day) if day else ""))
    return f"{plain}年{said}{close[match.end() :]}"


def _number(year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return UNREADABLE


def _count(numeral: str) -> str:
    """Write 一 to 三十一 in Arabic numerals; what is no number is 0."""
    if numeral.isdecimal():
        return numeral
    tens, ten, ones = numeral.rpartition("十")
    if any(part not in _DIGITS for part in (tens, ones) if part):
        return "0"
    unit = int(_DIGITS[ones]) if ones else 0
    return str((int(_DIGITS[tens]) if tens else 1) * 10 + unit if ten else unit)
