"""Counting the judged batches of one part, and naming the records worth naming."""

from datetime import date
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import NO_DAY, Batch
from pubaudit.timeliness.case import EXAMPLES, WORST, Case
from pubaudit.timeliness.dense import Column, Columns, DenseTable, Window, window_of
from pubaudit.timeliness.figures import BEFORE_MONTHS, FIRST_YEAR, LAST_YEAR
from pubaudit.timeliness.judged import Gravest, JudgedBatch, case_of
from pubaudit.timeliness.kernel import LATE, NOBODY, OVERDUE
from pubaudit.timeliness.tally import (
    ASIDE,
    LATE_TABLES,
    NAMED,
    TABLES,
    UNUSED,
    Cells,
    Tally,
    packed,
    require_room,
    summed,
)
from pubaudit.workdays.table import day_number

_MANY: Final = 1 << 30
_LAST_DAY: Final = (1 << 16) - 1
# The days whose months are told apart; those before and after have one code each.
_MONTHS_FROM: Final = day_number(date(FIRST_YEAR, 1, 1))
_MONTHS_TO: Final = day_number(date(LAST_YEAR, 12, 31))


class Counter:
    """Adds up judged batches; ``by`` are the named dimensions that are told apart."""

    def __init__(self, by: tuple[str, ...] = NAMED) -> None:
        self._by = by
        self._words: dict[str, dict[str, int]] = {role: {} for role in NAMED}
        self._groups = _Groups()
        self._tables = {name: DenseTable(dimensions) for name, dimensions in TABLES.items()}
        # Those never published are few and may be years late: apart, so that both stay small.
        self._overdue = {name: DenseTable(dims) for name, dims in LATE_TABLES.items()}
        self._records = self._repeated = 0
        self._rows: dict[int, int] = {}
        self._headers: set[tuple[int, str, str]] = set()
        self._worst = Gravest(WORST)
        self._unjudged: list[Case] = []
        self._duplicates: list[Case] = []

    def count(self, one: JudgedBatch) -> None:
        """Count a batch; repeated records are listed, and counted nowhere else."""
        batch, repeated = one.batch, int(np.count_nonzero(one.repeats))
        columns = self._columns(one)
        if repeated:
            columns = {name: column[~one.repeats] for name, column in columns.items()}
        self._add(columns)
        self._records += batch.size - repeated
        self._repeated += repeated
        self._rows[batch.input] = self._rows.get(batch.input, 0) + batch.size
        self._headers.update((batch.input, role, name) for role, name in batch.headers.items())
        self._headers.update((batch.input, ASIDE, said) for said in batch.aside)
        self._headers.update((batch.input, UNUSED, name) for name in batch.unused)
        self._name(one)

    def tally(self) -> Tally:
        """Return what was counted."""
        cells = {name: table.cells() for name, table in self._tables.items()}
        cells["verdicts"] = summed([self._groups.cells(), cells["verdicts"]])
        for name, table in self._overdue.items():
            cells[name] = summed([cells[name], table.cells()])
        return Tally(
            {role: tuple(words) for role, words in self._words.items()},
            cells,
            self._records,
            self._worst.cases,
            tuple(self._unjudged),
            tuple(self._duplicates),
            self._repeated,
            self._rows,
            frozenset(self._headers),
        )

    # --- counts ----------------------------------------------------------------------------------

    def _columns(self, one: JudgedBatch) -> dict[str, Column]:
        columns: dict[str, Column] = {role: self._codes(role, one.batch) for role in NAMED}
        columns["verdict"] = one.judged.verdict
        columns["kind"] = np.maximum(one.kinds, NOBODY) + 1
        columns["late"] = one.judged.late
        columns["limit"] = one.judged.held
        columns["rough"] = one.judged.rough.view(np.int8)
        columns["day"] = np.clip(one.published, 0, _LAST_DAY)
        by_month = not {"item", "month"}.isdisjoint(self._by)
        columns["month"] = _months(one.formed) if by_month else _same(one.batch.size)
        return columns

    def _codes(self, role: str, batch: Batch) -> Column:
        """Return a column of words in the one numbering of all batches."""
        known, column = self._words[role], batch.words.get(role)
        if column is None or role not in self._by:
            known.setdefault("", 0)
            return np.full(batch.size, known[""], np.int32)
        # In the order of the alphabet, so that parts with the same words agree on their codes.
        for word in sorted(column.names):
            known.setdefault(word, len(known))
        require_room(role, len(known))
        new = [known[word] for word in column.names]
        if new == list(range(len(new))):
            return column.codes
        return np.array(new, np.int32).take(column.codes)

    def _add(self, columns: Columns) -> None:
        if "item" not in self._by or not self._groups.add(columns):
            self._tables["verdicts"].add(columns)
        self._tables["kinds"].add(columns)
        self._tables["days"].add(columns)
        needed = dict.fromkeys(name for dims in LATE_TABLES.values() for name in dims)
        for verdict, tables in ((LATE, self._tables), (OVERDUE, self._overdue)):
            chosen = np.flatnonzero(columns["verdict"] == verdict)
            late = {name: columns[name].take(chosen) for name in needed}
            for name in LATE_TABLES:
                tables[name].add(late)

    # --- cases -----------------------------------------------------------------------------------

    def _name(self, one: JudgedBatch) -> None:
        self._worst.add(one)
        for cases, those in (
            (self._unjudged, (one.judged.verdict > OVERDUE) & ~one.repeats),
            (self._duplicates, one.repeats),
        ):
            if len(cases) < EXAMPLES:
                chosen = np.flatnonzero(those)[: EXAMPLES - len(cases)]
                cases += [case_of(one, i) for i in chosen.tolist()]


