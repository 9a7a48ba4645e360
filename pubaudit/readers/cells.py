"""What the cells of an xlsx worksheet mean: references, cell types, styles, escapes (ECMA-376)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from pubaudit.models import UNREAD, CellError, Merge, Value
from pubaudit.readers.formats import Shown, moment
from pubaudit.readers.grids import GridCells, number
from pubaudit.readers.package import Package, damaged

_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(rf"{_REFERENCE.pattern}(?::{_REFERENCE.pattern})?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to: shared strings, and how each style shows a number."""

    strings: list[str | None]
    styles: tuple[Shown, ...]
    since_1904: bool


def unescape(text: str) -> str:
    """Return ``text`` with its ``_xHHHH_`` escapes decoded (ECMA-376 Part 1, 22.4.2.4).

    An escape of a control character other than tab and line breaks, or of half a surrogate pair,
    stays as written.
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r\u3000\xa0" else match[0]


def column_index(letters: str) -> int:
    """Return the 0-based index of a column from its upper-case letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class SheetCells(GridCells):
    """Collects the cells of one worksheet, given as SpreadsheetML writes them."""

    def __init__(self, package: Package, workbook: Workbook, sheet: str, cells_left: int) -> None:
        super().__init__(package.path, package.limits, sheet, cells_left)
        self._workbook = workbook

    # --- references ------------------------------------------------------------------------------

    def merge_range(self, reference: str) -> None:
        """Record a merged range such as ``A1:C2``; raises ``InputError``."""
        match = _RANGE.fullmatch(reference)
        if match is None:
            raise damaged(self.path, f"工作表“{self.sheet}”有一处合并单元格的范围无法识别")
        left, top, right, bottom = match.groups()
        first, last = column_index(left), column_index(right or left)
        self.merge(Merge(int(top) - 1, first, int(bottom or top) - 1, last))

    def row_index(self, text: str) -> int:
        """Return the 0-based row of the ``r`` of a row element; raises ``InputError``."""
        if not _ROW_NUMBER.fullmatch(text):
            raise damaged(self.path, f"工作表“{self.sheet}”有一行的行号无法识别")
        return int(text) - 1

    def place(self, reference: str) -> tuple[int, int]:
        """Return the 0-based row and column of a reference such as ``B5``."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise damaged(self.path, f"工作表“{self.sheet}”有一个单元格的位置无法识别")
        return int(match[2]) - 1, column_index(match[1])

    # --- values ----------------------------------------------------------------------------------

    def value(self, kind: str, style: int, text: str | None, *, formula: bool) -> Value:
        """Return the value of a cell of type ``kind``; note what cannot be read."""
        if not text:
            is_blank = not formula or (text is not None and kind in ("str", "inlineStr"))
            return None if is_blank else self._unread("formula")
        if kind in ("n", "s"):
            return self._number(kind, style, text.strip())
        if kind in ("str", "inlineStr"):
            return unescape(text)
        if kind == "b" and text in ("0", "1", "false", "true"):
            return text in ("1", "true")
        if kind == "e":
            self.note("error")
            return CellError(text)
        return self._iso_date(text) if kind == "d" else self._unread()

    def whole(self, kind: str, style: int, index: int) -> Value:
        """Return the value of a cell of type ``n`` or ``s`` with the whole number ``index`` ≥ 0."""
        if kind == "s":
            strings = self._workbook.strings
            return strings[index] if index < len(strings) else self._unread()
        return self._shown(style, index)

    def _shown(self, style: int, serial: float) -> Value:
        styles = self._workbook.styles
        shown = styles[style] if style < len(styles) else "number"
        if shown == "number":
            return serial
        return moment(serial, shown, since_1904=self._workbook.since_1904)

    def _number(self, kind: str, style: int, text: str) -> Value:
        if text.isascii() and text.isdigit() and len(text) < 16:
            return self.whole(kind, style, int(text))
        found = number(text) if kind == "n" else None
        return self._unread() if found is None else self._shown(style, found)

    def _iso_date(self, text: str) -> Value:
        try:
            if ":" in text[:3]:
                return time.fromisoformat(text).replace(tzinfo=None)
            if len(text) == len("2024-02-29"):
                return date.fromisoformat(text)
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return self._unread()

    def _unread(self, why: str = "value") -> Value:
        self.note(why)
        return UNREAD
