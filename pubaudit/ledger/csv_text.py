"""The rows of a ledger as csv; a quote too many is refused with its line, never read over."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pubaudit.errors import InputError
from pubaudit.ledger.text import encoding_of

Row = list[str]

_ROWS = 10_000
_DELIMITERS = ",\t;|"
_DELIMITER_WITHIN = 10
_QUOTED = re.compile(r'"[^"]*"')
_LINE_END = re.compile(r"\r\n|\r|\n")


def csv_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a csv in UTF-8 (with or without BOM) or GB18030.

    Raises ``InputError`` naming the line from which on a quote swallows records.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        delimiter = _delimiter("".join(islice(file, _DELIMITER_WITHIN)))
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        rows = lines = 0
        try:
            while block := list(islice(reader, _ROWS)):
                if reader.line_num - lines > len(block):
                    _require_whole(path, block, lines + 1, delimiter)
                yield from block
                rows, lines = rows + len(block), reader.line_num
        except csv.Error:
            file.seek(0)
            yield from islice(_with_faults(path, file, delimiter), rows, None)


def _delimiter(top: str) -> str:
    """Return what parts the first lines, quoted text apart, into the most alike rows."""
    lines = _QUOTED.sub("", top).splitlines()

    def alike(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(((lines, marks) for marks, lines in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=alike)


def _require_whole(path: Path, rows: Sequence[Row], line: int, delimiter: str) -> None:
    """Raise ``InputError`` if a cell of some rows, from a line on, holds whole records.

    Two quotes too many make one record of all between them and leave a csv without a fault.
    """
    width = len(rows[0])
    for row in rows:
        text = _LINE_END.split(delimiter.join(row))
        if _holds_records(text, width, delimiter):
            raise _unpaired(path, line)
        line += len(text)
        width = len(row)


def _with_faults(path: Path, file: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of a csv with unpaired quotes, as long as each spoils only its own line."""
    own: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            own.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    width = 0
    while True:
        own.clear()
        row: Row | None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = _alone(own, delimiter)
        if row is None or _holds_records(own, width, delimiter):
            raise _unpaired(path, reader.line_num - len(own) + 1)
        width = len(row)
        yield row


def _alone(lines: Sequence[str], delimiter: str) -> Row | None:
    """Return the row of one line with unpaired quotes; None if the next one would belong to it."""
    try:
        row, *following = csv.reader([*lines, "next"], delimiter=delimiter)
    except csv.Error:
        return None
    return row if len(following) == len(lines) == 1 else None


def _holds_records(lines: Sequence[str], width: int, delimiter: str) -> bool:
    """Tell whether most lines of one row would be rows of this width by themselves."""
    whole = sum(line.count(delimiter) == width - 1 for line in lines)
    return width > 1 and len(lines) > 1 and 2 * whole > len(lines)


def _unpaired(path: Path, line: int) -> InputError:
    return InputError(
        f"{path.as_posix()} 第{line}行：引号没有成对，其后的记录会并入这一格（或有一格超过"
        f"{csv.field_size_limit()}字）；请改正这一行，另存后再试"
    )
