"""Finds the official tables in rectangles of text by their header cells, whatever stands around."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pubaudit.annual.numbers import read_cell
from pubaudit.annual.pages import Piece, Rectangle
from pubaudit.form import AnnualTables, Block, Cell, CellKey, Form, Forms, Line, Stray, stem
from pubaudit.models import Location
from pubaudit.text import normalise

_HEADER_DEPTH = 8
_NUMERIC = re.compile(r"[+-]?[\d,.]+(?:万?元)?")
_CONTENT = "信息内容"
_TITLE = "第二十条"


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a report, the rows that the form does not know, and the edition's own words."""

    tables: AnnualTables
    strays: tuple[Stray, ...]


def find_tables(pieces: Sequence[Piece], forms: Forms, index: int = 0) -> Found:
    """Return the official tables; cells that are nowhere in the pieces are absent.

    The edition is told by the labels that only one edition has. ``index`` is the input's number.
    """
    grids = [_Table(p, index) for p in pieces if isinstance(p, Rectangle)]
    form = _edition(grids, forms)
    blanks = frozenset(forms.blank_marks)
    cells: dict[CellKey, Cell] = {}
    strays: list[Stray] = []
    for grid in grids:
        for key, cell in _in_table(grid, form, blanks, strays):
            cells.setdefault(key, cell)
    return Found(AnnualTables(form, cells), tuple(strays))


class _Table:
    """A rectangle with its texts normalised once."""

    def __init__(self, source: Rectangle, index: int) -> None:
        self.source = source
        self.index = index
        self.texts = [[normalise(text) for text in row] for row in source.rows]

    def tails(self, row: int) -> list[str]:
        """Return what each column says from a few rows above down to ``row``, joined.

        A merged cell counts once; letters that stand one below the other make a word.
        """
        joined = []
        for column in range(len(self.texts[row])):
            words: list[str] = []
            for at in range(max(0, row - _HEADER_DEPTH), row + 1):
                text = self.texts[at][column]
                if text and (not words or words[-1] != text):
                    words.append(text)
            joined.append("".join(words))
        return joined

    def location(self, row: int, column: int) -> Location:
        """Return the place of a cell as a person finds it."""
        number = self.source.first_row + row
        letter = self.source.column(column)
        return Location(self.index, self.source.sheet, number, number, letter)

    def cell(self, row: int, column: int, line: Line, blanks: frozenset[str]) -> Cell:
        """Read a cell."""
        text = self.source.rows[row][column].strip()
        return read_cell(text, line.kind, blanks, self.location(row, column))


def _edition(grids: Sequence[_Table], forms: Forms) -> Form:
    """Choose the edition most of whose own section 二 headers and section 三 rows are there."""
    texts = {text for grid in grids for row in grid.texts for text in row if text}

    def score(form: Form) -> int:
        heads = [c for block in form.blocks for c in block.columns]
        own = sum(any(_ends(text, c) for text in texts) for c in heads)
        return own * 2 + sum(any(_row_is(text, r) for text in texts) for r in form.requests)

    return max(forms.forms, key=score)


def _in_table(
    grid: _Table, form: Form, blanks: frozenset[str], strays: list[Stray]
) -> Iterator[tuple[CellKey, Cell]]:
    yield from _requests(grid, form, blanks, strays)
    yield from _disputes(grid, form.disputes, blanks)
    yield from _blocks(grid, form, blanks)


# --- section 三 --------------------------------------------------------------------------------


def _requests(
    grid: _Table, form: Form, blanks: frozenset[str], strays: list[Stray]
) -> Iterator[tuple[CellKey, Cell]]:
    best: dict[int, Line] = {}
    top = 0
    for row in range(len(grid.texts)):
        columns = _applicant_columns(grid.tails(row), form.applicants)
        if len(columns) > len(best):
            best, top = columns, row
    if len(best) < 4 or "person" not in {line.key for line in best.values()}:
        return
    seen: set[str] = set()
    for row in range(top + 1, len(grid.texts)):
        label = _label(grid.texts[row][: min(best)])
        line = _row_of(label, form.requests, seen)
        if line is not None:
            seen.add(line.key)
            for column, across in best.items():
                yield (line.key, across.key), grid.cell(row, column, across, blanks)
            if line.key == "D":
                return
        elif seen and label and _has_number(grid.texts[row], best):
            strays.append(Stray(label, grid.location(row, max(0, min(best) - 1))))


