"""One limit counted from one event: what day it gives, by its direction, and how it was counted."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from pubaudit.models import Due, TimeLimit
from pubaudit.words import UNIT
from pubaudit.workdays import Calendar

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
# 财政部令第87号第十六条: the day of publication is the first day of the notice's period.
_FROM_THE_DAY = "公告之日起算"


@dataclass(frozen=True, slots=True)
class Answer:
    """The day that a limit gives; ``label`` says what day that is (最迟公开日 …).

    ``due`` is None where there is no number to count. ``shown_until`` is the last day that a
    display must stay up; ``moment`` the time of day where a limit runs in hours.
    """

    limit: TimeLimit
    label: str
    due: Due | None
    how: str
    shown_until: date | None = None
    moment: datetime | None = None


def answer(limit: TimeLimit, start: date, calendar: Calendar, *, at: time | None = None) -> Answer:
    """Count a limit from an event on ``start`` (at ``at``, which only limits in hours need).

    - ``within``, ``reply``: day one is the next day; a last day off rolls on if days or months are
      counted (民法典第二百零一至二百零三条).
    - ``shown``: the end day counted likewise, and rolled; the day after it is the first on which
      the display may come down. 公告期限 by 财政部令第87号第十六条 counts its first day.
    - ``before``: back from the event, which is not counted; ``window``: on from it; neither ever
      rolls, which could shorten the time they protect.
    - ``by``: the next such date. ``advisory``: no day.

    Raises ``UsageError`` where the calendar ends.
    """
    if limit.direction == "advisory" or limit.amount is None:
        return Answer(limit, "未定天数", None, "没有天数可数，宜及时")
    if limit.direction == "by" or limit.unit == "date":
        return _by_date(limit, start, calendar)
    n = int(limit.amount)
    if limit.unit == "hour":
        return _hours(limit, start, at, n, calendar)
    if limit.direction == "shown":
        return _shown(limit, start, n, calendar)
    return _counted(limit, start, n, calendar)


def _counted(limit: TimeLimit, start: date, n: int, calendar: Calendar) -> Answer:
    if limit.direction == "before":
        due = calendar.due(start, -n, limit.unit)
        return Answer(limit, "最迟发布日", due, f"当日不计，往前数{n}{UNIT[limit.unit]}，不顺延")
    if limit.direction == "window":
        due = calendar.due(start, n, limit.unit, roll=False)
        how = f"自次日起数{n}{UNIT[limit.unit]}，不少于此，不因休息日缩短"
        return Answer(limit, "最早截止日", due, how)
    due = calendar.due(start, n, limit.unit)
    return Answer(limit, _latest(limit), due, _how(limit, start, n, due, calendar))


def _latest(limit: TimeLimit) -> str:
    if limit.direction == "reply":
        return "最迟答复日"
    return "最迟公开日" if limit.publishes else "最迟办理日"


def _how(limit: TimeLimit, start: date, n: int, due: Due, calendar: Calendar) -> str:
    how = f"自次日起数{n}{UNIT[limit.unit]}，含末日"
    if limit.unit == "working_day":
        skipped = (due.date - start).days - n
        return how + (f"，其间{skipped}天休息日不计" if skipped > 0 else "")
    raw = calendar.due(start, n, limit.unit, roll=False).date
    if raw == due.date:
        return how
    return f"{how}；末日{raw}为休息日（{calendar.day(raw).why}），顺延至其后第一个工作日"


def _shown(limit: TimeLimit, start: date, n: int, calendar: Calendar) -> Answer:
    first_day_counts = _FROM_THE_DAY in limit.basis.quote
    begin = start - _DAY if first_day_counts else start
    end = calendar.due(begin, n, limit.unit)
    free = replace(
        end, date=end.date + _DAY, earliest=end.earliest + _DAY, latest=end.latest + _DAY
    )
    how = _how(limit, begin, n, end, calendar)
    if first_day_counts:
        how = f"公告当日计入；{how.replace('自次日起', '自当日起')}"
    words = f"公示至{end.date}（含当日），次日起可撤下；{how}"
    return Answer(limit, "最早可撤下日", free, words, shown_until=end.date)


def _by_date(limit: TimeLimit, start: date, calendar: Calendar) -> Answer:
    day = next_date(str(limit.amount), start)
    due = Due(day, day, day, official=True, calendar=calendar.name)
    return Answer(limit, _latest(limit), due, "固定日期，含当日；遇休息日不顺延")


def next_date(text: str, start: date) -> date:
    """Return the next day on or after ``start`` that a fixed date means: MM-DD, *-DD or ISO."""
    month, _, day = text.rpartition("-")
    if month == "*":
        found = _in_month(start, int(day))
        return found if found >= start else _in_month(start.replace(day=1) + 32 * _DAY, int(day))
    if len(text) > len("MM-DD"):
        return date.fromisoformat(text)
    found = date.fromisoformat(f"{start.year}-{text}")
    return found if found >= start else date.fromisoformat(f"{start.year + 1}-{text}")


def _in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def _hours(limit: TimeLimit, start: date, at: time | None, n: int, calendar: Calendar) -> Answer:
    """Count clock hours from the moment; with the day alone, bound it by the day's two ends."""
    first = datetime.combine(start, at or time.min)
    last = datetime.combine(start, at or time.max.replace(microsecond=0))
    early, late = first + timedelta(hours=n), last + timedelta(hours=n)
    if at is None:
        due = Due(late.date(), early.date(), late.date(), official=True, calendar=calendar.name)
        how = f"自当时起连续{n}小时，不扣除休息时间；请写明时刻，如 --from {start}T09:30"
        return Answer(limit, _latest(limit), due, how)
    due = Due(late.date(), late.date(), late.date(), official=True, calendar=calendar.name)
    how = f"自{first:%m-%d %H:%M}起连续{n}小时，至{late:%m-%d %H:%M}，不扣除休息时间"
    return Answer(limit, _latest(limit), due, how, moment=late)


def said(day: date) -> str:
    """Name a day with its weekday: 2026-12-20（周日）."""
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"
