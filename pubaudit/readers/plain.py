"""The rows of a worksheet in the one plain form in which nearly every program writes them.

``<row r="5" …><c r="A5" s="1" t="s"><v>7</v></c>…</row>``: such rows are cut out of the byte stream
and read by splitting, without expat. A row that differs in a single byte is left to expat.

Split at its marks (``5"``, the end of each reference), the body of a row is pieces that each hold
one cell and the opening of the next: `` s="1" t="s"><v>7</v></c><c r="B``. Few different pieces
make up a sheet, so what a piece means is remembered, and so is which columns a row fills.

Why so, measured: 20,000 rows of 12 columns with 900 merges, whole processes in turn, medians of
the ratios (``bench/reading.py`` measures again). Reading takes 0.31 of openpyxl's read-only mode
and 2.1 of unzip and expat with nothing kept. Through expat's callbacks alone it is 0.8 of openpyxl:
a sheet in an unusual form is read at that speed.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from operator import itemgetter

from pubaudit.models import Value
from pubaudit.readers.cells import SheetCells, column_index
from pubaudit.readers.grids import MAX_COLUMNS, MAX_ROWS

ROW_OPEN = b'<row r="'

_ROW_CLOSE, _CELL_OPEN = b"</row>", b'<c r="'
# What is remembered at most: so many pieces, each shorter than so many bytes.
_REMEMBERED = 100_000
_REMEMBERED_BYTES = 128
_LAYOUTS = 1_000
_LAST = -1  # in place of the next column: the row ends here

_is_row_number = re.compile(rb"[1-9][0-9]{0,6}").fullmatch
_FIRST_OPENING = re.compile(_CELL_OPEN + rb"([A-Z]{1,3})")
_LETTERS = re.compile(rb"[A-Z]{1,3}")
_ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&\x00-\x1f\x7f-\xff]*")*'
_PLAIN_ATTRIBUTES = re.compile(_ATTRIBUTES + rb"(/?)")
_TEXT = rb"[^<&\x00-\x08\x0b-\x1f]"
_FOLLOW = rb'(?:<c r="([A-Z]{1,3})|</row>)'
_STYLE = rb'(?: s="([0-9]{1,6})")?'
# Nine cells in ten: a whole number, or the index of a shared string.
_whole_cell = re.compile(_STYLE + rb'(?: t="(s|n)")?><v>([0-9]{1,9})</v></c>' + _FOLLOW).fullmatch
_CELL = re.compile(
    _STYLE + rb'(?: t="(s|n|b|e|str|inlineStr)")?(?:/>|>'
    rb"(<f" + _ATTRIBUTES + rb"(?:/>|>(?:" + _TEXT + rb"|&(?:amp|lt|gt|quot|apos);)*</f>))?"
    rb"(<v(?: ?/>|>(" + _TEXT + rb"*)</v>))?</c>"
    rb'|><is><t(?: xml:space="preserve")?>(' + _TEXT + rb"*)</t></is></c>)" + _FOLLOW
)

_Layout = Callable[[tuple[Value, ...]], tuple[Value, ...]]


class _NotPlainError(Exception):
    """The bytes at hand are not in the plain form; expat must read them."""


class _Pieces(dict[bytes, tuple[Value, int]]):
    """A piece to its cell's value and the column of the next cell, ``_LAST`` if there is none."""

    def __init__(self, cells: SheetCells) -> None:
        super().__init__()
        self._cells = cells
        self._columns: dict[bytes | None, int] = {None: _LAST}

    def __missing__(self, piece: bytes) -> tuple[Value, int]:
        cells = self._cells
        noted = cells.noted
        match = _whole_cell(piece)
        if match:
            style, kind, text, letters = match.groups()
            value = cells.whole("s" if kind == b"s" else "n", int(style or 0), int(text))
        else:
            value, letters = self._any(piece)
        following = self._columns.get(letters)
        if following is None:
            following = self._columns[letters] = column_index(letters.decode())
        found = value, following
        noteless = cells.noted == noted  # a value with a note is noted for every row anew
        if noteless and len(piece) < _REMEMBERED_BYTES and len(self) < _REMEMBERED:
            self[piece] = found
        return found

    def _any(self, piece: bytes) -> tuple[Value, bytes | None]:
        match = _CELL.fullmatch(piece)
        if match is None:
            raise _NotPlainError
        style, kind, formula, empty, raw, inline, letters = match.groups()
        raw = inline if raw is None else raw
        try:
            piece.decode()
        except UnicodeDecodeError:
            raise _NotPlainError from None
        text = raw.decode() if raw is not None else None if empty is None else ""
        cell = kind.decode() if kind else "n", int(style or 0)
        return self._cells.value(*cell, text, formula=formula is not None), letters


