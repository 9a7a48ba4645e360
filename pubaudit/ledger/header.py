"""The header of a table of a ledger: one row, or two of which the upper groups the lower."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pubaudit.ledger.dates import MISSING, UNREADABLE, day_of_value
from pubaudit.ledger.words import LedgerWords, require_dates, roles_of


@dataclass(frozen=True, slots=True)
class Header:
    """The columns (0-based) by role, the header's cells, and how many rows it ends after."""

    roles: Mapping[str, int]
    cells: tuple[str, ...]
    rows: int

    def names(self) -> dict[str, str]:
        """Return the file's own name of each role's column."""
        return {role: self.cells[at].strip() for role, at in self.roles.items()}


def find_header(
    where: str, top: Sequence[Sequence[Any]], words: LedgerWords, named: Mapping[str, str]
) -> Header:
    """Return the header that knows most columns, of one row where two know no more.

    ``top`` are the first rows of a table; ``named`` as in ``roles_of``. Raises ``InputError``
    beginning with ``where`` if it lacks one of the two days, or has several columns for a day.
    """
    texts = [tuple(str(cell or "") for cell in row) for row in top]
    readings = [(cells, at + 1) for at, cells in enumerate(texts)]
    for at in range(1, len(top)):
        if not any(map(_is_datum, top[at])):
            readings += [(cells, at + 1) for cells in _joined(texts[at - 1], texts[at])]
    found = [Header(roles_of(cells, words, named), cells, rows) for cells, rows in readings]
    best = max(found, key=lambda header: len(header.roles))
    require_dates(where, best.cells, best.roles, words, named)
    return best


def _is_datum(cell: Any) -> bool:
    """Tell whether a cell is a day or a number, which no header has."""
    return not isinstance(cell, str | None) or day_of_value(cell) not in (MISSING, UNREADABLE)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what two rows say as one: the lower alone under a group, and with the group's word.

    日期 over 形成, 公开 is 形成日期, 公开日期. A word with nothing below stands for its column.
    """
    alone, grouped = [], []
    group = ""
    for above, below in zip(upper, lower, strict=False):
        group = above or group
        alone.append(below or above)
        joined = below if below == group else f"{below}{group}"
        grouped.append(joined if below else above)
    return [tuple(alone), tuple(grouped)]
