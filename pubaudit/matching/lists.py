"""The list of an item's parts that a row which names the item may give, and what it holds."""

import re
from collections.abc import Sequence

from pubaudit.matching.cell import Cell
from pubaudit.matching.naming import name_in, parts_in
from pubaudit.matching.similarity import overlap
from pubaudit.matching.targets import Target
from pubaudit.matching.wordings import first_named

_HEADS = re.compile(r"^(?:单位|信息|情况|公告|公示|结果)*(?:公开)?")
# （含…） adds to what is named, and lists none of it.
_ADDED = "[含附]"
_JOINED_ON = re.compile(rf"[及和与]|以及|\({_ADDED}")
_PARTED = re.compile(r"[、,;。:(\n和及与]")
_COMMA = re.compile(r"[、,;。:]")
_CLAUSES = re.compile(r"[、,;。:()\n]+")
_LIST_BEHIND = re.compile(
    rf"(?:\((?!{_ADDED})([^()]*)\)|(?::|,?(?:主要|重点)?(?:包括|公开))([^。]*))"
)
_NOTHING = Cell("", "", "", "", "", "", frozenset())
_ALIKE = 0.4
# What tells something about the thing before it, and is nothing by itself: 证书名称、编号.
_ATTRIBUTES = frozenset(
    {"编号", "名称", "方式", "时间", "日期", "地点", "地址", "电话", "期限", "方法"}
)


def listed_by(target: Target, own: Sequence[Cell], place: int) -> Cell:
    """Return where a naming row may list the parts of the item; an empty cell if it does not.

    Where the category names the item, the content is its list, unless it is one clause that ends
    with the name; where only the content does, the list is what stands behind the name. Of an item
    whose scheme lists no elements nothing can be left out.
    """
    content = own[0]
    whole = content.whole
    if not target.item.elements or whole in target.rows or whole in target.plain:
        return _NOTHING
    if not place and whole.endswith(target.plain) and not _PARTED.search(whole):
        return _NOTHING
    if place or any(name_in(target, c) for c in own[1:]):
        return content
    names = target.names.among(content.words)
    plain = [n for n in names if n in target.plain]
    composed = [n for n in names if n not in target.plain]
    found = first_named(whole, plain) or first_named(whole, composed)
    if not found:
        return _NOTHING
    name = _lines(found[0], content.words)
    if found[0] not in target.plain and parts_in(target, (name,), loose=True):
        return content
    return _listed_behind(target, content, whole[found.end() :])


def _listed_behind(target: Target, content: Cell, rest: str) -> Cell:
    """Return the list in the rest of a content, behind the item's name.

    It is what stands in brackets or after a colon, or the content if a part follows the name at
    once (中标候选人名称及排序、报价) or telling parts come after it.
    """
    rest = _HEADS.sub("", rest)
    behind = _LIST_BEHIND.match(rest)
    if behind and behind[2]:
        return _lines(behind[2], content.words)
    if behind and parts_in(target, (_lines(behind[1], content.words),), loose=True):
        return _lines(behind[1], content.words)
    at_once = _COMMA.split(rest[behind.end() :] if behind else rest, maxsplit=1)[0]
    if _JOINED_ON.match(at_once):
        return _NOTHING
    following = _lines(at_once or rest, content.words)
    return content if parts_in(target, (following,), loose=bool(at_once)) else _NOTHING


def _lines(text: str, words: frozenset[str]) -> Cell:
    return Cell(text, text, text, text, "", "", words)


def unknown_in(target: Target, listed: Cell) -> list[str]:
    """Return the clauses of a list of parts, as they stand, that name neither a part nor the item.

    Fragments that distribution would make of them are nothing that is listed.
    """
    known = [part.loose for part in (*target.parts, *target.makeup)]
    return [
        clause
        for clause in _CLAUSES.split(listed.whole)
        if clause
        and clause not in _ATTRIBUTES
        and not target.named_in(clause, listed.words)
        and not any(wordings.in_lines(clause, listed.words) for wordings in known)
    ]


def alike_in(target: Target, unknown: Sequence[str], found: frozenset[str]) -> frozenset[str]:
    """Find further parts in a list of parts: clauses in words not known that come near a label."""
    return frozenset(
        part.label
        for part in target.parts
        if part.label not in found and any(overlap(part.label, u) >= _ALIKE for u in unknown)
    )
