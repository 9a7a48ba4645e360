"""The answer as a report: tables of duties and limits, and the same days for a calendar file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pubaudit.deadlines.answers import answer, said
from pubaudit.deadlines.duties import Occurrence, Task, occurrences, on_page_of
from pubaudit.deadlines.question import (
    Place,
    Question,
    fields_asked,
    national_limits,
    own_limits,
    require_answerable,
    tasks,
    triggered,
)
from pubaudit.deadlines.tables import (
    NATION,
    Row,
    answers_table,
    duties_table,
    duty_row,
    how_far,
    is_national,
    limit_row,
    limits_table,
    month_table,
    side_by_side,
    task_words,
)
from pubaudit.models import AuditReport, Table
from pubaudit.text import cite_fully
from pubaudit.tool import TOOL
from pubaudit.words import RECURRENCE
from pubaudit.workdays import Calendar
from pubaudit.yardstick import scheme_report, standing

_YEAR = timedelta(days=366)
_DAY = timedelta(days=1)
_READING = (
    "固定日期遇休息日：条例和方案都没有顺延的规定，所列日期不变；本工具的读法是当日及以前完成为按时，"
    "其后第一个工作日完成记警告，再晚为逾期"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry of a calendar file; ``uid`` stays the same from run to run."""

    uid: str
    day: date
    summary: str
    description: str


def report(places: Sequence[Place], question: Question) -> AuditReport:
    """Answer a question about one place, or about several side by side.

    The tables: for ``event`` the days that each limit gives; for ``month`` what must be done, by
    day; else the duties (due, without a date, past, standing) and the limits. Raises
    ``SchemeError`` for a document issued after ``as_of``, ``UsageError`` for an unknown field,
    role or event, and where the calendar ends.
    """
    require_answerable(places, question)
    notes: list[str] = []
    tables: list[Table] = []
    for place in places:
        notes += _head(place)
    if question.start is not None:
        tables.append(_answers(places, question, question.start))
    elif question.month is not None:
        tables.append(_month(places, question, question.month))
        notes.append(_days_of(question.month, places[0].calendar))
    else:
        tables += _overview(places, question)
    notes += _scope(places, question)
    schemes = places[0].schemes
    return AuditReport(
        kind="deadlines",
        tool=TOOL,
        as_of=question.as_of,
        calendar="；".join(dict.fromkeys(place.calendar.name for place in places)),
        scheme=scheme_report(schemes[0]) if len(places) == 1 and schemes else None,
        notes=tuple(dict.fromkeys(notes)),
        tables=tuple(table for table in tables if table.rows or table.id == "duties"),
    )


def entries(places: Sequence[Place], question: Question) -> tuple[Entry, ...]:
    """Return what a calendar file shows: the answers to ``event``, else the dated duties.

    Duties of the ``month``, of the next ``within`` days, or else of a year from ``as_of``.
    """
    require_answerable(places, question)
    found: list[Entry] = []
    for place in places:
        if question.start is not None:
            found += _answer_entries(place, question, question.start)
        else:
            first, last = _window(question)
            for task in _tasks(places, place, question):
                days = occurrences(task, place.calendar, first, last)
                found += [_duty_entry(place, day) for day in days]
    return tuple(sorted(found, key=lambda e: (e.day, e.uid)))


# --- the three questions -------------------------------------------------------------------------


def _overview(places: Sequence[Place], question: Question) -> Iterator[Table]:
    due: list[Row] = []
    undated: list[Row] = []
    past: list[Row] = []
    lasting: list[Row] = []
    for place in places:
        for task in _tasks(places, place, question):
            coming, gone = _next_and_last(task, place.calendar, question.as_of)
            shown = coming or gone
            row = duty_row(place, task, shown, question.as_of)
            if coming and gone:
                row["previous"] = (
                    f"{gone.due.date}，{how_far(gone, place.calendar, question.as_of)}"
                )
            if task.duty.recurrence == "standing":
                lasting.append(row)
            else:
                (due if coming else past if gone else undated).append(row)
    due.sort(key=lambda row: str(row["date"]))
    past.sort(key=lambda row: str(row["date"]), reverse=True)
    several = len(places) > 1
    if question.within is not None:
        end = str(question.as_of + question.within * _DAY)
        due = [row for row in due if str(row["date"]) <= end]
        yield duties_table("duties", f"{question.within}日内到期的任务", due, several)
        return
    yield duties_table("duties", "有期限的任务", due, several)
    yield duties_table("duties_undated", "日期未规定的任务", undated, several)
    yield from _limits(places, question)
    yield duties_table("duties_past", "已过期限的一次性任务", past, several)
    yield duties_table("duties_standing", "长期任务（随时履行）", lasting, several)


def _limits(places: Sequence[Place], question: Question) -> Iterator[Table]:
    own = [(place, limit) for place in places for limit in own_limits(place, question)]
    national = [
        (places[0], limit)
        for limit in national_limits(places[0], question, question.as_of)
        if limit.direction != "by"
    ]
    several = len(places) > 1
    counted = [pair for pair in own if pair[1].direction != "advisory"]
    if several:
        yield side_by_side(counted)
    rows = [limit_row(place, limit) for place, limit in counted]
    yield limits_table("limits", "方案的公开时限", rows, several)
    rows = [limit_row(place, limit) for place, limit in national if limit.direction != "advisory"]
    yield limits_table("national_limits", "法律、法规、规章和国家文件的时限", rows, False)
    advisory = [pair for pair in [*own, *national] if pair[1].direction == "advisory"]
    rows = [limit_row(place, limit) for place, limit in advisory]
    yield limits_table("advisory", "未定天数的要求（及时、实时、同步等）", rows, several)