class PlainRows:
    """Reads rows in the plain form into ``cells``."""

    def __init__(self, cells: SheetCells) -> None:
        self._cells = cells
        self._pieces = _Pieces(cells)
        self._attributes: dict[bytes, tuple[bool, bool]] = {}
        # By the opening of the first cell and the columns of the others.
        self._layouts: dict[tuple[bytes, tuple[int, ...]], _Layout] = {}

    def read(self, block: bytes) -> bytes:
        """Read the rows of ``block`` up to the first that is not plain; what is left unread."""
        first, *pieces = block.split(ROW_OPEN)
        if first:
            return block
        for index, piece in enumerate(pieces):
            before = self._cells.row
            try:
                self._row(piece)
            except _NotPlainError:
                self._cells.row = before
                return ROW_OPEN + ROW_OPEN.join(pieces[index:])
        return b""

    def _row(self, piece: bytes) -> None:
        """Read one row from behind its opening; nothing is kept of one that is not plain."""
        number, _, rest = piece.partition(b'"')
        attributes, _, body = rest.partition(b">")
        if not _is_row_number(number):
            raise _NotPlainError
        empty, hidden = self._attributes.get(attributes) or self._attributes_of(attributes)
        row = int(number) - 1
        if row >= MAX_ROWS or self._cells.has_row(row):
            raise _NotPlainError
        self._cells.row = row
        if empty and body:
            raise _NotPlainError
        if not empty and body != _ROW_CLOSE:
            self._cells.keep_row(row, self._values(body, number + b'"'))
        if hidden:
            self._cells.hide_rows(row)

    def _attributes_of(self, text: bytes) -> tuple[bool, bool]:
        """Whether a row with these further attributes is an empty element, and hidden."""
        match = _PLAIN_ATTRIBUTES.fullmatch(text)
        if match is None:
            raise _NotPlainError
        hidden = b' hidden="1"' in text or b' hidden="true"' in text
        found = match[1] == b"/", hidden
        if len(text) < _REMEMBERED_BYTES and len(self._attributes) < _REMEMBERED:
            self._attributes[text] = found
        return found

    def _values(self, body: bytes, mark: bytes) -> tuple[Value, ...]:
        """Return the values of a row from column A on; ``mark`` (``5"``) ends each reference."""
        first, *split = body.split(mark)
        known = self._pieces
        try:
            found = [known[piece] for piece in split]
        except _NotPlainError:  # the mark may also stand inside of a cell: s="15"
            first, split = _at_openings(body, mark)
            found = [known[piece] for piece in split]
        if not found:
            raise _NotPlainError
        values, following = zip(*found, strict=True)
        arrange = self._layouts.get((first, following)) or self._layout_of(first, following)
        return arrange((*values, None))

    def _layout_of(self, first: bytes, following: tuple[int, ...]) -> _Layout:
        """Return what puts a row's values, and the None behind them, each into its column."""
        letters = _FIRST_OPENING.fullmatch(first)
        if letters is None or following[-1] != _LAST:
            raise _NotPlainError
        columns = [column_index(letters[1].decode()), *following[:-1]]
        # Cells out of order are left to expat too, and so is an end before the last cell.
        if columns[-1] >= MAX_COLUMNS or any(b <= a for a, b in pairwise(columns)):
            raise _NotPlainError
        blank = len(columns)
        places = [blank] * (columns[-1] + 1)
        for place, column in enumerate(columns):
            places[column] = place
        layout = itemgetter(slice(blank)) if len(places) == blank else itemgetter(*places)
        if len(self._layouts) < _LAYOUTS:
            self._layouts[first, following] = layout
        return layout


def _at_openings(body: bytes, mark: bytes) -> tuple[bytes, list[bytes]]:
    """Split ``body`` as at its marks, but only at those that end a reference."""
    before, *cells = body.split(_CELL_OPEN)
    parts = [cell.partition(mark) for cell in cells]
    if before or not parts or not all(_LETTERS.fullmatch(letters) for letters, _, _ in parts):
        raise _NotPlainError
    openings = [_CELL_OPEN + letters for letters, _, _ in parts]
    pieces = [
        cell + opening for (_, _, cell), opening in zip(parts, [*openings[1:], b""], strict=True)
    ]
    return openings[0], pieces
