"""Single records worth naming in a report."""

from collections.abc import Sequence
from dataclasses import dataclass

# Input (0-based), sheet, and row as Excel shows it.
Place = tuple[int, str, int]

WORST = 20
EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class Case:
    """One record worth naming: the latest ones, and those that could not be judged.

    ``late`` are its working days past the due date, ``days`` its calendar days, 0 if not late.
    ``early`` is the earliest day that ``due`` may turn out to be; ``provisional``: it rests on a
    coming year's notice, and ``rough``: so do the days late. ``twin`` is the record it repeats.
    """

    late: int
    days: int
    input: int
    sheet: str
    row: int
    title: str
    body: str
    verdict: int
    formed: int
    published: int
    due: int
    early: int
    provisional: bool
    rough: bool
    kind: int
    twin: Place | None = None


def gravest(cases: Sequence[Case], most: int = WORST) -> tuple[Case, ...]:
    """Return the worst cases, the latest first, then in the order of the files."""
    return tuple(sorted(cases, key=lambda c: (-c.late, c.input, c.sheet, c.row))[:most])


def earliest(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the first cases in the order of the files."""
    return tuple(sorted(cases, key=lambda c: (c.input, c.sheet, c.row))[:EXAMPLES])
