"""Opens a report (xlsx, xls, ods, docx, html) as prose and rectangles of text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubaudit.errors import InputError
from pubaudit.headers import cell_text, column_letter
from pubaudit.models import Grid
from pubaudit.readers import LIMITS, Package, read
from pubaudit.signatures import ZIP
from pubaudit.textfiles import decoded, read_bytes

if TYPE_CHECKING:
    from docx.document import Document

Rows = tuple[tuple[str, ...], ...]
_MOST_SPAN = 200
_SKIPPED = {"script", "style", "title"}
_END = "\x1e"  # of a paragraph within a cell
_BREAKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "tr"}


@dataclass(frozen=True, slots=True)
class Prose:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A table of texts; merged cells repeat their text. ``first_row`` is 1-based."""

    sheet: str
    rows: Rows
    first_row: int = 1

    def column(self, index: int) -> str:
        """Return the letter of a 0-based column."""
        return column_letter(index)


Piece = Prose | Rectangle


def open_report(path: Path) -> list[Piece]:
    """Return what a report holds, in its order.

    Raises ``InputError`` (file, reason, what to do) if it is absent, unsafe or of another type.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        return _word(path)
    if suffix in {".html", ".htm"}:
        return _html(path)
    return [piece for grid in read(path) for piece in _sheet(grid)]


# --- spreadsheets ------------------------------------------------------------------------------


def _sheet(grid: Grid) -> Iterator[Piece]:
    rows = [[cell_text(value) for value in row] for row in grid.rows]
    for merge in grid.merges:
        text = rows[merge.top][merge.left] if merge.top < len(rows) else ""
        for row in rows[merge.top : merge.bottom + 1]:
            for column in range(merge.left, min(merge.right + 1, len(row))):
                row[column] = text
    yield from _table(grid.sheet, rows)


# --- Word --------------------------------------------------------------------------------------


def _word(path: Path) -> list[Piece]:
    data = read_bytes(path, LIMITS.file_bytes)
    if not data.startswith(ZIP):
        raise InputError(f"{path.as_posix()}：内容不是 Word 文档（.docx）。请另存为 .docx 后再试。")
    Package(path, data).check_rest()
    try:
        from docx import Document

        document = Document(io.BytesIO(data))
        return list(_word_pieces(document))
    except (KeyError, ValueError, OSError, AttributeError) as error:
        raise InputError(
            f"{path.as_posix()}：Word 文档已损坏，读不出。请用 Word 或 WPS 打开并另存后再试。"
        ) from error


def _word_pieces(document: "Document") -> Iterator[Piece]:
    numbers = count(1)
    yield from _blocks(document, numbers)


def _blocks(holder: Any, numbers: Iterator[int]) -> Iterator[Piece]:
    """Yield the paragraphs and tables of a document or a cell, those in layout tables too."""
    from docx.table import Table

    for block in holder.iter_inner_content():
        if not isinstance(block, Table):
            if block.text.strip():
                yield Prose(block.text.strip())
            continue
        rows = [list(row.cells) for row in block.rows]
        cells = {id(cell._tc): cell for row in rows for cell in row}.values()
        if any(cell.tables for cell in cells):
            for cell in cells:
                yield from _blocks(cell, numbers)
        else:
            texts = [[cell.text.replace("\n", _END) for cell in row] for row in rows]
            yield from _table(f"表{next(numbers)}", texts)


# --- web pages ---------------------------------------------------------------------------------


def _html(path: Path) -> list[Piece]:
    data = read_bytes(path, LIMITS.file_bytes)
    head = data[:2048].decode("latin-1").lower()
    encodings = ("utf-8-sig", "gb18030") if "charset=gb" not in head else ("gb18030", "utf-8-sig")
    parser = _Page()
    parser.feed(decoded(path, data, encodings))
    parser.close()
    return parser.finished()


@dataclass(slots=True)
class _Open:
    """A table being read: its rows, and the cells that reach down from above.

    ``layout``: it only places what it holds, a table among it.
    """

    rows: list[list[str]]
    hanging: dict[int, tuple[int, str]]
    layout: bool = False
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)


class _Page(HTMLParser):
    """Collects paragraphs and tables; what stands in a table that holds a table is paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._tables: list[_Open] = []
        self._number = 0
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skip += 1
        elif tag == "table":
            self._paragraph()
            self._make_layout()
            self._tables.append(_Open([], {}))
        elif self._tables and tag == "tr":
            self._close_cell()
            self._tables[-1].rows.append([])
            self._hang()
        elif self._tables and tag in {"td", "th"} and self._tables[-1].rows:
            self._close_cell()
            given = dict(attrs)
            self._tables[-1].cell = []
            self._tables[-1].span = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag in _BREAKS:
            self._paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skip = max(0, self._skip - 1)
        elif tag in {"td", "th", "tr"} and self._tables:
            self._close_cell()
        elif tag == "table" and self._tables:
            self._close_cell()
            done = self._tables.pop()
            if not done.layout:
                self._number += 1
                self.pieces += _table(f"表{self._number}", done.rows)
        elif tag in _BREAKS:
            self._paragraph()

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        if self._tables and self._tables[-1].cell is not None:
            self._tables[-1].cell.append(data)
        elif not self._tables:
            self._text.append(data)

    def finished(self) -> list[Piece]:
        """Return the pieces once all is read; a table left open is closed."""
        while self._tables:
            self.handle_endtag("table")
        self._paragraph()
        return self.pieces

    def _paragraph(self) -> None:
        """End a paragraph: in a cell with a mark, elsewhere with a piece."""
        if self._tables:
            if self._tables[-1].cell is not None:
                self._tables[-1].cell.append(_END)
            return
        self.pieces += _paragraphs("".join(self._text))
        self._text = []

    def _make_layout(self) -> None:
        """Take what the innermost table has held so far as paragraphs: it holds a table now."""
        if not self._tables:
            return
        outer = self._tables[-1]
        outer.layout = True
        for row in outer.rows:
            self.pieces += _paragraphs(_END.join(dict.fromkeys(row)))
        if outer.cell is not None:
            self.pieces += _paragraphs("".join(outer.cell))
            outer.cell = []
        outer.rows = [[]]

    def _hang(self) -> None:
        """Put the cells that reach down from above where the next cell would stand."""
        table = self._tables[-1]
        row = table.rows[-1]
        while (over := table.hanging.get(len(row))) is not None:
            rows, text = over
            if rows > 1:
                table.hanging[len(row)] = (rows - 1, text)
            else:
                del table.hanging[len(row)]
            row.append(text)

    def _close_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is None:
            return
        text = "".join(table.cell)
        down, across = table.span
        table.cell = None
        if table.layout:
            self.pieces += _paragraphs(text)
            return
        for _ in range(across):
            column = len(table.rows[-1])
            table.rows[-1].append(text)
            if down > 1:
                table.hanging[column] = (down - 1, text)
        self._hang()


def _span(given: str | None) -> int:
    text = (given or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isascii() and text.isdigit() else 1


def _paragraphs(text: str) -> Iterator[Prose]:
    for part in text.split(_END):
        if line := " ".join(part.split()):
            yield Prose(line)


def _table(name: str, rows: list[list[str]]) -> Iterator[Piece]:
    """Yield a table, and before it as paragraphs the rows that say one thing across all columns."""
    for row in rows:
        words = {text for text in row if text.strip(f"{_END} ")}
        if len(words) == 1:
            yield from _paragraphs(words.pop())
    plain = [[" ".join(text.replace(_END, "").split()) for text in row] for row in rows]
    width = max((len(row) for row in plain), default=0)
    yield Rectangle(name, tuple(tuple(row + [""] * (width - len(row))) for row in plain))
