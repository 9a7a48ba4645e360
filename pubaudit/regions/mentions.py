"""Places in running text: a title, the name of a file, a cell."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from pubaudit.regions.resolve import ZONES, Resolution, others_of, preferred, shown
from pubaudit.regions.table import PLAIN_WORDS, Table, within

_ZONE_AHEAD = re.compile(
    rf"(?:国家级|省级|经济|技术|高新|产业|工业|农业|现代|循环|旅游|综合)*(?:{ZONES})"
)
_GOVERNMENT = "人民政府"
_SPLIT_WORDS = frozenset(("市场", "区域", "区间", "区划", "区块", "旗舰"))
_FALSE_CITY = "沿海城市"


class _Mention(NamedTuple):
    """A place name in running text, [start, end), and the codes that bear it.

    ``formal``: with its suffix; ``plain``: a plain word as well; ``strong``: counts by itself.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    formal: bool
    plain: bool
    strong: bool


def find_in(table: Table, text: str, bodies: Collection[str] = ()) -> Resolution | None:
    """Return the place that a text names, as ``Regions.find_in`` says."""
    mentions = _mentions(table, unicodedata.normalize("NFKC", text), tuple(bodies))
    if not mentions:
        return None
    found = {
        code
        for mention in mentions
        for code in mention.codes
        if all(any(within(code, top) for top in other.codes) for other in mentions)
    }
    kept = preferred(found)
    if len(kept) != 1:
        return None
    region, others = table.region(kept[0]), others_of(table, kept[0], found)
    return Resolution(region, f"按{shown(region)}认定；{others}" if others else "")


def _mentions(table: Table, text: str, bodies: tuple[str, ...]) -> list[_Mention]:
    """Return the mentions that count; a name after its superior makes both of them count."""
    strong: dict[int, _Mention] = {}
    last: _Mention | None = None
    for mention in _scan(table, text, bodies):
        if last is not None and _follows(table, mention, last):
            strong[last.start] = last
            strong[mention.start] = mention
        if mention.strong:
            strong[mention.start] = mention
        last = mention
    return list(strong.values())


def _follows(table: Table, mention: _Mention, superior: _Mention) -> bool:
    """Whether a chain goes on: 江苏盐城, 盐城市亭湖区, 贵州凤冈县, but not 辽宁省中山(路).

    A plain word goes on only with its suffix and right after its city (西宁市城东区).
    """
    if superior.end != mention.start or superior.formal > mention.formal:
        return False
    if not mention.plain:
        return any(
            code != top and within(code, top) for code in mention.codes for top in superior.codes
        )
    return mention.formal and any(table.chain(code)[1] in superior.codes for code in mention.codes)


def _scan(table: Table, text: str, bodies: tuple[str, ...]) -> Iterable[_Mention]:
    """Names from left to right, the longest first; none begins inside another."""
    start = 0
    while start < len(text):
        mention = _longest_at(table, text, start, bodies)
        if mention is None:
            start += 1
        else:
            yield mention
            start = mention.end


def _longest_at(table: Table, text: str, start: int, bodies: tuple[str, ...]) -> _Mention | None:
    for end in range(min(len(text), start + table.longest), start + 1, -1):
        name = text[start:end]
        codes = table.codes_of.get(name)
        if codes is None or text[end - 1 : end + 1] in _SPLIT_WORDS:
            continue
        if text[start - 1 : start + 3] == _FALSE_CITY:
            continue
        formal = name == table.names[codes[0]][0] or name in table.formal
        strong = _counts(table, text, start, end, bodies)
        return _Mention(start, end, tuple(codes), formal, name in PLAIN_WORDS, strong)
    return None


def _counts(table: Table, text: str, start: int, end: int, bodies: tuple[str, ...]) -> bool:
    """Whether what stands at [start, end) is a place by itself: see ``Regions.find_in``."""
    name = text[start:end]
    if name in table.formal:
        return True
    if text.startswith((_GOVERNMENT, *bodies), end):
        return True
    if name in PLAIN_WORDS:
        return False
    if _ZONE_AHEAD.match(text, end):
        return True
    alone = not _is_han(text[start - 1 : start]) and not _is_han(text[end : end + 1])
    return alone and any(code.endswith("00") for code in table.codes_of[name])


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"
