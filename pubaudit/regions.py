"""Places: names and division codes (行政区划代码) to one region, and whose scheme holds there.

The data are ``catalogs/regions.csv``: ``code,name,short``. A region's parent is its code's prefix:
320902 亭湖区 → 320900 盐城市 → 320000 江苏省 → 000000 国家. A district of a 直辖市 and a county
directly under a province have no city between.
"""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pubaudit.errors import RegionError, SchemeError

Level = Literal["nation", "province", "city", "county"]

_NATION = "000000"
_NATION_NAMES = ("国家", "全国", "中央", "中国")
_COLUMNS = ["code", "name", "short"]
_NEAREST = 8
# 32, 3209, 320902, and the codes of towns and villages, which begin with their county's.
_CODE_LENGTHS = (2, 4, 6, 9, 12)

# What a place's own zone ends in; a zone has no code and keeps the yardstick of its place.
_ZONES = (
    "开发区|高新区|经开区|园区|示范区|试验区|实验区|管理区|合作区|集聚区|保税区|保税港区"
    "|度假区|风景名胜区|工业区|新区|新城|管委会|管理委员会"
)
_ZONE_NAME = re.compile(rf".*(?:{_ZONES})$")
_ZONE_AHEAD = re.compile(
    rf"(?:国家级|省级|经济|技术|高新|产业|工业|农业|现代|循环|旅游|综合)*(?:{_ZONES})"
)
_GOVERNMENT = "人民政府"
_GOVERNMENT_OFFICE = re.compile("(?:人民)?政府(?:办公厅|办公室|办)?$")
_TOWN = re.compile(".+(?:镇|乡|苏木|街道|街道办|办事处|村|社区)")
_SUFFIXES = ("市", "区", "县", "旗")

# Names that are plain words as well: in running text they count only beside their superior.
_PLAIN_WORDS = frozenset(
    (
        *("城东区", "城西区", "城北区", "城中区", "老城区", "新城区", "古城区", "市南区", "市北区"),
        *("市中区", "西市区", "新市区", "站前区", "港口区", "海港区", "江南区", "滨江区", "滨湖区"),
        *("湖滨区", "中原区", "新建区", "解放区", "老城", "新城", "港口", "海港", "江南", "中原"),
        *("新建", "解放", "公安", "平安", "友好", "胜利", "光明", "东方"),
    )
)
_SPLIT_WORDS = frozenset(("市场", "区域", "区间", "区划", "区块", "旗舰"))
_FALSE_CITY = "沿海城市"


@dataclass(frozen=True, slots=True)
class Region:
    """A place; ``full_name`` is the whole chain, 江苏省盐城市亭湖区; the nation is 000000 国家."""

    code: str
    name: str
    full_name: str

    @property
    def level(self) -> Level:
        """The place's rank by its code; 东莞 is a city, 仙桃 (directly administered) a county."""
        if self.code == _NATION:
            return "nation"
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place meant, and what to tell the user about the choice ("" when there is none)."""

    region: Region
    note: str = ""


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


def load(path: Path) -> "Regions":
    """Read ``regions.csv``; the indexes are built when first asked for.

    Raises ``SchemeError`` if the table is missing or malformed.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if next(rows, None) != _COLUMNS:
                raise SchemeError(f"{path}：首行应为 {','.join(_COLUMNS)}，请恢复该文件")
            names: dict[str, tuple[str, str]] = {}
            for number, row in enumerate(rows, start=2):
                if len(row) != len(_COLUMNS) or not _is_code(row[0]):
                    raise SchemeError(f"{path} 第{number}行：应为六位代码、全称、简称三列，请改正")
                names[row[0]] = (row[1], row[2])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SchemeError(f"{path}：读不出行政区划表（{error}），请重新安装或恢复该文件") from error
    return Regions(names)


