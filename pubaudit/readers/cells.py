"""The cells of one worksheet while it is being read: values, merges, hidden rows, notes.

What a cell cannot give (an error value, a formula saved without its result) is noted by row and
becomes a ``Problem`` of the grid. The grid is made of the cells that hold a value; the declared
dimension of the sheet is never looked at.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isfinite

from pubaudit.errors import InputError
from pubaudit.models import CellError, Grid, Merge, Problem, Value
from pubaudit.readers.formats import Shown, moment
from pubaudit.readers.package import Package, refusal

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_PROBLEM_ROWS = 20
_ROW_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_RANGE = re.compile(rf"{_REFERENCE.pattern}(?::{_REFERENCE.pattern})?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

_NOTES = {
    "error": "单元格是错误值（如 #REF!），请在原文件中改正",
    "formula": "公式没有保存计算结果，读不到内容；请用 Excel 或 WPS 打开该文件保存一次再试",
    "value": "单元格的内容与其类型不符，读不到内容；请在原文件中改正",
    "twice": "同一单元格在文件中出现两次，取后一次；请用 Excel 或 WPS 打开并另存后核对",
}
_SKIPPED = {"formula", "value"}


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to: shared strings, and how each style shows a number."""

    strings: list[str | None]
    styles: tuple[Shown, ...]
    since_1904: bool


def unescape(text: str) -> str:
    """Return ``text`` with its ``_xHHHH_`` escapes decoded (ECMA-376 Part 1, 22.4.2.4).

    An escape of a control character other than tab and line breaks, or of half a surrogate pair,
    stays as written.
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r\u3000\xa0" else match[0]


def column_index(letters: str) -> int:
    """Return the 0-based index of a column from its upper-case letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return the letters of a 0-based column index."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = chr(65 + letter) + letters
        index -= 1
    return letters


