"""OpenDocument spreadsheets, .ods (ODF 1.2 and 1.3), read from ``content.xml`` by expat.

Merged and repeated cells, hidden rows and sheets are all written there. Text beside the cells
(comments, drawings, tracked changes) is left out. Hostile counts cost nothing: what is repeated is
counted against the limits before it is kept, and blanks at the end of a sheet are never spread.
"""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pubaudit.models import UNREAD, CellError, Grid, Merge, Value
from pubaudit.readers.grids import MAX_COLUMNS, GridCells, number
from pubaudit.readers.package import LIMITS, Limits, Package, locked, refusal

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT, _OFFICE, _STYLE = (f"{_ODF}{n}:1.0 " for n in ("table", "text", "office", "style"))
_ERROR = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_SHEET, _ROW, _PARAGRAPH, _BLANKS = _TABLE + "table", _TABLE + "table-row", _TEXT + "p", _TEXT + "s"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_COLUMNS_REPEATED = _TABLE + "number-columns-repeated"
_COLUMNS_SPANNED, _ROWS_SPANNED = _TABLE + "number-columns-spanned", _TABLE + "number-rows-spanned"
_KIND, _STRING = _OFFICE + "value-type", _OFFICE + "string-value"
# Elements whose whole content is not the table's own.
_ASIDE = {
    *(_OFFICE + name for name in ("annotation", "forms")),
    *(_TABLE + name for name in ("tracked-changes", "shapes", "dde-links")),
    *(f"{_ODF}drawing:1.0 {name}" for name in ("frame", "custom-shape", "g", "line", "control")),
}
_LITERALS = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_SPACES = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(r"(-?)P(?:(\d{1,7})D)?T(\d{1,7})H(\d{1,7})M(\d{1,7}(?:\.\d{1,9})?)S")
_COUNT = re.compile(r"[0-9]{1,15}")


def read(path: Path, data: bytes, limits: Limits = LIMITS) -> list[Grid]:
    """All sheets of the document in ``data``, hidden ones too, in the order of their tabs.

    ``path`` is for messages only; rows and columns count from A1. Raises ``InputError`` if the
    file is encrypted, damaged, unsafe, beyond ``limits``, or without any value.
    """
    package = Package(path, data, limits)
    manifest = "meta-inf/manifest.xml"
    if manifest in package.names and b"encryption-data" in b"".join(package.chunks(manifest)):
        raise locked(path)
    document = _Document(package)
    parser = package.parser(" ")
    parser.StartElementHandler = document.start
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.characters
    package.parse("content.xml", parser)
    package.check_rest()
    if not any(grid.rows for grid in document.grids):
        raise refusal(path, "工作簿里没有任何内容", "请检查是否选错了文件")
    return document.grids


