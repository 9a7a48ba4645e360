"""How one entry speaks of one item, and in which words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pubaudit.matching.cell import Cell
from pubaudit.matching.guards import of_this_business
from pubaudit.matching.how import How
from pubaudit.matching.kinds import kinds_said
from pubaudit.matching.lists import alike_in, listed_by, unknown_in
from pubaudit.matching.naming import (
    BY_WORDS,
    JOINT,
    name_in,
    named_by,
    names_of_parts_blanked,
    parts_in,
)
from pubaudit.matching.targets import Target
from pubaudit.matching.views import View
from pubaudit.matching.wordings import Wordings

OWN_CELLS = 2
_TELLING_PARTS = 2
_ETC = re.compile(r"(?<![同平高相优对初中均])等")
# What may stand behind 等 where it ends a list.
_MORE = (*"),;。", "信息", "内容", "情况", "事项", "方面", "要素", "依法", "应当", "其他", "按规定")


@dataclass(frozen=True, slots=True)
class Hit:
    """How an entry speaks of an item: the words that show it, and the labels of the parts named.

    ``wording``: what of ours was found in them; ``chance``: how likely it means the item, where the
    words are not known. ``only``: the words that narrow it to a kind of the item; empty if nothing
    does. ``open``: its list of parts ends with 等. ``unknown``: its clauses in words not known.
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
    unknown: tuple[str, ...] = ()
    doubt: bool = False


def hit(target: Target, view: View) -> Hit | None:
    """Say how, if at all, an entry speaks of an item: the surest way goes first.

    A row names an item in its content or its innermost category; an outer category only puts the
    row under the item, and then the row's own words count as parts of it.
    """
    cells = of_this_business(target, view)
    if not cells:
        return None
    for way in (_named, _named_alone, _under_category, _on_topic, _by_parts, _doubtful):
        if found := way(target, view, cells):
            return found
    return None


def _named(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for a name of the item in the content and the innermost category."""
    own = cells[:OWN_CELLS]
    naming = [names_of_parts_blanked(cell, target) for cell in own] if target.within else own
    for how in BY_WORDS:
        for place, cell in enumerate(naming):
            wording = named_by(target, cell, how)
            if not wording:
                continue
            listed = listed_by(target, own, place)
            parts = parts_in(target, (listed,), loose=True)
            unknown = unknown_in(target, listed) if parts else []
            return Hit(
                view,
                how,
                view.cells[place].shown,
                wording,
                parts=parts | alike_in(target, unknown, parts),
                only=kinds_said(target, cells),
                open=_is_open(target, listed.whole),
                unknown=tuple(unknown),
                doubt=place > 0 and bool(own[0].about) and not own[0].naming,
            )
    return None


def _named_alone(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for a clause of the content that is but a short name of the item (合同)."""
    clauses = cells[0].naming.split("\n")
    wording = next((w for w in target.concept.alone if w in clauses), "")
    return _said(target, view, cells, "synonym", wording) if wording else None


def _under_category(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for an outer category that names the item, and nothing beside it."""
    outer = (cell for cell in cells[OWN_CELLS:] if not JOINT.search(cell.whole))
    wording = next(filter(None, (name_in(target, cell) for cell in outer)), "")
    return _or_by_parts(target, view, cells, "category", wording)


def _on_topic(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for the topic of the item in any cell."""
    wording = next(filter(None, map(target.topic.said, cells)), "")
    return _or_by_parts(target, view, cells, "topic", wording)


def _or_by_parts(
    target: Target, view: View, cells: Sequence[Cell], how: How, wording: str
) -> Hit | None:
    """Return a row that is about the item by the parts that it names, if it names any."""
    if not wording:
        return None
    parts = parts_in(target, cells[:OWN_CELLS], loose=True)
    return _said(target, view, cells, "parts" if parts else how, wording, parts)


def _by_parts(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for parts that tell the item by themselves; the rest of their list is read loosely.

    One such part speaks for its own cell, two or doubtful wording beside it for both.
    """
    own = cells[:OWN_CELLS]
    telling = [cell for cell in own if parts_in(target, (cell,), loose=False)]
    if not telling:
        return None
    strict = parts_in(target, own, loose=False)
    both = len(strict) >= _TELLING_PARTS or any(map(target.weak.said, own))
    parts = strict | parts_in(target, own if both else telling, loose=True)
    wording = "、".join(p.shown for p in (*target.parts, *target.makeup) if p.label in parts)
    return _said(target, view, cells, "parts", wording, parts)


def _said(  # noqa: PLR0913, PLR0917
    target: Target,
    view: View,
    cells: Sequence[Cell],
    how: How,
    wording: str,
    parts: frozenset[str] = frozenset(),
) -> Hit:
    shown, only = view.cells[0].shown, kinds_said(target, cells)
    is_open = len(parts) >= _TELLING_PARTS and _is_open(target, cells[0].whole)
    return Hit(view, how, shown, wording, parts=parts, only=only, open=is_open)


def _is_open(target: Target, text: str) -> bool:
    """Tell whether a list ends with 等: by itself, before 内容 or the like, or the item's name."""
    behind = (text[m.end() :] for m in _ETC.finditer(text))
    return any(not rest or rest.startswith((*_MORE, *target.plain)) for rest in behind)


def _doubtful(target: Target, view: View, cells: Sequence[Cell]) -> Hit | None:
    """Look for wording that is narrower than the item or may mean it.

    Doubtful wording beside two of the item's parts is no longer in doubt; where it is the whole
    name of the category, one part is enough (年度任务：下达的套数).
    """
    own = cells[:OWN_CELLS]
    kinds: tuple[tuple[How, Wordings], ...] = (("narrower", target.narrower), ("weak", target.weak))
    for how, wordings in kinds:
        for place, cell in enumerate(own):
            wording = wordings.said(cell)
            if not wording:
                continue
            parts = parts_in(target, own[:1], loose=True)
            is_name = place > 0 and cell.whole == wording
            if how == "weak" and len(parts) >= (1 if is_name else _TELLING_PARTS):
                return Hit(view, "parts", view.cells[0].shown, wording, parts=parts)
            beside = parts if how == "narrower" else frozenset[str]()
            return Hit(view, how, view.cells[place].shown, wording, parts=beside)
    return None
