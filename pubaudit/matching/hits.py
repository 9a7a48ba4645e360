"""How one entry speaks of one item, and in which words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from pubaudit.matching.cell import BLANKED, Cell
from pubaudit.matching.similarity import overlap
from pubaudit.matching.targets import Target
from pubaudit.matching.views import View
from pubaudit.matching.wordings import Wordings, any_in, blanked, first_named, is_plain, said

How = Literal[
    "equal", "contained", "synonym", "category", "topic", "parts", "narrower", "similar", "weak"
]

NAMING: tuple[How, ...] = ("equal", "contained", "synonym", "category")
SURE: frozenset[How] = frozenset({*NAMING, "topic", "parts", "narrower"})
# The share of verdicts that were right, by how they were reached, over 2,442 labels, each catalog
# judged without its own words (bench/leave_out.py; Laplace's rule). Topic was not met there and
# takes the rate of parts. The first sight of a catalog is less sure: tests/data/README.md.
CONFIDENCE: Mapping[How, float] = {
    "equal": 0.99,
    "contained": 0.98,
    "synonym": 0.97,
    "category": 0.8,
    "topic": 0.94,
    "parts": 0.94,
    "narrower": 0.98,
    "weak": 0.64,
}
NOTHING_FOUND = 0.93
SEEN: Mapping[How, str] = {
    "equal": "与方案所列一致",
    "contained": "写明了该事项",
    "synonym": "是该事项的通行说法",
    "category": "归在该事项名下",
    "topic": "讲的是该事项",
    "parts": "列出了该事项的内容",
    "narrower": "只是该事项的一部分",
    "similar": "与该事项的说法相近",
    "weak": "可能包含该事项",
}
_SHORT_CONTENT = 16
_HEADS = re.compile(r"^(?:单位|信息|情况|公告|公示|结果)*(?:公开)?")
_JOINED_ON = re.compile(r"[及和与]|以及")
_TELLING_PARTS = 2
_ALIKE = 0.4
_OPEN_LIST = re.compile(r"(?<![同平高相优对初中均])等(?=$|[),;。]|信息|内容|情况|事项|方面|要素)")
_OTHER_WORDS = ("级", "次", "额", "待", "候")
_JOINT = re.compile(r"[和与及、]")
_NOTHING = Cell("", "", "", "", "", "", frozenset())
_SEGMENT = re.compile(r"[,;。:]")
_COMMA = re.compile(r"[、,;。:]")
_BY_WORDS: tuple[How, ...] = ("equal", "contained", "synonym")
_LIST_BEHIND = re.compile(r"(?:\(([^()]*)\)|(?::|,?(?:主要|重点)?(?:包括|公开)|,?含)([^。]*))")
_SHORTEST_NAME = 3
OWN_CELLS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """How an entry speaks of an item: the words that show it, and the labels of the parts named.

    ``wording``: what of ours was found in them; ``chance``: how likely it means the item, where the
    words are not known. ``only``: the words that narrow it to a kind of the item; empty if nothing
    does. ``open``: its list of parts ends with 等. ``unknown``: a clause of it is in unknown words.
    ``doubt``: the category names the item, but the content speaks of rules or disputes about it
    only.
    """

    view: View
    how: How
    words: str
    wording: str
    chance: float = 1.0
    parts: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    open: bool = False
    unknown: bool = False
    doubt: bool = False


def hit(target: Target, view: View) -> Hit | None:
    """Say how, if at all, an entry speaks of an item.

    A row names an item in its content or its innermost category; an outer category only puts the
    row under the item, and then the row's own words count as parts of it.
    """
    cells = _of_this_business(target, view)
    if not cells:
        return None
    own, outer = cells[:OWN_CELLS], cells[OWN_CELLS:]
    naming = [_names_of_parts_blanked(cell, target) for cell in own] if target.within else own
    for how in _BY_WORDS:
        for place, cell in enumerate(naming):
            wording = _named_by(target, cell, how)
            if wording:
                listed = _listed(target, own, place)
                parts = parts_in(target, (listed,), loose=True)
                unknown = _unknown(target, listed) if parts else []
                parts |= _alike(target, unknown, parts)
                return Hit(
                    view,
                    how,
                    view.cells[place].shown,
                    wording,
                    parts=parts,
                    only=_only(target, cells),
                    open=_OPEN_LIST.search(listed.whole) is not None,
                    unknown=bool(unknown),
                    doubt=place > 0 and bool(own[0].about) and not own[0].naming,
                )
    for cell in outer:
        wording = "" if _JOINT.search(cell.whole) else _name_in(target, cell)
        if wording:
            parts = parts_in(target, own, loose=True)
            how = "parts" if parts else "category"
            return Hit(
                view, how, view.cells[0].shown, wording, parts=parts, only=_only(target, cells)
            )
    if wording := next(filter(None, map(target.topic.said, cells)), ""):
        return _on_topic(target, view, cells, wording)
    parts = parts_in(target, own, loose=False)
    if parts:
        if len(parts) >= _TELLING_PARTS or any(map(target.weak.said, own)):
            parts = parts_in(target, own, loose=True)
        wording = "、".join(p.shown for p in (*target.parts, *target.makeup) if p.label in parts)
        return Hit(
            view, "parts", view.cells[0].shown, wording, parts=parts, only=_only(target, cells)
        )
    return _doubtful(target, view, own)


def _on_topic(target: Target, view: View, cells: Sequence[Cell], wording: str) -> Hit:
    """Judge a row on the item's topic by the parts that it names, if it names any."""
    parts = parts_in(target, cells[:OWN_CELLS], loose=True)
    how: How = "parts" if parts else "topic"
    return Hit(view, how, view.cells[0].shown, wording, parts=parts, only=_only(target, cells))


