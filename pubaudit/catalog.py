"""Turns the sheets of a department's catalog (目录) into entries, every cell in the words shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pubaudit.errors import InputError
from pubaudit.headers import (
    GROUP_ROLES,
    Cells,
    FoundTable,
    HeaderWords,
    TableColumn,
    column_letter,
    find_body,
    find_tables,
    read_cells,
    section_level,
    title_of,
)
from pubaudit.models import (
    Catalog,
    CatalogTable,
    Entry,
    Grid,
    HeaderColumn,
    Location,
    Problem,
)
from pubaudit.text import normalise, one_line, shorten

_NAME_ROLES = frozenset({"item", "content"})
_ENTRY_ROLES = ("number", "basis", "limit", "body", "channel", "audience", "mode", "level", "note")
_MAX_SECTION = 60
_CARRIED = frozenset({"basis", "limit", "body", "channel", "audience", "mode", "level"})


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
    becomes a Problem; raises InputError if no sheet holds a table with a header.
    """
    tables: list[CatalogTable] = []
    entries: list[Entry] = []
    problems: list[Problem] = []
    lines: tuple[str, ...] = ()
    for grid in grids:
        problems += grid.problems
        cells = read_cells(grid)
        found = find_tables(cells, words)
        if not found:
            problems += _no_table(cells, grid.sheet)
            continue
        before = len(entries)
        lines = lines or found[0].lines
        for table in found:
            tables.append(_catalog_table(table, grid.sheet, words))
            walk = _Walk(cells, table, words, grid.sheet, input)
            entries += walk.entries()
            problems += walk.problems
        problems += _hidden(grid, entries[before:])
    if not tables:
        raise InputError(_nothing_found(path, grids))
    title = next((table.title for table in tables if table.title), "")
    body, body_from = find_body(lines, path, [entry.body for entry in entries], words)
    sheets = tuple(dict.fromkeys(table.sheet for table in tables))
    return Catalog(
        input=path,
        sha256=sha256,
        title=title,
        sheets=sheets,
        tables=tuple(tables),
        entries=tuple(entries),
        body=body,
        body_from=body_from,
        problems=tuple(problems),
    )


def _no_table(cells: Cells, sheet: str) -> list[Problem]:
    if not any(map(any, cells.texts)):
        return []
    message = "未识别到目录表头，未读取；如属目录，请补上含“公开事项”“公开内容”的表头行"
    return [Problem(message, sheet, skipped=True)]


