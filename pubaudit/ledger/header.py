"""The header of a table of a ledger: one row, or two of which the upper groups the lower."""

from collections.abc import Mapping, Sequence
from typing import Any

from pubaudit.ledger.columns import Columns, columns_of, require_days
from pubaudit.ledger.dates import MISSING, UNREADABLE, day_of_value
from pubaudit.ledger.strays import is_number, is_said, is_section
from pubaudit.ledger.words import LedgerWords

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_COLUMN_NUMBER = "栏次"


def find_header(
    where: str, top: Sequence[Sequence[Any]], words: LedgerWords, named: Mapping[str, str]
) -> tuple[Columns, int]:
    """Return the header that knows most columns, and after how many rows it ends.

    It is of one row where two know no more. One that says one thing only, or begins like a section
    (一、政府采购领域), is never the second. ``top`` are the first rows of a table; ``named`` as in
    ``columns_of``. Raises ``InputError`` beginning with ``where`` if it lacks one of the two days,
    or has several columns for a day.
    """
    texts = [tuple(str(cell or "") for cell in row) for row in top]
    readings = [(cells, at + 1) for at, cells in enumerate(texts)]
    for at in range(1, len(top)):
        if not any(map(_is_datum, top[at])) and not is_section(top[at]):
            readings += [(cells, at + 1) for cells in _joined(texts[at - 1], texts[at])]
    found = [(columns_of(cells, words, named), rows) for cells, rows in readings]
    best, rows = max(found, key=lambda one: _worth(one[0]))
    require_days(where, best, words, named)
    return best, rows


def _worth(columns: Columns) -> tuple[int, ...]:
    """Compare readings: that have all columns named, that know most, whose headers differ."""
    alike = sum(len(rivals) - len(set(rivals)) for rivals in columns.rivals.values())
    return -len(columns.absent), len(columns.roles), -alike


def is_numbering(row: Sequence[Any]) -> bool:
    """Tell whether a row numbers the columns below their headers: 1, 2, 3 or 甲, 乙, 丙, 1, 2."""
    said = [str(cell).strip().strip("()（）") for cell in row if cell not in (None, "")]
    letters = sum(map(_STEMS.__contains__, said))
    numbers = [str(number) for number in range(1, len(said) - letters + 1)]
    return len(said) > 2 and said in (
        [*_STEMS[:letters], *numbers],
        [_COLUMN_NUMBER, *numbers[:-1]],
    )


def _is_datum(cell: Any) -> bool:
    """Tell whether a cell is a day or a number, which no header has."""
    if not isinstance(cell, str | None):
        return True
    return is_said(cell) and (is_number(cell) or day_of_value(cell) not in (MISSING, UNREADABLE))


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what two rows say as one: the lower alone under a group, or with the group's word.

    日期 over 形成, 公开 is 形成日期, 公开日期; 政府网站 over 公开日期, 链接 is 政府网站公开日期,
    政府网站链接. A word with nothing below stands for its column.
    """
    alone, behind, before = [], [], []
    group = ""
    for at, (above, below) in enumerate(zip(upper, lower, strict=False)):
        group = above or group
        alone.append(below or above)
        behind.append(f"{below}{group}" if below and below != group else below or above)
        spanned = below and (not above or upper[at + 1 : at + 2] == ("",))
        before.append(f"{group}{below}" if spanned and below != group else above or below)
    return [tuple(alone), tuple(behind), tuple(before)]
