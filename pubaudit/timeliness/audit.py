"""Ledger files to a report: the job, its parts, the processes that do them, and what is said."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from pubaudit import limits
from pubaudit.errors import InputError, UsageError
from pubaudit.ledger import NAMING, Part, copies_of, expand, load, parts_of
from pubaudit.models import AuditReport, InputReport, Problem, SchemeReport, TimeLimit
from pubaudit.schemes import catalog_root
from pubaudit.timeliness.beside import NO_ASK, Ask
from pubaudit.timeliness.choices import choices, step_demand
from pubaudit.timeliness.judged import JudgedBatch
from pubaudit.timeliness.pool import Pool, cores, pool
from pubaudit.timeliness.rulebook import RuleBook, rule_book
from pubaudit.timeliness.run import Job, map_reduce, tally_once, tally_part, work_of
from pubaudit.timeliness.said import DOUBTING_LAST
from pubaudit.timeliness.seen import Seen, lasting
from pubaudit.timeliness.summary import Setting, summarise
from pubaudit.timeliness.tally import NAMED, Tally, add
from pubaudit.workdays import Calendar
from pubaudit.workdays.provisional import READINGS
from pubaudit.workdays.table import day_number

# Below this many bytes a second process costs more than it brings.
_LARGE = 48 << 20
_CHINESE = {"单位": "body", "领域": "field", "公开事项": "item", "月份": "month"}
_DIMENSIONS = _CHINESE | {name: name for name in _CHINESE.values()}
# Parts of a file for a cluster, whose size is not asked for.
_PIECES = 8

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the ledgers.

    ``columns`` map a column's name to its header; ``rule`` pins one kind or limit; ``by`` are the
    dimensions of the summary (empty: all); ``records`` is a file for every record; ``workers`` the
    most workers on this machine (0: as the size of the files asks; small ones take one);
    ``scheduler`` the address of a Dask scheduler whose workers do it instead; ``repeats`` whether
    to look for records that stand twice (None: unless parquet is judged by several workers, whose
    links and numbers take longer to read than all the rest); ``ask`` what is looked at beside.
    """

    as_of: date
    columns: Mapping[str, str]
    rule: str = ""
    by: tuple[str, ...] = ()
    records: Path | None = None
    workers: int = 0
    scheduler: str = ""
    repeats: bool | None = None
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
    """Judge ledgers and report. ``progress`` is told parts done, parts in all, records judged.

    ``demands`` are the limits of the region's scheme: whether one asks the platform to keep step.

    Raises ``InputError`` if nothing could be read (else what is readable counts, and the files and
    sheets that are not are reported), ``UsageError`` for a column, rule or dimension that there is
    none of, an ``as_of`` that the calendar does not reach, or if the records would be written over
    a ledger.
    """
    if wish.as_of > calendar.last:
        raise UsageError(
            f"核查日 {wish.as_of} 超出工作日历（到 {calendar.last}），算不出迟的天数；请改 --as-of"
        )
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
        days=tuple(map(calendar.table, READINGS)),
        ask=wish.ask,
    )
    workers = _workers(files, wish)
    copies = copies_of(files)
    parts = [part for part in _parts(files, wish, workers) if part.input not in copies]
    inputs = [path.as_posix() for path in files]
    with _digests(files) as digests, pool(workers, wish.scheduler, parts) as where:
        try:
            with _writer(wish, book, inputs) as sink:
                tally, seen = _tally(parts, job, where, wish, sink, progress)
                _require_rows(tally, inputs)
                if seen and (anew := seen.anew()):
                    raise _Overtaken(anew)
        except _Overtaken as found:
            # Of records that stand twice a later one counts: once more, knowing which.
            with _writer(wish, book, inputs) as sink:
                tally, seen = _tally(parts, job, where, wish, sink, progress, found.seen)
        reports = tuple(
            _input(n, path, digests[n], tally, _copy_of(n, copies, inputs))
            for n, path in enumerate(files)
        )
    told = choices(tally, book, seen, pinned=wish.rule, asked=wish.repeats, files=inputs, by=by)
    step = step_demand(demands, words)
    setting = Setting(wish.as_of, calendar.name, scheme, (*notes, *told), reports, step, by)
    return summarise(tally, book, setting)