def _nothing_found(path: str, grids: Sequence[Grid]) -> str:
    sheets = "、".join(grid.sheet for grid in grids) or "无"
    return (
        f"{path}：未识别到目录表头（已查工作表：{sheets}）。表头应有“公开事项”或“公开内容”，"
        "并有“序号”“公开时限”“公开主体”“公开方式”等之一；请补上表头行，或改用含目录的文件。"
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


def _catalog_table(table: FoundTable, sheet: str, words: HeaderWords) -> CatalogTable:
    columns = tuple(
        HeaderColumn(column_letter(column.index), "/".join(column.parts), column.role)
        for column in table.columns
    )
    title = one_line(title_of(table.lines, words))
    return CatalogTable(sheet, table.top + 1, table.bottom + 1, columns, title)


# --- the rows ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """A pass over the rows of one table; remembers what a blank or 同上 cell refers to."""

    cells: Cells
    table: FoundTable
    words: HeaderWords
    sheet: str
    input: int
    problems: list[Problem] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)
    by_role: dict[str, list[TableColumn]] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in sorted(self.table.columns, key=lambda column: column.rank):
            if column.role in _ENTRY_ROLES:
                self.by_role.setdefault(column.role, []).append(column)
        for role in GROUP_ROLES & self.by_role.keys():
            self.by_role[role].sort(key=lambda column: column.index)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries from the top down."""
        name_columns = [c for c in self.table.columns if c.role in _NAME_ROLES]
        # A content cell lies inside its category, wherever the columns stand.
        name_columns.sort(key=lambda column: column.role == "content")
        keys = _keys(self.table.columns)
        for line in filter(section_level, self.table.lines):
            self._open_section(line)
        self.names = [""] * len(name_columns)
        for rows, declaration in self._blocks(name_columns):
            if declaration:
                yield self._declaration(rows[0], declaration)
            else:
                yield self._entry(rows, name_columns, keys)

    def _blocks(self, names: list[TableColumn]) -> Iterator[tuple[list[int], str]]:
        """Yield the rows of each entry, or a row and its declaration; opens sections on the way."""
        block: list[int] = []
        pending: dict[int, str] = {}
        footer = 0
        for row, shown in self._shown_rows():
            if block and self._goes_on(row, block, names):
                block.append(row)
                continue
            lone = self._lone(row, shown, in_footer=footer > 0)
            if lone is not None and not self._is_declaration(lone):
                footer = footer or row * self._is_footer(lone)
                if section_level(lone) or not (footer or self._is_filler(lone)):
                    pending[row] = lone
                continue
            if lone is None and not self._named(shown):
                self._nameless(row, shown)
                continue
            if block:
                yield block, ""
                block = []
            self._open_sections(pending)
            pending, footer = {}, 0
            if lone is None:
                block = [row]
            else:
                yield [row], lone
        if block:
            yield block, ""
        self._left_over({row: x for row, x in pending.items() if not 0 < footer < row})

    def _shown_rows(self) -> Iterator[tuple[int, list[tuple[TableColumn, str]]]]:
        for row in self.table.rows:
            texts = self.cells.texts[row]
            shown = [(c, texts[c.index]) for c in self.table.columns if texts[c.index]]
            if shown:
                yield row, shown

    def _open_sections(self, pending: dict[int, str]) -> None:
        for line in pending.values():
            if len(line) <= _MAX_SECTION:
                self._open_section(line)
        opened = self.sections.values()
        self._left_over({row: line for row, line in pending.items() if line not in opened})

    def _open_section(self, line: str) -> None:
        """Make a line the path of the rows below; closes the sections of its level and deeper."""
        level = section_level(line)
        self.sections = {k: text for k, text in self.sections.items() if k < level}
        self.sections[level] = line
        self.names = [""] * len(self.names)

    def _goes_on(self, row: int, block: list[int], names: list[TableColumn]) -> bool:
        """Tell whether a row belongs to the entry above: its deepest name is merged over both."""
        if any(self.cells.texts[row][column.index] for column in names):
            return False
        for column in reversed(names):
            if self.cells.texts[block[0]][column.index]:
                merge = self.cells.merges.get((row, column.index))
                return merge is not None and merge.top == block[0]
        return False

    def _lone(
        self, row: int, shown: list[tuple[TableColumn, str]], *, in_footer: bool
    ) -> str | None:
        """Return the text of a row that holds nothing else and stands outside the columns."""
        if len(shown) > 1:
            return None
        column, text = shown[0]
        across = self.cells.spans(row, column.index) * 2 >= len(self.table.columns)
        first = column is self.table.columns[0] and column.role not in _NAME_ROLES
        outside = first and not text.isdecimal()
        if across or outside or in_footer or section_level(text) or self._is_footer(text):
            return text
        return None

    def _named(self, shown: list[tuple[TableColumn, str]]) -> bool:
        return any(column.role in _NAME_ROLES and not self._is_dash(text) for column, text in shown)

    def _is_dash(self, text: str) -> bool:
        return self._word(text) in self.words.dashes

    def _is_declaration(self, text: str) -> bool:
        return len(text) <= _MAX_SECTION and any(word in text for word in self.words.declarations)

    def _is_footer(self, text: str) -> bool:
        return normalise(text[:20]).startswith(self.words.footers)

    def _is_filler(self, text: str) -> bool:
        return normalise(text[:20]).startswith(self.words.fillers)

    def _nameless(self, row: int, shown: list[tuple[TableColumn, str]]) -> None:
        texts = [text for column, text in shown if column.role != "number"]
        if not texts:
            return
        message = (
            f"没有公开事项和公开内容，未作为条目读取（{shorten(texts[0], 20)}）；"
            "如属上一条，请合并单元格或补全"
        )
        self.problems.append(Problem(message, self.sheet, row + 1, skipped=True))

    def _left_over(self, pending: dict[int, str]) -> None:
        for row, line in pending.items():
            message = f"“{shorten(line, 20)}”之下没有条目，未作为条目读取；如有内容，请补全"
            self.problems.append(Problem(message, self.sheet, row + 1))

    # --- one entry -----------------------------------------------------------------------------

    def _entry(self, rows: list[int], names: list[TableColumn], keys: Sequence[str]) -> Entry:
        columns = self.table.columns
        shown = {c.index: self.cells.texts[rows[0]][c.index] for c in columns}
        for row in rows[1:]:
            for index, text in shown.items():
                shown[index] = "\n".join(filter(None, (text, self.cells.texts[row][index])))
        texts = {c.index: self._resolve(c, shown[c.index], rows[0]) for c in columns}
        same_category = len(names) > 1 and not shown[names[0].index] and bool(self.names[0])
        path, content, column = self._names(names, texts, shown)
        if same_category:
            self._carry(texts, shown)
        self.above = texts
        said = {role: self._role_text(role, cs, texts) for role, cs in self.by_role.items()}
        return Entry(
            location=Location(
                self.input, self.sheet, rows[0] + 1, rows[-1] + 1, column_letter(column)
            ),
            path=path,
            content=content,
            columns={key: shown[c.index] for key, c in zip(keys, columns, strict=True)},
            **said,
        )

    def _path(self) -> tuple[str, ...]:
        return tuple(self.sections[level] for level in sorted(self.sections))

    def _declaration(self, row: int, text: str) -> Entry:
        place = Location(self.input, self.sheet, row + 1, row + 1)
        return Entry(place, (*self._path(), text), "")

    def _resolve(self, column: TableColumn, text: str, row: int) -> str:
        """Return a cell's text, with vertical merges and 同上 followed, and dashes as blank."""
        if not text:
            return self.cells.above(row, column.index)
        if column.role == "number":
            return text
        word = self._word(text)
        if word in self.words.dashes:
            return ""
        if word in self.words.same_as_above and column.role:
            above = self.above.get(column.index, "")
            if above:
                return above
            where = "/".join(map(one_line, column.parts))
            message = f"“{where}”写“{text}”，上方没有可指的内容；请写明具体内容"
            self.problems.append(Problem(message, self.sheet, row + 1))
        return text

    def _names(
        self, names: list[TableColumn], texts: dict[int, str], shown: dict[int, str]
    ) -> tuple[tuple[str, ...], str, int]:
        """Return path, content and the column of the deepest name; fills continued categories.

        A blank category continues the one above while all outer ones are the same and something
        deeper is named in the row. The deepest cell of the content columns is the content.
        """
        outer_same = True
        values: list[str] = []
        deepest = max(i for i, c in enumerate(names) if texts[c.index])
        for place, column in enumerate(names):
            value = texts[column.index]
            if not shown[column.index] and not value and outer_same and place < deepest:
                value = texts[column.index] = self.names[place]
            before = self.names[place]
            outer_same = outer_same and (value == before or normalise(value) == normalise(before))
            values.append(value)
        at = deepest if names[deepest].role == "content" else None
        content = "" if at is None else values[at]
        # A content cell with nothing deeper is no category for the rows below.
        self.names = ["" if place == at else value for place, value in enumerate(values)]
        outer = [value for place, value in enumerate(values) if value and place != at]
        return (*self._path(), *outer), content, names[deepest].index

    def _carry(self, texts: dict[int, str], shown: dict[int, str]) -> None:
        """Continue blank cells from the row above; a group of ticks only if all are blank."""
        for role in _CARRIED:
            group = [column.index for column in self.by_role.get(role, ())]
            if role in GROUP_ROLES and any(texts[index] or shown[index] for index in group):
                continue
            for index in group:
                if not shown[index]:
                    texts[index] = texts[index] or self.above.get(index, "")

    def _role_text(self, role: str, columns: list[TableColumn], texts: dict[int, str]) -> str:
        if role in GROUP_ROLES:
            found = [self._ticked(column, texts[column.index]) for column in columns]
            return "、".join(dict.fromkeys(filter(None, found)))
        found = [texts[column.index] for column in columns if texts[column.index]]
        if role in {"number", "body"}:
            return found[0] if found else ""
        return found[0] if len(found) == 1 else "\n".join(dict.fromkeys(found))

    def _ticked(self, column: TableColumn, text: str) -> str:
        """Return the sub-column's own word if ticked, "" if not, else the words in the cell."""
        if not text or not column.label:
            return text
        word = self._word(text)
        if word in self.words.unticks:
            return ""
        return column.label if word in self.words.ticks else text

    def _word(self, text: str) -> str:
        """Return the comparable form of a short cell; remembered, since few words recur."""
        if len(text) > 6:
            return text
        word = self.short.get(text)
        if word is None:
            word = self.short[text] = normalise(text)
        return word


def _keys(columns: Sequence[TableColumn]) -> list[str]:
    """Return a key for each column: its header as shown, made unique, else its letter."""
    keys: list[str] = []
    for column in columns:
        key = name = "/".join(column.parts) or f"（{column_letter(column.index)}列）"
        number = 2
        while key in keys:
            key, number = f"{name}（{number}）", number + 1
        keys.append(key)
    return keys
