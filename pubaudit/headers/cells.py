"""A sheet as texts and merged ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from pubaudit.models import CellError, Grid, Merge, Value

_EDGES = " \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"


def cell_text(value: Value) -> str:
    """Return a cell as shown: whole floats without ".0", dates as ISO, errors by their code."""
    if isinstance(value, str):
        return value.strip(_EDGES)
    if value is None:
        return ""
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            text = str(int(value))
        case CellError():
            text = value.code
        case datetime() if value.time() == time(0):
            text = value.date().isoformat()
        case _:
            text = str(value)
    return text


@dataclass(frozen=True, slots=True)
class Cells:
    """A sheet's texts and merged ranges; a merged range shows its text in its first cell only."""

    texts: tuple[tuple[str, ...], ...]
    merges: Mapping[tuple[int, int], Merge]
    width: int

    def shown(self, row: int) -> list[tuple[int, str]]:
        """Return the (column, text) pairs of the cells of a row that are not blank."""
        return [(column, text) for column, text in enumerate(self.texts[row]) if text]

    def above(self, row: int, column: int) -> str:
        """Return the text that a vertical merge continues into this cell, or ""."""
        merge = self.merges.get((row, column))
        if merge is None or merge.left != column or merge.top == row:
            return ""
        return self.texts[merge.top][column]

    def spans(self, row: int, column: int) -> int:
        """Return over how many columns the cell extends."""
        merge = self.merges.get((row, column))
        return merge.right - merge.left + 1 if merge else 1

    def widened(self, width: int) -> "Cells":
        """Return the cells with blank columns to the right up to ``width``."""
        texts = tuple((*row, *[""] * (width - len(row))) for row in self.texts)
        return Cells(texts, self.merges, max(width, self.width))


def read_cells(grid: Grid) -> Cells:
    """Turn a grid into texts; merges are clipped to the grid, an overlapping one is ignored."""
    width = max(map(len, grid.rows), default=0)
    texts = tuple(_row_texts(row, width) for row in grid.rows)
    height = len(texts)
    merges: dict[tuple[int, int], Merge] = {}
    for merge in grid.merges:
        if (merge.top, merge.left) in merges or merge.top >= height or merge.left >= width:
            continue
        bottom, right = min(merge.bottom, height - 1), min(merge.right, width - 1)
        clipped = Merge(merge.top, merge.left, bottom, right)
        for row in range(merge.top, bottom + 1):
            for column in range(merge.left, right + 1):
                merges.setdefault((row, column), clipped)
    return Cells(texts, merges, width)


def _row_texts(row: tuple[Value, ...], width: int) -> tuple[str, ...]:
    # Strings and blanks, nearly all of a catalog, are spared the call.
    texts = [
        value.strip(_EDGES) if isinstance(value, str) else "" if value is None else cell_text(value)
        for value in row
    ]
    return (*texts, *[""] * (width - len(texts)))


def column_letter(index: int) -> str:
    """Return Excel's letters for a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters
