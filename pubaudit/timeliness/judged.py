"""A batch of records with all that was found out about them, record by record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch
from pubaudit.timeliness.case import Case, Place, gravest
from pubaudit.timeliness.kernel import LATE, OVERDUE, Judged
from pubaudit.timeliness.notices import Shown


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """A batch with all that was found out about it, record by record.

    ``shown`` is None where the ledger has no column of display periods (公示起止). ``twins`` says
    which record the first ``repeats`` repeat, by their number in the batch.
    """

    batch: Batch
    kinds: NDArray[np.int32]
    formed: NDArray[np.int32]
    published: NDArray[np.int32]
    judged: Judged
    repeats: NDArray[np.bool_]
    shown: Shown | None = None
    twins: Mapping[int, Place] = field(default_factory=dict)


def case_of(one: JudgedBatch, index: int | np.integer[Any]) -> Case:
    """Name one record (0-based in the batch) with its place, words, days and verdict."""
    i, batch, judged = int(index), one.batch, one.judged
    is_late = int(judged.verdict[i]) in (LATE, OVERDUE)
    return Case(
        late=int(judged.late[i]),
        days=int(judged.end[i]) - int(judged.due[i]) if is_late else 0,
        input=batch.input,
        sheet=batch.sheet,
        row=batch.row(i),
        title=batch.says("title", i) or batch.says("item", i),
        body=batch.says("body", i),
        verdict=int(judged.verdict[i]),
        formed=int(one.formed[i]),
        published=int(one.published[i]),
        due=int(judged.due[i]),
        early=int(judged.early[i]),
        provisional=bool(judged.provisional[i]),
        rough=bool(judged.rough[i]),
        kind=int(one.kinds[i]),
        twin=one.twins.get(i),
    )


class Gravest:
    """Keeps the cases of the latest records, batch by batch: ``most`` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.cases: tuple[Case, ...] = ()

    def add(self, one: JudgedBatch) -> None:
        """Look through a batch; a record that stands twice counts once."""
        if not self._most:
            return
        verdict, late = one.judged.verdict, one.judged.late
        if len(self.cases) == self._most:
            worse = late > self.cases[-1].late
        else:
            worse = (verdict == LATE) | (verdict == OVERDUE)
        later = np.flatnonzero(worse & ~one.repeats)
        if len(later):
            # Late by 0 working days, on a day off, is late as well.
            latest = later[largest(late[later] + 1, self._most)]
            cases = (case_of(one, i) for i in latest.tolist())
            self.cases = gravest((*self.cases, *cases), self._most)


def largest(values: NDArray[np.int32], most: int) -> NDArray[np.intp]:
    """Return the places of the largest positive values, of equal ones the first, in file order."""
    # How many records have the largest value, that or the next one, and so on down to 1.
    reached = np.bincount(np.maximum(values, 0))[:0:-1].cumsum()
    least = len(reached) - int(np.searchsorted(reached, most))
    above, equal = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.sort(np.concatenate((above, equal[: most - len(above) if least else 0])))