def _of_this_business(target: Target, view: View) -> tuple[Cell, ...]:
    """Return the cells without what looks like the item and is not; none if the row is apart."""
    cells = view.cells
    if apart := target.apart.among(view.words | view.title.words):
        if any(_is_apart(apart, c) for c in (*cells[1:], view.title)):
            return ()
        cells = tuple(_clauses_without(c, apart) for c in cells)
    if but := target.but.among(view.words):
        cells = tuple(_without(c, but) for c in cells)
    return cells


def _listed(target: Target, own: Sequence[Cell], place: int) -> Cell:
    """Return where a naming row may list the parts of the item; an empty cell if it does not.

    Where the category names the item, the content is its list; where only the content does, the
    list is what stands in brackets or after a colon behind the name, or the content from there on
    if a part follows the name at once (中标候选人名称及排序、报价).
    """
    content = own[0]
    if content.whole in target.rows or content.whole in target.plain:
        return _NOTHING
    if place or any(_name_in(target, c) for c in own[1:]):
        return content
    return _listed_behind(target, content)


def _listed_behind(target: Target, content: Cell) -> Cell:
    whole = content.whole
    names = target.names.among(content.words)
    plain = [n for n in names if n in target.plain]
    composed = [n for n in names if n not in target.plain]
    found = first_named(whole, plain) or first_named(whole, composed)
    if not found:
        return _NOTHING
    if found[0] not in target.plain and parts_in(
        target, (_lines(found[0], content.words),), loose=True
    ):
        return content
    rest = _HEADS.sub("", whole[found.end() :])
    behind = _LIST_BEHIND.match(rest)
    if behind and behind[2]:
        return _lines(behind[2], content.words)
    if behind and parts_in(target, (_lines(behind[1], content.words),), loose=True):
        return _lines(behind[1], content.words)
    at_once = _COMMA.split(rest[behind.end() :] if behind else rest, maxsplit=1)[0]
    if _JOINED_ON.match(at_once):
        return _NOTHING
    clause = _lines(at_once, content.words)
    return content if at_once and parts_in(target, (clause,), loose=True) else _NOTHING


