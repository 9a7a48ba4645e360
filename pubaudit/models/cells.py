"""What a reader returns: grids of values, 0-based, and places as Excel shows them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value (``#REF!``) where a value should be; it is shown as its code."""

    code: str

    def __str__(self) -> str:
        """Return the code."""
        return self.code


# A cell whose content cannot be read, such as a formula saved without its result: it shows nothing,
# and is not blank.
UNREAD = CellError("")


Value = None | bool | int | float | str | date | datetime | time | timedelta | CellError


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; 0-based, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input, as Excel shows it: 1-based rows, column letters.

    ``input`` is the index of the file in the run; ``row`` 0 means the whole sheet.
    """

    input: int
    sheet: str
    row: int
    last_row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the tool could not read or judge; ``skipped`` if content was left out."""

    message: str
    sheet: str = ""
    row: int = 0
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as a rectangle of values from cell A1 on; every row has the same length."""

    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()
