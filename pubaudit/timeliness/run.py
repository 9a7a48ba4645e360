"""From the parts of ledgers to one tally, in this process or on many."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import InputError
from pubaudit.ledger import Batch, Part, batches, with_spans
from pubaudit.ledger.batch import Days
from pubaudit.models import Problem
from pubaudit.timeliness.beside import NO_ASK, Ask
from pubaudit.timeliness.case import EXAMPLES, Place
from pubaudit.timeliness.counter import Counter
from pubaudit.timeliness.judged import JudgedBatch
from pubaudit.timeliness.kernel import LATE, DueTables, Judged, judge
from pubaudit.timeliness.notices import notice_tables, shown_of
from pubaudit.timeliness.observer import Observer
from pubaudit.timeliness.rulebook import RuleBook, days_of, kinds, notices
from pubaudit.timeliness.seen import UNPUBLISHED, Seen
from pubaudit.timeliness.tally import NAMED, Tally, add, empty
from pubaudit.workdays.table import DayTable

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Job:
    """What the records are judged by; ``by`` are the named dimensions of the summary.

    ``days``: the readings of the calendar, for display periods; ``ask``: what else is looked at.
    """

    book: RuleBook
    tables: DueTables
    as_of: int
    by: tuple[str, ...] = NAMED
    days: tuple[DayTable, ...] = ()
    ask: Ask = NO_ASK


def map_reduce(  # noqa: PLR0913
    executor: Executor | None,
    parts: Sequence[A],
    work: Callable[[A], B],
    add_up: Callable[[B, B], B],
    done: Callable[[int, B], None] | None = None,
    *,
    ahead: int = 8,
) -> B | None:
    """Return the sum of the work on every part, each counted once; None if there is no part.

    ``executor`` is a process pool's or a Dask client's; None works here. Sums in the order of the
    parts, so that the answer does not depend on who was faster. If the pool breaks (a worker was
    killed), what it did not deliver is done here. ``done`` is told the number of parts done.
    ``ahead`` is how many parts are given out and not yet added up, so that results do not pile up.
    """
    total: B | None = None
    for number, result in enumerate(_results(executor, parts, work, ahead), 1):
        total = result if total is None else add_up(total, result)
        if done is not None:
            done(number, result)
    return total


def _results(
    executor: Executor | None, parts: Sequence[A], work: Callable[[A], B], ahead: int
) -> Iterator[B]:
    """Yield the result of every part in the order of the parts."""
    if executor is None:
        yield from map(work, parts)
        return
    waiting: deque[tuple[A, Future[B] | None]] = deque()
    coming = iter(parts)
    for _ in parts:
        for part in islice(coming, ahead - len(waiting)):
            waiting.append((part, _submitted(executor, work, part)))
        yield _delivered(work, *waiting.popleft())


def _delivered(work: Callable[[A], B], part: A, future: "Future[B] | None") -> B:
    """Return what an executor was asked for; the work is done here if its workers are gone."""
    try:
        return work(part) if future is None else future.result()
    except BrokenExecutor:
        return work(part)


def _submitted(executor: Executor, work: Callable[[A], B], part: A) -> Future[B] | None:
    try:
        return executor.submit(work, part)
    except BrokenExecutor:
        return None


def tally_part(
    part: Part,
    job: Job,
    seen: Seen | None = None,
    sink: Callable[[JudgedBatch], None] | None = None,
) -> Tally:
    """Judge one part batch by batch and add it up; ``sink`` is given every judged batch.

    A file that cannot be read, or breaks off, is a problem of the tally and not the end of the run.
    """
    counter, observer = Counter(job.by), Observer(job.ask, job.as_of)
    problems: list[Problem] = []
    try:
        for one in _judged(_records(part, job, problems), job, seen):
            if sink is not None:
                sink(one)
            counter.count(one)
            observer.look(one)
    except InputError as error:
        problems.append(Problem(str(error).removeprefix(part.path).lstrip("： "), skipped=True))
    told = tuple((part.input, problem) for problem in problems)
    return replace(counter.tally(), problems=told, beside=observer.beside())


def _records(part: Part, job: Job, problems: list[Problem]) -> Iterator[Batch]:
    """Yield the records of a part; what else its reader says is added to ``problems``."""
    for found in batches(part, job.book.words):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            yield found


def work_of(job: Job) -> Callable[[Part], Tally]:
    """Return ``tally_part`` for a job, as something that can be sent to another process."""
    return partial(tally_part, job=job)


def tally_once(  # noqa: PLR0913
    executor: Executor,
    parts: Sequence[Part],
    job: Job,
    seen: Seen,
    done: Callable[[int, Tally], None] | None = None,
    *,
    ahead: int = 8,
) -> tuple[Tally, Seen]:
    """Return the sum of the tallies, records that stand twice counted once, and what all have seen.

    Workers cannot ask one another. Each part is judged by itself, and comes back with the links and
    numbers that it saw; one that shares any with those before it is judged again, knowing these,
    while the next ones are looked at. ``done`` is told the number of parts judged once. ``seen``
    has met nothing yet; it is the same for all workers.
    """
    fresh, total = seen.fresh(), empty()
    again = partial(_tally_knowing, job=job)
    results = _results(executor, parts, partial(_tally_and_seen, job=job, seen=fresh), ahead)
    waiting: deque[Callable[[], Tally]] = deque()
    for number, (part, (tally, own)) in enumerate(zip(parts, results, strict=True), 1):
        task = (part, seen.shared(own))
        seen.add(own)
        if task[1].size:
            waiting.append(partial(_delivered, again, task, _submitted(executor, again, task)))
        else:
            waiting.append(partial(_same, tally))
        if done is not None:
            done(number, tally)
        while len(waiting) > ahead:
            total = add(total, waiting.popleft()())
    for come in waiting:
        total = add(total, come())
    return total, seen


def _tally_and_seen(part: Part, job: Job, seen: Seen) -> tuple[Tally, Seen]:
    """Judge a part by itself; return also what was seen in it."""
    own = seen.fresh()
    return tally_part(part, job, own), own


def _tally_knowing(task: tuple[Part, Seen], job: Job) -> Tally:
    """Judge a part, given what was seen before it."""
    part, seen = task
    return tally_part(part, job, seen)


def _same(tally: Tally) -> Tally:
    return tally


def _judged(stream: Iterable[Batch], job: Job, seen: Seen | None) -> Iterator[JudgedBatch]:
    kind_of, notice_of = kinds(job.book), notices(job.book)
    # Few ledgers have such columns: the tables are built when one turns up.
    periods = cache(partial(notice_tables, job.days, job.book.notices))
    for batch in map(with_spans, stream):
        kind = kind_of.of(batch)
        formed, published = days_of(job.book, batch, kind, job.as_of)
        judged = judge(job.tables, formed, published, kind, job.as_of)
        repeats, twins = _repeats(seen, batch, published, judged)
        shown = shown_of(notice_of, periods, batch, published, job.as_of)
        yield JudgedBatch(batch, kind, formed, published, judged, repeats, shown, twins)


def _repeats(
    seen: Seen | None, batch: Batch, published: Days, judged: Judged
) -> tuple[NDArray[np.bool_], Mapping[int, Place]]:
    """Mark the records that repeat others, and say of the first of them which."""
    if seen is None:
        return np.zeros(batch.size, np.bool_), {}
    days = np.where(judged.verdict <= LATE, published, np.int32(UNPUBLISHED))
    places = seen.repeats(batch, days)
    repeats = places > 0
    twins = {
        row: seen.place(int(places[row])) for row in np.flatnonzero(repeats)[:EXAMPLES].tolist()
    }
    return repeats, {row: place for row, place in twins.items() if place}
