"""Reads one entry after the other; remembers what a blank or 同上 cell refers to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pubaudit.headers import (
    GROUP_ROLES,
    Cells,
    FoundTable,
    HeaderWords,
    Legend,
    TableColumn,
    choices,
    column_letter,
    under_label,
    without_notes,
)
from pubaudit.models import Entry, Location, Problem, Tick
from pubaudit.text import list_items, normalise, one_line, shorten

NAME_ROLES = frozenset({"item", "content"})
_ENTRY_ROLES = ("number", "basis", "limit", "body", "channel", "audience", "mode", "level", "note")
_CARRIED = ("basis", "limit", "body", "channel", "audience", "mode", "level")
_DECODED = {"audience": "audiences", "mode": "modes", "level": "levels"}
_SHORT = 6
_OUTLINED = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_OPTIONAL = re.compile(r"[〔\[【［]\s*(?:[*＊※]\s*|(?=[一-鿿]))([^〔〕\[\]【】［］]+)[〕\]】］]")
# A conversion that loses characters leaves a question mark inside a Chinese passage.
_LOST_CHARACTERS = re.compile(r"(?<=[一-鿿）)])[?\ufffd](?=[^\s?？])")


@dataclass(slots=True)
class EntryReader:
    """Reads the entries of one table from the top down."""

    cells: Cells
    table: FoundTable
    words: HeaderWords
    legend: Legend
    sheet: str
    input: int
    problems: list[Problem]
    names: list[TableColumn] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    _cells: list[tuple[int, TableColumn]] = field(default_factory=list)
    _keys: tuple[tuple[str, int], ...] = ()
    _letters: dict[int, str] = field(default_factory=dict)
    _single: list[tuple[str, int]] = field(default_factory=list)
    _several: list[tuple[str, list[TableColumn]]] = field(default_factory=list)
    _groups: list["_Group"] = field(default_factory=list)
    _carried: list[tuple[bool, list[int]]] = field(default_factory=list)
    _kinds: dict[str, str] = field(default_factory=dict)
    _outline: dict[str, str] = field(default_factory=dict)
    _channels: dict[str, tuple[Tick, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = self.table.columns
        self._cells = [(column.index, column) for column in columns]
        self._keys = tuple(zip(_keys(columns), (c.index for c in columns), strict=True))
        self._letters = {column.index: column_letter(column.index) for column in columns}
        self.names = [c for c in columns if c.role in NAME_ROLES]
        # A content cell lies inside its category, wherever the columns stand.
        self.names.sort(key=lambda column: column.role == "content")
        self._sort_roles(sorted(columns, key=lambda column: column.rank))
        self.above = [""] * self.cells.width
        self.forget_categories()

    def _sort_roles(self, ranked: Sequence[TableColumn]) -> None:
        for role in _ENTRY_ROLES:
            columns = [column for column in ranked if column.role == role]
            if role in GROUP_ROLES:
                columns.sort(key=lambda column: column.index)
            indexes = [column.index for column in columns]
            if role in _CARRIED:
                self._carried.append((role in GROUP_ROLES, indexes))
            if role in GROUP_ROLES and columns:
                self._groups.append(_Group(role, columns, self.words, self.legend))
            elif len(columns) == 1:
                self._single.append((role, indexes[0]))
            elif columns:
                self._several.append((role, columns))

    def forget_categories(self) -> None:
        """Begin a section: no category above goes on into the next entry."""
        self.categories = [""] * len(self.names)

    def go_on_from(self, before: "EntryReader") -> None:
        """Continue the table of the sheet before, which has the same columns."""
        self.categories = before.categories
        for old, new in zip(before.table.columns, self.table.columns, strict=True):
            self.above[new.index] = before.above[old.index]

    def word(self, text: str) -> str:
        """Tell what a short cell is: "dash", "same" (同上) or ""; remembered, few words recur."""
        if len(text) > _SHORT:
            return ""
        kind = self._kinds.get(text)
        if kind is None:
            plain = normalise(text)
            same = "same" if plain in self.words.same_as_above else ""
            kind = self._kinds[text] = "dash" if plain in self.words.dashes else same
        return kind

    def read(self, rows: Sequence[int], sections: tuple[str, ...]) -> Entry:
        """Read the entry that stands in ``rows`` (0-based) under ``sections``."""
        shown = self._shown(rows)
        texts = self._resolved(shown, rows[0])
        outer = self.names[0].index
        same_category = len(self.names) > 1 and not shown[outer] and bool(self.categories[0])
        path, content, place = self._named(texts, shown)
        if same_category:
            self._carry(texts, shown)
        self.above = texts
        self._look_for_lost_characters(shown, rows[0])
        row, last = rows[0] + 1, rows[-1] + 1
        roles = self._roles(texts)
        above = self._above_in_outline(roles.get("number", ""), content or path[-1])
        return Entry(
            location=Location(self.input, self.sheet, row, last, self._letters[place.index]),
            path=(*sections, *(title for title in above if title not in path), *path),
            content=content,
            columns={key: shown[index] for key, index in self._keys},
            elements=list_items(content),
            optional=_optional(content),
            **roles,
        )

    def _above_in_outline(self, number: str, name: str) -> list[str]:
        """Return the names of the entries under which a number like 1.2.3 puts this one: 1, 1.2."""
        code = normalise(number).rstrip(".")
        if not _OUTLINED.fullmatch(code):
            return []
        steps = code.split(".")
        above = [".".join(steps[:n]) for n in range(1, len(steps))]
        self._outline[code] = name
        return [self._outline[one] for one in above if one in self._outline]

    def _shown(self, rows: Sequence[int]) -> Sequence[str]:
        """Return the cells of an entry by column; those of several rows a line each."""
        first = self.cells.texts[rows[0]]
        if len(rows) == 1:
            return first
        columns = zip(*(self.cells.texts[row] for row in rows), strict=True)
        return ["\n".join(filter(None, column)) for column in columns]

    def _resolved(self, shown: Sequence[str], row: int) -> list[str]:
        """Return the cells with vertical merges and 同上 followed, and dashes as blank."""
        texts = list(shown)
        merges, kinds = self.cells.merges, self._kinds
        for index, column in self._cells:
            text = texts[index]
            if not text:
                if (row, index) in merges:
                    texts[index] = self.cells.above(row, index)
            elif len(text) <= _SHORT and column.role != "number":
                kind = kinds.get(text)
                if kind is None:
                    kind = self.word(text)
                if kind:
                    texts[index] = "" if kind == "dash" else self._same_as_above(column, text, row)
        return texts

    def _same_as_above(self, column: TableColumn, text: str, row: int) -> str:
        if not column.role:
            return text
        above = self.above[column.index]
        if above:
            return above
        where = "/".join(map(one_line, column.parts))
        message = f"“{where}”写“{text}”，上方没有可指的内容；请写明具体内容"
        self.problems.append(Problem(message, self.sheet, row + 1))
        return text

    def _named(self, texts: list[str], shown: Sequence[str]) -> tuple[list[str], str, TableColumn]:
        """Return path, content and the column of the deepest name; fills continued categories.

        A blank category continues the one above while all outer ones are the same and something
        deeper is named in the row. The deepest cell of the content columns is the content.
        """
        names, before = self.names, self.categories
        deepest = max(place for place, column in enumerate(names) if texts[column.index])
        outer_same = True
        values: list[str] = []
        for place, column in enumerate(names):
            value = texts[column.index]
            if not value and outer_same and place < deepest and not shown[column.index]:
                value = texts[column.index] = before[place]
            if outer_same and place + 1 < deepest and value != before[place]:
                outer_same = normalise(value) == normalise(before[place])
            values.append(value)
        content = ""
        if names[deepest].role == "content":
            # A content cell with nothing deeper is no category for the rows below.
            content, values[deepest] = values[deepest], ""
        self.categories = values
        return [value for value in values if value], content, names[deepest]

    def _carry(self, texts: list[str], shown: Sequence[str]) -> None:
        """Continue blank cells from the row above; a group of ticks only if all are blank."""
        for is_group, indexes in self._carried:
            if is_group and any(texts[index] or shown[index] for index in indexes):
                continue
            for index in indexes:
                if not texts[index] and not shown[index]:
                    texts[index] = self.above[index]

    def _look_for_lost_characters(self, shown: Sequence[str], row: int) -> None:
        line = "\n".join(shown)
        if "?" not in line and "\ufffd" not in line:
            return
        for text in shown:
            if _LOST_CHARACTERS.search(text):
                message = f"“{shorten(text, 30)}”中有“?”，疑似转换时丢失文字；请对照原文件补全"
                self.problems.append(Problem(message, self.sheet, row + 1))

    # --- the other columns -----------------------------------------------------------------------

    def _roles(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return the fields of an entry that come from other columns, in words and decoded."""
        said: dict[str, Any] = {role: texts[index] for role, index in self._single}
        for role, columns in self._several:
            said[role] = self._joined(role, columns, texts)
        for group in self._groups:
            said[group.role], said[_DECODED[group.role]] = group.read(texts)
        channel = said.get("channel", "")
        if channel:
            ticks = self._channels.get(channel)
            if ticks is None:
                ticks = self._channels[channel] = choices(channel, self.words.boxes, self.legend)
            said["channels"] = ticks
        return said

    def _joined(self, role: str, columns: Sequence[TableColumn], texts: Sequence[str]) -> str:
        """Join columns of one role; a body is the first by rank, with those that assist it."""
        found: dict[str, None] = {}
        for column in columns:
            text = texts[column.index]
            if text and (role not in {"body", "number"} or not found or self._assists(column)):
                found[text] = None
        return ("、" if role == "body" else "\n").join(found)

    def _assists(self, column: TableColumn) -> bool:
        return any(without_notes(normalise(p)) in self.words.joint for p in column.parts)


