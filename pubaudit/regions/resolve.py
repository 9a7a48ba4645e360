"""From what a user writes to a place: a code, a name, a chain of names, a zone, a town."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pubaudit.errors import RegionError
from pubaudit.regions.table import NATION, Region, Table, within

_NATION_NAMES = ("国家", "全国", "中央", "中国")
_NEAREST = 8
# 32, 3209, 320902, and the codes of towns and villages, which begin with their county's.
_CODE_LENGTHS = (2, 4, 6, 9, 12)

# What a place's own zone ends in; a zone has no code and keeps the yardstick of its place.
ZONES = (
    "开发区|高新区|经开区|园区|示范区|试验区|实验区|管理区|合作区|集聚区|保税区|保税港区"
    "|度假区|风景名胜区|工业区|新区|新城|管委会|管理委员会"
)
_ZONE_NAME = re.compile(rf".*(?:{ZONES})$")
_GOVERNMENT_OFFICE = re.compile("(?:人民)?政府(?:办公厅|办公室|办)?$")
_TOWN = re.compile(".+(?:镇|乡|苏木|街道|街道办|办事处|村|社区)")
_SUFFIXES = ("市", "区", "县", "旗")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place meant, and what to tell the user about the choice ("" when there is none)."""

    region: Region
    note: str = ""


def resolve(table: Table, name: str) -> Resolution:
    """Return the place that a user names, as ``Regions.resolve`` says."""
    word = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name)))
    if not word:
        raise RegionError("地区名为空，请写地区全称或六位区划代码，如 盐城市亭湖区 或 320902")
    if word.isascii() and word.isdigit():
        return _by_code(table, word)
    place = _GOVERNMENT_OFFICE.sub("", word)
    if place in _NATION_NAMES:
        return Resolution(table.region(NATION))
    ends = table.ends(place)
    known = max(ends, default=0)
    if known and known == len(place):
        region, others = _choose(table, name, ends[known])
        return Resolution(region, f"按{shown(region)}认定；{others}" if others else "")
    if known and (_ZONE_NAME.match(place, known) or _is_town(table, place, known, ends[known])):
        region, others = _choose(table, name, ends[known])
        note = f"“{name}”不在区划表中，按名称中的{shown(region)}认定"
        return Resolution(region, "；".join(filter(None, (note, others))))
    raise _unknown(table, name, place, ends)


def _by_code(table: Table, code: str) -> Resolution:
    """Return the place of a code; a shorter or longer one than six digits says which it is."""
    six = code.ljust(6, "0")[:6] if len(code) in _CODE_LENGTHS else code
    region = table.get(six)
    if region is not None:
        note = f"{code} 不是六位区划代码，按 {six} {region.full_name}认定"
        return Resolution(region, "" if code == six else note)
    above = [table.region(top) for top in table.chain(six)]
    hint = f"其上级为{shown(above[0])}，" if above else ""
    raise RegionError(f"区划表中没有代码 {code}，{hint}请核对代码或写地区全称")


def _is_town(table: Table, place: str, known: int, codes: Collection[str]) -> bool:
    """Whether a town (镇, 街道) of a county, or of a city without counties, is named.

    The county is named in full or after its superior: 新华街道 is none of 新华区.
    """
    if not _TOWN.fullmatch(place, known):
        return False
    named = place[:known]
    return all(
        _is_lowest(table, code)
        and (named not in table.names[code] or named == table.names[code][0])
        for code in codes
    )


def _is_lowest(table: Table, code: str) -> bool:
    return not any(other != code and within(other, code) for other in table.names)


def _choose(table: Table, name: str, codes: Collection[str]) -> tuple[Region, str]:
    """Return the place meant, and which others bear the name."""
    kept = preferred(codes)
    if len(kept) == 1:
        return table.region(kept[0]), others_of(table, kept[0], codes)
    raise RegionError(
        f"“{name}”有 {len(kept)} 处：{_listed(table, kept)}；请写全称或六位代码，"
        f"如 {table.region(kept[0]).full_name} 或 {kept[0]}"
    )


def others_of(table: Table, chosen: str, codes: Collection[str]) -> str:
    """Say which other places bear the name of the one chosen, "" if none does."""
    others = sorted(set(codes) - {chosen})
    return f"另有{_listed(table, others)}，如指该地请写全称或六位代码" if others else ""


def _unknown(table: Table, name: str, word: str, ends: Mapping[int, set[str]]) -> RegionError:
    """Build the error for a name that no place bears; lists the nearest in what is known."""
    known = max(ends, default=0)
    tops = ends[known] if known else {NATION}
    pool = {
        alias: inside
        for alias, codes in table.codes_of.items()
        if (inside := [c for c in codes if any(within(c, top) for top in tops)])
    }
    rest = word[known:]
    if rest in _SUFFIXES and all(code[2:4] != "00" for code in tops):
        # 遵义县: nothing in the name says which part of 遵义 has taken its place.
        nearest = sorted({c for inside in pool.values() for c in inside} - tops) or sorted(tops)
    else:
        close = [code for alias in _nearest(rest, pool) for code in pool[alias]]
        nearest = list(dict.fromkeys(close))[:_NEAREST] or sorted(tops - {NATION})
    hint = f"最接近的有：{_listed(table, nearest)}；" if nearest else ""
    if _TOWN.fullmatch(word):
        todo = "乡镇、街道请在前面写上所在的县（市、区），如 凤冈县龙泉镇"
    else:
        todo = "请写地区全称或六位代码，如 320902；撤并、改名的写现在的名称"
    return RegionError(f"区划表中没有“{name}”；{hint}{todo}")


def _listed(table: Table, codes: Iterable[str]) -> str:
    return "、".join(shown(table.region(code)) for code in codes)


def _nearest(name: str, known: Collection[str]) -> list[str]:
    """Return the known names nearest to one: those within it, then those most like it."""
    from difflib import SequenceMatcher, get_close_matches

    close = get_close_matches(name, known, n=5 * _NEAREST, cutoff=0.3)
    inside = [one for one in known if one in name]

    def fit(one: str) -> tuple[int, float, bool]:
        whole = len(one) if one in name else 0
        return -whole, -SequenceMatcher(None, name, one).ratio(), one[0] != name[0]

    return sorted(dict.fromkeys((*inside, *close)), key=fit)


def preferred(codes: Collection[str]) -> list[str]:
    """Return provinces if any, else the places not inside another of the name, cities first."""
    provinces = sorted(code for code in codes if code.endswith("0000"))
    if provinces:
        return provinces
    kept = {code for code in codes if not any(top != code and within(code, top) for top in codes)}
    return sorted(kept, key=lambda code: (not code.endswith("00"), code))


def shown(region: Region) -> str:
    """Name a place beyond doubt: the whole chain and its code."""
    return f"{region.full_name}（{region.code}）"
