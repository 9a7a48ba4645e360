"""The table of a report on a console, without rules: box characters are two cells wide there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.table import Table as RichTable
from rich.text import Text

from pubaudit.models import Column, Table
from pubaudit.report.lines import Line, clean

_CROWDED, _HEADING = 70, 8

Row = Mapping[str, str | int | float | None]


def body(table: Table) -> Iterator[RenderableType]:
    """Show the rows: as a grid, or one by one where notes stand below them."""
    if any(column.kind == "note" for column in table.columns):
        yield from _records(table)
    else:
        yield _Grid(table)


def _records(table: Table) -> Iterator[Line]:
    """Show each row as a line, with its notes below; numbers and days are named by their heads."""
    for row in table.rows:
        yield Line(" | ".join(_facts(row, table)), lead="● ")
        for column in table.columns:
            if column.kind == "note" and row[column.key]:
                yield Line(_value(row, column), 2, f"{column.title}：")


def _facts(row: Row, table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.kind in {"count", "rate", "date"}:
            yield f"{column.title} {_value(row, column)}"
        elif column.kind == "text" and row[column.key]:
            yield _value(row, column)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Columns side by side; where many numbers are tight, all that names a row is one column."""

    table: Table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the grid that fits."""
        columns = self.table.columns
        names = list(takewhile(lambda column: column.kind == "text", columns))
        only_numbers = all(map(_is_number, columns[len(names) :]))
        alone = [[column] for column in columns]
        # Long headings fold, so that the labels keep their room.
        crowded = sum(cell_len(column.title) + 2 for column in columns) > _CROWDED
        tight = sum(map(self._width, columns)) + 2 * len(columns) > options.max_width
        most = _HEADING if crowded else 0
        if names and only_numbers and crowded and tight:
            yield self._filled([names, *alone[len(names) :]], most, gap=1)
        else:
            yield self._filled(alone, most, gap=2)

    def _filled(self, groups: list[list[Column]], most: int, gap: int) -> RichTable:
        """Fill a grid, the values of a group of columns one below the other.

        ``most`` are the cells that a heading of numbers may take, 0 for all that it needs.
        """
        grid = RichTable(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="bold")
        for group in groups:
            number = _is_number(group[0])
            justify: JustifyMethod = "right" if number else "left"
            width = max(most, self._longest(group[0])) if number and most else None
            title = "\n".join(column.title for column in group)
            grid.add_column(title, justify=justify, overflow="fold", max_width=width)
        for row in self.table.rows:
            cells = ("\n".join(_value(row, column) for column in group) for group in groups)
            grid.add_row(*map(Text, cells))
        return grid

    def _width(self, column: Column) -> int:
        return max(cell_len(column.title), self._longest(column))

    def _longest(self, column: Column) -> int:
        return max((cell_len(_value(row, column)) for row in self.table.rows), default=0)


def _is_number(column: Column) -> bool:
    return column.kind in {"count", "rate"}


def _value(row: Row, column: Column) -> str:
    value = row.get(column.key)
    if value is None:
        return "-"
    if column.kind == "rate" and not isinstance(value, str):
        return f"{value:.1%}"
    return clean(str(value))
