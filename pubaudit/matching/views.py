"""A catalog's entries made ready for comparison: readings of every cell, and fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath

from pubaudit.matching.cell import Cell
from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.marks import says_not_here, says_secret
from pubaudit.matching.segment import ABOUT_ENDS, bare, clauses, labelled
from pubaudit.matching.thesaurus import Thesaurus
from pubaudit.matching.wordings import Vocabulary
from pubaudit.models import Catalog, Entry

# A clause about how to get hold of a document names no disclosure of it.
_DETAIL_STARTS = ("获取", "领取", "下载", "递交", "提交", "发售", "查阅", "报送", "索取")
_DETAIL = re.compile(
    r"(?:获取|领取|发售|递交|提交|购买|售价)(?:的?(?:时间|方式|方法|地点|期限|办法|渠道|截止.*)|$)"
    r"|的(?:时间|方式|方法|地点|期限|途径|渠道|费用|售价|电话|联系人)"
)
# A clause that says when: 成交后3日内, 项目批准后, 出让前20日.
_WHEN = re.compile(r"(?:\d+|[一二三五十])个?(?:工作日|日|天|小时|月)(?:以?内|前)?$|.{4}(?:后|前)$")
_REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True)
class View:
    """An entry made ready: content first, then its categories from the innermost out.

    ``title``: what stands above its sheet. ``words``: the words of the vocabulary in it, so that
    most items are ruled out at once. ``absent``: the row says that there is no such business here
    (本县不涉及); ``secret``: it is marked secret (涉密).
    """

    index: int
    entry: Entry
    cells: tuple[Cell, ...]
    title: Cell
    words: frozenset[str]
    fields: frozenset[str]
    absent: bool
    secret: bool


class Reader:
    """Cuts cells into their readings, common slips of the pen put right; each text once."""

    def __init__(self, thesaurus: Thesaurus, vocabulary: Vocabulary) -> None:
        """Take the language of the field and the words that are looked for."""
        self._thesaurus = thesaurus
        self._vocabulary = vocabulary
        self.cell = lru_cache(_REMEMBERED)(self._cell)
        self.under = lru_cache(_REMEMBERED)(self._under)

    def _cell(self, shown: str) -> Cell:
        whole, there = clauses(self._thesaurus.righted(shown), self._thesaurus.shared)
        named = [
            c
            for c in there
            if not (c.startswith(_DETAIL_STARTS) or _DETAIL.search(c) or _WHEN.search(c))
        ]
        about = [c for c in named if bare(c).endswith(ABOUT_ENDS)]
        naming = [c for c in named if c not in about] if about else named
        lines = "\n".join(there), "\n".join(naming), "\n".join(about)
        return self._with_words(Cell(shown, whole, *lines, "", frozenset()).read(bare))

    def _under(self, shown: str, category: str) -> Cell:
        """Read short parts of a content with their category too: 土地供应 | 计划、结果."""
        content = self.cell(shown)
        joined = bare("\n".join(labelled(category, shown)))
        return self._with_words(replace(content, joined=joined)) if joined else content

    def _with_words(self, cell: Cell) -> Cell:
        text = f"{cell.whole}\n{cell.clauses}\n{cell.joined}"
        return replace(cell, words=self._vocabulary.held_by(text))


def _titles(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """Return the titles that speak for each sheet: its own, else that of the catalog.

    The catalog's title is that of its first table, which need not speak for other sheets.
    """
    titles: dict[str, list[str]] = {e.location.sheet: [] for e in catalog.entries}
    for table in catalog.tables:
        titles.setdefault(table.sheet, []).append(table.title)
    return {
        sheet: [title for title in own if title] or [catalog.title] for sheet, own in titles.items()
    }


def levels(catalog: Catalog) -> Iterator[tuple[str, ...]]:
    """Yield for every entry what may tell its field, from the innermost: categories, content, …."""
    titles = _titles(catalog)
    for entry in catalog.entries:
        sheet = entry.location.sheet
        around = (sheet, *titles[sheet], PurePath(catalog.input).stem)
        yield (*reversed(entry.path), entry.content, *around)


def views(catalogs: Sequence[Catalog], finder: FieldFinder, reader: Reader) -> Iterator[View]:
    """Read every entry of the catalogs, in order."""
    index = 0
    for catalog in catalogs:
        titles = _titles(catalog)
        for entry, texts in zip(catalog.entries, levels(catalog), strict=True):
            categories = tuple(reversed(entry.path))
            cells = tuple(reader.cell(c) for c in (entry.content, *categories) if c)
            if entry.content and categories:
                cells = (reader.under(entry.content, categories[0]), *cells[1:])
            words = frozenset[str]().union(*(c.words for c in cells))
            absent, secret = says_not_here(entry), says_secret(entry)
            title = reader.cell(titles[entry.location.sheet][0])
            yield View(
                index, entry, cells, title, words, finder.of(texts, entry.content), absent, secret
            )
            index += 1
