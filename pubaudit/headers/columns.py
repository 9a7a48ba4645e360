"""What the columns of a table mean: by their header, by the cells below it, or as the user said."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pubaudit.headers.cells import Cells
from pubaudit.headers.values import are_ticks, role_of_values
from pubaudit.headers.words import HeaderWords
from pubaudit.models import RoleFrom
from pubaudit.text import normalise, one_line

GROUP_ROLES = frozenset({"audience", "mode", "level"})
_NEVER_NAMES = frozenset({"limit", "mode"})
_OF_OPEN_HEADERS = frozenset({"limit", "date", "mode"})
_DIFFERENT = 2
_WORDY = 4
_SHORTEST_NAME = 2
_EXPLAINS = "说明"
_NESTING_ROLES = GROUP_ROLES | {"item", "content"}


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of a header; ``labels`` replaces what the cells say where they slid sideways."""

    top: int
    bottom: int
    labels: Mapping[int, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its header from the top row down, its role, its rank in the role.

    ``label`` is the word of a sub-column that is ticked (全社会, 主动, 县级), else "".
    """

    index: int
    parts: tuple[str, ...]
    role: str
    rank: int = 0
    label: str = ""
    by: RoleFrom = "header"


def columns_of(cells: Cells, words: HeaderWords, head: Head, end: int) -> tuple[TableColumn, ...]:
    """Return the columns of the table whose header is ``head`` and whose rows end before ``end``.

    A column without a header counts if a cell below it holds something.
    """
    columns: list[TableColumn] = []
    heading = range(head.top, head.bottom + 1)
    below = cells.texts[head.bottom + 1 : end]
    for index in range(cells.width):
        left = columns[-1] if columns else None
        if head.labels is None:
            parts = _parts(cells, words, head, index, left)
        else:
            parts = head.labels.get(index, ())
        named = parts if head.labels else any(cells.texts[row][index] for row in heading)
        values = [] if named else [row[index] for row in below if row[index]]
        if not named and not values:
            continue
        if not parts and left and left.parts and _continues(cells, words, head, index, left):
            names = role_of_values(values, words) not in _NEVER_NAMES
            parts = left.parts if names else ()
        columns.append(_column(words, index, parts))
    known = _with_items(_by_user(_by_content(columns, below, words)), words)
    return tuple(_with_names(known, below, words))


def _with_items(columns: list[TableColumn], words: HeaderWords) -> list[TableColumn]:
    """Take the columns of a website (一级栏目) for the items, or for their categories.

    Those behind the items say where an item is published.
    """
    names = (c.index for c in columns if c.role in {"item", "content"})
    first = next(names, sys.maxsize)
    menus = [c.index < first and c.by != "map" and _is_menu(c, words) for c in columns]
    return [replace(c, role="item") if m else c for c, m in zip(columns, menus, strict=True)]


def _with_names(
    columns: list[TableColumn], below: Sequence[Sequence[str]], words: HeaderWords
) -> list[TableColumn]:
    """Find by their cells the names that no header says, among the columns of unknown headers.

    Where no column is the content, the wordiest is, or one of explanations (说明); a column that
    says the same in most rows, or leaves most of them blank, is none. Where none is an item, those
    to the left of the content are, or else the one to its right.
    """
    open_ones = [column.index for column in columns if _may_name(column, words)]
    cells = {index: [row[index] for row in below if any(row)] for index in open_ones}
    if all(column.role != "content" for column in columns):
        wordy = {index: _wordiness(texts) for index, texts in cells.items()}
        best = max(wordy, key=lambda index: wordy[index], default=-1)
        columns = _as(columns, [best] if wordy.get(best) else [], "content")
    content = next((column.index for column in columns if column.role == "content"), None)
    if content is None or any(column.role == "item" for column in columns):
        return columns
    named = [i for i, texts in cells.items() if i != content and any(map(_names, texts))]
    left = [index for index in named if index < content]
    return _as(columns, left or [index for index in named if index == content + 1], "item")


def _may_name(column: TableColumn, words: HeaderWords) -> bool:
    header = normalise("".join(column.parts))
    if column.role == "note" and column.by == "header":
        return header.endswith(_EXPLAINS)
    return bool(header) and not column.role and not any(w in header for w in words.never_names)


def _as(columns: list[TableColumn], places: Sequence[int], role: str) -> list[TableColumn]:
    return [replace(c, role=role, by="content") if c.index in places else c for c in columns]


def _names(text: str) -> bool:
    return len(text) >= _SHORTEST_NAME and not text.isascii()


def _wordiness(cells: Sequence[str]) -> float:
    """Return how many characters a cell has on average; 0 for a column of few different texts."""
    different = set(filter(None, cells))
    several = len(different) * _DIFFERENT >= len(cells)
    average = sum(map(len, different)) / len(different) if different else 0
    return average if several and average >= _WORDY else 0


def _is_menu(column: TableColumn, words: HeaderWords) -> bool:
    return any(words.meaning(part).menu for part in column.parts)


def _by_user(columns: list[TableColumn]) -> list[TableColumn]:
    """Take a role that the user gave to some columns away from all others."""
    given = {column.role for column in columns if column.by == "map"}
    taken = [c.role in given and c.by != "map" for c in columns]
    return [replace(c, role="") if t else c for c, t in zip(columns, taken, strict=True)]


def _by_content(
    columns: list[TableColumn], below: Sequence[Sequence[str]], words: HeaderWords
) -> list[TableColumn]:
    """Find by their cells the roles that the header leaves open; a role only once a table.

    A column of ticks without a header of its own belongs to the group to its left.
    """
    known = {column.role for column in columns}
    found: list[TableColumn] = []
    for column in columns:
        open_header = normalise("".join(column.parts)) in words.by_values
        if column.by == "map" or (column.role and not open_header):
            found.append(column)
            continue
        values = [row[column.index] for row in below if row[column.index]]
        role = role_of_values(values, words)
        left = found[-1].role if found else ""
        if open_header:
            role = role if role in _OF_OPEN_HEADERS else column.role
        elif not column.parts and left in GROUP_ROLES and are_ticks(values, words):
            role = left
        elif role in known:
            role = ""
        known.add(role)
        by: RoleFrom = "content" if role != column.role else column.by
        found.append(replace(column, role=role, by=by))
    return found


def _parts(
    cells: Cells, words: HeaderWords, head: Head, index: int, left: TableColumn | None
) -> tuple[str, ...]:
    """Return the header of a column, from the top, lost merges of a group continued."""
    parts: list[str] = []
    for row in range(head.top, head.bottom + 1):
        merge = cells.merges.get((row, index))
        if merge is None:
            text = cells.texts[row][index]
        elif merge.top == row or merge.top < head.top:
            text = cells.texts[merge.top][merge.left]
        else:
            text = ""
        if text and not text.isdecimal() and parts[-1:] != [text]:
            parts.append(text)
    blank_top = not cells.texts[head.top][index] and (head.top, index) not in cells.merges
    if parts and blank_top and left is not None and left.parts:
        group = words.role(left.parts[0])
        own = words.label(parts[0]) or words.role(parts[0])
        if group in _NESTING_ROLES and own in ("", group):
            parts.insert(0, left.parts[0])
    return tuple(parts)


def _continues(cells: Cells, words: HeaderWords, head: Head, index: int, left: TableColumn) -> bool:
    """Tell whether a column without any header is the second one under the header to its left."""
    merged = cells.merges.get((head.top, left.index))
    apart = merged is not None and merged.right > merged.left and merged.right < index
    return left.role in {"item", "content"} and not apart and not words.label(left.parts[-1])


def _column(words: HeaderWords, index: int, parts: tuple[str, ...]) -> TableColumn:
    if not parts:
        return TableColumn(index, (), "")
    for meaning in map(words.meaning, parts):
        if meaning.mapped:
            return TableColumn(index, parts, meaning.role, meaning.rank, by="map")
    first = words.meaning(parts[0])
    if first.role in GROUP_ROLES:
        label = one_line(parts[-1]) if len(parts) > 1 else _asked(parts[0])
        return TableColumn(index, parts, first.role, first.rank, label)
    for part in reversed(parts):
        meaning = words.meaning(part)
        if meaning.role:
            return TableColumn(index, parts, meaning.role, meaning.rank)
        if meaning.group:
            label = one_line(part) if meaning.group in GROUP_ROLES else ""
            return TableColumn(index, parts, meaning.group, 0, label)
    whole = words.meaning("".join(parts))
    return TableColumn(index, parts, whole.role, whole.rank)


def _asked(header: str) -> str:
    """Return what a yes-or-no header (是否公开) asks, or ""."""
    plain = one_line(header)
    return plain.removeprefix("是否") if plain.startswith("是否") else ""
