"""Rows of a table that are no records: numbered in advance, sections, a header printed again, feet.

None falls out in silence: how many of which kind, and from which row on, is said once a table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

import numpy as np

from pubaudit.ledger.batch import Days
from pubaudit.ledger.columns import Columns, is_serial
from pubaudit.ledger.dates import NO_DAY
from pubaudit.ledger.words import NAMING, LedgerWords
from pubaudit.models import CellError
from pubaudit.text import normalise

# Stands as the header of the field where section rows say it.
BY_SECTION: Final = "分节行"

_NUMBERED, _SECTION, _REPEATED = "只有序号", "是分节或说明", "是重复的表头"
_FOOT, _SPACES = "是合计或签注", "只有空格"
_KINDS = (_NUMBERED, _SECTION, _REPEATED, _FOOT, _SPACES)
_NUMBER = re.compile(r"\(?\d+[).、]?")
_NUMERAL = "[一二三四五六七八九十]+"
_CHAPTER = rf"第{_NUMERAL}(?:部分|[章节类篇])"
_MARK = re.compile(rf"(?:{_CHAPTER}|{_NUMERAL}(?=[、.,:])|\({_NUMERAL}\))[、.,:]*")
_MARK_ALONE = re.compile(rf"{_CHAPTER}|\(?{_NUMERAL}[)、.]?")
_BELOW = re.compile(r"\(|\d")

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Places:
    """What the columns (0-based) of a header are to a row: ``dates`` its days, ``naming`` its name.

    One of ``grouping`` alone makes no record: numbers, bodies, fields and the like.
    """

    dates: frozenset[int]
    naming: frozenset[int]
    grouping: frozenset[int]


class Strays:
    """Finds the rows of one table, block by block, that are no records, and counts them.

    ``top`` are the rows down to the header, ``merged`` the rows (1-based) with a cell merged across
    most of the table.
    """

    def __init__(
        self,
        words: LedgerWords,
        top: Sequence[Row] = (),
        merged: frozenset[int] = frozenset(),
    ) -> None:
        self._words = words
        self._merged = merged
        self._above = [set(map(_text, column)) - {""} for column in zip_longest(*top)]
        self._field = ""
        self._counts = dict.fromkeys(_KINDS, 0)
        self._first: dict[str, int] = {}

    def find(
        self, rows: Sequence[tuple[int, Row]], days: Mapping[str, Days], header: Columns
    ) -> dict[int, str]:
        """Return which of some numbered rows are no records, by their places, and their kinds.

        One with two days or more is a record, and with one day what does not sign a form.
        """
        dated = np.zeros(len(rows), np.int8)
        for column in days.values():
            dated += column > NO_DAY
        places = _places(self._words, header)
        found: dict[int, str] = {}
        for at in np.flatnonzero(dated < 2).tolist():
            number, row = rows[at]
            kind = self._signed(row) if dated[at] else self._kind(number, row, places)
            if kind:
                found[at] = kind
                self._counts[kind] += 1
                self._first.setdefault(kind, number)
        return found

    def fields(self, rows: Sequence[tuple[int, Row]], found: Mapping[int, str]) -> list[str]:
        """Return what the section rows say is the field of each record, [] if they name none."""
        if not self._field and _SECTION not in found.values():
            return []
        fields = []
        for at, (_, row) in enumerate(rows):
            if found.get(at) == _SECTION:
                self._field = self._field_of(row)
            elif at not in found:
                fields.append(self._field)
        return fields if any(fields) else []

    def said(self) -> str:
        """Say how many rows of which kind were left out, and from which on; "" if none."""
        kinds = [
            f"{count}行{kind}（第{self._first[kind]}行{'起' * (count > 1)}）"
            for kind, count in self._counts.items()
            if count
        ]
        doubtful = self._counts[_NUMBERED] or self._counts[_SECTION]
        remedy = "；其中如有记录，请补全日期" if doubtful else ""
        return f"{'、'.join(kinds)}，未计入{remedy}" if kinds else ""

    def _kind(self, number: int, row: Row, places: _Places) -> str:
        """Return of which kind a row without a day is, "" for a record."""
        said = {at: cell for at, cell in enumerate(row) if is_said(cell) and not _is_space(cell)}
        if not said:
            return _SPACES
        if all(map(is_number, said.values())) and said.keys().isdisjoint(
            places.dates | places.naming
        ):
            return _NUMBERED
        at = next(iter(said))
        first = _text(said[at])
        label, colon, _ = first.partition(":")
        if label in self._words.totals or (colon and self._signs(label)):
            return _FOOT
        if all(
            at < len(self._above) and _text(cell) in self._above[at] for at, cell in said.items()
        ):
            return _REPEATED
        if len(said) == 1:
            alone = number in self._merged or at in places.grouping or _MARK.match(first)
            return _SECTION if alone else ""
        return _SECTION if len(said) == 2 and _MARK_ALONE.fullmatch(first) else ""

    def _signed(self, row: Row) -> str:
        """Tell whether a row with one day signs a form: 填表人：张三, 填表日期：, 2026-04-01."""
        first = next(str(cell) for cell in row if is_said(cell))
        if ":" not in first and "：" not in first:
            return ""
        label = _text(first).partition(":")[0]
        return _FOOT if label in self._words.signatures else ""

    def _signs(self, label: str) -> bool:
        return label in self._words.signatures or label in self._words.footnotes

    def _field_of(self, row: Row) -> str:
        """Return the field that a section names; one below another (（一）) leaves it as it is."""
        texts = [_text(cell) for cell in row if is_said(cell)]
        named = _MARK.sub("", texts[-1], count=1)
        if any(word in named for word in _fields(self._words)):
            return named
        return self._field if _BELOW.match(texts[0]) else ""


def is_said(cell: Any) -> bool:
    """Tell whether a cell says anything."""
    return cell is not None and cell != ""


def _is_space(cell: Any) -> bool:
    return isinstance(cell, str) and cell.isspace()


def _text(cell: Any) -> str:
    return normalise(str(cell)) if is_said(cell) else ""


def is_number(cell: Any) -> bool:
    """Tell whether a cell is a serial number, or a formula for one that cannot be read."""
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(_text(cell)))
    return isinstance(cell, int | float | CellError)


def is_section(row: Row) -> bool:
    """Tell whether a row says one thing only, or begins like a section: 一、政府采购领域."""
    said = [_text(cell) for cell in row if is_said(cell)]
    return len(said) < 2 or bool(_MARK.match(said[0]) or _MARK_ALONE.fullmatch(said[0]))


def _places(words: LedgerWords, header: Columns) -> _Places:
    """Return what the columns of a header are to a row.

    Where none names the records, whatever has a meaning does.
    """
    days = set(words.dates)
    dates = {at for role, at in header.roles.items() if role in days}
    naming = {at for role, at in header.roles.items() if role in NAMING or role == "item"}
    others = set(header.roles.values()) - dates - naming
    serial = {at for at, cell in enumerate(header.header) if is_serial(cell, words)} - dates
    return _Places(
        frozenset(dates),
        frozenset(naming or others),
        frozenset((others if naming else set()) | serial),
    )


def _fields(words: LedgerWords) -> Iterator[str]:
    """Yield the words by which a section names a field."""
    yield "领域"
    for kind in (*words.kinds, *words.notices):
        yield from kind.fields