def _lines(text: str, words: frozenset[str]) -> Cell:
    return Cell(text, text, text, text, "", "", words)


def _only(target: Target, cells: Sequence[Cell]) -> frozenset[str]:
    """Find the words that narrow a row to a kind of the item.

    A row is narrowed where every clause that names the item says a kind, where a category that
    does not name it does, or the one right above a content that names it (采矿权审批 | 审批结果),
    or where every clause of a short content does; a word for the whole in a naming clause leaves
    it unnarrowed. Of parts that are listed without the item's name the first
    says the kind for all (采矿权出让公告、结果公示); kinds listed side by side count together
    (产权转让、资产转让、增资的决策文件), behind 等 stand the others (谈判、磋商、询价等公告), and a
    content that says all kinds of what its category names is not narrowed by that.
    """
    kinds = [kind for every in target.concept.only for kind in every]
    if not kinds or not cells:
        return frozenset()
    if any(_stands_for_others(kind, cell.whole) for kind in kinds for cell in cells):
        return frozenset()
    own = cells[0].naming.split("\n")
    names = [target.names.among(c.words) for c in cells]
    if not _name_in(target, cells[0]) and _says_all_kinds(target, cells[0].whole):
        return frozenset()
    beside = list(zip(cells, names, strict=True))
    naming = [c.whole for c, held in beside if any_in(c.whole, held)]
    if any(w in text for text in naming or [cells[0].whole] for w in target.concept.whole):
        return frozenset()
    in_cells = [[n for n in c.naming.split("\n") if any_in(n, held)] for c, held in beside]
    named = _longest(in_cells[0] or chain.from_iterable(in_cells))
    context = [c.whole for c, held in beside[1:] if not any_in(c.whole, held)]
    if in_cells[0]:
        context += [c.whole for c in cells[1:2]]
    if len(cells[0].whole) <= _SHORT_CONTENT and all(any(k in n for k in kinds) for n in own):
        context += own
    around = frozenset(k for k in kinds for c in context if k in c)
    if not named:
        listed = (n for c in cells for n in c.naming.split("\n") if _lists_part(target, n, c))
        first = list(islice(listed, 1))
        named = [cells[0].whole] if any(k in n for n in first for k in kinds) else first
    if not around and any(all(k not in n for k in kinds) for n in named):
        return frozenset()
    segments = [s for s in _SEGMENT.split(cells[0].whole) if any_in(s, names[0])]
    return around | {k for k in kinds for n in (*named, *segments) if k in n}


def _says_all_kinds(target: Target, text: str) -> bool:
    return any(len(every) > 1 and all(k in text for k in every) for every in target.concept.only)


def _stands_for_others(kind: str, text: str) -> bool:
    """Tell whether 等 behind a kind means further ones (询价等公告, not 询价等次)."""
    _, found, after = text.partition(f"{kind}等")
    return bool(found) and not after.startswith(_OTHER_WORDS)


def _lists_part(target: Target, line: str, cell: Cell) -> bool:
    return any(p.strict.in_lines(line, cell.words) for p in target.parts)


def _longest(lines: Iterable[str]) -> list[str]:
    """Leave out what ends another line: 延续审批结果 is 探矿权延续审批结果 less its modifier."""
    every = list(dict.fromkeys(lines))
    return [n for n in every if not any(o != n and o.endswith(n) for o in every)]