class Regions:
    """All places of the table; ``names`` maps a code to its full and its short name."""

    def __init__(self, names: Mapping[str, tuple[str, str]]) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def get(self, code: str) -> Region | None:
        """Return the region of a six-digit code (000000 is the nation), None if there is none."""
        return self._region(code) if code == _NATION or code in self._names else None

    def bearers(self, name: str) -> tuple[Region, ...]:
        """Return every place that bears a name: full, or short as people say it."""
        return tuple(map(self._region, self._bearers.get(name, ())))

    def lineage(self, region: Region) -> tuple[Region, ...]:
        """Return the region, its city, its province and the nation, whichever of them exist."""
        codes = () if region.code == _NATION else self._chain(region.code)
        return tuple(self._region(code) for code in (*codes, _NATION))

    def resolve(self, name: str) -> Resolution:
        """Return the place that a user names: by code, short or full name, chain of names, zone.

        Marks around and within a name count for nothing. A province goes before other places of
        its name, and a place before its own parts (南昌市 before 南昌县); a zone, a town (镇, 街道)
        and the code of one stand for the place that they lie in; the note says so. Raises
        ``RegionError`` for a name that several places bear (lists them) and for one that none
        bears (lists the nearest).
        """
        word = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name)))
        if not word:
            raise RegionError("地区名为空，请写地区全称或六位区划代码，如 盐城市亭湖区 或 320902")
        if word.isascii() and word.isdigit():
            return self._by_code(word)
        place = _GOVERNMENT_OFFICE.sub("", word)
        if place in _NATION_NAMES:
            return Resolution(self._region(_NATION))
        ends = self._ends(place)
        known = max(ends, default=0)
        if known and known == len(place):
            region, others = self._choose(name, ends[known])
            return Resolution(region, f"按{_shown(region)}认定；{others}" if others else "")
        if known and (_ZONE_NAME.match(place, known) or self._is_town(place, known, ends[known])):
            region, others = self._choose(name, ends[known])
            note = f"“{name}”不在区划表中，按名称中的{_shown(region)}认定"
            return Resolution(region, "；".join(filter(None, (note, others))))
        raise self._unknown(name, place, ends)

    def find_in(self, text: str, bodies: Collection[str] = ()) -> Resolution | None:
        """Return the place that a title, a file name or a cell names beyond doubt, else None.

        A name counts when it has its suffix (亭湖区; at least three characters, not a plain word
        such as 老城区); when it follows its superior (江苏盐城亭湖, 西宁市城东区); when one of
        ``bodies`` (住建局 …), 人民政府 or a zone (经济开发区) follows it; or, for a province or
        city, when it stands alone (天津_目录.xlsx). All that count must lie on one line of
        superiors: the lowest is the answer, two unrelated places or two bearers are none.
        """
        mentions = self._mentions(unicodedata.normalize("NFKC", text), tuple(bodies))
        if not mentions:
            return None
        found = {
            code
            for mention in mentions
            for code in mention.codes
            if all(any(_within(code, top) for top in other.codes) for other in mentions)
        }
        kept = _preferred(found)
        if len(kept) != 1:
            return None
        region, others = self._region(kept[0]), self._others(kept[0], found)
        return Resolution(region, f"按{_shown(region)}认定；{others}" if others else "")

    # --- names ---------------------------------------------------------------------------------

    @cached_property
    def _bearers(self) -> dict[str, list[str]]:
        """Every name to the codes that bear it: full, short, and 景宁县 for 景宁畲族自治县."""
        bearers: dict[str, list[str]] = {}
        for code, (name, short) in self._names.items():
            aliases = [name] if name == short else [name, short]
            if "自治" in name and not code.endswith("0000"):
                aliases.append(short + name[-1])
            for alias in aliases:
                bearers.setdefault(alias, []).append(code)
        return bearers

    @cached_property
    def _formal(self) -> frozenset[str]:
        """The names that are read as places in running text: those with their suffix.

        景宁县 is one, 河南县 (青海) is not: 河南县级 is about 河南.
        """
        formal = {name for name, short in self._names.values() if name != short and len(name) > 2}
        for name, short in self._names.values():
            if "自治" in name and len(self._bearers[short]) == 1:
                formal.add(short + name[-1])
        return frozenset(formal - _PLAIN_WORDS)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._bearers), default=0)

    def _ends(self, text: str, start: int = 0, within: str = _NATION) -> dict[int, set[str]]:
        """Where a chain of names from ``start`` may end, and the places it then means."""
        ends: dict[int, set[str]] = {}
        for end in range(start + 2, min(len(text), start + self._longest) + 1):
            for code in self._bearers.get(text[start:end], ()):
                if code == within or not _within(code, within):
                    continue
                ends.setdefault(end, set()).add(code)
                for further, codes in self._ends(text, end, code).items():
                    ends.setdefault(further, set()).update(codes)
        return ends

    def _chain(self, code: str) -> tuple[str, ...]:
        """Return the code and its superiors in the table, lowest first."""
        codes = dict.fromkeys((code, code[:4] + "00", code[:2] + "0000"))
        return tuple(code for code in codes if code in self._names)

    def _region(self, code: str) -> Region:
        if code == _NATION:
            return Region(_NATION, "国家", "国家")
        full = "".join(self._names[part][0] for part in reversed(self._chain(code)))
        return Region(code, self._names[code][0], full)

    # --- resolving -----------------------------------------------------------------------------

    def _by_code(self, code: str) -> Resolution:
        """Return the place of a code; a shorter or longer one than six digits says which it is."""
        six = code.ljust(6, "0")[:6] if len(code) in _CODE_LENGTHS else code
        region = self.get(six)
        if region is not None:
            note = f"{code} 不是六位区划代码，按 {six} {region.full_name}认定"
            return Resolution(region, "" if code == six else note)
        above = [self._region(top) for top in self._chain(six)]
        hint = f"其上级为{_shown(above[0])}，" if above else ""
        raise RegionError(f"区划表中没有代码 {code}，{hint}请核对代码或写地区全称")

    def _is_town(self, place: str, known: int, codes: Collection[str]) -> bool:
        """Whether a town (镇, 街道) of a county, or of a city without counties, is named.

        The county is named in full or after its superior: 新华街道 is none of 新华区.
        """
        if not _TOWN.fullmatch(place, known):
            return False
        named = place[:known]
        return all(
            self._is_lowest(code)
            and (named not in self._names[code] or named == self._names[code][0])
            for code in codes
        )

    def _is_lowest(self, code: str) -> bool:
        return not any(other != code and _within(other, code) for other in self._names)

    def _choose(self, name: str, codes: Collection[str]) -> tuple[Region, str]:
        """Return the place meant, and which others bear the name."""
        kept = _preferred(codes)
        if len(kept) == 1:
            return self._region(kept[0]), self._others(kept[0], codes)
        raise RegionError(
            f"“{name}”有 {len(kept)} 处：{self._listed(kept)}；请写全称或六位代码，"
            f"如 {self._region(kept[0]).full_name} 或 {kept[0]}"
        )

    def _others(self, chosen: str, codes: Collection[str]) -> str:
        others = sorted(set(codes) - {chosen})
        return f"另有{self._listed(others)}，如指该地请写全称或六位代码" if others else ""

    def _unknown(self, name: str, word: str, ends: Mapping[int, set[str]]) -> RegionError:
        """Build the error for a name that no place bears; lists the nearest in what is known."""
        known = max(ends, default=0)
        tops = ends[known] if known else {_NATION}
        pool = {
            alias: inside
            for alias, codes in self._bearers.items()
            if (inside := [c for c in codes if any(_within(c, top) for top in tops)])
        }
        rest = word[known:]
        if rest in _SUFFIXES and all(code[2:4] != "00" for code in tops):
            # 遵义县: nothing in the name says which part of 遵义 has taken its place.
            nearest = sorted({c for inside in pool.values() for c in inside} - tops) or sorted(tops)
        else:
            close = [code for alias in _nearest(rest, pool) for code in pool[alias]]
            nearest = list(dict.fromkeys(close))[:_NEAREST] or sorted(tops - {_NATION})
        hint = f"最接近的有：{self._listed(nearest)}；" if nearest else ""
        if _TOWN.fullmatch(word):
            todo = "乡镇、街道请在前面写上所在的县（市、区），如 凤冈县龙泉镇"
        else:
            todo = "请写地区全称或六位代码，如 320902；撤并、改名的写现在的名称"
        return RegionError(f"区划表中没有“{name}”；{hint}{todo}")

    def _listed(self, codes: Iterable[str]) -> str:
        return "、".join(_shown(self._region(code)) for code in codes)

    # --- running text --------------------------------------------------------------------------

    def _mentions(self, text: str, bodies: tuple[str, ...]) -> list[_Mention]:
        """Return the mentions that count; a name after its superior makes both of them count."""
        strong: dict[int, _Mention] = {}
        last: _Mention | None = None
        for mention in self._scan(text, bodies):
            if last is not None and self._follows(mention, last):
                strong[last.start] = last
                strong[mention.start] = mention
            if mention.strong:
                strong[mention.start] = mention
            last = mention
        return list(strong.values())

    def _follows(self, mention: _Mention, superior: _Mention) -> bool:
        """Whether a chain goes on: 江苏盐城, 盐城市亭湖区, 贵州凤冈县, but not 辽宁省中山(路).

        A plain word goes on only with its suffix and right after its city (西宁市城东区).
        """
        if superior.end != mention.start or superior.formal > mention.formal:
            return False
        if not mention.plain:
            return any(
                code != top and _within(code, top)
                for code in mention.codes
                for top in superior.codes
            )
        return mention.formal and any(
            self._chain(code)[1] in superior.codes for code in mention.codes
        )

    def _scan(self, text: str, bodies: tuple[str, ...]) -> Iterable[_Mention]:
        """Names from left to right, the longest first; none begins inside another."""
        start = 0
        while start < len(text):
            mention = self._longest_at(text, start, bodies)
            if mention is None:
                start += 1
            else:
                yield mention
                start = mention.end

    def _longest_at(self, text: str, start: int, bodies: tuple[str, ...]) -> _Mention | None:
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            name = text[start:end]
            codes = self._bearers.get(name)
            if codes is None or text[end - 1 : end + 1] in _SPLIT_WORDS:
                continue
            if text[start - 1 : start + 3] == _FALSE_CITY:
                continue
            formal = name == self._names[codes[0]][0] or name in self._formal
            strong = self._counts(text, start, end, bodies)
            return _Mention(start, end, tuple(codes), formal, name in _PLAIN_WORDS, strong)
        return None

    def _counts(self, text: str, start: int, end: int, bodies: tuple[str, ...]) -> bool:
        """Whether what stands at [start, end) is a place by itself: see ``find_in``."""
        name = text[start:end]
        if name in self._formal:
            return True
        if text.startswith((_GOVERNMENT, *bodies), end):
            return True
        if name in _PLAIN_WORDS:
            return False
        if _ZONE_AHEAD.match(text, end):
            return True
        alone = not _is_han(text[start - 1 : start]) and not _is_han(text[end : end + 1])
        return alone and any(code.endswith("00") for code in self._bearers[name])


