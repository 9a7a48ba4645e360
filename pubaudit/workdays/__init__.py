"""Working days (工作日): the clock under every time limit.

``load`` makes the calendar from ``chinese_calendar``'s table of days, the corrections that come
with the program, and the notices that a user adds. ``Calendar.due`` answers; ``Calendar.table``
is what code for whole columns of days views with numpy.
"""

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from pubaudit.errors import SchemeError
from pubaudit.workdays.calendar import Calendar, CalendarData
from pubaudit.workdays.notices import DaysOff, Notice, code_prefix, dump_notice, read_notice
from pubaudit.workdays.provisional import Festivals

__all__ = [
    "Calendar",
    "CalendarData",
    "DaysOff",
    "Festivals",
    "Notice",
    "code_prefix",
    "dump_notice",
    "load",
    "read_notice",
]

_FIRST_YEAR = 2004
_FIXES = "overlays"
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def load(folder: Path) -> Calendar:
    """Return the calendar of the data in ``folder`` (``catalogs/holidays``), built once.

    Overlays of a user's own go on top with ``Calendar.with_notices``. Raises ``SchemeError`` if the
    table of festivals cannot be read, ``InputError`` for a malformed overlay.
    """
    from chinese_calendar import __version__, constants

    festivals = _festivals(folder / "festivals.csv")
    last = max(constants.holidays).year
    data = CalendarData(
        off={day: _NAMES.get(name, name) for day, name in constants.holidays.items()},
        work={day: f"{_NAMES.get(name, name)}调休上班" for day, name in constants.workdays.items()},
        years=frozenset(range(_FIRST_YEAR, last + 1)),
        festivals=festivals,
        sources=(f"chinese-calendar {__version__}（{_FIRST_YEAR}-{last}）",),
    )
    return Calendar(data).with_notices(read_all(sorted((folder / _FIXES).glob("*.yaml"))))


def read_all(paths: Sequence[Path]) -> list[Notice]:
    """Read overlay files; the older year lies below, whatever the order of the files."""
    return sorted(map(read_notice, paths), key=lambda notice: notice.year)


def _festivals(path: Path) -> dict[int, Festivals]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            return {int(row[0]): Festivals(*map(date.fromisoformat, row[1:])) for row in rows}
    except (OSError, ValueError, TypeError, StopIteration) as error:
        raise SchemeError(f"{path.as_posix()}：读不出节日表，请重新安装或恢复该文件。") from error
