"""Sheets without a table: a cover (封面) says whose catalog it is; the others are said to be."""

from pubaudit.headers import Cells, HeaderWords, title_of
from pubaudit.models import Problem
from pubaudit.text import normalise

_MAX_LINES = 10
_NO_TABLE = "未识别到目录表头，未读取；如属目录，请补上含“公开事项”“公开内容”的表头行"
_COVER = "封面或说明，没有目录表，未作为条目读取；如含目录，请补上含“公开事项”“公开内容”的表头行"


def cover_lines(cells: Cells, words: HeaderWords) -> tuple[str, ...]:
    """Return the lines of a cover from its title on; none if the sheet is not a cover.

    A cover holds a few lines, each in a row of its own, and one of them is a catalog's title.
    """
    shown = [row for row in map(cells.shown, range(len(cells.texts))) if row]
    if len(shown) > _MAX_LINES or any(len(row) > 1 for row in shown):
        return ()
    lines = [row[0][1] for row in shown]
    for place, line in enumerate(lines):
        title = normalise(title_of([line], words))
        if any(word in title for word in words.titles):
            return (title_of([line], words), *lines[:place], *lines[place + 1 :])
    return ()


def without_table(sheet: str, cover: tuple[str, ...], words: HeaderWords) -> Problem:
    """Say that a sheet holds no table; a cover or an explanation (说明) is no content left out."""
    explains = any(word in normalise(sheet) for word in words.covers)
    if cover or explains:
        return Problem(_COVER, sheet)
    return Problem(_NO_TABLE, sheet, skipped=True)
