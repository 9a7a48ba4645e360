"""A table that a person fills in beside the catalogs: columns found by what their headers mean."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pubaudit import data
from pubaudit.errors import InputError
from pubaudit.models import Value
from pubaudit.readers import read
from pubaudit.text import normalise, one_line
from pubaudit.textfiles import read_text

_MOST_BYTES = 20 << 20
_HEADER_ROWS = 10


@dataclass(frozen=True, slots=True)
class SideWords:
    """Header words of each column, and words of each verdict, as ``sidefiles.yaml`` has them."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row: the cells by the meaning of their columns; ``place`` names file, sheet and row."""

    place: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return a cell on one line, "" where there is none."""
        return self.cells.get(column, "")


def load_words(path: Path) -> SideWords:
    """Read ``sidefiles.yaml``; raises SchemeError, one line with file, line and key."""
    _, text = data.read(path, "附表用词表")
    return data.shaped(path, text, data.parse(path, text), SideWords)


def read_table(
    path: Path, words: SideWords, required: Mapping[str, str], optional: Sequence[str] = ()
) -> tuple[SideRow, ...]:
    """Return the rows of a csv or a workbook that hold anything.

    ``required`` maps columns to the header to be told about, ``optional`` names further columns.
    Raises InputError, one line with file and row, if the file cannot be read, a required column
    is absent, or a required cell is empty.
    """
    wanted = (*required, *optional)
    rows: list[SideRow] = []
    found = False
    for sheet, table in _tables(path):
        start = _header(table, words, wanted, required)
        if start is None:
            continue
        found = True
        row, columns = start
        for number, cells in enumerate(table[row + 1 :], row + 2):
            shown = {c: cells[i] for c, i in columns.items() if i < len(cells) and cells[i]}
            if shown:
                place = f"{path.as_posix()}{f' {sheet}' if sheet else ''} 第{number}行"
                rows.append(SideRow(place, shown))
    if not found:
        names = "、".join(required.values())
        raise InputError(f"{path.as_posix()}：前{_HEADER_ROWS}行没有表头；须有“{names}”各列")
    for side in rows:
        for column, name in required.items():
            if not side.get(column):
                raise InputError(f"{side.place}：“{name}”是空的，请填写或删去该行")
    return tuple(rows)


def _header(
    table: Sequence[Sequence[str]],
    words: SideWords,
    wanted: Sequence[str],
    required: Mapping[str, str],
) -> tuple[int, dict[str, int]] | None:
    """Find the row that names all required columns, and where each column stands (0-based)."""
    known = {normalise(w): c for c in wanted for w in words.columns[c]}
    for number, cells in enumerate(table[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            column = known.get(normalise(cell))
            if column:
                columns.setdefault(column, index)
        if required.keys() <= columns.keys():
            return number, columns
    return None


def _tables(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    if path.suffix.lower() == ".csv":
        yield "", _csv(path)
        return
    for grid in read(path):
        yield grid.sheet, [[_shown(value) for value in row] for row in grid.rows]


def _csv(path: Path) -> list[list[str]]:
    text = read_text(path, _MOST_BYTES)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True)))
    except csv.Error as error:
        raise InputError(f"{path.as_posix()}：不是合法的 csv，请另存为 csv 后再试") from error
    return [[one_line(cell) for cell in row] for row in rows]


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return one_line(str(value))
