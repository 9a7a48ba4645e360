"""How one entry speaks of one item, and in which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pubaudit.matching.targets import GAP, Target
from pubaudit.matching.views import Cell, View

How = Literal["equal", "contained", "synonym", "category", "parts", "narrower", "similar", "weak"]

NAMING: tuple[How, ...] = ("equal", "contained", "synonym", "category")
CONFIDENCE: Mapping[How, float] = {
    "equal": 0.99,
    "contained": 0.95,
    "synonym": 0.92,
    "category": 0.85,
    "parts": 0.85,
    "narrower": 0.8,
    "similar": 0.6,
    "weak": 0.5,
}
SEEN: Mapping[How, str] = {
    "equal": "与方案所列一致",
    "contained": "写明了该事项",
    "synonym": "是该事项的通行说法",
    "category": "归在该事项名下",
    "parts": "列出了该事项的内容",
    "narrower": "只是该事项的一部分",
    "similar": "与该事项的说法相近",
    "weak": "可能包含该事项",
}
_SHORTEST_NAME = 3
_OWN_CELLS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """How an entry speaks of an item: the words that show it, and the labels of the parts named."""

    view: View
    how: How
    words: str
    parts: frozenset[str]


def hit(target: Target, view: View) -> Hit | None:
    """Say how, if at all, an entry speaks of an item.

    A row names an item in its content or its innermost category; an outer category only puts the
    row under the item, and then the row's own words count as parts of it.
    """
    cells = view.cells
    if any(p in view.text for p in target.concept.but):
        cells = tuple(_without(c, target.concept.but) for c in cells)
    own, outer = cells[:_OWN_CELLS], cells[_OWN_CELLS:]
    for how in ("equal", "contained", "synonym"):
        for place, cell in enumerate(own):
            if _names(target, cell, how):
                listed = cells[:1] if _enumerates(target, cells[0]) else ()
                return Hit(view, how, view.cells[place].shown, parts_in(target, listed, loose=True))
    for cell in outer:
        if any(_names(target, cell, how) for how in ("equal", "contained", "synonym")):
            parts = parts_in(target, own, loose=True)
            return Hit(view, "parts" if parts else "category", view.cells[0].shown, parts)
    parts = parts_in(target, own, loose=False)
    if parts:
        return Hit(view, "parts", view.cells[0].shown, parts)
    return _doubtful(target, view, own)


def _doubtful(target: Target, view: View, own: Sequence[Cell]) -> Hit | None:
    kinds: tuple[tuple[How, tuple[str, ...]], ...] = (
        ("narrower", target.concept.narrower),
        ("weak", target.concept.weak),
    )
    for how, wordings in kinds:
        for place, cell in enumerate(own):
            if any(says(cell, w) for w in wordings):
                return Hit(view, how, view.cells[place].shown, frozenset())
    return None


def parts_in(target: Target, cells: Sequence[Cell], *, loose: bool) -> frozenset[str]:
    """Find the labels of an item's parts that cells name."""
    return frozenset(
        part.label
        for part in target.parts
        if any(w in c.clauses for w in (part.loose if loose else part.strict) for c in cells)
    )


def _names(target: Target, cell: Cell, how: How) -> bool:
    if how == "equal":
        return cell.whole in target.rows or target.full in cell.naming.split("\n")
    if how == "contained":
        return len(target.name) >= _SHORTEST_NAME and says(cell, target.name)
    return any(says(cell, w) for w in target.concept.same)


def _enumerates(target: Target, content: Cell) -> bool:
    """Tell whether the content may list parts of a named item: not where it is but its name."""
    return content.whole not in target.rows and content.whole != target.name


def says(cell: Cell, wording: str) -> bool:
    """Tell whether a clause holds the wording; ``A…B`` wants both in one clause, in that order.

    A wording with its own 、 is looked for in the whole cell.
    """
    head, gap, tail = wording.partition(GAP)
    if not gap:
        return wording in (cell.whole if "、" in wording else cell.naming)
    if head not in cell.naming:
        return False
    lines = cell.naming.split("\n")
    return any((at := line.find(head)) >= 0 and tail in line[at + len(head) :] for line in lines)


def _without(cell: Cell, phrases: Iterable[str]) -> Cell:
    """Blank out what looks like the item and is not."""
    whole, clauses, naming = cell.whole, cell.clauses, cell.naming
    for phrase in phrases:
        whole = whole.replace(phrase, "")
        clauses = clauses.replace(phrase, "")
        naming = naming.replace(phrase, "")
    return Cell(cell.shown, whole, clauses, naming)