def _is_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def _nearest(name: str, known: Collection[str]) -> list[str]:
    """Return the known names nearest to one: those within it, then those most like it."""
    from difflib import SequenceMatcher, get_close_matches

    close = get_close_matches(name, known, n=5 * _NEAREST, cutoff=0.3)
    within = [one for one in known if one in name]

    def fit(one: str) -> tuple[int, float, bool]:
        whole = len(one) if one in name else 0
        return -whole, -SequenceMatcher(None, name, one).ratio(), one[0] != name[0]

    return sorted(dict.fromkeys((*within, *close)), key=fit)


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _within(code: str, top: str) -> bool:
    """Whether ``code`` is ``top`` or lies in it."""
    if top.endswith("0000"):
        return top == _NATION or code[:2] == top[:2]
    return code == top or (top.endswith("00") and code[:4] == top[:4])


def _preferred(codes: Collection[str]) -> list[str]:
    """Return provinces if any, else the places not inside another of the name, cities first."""
    provinces = sorted(code for code in codes if code.endswith("0000"))
    if provinces:
        return provinces
    kept = {code for code in codes if not any(top != code and _within(code, top) for top in codes)}
    return sorted(kept, key=lambda code: (not code.endswith("00"), code))


def _shown(region: Region) -> str:
    return f"{region.full_name}（{region.code}）"