class _Document:
    """The expat handlers of ``content.xml``; ``grids`` are the sheets ended so far."""

    def __init__(self, package: Package) -> None:
        self.grids: list[Grid] = []
        self._package = package
        self._cells_left = package.limits.cells
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._aside = 0  # how deep within an element of _ASIDE
        self._tables = 0  # how many tables are open; a table within a cell is not read
        self._sheet: GridCells | None = None
        self._sheet_hidden = False
        self._row_repeat = 1
        self._hidden_row = False
        self._values: list[Value] = []
        self._spans: list[tuple[int, int, int]] = []
        self._column = 0
        self._cell: dict[str, str] = {}
        self._runs: list[str] = []
        self._paragraphs = 0
        self._blanks = 0
        self._listening = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open a sheet, row, cell or paragraph."""
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif name == _SHEET:
            self._tables += 1
            if self._tables == 1:
                self._open_sheet(attributes)
        elif name == _STYLE + "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties":
            if attributes.get(_TABLE + "display") == "false":
                self._hidden_styles.add(self._style)
        elif self._tables == 1:
            self._start_within(name, attributes)

    def _start_within(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell = attributes
            self._runs.clear()
            self._paragraphs = 0
        elif name == _ROW:
            self._row_repeat = _count(attributes, _TABLE + "number-rows-repeated")
            self._hidden_row = attributes.get(_TABLE + "visibility") in ("collapse", "filter")
        elif name == _PARAGRAPH:
            if self._paragraphs:
                self._runs.append("\n")
            self._paragraphs += 1
            self._listening = True
        elif name == _BLANKS and self._listening:
            blanks = _count(attributes, _TEXT + "c")
            self._blanks += blanks
            self._package.check_token(self._blanks)
            self._runs.append(" " * blanks)
        elif self._listening and name in _LITERALS:
            self._runs.append(_LITERALS[name])

    def characters(self, text: str) -> None:
        """Take the text of a paragraph; a run of white space is one blank, none at its start."""
        if self._listening and not self._aside:
            text = _SPACES.sub(" ", text)
            if not self._runs or self._runs[-1][-1] in " \n":
                text = text.lstrip(" ")
            if text:
                self._runs.append(text)

    def end(self, name: str) -> None:
        """Keep a cell, row or sheet at its end."""
        if self._aside:
            self._aside -= 1
        elif name == _SHEET:
            self._tables -= 1
            if self._tables == 0:
                self._close_sheet()
        elif self._tables != 1 or self._sheet is None:
            pass
        elif name in _CELLS:
            self._close_cell(self._sheet)
        elif name == _ROW:
            self._close_row(self._sheet)
        elif name == _PARAGRAPH:
            self._listening = False

    def _open_sheet(self, attributes: dict[str, str]) -> None:
        most = self._package.limits.sheets
        if len(self.grids) >= most:
            raise self._package.unsafe(f"工作表超过 {most} 张")
        sheet = attributes.get(_TABLE + "name", "")
        package = self._package
        self._sheet = GridCells(package.path, package.limits, sheet, self._cells_left)
        self._sheet.row = 0
        self._sheet_hidden = attributes.get(_TABLE + "style-name") in self._hidden_styles

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            grid = self._sheet.grid(hidden=self._sheet_hidden)
            self._cells_left -= sum(map(len, grid.rows))
            self.grids.append(grid)
            self._sheet = None

    def _close_cell(self, sheet: GridCells) -> None:
        cell, self._cell, self._listening = self._cell, {}, False
        repeat = _count(cell, _COLUMNS_REPEATED)
        wide, tall = _count(cell, _COLUMNS_SPANNED), _count(cell, _ROWS_SPANNED)
        if wide * tall > 1:
            self._spans.append((self._column, wide, tall))
        value = _value(sheet, cell, "".join(self._runs))
        if value is not None:
            # One column too many is enough for the row to be refused.
            repeat = min(repeat, MAX_COLUMNS + 1 - len(self._values))
            gap = min(self._column, MAX_COLUMNS) - len(self._values)
            self._values += [None] * gap + [value] * repeat
        self._column += repeat

    def _close_row(self, sheet: GridCells) -> None:
        values, self._values, self._column = self._values, [], 0
        spans, self._spans = self._spans, []
        first, repeat = sheet.row, self._row_repeat
        if self._hidden_row:
            sheet.hide_rows(first, repeat)
        # A blank row that is repeated fills the sheet to its end: its merges hold nothing.
        for row in range(first, first + (repeat if values else 1)):
            sheet.keep_row(row, values)
            for column, wide, tall in spans:
                sheet.merge(Merge(row, column, row + tall - 1, column + wide - 1))
        sheet.row = first + repeat


def _count(attributes: dict[str, str], name: str) -> int:
    """Return a count ≥ 1 from an attribute; 1 if absent or malformed."""
    text = attributes.get(name)
    return max(int(text), 1) if text and _COUNT.fullmatch(text) else 1


def _value(sheet: GridCells, cell: dict[str, str], shown: str) -> Value:
    """Return the value of a cell with the text ``shown``; note what cannot be read."""
    kind = cell.get(_KIND, "")
    if cell.get(_ERROR) == "error":
        sheet.note("error")
        return CellError(shown)
    if not kind and not shown and _TABLE + "formula" in cell:
        sheet.note("formula")
        return UNREAD
    if kind in ("", "string"):
        return cell.get(_STRING, shown) or None
    value = _typed(kind, cell)
    if value is None:
        sheet.note("value")
        return UNREAD
    return value


def _typed(kind: str, cell: dict[str, str]) -> Value:
    if kind in ("float", "percentage", "currency"):
        return number(cell.get(_OFFICE + "value", ""))
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell.get(_OFFICE + "boolean-value", ""))
    text = cell.get(f"{_OFFICE}{kind}-value", "")
    try:
        if kind == "date":
            whole = len(text) == len("2024-02-29")
            return date.fromisoformat(text) if whole else datetime.fromisoformat(text)
        match = _DURATION.fullmatch(text) if kind == "time" else None
        return _duration(match) if match else None
    except (ValueError, OverflowError):
        return None


def _duration(match: re.Match[str]) -> time | timedelta:
    """Return the time of day, or the time elapsed where it is no time of day."""
    sign, days, hours, minutes, rest = match.groups()
    elapsed = timedelta(int(days or 0), float(rest), hours=int(hours), minutes=int(minutes))
    if sign or elapsed >= timedelta(1):
        return -elapsed if sign else elapsed
    seconds, microseconds = elapsed.seconds, elapsed.microseconds
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, microseconds)
