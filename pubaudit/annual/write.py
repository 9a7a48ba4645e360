"""Writes printed tables: xlsx by XlsxWriter, a web page, Markdown."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pubaudit.annual.layout import Printed
from pubaudit.annual.word import word
from pubaudit.form import Number, number_text
from pubaudit.tool import MADE

_FONT = "仿宋"
_UNIT = 9.0
# Word and WPS paste the borders of attributes, not those of a style sheet.
_TABLE = '<table border="1" cellspacing="0" cellpadding="4">'
_STYLE = (
    "body{font-family:仿宋,FangSong,STFangsong,serif;font-size:12pt;margin:2em}"
    "h1,h2{text-align:center;font-size:16pt}h2{text-align:left;font-size:14pt}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 2em}"
    "td,th{border:1px solid #000;padding:.25em;text-align:center;font-weight:normal}"
    "thead{display:table-header-group}"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What is written under a title: ``tables``, and in a workbook the ``working`` sheets too.

    A workbook is for the office; a document or a page may be published as it is.
    """

    title: str
    tables: tuple[Printed, ...]
    working: tuple[Printed, ...] = ()

    def write(self, suffix: str) -> bytes:
        """Return the bytes of a file with one of ``SUFFIXES``."""
        tables = (*self.tables, *self.working) if suffix == ".xlsx" else self.tables
        return WRITERS[suffix](tables, self.title)


def workbook(tables: Sequence[Printed], title: str) -> bytes:
    """Return a workbook, one sheet a table; the same tables, the same bytes."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": MADE})
    base = {"font_name": _FONT, "font_size": 12, "align": "center", "valign": "vcenter"}
    styles = {
        "cell": book.add_format({**base, "border": 1, "text_wrap": True}),
        "title": book.add_format({**base, "font_size": 16, "bold": True}),
    }
    for table in tables:
        sheet = book.add_worksheet(table.name)
        _sheet(sheet, table, f"{title}\n{table.title}", styles)
    book.close()
    return target.getvalue()


def _sheet(sheet: Any, table: Printed, title: str, styles: Mapping[str, Any]) -> None:
    sheet.set_paper(9)
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    for number, width in enumerate(table.widths):
        sheet.set_column(number, number, width * _UNIT * (1.6 if not table.headers else 1.0))
    first, _, second = title.partition("\n")
    sheet.merge_range(0, 0, 0, table.columns - 1, first, styles["title"])
    sheet.merge_range(1, 0, 1, table.columns - 1, second, styles["title"])
    for row in (0, 1):
        sheet.set_row(row, 28)
    top = 2
    long = {
        cell.row for cell in table.cells if isinstance(cell.value, str) and len(cell.value) > 24
    }
    for row in range(table.rows):
        sheet.set_row(top + row, 44 if row in long else 34)
    if table.headers:
        sheet.repeat_rows(top, top + table.headers - 1)
    for cell in table.cells:
        row, column = top + cell.row, cell.column
        if cell.down > 1 or cell.across > 1:
            last = (row + cell.down - 1, column + cell.across - 1)
            sheet.merge_range(row, column, *last, "", styles["cell"])
        if isinstance(cell.value, str):
            sheet.write_string(row, column, cell.value, styles["cell"])
        else:
            sheet.write_number(row, column, cell.value, styles["cell"])


def page(tables: Sequence[Printed], title: str) -> bytes:
    """Return a web page of its own, UTF-8."""
    name = escape(title)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{name}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{name}</h1>",
    ]
    for table in tables:
        parts.append(f"<h2>{escape(table.title)}</h2>\n{_TABLE}")
        for row in range(table.rows):
            cells = "".join(
                f'<{"th" if c.head else "td"} rowspan="{c.down}" colspan="{c.across}">'
                f"{escape(_text(c.value))}</{'th' if c.head else 'td'}>"
                for c in sorted(table.cells, key=lambda c: c.column)
                if c.row == row
            )
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
    return ("\n".join(parts) + "\n</body></html>\n").encode()


def markdown(tables: Sequence[Printed], title: str) -> bytes:
    """Return Markdown with a plain grid a section: merged cells repeat their text."""
    lines = [f"# {title}"]
    for table in tables:
        grid = [[""] * table.columns for _ in range(table.rows)]
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.down):
                for column in range(cell.column, cell.column + cell.across):
                    grid[row][column] = _text(cell.value).replace("|", "\\|")
        lines += ["", f"## {table.title}", ""]
        for number, row_cells in enumerate(grid):
            lines.append("| " + " | ".join(row_cells) + " |")
            if not number:
                lines.append("|" + " --- |" * table.columns)
    return ("\n".join(lines) + "\n").encode()


def _text(value: str | Number) -> str:
    return value if isinstance(value, str) else number_text(value)


Writer = Callable[[Sequence[Printed], str], bytes]
WRITERS: Mapping[str, Writer] = {
    ".xlsx": workbook,
    ".docx": word,
    ".html": page,
    ".md": markdown,
}
SUFFIXES: Sequence[str] = (*WRITERS, ".json")
