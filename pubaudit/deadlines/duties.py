"""Duties (任务) and the days they fall due; the nation's own from ``catalogs/duties.yaml``."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Literal

from pubaudit import data
from pubaudit.models import Due, Duty, InForce, Scheme, TimeLimit
from pubaudit.workdays import Calendar

Recurrence = Literal["yearly", "half_yearly", "quarterly", "monthly", "once", "standing"]

_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_ENDS: dict[str, Recurrence] = {"每月结束": "monthly", "每季度结束": "quarterly"}
# The longest that a duty may lag behind the period or the issue that starts it.
_LAG = timedelta(days=366)


_ALWAYS = InForce()


@dataclass(frozen=True, slots=True)
class Role:
    """Whom a duty binds: ``who`` is a pattern for its words; ``fields`` narrow what is shown."""

    who: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A duty as it binds a place.

    ``issued`` is the day its document was issued, the event of 印发后; ``in_force`` the days on
    which it can fall due. ``fields`` empty: every field. ``national``: from a national act.
    ``month``: on whose page a yearly duty without a date stands; None: the last of its period.
    """

    duty: Duty
    issued: date | None = None
    in_force: InForce = _ALWAYS
    fields: tuple[str, ...] = ()
    national: bool = False
    month: int | None = None


@dataclass(frozen=True, slots=True)
class DutyBook:
    """``catalogs/duties.yaml``: the duties of national acts, and the roles of ``--role``."""

    duties: tuple[Task, ...]
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day on which a duty falls due, and how it was counted, in Chinese.

    ``anchor`` does not move when a notice settles a provisional date: the fixed date itself, or
    the day from which was counted.
    """

    task: Task
    due: Due
    anchor: date
    how: str


def load_duties(path: Path) -> DutyBook:
    """Read ``duties.yaml``; raises ``SchemeError`` if it is missing or malformed."""
    text = data.read(path, "任务表")[1]
    return data.shaped(path, text, data.parse(path, text), DutyBook)


def tasks_of(scheme: Scheme) -> tuple[Task, ...]:
    """Return the duties of a scheme; none falls due before its document was issued."""
    issued = scheme.document.issued
    in_force = InForce(since=issued, until=scheme.in_force.until)
    return tuple(Task(duty, issued, in_force) for duty in scheme.duties)


def task_from(limit: TimeLimit, trigger: str) -> Task | None:
    """Return the duty that a national limit comes to, None if it waits for an event of its own.

    That is a limit by a fixed date, and one counted from the end of each month or quarter;
    ``trigger`` is the bare name of its event.
    """
    recurrence: Recurrence
    dates: tuple[str, ...] = ()
    within: int | None = None
    if limit.direction == "by":
        once = len(str(limit.amount)) > len("MM-DD")
        recurrence = "once" if once else "monthly" if "*" in str(limit.amount) else "yearly"
        dates = (str(limit.amount),)
    elif limit.direction == "within" and trigger in _ENDS:
        recurrence, within = _ENDS[trigger], int(limit.amount or 0)
    else:
        return None
    duty = Duty(
        id=limit.id,
        act="publish" if limit.publishes else "report",
        what=limit.what,
        who="",
        recurrence=recurrence,
        basis=limit.basis,
        dates=dates,
        within=within,
        unit=limit.unit if within else "none",
        note=limit.note,
    )
    return Task(duty, None, limit.in_force, limit.fields, national=True)


def occurrences(task: Task, calendar: Calendar, first: date, last: date) -> tuple[Occurrence, ...]:
    """Return every day from ``first`` to ``last``, both included, on which the duty falls due.

    A fixed date stays where it is, on a rest day too. A duty “within N after” its document's
    issue, or after each period, is counted from the next day (民法典第二百零一条) on the calendar
    of that year. A duty without a date, and one counted from an unknown day, has none.
    """
    since, until = task.in_force.since, task.in_force.until
    return tuple(
        found
        for found in sorted(_candidates(task, calendar, first, last), key=lambda o: o.due.date)
        if first <= found.due.date <= last
        and (since is None or since <= found.due.date)
        and (until is None or found.due.date <= until)
    )


def rest_day(day: date, calendar: Calendar) -> str:
    """Say that a fixed date is a day off, and its neighbours; "" for a working day."""
    found = calendar.day(day)
    if found.workday:
        return ""
    before, after = calendar.due(day, -1), calendar.due(day, 1)
    return f"当日为休息日：{found.why}，前一工作日{before.date}，后一工作日{after.date}"


def on_page_of(task: Task, month: date) -> bool:
    """Tell whether a recurring duty without a date stands on the page of a month."""
    duty = task.duty
    if duty.dates or duty.within is not None or duty.recurrence not in _MONTHS:
        return False
    since, until = task.in_force.since, task.in_force.until
    in_force = (since is None or since <= month) and (until is None or month <= until)
    if task.month is not None:
        return in_force and month.month == task.month
    return in_force and month.month % _MONTHS[duty.recurrence] == 0


def _candidates(task: Task, calendar: Calendar, first: date, last: date) -> Iterator[Occurrence]:
    duty = task.duty
    for day in _fixed_dates(duty, first, last):
        due = Due(day, day, day, official=True, calendar=calendar.name)
        how = "；".join(filter(None, ("固定日期，含当日", rest_day(day, calendar))))
        yield Occurrence(task, due, day, how)
    if duty.within is None:
        return
    for event, name in _events(task, first, last):
        due = calendar.due(event, duty.within, duty.unit)
        count = f"{duty.within}个工作日" if duty.unit == "working_day" else f"{duty.within}日"
        yield Occurrence(task, due, event, f"自{name}（{event}）次日起数{count}，含末日")


def _fixed_dates(duty: Duty, first: date, last: date) -> Iterator[date]:
    for text in duty.dates:
        if duty.recurrence == "once":
            yield date.fromisoformat(text)
            continue
        months = range(1, 13) if text.startswith("*") else (int(text[:2]),)
        for year, month in product(range(first.year, last.year + 1), months):
            yield date(year, month, min(int(text[-2:]), monthrange(year, month)[1]))


def _events(task: Task, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Yield the days from which a duty is counted, and what they are called."""
    months = _MONTHS.get(task.duty.recurrence)
    if months is None:
        if task.issued:
            yield task.issued, "印发之日"
        return
    start = max(first - _LAG, date(first.year - 1, 1, 1))
    for year, month in product(range(start.year, last.year + 1), range(months, 13, months)):
        end = date(year, month, monthrange(year, month)[1])
        if start <= end <= last:
            yield end, "期末"
