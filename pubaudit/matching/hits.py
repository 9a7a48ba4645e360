"""How one entry speaks of one item, and in which words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pubaudit.matching.segment import ABOUT_ENDS
from pubaudit.matching.similarity import Similarity
from pubaudit.matching.targets import GAP, Target
from pubaudit.matching.views import Cell, View

How = Literal["equal", "contained", "synonym", "category", "parts", "narrower", "similar", "weak"]

NAMING: tuple[How, ...] = ("equal", "contained", "synonym", "category")
SURE: frozenset[How] = frozenset({*NAMING, "parts", "narrower"})
# The share of verdicts that were right, by how they were reached, over the labelled catalogs (642
# labels, Laplace's rule); category was too rare there and takes the rate of parts, less a doubt.
CONFIDENCE: Mapping[How, float] = {
    "equal": 0.99,
    "contained": 0.98,
    "synonym": 0.98,
    "category": 0.9,
    "parts": 0.95,
    "narrower": 0.91,
    "similar": 0.87,
    "weak": 0.5,
}
NOTHING_FOUND = 0.99
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
SIMILAR = 0.6
_SHORT_CONTENT = 16
_TELLING_PARTS = 2
_OPEN_LIST = re.compile(r"(?<![同平高相优对初中均])等(?=$|[),;。]|信息|内容|情况|事项|方面|要素)")
_JOINT = re.compile(r"[和与及、]")
_NOTHING = Cell("", "", "", "", "")
_COMMA = re.compile(r"[、,;。:]")
_BY_WORDS: tuple[How, ...] = ("equal", "contained", "synonym")
_SENTENCE = re.compile(r"[;。\n]")
_AND_ITS_READING = re.compile(r"(?:及|和|与)其?(?:政策)?解读$")
_LIST_BEHIND = re.compile(r"(?:信息|情况|公告|公示)?(?:\(([^()]*)\)|(?::|,?包括|,?含)([^;。]*))")
_SHORTEST_NAME = 3
OWN_CELLS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """How an entry speaks of an item: the words that show it, and the labels of the parts named.

    ``wording``: what of ours was found in them. ``only``: the words that narrow it to a kind of the
    item; empty if nothing does. ``open``: its list of parts ends with 等. ``doubt``: the category
    names the item, but the content speaks of rules or disputes about it only.
    """

    view: View
    how: How
    words: str
    wording: str
    parts: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    open: bool = False
    doubt: bool = False


def hit(target: Target, view: View) -> Hit | None:
    """Say how, if at all, an entry speaks of an item.

    A row names an item in its content or its innermost category; an outer category only puts the
    row under the item, and then the row's own words count as parts of it.
    """
    cells = view.cells
    if any(p in view.text for p in target.concept.apart):
        if any(_is_apart(target, c) for c in cells[1:]):
            return None
        cells = tuple(_clauses_without(c, target.concept.apart) for c in cells)
    if any(p in view.text for p in target.concept.but):
        cells = tuple(_without(c, target.concept.but) for c in cells)
    own, outer = cells[:OWN_CELLS], cells[OWN_CELLS:]
    for how in _BY_WORDS:
        for place, cell in enumerate(own):
            wording = _named_by(target, cell, how)
            if wording:
                listed = _listed(target, own, place)
                parts = parts_in(target, (listed,), loose=True)
                only = _only(target, cells)
                open_list = _OPEN_LIST.search(listed.whole) is not None
                doubt = place > 0 and bool(own[0].about) and not own[0].naming
                words = view.cells[place].shown
                return Hit(view, how, words, wording, parts, only, open_list, doubt)
    for cell in outer:
        wording = "" if _JOINT.search(cell.whole) else _name_in(target, cell)
        if wording:
            parts = parts_in(target, own, loose=True)
            how = "parts" if parts else "category"
            return Hit(view, how, view.cells[0].shown, wording, parts, _only(target, cells))
    parts = parts_in(target, own, loose=False)
    if parts:
        wording = "、".join(p.shown for p in (*target.parts, *target.makeup) if p.label in parts)
        return Hit(view, "parts", view.cells[0].shown, wording, parts, _only(target, cells))
    return _doubtful(target, view, own)


def _listed(target: Target, own: Sequence[Cell], place: int) -> Cell:
    """Return where a naming row may list the parts of the item; an empty cell if it does not.

    Where the category names the item, the content is its list; where only the content does, the
    list is what stands in brackets or after a colon behind the name, or the content from there on
    if a part follows the name at once (中标候选人名称及排序、报价).
    """
    content = own[0]
    if content.whole in target.rows or content.whole == target.name:
        return _NOTHING
    if place or any(_name_in(target, c) for c in own[1:]):
        return content
    for wording in target.wordings:
        at = content.whole.find(wording)
        if at < 0:
            continue
        rest = content.whole[at + len(wording) :]
        behind = _LIST_BEHIND.match(rest)
        if behind:
            listed = behind[1] or behind[2]
            return Cell(listed, listed, listed, listed, "")
        at_once = _COMMA.split(rest, maxsplit=1)[0]
        clause = Cell(at_once, at_once, content.whole[at : at + len(wording)] + at_once, "", "")
        if at_once and parts_in(target, (clause,), loose=True):
            return content
    return _NOTHING


def _only(target: Target, cells: Sequence[Cell]) -> frozenset[str]:
    """Find the words that narrow a row to a kind of the item.

    A row is narrowed where every clause that names the item says a kind, where a category that
    does not name it does, or where every clause of a short content does; a word for the whole in a
    naming clause leaves it unnarrowed. Of parts that are listed without the item's name the first
    says the kind for all (采矿权出让公告、结果公示).
    """
    kinds = [kind for every in target.concept.only for kind in every]
    if not kinds or not cells:
        return frozenset()
    lines = [line for c in cells for line in c.naming.split("\n")]
    named = [n for n in lines if any(w in n for w in target.wordings)]
    naming = [c.whole for c in cells if any(w in c.whole for w in target.wordings)]
    if any(w in text for text in naming for w in target.concept.whole):
        return frozenset()
    context = [c.whole for c in cells[1:] if not any(w in c.whole for w in target.wordings)]
    content = cells[0].naming.split("\n")
    if len(cells[0].whole) <= _SHORT_CONTENT and all(any(k in c for k in kinds) for c in content):
        context += content
    around = frozenset(k for k in kinds for c in context if k in c)
    if not named:
        first = [n for n in lines if any(w in n for p in target.parts for w in p.strict)][:1]
        named = [cells[0].whole] if any(k in n for n in first for k in kinds) else first
    if not around and any(all(k not in n for k in kinds) for n in named):
        return frozenset()
    return around | {k for k in kinds for n in named if k in n}


def _doubtful(target: Target, view: View, own: Sequence[Cell]) -> Hit | None:
    """Look for wording that is narrower than the item or may mean it.

    Doubtful wording beside two of the item's parts is no longer in doubt.
    """
    kinds: tuple[tuple[How, tuple[str, ...]], ...] = (
        ("narrower", target.concept.narrower),
        ("weak", target.concept.weak),
    )
    for how, wordings in kinds:
        for place, cell in enumerate(own):
            wording = next((w for w in wordings if says(cell, w)), "")
            if not wording:
                continue
            parts = parts_in(target, own[:1], loose=True) if how == "weak" else frozenset()
            if len(parts) >= _TELLING_PARTS:
                return Hit(view, "parts", view.cells[0].shown, wording, parts)
            return Hit(view, how, view.cells[place].shown, wording)
    return None


def nearness(target: Target, view: View, similarity: Similarity) -> tuple[float, str, str]:
    """Return how near an entry's own words come to the item, the cell, and the wording compared."""
    return max(
        (
            (similarity.score(wording, clause), cell.shown, wording)
            for cell in view.cells[:OWN_CELLS]
            for clause in cell.naming.split("\n")
            for wording in target.wordings
        ),
        default=(0.0, "", ""),
    )


