"""A catalog's entries made ready for comparison: readings of every cell, and fields."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.segment import Shared, clauses
from pubaudit.models import Catalog, Entry

# A clause about how to get hold of a document names no disclosure of it.
_DETAIL = re.compile(
    r"^(?:获取|领取|购买|下载|递交|提交|发售|发出|查阅|报送|索取)"
    r"|(?:获取|领取|发售|递交|提交|购买|售价)(?:的?(?:时间|方式|方法|地点|期限|办法|渠道|截止.*)|$)"
    r"|的(?:时间|方式|方法|地点|期限|途径|渠道|费用|售价|电话|联系人)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown; ``whole`` normalised; its clauses one a line.

    ``naming`` leaves out clauses that only tell how to get hold of a thing.
    """

    shown: str
    whole: str
    clauses: str
    naming: str


@dataclass(frozen=True, slots=True)
class View:
    """An entry made ready: content first, then its categories from the innermost out.

    ``text`` holds everything, so that most items are ruled out by one search.
    """

    index: int
    entry: Entry
    cells: tuple[Cell, ...]
    text: str
    fields: frozenset[str]


def read_cell(shown: str, shared: Shared) -> Cell:
    """Cut a cell into its readings."""
    whole, *rest = clauses(shown, shared) or ("",)
    rest = rest or [whole]
    named = (c for c in rest if not _DETAIL.search(c))
    return Cell(shown, whole, "\n".join(rest), "\n".join(named))


def views(catalogs: Sequence[Catalog], shared: Shared, finder: FieldFinder) -> Iterator[View]:
    """Read every entry of the catalogs, in order; equal cells are read once."""

    @cache
    def read(shown: str) -> Cell:
        return read_cell(shown, shared)

    index = 0
    for catalog in catalogs:
        titles: dict[str, list[str]] = {}
        for table in catalog.tables:
            titles.setdefault(table.sheet, []).append(table.title)
        for entry in catalog.entries:
            sheet = entry.location.sheet
            around = (sheet, *titles.get(sheet, ()), catalog.title, catalog.input)
            categories = tuple(reversed(entry.path))
            cells = tuple(read(c) for c in (entry.content, *categories) if c)
            text = "\n".join(f"{c.whole}\n{c.clauses}" for c in cells)
            fields = finder.of((*categories, entry.content, *around))
            yield View(index, entry, cells, text, fields)
            index += 1
