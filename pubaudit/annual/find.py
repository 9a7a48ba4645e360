"""Finds the official tables in rectangles of text by their header cells, whatever stands around."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pubaudit.annual.numbers import read_cell
from pubaudit.annual.pages import Piece, Rectangle
from pubaudit.form import AnnualTables, Block, Cell, CellKey, Form, Forms, Line, Stray, stem
from pubaudit.models import Location
from pubaudit.text import normalise

_HEADER_DEPTH = 8
_NUMERIC = re.compile(r"[+-]?[\d,.]+(?:万?元|[件个份宗条项部])?")
_UNIT = re.compile(r"\((?:单位:?|金额:?)?(万?元)\)$")
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
    blanks = forms.blank_marks
    cells: dict[CellKey, Cell] = {}
    strays: list[Stray] = []
    requests = _Requests(form, blanks, strays)
    for grid in grids:
        for key, cell in (
            *requests.read(grid),
            *_disputes(grid, form.disputes, blanks),
            *_blocks(grid, form, blanks, strays),
        ):
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

    def cell(self, row: int, column: int, line: Line, blanks: str, unit: str = "") -> Cell:
        """Read a cell; ``unit`` is the one that its header names."""
        text = self.source.rows[row][column].strip()
        return read_cell(text, line.kind, blanks, self.location(row, column), unit)


def _edition(grids: Sequence[_Table], forms: Forms) -> Form:
    """Choose the edition most of whose own section 二 headers and section 三 rows are there."""
    texts = {text for grid in grids for row in grid.texts for text in row if text}

    def score(form: Form) -> int:
        heads = [c for block in form.blocks for c in block.columns]
        own = sum(any(_ends(text, c) for text in texts) for c in heads)
        return own * 2 + sum(any(_row_is(text, r) for text in texts) for r in form.requests)

    return max(forms.forms, key=score)


# --- section 三 --------------------------------------------------------------------------------


class _Requests:
    """Reads section 三, which may go on in the next rectangle of the same width (续表)."""

    def __init__(self, form: Form, blanks: str, strays: list[Stray]) -> None:
        self._form = form
        self._blanks = blanks
        self._strays = strays
        self._columns: dict[int, Line] = {}
        self._seen: set[str] = set()
        self._width = 0

    def read(self, grid: _Table) -> Iterator[tuple[CellKey, Cell]]:
        """Yield the cells of section 三 in a rectangle."""
        width = len(grid.texts[0]) if grid.texts else 0
        best: dict[int, Line] = {}
        top = 0
        for row in range(len(grid.texts)):
            columns = _applicant_columns(grid.tails(row), self._form.applicants)
            if len(columns) > len(best):
                best, top = columns, row + 1
        if len(best) >= 4 and "person" in {line.key for line in best.values()}:
            if "D" in self._seen:
                self._seen = set()
            self._columns, self._width = best, width
        elif self._seen and "D" not in self._seen and width == self._width:
            top = 0
        else:
            return
        yield from self._rows(grid, top)

    def _rows(self, grid: _Table, top: int) -> Iterator[tuple[CellKey, Cell]]:
        first = min(self._columns)
        begun = bool(self._seen)
        for row in range(top, len(grid.texts)):
            label = _label(grid.texts[row][:first])
            line = _row_of(label, self._form.requests, self._seen)
            if line is not None:
                begun = True
                self._seen.add(line.key)
                for column, across in self._columns.items():
                    yield (line.key, across.key), grid.cell(row, column, across, self._blanks)
                if line.key == "D":
                    return
            elif begun and label and _has_number(grid.texts[row], self._columns):
                self._strays.append(Stray(label, grid.location(row, max(0, first - 1))))


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


def _has_number(texts: Sequence[str], columns: Iterable[int]) -> bool:
    return any(_NUMERIC.fullmatch(texts[column]) for column in columns)


# --- section 四 --------------------------------------------------------------------------------


def _disputes(grid: _Table, block: Block, blanks: str) -> Iterator[tuple[CellKey, Cell]]:
    best: list[tuple[int, Line]] = []
    top = 0
    for row in range(len(grid.texts)):
        columns = _outcome_columns(grid.tails(row), block.columns)
        if len(columns) > len(best):
            best, top = columns, row
    if len(best) < len(block.columns):
        return
    if top + 1 == len(grid.texts):
        return
    below = range(top + 1, len(grid.texts))
    where = dict(best)
    data = next((r for r in below if _has_number(grid.texts[r], where)), top + 1)
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


def _blocks(
    grid: _Table, form: Form, blanks: str, strays: list[Stray]
) -> Iterator[tuple[CellKey, Cell]]:
    columns: dict[int, tuple[Line, str]] = {}
    heads = [column for block in form.blocks for column in block.columns]
    rows = list({row.key: row for block in form.blocks for row in block.rows}.values())
    known = {(r.key, c.key) for block in form.blocks for r in block.rows for c in block.columns}
    inside = False  # among the rows below a header, where a row must be one of the form's
    for number, texts in enumerate(grid.texts):
        if _CONTENT in texts:
            columns = _content_columns(texts, heads)
            inside = True
            continue
        label = next((text for text in texts if text), "")
        if label.startswith(_TITLE) or not columns:
            continue
        line = next((row for row in rows if stem(label).endswith(row.stems)), None)
        if line is None:
            inside = inside and _has_number(texts, columns)
            if inside:
                strays.append(Stray(label, grid.location(number, texts.index(label))))
            continue
        taken: set[str] = set()
        for at, (across, unit) in columns.items():
            key = (line.key, across.key)
            # A merged cell repeats its text under one header; the first column holds it.
            if key in known and across.key not in taken:
                taken.add(across.key)
                yield key, grid.cell(number, at, across, blanks, unit)


def _content_columns(texts: Sequence[str], heads: Sequence[Line]) -> dict[int, tuple[Line, str]]:
    """Map columns to those of section 二, each with the unit that its header names in brackets."""
    columns = {}
    for at, text in enumerate(texts):
        unit = _UNIT.search(text)
        bare = text[: unit.start()] if unit else text
        for line in heads:
            if _ends(text, line) or _ends(bare, line):
                columns[at] = (line, unit[1] if unit else "")
                break
    return columns


# --- labels ------------------------------------------------------------------------------------


def _ends(text: str, line: Line) -> bool:
    return bool(text) and text.endswith(line.stems)


def _row_is(text: str, line: Line) -> bool:
    bare = stem(text)
    return bare in line.exact or any(word in bare for word in line.stems)
