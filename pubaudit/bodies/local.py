"""A county's own 三定 (``--bodies FILE``): which body has which matter, since when."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pubaudit import data
from pubaudit.errors import SchemeError


@dataclass(frozen=True, slots=True)
class LocalBody:
    """A line of a county's own 三定: which body has a matter (a field or item), since when."""

    body: str
    matter: str
    since: date | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LocalBodies:
    """The YAML form of ``--bodies``: ``bodies:`` with one line a matter."""

    bodies: tuple[LocalBody, ...]


def load_local(path: Path) -> tuple[LocalBody, ...]:
    """Read a county's own 三定 in its YAML form; raises ``SchemeError`` as ``load`` does."""
    text = data.read(path, "三定文件")[1]
    return data.shaped(path, text, data.parse(path, text), LocalBodies).bodies


def local_line(place: str, body: str, matter: str, since: str, basis: str) -> LocalBody:
    """Build a line from the cells of a table; ``place`` names file and row in messages.

    Raises ``SchemeError`` for a day that is none.
    """
    return LocalBody(body, matter, _day(place, since), basis)


def _day(place: str, text: str) -> date | None:
    if not text:
        return None
    digits = re.findall(r"\d+", text)
    try:
        year, month, day = (int(d) for d in [*digits, "1", "1"][:3])
        return date(year, month, day)
    except ValueError as error:
        raise SchemeError(f"{place}：“{text}”不是日期，请写成 2019-03-01 的样子") from error
