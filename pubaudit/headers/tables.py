"""Where the tables of a sheet are: header rows, columns with their roles, rows below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pubaudit.headers.cells import Cells
from pubaudit.headers.columns import Head, TableColumn, columns_of
from pubaudit.headers.titles import section_level, title_of
from pubaudit.headers.words import HeaderWords
from pubaudit.text import normalise

_MAX_HEADER_ROWS = 4
_MAX_GUESSED = 14
_LEAST_COLUMNS = 2
_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a sheet: header rows ``top``–``bottom``, columns, and the rows below it.

    ``lines`` are the lone lines above the header (title, 附件, unit …); ``rows`` leaves out
    repeated headers. Every row is either in a header, in ``lines`` or in ``rows``.
    """

    top: int
    bottom: int
    columns: tuple[TableColumn, ...]
    lines: tuple[str, ...]
    rows: tuple[int, ...]


def find_tables(cells: Cells, words: HeaderWords, *, guessing: bool = False) -> list[FoundTable]:
    """Return the tables of a sheet from the top down; a header repeated mid-table opens none.

    ``guessing`` takes for a header what stands like one, where no header is in known words.
    """
    heads = list(_heads(cells, words))
    if guessing and not heads:
        heads = list(_guessed(cells, words))
    ends = [head.top for head in heads[1:]] + [len(cells.texts)] * bool(heads)
    tables: list[FoundTable] = []
    start = 0
    for head, end in zip(heads, ends, strict=True):
        first = _first_line(cells, head.top, start)
        above = _lines(cells, first, head.top)
        lines = tuple(above.values())
        columns = columns_of(cells, words, head, end)
        rows = tuple(range(head.bottom + 1, end))
        start = head.bottom + 1
        if tables:
            last = tables.pop()
            kept = tuple(row for row in last.rows if row < first)
            if _repeats(last, columns, lines, words):
                sections = tuple(row for row, text in above.items() if section_level(text))
                tables.append(replace(last, rows=kept + sections + rows))
                continue
            tables.append(replace(last, rows=kept))
        tables.append(FoundTable(head.top, head.bottom, columns, lines, rows))
    return [part for table in tables for part in _side_by_side(table)]


def _side_by_side(table: FoundTable) -> list[FoundTable]:
    """Part tables that stand beside each other under one header: each begins with its 序号."""
    starts = [at for at, column in enumerate(table.columns) if column.role == "number"]
    bounds = [*starts, len(table.columns)]
    groups = [table.columns[a:b] for a, b in pairwise(bounds)]
    whole = all({"item", "content"} & {column.role for column in group} for group in groups)
    if len(groups) < 2 or starts[0] or not whole:
        return [table]
    return [replace(table, columns=group) for group in groups]


def _heads(cells: Cells, words: HeaderWords) -> Iterator[Head]:
    row, height = 0, len(cells.texts)
    while row < height:
        head = _head_at(cells, words, row)
        if head is None:
            row += 1
        else:
            yield head
            row = head.bottom + 1


def _guessed(cells: Cells, words: HeaderWords) -> Iterator[Head]:
    """Yield the first row of several short and different words that is filled like those below it.

    A cell over several columns makes it a header of two rows. It may be repeated below.
    """
    height = len(cells.texts)
    found: Head | None = None
    for row in range(height):
        if found:
            if cells.texts[row] == cells.texts[found.top]:
                yield Head(row, row + found.bottom - found.top)
            continue
        shown = cells.shown(row)
        texts = {text for _, text in shown if len(text) <= _MAX_GUESSED and not text.isdecimal()}
        if (
            len(texts) < _LEAST_COLUMNS
            or len(texts) < len(shown)
            or any(map(words.is_filler, texts))
        ):
            continue
        wide = any(cells.spans(row, column) > 1 for column, _ in shown)
        below = [len(cells.shown(other)) for other in range(row + 1 + wide, height)]
        if sum(count >= _LEAST_COLUMNS for count in below) >= _LEAST_ROWS:
            found = Head(row, min(row + wide, height - 1))
            yield found


def _is_head(texts: Sequence[str], words: HeaderWords) -> bool:
    """Tell whether a row is a header: what names the items, another role, few other words.

    A bare number is never in a header, which spares the look-up of most rows.
    """
    roles: set[str] = set()
    names = False
    known = unknown = 0
    for text in filter(None, texts):
        if text.isdecimal():
            return False
        meaning = words.meaning(text)
        if meaning.role:
            roles.add(meaning.role)
            names |= meaning.role in {"item", "content"} or meaning.menu
            known += 1
        elif not meaning.group:
            unknown += 1
            if unknown > 3:
                return False
    return names and len(roles) > 1 and known > unknown


