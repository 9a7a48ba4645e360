"""What was seen beside the verdicts, counted up and as facts for the rules."""

from dataclasses import dataclass
from datetime import date

from pubaudit.models import InputReport, Location, TimeLimit
from pubaudit.rules.timeliness import OutOfStep, ShortNotices, StaleColumn, Unshown
from pubaudit.timeliness.beside import Beside, Newest
from pubaudit.timeliness.notices import (
    LENIENT,
    NO_RULE,
    NOT_IN_FORCE,
    PROVISIONAL,
    REASONS,
    SHORT,
)
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.words import BINDING, amount_word, day_word
from pubaudit.workdays.table import day_number

_REMEDY = "请核对后补正"
_REMEDIES = {
    NO_RULE: "没有可据以判定的期限，写对了种类的不需要补正",
    NOT_IN_FORCE: "日期无误的不需要补正",
    PROVISIONAL: "待该年放假安排公布后重新核查",
}


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen, with what is needed to say it."""

    beside: Beside
    book: RuleBook
    as_of: date
    inputs: tuple[InputReport, ...]
    records: int
    step: TimeLimit | None


def beside_facts(
    seen: Observed,
) -> tuple[
    tuple[StaleColumn, ...],
    tuple[OutOfStep, ...],
    tuple[ShortNotices, ...],
    tuple[Unshown, ...],
]:
    """Return the last four parts of ``LedgerFacts``."""
    return _stale_columns(seen), _out_of_step(seen), _short_notices(seen), _unshown(seen)


def _stale_columns(seen: Observed) -> tuple[StaleColumn, ...]:
    """Return the columns asked for that are stale, body by body, and those without a record."""
    found: list[StaleColumn] = []
    for number, column in enumerate(seen.beside.ask.stale):
        bodies = bodies_of(seen.beside, number)
        if not bodies:
            found.append(StaleColumn(column.name, column.days, "", 0, "", 0, 0, 0))
        for body, newest in bodies.items():
            age = age_of(newest, seen.as_of)
            if age is None or age > column.days:
                found.append(
                    StaleColumn(
                        column.name,
                        column.days,
                        body,
                        newest.records,
                        newest_day(newest) or "",
                        age or 0,
                        newest.overdue,
                        newest.waiting,
                    )
                )
    return tuple(found)


def _out_of_step(seen: Observed) -> tuple[OutOfStep, ...]:
    """Return the bodies whose platform and media differ, where the scheme asks for step."""
    if seen.step is None:
        return ()
    return tuple(
        OutOfStep(
            body,
            row.both,
            row.later,
            row.most_later,
            row.earlier,
            row.most_earlier,
            seen.step.basis,
        )
        for body, row in step_counts(seen.beside).items()
        if row.later or row.earlier
    )


def _short_notices(seen: Observed) -> tuple[ShortNotices, ...]:
    """Return the notices that were displayed too short, by body and kind."""
    found: list[ShortNotices] = []
    for (body, kind, held), counts in notice_counts(seen.beside).items():
        short, lenient = counts.get(SHORT, 0), counts.get(LENIENT, 0)
        if short or lenient:
            one = seen.book.notices[kind]
            limit = one.limits[held]
            found.append(
                ShortNotices(
                    body,
                    one.name,
                    f"{one.name} {limit.id}" if held else one.name,
                    amount_word(limit),
                    limit.basis,
                    limit.rank in BINDING,
                    short,
                    lenient,
                )
            )
    return tuple(found)


def _unshown(seen: Observed) -> tuple[Unshown, ...]:
    """Return why display periods were not judged, with the number of records and the first."""
    counts = dict.fromkeys(REASONS, 0)
    for (*_, outcome), number in seen.beside.shown.items():
        if outcome in counts:
            counts[outcome] += number
    firsts = {outcome: Location(*at, at[-1]) for outcome, at in seen.beside.unshown.items()}
    return tuple(
        Unshown(REASONS[outcome], number, firsts.get(outcome), _REMEDIES.get(outcome, _REMEDY))
        for outcome, number in counts.items()
        if number
    )


# --- counted up ----------------------------------------------------------------------------------


def bodies_of(beside: Beside, number: int) -> dict[str, Newest]:
    """Return what each body published last under the column asked for as that number."""
    own = {body: newest for (at, body), newest in beside.newest.items() if at == number}
    return dict(sorted(own.items()))


def age_of(newest: Newest, as_of: date) -> int | None:
    """Return the calendar days since the newest publication, None if there is none."""
    return None if newest.published is None else day_number(as_of) - newest.published


def newest_day(newest: Newest) -> str | None:
    """Return the day of the newest publication as shown, None if there is none."""
    return None if newest.published is None else day_word(newest.published)


@dataclass(slots=True)
class Steps:
    """A body's records by whether the platform keeps step with the media; days are calendar days.

    ``same`` of ``both`` stand on one day in the two.
    """

    both: int = 0
    same: int = 0
    later: int = 0
    most_later: int = 0
    earlier: int = 0
    most_earlier: int = 0


def step_counts(beside: Beside) -> dict[str, Steps]:
    """Return how each body keeps step."""
    bodies: dict[str, Steps] = {}
    for (body, days), number in sorted(beside.steps.items()):
        own = bodies.setdefault(body, Steps())
        own.both += number
        if days > 0:
            own.later, own.most_later = own.later + number, max(own.most_later, days)
        elif days < 0:
            own.earlier, own.most_earlier = own.earlier + number, max(own.most_earlier, -days)
        else:
            own.same += number
    return bodies


def notice_counts(beside: Beside) -> dict[tuple[str, int, int], dict[int, int]]:
    """Return the outcomes of display periods with their numbers.

    By body, kind of notice, and which of its limits held.
    """
    counts: dict[tuple[str, int, int], dict[int, int]] = {}
    for (body, kind, held, outcome), number in sorted(beside.shown.items()):
        counts.setdefault((body, kind, held), {})[outcome] = number
    return counts
