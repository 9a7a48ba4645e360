"""Counts that add up: the tables from which every figure of a report is taken.

A tally of a whole ledger is the sum of the tallies of its parts, in any order; no record is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import UsageError
from pubaudit.models import Problem
from pubaudit.timeliness.beside import Beside
from pubaudit.timeliness.case import Case, earliest, gravest

Keys = NDArray[np.int64]
Codes = NDArray[np.signedinteger[Any]]

# How many bits of a key each dimension takes.
_BITS = {
    "body": 18, "field": 10, "item": 18, "month": 12,
    "verdict": 5, "kind": 6, "late": 16, "day": 16, "group": 24, "limit": 4, "rough": 1,
}  # fmt: skip
_CHINESE = {"body": "单位", "field": "领域", "item": "公开事项"}
NAMED = tuple(_CHINESE)
# Stands in ``headers`` for a role, where a column was not used, or means none.
ASIDE, UNUSED = "aside", "unused"
# These count only the late and the overdue: how late, and by which of their kind's limits.
LATE_TABLES = {
    "lateness": ("body", "field", "rough", "late"),
    "limits": ("body", "kind", "limit", "verdict", "rough", "late"),
}
TABLES = {
    "verdicts": ("body", "field", "item", "month", "verdict"),
    "kinds": ("kind", "verdict"),
    **LATE_TABLES,
    "days": ("body", "verdict", "day"),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """A table of counts: packed keys, ascending and distinct, and the count of each."""

    dimensions: tuple[str, ...]
    keys: Keys
    counts: Keys

    def column(self, dimension: str) -> Keys:
        """Return one dimension's codes, cell by cell."""
        after = self.dimensions[self.dimensions.index(dimension) + 1 :]
        return self.keys >> sum(_BITS[name] for name in after) & ((1 << _BITS[dimension]) - 1)

    def columns(self) -> dict[str, Keys]:
        """Return the codes of every dimension, cell by cell."""
        return {name: self.column(name) for name in self.dimensions}

    def renumbered(self, codes: dict[str, Keys]) -> "Cells":
        """Return the table with the codes of some dimensions replaced (old code → new code)."""
        new = {name: own for name, own in codes.items() if name in self.dimensions}
        if all(np.array_equal(own, np.arange(len(own))) for own in new.values()):
            return self
        columns = self.columns()
        for name, own in new.items():
            columns[name] = own[columns[name]]
        return cells_of(self.dimensions, columns, self.counts)

    def split(self, first: tuple[str, ...], keys: Keys) -> "Cells":
        """Return the table with several dimensions (their packed keys) in place of the first."""
        rest = self.dimensions[1:]
        bits = sum(_BITS[name] for name in rest)
        whole = keys.take(self.keys >> bits)
        whole <<= bits
        whole |= self.keys & ((1 << bits) - 1)
        return _ordered(first + rest, whole, self.counts)


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of some records. ``names`` are the words behind the codes of each dimension.

    ``records`` are those counted, ``repeated`` those that were not; ``rows`` counts all by input.
    ``headers`` are the columns that were used (input, role, header), and what is said of those
    that might have been (``ASIDE``), and the rest (``UNUSED``); ``problems`` what could not be
    read; ``beside`` what was seen beside the verdicts.
    """

    names: dict[str, tuple[str, ...]]
    cells: dict[str, Cells]
    records: int = 0
    worst: tuple[Case, ...] = ()
    unjudged: tuple[Case, ...] = ()
    duplicates: tuple[Case, ...] = ()
    repeated: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    headers: frozenset[tuple[int, str, str]] = frozenset()
    problems: tuple[tuple[int, Problem], ...] = ()
    beside: Beside | None = None


def empty() -> Tally:
    """Return the tally of no record."""
    none = np.empty(0, np.int64)
    return Tally(
        dict.fromkeys(NAMED, ()), {name: Cells(d, none, none) for name, d in TABLES.items()}
    )


def add(one: Tally, other: Tally) -> Tally:
    """Return the tally of both together; codes are brought to one numbering by their words."""
    names: dict[str, tuple[str, ...]] = {}
    codes: dict[str, Keys] = {}
    for name in NAMED:
        known = {word: code for code, word in enumerate(one.names[name])}
        new = [known.setdefault(word, len(known)) for word in other.names[name]]
        codes[name], names[name] = np.array(new, np.int64), tuple(known)
        require_room(name, len(known))
    cells = {n: summed([one.cells[n], other.cells[n].renumbered(codes)]) for n in TABLES}
    rows = dict(one.rows)
    for source, count in other.rows.items():
        rows[source] = rows.get(source, 0) + count
    return Tally(
        names,
        cells,
        one.records + other.records,
        gravest((*one.worst, *other.worst)),
        earliest((*one.unjudged, *other.unjudged)),
        earliest((*one.duplicates, *other.duplicates)),
        one.repeated + other.repeated,
        rows,
        one.headers | other.headers,
        one.problems + other.problems,
        one.beside.joined(other.beside)
        if one.beside and other.beside
        else one.beside or other.beside,
    )


def require_room(dimension: str, words: int) -> None:
    """Raise ``UsageError`` if a dimension has more different words than a key has room for."""
    room = 1 << _BITS[dimension]
    if words >= room:
        raise UsageError(f"台账中不同的{_CHINESE[dimension]}多于 {room} 个，无法汇总；请核对这一列")


def cells_of(dimensions: tuple[str, ...], columns: Mapping[str, Codes], counts: Keys) -> Cells:
    """Pack the codes of some cells, all different, into their keys, and put them in order."""
    return _ordered(dimensions, packed(dimensions, columns), counts)


def counted(dimensions: tuple[str, ...], columns: Mapping[str, Codes]) -> Cells:
    """Count records by their codes."""
    keys = packed(dimensions, columns)
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    return Cells(dimensions, keys[starts], np.diff(starts, append=len(keys)))


def summed(tables: Sequence[Cells]) -> Cells:
    """Return the sum of tables (at least one) of the same dimensions."""
    return reduce(_merged, sorted(tables, key=lambda table: len(table.keys)))


def _merged(few: Cells, many: Cells) -> Cells:
    """Bring two tables together; equal keys meet, the others find their place."""
    if not len(few.keys):
        return many
    places = np.searchsorted(many.keys, few.keys)
    known = many.keys.take(places, mode="clip") == few.keys
    counts = many.counts.copy()
    counts[places[known]] += few.counts[known]
    if known.all():
        return Cells(many.dimensions, many.keys, counts)
    new = ~known
    return Cells(
        many.dimensions,
        np.insert(many.keys, places[new], few.keys[new]),
        np.insert(counts, places[new], few.counts[new]),
    )


def _ordered(dimensions: tuple[str, ...], keys: Keys, counts: Keys) -> Cells:
    if (keys[1:] > keys[:-1]).all():
        return Cells(dimensions, keys, counts)
    order = np.argsort(keys, kind="stable")  # quick where long runs are in order already
    return Cells(dimensions, keys[order], counts[order])


def packed(dimensions: tuple[str, ...], columns: Mapping[str, Codes]) -> Keys:
    """Pack codes into keys, some bits for each dimension, the first one uppermost."""
    keys = np.zeros(len(columns[dimensions[0]]), np.int64)
    for name in dimensions:
        keys <<= _BITS[name]
        keys += columns[name]
    return keys
