"""Counts that add up: the tables from which every figure of a report is taken.

A tally of a whole ledger is the sum of the tallies of its parts, in any order; no record is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from pubaudit.timeliness.beside import Beside

Keys = NDArray[np.int64]

# How many bits of a key each dimension takes.
_BITS = {
    "body": 18, "field": 10, "item": 18, "month": 12,
    "verdict": 4, "kind": 6, "late": 16, "day": 16,
}  # fmt: skip
NAMED = ("body", "field", "item")
TABLES = {
    "verdicts": ("body", "field", "item", "month", "verdict"),
    "lateness": ("body", "field", "kind", "verdict", "late"),
    "days": ("body", "verdict", "day"),
}
_DENSE = 1 << 22
_WORST = 20
_EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class Case:
    """One record worth naming: the latest ones, and those that could not be judged."""

    late: int
    input: int
    sheet: str
    row: int
    title: str
    body: str
    verdict: int
    formed: int
    published: int
    due: int
    kind: int


@dataclass(frozen=True, slots=True)
class Cells:
    """A table of counts: packed keys, ascending and distinct, and the count of each."""

    dimensions: tuple[str, ...]
    keys: Keys
    counts: Keys

    def column(self, dimension: str) -> Keys:
        """Return one dimension's codes, cell by cell."""
        return _unpack(self.keys, self.dimensions)[dimension]

    def added(self, other: "Cells") -> "Cells":
        """Return the sum of two tables of the same dimensions."""
        return _summed(
            self.dimensions,
            np.concatenate((self.keys, other.keys)),
            np.concatenate((self.counts, other.counts)),
        )

    def renumbered(self, codes: dict[str, Keys]) -> "Cells":
        """Return the table with the codes of some dimensions replaced (old code → new code)."""
        columns = _unpack(self.keys, self.dimensions)
        for name, new in codes.items():
            if name in columns:
                columns[name] = new[columns[name]]
        return _summed(self.dimensions, _pack(columns, self.dimensions), self.counts)


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of some records. ``names`` are the words behind the codes of each dimension.

    ``records`` are those counted, ``repeated`` those that were not; ``rows`` counts all by input.
    ``headers`` are the columns that were used (input, role, header); ``problems`` what could not be
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
    problems: tuple[tuple[int, str], ...] = ()
    beside: "Beside | None" = None


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
        if len(known) >= 1 << _BITS[name]:
            raise UsageError(
                f"台账中不同的{name}多于 {1 << _BITS[name]} 个，无法汇总；请核对这一列"
            )
    cells = {n: one.cells[n].added(other.cells[n].renumbered(codes)) for n in TABLES}
    rows = dict(one.rows)
    for source, count in other.rows.items():
        rows[source] = rows.get(source, 0) + count
    return Tally(
        names,
        cells,
        one.records + other.records,
        gravest((*one.worst, *other.worst)),
        _first(one.unjudged + other.unjudged),
        _first(one.duplicates + other.duplicates),
        one.repeated + other.repeated,
        rows,
        one.headers | other.headers,
        one.problems + other.problems,
        one.beside.joined(other.beside)
        if one.beside and other.beside
        else one.beside or other.beside,
    )


def gravest(cases: Sequence[Case], most: int = _WORST) -> tuple[Case, ...]:
    """Return the worst cases, the latest first, then in the order of the files."""
    return tuple(sorted(cases, key=lambda c: (-c.late, c.input, c.sheet, c.row))[:most])


def _first(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda c: (c.input, c.sheet, c.row))[:_EXAMPLES])


def counted(dimensions: tuple[str, ...], columns: dict[str, NDArray[np.signedinteger]]) -> Cells:
    """Count the combinations of codes; where the ranges are small, without a sort."""
    if not len(columns[dimensions[0]]):
        return Cells(dimensions, np.empty(0, np.int64), np.empty(0, np.int64))
    lows = {name: int(columns[name].min()) for name in dimensions}
    sizes = [int(columns[name].max()) - lows[name] + 1 for name in dimensions]
    if np.prod(sizes, dtype=float) > _DENSE:
        packed = np.sort(_pack(columns, dimensions))
        starts = np.flatnonzero(np.diff(packed, prepend=-1))
        return Cells(dimensions, packed[starts], np.diff(starts, append=len(packed)))
    key = np.zeros(len(columns[dimensions[0]]), np.int32)
    for name, size in zip(dimensions, sizes, strict=True):
        if size > 1:
            key *= np.int32(size)
            key += columns[name]
            key -= np.int32(lows[name])
    counts = np.bincount(key)
    used = np.flatnonzero(counts)
    codes = np.unravel_index(used, sizes)
    parts = {n: code + lows[n] for n, code in zip(dimensions, codes, strict=True)}
    return Cells(dimensions, _pack(parts, dimensions), counts[used].astype(np.int64))


def _pack(columns: Mapping[str, NDArray[np.signedinteger]], dimensions: tuple[str, ...]) -> Keys:
    key = np.zeros(len(columns[dimensions[0]]), np.int64)
    for name in dimensions:
        key <<= _BITS[name]
        key += columns[name]
    return key


def _unpack(keys: Keys, dimensions: tuple[str, ...]) -> dict[str, Keys]:
    columns: dict[str, Keys] = {}
    rest = keys
    for name in reversed(dimensions):
        columns[name] = rest & ((1 << _BITS[name]) - 1)
        rest = rest >> _BITS[name]
    return columns


def _summed(dimensions: tuple[str, ...], keys: Keys, counts: Keys) -> Cells:
    """Bring equal keys together."""
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.add.reduceat(counts, starts) if len(keys) else counts
    return Cells(dimensions, keys[starts], sums)
