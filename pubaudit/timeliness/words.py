"""How days, verdicts, limits and places are said in Chinese, in tables and lists alike."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from pubaudit.limits import in_force
from pubaudit.models import TimeLimit
from pubaudit.text import cite
from pubaudit.timeliness.case import Case
from pubaudit.timeliness.kernel import CALENDAR, LATE, ON_TIME, OVERDUE, PENDING, REASONS
from pubaudit.timeliness.rulebook import KindLimits
from pubaudit.workdays.table import day_of

Row = dict[str, str | int | float | None]

UNSAID: Final = "（未写明）"
FARTHEST: Final = 1 << 20  # day numbers beyond are no dates
BINDING: Final = frozenset({"law", "regulation"})

_VERDICTS = {ON_TIME: "按时", LATE: "迟公开", PENDING: "未到期", OVERDUE: "逾期未公开"}


def verdict_word(code: int) -> str:
    """Say a verdict code of the kernel in Chinese."""
    return _VERDICTS.get(code, "未判定")


def day_word(number: int) -> str | None:
    """Write a day number as an ISO date; None where there is no day."""
    return day_of(number).isoformat() if -FARTHEST < number < FARTHEST else None


def amount_word(limit: TimeLimit) -> str:
    """Say how long a limit is: 20个工作日, 3日."""
    return f"{limit.amount}{'个工作日' if limit.unit == 'working_day' else '日'}"


def beside_word(limit: TimeLimit) -> str:
    """Say a limit that is shown and not judged by: 20个工作日（总局令第61号，限市场监管）."""
    where = f"，限{'、'.join(limit.fields)}" if limit.fields else ""
    return f"{amount_word(limit)}（{cite(limit.basis)}{where}）"


def due_word(case: Case) -> str | None:
    """Write the due date that a record was judged by, marked and with its bounds if provisional."""
    if not is_dated(case.verdict):
        return None
    least = f"{day_word(case.early)}至" if case.early != case.due else ""
    return f"{least}{day_word(case.due)}{'（暂估）' * case.provisional}"


def is_dated(verdict: int) -> bool:
    """Tell whether a due date, or its bounds, made the verdict."""
    return verdict <= OVERDUE or verdict == CALENDAR


def rough_word(verdict: int, due: int, early: int, *, provisional: bool) -> str:
    """Say that a due date is provisional, with its bounds where these differ; else ""."""
    if not (provisional and is_dated(verdict)):
        return ""
    return "暂估" + (f"（{day_word(early)}至{day_word(due)}）" if early != due else "")


def short_names(paths: Sequence[str]) -> tuple[str, ...]:
    """Name ledgers by their file names, or by their paths where two have one name; a single ""."""
    names = tuple(PurePath(path).name for path in paths)
    if len(names) == 1:
        return ("",)
    return names if len(set(names)) == len(names) else tuple(paths)


def place_word(names: Sequence[str], source: int, sheet: str, row: int) -> str:
    """Name a place by ledger (0-based number into ``names``), sheet and Excel row."""
    return " ".join(part for part in (names[source], sheet, f"第{row}行") if part)


def conclusion(case: Case) -> str:
    """Say a record's verdict with the working and calendar days late, or why there is none."""
    if case.verdict > OVERDUE:
        return f"未判定：{REASONS[case.verdict]}"
    is_late = case.verdict in (LATE, OVERDUE)
    rough = "暂估，" * case.rough
    return verdict_word(case.verdict) + f"{case.late}个工作日（{rough}{case.days}日）" * is_late


def limit_on(kind: KindLimits, day: int) -> TimeLimit | None:
    """Return the first of a kind's limits that was in force on a day, None if none was."""
    if abs(day) >= FARTHEST:
        return None
    return next(iter(in_force(kind.limits, day_of(day), unverified=True)), None)
