"""The official tables as they are printed: which text stands where and how far it spans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pubaudit.form import AnnualTables, Block, Line, Number

_LABELS = 3  # columns of labels before the numbers of section 三


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed cell; 0-based place, spans of at least 1. ``head``: a label, not a number."""

    row: int
    column: int
    value: str | Number
    down: int = 1
    across: int = 1
    head: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """One table. ``headers`` rows repeat on a new page; ``widths`` are relative.

    ``name`` is its sheet's in a workbook.
    """

    name: str
    title: str
    cells: tuple[Placed, ...]
    rows: int
    columns: int
    headers: int
    widths: tuple[float, ...]
    landscape: bool = False


def printed(tables: AnnualTables) -> tuple[Printed, Printed, Printed]:
    """Lay out sections 二, 三 and 四; a cell without a number is printed as 0."""
    return _proactive(tables), _requests(tables), _disputes(tables)


def _proactive(tables: AnnualTables) -> Printed:
    cells: list[Placed] = []
    width = 1 + max(len(block.columns) for block in tables.form.blocks)
    row = 0
    for block in tables.form.blocks:
        cells.append(Placed(row, 0, block.title, across=width))
        cells.append(Placed(row + 1, 0, "信息内容"))
        cells += _across(row + 1, [column.label for column in block.columns], width - 1)
        for number, line in enumerate(block.rows, row + 2):
            values = [tables.number(line.key, column.key) for column in block.columns]
            cells.append(Placed(number, 0, line.label))
            cells += _across(number, values, width - 1, head=False)
        row += 2 + len(block.rows)
    widths = (1.4,) + (1.0,) * (width - 1)
    return Printed("二", "二、主动公开政府信息情况", tuple(cells), row, width, 0, widths)


def _across(
    row: int, values: Sequence[str | Number], width: int, *, head: bool = True
) -> Iterator[Placed]:
    """Spread values over ``width`` columns; the last takes what is left."""
    for number, value in enumerate(values):
        last = number == len(values) - 1
        span = width - number if last else 1
        yield Placed(row, 1 + number, value, across=span, head=head)


def _requests(tables: AnnualTables) -> Printed:
    form = tables.form
    cells = [Placed(0, 0, form.corner, down=3, across=_LABELS)]
    cells += _heads(form.applicants, _LABELS, depth=3)
    top = 3
    for number, line in enumerate(form.requests):
        cells += _row_heads(form.requests, number, top)
        cells += [
            Placed(top + number, _LABELS + at, tables.number(line.key, column.key), head=False)
            for at, column in enumerate(form.applicants)
        ]
    widths = (1.0, 1.5, 4.2, *(0.9 for _ in form.applicants))
    return Printed(
        "三",
        "三、收到和处理政府信息公开申请情况",
        tuple(cells),
        top + len(form.requests),
        _LABELS + len(form.applicants),
        top,
        widths,
    )


def _row_heads(lines: Sequence[Line], number: int, top: int) -> Iterator[Placed]:
    """Print a row's label, and the headings that begin with this row."""
    line = lines[number]
    for level, heading in enumerate(line.path):
        group = line.path[: level + 1]
        if number and lines[number - 1].path[: level + 1] == group:
            continue
        down = sum(other.path[: level + 1] == group for other in lines)
        yield Placed(top + number, level, heading, down=down)
    at = len(line.path)
    yield Placed(top + number, at, line.label, across=_LABELS - at)


def _heads(lines: Sequence[Line], left: int, depth: int) -> Iterator[Placed]:
    """Print column headings ``depth`` rows deep, groups above their columns."""
    for number, line in enumerate(lines):
        for level, heading in enumerate(line.path):
            group = line.path[: level + 1]
            if not number or lines[number - 1].path[: level + 1] != group:
                across = sum(other.path[: level + 1] == group for other in lines)
                yield Placed(level, left + number, heading, across=across)
        at = len(line.path)
        yield Placed(at, left + number, line.label, down=depth - at)


def _disputes(tables: AnnualTables) -> Printed:
    block: Block = tables.form.disputes
    size = len(block.columns)
    cells: list[Placed] = []
    for number, line in enumerate(block.rows):
        left = number * size
        if line.path and (not number or block.rows[number - 1].path != line.path):
            across = size * sum(other.path == line.path for other in block.rows)
            cells.append(Placed(0, left, line.path[0], across=across))
        at = len(line.path)
        cells.append(Placed(at, left, line.label, down=2 - at, across=size))
        for place, column in enumerate(block.columns, left):
            cells.append(Placed(2, place, column.label))
            value = tables.number(line.key, column.key)
            cells.append(Placed(3, place, value, head=False))
    width = size * len(block.rows)
    return Printed(
        "四",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        tuple(cells),
        4,
        width,
        3,
        (1.0,) * width,
        landscape=True,
    )
