"""The process that reads a binary workbook with calamine: ``python -m pubaudit.readers.worker``.

Reads from stdin a pickle of the path (for messages only) and the limits, then the bytes of the
file; writes to stdout a pickle of the grids, or of the line to refuse the file with. It caps its
own time and memory: whatever hangs or aborts in here is seen outside as an exit code.
"""

import io
import pickle
import sys
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pubaudit.errors import InputError
from pubaudit.models import Grid, Merge, Problem, Value
from pubaudit.readers.biff import Left, left_out, workbook_stream
from pubaudit.readers.grids import GridCells
from pubaudit.readers.package import Limits, damaged, locked, unsafe
from pubaudit.signatures import OLE


def main() -> None:
    """Answer one request."""
    path, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the parent process
    _cap(limits)
    answer: list[Grid] | str
    try:
        answer = _grids(path, sys.stdin.buffer.read(), limits)
    except InputError as error:
        answer = str(error)
    pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)


def _cap(limits: Limits) -> None:
    """Cap time and memory, and leave no core file; Windows has none of these caps."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.worker_bytes),
        (resource.RLIMIT_CPU, int(limits.worker_seconds) + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, hard))


def _grids(path: Path, data: bytes, limits: Limits) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise locked(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path, "文件不完整或已损坏") from error
    if len(book.sheets_metadata) > limits.sheets:
        raise unsafe(path, f"工作表超过 {limits.sheets} 张")
    grids: list[Grid] = []
    cells_left = limits.cells
    count = len(book.sheets_metadata)
    is_xls = data.startswith(OLE)
    left = left_out(workbook_stream(path, data), count) if is_xls else [Left()] * count
    for index, entry in enumerate(book.sheets_metadata):
        hidden = entry.visible != SheetVisibleEnum.Visible
        if entry.typ != SheetTypeEnum.WorkSheet:
            problem = Problem("不是普通工作表（图表或宏表），没有可读的单元格", entry.name)
            grids.append(Grid(entry.name, (), hidden=hidden, problems=(problem,)))
            continue
        try:
            sheet = book.get_sheet_by_index(index)
        except (CalamineError, OSError, ValueError) as error:
            raise damaged(path, f"工作表“{entry.name}”不完整或已损坏") from error
        cells = GridCells(path, limits, entry.name, cells_left)
        _keep(cells, sheet, left[index])
        grid = cells.grid(hidden=hidden)
        cells_left -= sum(map(len, grid.rows))
        grids.append(grid)
    return grids


def _keep(cells: GridCells, sheet: CalamineSheet, left: Left) -> None:
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        cells.keep_row(row, [_value(value) for value in values])
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        cells.merge(Merge(top, first, bottom, last))
    for row in left.hidden_rows:
        cells.hide_rows(row)
    for row, column, error in left.errors:
        cells.row = row
        cells.note("error")
        cells.keep(row, column, error)


def _value(value: Value) -> Value:
    if value == "":
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


if __name__ == "__main__":
    main()
