"""Which kind of an item a row is narrowed to: 采矿权 alone, of the mining rights."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from pubaudit.matching.cell import Cell
from pubaudit.matching.naming import name_in
from pubaudit.matching.targets import Target
from pubaudit.matching.wordings import any_in

_SHORT_CONTENT = 16
_OTHER_WORDS = ("级", "次", "额", "待", "候")
_SEGMENT = re.compile(r"[,;。:]")


def kinds_said(target: Target, cells: Sequence[Cell]) -> frozenset[str]:
    """Find the words that narrow a row to a kind of the item.

    A row is narrowed where every clause that names the item says a kind, where a category that
    does not name it does, or the one right above a content that names it (采矿权审批 | 审批结果),
    or where every clause of a short content does; a word for the whole in a naming clause leaves
    it unnarrowed. Of parts that are listed without the item's name the first says the kind for all
    (采矿权出让公告、结果公示); kinds listed side by side count together (产权转让、增资的决策文件),
    behind 等 stand the others (谈判、磋商、询价等公告), and a content that says all kinds of what
    its category or one of its clauses names is not narrowed. Nor is a row that an annex or a
    standard catalog lists in these very words.
    """
    kinds = [kind for every in target.concept.only for kind in every]
    said = "\n".join(cell.whole for cell in cells)
    if not any(kind in said for kind in kinds) or cells[0].whole in target.rows:
        return frozenset()
    open_lists = [cell.whole for cell in cells if "等" in cell.whole]
    if any(_stands_for_others(kind, text) for text in open_lists for kind in kinds):
        return frozenset()
    own = cells[0].naming.split("\n")
    names = [target.names.among(c.words) for c in cells]
    if any(_says_all_kinds(target, text) for text in _about_item(target, cells, names[0])):
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


def _about_item(target: Target, cells: Sequence[Cell], names: Sequence[str]) -> list[str]:
    """Return the clauses of a content that are about the item: those that name it.

    All of it is, if the category names the item or the content does not.
    """
    content = cells[0].whole
    if not name_in(target, cells[0]) or any(name_in(target, c) for c in cells[1:2]):
        return [content]
    return [s for s in _SEGMENT.split(content) if any_in(s, names)]


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