def _applicant_columns(tails: Sequence[str], lines: Sequence[Line]) -> dict[int, Line]:
    """Map columns to the kinds of applicant, each kind to the first column that ends with it."""
    found: dict[int, Line] = {}
    taken: set[str] = set()
    for column, tail in enumerate(tails):
        for line in lines:
            if line.key not in taken and _ends(tail, line):
                found[column] = line
                taken.add(line.key)
                break
    return found


def _label(cells: Sequence[str]) -> str:
    """Return the innermost label of a row: the last cell that says something new."""
    words = [cell for cell in dict.fromkeys(cells) if cell]
    return words[-1] if words else ""


def _row_of(label: str, lines: Sequence[Line], seen: set[str]) -> Line | None:
    if not label:
        return None
    return next((r for r in lines if r.key not in seen and _row_is(label, r)), None)


def _has_number(texts: Sequence[str], columns: Mapping[int, Line]) -> bool:
    return any(_NUMERIC.fullmatch(texts[column]) for column in columns)


# --- section 四 --------------------------------------------------------------------------------


def _disputes(grid: _Table, block: Block, blanks: frozenset[str]) -> Iterator[tuple[CellKey, Cell]]:
    best: list[tuple[int, Line]] = []
    top = 0
    for row in range(len(grid.texts)):
        columns = _outcome_columns(grid.tails(row), block.columns)
        if len(columns) > len(best):
            best, top = columns, row
    if len(best) < len(block.columns):
        return
    data = next((r for r in range(top + 1, len(grid.texts)) if any(grid.texts[r])), None)
    if data is None:
        return
    number = -1
    for column, line in best:
        number += line.key == block.columns[0].key
        if 0 <= number < len(block.rows):
            key = (block.rows[number].key, line.key)
            yield key, grid.cell(data, column, line, blanks)


def _outcome_columns(tails: Sequence[str], lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Return the outcome columns; only a run that begins with 结果维持 is this table."""
    found = [
        (column, line) for column, tail in enumerate(tails) for line in lines if _ends(tail, line)
    ]
    keys = [line.key for _, line in found]
    wanted = [line.key for line in lines]
    return found if keys and keys == wanted * (len(keys) // len(wanted)) else []


# --- section 二 --------------------------------------------------------------------------------


def _blocks(grid: _Table, form: Form, blanks: frozenset[str]) -> Iterator[tuple[CellKey, Cell]]:
    columns: dict[int, Line] = {}
    heads = [column for block in form.blocks for column in block.columns]
    rows = list({row.key: row for block in form.blocks for row in block.rows}.values())
    known = {(r.key, c.key) for block in form.blocks for r in block.rows for c in block.columns}
    for number, texts in enumerate(grid.texts):
        if _CONTENT in texts:
            columns = {
                at: line
                for at, text in enumerate(texts)
                if (line := next((c for c in heads if _ends(text, c)), None)) is not None
            }
            continue
        label = next((text for text in texts if text), "")
        if label.startswith(_TITLE) or not columns:
            continue
        line = next((row for row in rows if stem(label).endswith(row.stems)), None)
        taken: set[str] = set()
        for at, across in columns.items() if line else ():
            key = (line.key, across.key) if line else ("", "")
            # A merged cell repeats its text under one header; the first column holds it.
            if key in known and across.key not in taken:
                taken.add(across.key)
                yield key, grid.cell(number, at, across, blanks)


# --- labels ------------------------------------------------------------------------------------


def _ends(text: str, line: Line) -> bool:
    return bool(text) and text.endswith(line.stems)


def _row_is(text: str, line: Line) -> bool:
    bare = stem(text)
    return bare in line.exact or any(word in bare for word in line.stems)