class SheetCells:
    """Collects the cells of one sheet; rows and columns 0-based.

    ``row`` is the row being read, to which notes go; ``noted`` counts the notes made.
    ``cells_left`` is what remains of ``Limits.cells`` after the sheets before.
    """

    def __init__(self, package: Package, workbook: Workbook, sheet: str, cells_left: int) -> None:
        self.row = -1
        self.noted = 0
        self._package = package
        self._workbook = workbook
        self._sheet = sheet
        self._cells_left = cells_left
        self._rows: dict[int, list[Value]] = {}
        self._cells = 0
        self._hidden_rows: set[int] = set()
        self._merges: list[tuple[int, int, int, int]] = []
        self._notes: dict[str, set[int]] = {}

    # --- collecting ------------------------------------------------------------------------------

    def has_row(self, row: int) -> bool:
        """Whether a cell of ``row`` has been kept."""
        return row in self._rows

    def keep_row(self, row: int, values: list[Value]) -> None:
        """Keep a whole row that has none yet, from column 0 on; the list is taken over."""
        while values and values[-1] is None:
            values.pop()
        if values:
            self._rows[row] = values
            self._count(len(values))

    def keep(self, row: int, column: int, value: Value) -> None:
        """Keep one cell; raises ``InputError`` outside of Excel's rows and columns."""
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise self._package.damaged(f"工作表“{self._sheet}”有单元格超出 Excel 的行列范围")
        values = self._rows.setdefault(row, [])
        beyond = column + 1 - len(values)
        if beyond > 0:
            self._count(beyond)
            values.extend([None] * beyond)
        elif values[column] is not None:
            self._note("twice")
        values[column] = value

    def hide_row(self, row: int) -> None:
        """Record that ``row`` is hidden."""
        self._hidden_rows.add(row)

    def merge(self, reference: str) -> None:
        """Record a merged range such as ``A1:C2``."""
        match = _RANGE.fullmatch(reference)
        if match is None:
            raise self._package.damaged(f"工作表“{self._sheet}”有一处合并单元格的范围无法识别")
        left, top, right, bottom = match.groups()
        self._merges.append(
            (
                int(top) - 1,
                column_index(left),
                int(bottom or top) - 1,
                column_index(right or left),
            )
        )
        most = self._package.limits.merges
        if len(self._merges) > most:
            raise self._package.unsafe(f"工作表“{self._sheet}”的合并单元格超过 {most} 处")

    def row_index(self, number: str) -> int:
        """Return the 0-based row of the ``r`` of a row element; raises ``InputError``."""
        if not _ROW_NUMBER.fullmatch(number):
            raise self._package.damaged(f"工作表“{self._sheet}”有一行的行号无法识别")
        return int(number) - 1

    def place(self, reference: str) -> tuple[int, int]:
        """Return the 0-based row and column of a reference such as ``B5``."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise self._package.damaged(f"工作表“{self._sheet}”有一个单元格的位置无法识别")
        return int(match[2]) - 1, column_index(match[1])

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._cells_left:
            raise self._too_large(f"的单元格超过 {self._cells_left} 个")

    def _too_large(self, size: str) -> InputError:
        return refusal(
            self._package.path,
            f"工作表“{self._sheet}”{size}，超出可读的范围",
            "请删除表格以外的多余行、列和零散单元格，另存后再试",
        )

    # --- values ----------------------------------------------------------------------------------

    def value(self, kind: str, style: int, text: str | None, *, formula: bool) -> Value:
        """Return the value of a cell of type ``kind``; note what cannot be read."""
        if not text:
            if formula and (text is None or kind not in ("str", "inlineStr")):
                self._note("formula")
            return None
        if kind in ("n", "s"):
            return self._number(kind, style, text.strip())
        if kind in ("str", "inlineStr"):
            return unescape(text)
        if kind == "b" and text in ("0", "1", "false", "true"):
            return text in ("1", "true")
        if kind == "e":
            self._note("error")
            return CellError(text)
        return self._iso_date(text) if kind == "d" else self._unreadable()

    def whole(self, kind: str, style: int, number: int) -> Value:
        """Return the value of a cell of type ``n`` or ``s`` with the whole ``number`` ≥ 0."""
        if kind == "s":
            strings = self._workbook.strings
            return strings[number] if number < len(strings) else self._unreadable()
        return self._shown(style, number)

    def _shown(self, style: int, number: float) -> Value:
        styles = self._workbook.styles
        shown = styles[style] if style < len(styles) else "number"
        if shown == "number":
            return number
        return moment(number, shown, since_1904=self._workbook.since_1904)

    def _number(self, kind: str, style: int, text: str) -> Value:
        if text.isascii() and text.isdigit() and len(text) < 16:
            return self.whole(kind, style, int(text))
        if kind != "n" or not _NUMBER.fullmatch(text):
            return self._unreadable()
        number = int(text) if _INTEGER.fullmatch(text) else float(text)
        return self._shown(style, number) if isfinite(number) else self._unreadable()

    def _iso_date(self, text: str) -> Value:
        try:
            if ":" in text[:3]:
                return time.fromisoformat(text).replace(tzinfo=None)
            if len(text) == len("2024-02-29"):
                return date.fromisoformat(text)
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return self._unreadable()

    def _unreadable(self) -> Value:
        self._note("value")
        return None

    def _note(self, kind: str) -> None:
        self._notes.setdefault(kind, set()).add(self.row)
        self.noted += 1

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
            rows[row] = (*values, *blank[len(values) :])
        merges, dropped = self._merges_within(height, width)
        return Grid(
            sheet=self._sheet,
            rows=tuple(rows),
            merges=merges,
            hidden=hidden,
            hidden_rows=frozenset(row for row in self._hidden_rows if row < height),
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
        for top, left, last_row, last_column in self._merges:
            bottom, right = min(last_row, height - 1), min(last_column, width - 1)
            tall, wide = bottom - top + 1, right - left + 1
            if tall < 1 or wide < 1 or tall * wide == 1:
                continue
            area += tall * wide
            if area > height * width:
                problem = Problem("合并单元格相互重叠，其余的未采用；请核对原文件", self._sheet)
                return tuple(merges), (problem,)
            merges.append(Merge(top, left, bottom, right))
        return tuple(merges), ()

    def _problems(self) -> list[Problem]:
        problems = []
        for kind, rows in self._notes.items():
            skipped = kind in _SKIPPED
            shown = sorted(rows)[:_PROBLEM_ROWS]
            problems += [Problem(_NOTES[kind], self._sheet, row + 1, skipped) for row in shown]
            if len(rows) > len(shown):
                more = f"另有 {len(rows) - len(shown)} 行同样：{_NOTES[kind]}"
                problems.append(Problem(more, self._sheet, skipped=skipped))
        return problems
