"""Days that a title, a line (编制日期：…), a column or a file name gives for the whole catalog."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from pubaudit.headers.words import HeaderWords
from pubaudit.text import chinese_number

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_CHINESE_YEAR = re.compile(
    r"(二[〇○零][〇○零一二三四五六七八九]{2})年"
    r"(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?!\s*\d)")
# 〔2018〕9号 is a document's number, not a date.
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年度?版?|版)|[(（]((?:19|20)\d\d)[)）](?!\s*第?\d+号)"
)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_AFTER_LABEL = 24


def find_date(text: str) -> tuple[date, str] | None:
    """Return the first and most precise day that ``text`` gives, and the words that say it.

    A month or year alone means its first day; what is no day of the calendar is passed over.
    """
    plain = text.translate(_FULL_WIDTH)
    for pattern in (_DAY, _COMPACT, _MONTH, _YEAR):
        for match in pattern.finditer(plain):
            day = _day(*map(int, filter(None, match.groups())))
            if day:
                return day, text[slice(*match.span())]
    chinese = _CHINESE_YEAR.search(plain)
    if chinese is None:
        return None
    year = int("".join(_DIGITS[digit] for digit in chinese[1]))
    day = _day(year, chinese_number(chinese[2] or "一"), chinese_number(chinese[3] or "一"))
    return (day, chinese[0]) if day else None


def is_day(text: str) -> bool:
    """Tell whether a cell holds a day and nothing else."""
    found = find_date(text)
    return found is not None and found[1].strip() == text.removesuffix(" 00:00:00").strip()


def date_of_catalog(
    places: Mapping[str, Sequence[str]], words: HeaderWords
) -> tuple[date | None, str, str]:
    """Return the catalog's day, where it stands, and the words that say it.

    ``places`` holds the texts of each place, in the order in which they decide: ``line`` for the
    lines outside the rows (编制日期：…), ``title``, ``column`` for the cells of a 编制日期 column,
    of which the latest counts, ``sheet`` and ``file`` for names.
    """
    for where, texts in places.items():
        found = [day for text in dict.fromkeys(texts) if (day := _in_place(where, text, words))]
        if found:
            dated, shown = max(found) if where == "column" else found[0]
            return dated, where, shown
    return None, "", ""


def _in_place(where: str, text: str, words: HeaderWords) -> tuple[date, str] | None:
    if where == "line":
        return _labelled(text, words)
    found = find_date(text)
    return found or (_bare_year(text) if where in {"sheet", "file"} else None)


def _labelled(line: str, words: HeaderWords) -> tuple[date, str] | None:
    plain = "".join(line.split())
    for label in words.dates:
        _, there, after = plain.partition(label)
        if there:
            found = find_date(after[:_AFTER_LABEL])
            if found:
                return found
    return None


def _bare_year(name: str) -> tuple[date, str] | None:
    match = _BARE_YEAR.search(name)
    return (date(int(match[1]), 1, 1), match[1]) if match else None


def _day(year: int, month: int = 1, day: int = 1) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
