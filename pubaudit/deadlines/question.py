"""What is asked, of which place, and which duties and limits that selects."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from pubaudit.deadlines.duties import DutyBook, Role, Task, task_from, tasks_of
from pubaudit.errors import UsageError
from pubaudit.limits import LimitBook, governing, in_force
from pubaudit.limits.book import concern, holds_in, trigger_key
from pubaudit.models import Scheme, TimeLimit
from pubaudit.workdays import Calendar
from pubaudit.yardstick import require_issued

_NEAREST = 6


@dataclass(frozen=True, slots=True)
class Place:
    """One place's yardsticks: its documents, the national acts, and the calendar it counts by.

    ``schemes`` hold there, the main topic's first; ``notes`` say how they were chosen.
    """

    code: str
    name: str
    schemes: tuple[Scheme, ...]
    book: LimitBook
    duties: DutyBook
    calendar: Calendar
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    ``fields`` and ``role`` narrow (empty: all); ``within`` asks for the duties of the next so many
    days, ``month`` (its first day) for what must be done in it; ``event`` on ``start`` for every
    limit that it starts. ``township``: the day (MM-DD) of a township's annual report.
    """

    as_of: date
    fields: tuple[str, ...] = ()
    role: str = ""
    within: int | None = None
    month: date | None = None
    event: str = ""
    start: date | None = None
    at: time | None = None
    township: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A limit that an event starts; ``governs`` unless one of higher rank displaces it."""

    limit: TimeLimit
    governs: bool


def require_answerable(places: Sequence[Place], question: Question) -> None:
    """Raise SchemeError for a document issued after ``as_of``.

    Raise UsageError for an unknown field or role, and for a day outside the calendar.
    """
    for place in places:
        for day in filter(None, (question.as_of, question.month, question.start)):
            place.calendar.day(day)
        for scheme in place.schemes:
            require_issued(scheme, question.as_of)
    known = dict.fromkeys(_fields_of(places))
    for field in question.fields:
        if not concern((field,), tuple(known)):
            raise UsageError(f"没有“{field}”领域；可选：{'、'.join(known)}")
    roles = places[0].duties.roles
    if question.role and question.role not in roles:
        raise UsageError(f"没有“{question.role}”这个主体；可选：{'、'.join(roles)}")


def fields_asked(place: Place, question: Question) -> tuple[str, ...]:
    """Return the fields to show, a role's own where none is named; empty for every field."""
    role = place.duties.roles.get(question.role)
    return question.fields or (role.fields if role else ())


def tasks(place: Place, question: Question) -> tuple[list[Task], int]:
    """Return the duties of a place that the question is about, and how many the role left out."""
    fields = fields_asked(place, question)
    every = [task for scheme in place.schemes for task in tasks_of(scheme)]
    every += [_with_township(task, question.township) for task in place.duties.duties]
    for limit in _binding(place, question, question.month or question.as_of):
        if (task := task_from(limit, trigger_key(limit.trigger))) is not None:
            every.append(task)
    asked = [task for task in every if concern(task.fields, question.fields)]
    if not question.role:
        return asked, 0
    own = [
        task
        for task in asked
        if concern(task.fields, fields) and question.role in _roles_of(task, place.duties.roles)
    ]
    return own, len(asked) - len(own)


def own_limits(place: Place, question: Question) -> list[TimeLimit]:
    """Return the limits of the place's own documents, those without a number included."""
    fields = fields_asked(place, question)
    every = (limit for scheme in place.schemes for limit in scheme.limits)
    return [limit for limit in every if concern(limit.fields, fields)]


def national_limits(place: Place, question: Question, on: date) -> list[TimeLimit]:
    """Return the limits of national acts in force on a day, and local ones for this place."""
    fields = fields_asked(place, question)
    return [limit for limit in _binding(place, question, on) if concern(limit.fields, fields)]


def triggered(place: Place, question: Question, start: date) -> list[Started]:
    """Return every limit that the question's event starts, in the version of its own day.

    The event is the trigger that the words name, else an event of the data with all its triggers.
    Raises UsageError, naming the nearest, if no limit starts from such an event.
    """
    limits = [*own_limits(place, question), *national_limits(place, question, start)]
    words = trigger_key(question.event)
    exactly = [limit for limit in limits if trigger_key(limit.trigger) == words]
    event = place.book.event(question.event, question.fields[0] if question.fields else "")
    if event is None or (exactly and trigger_key(event.name) != words):
        found = [Started(limit, governs=True) for limit in exactly]
    else:
        kept = governing(
            replace(place.book, limits=tuple(limits)),
            field="",
            event=event,
            on=start,
            region=place.code,
            unverified=question.unverified,
        )
        found = [Started(limit, governs=limit in kept) for limit in limits if event.starts(limit)]
    if not found:
        raise UsageError(_unknown_event(place, question.event, limits))
    return found


def _binding(place: Place, question: Question, on: date) -> Iterator[TimeLimit]:
    for limit in in_force(place.book.limits, on, unverified=question.unverified):
        if holds_in(limit, place.code):
            yield limit


def _roles_of(task: Task, roles: Mapping[str, Role]) -> Iterable[str]:
    """Name whom a duty binds by its own words; one that names nobody may be anybody's."""
    words = task.duty.who or task.duty.what
    named = [name for name, role in roles.items() if re.search(role.who, words)]
    return named if named or task.duty.who else roles


def _unknown_event(place: Place, asked: str, limits: Iterable[TimeLimit]) -> str:
    from difflib import get_close_matches

    names = (*(event.name for event in place.book.events), *(limit.trigger for limit in limits))
    known = list(dict.fromkeys(names))
    near = get_close_matches(asked, known, _NEAREST, 0.3)
    shared = [name for name in known if name not in near and set(asked) & set(name)]
    shared.sort(key=lambda name: -len(set(asked) & set(name)))
    listed = [*near, *shared][:_NEAREST] or known[:_NEAREST]
    return f"{place.name}没有从“{asked}”起算的时限；相近的：{'、'.join(listed)}"


def _with_township(task: Task, day: str) -> Task:
    """Put the day that a local notice sets where the national act names none."""
    duty = task.duty
    if not day or duty.dates or "乡镇" not in duty.who:
        return task
    note = f"日期由 --township-report {day} 给出，以当地通知为准"
    return replace(task, duty=replace(duty, dates=(day,), note=note))


def _fields_of(places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        for scheme in place.schemes:
            yield from (field.name for field in scheme.fields)
        for limit in place.book.limits:
            yield from limit.fields
