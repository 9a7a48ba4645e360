"""What calamine does not tell of an .xls: a password, hidden rows, error values ([MS-XLS] 2.4).

The Workbook stream is a list of records; each sheet begins at a place that the list of sheets
(BoundSheet8) tells, and ends with an EOF record.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack_from

from pubaudit.models import CellError
from pubaudit.readers.ole import Compound

_FILE_PASS, _WRITE_PROTECT, _BOF = 0x2F, 0x86, 0x809
_EOF, _BOUND_SHEET, _ROW, _FORMULA, _BOOL_ERR = 0x0A, 0x85, 0x208, 0x06, 0x205
_HIDDEN = 0x20  # fDyZero of a Row record
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class Left:
    """What calamine leaves out of one sheet; rows and columns 0-based."""

    hidden_rows: list[int] = field(default_factory=list)
    errors: list[tuple[int, int, CellError]] = field(default_factory=list)


def workbook_stream(path: Path, data: bytes) -> bytes:
    """Return the Workbook stream of an .xls; raises ``InputError`` if the file is damaged."""
    compound = Compound(path, data)
    return compound.read("workbook" if "workbook" in compound.names else "book")


def has_password(stream: bytes) -> bool:
    """Whether the records of a Workbook stream are encrypted."""
    kinds = (kind for kind, _ in _records(stream) if kind not in (_BOF, _WRITE_PROTECT))
    return next(kinds, None) == _FILE_PASS


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and content of each whole record from byte ``at`` on."""
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        at += 4 + length
        if at <= len(stream):
            yield kind, stream[at - length : at]


def left_out(stream: bytes, sheets: int) -> list[Left]:
    """Return what is left out of each of the ``sheets`` in a Workbook stream."""
    starts: list[int] = []
    for kind, content in _records(stream):
        if kind == _BOUND_SHEET and len(content) >= 4:
            starts += unpack_from("<I", content)
        elif kind == _EOF:
            break
    # As many as there are: a forged list could name one long sheet a thousand times.
    known = [_sheet(stream, at) for at in dict.fromkeys(starts[:sheets])]
    return known + [Left() for _ in range(sheets - len(known))]


def _sheet(stream: bytes, at: int) -> Left:
    left = Left()
    for kind, content in _records(stream, at):
        if kind == _EOF:
            break
        if kind == _ROW and len(content) >= 16:
            if content[12] & _HIDDEN:
                left.hidden_rows += unpack_from("<H", content)
        elif kind in (_FORMULA, _BOOL_ERR) and len(content) >= 8:
            code = _error_code(kind, content)
            if code is not None:
                row, column = unpack_from("<HH", content)
                left.errors.append((row, column, CellError(_ERRORS.get(code, "#ERROR!"))))
    return left


def _error_code(kind: int, content: bytes) -> int | None:
    """Return the error that a cell shows: its own (BoolErr), or a formula's (FormulaValue)."""
    if kind == _BOOL_ERR:
        return content[6] if content[7] else None
    is_error = content[12:14] == b"\xff\xff" and content[6] == 2
    return content[8] if is_error else None