def _doubtful(target: Target, view: View, own: Sequence[Cell]) -> Hit | None:
    """Look for wording that is narrower than the item or may mean it.

    Doubtful wording beside two of the item's parts is no longer in doubt; where it is the whole
    name of the category, one part is enough (年度任务：下达的套数).
    """
    kinds: tuple[tuple[How, Wordings], ...] = (("narrower", target.narrower), ("weak", target.weak))
    for how, wordings in kinds:
        for place, cell in enumerate(own):
            wording = wordings.said(cell)
            if not wording:
                continue
            parts = parts_in(target, own[:1], loose=True) if how == "weak" else frozenset()
            is_name = place > 0 and cell.whole == wording
            if len(parts) >= (1 if is_name else _TELLING_PARTS):
                return Hit(view, "parts", view.cells[0].shown, wording, parts=parts)
            return Hit(view, how, view.cells[place].shown, wording)
    return None


def parts_in(target: Target, cells: Sequence[Cell], *, loose: bool) -> frozenset[str]:
    """Find the labels of an item's parts, and of its make-up, that cells name."""
    return frozenset(
        part.label
        for part in (*target.parts, *target.makeup)
        if (
            any(_says_part(part.loose, c.clauses, c) for c in cells)
            if loose
            else any(_says_part(part.strict, c.naming, c) for c in cells)
        )
    )


def _says_part(wordings: Wordings, lines: str, cell: Cell) -> bool:
    """Tell whether lines of a cell name a part; what was joined counts in so many words only."""
    held = wordings.among(cell.words)
    return any_in(lines, held) or any(is_plain(w) and w in cell.joined for w in held)


def _unknown(target: Target, listed: Cell) -> list[str]:
    """Return the clauses of a list of parts that name neither a part nor the item itself."""
    known = [part.loose for part in target.parts]
    return [
        line
        for line in listed.clauses.split("\n")
        if line
        and not target.named_in(line, listed.words)
        and not any(wordings.in_lines(line, listed.words) for wordings in known)
    ]


def _alike(target: Target, unknown: Sequence[str], found: frozenset[str]) -> frozenset[str]:
    """Find further parts in a list of parts: clauses in words not known that come near a label."""
    return frozenset(
        part.label
        for part in target.parts
        if part.label not in found and any(overlap(part.label, u) >= _ALIKE for u in unknown)
    )


def _named_by(target: Target, cell: Cell, how: How) -> str:
    """Return the wording by which a cell names the item in this way; empty if it does not."""
    if how == "equal":
        lines = (*cell.naming.split("\n"), *cell.joined.split("\n"))
        equal = cell.whole in target.rows or target.full in lines
        return target.full if equal else ""
    if how == "contained":
        long_enough = len(target.name) >= _SHORTEST_NAME
        return said(cell, target.name) if long_enough else ""
    return target.same.said(cell)


def _name_in(target: Target, cell: Cell) -> str:
    return next((w for how in _BY_WORDS if (w := _named_by(target, cell, how))), "")


def _without(cell: Cell, phrases: Sequence[str]) -> Cell:
    """Blank out what looks like the item and is not."""

    def change(text: str) -> str:
        for phrase in phrases:
            text = blanked(text, phrase)
        return text

    return cell.read(change)


def _names_of_parts_blanked(cell: Cell, target: Target) -> Cell:
    """Blank out the names of parts that hold a name of the whole, but no longer name of it."""
    names = [n for n in target.plain if any(w in n for w in target.within)]
    either = "|".join(map(re.escape, sorted({*names, *target.within}, key=len, reverse=True)))

    def kept(found: re.Match[str]) -> str:
        return found[0] if found[0] in names else BLANKED

    return cell.read(lambda text: re.sub(either, kept, text))


def _is_apart(apart: Iterable[str], category: Cell) -> bool:
    """Tell whether a category gives the row to another business; one that joins two does not."""
    return not _JOINT.search(category.whole) and any(p in category.whole for p in apart)


def _clauses_without(cell: Cell, phrases: Sequence[str]) -> Cell:
    """Leave out the clauses that speak of another business."""

    def kept(lines: str) -> str:
        return "\n".join(x for x in lines.split("\n") if not any(p in x for p in phrases))

    return cell.read(kept)
