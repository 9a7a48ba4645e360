"""A catalog's entries made ready for comparison: readings of every cell, and fields."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath

from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.marks import says_not_here, says_secret
from pubaudit.matching.segment import ABOUT_ENDS, clauses, labelled
from pubaudit.matching.thesaurus import Thesaurus
from pubaudit.models import Catalog, Entry

# A clause about how to get hold of a document names no disclosure of it.
_DETAIL_STARTS = (
    "获取",
    "领取",
    "购买",
    "下载",
    "递交",
    "提交",
    "发售",
    "发出",
    "查阅",
    "报送",
    "索取",
)
_DETAIL = re.compile(
    r"(?:获取|领取|发售|递交|提交|购买|售价)(?:的?(?:时间|方式|方法|地点|期限|办法|渠道|截止.*)|$)"
    r"|的(?:时间|方式|方法|地点|期限|途径|渠道|费用|售价|电话|联系人)"
)
_LEFT_OUT_STARTS = ("不含", "不包括", "不公开", "除")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown; ``whole`` normalised; its clauses one a line.

    ``naming`` leaves out clauses that only tell how to get hold of a thing, or leave it out;
    ``about`` are clauses on rules, samples or disputes about a thing: they name what they end with.
    """

    shown: str
    whole: str
    clauses: str
    naming: str
    about: str


@dataclass(frozen=True, slots=True)
class View:
    """An entry made ready: content first, then its categories from the innermost out.

    ``text`` holds everything, so that most items are ruled out by one search. ``absent``: the row
    says that there is no such business here (本县不涉及); ``secret``: it is marked secret (涉密).
    """

    index: int
    entry: Entry
    cells: tuple[Cell, ...]
    text: str
    fields: frozenset[str]
    absent: bool
    secret: bool


def read_cell(shown: str, thesaurus: Thesaurus) -> Cell:
    """Cut a cell into its readings, common slips of the pen put right."""
    written = shown
    for slip, meant in thesaurus.typos:
        written = written.replace(slip, meant)
    whole, *rest = clauses(written, thesaurus.shared) or ("",)
    rest = rest or [whole]
    there = [c for c in rest if not c.startswith(_LEFT_OUT_STARTS)]
    named = [c for c in there if not (c.startswith(_DETAIL_STARTS) or _DETAIL.search(c))]
    about = [c for c in named if c.endswith(ABOUT_ENDS)]
    naming = [c for c in named if not c.endswith(ABOUT_ENDS)] if about else named
    return Cell(shown, whole, "\n".join(there), "\n".join(naming), "\n".join(about))


def views(catalogs: Sequence[Catalog], thesaurus: Thesaurus, finder: FieldFinder) -> Iterator[View]:
    """Read every entry of the catalogs, in order; equal cells are read once."""

    @cache
    def read(shown: str) -> Cell:
        return read_cell(shown, thesaurus)

    index = 0
    for catalog in catalogs:
        titles: dict[str, list[str]] = {}
        for table in catalog.tables:
            titles.setdefault(table.sheet, []).append(table.title)
        for entry in catalog.entries:
            sheet = entry.location.sheet
            around = (sheet, *titles.get(sheet, ()), catalog.title, PurePath(catalog.input).stem)
            categories = tuple(reversed(entry.path))
            cells = tuple(read(c) for c in (entry.content, *categories) if c)
            if entry.content and categories:
                cells = (_under(cells[0], categories[0]), *cells[1:])
            text = "\n".join(f"{c.whole}\n{c.clauses}" for c in cells)
            fields = finder.of((*categories, entry.content, *around))
            absent, secret = says_not_here(entry), says_secret(entry)
            yield View(index, entry, cells, text, fields, absent, secret)
            index += 1


def _under(content: Cell, category: str) -> Cell:
    """Read short parts of the content with their category too: 土地供应 | 计划、结果."""
    joined = labelled(category, content.shown)
    if not joined:
        return content
    more = "\n".join(joined)
    return replace(
        content, clauses=f"{content.clauses}\n{more}", naming=f"{content.naming}\n{more}"
    )
