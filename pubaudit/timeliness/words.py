"""How days, verdicts, limits and places are said in Chinese, in tables and lists alike."""

from typing import Final

from pubaudit.limits import in_force
from pubaudit.models import TimeLimit
from pubaudit.timeliness.case import Case
from pubaudit.timeliness.kernel import LATE, ON_TIME, OVERDUE, PENDING, REASONS
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


def due_word(case: Case) -> str | None:
    """Write the due date of a record that was judged, marked if it is provisional."""
    if case.verdict > OVERDUE:
        return None
    return f"{day_word(case.due)}{'（暂估）' * case.provisional}"


def place_word(source: int, sheet: str, row: int, *, several: bool) -> str:
    """Name a place by ledger (0-based; only if there are several), sheet and Excel row."""
    file = f"台账{source + 1}" if several else ""
    return " ".join(part for part in (file, sheet, f"第{row}行") if part)


def conclusion(case: Case) -> str:
    """Say a record's verdict with the working and calendar days late, or why there is none."""
    if case.verdict > OVERDUE:
        return f"未判定：{REASONS[case.verdict]}"
    is_late = case.verdict in (LATE, OVERDUE)
    return verdict_word(case.verdict) + f"{case.late}个工作日（{case.days}日）" * is_late


def limit_on(kind: KindLimits, day: int) -> TimeLimit | None:
    """Return the first of a kind's limits that was in force on a day, None if none was."""
    if abs(day) >= FARTHEST:
        return None
    return next(iter(in_force(kind.limits, day_of(day), unverified=True)), None)
