"""Which rows of a table are entries, and which are section lines, declarations, notes or filler."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pubaudit.catalog.entry import NAME_ROLES, EntryReader
from pubaudit.headers import TableColumn, section_level
from pubaudit.models import Entry, Location, Problem
from pubaudit.text import normalise, shorten

_MAX_SECTION = 60
_MAX_REMARKS = 4
_MAX_TOTAL = 12
_COUNT = "0123456789.,%-/共项条个件:"
_Shown = list[tuple[TableColumn, str]]


@dataclass(slots=True)
class Walk:
    """A pass over the rows of one table, from the top down.

    ``sections`` are the open section lines by level, ``opened`` all that were; ``remarks`` the
    cells of note and filler rows (编制日期：…).
    """

    reader: EntryReader
    sections: dict[int, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def go_on_from(self, before: "Walk") -> None:
        """Continue the table of the sheet before, in its section and category."""
        self.sections = before.sections
        self.reader.go_on_from(before.reader)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries; what is left out goes to the reader's ``problems``."""
        for line in filter(section_level, self.reader.table.lines):
            self._open_section(line)
        for rows, declaration in self._blocks():
            if declaration:
                yield self._declaration(rows[0], declaration)
            else:
                yield self.reader.read(rows, self._path())

    def _blocks(self) -> Iterator[tuple[list[int], str]]:
        """Yield the rows of each entry, or a row and its declaration; opens sections on the way."""
        block: list[int] = []
        pending: dict[int, str] = {}
        footer = 0
        for row, shown in self._shown_rows():
            if block and self._goes_on(row, block):
                block.append(row)
                continue
            lone = self._lone(row, shown, in_footer=footer > 0)
            if lone is not None and not self._is_declaration(lone):
                footer = footer or row * self._is_footer(lone)
                if section_level(lone) or not (footer or self._is_filler(lone)):
                    pending[row] = lone
                else:
                    self.remarks += [text for _, text in shown]
                continue
            if lone is None and not self._names_something(shown):
                self._nameless(row, shown)
                continue
            if block:
                yield block, ""
                block = []
            if pending:
                self._open_sections(pending)
            pending, footer = {}, 0
            if lone is None:
                block = [row]
            else:
                yield [row], lone
        if block:
            yield block, ""
        self._left_over({row: x for row, x in pending.items() if not 0 < footer < row})

    def _shown_rows(self) -> Iterator[tuple[int, _Shown]]:
        columns = [(column.index, column) for column in self.reader.table.columns]
        texts = self.reader.cells.texts
        for row in self.reader.table.rows:
            cells = texts[row]
            shown = [(column, cells[index]) for index, column in columns if cells[index]]
            if shown and self._is_total(shown):
                self.remarks += [text for _, text in shown]
            elif shown:
                yield row, shown

    # --- sections --------------------------------------------------------------------------------

    def _open_sections(self, pending: dict[int, str]) -> None:
        for line in pending.values():
            if len(line) <= _MAX_SECTION:
                self._open_section(line)
        still_open = self.sections.values()
        self._left_over({row: line for row, line in pending.items() if line not in still_open})

    def _open_section(self, line: str) -> None:
        """Make a line the path of the rows below; closes the sections of its level and deeper."""
        level = section_level(line)
        self.sections = {k: text for k, text in self.sections.items() if k < level}
        self.sections[level] = line
        self.opened.append(line)
        self.reader.forget_categories()

    def _path(self) -> tuple[str, ...]:
        return tuple(self.sections[level] for level in sorted(self.sections))

    def _declaration(self, row: int, text: str) -> Entry:
        place = Location(self.reader.input, self.reader.sheet, row + 1, row + 1)
        return Entry(place, (*self._path(), text), "")

    # --- what a row is ---------------------------------------------------------------------------

    def _goes_on(self, row: int, block: list[int]) -> bool:
        """Tell whether a row belongs to the entry above: its deepest name is merged over both."""
        cells, names = self.reader.cells, self.reader.names
        texts = cells.texts[row]
        for column in names:
            if texts[column.index]:
                return False
        for column in reversed(names):
            if cells.texts[block[0]][column.index]:
                merge = cells.merges.get((row, column.index))
                return merge is not None and merge.top == block[0]
        return False

    def _lone(self, row: int, shown: _Shown, *, in_footer: bool) -> str | None:
        """Return the text of a row that holds nothing else and stands outside the columns."""
        column, text = shown[0]
        if len(shown) > 1:
            is_remark = len(shown) <= _MAX_REMARKS and ("：" in text or ":" in text)
            return text if is_remark and (self._is_footer(text) or self._is_filler(text)) else None
        if self.reader.words.is_page(text) or self._is_inner_section(row, column, text):
            return text
        columns = self.reader.table.columns
        across = self.reader.cells.spans(row, column.index) * 2 >= len(columns)
        first = column is columns[0] and column.role not in NAME_ROLES
        outside = first and not text.isdecimal()
        if across or outside or in_footer or section_level(text) or self._is_footer(text):
            return text
        return None

    def _names_something(self, shown: _Shown) -> bool:
        for column, text in shown:
            if column.role in NAME_ROLES and self.reader.word(text) != "dash":
                return True
        return False

    def _is_declaration(self, text: str) -> bool:
        words = self.reader.words.declarations
        return len(text) <= _MAX_SECTION and any(word in text for word in words)

    def _is_footer(self, text: str) -> bool:
        return normalise(text[:20]).startswith(self.reader.words.footers)

    def _is_filler(self, text: str) -> bool:
        return self.reader.words.is_filler(text)

    def _is_inner_section(self, row: int, column: TableColumn, text: str) -> bool:
        """Tell whether a section (政府采购领域) stands in the first column of names."""
        merge = self.reader.cells.merges.get((row, column.index))
        return (
            column is self.reader.names[0]
            and normalise(text[-_MAX_TOTAL:]).endswith(self.reader.words.sections)
            and (merge is None or merge.top == merge.bottom)
        )

    def _is_total(self, shown: _Shown) -> bool:
        """Tell whether a row holds 合计 and counts, and nothing else."""
        totals = self.reader.words.totals
        found = False
        for _, text in shown:
            word = normalise(text).rstrip(_COUNT) if len(text) <= _MAX_TOTAL else text
            found = found or word in totals
            if word and word not in totals:
                return False
        return found

    # --- what is left out ------------------------------------------------------------------------

    def _nameless(self, row: int, shown: _Shown) -> None:
        texts = [text for column, text in shown if column.role != "number"]
        if texts:
            self._say(
                row,
                f"没有公开事项和公开内容，未作为条目读取（{shorten(texts[0], 20)}）；"
                "如属上一条，请合并单元格或补全",
                skipped=True,
            )

    def _left_over(self, pending: dict[int, str]) -> None:
        for row, line in pending.items():
            text = shorten(line, 20)
            self._say(row, f"“{text}”之下没有条目，未作为条目读取；如有内容，请补全")

    def _say(self, row: int, message: str, *, skipped: bool = False) -> None:
        problem = Problem(message, self.reader.sheet, row + 1, skipped=skipped)
        self.reader.problems.append(problem)
