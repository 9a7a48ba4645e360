"""Reads the number in a cell of the report as people write it."""

import re
from dataclasses import replace

from pubaudit.form import Cell, Kind, Number, is_blank
from pubaudit.models import Location
from pubaudit.text import normalise

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_COUNTED = re.compile(r"(-?\d+)([件个份宗条项部])")
_CHANGE = re.compile(r"(增加?|减少?|[+-])?(\d+)")
_MONEY = re.compile(r"(-?\d+(?:\.\d+)?)(万?元)")
_YUAN_PER_UNIT = 10_000
YUAN = "元"


def read_cell(
    text: str, kind: Kind, blanks: str, location: Location | None = None, unit: str = ""
) -> Cell:
    """Return the cell that ``text`` is.

    Full-width digits, thousands separators and spaces are passed over. ``blanks`` are the marks
    that mean nothing stands there. Money in 元, by the cell or by the ``unit`` of its header,
    becomes 万元 with ``unit`` 元; 件 and the like behind a count become its ``unit``.
    """
    empty = Cell(None, text, location)
    if is_blank(text, blanks):
        return empty
    bare = normalise(text).replace(",", "")
    if kind == "money":
        return _money(bare, empty, unit)
    if _PLAIN.fullmatch(bare):
        return replace(empty, value=_number(bare))
    if kind == "change" and (match := _CHANGE.fullmatch(bare)):
        sign = -1 if match[1] in {"减", "减少", "-"} else 1
        return replace(empty, value=sign * int(match[2]))
    if match := _COUNTED.fullmatch(bare):
        return replace(empty, value=int(match[1]), unit=match[2])
    return empty


def _money(bare: str, empty: Cell, unit: str) -> Cell:
    match = _MONEY.fullmatch(bare)
    if match is None and not _PLAIN.fullmatch(bare):
        return empty
    amount = _number(match[1] if match else bare)
    if (match[2] if match else unit) == YUAN:
        return replace(empty, value=amount / _YUAN_PER_UNIT, unit=YUAN)
    return replace(empty, value=amount)


def _number(text: str) -> Number:
    return float(text) if "." in text and not text.endswith(".0") else int(text.partition(".")[0])
