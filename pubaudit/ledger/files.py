"""Ledger files (xlsx, xls, ods, csv, JSON lines, parquet), read part by part in batches.

What is read in bounded memory: csv and JSON lines by blocks of rows, parquet by row groups. A
workbook is read whole, as its reader does.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from filecmp import cmp
from glob import glob
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from pubaudit.errors import InputError
from pubaudit.ledger.batch import Batch, days_of, words_of
from pubaudit.ledger.columns import Columns, left_aside, unused
from pubaudit.ledger.csv_text import csv_rows
from pubaudit.ledger.header import find_header, is_numbering
from pubaudit.ledger.part import Part
from pubaudit.ledger.strays import BY_SECTION, Strays, is_number, is_said
from pubaudit.ledger.text import json_records
from pubaudit.ledger.words import LedgerWords
from pubaudit.models import UNREAD, Grid, Problem

# What is said of a hidden sheet or row; nothing was left out.
_HIDDEN = "是隐藏的，照常计入；不该计入的请删去"

_ROWS = 100_000
_HEADER_WITHIN = 10
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_LINES = frozenset({".jsonl", ".ndjson", ".json"})


def expand(patterns: Sequence[Path | str]) -> tuple[Path, ...]:
    """Return the files that paths and globs name, each once however it is spelt, globs sorted.

    Raises ``InputError`` if there is none for one of them.
    """
    files: dict[Path, Path] = {}
    for pattern in patterns:
        path = Path(pattern)
        found = [path] if path.exists() else sorted(map(Path, glob(str(pattern))))  # noqa: PTH207 - an absolute pattern too
        if not found:
            raise InputError(f"{path.as_posix()}：找不到该文件（或没有与之相符的文件），请检查路径")
        for one in found:
            files.setdefault(one.resolve(), one)
    return tuple(files.values())


def copies_of(files: Sequence[Path]) -> dict[int, int]:
    """Return which of some files (0-based) has the very bytes of which one before it.

    Only files of one size are opened, and as far as they are alike.
    """
    copies: dict[int, int] = {}
    by_size: dict[int, list[int]] = {}
    for at, path in enumerate(files):
        others = by_size.setdefault(path.stat().st_size, [])
        same = (other for other in others if _are_alike(files[other], path))
        original = next(same, None)
        if original is None:
            others.append(at)
        else:
            copies[at] = original
    return copies


def _are_alike(one: Path, other: Path) -> bool:
    """Tell whether two files have the same bytes; one that cannot be read is refused later."""
    try:
        return cmp(one, other, shallow=False)
    except OSError:
        return False


def parts_of(
    index: int, path: Path, *, pieces: int = 1, named: Mapping[str, str] | None = None
) -> list[Part]:
    """Split a file into parts: parquet into about ``pieces``, everything else is one part.

    Raises ``InputError`` if it is no file, or parquet that cannot be read.
    """
    _require_file(path)
    pairs = tuple((named or {}).items())
    if not _is_parquet(path):
        return [Part(index, path.as_posix(), (), frozenset(), pairs)]
    from pubaudit.ledger.parquet import group_runs

    return [
        Part(index, path.as_posix(), run, frozenset(), pairs) for run in group_runs(path, pieces)
    ]


def batches(part: Part, words: LedgerWords) -> Iterator[Batch | Problem]:
    """Read one part: its records, and of a workbook what is to be said of a sheet.

    Raises ``InputError`` naming the file, what is wrong and what to do.
    """
    path = Path(part.path)
    _require_file(path)
    if _is_parquet(path):
        from pubaudit.ledger.parquet import read_groups

        yield from read_groups(part, words)
    elif path.suffix.lower() in _LINES:
        yield from _counted(_of_json(part, path, words))
    elif path.suffix.lower() in _TEXT:
        yield from _counted(_of_rows(part, "", csv_rows(path), words))
    else:
        yield from _counted(_of_workbook(part, path, words))


def _counted(stream: Iterable[Batch | Problem]) -> Iterator[Batch | Problem]:
    """Tell every batch how many records of the file come before it."""
    before = 0
    for found in stream:
        if isinstance(found, Problem):
            yield found
        else:
            yield replace(found, before=before)
            before += found.size


def _require_file(path: Path) -> None:
    """Raise ``InputError`` for a folder, and for a pipe or a device, which might never end."""
    if path.is_dir():
        raise InputError(f"{path.as_posix()}：这是文件夹，不是文件；请指定其中的台账文件")
    if path.exists() and not path.is_file():
        raise InputError(f"{path.as_posix()}：这不是普通文件（是设备或管道）；请指定磁盘上的文件")


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in {".parquet", ".pq"}


# --- tables of rows ------------------------------------------------------------------------------


def _of_workbook(part: Part, path: Path, words: LedgerWords) -> Iterator[Batch | Problem]:
    """Yield every sheet that has the two days, and say which table was refused or is hidden."""
    from pubaudit.readers import read

    for grid in read(path):
        if not _is_table(grid):
            continue
        where = f"工作表“{grid.sheet}”"
        counted, hidden = False, []
        rows, merged = _filled_down(grid), _merged_across(grid)
        try:
            for found in _of_rows(part, grid.sheet, rows, words, merged):
                if isinstance(found, Batch):
                    counted = True
                    records = map(found.row, range(found.size if grid.hidden_rows else 0))
                    hidden += [row for row in records if row - 1 in grid.hidden_rows]
                yield found
        except InputError as error:
            yield Problem(f"{where}没有核查，{error}", grid.sheet, skipped=True)
        if grid.hidden and counted:
            yield Problem(f"{where}{_HIDDEN}", grid.sheet)
        if hidden:
            first = f"（第{hidden[0]}行{'起' * (len(hidden) > 1)}）"
            yield Problem(f"{where}有{len(hidden)}条记录{first}{_HIDDEN}", grid.sheet)


def _is_table(grid: Grid) -> bool:
    """Tell a table from a note: two rows at least say more than one thing."""
    wide = (row for row in grid.rows if sum(map(is_said, row)) > 1)
    return len(list(islice(wide, 2))) > 1


def _filled_down(grid: Grid) -> Iterator[Sequence[Any]]:
    """Yield the rows as they are meant: a cell merged downwards says the same of each row.

    A row that has nothing of its own, numbers apart, stays as it is.
    """
    filled: dict[int, dict[int, Any]] = {}
    for merge in grid.merges:
        if merge.left == merge.right < len(grid.rows[0]):
            for at in range(merge.top + 1, min(merge.bottom + 1, len(grid.rows))):
                filled.setdefault(at, {})[merge.left] = grid.rows[merge.top][merge.left]
    for at, row in enumerate(grid.rows):
        above = filled.get(at)
        own = [cell for cell in row if is_said(cell)] if above else []
        if above and not all(map(is_number, own)):
            yield [above.get(column, cell) for column, cell in enumerate(row)]
        else:
            yield row


def _merged_across(grid: Grid) -> frozenset[int]:
    """Return the rows (1-based) with a cell merged across more than half of the sheet."""
    half = len(grid.rows[0]) / 2
    return frozenset(merge.top + 1 for merge in grid.merges if merge.right - merge.left + 1 > half)


def _of_rows(
    part: Part,
    sheet: str,
    rows: Iterable[Sequence[Any]],
    words: LedgerWords,
    merged: frozenset[int] = frozenset(),
) -> Iterator[Batch | Problem]:
    """Find the header within the first rows and yield what stands below it.

    ``merged`` are the rows (1-based) with a cell merged across most of the table.
    """
    stream = iter(rows)
    top = list(islice(stream, _HEADER_WITHIN))
    if not top:
        raise InputError(f"{part.path}：没有数据行，请确认文件是否选对")
    header, end = find_header("" if sheet else f"{part.path}：", top, words, dict(part.named))
    end += end < len(top) and is_numbering(top[end])
    strays = Strays(words, top[:end], merged)
    below = enumerate(chain(top[end:], stream), end + 1)
    counted = 0
    unread: list[str] = []
    while block := list(islice(below, _ROWS)):
        batch = _block(part, sheet, block, header, strays, words)
        if batch.size:
            yield batch
        counted += batch.size
        unread += _unread(block, header, batch) if sheet else ()
    yield from _left_out(sheet, strays, counted)
    if unread:
        yield Problem(
            f"工作表“{sheet}”有{len(unread)}格读不出（{unread[0]}{'等' * (len(unread) > 1)}）："
            "公式没有保存结果，或者内容与类型不符；请在 Excel 或 WPS 中打开后另存，再核查",
            sheet,
            skipped=True,
        )


def _unread(block: Sequence[tuple[int, Sequence[Any]]], header: Columns, batch: Batch) -> list[str]:
    """Name the cells of records, with a meaning, whose content the reader could not give."""
    used = sorted(header.roles.values())
    cells = [(number, at) for number, row in block for at in used if row[at] is UNREAD]
    records = {batch.row(at) for at in range(batch.size)} if cells else set()
    return [
        f"第{number}行“{header.header[at].strip()}”" for number, at in cells if number in records
    ]


def _left_out(sheet: str, strays: Strays, counted: int) -> Iterator[Problem]:
    """Say which rows of a table are no records."""
    if said := strays.said():
        where = f"工作表“{sheet}”" if sheet else ""
        lead = "另有" if counted else "没有数据行，只有"
        yield Problem(f"{where}{lead}{said}", sheet)


def _of_json(part: Part, path: Path, words: LedgerWords) -> Iterator[Batch | Problem]:
    """Read objects block by block; a key is a column from the block on in which it first stands."""
    keys: dict[str, None] = {}
    stream = json_records(path)
    strays, counted = Strays(words), 0
    while block := list(islice(stream, _ROWS)):
        keys |= dict.fromkeys(key for _, record in block for key in record)
        header, _ = find_header(f"{part.path}：", [list(keys)], words, dict(part.named))
        rows = [(number, [record.get(key) for key in keys]) for number, record in block]
        batch = _block(part, "", rows, header, strays, words)
        if batch.size:
            yield batch
        counted += batch.size
    yield from _left_out("", strays, counted)


def _block(  # noqa: PLR0913, PLR0917
    part: Part,
    sheet: str,
    block: Sequence[tuple[int, Sequence[Any]]],
    header: Columns,
    strays: Strays,
    words: LedgerWords,
) -> Batch:
    """Turn numbered rows (1-based, as Excel shows them) into columns.

    Blank rows fall out, and those that ``strays`` finds to be no records; what section rows say is
    the field of the records below them, where no column says it.
    """
    rows = [(number, row) for number, row in block if any(row) or any(map(is_said, row))]
    dates = set(words.dates)
    wanted = part.wanted or header.roles.keys()
    columns = _columns(rows, header, wanted)
    days = {role: days_of(values) for role, values in columns.items() if role in dates}
    names = {role: name for role, name in header.names().items() if role in wanted}
    found = strays.find(rows, days, header)
    fields = strays.fields(rows, found)
    if found:
        records = [at for at in range(len(rows)) if at not in found]
        rows = [rows[at] for at in records]
        columns = _columns(rows, header, wanted)
        days = {role: own[records] for role, own in days.items()}
    if fields and "field" not in columns:
        columns["field"], names["field"] = fields, BY_SECTION
    return Batch(
        part.input,
        sheet,
        rows[0][0] if rows else 0,
        len(rows),
        {role: words_of(values) for role, values in columns.items() if role not in dates},
        days,
        np.array([number for number, _ in rows], np.int64),
        names,
        aside=tuple(left_aside(header, words)),
        unused=unused(header, words),
    )


def _columns(
    rows: Sequence[tuple[int, Sequence[Any]]], header: Columns, wanted: Collection[str]
) -> dict[str, Sequence[Any]]:
    """Return the cells of each role that is wanted, row by row."""
    across = list(zip_longest(*(row for _, row in rows)))
    blank = (None,) * len(rows)
    return {
        role: across[at] if at < len(across) else blank
        for role, at in header.roles.items()
        if role in wanted
    }
