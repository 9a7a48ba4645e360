"""What a cell names of an item: the item itself, or its parts."""

import re
from collections.abc import Sequence

from pubaudit.matching.cell import BLANKED, Cell
from pubaudit.matching.how import How
from pubaudit.matching.targets import Target
from pubaudit.matching.wordings import Wordings, any_in, is_plain, said

BY_WORDS: tuple[How, ...] = ("equal", "contained", "synonym")
_SHORTEST_NAME = 3
# A text that joins several things.
JOINT = re.compile(r"[和与及、]")


def named_by(target: Target, cell: Cell, how: How) -> str:
    """Return the wording by which a cell names the item in this way; empty if it does not."""
    if how == "equal":
        lines = (*cell.naming.split("\n"), *cell.joined.split("\n"))
        equal = cell.whole in target.rows or target.full in lines
        return target.full if equal else ""
    if how == "contained":
        long_enough = len(target.name) >= _SHORTEST_NAME
        return said(cell, target.name) if long_enough else ""
    return target.same.said(cell)


def name_in(target: Target, cell: Cell) -> str:
    """Return the wording by which a cell names the item in any way; empty if it does not."""
    return next((w for how in BY_WORDS if (w := named_by(target, cell, how))), "")


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


def names_of_parts_blanked(cell: Cell, target: Target) -> Cell:
    """Blank out the names of parts that hold a name of the whole, but no longer name of it."""
    names = [n for n in target.plain if any(w in n for w in target.within)]
    either = "|".join(map(re.escape, sorted({*names, *target.within}, key=len, reverse=True)))

    def kept(found: re.Match[str]) -> str:
        return found[0] if found[0] in names else BLANKED

    return cell.read(lambda text: re.sub(either, kept, text))
