"""A piece of a ledger that is worked on by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of work: one file, or some row groups of one parquet file.

    ``wanted``: the roles that are needed (empty: all); ``asked`` those that are needed for some
    records only; ``named`` maps names of columns to headers.
    """

    input: int
    path: str
    groups: tuple[int, ...] = ()
    wanted: frozenset[str] = frozenset()
    named: tuple[tuple[str, str], ...] = ()
    asked: frozenset[str] = frozenset()