def _head_at(cells: Cells, words: HeaderWords, row: int) -> Head | None:
    texts = cells.texts[row]
    first = next(filter(None, texts), "")
    if not first or first.isdecimal():
        return None
    if _is_head(texts, words):
        return _extend(cells, words, row)
    shown = cells.shown(row)
    below = cells.texts[row + 1] if row + 1 < len(cells.texts) else ()
    # A header whose words are cut over two rows still begins with a word that is whole (序号).
    if len(shown) < 3 or not words.role(shown[0][1]) or _is_head(below, words):
        return None
    joined = [upper + lower for upper, lower in zip(texts, below, strict=False)]
    whole = [text for text, upper in zip(joined, texts, strict=False) if upper]
    if len(whole) > 2 and _is_head(whole, words):
        return Head(row, row + 1, {c: (text,) for c, text in enumerate(joined) if text})
    return None


def _extend(cells: Cells, words: HeaderWords, top: int) -> Head:
    """Take in the second and third header row and a row of column numbers."""
    flat = _flattened(cells, words, top)
    if flat is not None:
        return flat
    bottom, taken = top, 1
    for row in range(top + 1, len(cells.texts)):
        if any(
            merge is not None and top <= merge.top <= bottom and merge.bottom >= row
            for merge in (cells.merges.get((row, column)) for column in range(cells.width))
        ):
            bottom = row
        elif any(cells.texts[row]):
            if taken == _MAX_HEADER_ROWS or not _is_sub_row(cells, words, top, row):
                break
            bottom = row
        taken += any(cells.texts[row])
    return Head(top, bottom)


def _is_sub_row(cells: Cells, words: HeaderWords, top: int, row: int) -> bool:
    shown = cells.shown(row)
    if len(shown) == 1:  # a section directly under the header: 一、住房保障领域
        return False
    if [text.strip("()（）") for _, text in shown] == [str(n) for n in range(1, len(shown) + 1)]:
        return len(shown) > 2
    if _is_head(cells.texts[row], words) and words.role(shown[0][1]) == "number":
        return False
    known = 0
    for column, text in shown:
        role = words.role(cells.texts[top][column])
        is_word = bool(words.label(text) or words.role(text))
        if role in {"number", "content"} and not (is_word or text[0] in "(（"):
            return False
        known += is_word
    return known * 2 >= len(shown)


def _flattened(cells: Cells, words: HeaderWords, top: int) -> Head | None:
    """Put a two-row header right whose second row slid to the left (labels under wrong columns).

    Each label belongs to the next group of its own role, and widens it.
    """
    upper = cells.shown(top)
    lower = cells.shown(top + 1) if top + 1 < len(cells.texts) else []
    if len(lower) < 2 or any(cells.merges.get((top, column)) for column, _ in upper):
        return None
    start = upper[0][0]
    slid = words.role(upper[0][1]) == "number" and lower[0][0] == start
    labels = [(text, words.label(text) or words.role(text)) for _, text in lower]
    if not slid or not all(words.label(text) or "级" in text for text, _ in labels):
        return None
    parts: list[tuple[str, ...]] = []
    for _, header in upper:
        role = words.role(header)
        before = len(parts)
        while labels and role and labels[0][1] == role:
            parts.append((header, labels.pop(0)[0]))
        if len(parts) == before:
            parts.append((header,))
    if labels or cells.width <= start + len(upper):
        return None
    return Head(top, top + 1, {start + place: part for place, part in enumerate(parts)})


def _first_line(cells: Cells, top: int, start: int) -> int:
    """Return the first of the lone or blank rows that stand directly above a header."""
    row = top
    while row > start:
        shown = cells.shown(row - 1)
        if len(shown) > 1 and start:
            break
        row -= 1
    return row


def _lines(cells: Cells, first: int, top: int) -> dict[int, str]:
    """Return the lone lines above a header by row; a long or merged one may have a neighbour."""
    lines: dict[int, str] = {}
    for row in range(first, top):
        shown = cells.shown(row)
        if not shown or len(shown) > 2:
            continue
        column, text = shown[0]
        if len(shown) == 1 or cells.spans(row, column) > 1 or len(text) > 10:
            lines[row] = text
    return lines


def _repeats(
    last: FoundTable, columns: tuple[TableColumn, ...], lines: tuple[str, ...], words: HeaderWords
) -> bool:
    """Tell whether a header only repeats the last table's, as at a page break (续表)."""
    if _comparable(last.columns) != _comparable(columns):
        return False
    title, before = (
        words.without_continued(title_of(above, words)) for above in (lines, last.lines)
    )
    return not title or title == before


def _comparable(columns: tuple[TableColumn, ...]) -> list[tuple[int, str]]:
    return [(column.index, normalise("/".join(column.parts))) for column in columns if column.parts]
