"""A batch of records as columns: days as integers, words as codes into their distinct values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger.dates import day_of_value

Days = NDArray[np.int32]
Codes = NDArray[np.int32]
# What some records (0-based) say in a column if it matches a pattern (RE2), else "".
Texts = Callable[[NDArray[np.intp], str], list[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: ``names[codes[i]]`` is what record ``i`` says, "" for nothing."""

    codes: Codes
    names: tuple[str, ...]

    def at(self, index: int) -> str:
        """Return the word of one record (0-based)."""
        return self.names[int(self.codes[index])]


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive records of one table of one file.

    ``first_row`` is the row of the first record as Excel shows it; ``words`` and ``days`` hold
    the columns by role, days with the sentinels of ``ledger.dates``; ``headers`` the file's own
    names of them. ``rows`` are the rows of the records where they do not follow one another;
    ``before`` is the number of the file's records before these; ``aside`` says which columns might
    have meant one of these roles and were not chosen, ``unused`` names those that mean none.
    ``texts`` are columns of which only some records are asked.
    """

    input: int
    sheet: str
    first_row: int
    size: int
    words: Mapping[str, Words] = field(default_factory=dict)
    days: Mapping[str, Days] = field(default_factory=dict)
    rows: NDArray[np.int64] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    before: int = 0
    aside: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    texts: Mapping[str, Texts] = field(default_factory=dict)

    def row(self, index: int) -> int:
        """Return the row (1-based) of a record (0-based in the batch)."""
        return self.first_row + index if self.rows is None else int(self.rows[index])

    def says(self, role: str, index: int) -> str:
        """Return what a record says under a role, "" where there is no such column."""
        return self.words[role].at(index) if role in self.words else ""


def encode(values: Sequence[Any]) -> tuple[Codes, list[Any]]:
    """Return codes and distinct values, in the order of their first appearance."""
    index = {value: code for code, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(index.__getitem__, values), np.int32, len(values))
    return codes, list(index)


def words_of(values: Sequence[Any]) -> Words:
    """Make a column of words out of cell values."""
    codes, distinct = encode(values)
    return Words(codes, tuple("" if v is None else str(v).strip() for v in distinct))


def days_of(values: Sequence[Any]) -> Days:
    """Make a column of day numbers out of cell values; each distinct value is read once."""
    codes, distinct = encode(values)
    read = np.array([day_of_value(value) for value in distinct], np.int32)
    return read[codes] if len(read) else np.empty(0, np.int32)