class _Groups:
    """Verdicts by month for the combinations of body, field and item that occur.

    Few of those that might occur do; numbered, they leave no empty rows in the table.
    """

    def __init__(self) -> None:
        self._window: Window | None = None
        self._numbers = np.empty(0, np.int32)
        self._codes = np.empty((len(NAMED), 0), np.int64)
        self._table = DenseTable(("group", "month", "verdict"))

    def add(self, columns: Columns) -> bool:
        """Count some records; False, and nothing is counted, if there are too many words."""
        own = [columns[role] for role in NAMED]
        if not len(own[0]):
            return True
        if not self._covers(window_of(own)):
            return False
        assert self._window is not None
        places = self._window.places(own)
        numbers = self._numbers.take(places)
        if numbers.min() < 0:
            new = np.sort(places[numbers < 0]).astype(np.int64)
            self._number(self._window.codes(new[np.flatnonzero(np.diff(new, prepend=-1))]))
            numbers = self._numbers.take(places)
        self._table.add({**columns, "group": numbers})
        return True

    def cells(self) -> Cells:
        """Return what was counted, by the codes themselves."""
        named = packed(NAMED, dict(zip(NAMED, self._codes, strict=True)))
        return self._table.cells().split(NAMED, named)

    def _covers(self, needed: Window) -> bool:
        wider = needed if self._window is None else self._window.joined(needed)
        if wider == self._window:
            return True
        roomy = wider.padded()
        if not roomy.suits(_MANY):
            return False
        self._window = roomy
        self._numbers = np.full(roomy.size, -1, np.int32)
        codes, self._codes = self._codes, self._codes[:, :0]
        self._number(list(codes))
        return True

    def _number(self, codes: list[NDArray[np.int64]]) -> None:
        assert self._window is not None
        first = self._codes.shape[1]
        self._codes = np.hstack((self._codes, np.array(codes, np.int64)))
        self._numbers[self._window.places(codes)] = np.arange(first, self._codes.shape[1])


def _same(size: int) -> NDArray[np.int32]:
    return np.zeros(size, np.int32)


def _months(days: NDArray[np.int32]) -> NDArray[np.int16]:
    """Return the codes of the months (``figures.month_word``), 0 where there is no day."""
    months = _month_table().take(np.clip(days, _MONTHS_FROM - 1, _MONTHS_TO + 1) - _MONTHS_FROM + 1)
    if days.min(initial=_MONTHS_FROM) <= NO_DAY:
        months[days <= NO_DAY] = 0
    return months


@cache
def _month_table() -> NDArray[np.int16]:
    days = np.arange(_MONTHS_FROM, _MONTHS_TO + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(int)
    codes = months - months[0] + BEFORE_MONTHS + 1
    return np.concatenate(([BEFORE_MONTHS], codes, [codes[-1] + 1])).astype(np.int16)
