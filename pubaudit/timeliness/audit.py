"""Ledger files to a report: the job, its parts, the processes that do them, and what is said."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from pubaudit import limits
from pubaudit.errors import InputError, UsageError
from pubaudit.ledger import Part, expand, load, parts_of
from pubaudit.models import AuditReport, InputReport, Problem, SchemeReport, TimeLimit
from pubaudit.schemes import catalog_root
from pubaudit.timeliness.beside import NO_ASK, Ask
from pubaudit.timeliness.choices import choices, step_demand
from pubaudit.timeliness.notices import notice_tables
from pubaudit.timeliness.records import record_writer
from pubaudit.timeliness.rulebook import rule_book
from pubaudit.timeliness.run import Job, JudgedBatch, Seen, map_reduce, tally_part, work_of
from pubaudit.timeliness.summary import Setting, summarise
from pubaudit.timeliness.tally import NAMED, Tally, add
from pubaudit.workdays import Calendar
from pubaudit.workdays.table import day_number

# Below this many bytes a second process costs more than it brings.
_LARGE = 48 << 20
_CHINESE = {"单位": "body", "领域": "field", "公开事项": "item", "月份": "month"}
_DIMENSIONS = _CHINESE | {name: name for name in _CHINESE.values()}
# What is not read where only counts are wanted, part by part.
_TOLD = frozenset({"title", "number", "index", "channel", "link"})

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the ledgers.

    ``columns`` map a column's name to its header; ``rule`` pins one kind or limit; ``by`` are the
    dimensions of the summary (empty: all); ``records`` is a file for every record; ``workers`` the
    number of processes (0: as the size of the files asks); ``ask`` what is looked at beside.
    """

    as_of: date
    columns: Mapping[str, str]
    rule: str = ""
    by: tuple[str, ...] = ()
    records: Path | None = None
    workers: int = 0
    ask: Ask = NO_ASK


def audit_ledgers(  # noqa: PLR0913
    paths: Sequence[Path | str],
    wish: Wish,
    calendar: Calendar,
    *,
    scheme: SchemeReport | None = None,
    demands: Sequence[TimeLimit] = (),
    notes: Sequence[str] = (),
    progress: Progress | None = None,
) -> AuditReport:
    """Judge ledgers and report. ``progress`` is told parts done, parts in all, records done.

    ``demands`` are the limits of the region's scheme: whether one asks the platform to keep step.

    Raises ``InputError`` if nothing could be read (of several files, the readable ones count and
    the others are reported), ``UsageError`` for a column, rule or dimension that there is none of.
    """
    files = expand(paths)
    root = catalog_root()
    words = load(root / "ledger.yaml")
    book = rule_book(words, limits.load(root / "limits.yaml"), wish.rule)
    by = _dimensions(wish.by)
    job = Job(
        book,
        book.tables(calendar),
        day_number(wish.as_of),
        by or NAMED,
        forgiving=len(files) > 1,
        notices=notice_tables(calendar, book.notices),
        ask=wish.ask,
    )
    workers = 1 if wish.records else wish.workers or _fitting(files)
    names_records = workers == 1 or wish.ask.sample or wish.ask.late
    wanted = frozenset[str]() if names_records else frozenset(words.columns) - _TOLD
    parts = [
        part
        for index, path in enumerate(files)
        for part in parts_of(index, path, wanted=wanted, named=wish.columns)
    ]
    inputs = [path.as_posix() for path in files]
    writer = record_writer(wish.records, book, inputs) if wish.records else nullcontext()
    with writer as sink, _executor(workers, parts) as executor:
        tally = _tally(parts, job, executor, sink, progress)
    if not tally.rows:
        found = "；".join(message for _, message in tally.problems)
        raise InputError(found or f"{'、'.join(inputs)}：没有数据行，请确认文件是否选对")
    alone = executor is None
    setting = Setting(
        wish.as_of,
        calendar.name,
        scheme,
        (*notes, *choices(tally, words, pinned=wish.rule, looked_for_repeats=alone)),
        tuple(_input(index, path, tally) for index, path in enumerate(files)),
        step_demand(demands, words),
        by,
    )
    return summarise(tally, book, setting)


def _dimensions(by: Sequence[str]) -> tuple[str, ...]:
    """Read --by, each of which may name several (单位,领域), in the order of the tables."""
    names = [name for one in by for name in re.split(r"[,，、]", one)]
    for name in names:
        if name not in _DIMENSIONS:
            raise UsageError(f"--by 没有“{name}”；可选：{'、'.join(_CHINESE)}")
    wanted = {_DIMENSIONS[name] for name in names}
    return tuple(name for name in _CHINESE.values() if name in wanted)


def _fitting(files: Sequence[Path]) -> int:
    large = sum(path.stat().st_size for path in files) >= _LARGE
    return (os.cpu_count() or 1) if large else 1


@contextmanager
def _executor(workers: int, parts: Sequence[Part]) -> Iterator[Executor | None]:
    """Give the pool for some parts; None if this process does them alone.

    Row groups of parquet go to threads: Arrow and numpy let go of the interpreter, and a thread
    starts at once. Text and workbooks are Python's own work and need processes.
    """
    if min(workers, len(parts)) < 2:
        yield None
    elif all(part.groups for part in parts):
        with ThreadPoolExecutor(workers) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
            yield processes


def _tally(
    parts: Sequence[Part],
    job: Job,
    executor: Executor | None,
    sink: Callable[[JudgedBatch], None] | None,
    progress: Progress | None,
) -> Tally:
    """Add up all parts. In this process repeats are looked for across files."""
    seen, records = Seen(), 0

    def told(done: int, result: Tally) -> None:
        nonlocal records
        records += result.records + result.repeated
        if progress is not None:
            progress(done, len(parts), records)

    def here(part: Part) -> Tally:
        return tally_part(part, job, seen, sink)

    total = map_reduce(executor, parts, here if executor is None else work_of(job), add, told)
    assert total is not None, "there is at least one file"
    return total


def _input(index: int, path: Path, tally: Tally) -> InputReport:
    problems = tuple(Problem(text, skipped=True) for at, text in tally.problems if at == index)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        digest = ""
    return InputReport(path.as_posix(), digest, "", "", (), tally.rows.get(index, 0), (), problems)
