"""One worksheet part of an xlsx file, read into a ``Grid`` by expat.

Rows in the plain form that nearly every program writes take a shortcut past expat (``plain``);
expat sees the rest of the document as if they had not been there. What makes this safe: the
shortcut opens only where expat itself has just reported ``<sheetData>`` at that very byte of a
UTF-8 document; every byte of a row must match the strict form, so each row taken out is one
balanced element; and from the first row that does not match, the whole remainder of the sheet
goes through expat. A test reads the same rows both ways.
"""

from collections.abc import Iterator
from itertools import chain

from pubaudit.models import Grid
from pubaudit.readers.cells import SheetCells
from pubaudit.readers.package import Package, local_name
from pubaudit.readers.plain import ROW_OPEN, PlainRows

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_HEAD_BYTES = 1 << 20
_TRUE = ("1", "true")


def read_sheet(package: Package, part: str, cells: SheetCells, *, hidden: bool) -> Grid:
    """Return the worksheet ``part`` as a grid, collected in the fresh ``cells``.

    Raises ``InputError`` if the part is damaged or beyond the limits.
    """
    elements = _Elements(package, cells)
    chunks = package.chunks(part)
    fed = 0
    for data in chain((_shortcut(package, chunks, elements, cells),), chunks):
        package.feed(elements.parser, data)
        fed += len(data)
        package.check_token(fed - max(elements.parser.CurrentByteIndex, 0))
    package.feed(elements.parser, b"", final=True)
    return cells.grid(hidden=hidden)


class _Elements:
    """The expat handlers of a worksheet. Prefixes of element names are ignored.

    ``data_at`` is the byte at which ``<sheetData>`` was seen, -1 before.
    """

    def __init__(self, package: Package, cells: SheetCells) -> None:
        self.parser = package.parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.XmlDeclHandler = self._declaration
        self.utf8 = True
        self.data_at = -1
        self._cells = cells
        self._in_data = False
        self._column = -1
        self._kind, self._style, self._formula = "n", 0, False
        self._phonetic = self._listening = False
        self._text: list[str] | None = None

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.utf8 = encoding is None or encoding.lower() == "utf-8"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local_name(name)
        if not self._in_data:
            if tag == "sheetData":
                self._in_data = True
                self.data_at = self.parser.CurrentByteIndex
            elif tag == "mergeCell":
                self._cells.merge_range(attributes.get("ref", ""))
        elif tag == "c":
            self._open_cell(attributes)
        elif tag == "v" or (tag == "t" and not self._phonetic):
            self._listening = True
            if self._text is None:
                self._text = []
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            self._open_row(attributes)

    def _end(self, name: str) -> None:
        if not self._in_data:
            return
        tag = local_name(name)
        if tag == "c":
            self._close_cell()
        elif tag in ("v", "t"):
            self._listening = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "sheetData":
            self._in_data = False

    def _characters(self, text: str) -> None:
        if self._listening and self._text is not None:
            self._text.append(text)

    def _open_row(self, attributes: dict[str, str]) -> None:
        cells = self._cells
        number = attributes.get("r")
        cells.row = cells.row + 1 if number is None else cells.row_index(number)
        self._column = -1
        if attributes.get("hidden") in _TRUE:
            cells.hide_rows(cells.row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            self._cells.row, self._column = self._cells.place(reference)
        style = attributes.get("s", "")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 7 else 0
        self._kind = attributes.get("t", "n")
        self._formula = False
        self._text = None

    def _close_cell(self) -> None:
        text = None if self._text is None else "".join(self._text)
        value = self._cells.value(self._kind, self._style, text, formula=self._formula)
        if value is not None:
            self._cells.keep(self._cells.row, self._column, value)


def _shortcut(
    package: Package, chunks: Iterator[bytes], elements: _Elements, cells: SheetCells
) -> bytes:
    """Read the head and the rows in the plain form; return the bytes that expat must see next."""
    pending = b""
    while (at := pending.find(_OPEN)) < 0:
        chunk = next(chunks, b"")
        pending += chunk
        if not chunk or len(pending) > _HEAD_BYTES + len(chunk):
            return pending
    end = at + len(_OPEN)
    package.feed(elements.parser, pending[:end])
    pending = pending[end:]
    if elements.data_at != at or not elements.utf8:
        return pending
    rows = PlainRows(cells)
    while True:
        close = pending.find(_CLOSE)
        cut = close if close >= 0 else max(pending.rfind(ROW_OPEN), 0)
        unread = rows.read(pending[:cut])
        pending = pending[cut:]
        if unread or close >= 0 or len(pending) > package.limits.token_bytes:
            return unread + pending
        chunk = next(chunks, b"")
        if not chunk:
            return pending
        pending += chunk