def parts_in(target: Target, cells: Sequence[Cell], *, loose: bool) -> frozenset[str]:
    """Find the labels of an item's parts, and of its make-up, that cells name."""
    return frozenset(
        part.label
        for part in (*target.parts, *target.makeup)
        if (
            any(w in c.clauses for w in part.loose for c in cells)
            if loose
            else any(w in c.naming for w in part.strict for c in cells)
        )
    )


def _named_by(target: Target, cell: Cell, how: How) -> str:
    """Return the wording by which a cell names the item in this way; empty if it does not."""
    if how == "equal":
        equal = cell.whole in target.rows or target.full in cell.naming.split("\n")
        return target.full if equal else ""
    if how == "contained":
        long_enough = len(target.name) >= _SHORTEST_NAME
        return target.name if long_enough and says(cell, target.name) else ""
    return next((w for w in target.concept.same if says(cell, w)), "")


def _name_in(target: Target, cell: Cell) -> str:
    return next((w for how in _BY_WORDS if (w := _named_by(target, cell, how))), "")


def says(cell: Cell, wording: str) -> bool:
    """Tell whether a clause holds the wording; ``A…B`` wants both in a sentence, in that order.

    A wording with its own 、 is looked for in the whole cell; a clause about rules or samples of a
    thing (政府采购文件管理办法) says only what it ends with.
    """
    head, gap, tail = wording.partition(GAP)
    if gap:
        lines = _SENTENCE.split(cell.whole) if head in cell.whole else ()
        return any(_holds_both(_AND_ITS_READING.sub("", line), head, tail) for line in lines)
    if wording in (cell.whole if "、" in wording else cell.naming):
        return True
    return wording in cell.about and any(c.endswith(wording) for c in cell.about.split("\n"))


def _without(cell: Cell, phrases: Iterable[str]) -> Cell:
    """Blank out what looks like the item and is not."""
    texts = [cell.whole, cell.clauses, cell.naming, cell.about]
    for phrase in phrases:
        texts = [text.replace(phrase, "|") for text in texts]
    return Cell(cell.shown, *texts)


def _holds_both(line: str, head: str, tail: str) -> bool:
    """Tell whether a sentence holds both in order; one about rules must end with the second."""
    at = line.find(head)
    if at < 0:
        return False
    rest = line[at + len(head) :]
    return rest.endswith(tail) if line.endswith(ABOUT_ENDS) else tail in rest


def _is_apart(target: Target, category: Cell) -> bool:
    """Tell whether a category gives the row to another business; one that joins two does not."""
    return not _JOINT.search(category.whole) and any(
        p in category.whole for p in target.concept.apart
    )


def _clauses_without(cell: Cell, phrases: Sequence[str]) -> Cell:
    """Leave out the clauses that speak of another business."""

    def kept(lines: str) -> str:
        return "\n".join(x for x in lines.split("\n") if not any(p in x for p in phrases))

    whole = "" if any(p in cell.whole for p in phrases) else cell.whole
    return Cell(cell.shown, whole, kept(cell.clauses), kept(cell.naming), kept(cell.about))
