"""Excel workbooks, .xlsx and .xlsm (ECMA-376 SpreadsheetML, transitional and strict)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pubaudit.models import Grid, Problem
from pubaudit.readers.cells import SheetCells, Workbook, unescape
from pubaudit.readers.formats import Shown, shown_as
from pubaudit.readers.package import LIMITS, Limits, Package, local_name, refusal, resolve
from pubaudit.readers.sheet import read_sheet

_HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True, slots=True)
class _Relationship:
    """Where a relationship leads: ``kind`` is the last word of its type."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    """A sheet as the workbook part lists it."""

    name: str
    relationship: str
    hidden: bool


def read(path: Path, data: bytes, limits: Limits = LIMITS) -> list[Grid]:
    """All sheets of the workbook in ``data``, hidden ones too, in the order of their tabs.

    ``path`` is for messages only. Values are str, int, float, bool, date, datetime, time,
    timedelta, ``CellError``, None for blank; rows and columns count from A1. Raises
    ``InputError`` if the file is damaged, unsafe, beyond ``limits``, or without any value.
    """
    package = Package(path, data, limits)
    roots = _relationships(package, "").values()
    main = next((to.target for to in roots if to.kind == "officeDocument"), "xl/workbook.xml")
    entries, since_1904 = _sheet_entries(package, main)
    if len(entries) > limits.sheets:
        raise package.unsafe(f"工作表超过 {limits.sheets} 张")
    relationships = _relationships(package, main)
    by_kind = {one.kind: one.target for one in relationships.values()}
    workbook = Workbook(
        strings=_shared_strings(package, by_kind.get("sharedStrings")),
        styles=_styles(package, by_kind.get("styles")),
        since_1904=since_1904,
    )
    grids: list[Grid] = []
    cells_left = limits.cells
    for entry in entries:
        relationship = relationships.get(entry.relationship)
        if relationship is None:
            raise package.damaged(f"工作表“{entry.name}”在文件中没有内容")
        if relationship.kind == "worksheet":
            cells = SheetCells(package, workbook, entry.name, cells_left)
            grid = read_sheet(package, relationship.target, cells, hidden=entry.hidden)
            cells_left -= sum(map(len, grid.rows))
        else:
            problem = Problem("不是普通工作表（图表或宏表），没有可读的单元格", entry.name)
            grid = Grid(entry.name, (), hidden=entry.hidden, problems=(problem,))
        grids.append(grid)
    package.check_rest()
    if not any(grid.rows or any(one.skipped for one in grid.problems) for grid in grids):
        raise refusal(path, "工作簿里没有任何内容", "请检查是否选错了文件")
    return grids


def _local(attributes: dict[str, str], name: str) -> str | None:
    """Return an attribute by its local name, whatever its prefix."""
    return next((value for key, value in attributes.items() if key.endswith(":" + name)), None)


def _relationships(package: Package, part: str) -> dict[str, _Relationship]:
    """Return the internal relationships of ``part`` ("" for the package) by id."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    found: dict[str, _Relationship] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = resolve(part, attributes.get("Target", ""))
            found[attributes.get("Id", "")] = _Relationship(kind, target)

    if rels.lower() in package.names:
        _walk(package, rels, start)
    return found


def _sheet_entries(package: Package, part: str) -> tuple[list[_SheetEntry], bool]:
    """Return the sheets in tab order, and whether days count from 1904."""
    entries: list[_SheetEntry] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        local = local_name(tag)
        if local == "sheet":
            hidden = attributes.get("state") in _HIDDEN
            name, relationship = attributes.get("name", ""), _local(attributes, "id") or ""
            entries.append(_SheetEntry(name, relationship, hidden))
        elif local == "workbookPr":
            since_1904 = attributes.get("date1904") in ("1", "true")

    _walk(package, part, start)
    return entries, since_1904


def _styles(package: Package, part: str | None) -> tuple[Shown, ...]:
    """How each cell style (index into cellXfs) shows a number."""
    codes: dict[str, str] = {}
    numbers: list[str] = []
    in_cells = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_cells
        local = local_name(tag)
        if local == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local in ("cellXfs", "cellStyleXfs"):
            in_cells = local == "cellXfs"
        elif local == "xf" and in_cells:
            numbers.append(attributes.get("numFmtId", "0"))

    if part is None:
        return ()
    _walk(package, part, start)
    shown: dict[str, Shown] = {}
    for number in numbers:
        if number not in shown:
            known = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
            shown[number] = shown_as(known, codes.get(number))
    return tuple(shown[number] for number in numbers)


class _StringTable:
    """The expat handlers of the shared strings; what the part tells of its counts is ignored."""

    def __init__(self, package: Package) -> None:
        self.strings: list[str | None] = []
        self._package = package
        self._runs: list[str] = []
        self._listening = self._phonetic = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Listen to ``t`` outside of phonetic runs."""
        local = local_name(tag)
        if local == "t":
            self._listening = not self._phonetic
        elif local == "rPh":
            self._phonetic = True

    def characters(self, text: str) -> None:
        """Take the text of a run."""
        if self._listening:
            self._runs.append(text)

    def end(self, tag: str) -> None:
        """Keep the string at the end of ``si``."""
        local = local_name(tag)
        if local == "t":
            self._listening = False
        elif local == "rPh":
            self._phonetic = False
        elif local == "si":
            self.strings.append(unescape("".join(self._runs)) or None)
            self._runs.clear()
            most = self._package.limits.strings
            if len(self.strings) > most:
                raise self._package.unsafe(f"工作簿的文字超过 {most} 条")


def _shared_strings(package: Package, part: str | None) -> list[str | None]:
    """Return the shared strings, rich text joined, phonetic runs left out; None for empty ones."""
    table = _StringTable(package)
    if part is not None:
        _walk(package, part, table.start, table.end, table.characters)
    return table.strings


def _walk(
    package: Package,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Parse ``part`` with these expat handlers."""
    parser = package.parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    package.parse(part, parser)