@dataclass(slots=True)
class _Group:
    """The columns of a role that may be ticked; what they say is remembered by their cells."""

    role: str
    columns: Sequence[TableColumn]
    words: HeaderWords
    legend: Legend
    indexes: list[int] = field(default_factory=list)
    known: dict[tuple[str, ...], tuple[str, tuple[Tick, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.indexes = [column.index for column in self.columns]

    def read(self, texts: Sequence[str]) -> tuple[str, tuple[Tick, ...]]:
        """Return what the group says: the ticked words, and every choice."""
        cells = tuple([texts[index] for index in self.indexes])
        said = self.known.get(cells)
        if said is None:
            said = self.known[cells] = self._read(cells) if any(cells) else ("", ())
        return said

    def _read(self, cells: Sequence[str]) -> tuple[str, tuple[Tick, ...]]:
        words: dict[str, None] = {}
        ticks: list[Tick] = []
        for column, text in zip(self.columns, cells, strict=True):
            plain = normalise(text)
            if not column.label:
                words[text] = None
                ticks += choices(text, self.words.boxes, self.legend)
            elif not text or plain in self.words.unticks:
                ticks.append(Tick(column.label, ticked=False))
            elif plain in self.words.ticks:
                words[column.label] = None
                ticks.append(Tick(column.label))
            else:
                words[text] = None
                ticks.append(under_label(text, column.label, self.words.boxes))
        words.pop("", None)
        return "、".join(words), tuple(ticks)


def _optional(content: str) -> tuple[str, ...]:
    """Return the elements that the content marks as optional: 〔*招标估算金额〕."""
    if not any(bracket in content for bracket in "〔[【［"):
        return ()
    return tuple(map(one_line, _OPTIONAL.findall(content)))


def _keys(columns: Sequence[TableColumn]) -> tuple[str, ...]:
    """Return a key for each column: its header as shown, made unique, else its letter."""
    keys: dict[str, None] = {}
    for column in columns:
        key = name = "/".join(column.parts) or f"（{column_letter(column.index)}列）"
        number = 2
        while key in keys:
            key, number = f"{name}（{number}）", number + 1
        keys[key] = None
    return tuple(keys)