class _Overtaken(Exception):  # noqa: N818 - it ends no run
    """The records written so far do not stand: of some that stand twice a later one is better."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen


def _require_rows(tally: Tally, inputs: Sequence[str]) -> None:
    if not tally.rows:
        found = "；".join(f"{inputs[at]}：{problem.message}" for at, problem in tally.problems)
        raise InputError(found or f"{'、'.join(inputs)}：没有数据行，请确认文件是否选对")


def _workers(files: Sequence[Path], wish: Wish) -> int:
    if wish.scheduler and wish.records:
        raise UsageError("--records 逐条写出，须在本机进行；请去掉 --scheduler")
    if wish.scheduler:
        return _PIECES
    if wish.records or sum(path.stat().st_size for path in files) < _LARGE:
        return 1
    return wish.workers or cores()


def _parts(files: Sequence[Path], wish: Wish, workers: int) -> list[Part]:
    """Split the files among the workers; those of a cluster have another working folder."""
    paths = [path.absolute() if wish.scheduler else path for path in files]
    return [
        part for index, path in enumerate(paths) for part in _parts_of(index, path, workers, wish)
    ]


def _parts_of(index: int, path: Path, pieces: int, wish: Wish) -> list[Part]:
    """Split a file; one that cannot be opened is one part, refused when its turn comes."""
    try:
        return parts_of(index, path, pieces=pieces, named=wish.columns)
    except InputError:
        return [Part(index, path.as_posix())]


def _writer(
    wish: Wish, book: RuleBook, inputs: Sequence[str]
) -> AbstractContextManager[Callable[[JudgedBatch], None] | None]:
    if wish.records is None:
        return nullcontext()
    if any(wish.records.exists() and wish.records.samefile(path) for path in inputs):
        raise UsageError(f"--records “{wish.records.as_posix()}”是要核查的台账，请另起文件名")
    from pubaudit.timeliness.records import record_writer

    return record_writer(wish.records, book, inputs)


def _dimensions(by: Sequence[str]) -> tuple[str, ...]:
    """Read --by, each of which may name several (单位,领域), in the order of the tables."""
    names = [name for one in by for name in re.split(r"[,，、]", one)]
    for name in names:
        if name not in _DIMENSIONS:
            raise UsageError(f"--by 没有“{name}”；可选：{'、'.join(_CHINESE)}")
    wanted = {_DIMENSIONS[name] for name in names}
    return tuple(name for name in _CHINESE.values() if name in wanted)


def _tally(  # noqa: PLR0913, PLR0917
    parts: Sequence[Part],
    job: Job,
    where: Pool,
    wish: Wish,
    sink: Callable[[JudgedBatch], None] | None,
    progress: Progress | None,
    start: Seen | None = None,
) -> tuple[Tally, Seen | None]:
    """Add up all parts; return also what looked for repeats, None if nothing did.

    ``start`` is what to look for repeats with, if the ledgers were gone through before.
    In this process one ``Seen`` goes from part to part, ``sink`` is given what is judged, and
    ``progress`` is told of every batch.
    """
    records = ended = 0

    def told(done: int, result: Tally) -> None:
        nonlocal records, ended
        ended = done
        if not here:
            records += result.records + result.repeated
        if progress is not None:
            progress(done, len(parts), records)

    def judged(one: JudgedBatch) -> None:
        nonlocal records
        records += one.batch.size
        if sink is not None:
            sink(one)
        if progress is not None:
            progress(ended, len(parts), records)

    here = where.executor is None
    readily = here or not any(part.groups for part in parts)
    looks = readily if wish.repeats is None else wish.repeats
    fresh = start or Seen(job.book.words.blank, lasting if where.apart else hash)
    if where.executor and looks:
        return tally_once(where.executor, parts, job, fresh, told, ahead=where.ahead)
    seen = fresh if looks else None
    work = partial(tally_part, job=job, seen=seen, sink=judged) if here else work_of(job)
    total = map_reduce(
        where.executor,
        parts if here else [_narrowed(part, job, wish) for part in parts],
        work,
        add,
        told,
        ahead=where.ahead,
    )
    assert total is not None, "there is at least one file"
    return total, seen


def _narrowed(part: Part, job: Job, wish: Wish) -> Part:
    """Return a part of parquet without the columns that only name records, if none is named.

    The title is asked only of records whose kind it may make doubtful, unless the kind is ordered.
    """
    if not part.groups or wish.ask.sample or wish.ask.late:
        return part
    asked = frozenset[str]() if wish.rule else NAMING & set(DOUBTING_LAST)
    return replace(part, wanted=frozenset(job.book.words.columns) - NAMING | asked, asked=asked)


def _copy_of(index: int, copies: Mapping[int, int], inputs: Sequence[str]) -> tuple[Problem, ...]:
    """Say of which file this one is a copy, if of any."""
    if index not in copies:
        return ()
    return (Problem(f"内容与 {inputs[copies[index]]} 完全相同，只计一次；请只留一份"),)


def _input(
    index: int, path: Path, digest: "Future[str]", tally: Tally, told: tuple[Problem, ...]
) -> InputReport:
    problems = (*told, *(problem for at, problem in tally.problems if at == index))
    rows = tally.rows.get(index, 0)
    return InputReport(path.as_posix(), digest.result(), "", "", (), rows, (), problems)


@contextmanager
def _digests(files: Sequence[Path]) -> Iterator[list["Future[str]"]]:
    """Give the hashes to come, taken beside the judging; whoever fails does not wait for them."""
    reader = ThreadPoolExecutor(1)
    try:
        yield [reader.submit(_digest, path) for path in files]
    finally:
        reader.shutdown(cancel_futures=True)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" if it cannot be read or is none (a pipe might never end)."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
