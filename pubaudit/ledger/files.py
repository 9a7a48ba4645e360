"""Ledger files (xlsx, xls, ods, csv, JSON lines, parquet), read part by part in batches.

What is read in bounded memory: csv and JSON lines by blocks of rows, parquet by row groups. A
workbook is read whole, as its reader does.
"""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import glob
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from pubaudit.errors import InputError
from pubaudit.ledger.batch import Batch, days_of, words_of
from pubaudit.ledger.words import LedgerWords, require_dates, roles_of
from pubaudit.models import CellError

_ROWS = 100_000
_HEADER_WITHIN = 10
_BLOCK = 1 << 20
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_LINES = frozenset({".jsonl", ".ndjson", ".json"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of work: one file, or some row groups of one parquet file.

    ``wanted``: the roles that are needed (empty: all); ``named`` maps names of columns to headers.
    """

    input: int
    path: str
    groups: tuple[int, ...] = ()
    wanted: frozenset[str] = frozenset()
    named: tuple[tuple[str, str], ...] = ()


def expand(patterns: Sequence[Path | str]) -> tuple[Path, ...]:
    """Return the files that paths and globs name, each once, globs sorted.

    Raises ``InputError`` if there is none for one of them.
    """
    files: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        found = [path] if path.exists() else sorted(map(Path, glob(str(pattern))))  # noqa: PTH207 - an absolute pattern too
        if not found:
            raise InputError(f"{path.as_posix()}：找不到该文件（或没有与之相符的文件），请检查路径")
        files |= dict.fromkeys(found)
    return tuple(files)


def parts_of(
    index: int, path: Path, *, pieces: int = 1, named: Mapping[str, str] | None = None
) -> list[Part]:
    """Split a file into parts: parquet into about ``pieces``, everything else is one part."""
    pairs = tuple((named or {}).items())
    if not _is_parquet(path):
        return [Part(index, path.as_posix(), (), frozenset(), pairs)]
    from pubaudit.ledger.parquet import group_runs

    return [
        Part(index, path.as_posix(), run, frozenset(), pairs) for run in group_runs(path, pieces)
    ]


def batches(part: Part, words: LedgerWords) -> Iterator[Batch]:
    """Read one part. Raises ``InputError`` naming the file, what is wrong and what to do."""
    path = Path(part.path)
    if _is_parquet(path):
        from pubaudit.ledger.parquet import read_groups

        yield from read_groups(part, words)
    elif path.suffix.lower() in _LINES:
        yield from _counted(_of_json(part, path, words))
    elif path.suffix.lower() in _TEXT:
        yield from _counted(_of_rows(part, "", _csv_rows(path), words))
    else:
        yield from _counted(_of_workbook(part, path, words))


def _counted(stream: Iterable[Batch]) -> Iterator[Batch]:
    """Tell every batch how many records of the file come before it."""
    before = 0
    for batch in stream:
        yield replace(batch, before=before)
        before += batch.size


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".pq"}


# --- tables of rows ------------------------------------------------------------------------------


def _of_workbook(part: Part, path: Path, words: LedgerWords) -> Iterator[Batch]:
    """Yield every sheet that has the two days; a workbook without one such sheet is refused."""
    from pubaudit.readers import read

    refused: InputError | None = None
    found = False
    for grid in read(path):
        if not any(cell is not None for row in grid.rows for cell in row):
            continue
        rows = (tuple(_plain(cell) for cell in row) for row in grid.rows)
        try:
            for batch in _of_rows(part, grid.sheet, rows, words):
                found = True
                yield batch
        except InputError as error:
            refused = error
    if not found:
        raise refused or InputError(f"{part.path}：没有数据行，请确认文件是否选对")


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, CellError) else value


def _of_rows(
    part: Part, sheet: str, rows: Iterable[Sequence[Any]], words: LedgerWords
) -> Iterator[Batch]:
    """Find the header within the first rows and yield what stands below it."""
    stream = iter(rows)
    top = list(islice(stream, _HEADER_WITHIN))
    named = dict(part.named)
    candidates = [roles_of([str(c or "") for c in row], words, named) for row in top]
    if not top:
        raise InputError(f"{part.path}：没有数据行，请确认文件是否选对")
    at = max(range(len(top)), key=lambda n: len(candidates[n]))
    roles = candidates[at]
    require_dates(part.path, [str(c or "") for c in top[at]], roles, words, named)
    if part.wanted:
        roles = {role: column for role, column in roles.items() if role in part.wanted}
    headers = {role: str(top[at][column]).strip() for role, column in roles.items()}
    number = at + 1
    below = _chained(top[at + 1 :], stream)
    while block := list(islice(below, _ROWS)):
        batch = _block(part, sheet, number, block, roles, words, headers)
        number += len(block)
        if batch.size:
            yield batch


def _chained(first: list[Sequence[Any]], rest: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from first
    yield from rest


def _block(  # noqa: PLR0913, PLR0917
    part: Part,
    sheet: str,
    above: int,
    block: list[Sequence[Any]],
    roles: Mapping[str, int],
    words: LedgerWords,
    headers: Mapping[str, str],
) -> Batch:
    """Turn rows into columns; ``above`` is the number of the row before. Blank rows fall out."""
    kept = [(above + n, row) for n, row in enumerate(block, 1) if any(row) or any(map(_said, row))]
    dates = set(words.dates)
    across = list(zip_longest(*(row for _, row in kept)))
    blank = (None,) * len(kept)
    columns = {role: across[at] if at < len(across) else blank for role, at in roles.items()}
    return Batch(
        part.input,
        sheet,
        above + 1,
        len(kept),
        {role: words_of(values) for role, values in columns.items() if role not in dates},
        {role: days_of(values) for role, values in columns.items() if role in dates},
        np.array([number for number, _ in kept], np.int64),
        headers,
    )


def _said(cell: Any) -> bool:
    return cell is not None and cell != ""


# --- text ----------------------------------------------------------------------------------------


def _csv_rows(path: Path) -> Iterator[Sequence[str]]:
    """Yield the rows of a csv in UTF-8 (with or without BOM) or GB18030."""
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            top = "".join(islice(file, _HEADER_WITHIN))
            file.seek(0)
            yield from csv.reader(file, delimiter=max(",\t;", key=top.count))
    except csv.Error as error:
        raise InputError(f"{path.as_posix()}：不是合法的 csv（{error}），请另存后再试") from error


def _encoding(path: Path) -> str:
    """Tell UTF-8 from GB18030 by decoding the file; raises ``InputError`` if it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise InputError(f"{path.as_posix()}：文件打不开，请检查路径和权限") from error
        return encoding
    raise InputError(f"{path.as_posix()}：不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 的 csv")


def _of_json(part: Part, path: Path, words: LedgerWords) -> Iterator[Batch]:
    """Read one JSON object a line; the keys of the first block are the header."""
    stream = _json_lines(path)
    first = list(islice(stream, _ROWS))
    header = list(dict.fromkeys(key for _, record in first for key in record))
    rows = ([record.get(key) for key in header] for _, record in _both(first, stream))
    yield from _of_rows(part, "", _chained([header], iter(rows)), words)


def _both(
    first: list[tuple[int, dict[str, Any]]], rest: Iterator[tuple[int, dict[str, Any]]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from first
    yield from rest


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding=_encoding(path)) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise InputError(
                    f"{path.as_posix()} 第{number}行：不是合法的 JSON，每行应是一个对象"
                ) from error
            if not isinstance(record, dict):
                raise InputError(f"{path.as_posix()} 第{number}行：每行应是一个 JSON 对象")
            yield number, record
