"""From the parts of ledgers to one tally, in this process or on many."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import InputError
from pubaudit.ledger import Batch, Part, batches, with_spans
from pubaudit.timeliness.beside import NO_ASK, Ask, look
from pubaudit.timeliness.judged import JudgedBatch, case_of, largest
from pubaudit.timeliness.kernel import LATE, OVERDUE, DueTables, judge
from pubaudit.timeliness.notices import NoticeTables, shown_of
from pubaudit.timeliness.rulebook import RuleBook, days_of, kinds_of
from pubaudit.timeliness.tally import NAMED, TABLES, Tally, add, counted, empty, gravest

A = TypeVar("A")
B = TypeVar("B")

_MONTH = "datetime64[M]"
_CASES = 50
_REMEMBERED = 2_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """What the records are judged by; ``by`` are the named dimensions of the summary.

    ``forgiving``: a file that cannot be read is a problem of the report, not the end of the run.
    ``notices``: None looks at no display period; ``ask`` is what else is looked at.
    """

    book: RuleBook
    tables: DueTables
    as_of: int
    by: tuple[str, ...] = NAMED
    forgiving: bool = False
    notices: NoticeTables | None = None
    ask: Ask = NO_ASK


@dataclass(slots=True)
class Seen:
    """The links and numbers met so far, so that a record that stands twice counts once."""

    keys: set[tuple[str, str, str]] = field(default_factory=set)

    def repeats(self, batch: Batch) -> NDArray[np.bool_]:
        """Mark the records whose link, or whose number at the same body, was met before."""
        again = np.zeros(batch.size, np.bool_)
        if len(self.keys) > _REMEMBERED:
            return again
        for role in ("link", "number"):
            if role not in batch.words:
                continue
            names, codes = batch.words[role].names, batch.words[role].codes
            for index in np.flatnonzero(np.array([bool(n) for n in names])[codes]).tolist():
                body = batch.says("body", index) if role == "number" else ""
                key = (role, body, names[codes[index]])
                again[index] |= key in self.keys
                self.keys.add(key)
        return again


def map_reduce(
    executor: Executor | None,
    parts: Sequence[A],
    work: Callable[[A], B],
    add_up: Callable[[B, B], B],
    done: Callable[[int, B], None] | None = None,
) -> B | None:
    """Return the sum of the work on every part, each counted once; None if there is no part.

    ``executor`` is a process pool's or a Dask client's; None works here. Sums in the order of the
    parts, so that the answer does not depend on who was faster. If the pool breaks (a worker was
    killed), what it did not deliver is done here. ``done`` is told the number of parts done.
    """
    total: B | None = None
    for number, result in enumerate(_results(executor, parts, work), 1):
        total = result if total is None else add_up(total, result)
        if done is not None:
            done(number, result)
    return total


def _results(executor: Executor | None, parts: Sequence[A], work: Callable[[A], B]) -> Iterator[B]:
    if executor is None:
        yield from map(work, parts)
        return
    futures: list[Future[B] | None] = [_submitted(executor, work, part) for part in parts]
    for index, part in enumerate(parts):
        future, futures[index] = futures[index], None
        try:
            result = work(part) if future is None else future.result()
        except BrokenExecutor:
            result = work(part)
        yield result


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
    """Judge one part batch by batch and add it up; ``sink`` is given every judged batch."""
    total = empty()
    try:
        for one in _judged(batches(part, job.book.words), job, seen):
            if sink is not None:
                sink(one)
            counts = replace(tally_of(one, job.by), beside=look(one, job.ask, job.as_of))
            total = add(total, counts)
    except InputError as error:
        if not job.forgiving:
            raise
        total = replace(total, problems=(*total.problems, (part.input, str(error))))
    return total


def work_of(job: Job) -> Callable[[Part], Tally]:
    """Return ``tally_part`` for a job, as something that can be sent to another process."""
    return partial(tally_part, job=job)


def _judged(stream: Iterable[Batch], job: Job, seen: Seen | None) -> Iterator[JudgedBatch]:
    for batch in map(with_spans, stream):
        kinds = kinds_of(job.book, batch)
        formed, published = days_of(job.book, batch, kinds)
        judged = judge(job.tables, formed, published, kinds, job.as_of)
        repeats = np.zeros(batch.size, np.bool_) if seen is None else seen.repeats(batch)
        notices = job.notices
        shown = shown_of(job.book, notices, batch, published, job.as_of) if notices else None
        yield JudgedBatch(batch, kinds, formed, published, judged, repeats, shown)


def tally_of(one: JudgedBatch, by: tuple[str, ...] = NAMED) -> Tally:
    """Count a judged batch; repeated records are listed, and counted nowhere else."""
    batch, keep = one.batch, ~one.repeats
    every = bool(keep.all())
    names: dict[str, tuple[str, ...]] = {}
    columns: dict[str, NDArray[np.signedinteger]] = {}
    for role in NAMED:
        column = batch.words.get(role) if role in by else None
        names[role] = column.names if column else ("",)
        columns[role] = column.codes if column else np.zeros(batch.size, np.int32)
    columns["verdict"] = one.judged.verdict
    columns["month"] = _months(one.formed) if {"item", "month"} & {*by} else columns["body"] * 0
    columns["kind"] = one.kinds + 1
    columns["late"] = np.maximum(one.judged.late, 0)
    columns["day"] = np.clip(one.published, 0, (1 << 16) - 1)
    if not every:
        columns = {name: column[keep] for name, column in columns.items()}
    names, columns = _stripped(names, columns)
    late = np.where(one.repeats, 0, one.judged.late)
    return Tally(
        names,
        {table: counted(dimensions, columns) for table, dimensions in TABLES.items()},
        int(keep.sum()),
        gravest([case_of(one, i) for i in largest(late, _CASES)]),
        tuple(
            case_of(one, i) for i in np.flatnonzero((one.judged.verdict > OVERDUE) & keep)[:_CASES]
        ),
        tuple(case_of(one, i) for i in np.flatnonzero(one.repeats)[:_CASES]),
        int(one.repeats.sum()),
        {batch.input: batch.size},
        frozenset((batch.input, role, header) for role, header in batch.headers.items()),
    )


def _stripped(
    names: dict[str, tuple[str, ...]], columns: dict[str, NDArray[np.signedinteger]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, NDArray[np.signedinteger]]]:
    """Let equal words of a batch share one code; a dictionary column may hold a word twice."""
    for role, words in names.items():
        if len(set(words)) < len(words):
            known: dict[str, int] = {}
            new = np.array([known.setdefault(word, len(known)) for word in words], np.int32)
            columns[role], names[role] = new[columns[role]], tuple(known)
    return names, columns


def _months(days: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the months since 1970-01 plus one, 0 where there is no day."""
    first = max(int(days.max(initial=0)), 0) + 1
    table = np.arange(first).astype("datetime64[D]").astype(_MONTH).astype(np.int32) + 1
    months = np.minimum(table, (1 << 12) - 1).take(np.maximum(days, 0))
    months[days < 0] = 0
    return months


__all__ = ["LATE", "Job", "JudgedBatch", "Seen", "map_reduce", "tally_of", "tally_part", "work_of"]
