"""What looks like an item and is not, kept out of what a row says."""

from collections.abc import Iterable, Sequence

from pubaudit.matching.cell import Cell
from pubaudit.matching.naming import JOINT
from pubaudit.matching.targets import Target
from pubaudit.matching.views import View
from pubaudit.matching.wordings import blanked


def of_this_business(target: Target, view: View) -> tuple[Cell, ...]:
    """Return the cells without what looks like the item and is not; none if the row is apart."""
    cells = view.cells
    if apart := target.apart.among(view.words | view.title.words):
        if any(_is_apart(apart, c) for c in (*cells[1:], view.title)):
            return ()
        cells = tuple(_clauses_without(c, apart) for c in cells)
    if but := target.but.among(view.words):
        cells = tuple(_without(c, but) for c in cells)
    return cells


def _without(cell: Cell, phrases: Sequence[str]) -> Cell:
    """Blank out what looks like the item and is not."""

    def change(text: str) -> str:
        for phrase in phrases:
            text = blanked(text, phrase)
        return text

    return cell.read(change)


def _is_apart(apart: Iterable[str], category: Cell) -> bool:
    """Tell whether a category gives the row to another business; one that joins two does not."""
    return not JOINT.search(category.whole) and any(p in category.whole for p in apart)


def _clauses_without(cell: Cell, phrases: Sequence[str]) -> Cell:
    """Leave out the clauses that speak of another business."""

    def kept(lines: str) -> str:
        return "\n".join(x for x in lines.split("\n") if not any(p in x for p in phrases))

    return cell.read(kept)
