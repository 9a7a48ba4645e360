"""The cells of one sheet while it is being read, of whatever format: values, merges, hidden rows.

What a cell cannot give (an error value, a formula saved without its result) is noted by row and
becomes a ``Problem`` of the grid; what could not be read is ``UNREAD``, not blank. The grid is made
of the cells that hold something; the declared dimension of the sheet is never looked at.
"""

import re
from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from pubaudit.errors import InputError
from pubaudit.models import Grid, Merge, Problem, Value
from pubaudit.readers.package import Limits, damaged, refusal, unsafe

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_PROBLEM_ROWS = 20
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

_NOTES = {
    "error": "单元格是错误值（如 #REF!），请在原文件中改正",
    "formula": "公式没有保存计算结果，读不到内容；请用 Excel 或 WPS 打开该文件保存一次再试",
    "value": "单元格的内容与其类型不符，读不到内容；请在原文件中改正",
    "twice": "同一单元格在文件中出现两次，取后一次；请用 Excel 或 WPS 打开并另存后核对",
}
_SKIPPED = {"formula", "value"}


def number(text: str) -> int | float | None:
    """Return the finite number that ``text`` writes, an int where it has no point; else None."""
    if _INTEGER.fullmatch(text):
        return int(text)
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    return value if isfinite(value) else None


class GridCells:
    """Collects the cells of one sheet; rows and columns 0-based.

    ``row`` is the row being read, to which notes go; ``noted`` counts the notes made.
    ``cells_left`` is what remains of ``Limits.cells`` after the sheets before.
    """

    def __init__(self, path: Path, limits: Limits, sheet: str, cells_left: int) -> None:
        self.path = path
        self.sheet = sheet
        self.row = -1
        self.noted = 0
        self._limits = limits
        self._cells_left = cells_left
        self._rows: dict[int, Sequence[Value]] = {}
        self._cells = 0
        self._hidden_rows: list[range] = []
        self._merges: list[Merge] = []
        self._notes: dict[str, set[int]] = {}

    # --- collecting ------------------------------------------------------------------------------

    def has_row(self, row: int) -> bool:
        """Whether a cell of ``row`` has been kept."""
        return row in self._rows

    def keep_row(self, row: int, values: Sequence[Value]) -> None:
        """Keep a whole row that has none yet, from column 0 on; a list is taken over."""
        size = len(values)
        while size and values[size - 1] is None:
            size -= 1
        if size:
            self._place(row, size - 1, added=size)
            self._rows[row] = values if size == len(values) else values[:size]

    def keep(self, row: int, column: int, value: Value) -> None:
        """Keep one cell; raises ``InputError`` outside of Excel's rows and columns."""
        values = self._rows.get(row)
        if not isinstance(values, list):
            values = self._rows[row] = list(values or ())
        beyond = max(column + 1 - len(values), 0)
        self._place(row, column, added=beyond)
        values.extend([None] * beyond)
        if values[column] is not None:
            self.note("twice")
        values[column] = value

    def hide_rows(self, first: int, count: int = 1) -> None:
        """Record that ``count`` rows from ``first`` on are hidden."""
        self._hidden_rows.append(range(first, first + count))

    def merge(self, area: Merge) -> None:
        """Record a merged range."""
        self._merges.append(area)
        most = self._limits.merges
        if len(self._merges) > most:
            raise unsafe(self.path, f"工作表“{self.sheet}”的合并单元格超过 {most} 处")

    def note(self, kind: str) -> None:
        """Note against the row being read that a cell is an ``error``, or what could not be."""
        self._notes.setdefault(kind, set()).add(self.row)
        self.noted += 1

    def _place(self, row: int, column: int, *, added: int) -> None:
        """Check that a cell may stand there, and count the cells ``added`` to the sheet for it."""
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise damaged(self.path, f"工作表“{self.sheet}”有单元格超出 Excel 的行列范围")
        self._cells += added
        if self._cells > self._cells_left:
            raise self._too_large(f"的单元格（连同前面的工作表）超过 {self._limits.cells} 个")

    def _too_large(self, size: str) -> InputError:
        return refusal(
            self.path,
            f"工作表“{self.sheet}”{size}，超出可读的范围",
            "请删除表格以外的多余行、列和零散单元格，另存后再试",
        )

    # --- the grid --------------------------------------------------------------------------------

    def grid(self, *, hidden: bool) -> Grid:
        """Return the rectangle from A1; raises ``InputError`` if it is beyond the limit."""
        height = max(self._rows, default=-1) + 1
        width = max(map(len, self._rows.values()), default=0)
        if height * width > self._cells_left:
            raise self._too_large(f"用到第 {height} 行、第 {width} 列")
        blank: tuple[Value, ...] = (None,) * width
        rows = [blank] * height  # one and the same tuple, so that a far stray cell costs little
        for row, values in self._rows.items():
            rows[row] = (*values, *blank[len(values) :]) if len(values) < width else tuple(values)
        merges, dropped = self._merges_within(height, width)
        return Grid(
            sheet=self.sheet,
            rows=tuple(rows),
            merges=merges,
            hidden=hidden,
            hidden_rows=frozenset(
                row
                for rows in self._hidden_rows
                for row in range(rows.start, min(rows.stop, height))
            ),
            problems=(*self._problems(), *dropped),
        )

    def _merges_within(
        self, height: int, width: int
    ) -> tuple[tuple[Merge, ...], tuple[Problem, ...]]:
        """Return the merges clipped to the used rectangle, and a problem if they overlap.

        Ranges that do not overlap cannot cover more than the rectangle; this bounds the work of
        whoever walks them.
        """
        merges: list[Merge] = []
        area = 0
        for merge in self._merges:
            bottom, right = min(merge.bottom, height - 1), min(merge.right, width - 1)
            tall, wide = bottom - merge.top + 1, right - merge.left + 1
            if tall < 1 or wide < 1 or tall * wide == 1:
                continue
            area += tall * wide
            if area > height * width:
                problem = Problem("合并单元格相互重叠，其余的未采用；请核对原文件", self.sheet)
                return tuple(merges), (problem,)
            clipped = bottom < merge.bottom or right < merge.right
            merges.append(Merge(merge.top, merge.left, bottom, right) if clipped else merge)
        return tuple(merges), ()

    def _problems(self) -> list[Problem]:
        problems = []
        for kind, rows in self._notes.items():
            skipped = kind in _SKIPPED
            shown = sorted(rows)[:_PROBLEM_ROWS]
            problems += [Problem(_NOTES[kind], self.sheet, row + 1, skipped) for row in shown]
            if len(rows) > len(shown):
                more = f"另有 {len(rows) - len(shown)} 行同样：{_NOTES[kind]}"
                problems.append(Problem(more, self.sheet, skipped=skipped))
        return problems
