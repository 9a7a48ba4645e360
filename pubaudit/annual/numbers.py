"""Reads the number in a cell of the report as people write it."""

import re
import unicodedata

from pubaudit.form import Cell, Kind, Number
from pubaudit.models import Location

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_CHANGE = re.compile(r"(增加?|减少?|[+-])?(\d+)")
_MONEY = re.compile(r"(-?\d+(?:\.\d+)?)(万?元)")
_DASHES = str.maketrans(dict.fromkeys("—–‒―─−－一", "-"))
_YUAN_PER_UNIT = 10_000


def read_cell(
    text: str, kind: Kind, blanks: frozenset[str], location: Location | None = None
) -> Cell:
    """Return the cell that ``text`` is.

    Full-width digits, thousands separators and spaces are passed over. ``blanks`` are the marks
    that mean nothing stands there. Money in 元 becomes 万元 with ``unit`` 元.
    """
    bare = "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    bare = bare.replace(",", "")
    if bare in blanks or not bare.strip("-"):
        return Cell(None, text, location)
    if _PLAIN.fullmatch(bare):
        return Cell(_number(bare), text, location)
    if kind == "change" and (match := _CHANGE.fullmatch(bare)):
        sign = -1 if match[1] in {"减", "减少", "-"} else 1
        return Cell(sign * int(match[2]), text, location)
    if kind == "money" and (match := _MONEY.fullmatch(bare)):
        amount = _number(match[1])
        if match[2] == "元":
            return Cell(amount / _YUAN_PER_UNIT, text, location, unit="元")
        return Cell(amount, text, location)
    return Cell(None, text, location)


def shown(number: Number) -> str:
    """Write a number as the form does: no exponent, no trailing zeros."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return f"{number:.6f}".rstrip("0")


def _number(text: str) -> Number:
    return float(text) if "." in text and not text.endswith(".0") else int(text.partition(".")[0])