def _month(places: Sequence[Place], question: Question, month: date) -> Table:
    rows: list[Row] = []
    first, last = _window(question)
    for place in places:
        for task in _tasks(places, place, question):
            days = occurrences(task, place.calendar, first, last)
            rows += [duty_row(place, task, day, question.as_of) for day in days]
            if not days and on_page_of(task, month):
                rows.append(duty_row(place, task, None, question.as_of))
    rows.sort(key=lambda row: str(row["date"] or "9999"))
    return month_table(month, rows, len(places) > 1)


def _answers(places: Sequence[Place], question: Question, start: date) -> Table:
    found = [
        (place, started, answer(started.limit, start, place.calendar, at=question.at))
        for place in places
        for started in triggered(place, question, start)
        if place is places[0] or not is_national(started.limit)
    ]
    return answers_table(question.event, start, found, len(places) > 1)


def _tasks(places: Sequence[Place], place: Place, question: Question) -> Iterator[Task]:
    """Yield the duties of a place, those of national acts only with the first of several."""
    for task in tasks(place, question)[0]:
        if place is places[0] or not task.national:
            yield task


# --- days ----------------------------------------------------------------------------------------


def _window(question: Question) -> tuple[date, date]:
    if question.month is not None:
        after = (question.month + 32 * _DAY).replace(day=1)
        return question.month, after - _DAY
    span = _YEAR if question.within is None else question.within * _DAY
    return question.as_of, question.as_of + span


def _next_and_last(
    task: Task, calendar: Calendar, as_of: date
) -> tuple[Occurrence | None, Occurrence | None]:
    """Return the next day a duty falls due, ``as_of`` included, and the last one before it."""
    if task.duty.recurrence == "once":
        first, last = calendar.first, calendar.last
    else:
        first, last = max(as_of - _YEAR, calendar.first), min(as_of + _YEAR, calendar.last)
    days = occurrences(task, calendar, first, last)
    coming = [day for day in days if day.due.date >= as_of]
    gone = [day for day in days if day.due.date < as_of]
    return (coming[0] if coming else None), (gone[-1] if gone else None)


# --- the head ------------------------------------------------------------------------------------


def _head(place: Place) -> Iterator[str]:
    yield from place.notes
    for scheme in place.schemes:
        yield from standing(scheme)


def _scope(places: Sequence[Place], question: Question) -> Iterator[str]:
    if fields := fields_asked(places[0], question):
        yield f"只列这些领域的时限：{'、'.join(fields)}"
    hidden = sum(tasks(place, question)[1] for place in places)
    if question.start is None:
        if hidden:
            yield f"按主体“{question.role}”筛选，另有 {hidden} 项任务原文由其他主体承担，未列"
        if question.within is not None:
            yield "时限和没有日期的任务未列，去掉 --within 可见"
        yield _READING
    yield (
        "未核实的时限已列入，标有“未核实”"
        if question.unverified
        else "未核实的时限未列，加 --unverified 可见"
    )


def _days_of(month: date, calendar: Calendar) -> str:
    """Count the working days of a month and name the days that are not what the week says."""
    days = [month + n * _DAY for n in range(31)]
    inside = [calendar.day(day) for day in days if day.month == month.month]
    named = [
        f"{day.date:%m-%d}{day.why}"
        for day in inside
        if day.why.removesuffix("（暂估）") not in ("工作日", "周末")
    ]
    count = sum(day.workday for day in inside)
    more = f"；{'、'.join(named)}" if named else ""
    return f"{month.year}年{month.month}月有{count}个工作日{more}"


# --- for a calendar file -------------------------------------------------------------------------


def _duty_entry(place: Place, found: Occurrence) -> Entry:
    duty = found.task.duty
    code, name = NATION if found.task.national else (place.code, place.name)
    provisional = "" if found.due.official else "【暂估】"
    lines = [
        f"谁：{duty.who}" if duty.who else "",
        f"报送或公开至：{duty.to}" if duty.to else "",
        f"周期：{RECURRENCE[duty.recurrence]}",
        f"依据：{cite_fully(duty.basis)}" + (f"“{duty.basis.quote}”" if duty.basis.quote else ""),
        f"计法：{found.how}",
        _bounds_words(found.due.earliest, found.due.latest, official=found.due.official),
        duty.note,
    ]
    return Entry(
        uid=f"{code}/{duty.id}/{found.anchor}",
        day=found.due.date,
        summary=f"{provisional}{task_words(duty)}（{name}）",
        description="\n".join(filter(None, lines)),
    )


def _answer_entries(place: Place, question: Question, start: date) -> Iterator[Entry]:
    for started in triggered(place, question, start):
        limit = started.limit
        found = answer(limit, start, place.calendar, at=question.at)
        if found.due is None or not started.governs:
            continue
        provisional = "" if found.due.official else "【暂估】"
        basis = limit.basis
        lines = [
            f"起算：{question.event}，{said(start)}",
            f"依据：{cite_fully(basis)}" + (f"“{basis.quote}”" if basis.quote else ""),
            f"计法：{found.how}",
            _bounds_words(found.due.earliest, found.due.latest, official=found.due.official),
            limit.note,
        ]
        yield Entry(
            uid=f"{NATION[0] if is_national(limit) else place.code}/{limit.id}/{start}",
            day=found.due.date,
            summary=f"{provisional}{found.label}：{limit.what or limit.trigger}",
            description="\n".join(filter(None, lines)),
        )


def _bounds_words(earliest: date, latest: date, *, official: bool) -> str:
    if official:
        return ""
    return f"暂估：当年放假通知尚未公布，最早{earliest}，最迟{latest}"
