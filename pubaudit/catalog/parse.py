"""Puts a catalog together from its sheets and tables: entries, whose it is, and of which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pubaudit.catalog.cover import cover_lines, without_table
from pubaudit.catalog.entry import NAME_ROLES, EntryReader
from pubaudit.catalog.rows import Walk
from pubaudit.errors import InputError
from pubaudit.headers import (
    Cells,
    FoundTable,
    HeaderWords,
    body_in,
    cell_text,
    column_letter,
    date_of_catalog,
    find_body,
    find_tables,
    read_cells,
    read_legend,
    title_of,
)
from pubaudit.models import Catalog, CatalogTable, Entry, Grid, HeaderColumn, Problem
from pubaudit.text import normalise, one_line

_FIRST_LINES = 2


def parse_catalog(
    grids: Sequence[Grid],
    words: HeaderWords,
    *,
    path: str,
    sha256: str,
    input: int = 0,  # noqa: A002
) -> Catalog:
    """Read every table of every sheet.

    ``path`` is the file as the user gave it, ``input`` its index in the run. What is not read
    becomes a Problem, and so does what was taken for a header because no sheet has one in known
    words; raises InputError if there is nothing like one.
    """
    book = _read(grids, _Book(words, input))
    if not book.tables and words.calls_catalog(_called(path, grids)):
        book = _read(grids, _Book(words, input, guessing=True))
    if not book.tables:
        raise InputError(_nothing_found(path, grids))
    titles = (*(table.title for table in book.tables), *book.cover[:1])
    title = next((one_line(shown) for shown in titles if shown), "")
    sheets = tuple(dict.fromkeys(table.sheet for table in book.tables))
    bodies = [entry.body for entry in book.entries]
    lines = (*book.lines, *book.remarks)
    body, body_from = find_body(book.lines, path, bodies, words, sheets)
    elsewhere = (*filter(words.is_filler, book.remarks), *book.cover)
    named = next(filter(None, (body_in(line, words) for line in elsewhere)), "")
    if named and body_from != "title":
        body, body_from = named, "title"
    name = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    dated, dated_from, dated_as = date_of_catalog(
        {
            "line": lines,
            "title": (title, *book.cover),
            "column": book.dates,
            "sheet": sheets,
            "file": (name,),
        },
        words,
    )
    return Catalog(
        input=path,
        sha256=sha256,
        title=title,
        sheets=sheets,
        tables=tuple(book.tables),
        entries=tuple(book.entries),
        body=body,
        body_from=body_from,
        problems=tuple(book.problems),
        dated=dated,
        dated_from=dated_from,
        dated_as=dated_as,
    )


@dataclass(slots=True)
class _Book:
    """What the sheets read so far have given; ``last`` is the pass over the last table."""

    words: HeaderWords
    input: int
    guessing: bool = False
    tables: list[CatalogTable] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cover: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    last: Walk | None = None

    def read(self, grid: Grid) -> None:
        """Read the tables of one sheet, or say why there is none."""
        self.problems += grid.problems
        cells = read_cells(grid)
        found = find_tables(cells, self.words, guessing=self.guessing)
        if self.guessing:
            found = [table for table in found if _has_names(table)]
        before = len(self.entries)
        if found:
            self.lines = self.lines or found[0].lines
            self.remarks += _labelled_lines(cells, found[0].top)
            for table in found:
                self._read_table(cells, table, grid.sheet, table.top + 1)
        elif any(map(any, cells.texts)):
            continued = _going_on(cells, self.last)
            if continued is None:
                cover = cover_lines(cells, self.words)
                self.cover = self.cover or cover
                self.problems.append(without_table(grid.sheet, cover, self.words))
                return
            wide = cells.widened(max(column.index for column in continued.columns) + 1)
            self._read_table(wide, continued, grid.sheet, 0)
        self.problems += _hidden(grid, self.entries[before:])

    def _read_table(self, cells: Cells, table: FoundTable, sheet: str, header_row: int) -> None:
        legend = read_legend(_legend_texts(cells, table), self.words.boxes)
        reader = EntryReader(cells, table, self.words, legend, sheet, self.input, self.problems)
        walk = Walk(reader)
        last = self.last
        continued = last is not None and (not header_row or _takes_up(reader, last.reader))
        if last is not None and continued:
            walk.go_on_from(last)
        if last is not None and not header_row:
            message = (
                f"没有表头，序号与工作表“{last.reader.sheet}”衔接，已按其表头续读；"
                "如不是续表，请补上表头行"
            )
            self.problems.append(Problem(message, sheet))
        self.problems += _taken_for_names(table, self.words, sheet, header_row, self.guessing)
        entries = list(walk.entries())
        self.entries += entries
        if last is not None and not continued and not walk.opened and entries:
            self.problems += _no_category(reader, entries[0], last.reader)
        self.tables.append(
            CatalogTable(
                sheet=sheet,
                header_row=header_row,
                last_header_row=table.bottom + 1 if header_row else 0,
                columns=tuple(
                    HeaderColumn(column_letter(c.index), "/".join(c.parts), c.role, c.by)
                    for c in table.columns
                ),
                title=one_line(title_of(table.lines, self.words)),
                sections=tuple(walk.opened),
            )
        )
        self.remarks += walk.remarks
        dates = [column.index for column in table.columns if column.role == "date"]
        self.dates += [cells.texts[row][index] for row in table.rows for index in dates]
        self.last = walk


def _read(grids: Sequence[Grid], book: _Book) -> _Book:
    for grid in grids:
        book.read(grid)
    return book


def _called(path: str, grids: Sequence[Grid]) -> str:
    """Return the name of a file and of its sheets, and their first lines."""
    lines = (cell_text(v) for grid in grids for row in grid.rows[:_FIRST_LINES] for v in row[:1])
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return "\n".join((name, *(grid.sheet for grid in grids), *lines))


def _has_names(table: FoundTable) -> bool:
    return any(column.role in NAME_ROLES for column in table.columns)


def _taken_for_names(
    table: FoundTable, words: HeaderWords, sheet: str, row: int, guessed: bool
) -> Iterator[Problem]:
    """Say which columns of unknown headers were taken for items or content."""
    taken = [c for c in table.columns if c.role in NAME_ROLES and c.by == "content" and c.parts]
    said = "、".join(
        f"{column_letter(c.index)}列“{one_line('/'.join(c.parts))}”当作{words.names[c.role]}"
        for c in taken
    )
    what = f"表头用词没有收录，已把第{row}行当作表头" if guessed else "没有相应的列，已按各列文字"
    if said or guessed:
        message = f"{what}，{said}" if guessed and said else f"{what}{said}"
        yield Problem(
            f"{message}；如不是，请改写表头，或用 --map 公开内容=表头原文 指明", sheet, row
        )


def _labelled_lines(cells: Cells, top: int) -> list[str]:
    """Return the cells above a table, a label (填报单位：) joined with the cell to its right."""
    lines: list[str] = []
    for row in range(top):
        label = ""
        for _, text in cells.shown(row):
            label += text
            if not text.endswith(("：", ":")):
                lines.append(label)
                label = ""
    return lines


def _legend_texts(cells: Cells, table: FoundTable) -> list[str]:
    """Return where a legend of the boxes may stand: header, lines above, and notes below."""
    headers = ["\n".join(column.parts) for column in table.columns]
    first = table.columns[0].index
    return [*headers, *table.lines, *(cells.texts[row][first] for row in table.rows)]


def _going_on(cells: Cells, last: Walk | None) -> FoundTable | None:
    """Return the table of a sheet without a header that continues the sheet before.

    It does if the same columns are filled and its first number follows the last one there.
    """
    if last is None:
        return None
    before = last.reader
    number = _number_column(before)
    filled = {column for row in cells.texts for column, text in enumerate(row) if text}
    if number is None or not filled <= {column.index for column in before.table.columns}:
        return None
    here = (_number(row[number]) for row in cells.texts if number < len(row))
    if next(filter(None, here), 0) != _next_number(before, number):
        return None
    return replace(before.table, top=0, bottom=0, lines=(), rows=tuple(range(len(cells.texts))))


def _takes_up(reader: EntryReader, before: EntryReader) -> bool:
    """Tell whether a table with a header of its own begins in the category of the one before.

    It does if its columns are the same, its first number follows and its first category is blank.
    """
    here, there = _number_column(reader), _number_column(before)
    same = _headers(reader) == _headers(before) and len(reader.names) == len(before.names)
    if here is None or there is None or not same:
        return False
    outer = reader.names[0].index
    for row in reader.table.rows:
        texts = reader.cells.texts[row]
        if _number(texts[here]):
            return not texts[outer] and _number(texts[here]) == _next_number(before, there)
    return False


def _headers(reader: EntryReader) -> list[str]:
    return [normalise("/".join(column.parts)) for column in reader.table.columns]


def _number_column(reader: EntryReader) -> int | None:
    return next((c.index for c in reader.table.columns if c.role == "number"), None)


def _next_number(reader: EntryReader, column: int) -> int:
    said = (_number(reader.cells.texts[row][column]) for row in reader.table.rows)
    return max(said, default=0) + 1


def _no_category(reader: EntryReader, first: Entry, before: EntryReader) -> Iterator[Problem]:
    """Say that a further table begins with a blank category, which nothing above fills.

    A table with a title of its own, other than （续表） of the one before, continues none.
    """
    title, other = (
        reader.words.without_continued(title_of(one.table.lines, reader.words))
        for one in (reader, before)
    )
    if title and title != other:
        return
    row = first.location.row
    texts = reader.cells.texts[row - 1]
    outer, *inner = reader.names
    if not texts[outer.index] and any(texts[column.index] for column in inner):
        where = "/".join(map(one_line, outer.parts)) or column_letter(outer.index)
        message = f"首条的“{where}”为空，不能确定是否接上一张表，未沿用其类别；请补上"
        yield Problem(message, reader.sheet, row)


def _number(text: str) -> int:
    plain = normalise(text).rstrip(".、")
    return int(plain) if plain.isdecimal() else 0


def _nothing_found(path: str, grids: Sequence[Grid]) -> str:
    sheets = "、".join(grid.sheet for grid in grids) or "无"
    return (
        f"{path}：未识别到目录表头（已查工作表：{sheets}）。表头应有“公开事项”或“公开内容”，"
        "并有“序号”“公开时限”“公开主体”“公开方式”等之一；请补上表头行，改用含目录的文件，"
        "或用 --map 公开事项=表头原文 指明。"
    )


def _hidden(grid: Grid, entries: Sequence[Entry]) -> list[Problem]:
    problems: list[Problem] = []
    if grid.hidden:
        message = "隐藏工作表，已一并读取；如不属目录，请删除后重试"
        problems.append(Problem(message, grid.sheet))
    rows = [entry.location.row for entry in entries if entry.location.row - 1 in grid.hidden_rows]
    if rows:
        shown = "、".join(map(str, rows[:10])) + (" 等" if len(rows) > 10 else "")
        message = f"工作表“{grid.sheet}”第{shown}行为隐藏行，已一并读取；如不属目录，请删除后重试。"
        problems.append(Problem(message, grid.sheet, rows[0]))
    return problems
