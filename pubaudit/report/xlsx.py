"""The report as a workbook: what it says at its head, its findings, every table on its own sheet.

Text from a file is written as text: nothing becomes a formula or a link.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any

from pubaudit.models import AuditReport, Column, Table
from pubaudit.report import View, words
from pubaudit.report.lines import cells
from pubaudit.text import cite, shorten
from pubaudit.tool import MADE
from pubaudit.words import SEVERITY, VERDICT

_FORBIDDEN = re.compile(r"[\[\]:*?/\\：（(].*")
_LONGEST_NAME = 28
# Column widths in characters of a Latin font; a Chinese character takes two.
_NARROWEST = 8
_WIDEST = {"text": 26, "count": 12, "rate": 10, "date": 12, "note": 56}
_HEAD_WIDTH = 100
_LINE = 17  # points
_TALLEST = 409  # points; Excel's own limit
_LONGEST_TEXT = 32_767
_FINDINGS = (
    Column("severity", "级别", "text"),
    Column("code", "编号", "text"),
    Column("message", "内容", "note"),
    Column("body", "单位", "text"),
    Column("place", "位置", "text"),
    Column("basis", "依据", "note"),
)
_ITEMS = (
    Column("field", "领域", "text"),
    Column("name", "事项", "text"),
    Column("verdict", "结论", "text"),
    Column("reason", "理由", "note"),
    Column("places", "所在行", "note"),
)


def render(report: AuditReport, view: View) -> bytes:  # noqa: ARG001 - a workbook has one look
    """Render as a registered format."""
    return workbook(_head_lines(report), _tables(report))


def workbook(head: Sequence[str], tables: Iterable[Table]) -> bytes:
    """Return a workbook: lines at its head, the first as title, and a sheet for each full table."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": MADE})
        _head(book, head)
        names = {"概况"}
        for table in tables:
            if table.rows:
                _sheet(book, _name(table, names), table)
    return content.getvalue()


def _tables(report: AuditReport) -> Iterator[Table]:
    yield _findings(report, "发现")
    yield _items(report, "事项")
    yield from report.tables
    for number, part in enumerate(report.parts, 1):
        yield _findings(part, f"目录{number}的发现")
        yield _items(part, f"目录{number}的事项")


def _head(book: Any, lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("概况")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, _HEAD_WIDTH, wrapped)
    sheet.write_string(0, 0, lines[0], book.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate(lines[1:], 1):
        sheet.set_row(row, _height([line], [_HEAD_WIDTH]))
        sheet.write_string(row, 0, line)
    _fit_to_paper(sheet)


def _head_lines(report: AuditReport) -> list[str]:
    topic = report.scheme.id.partition("/")[2] if report.scheme else ""
    lines = [
        words.TITLE[report.kind].format(topic=topic or "公共资源配置"),
        f"截至：{report.as_of}；工作日历{report.calendar}",
        *(f"{source.path}，{source.entries}行" for source in report.inputs),
        *report.notes,
    ]
    if report.summary.items.total:
        lines.append(words.item_counts(report))
    if report.records.total:
        lines.append(words.record_counts(report))
    problems = (p for source in report.inputs for p in source.problems)
    lines += [f"{'未能读取' if p.skipped else '读取说明'}：{p.message}" for p in problems]
    return lines


def _findings(report: AuditReport, title: str) -> Table:
    rows = []
    for found in report.findings:
        at = found.location
        last = (at.last_row or at.row) if at else 0
        place = words.place(report, at.input, at.sheet, at.row, last) if at else None
        rows.append(
            {
                "severity": SEVERITY[found.severity],
                "code": found.code,
                "message": found.message,
                "body": found.body or None,
                "place": place,
                "basis": cite(found.basis) if found.basis else None,
            }
        )
    return Table("findings", title, _FINDINGS, tuple(rows))


def _items(report: AuditReport, title: str) -> Table:
    rows = tuple(
        {
            "field": item.field,
            "name": item.name,
            "verdict": VERDICT[item.verdict] + ("（需核实）" if item.needs_review else ""),
            "reason": item.reason,
            "places": "；".join(
                words.place(report, e.input, e.sheet, e.row, e.last_row) for e in item.evidence
            )
            or None,
        }
        for item in report.items
    )
    return Table("items", title, _ITEMS, rows)


def _name(table: Table, taken: set[str]) -> str:
    """Name a sheet by its table's title, within what Excel allows, and once."""
    short = _FORBIDDEN.sub("", table.title)[:_LONGEST_NAME] or table.id
    name, number = short, 2
    while name in taken:
        name, number = f"{short}{number}", number + 1
    taken.add(name)
    return name


def _sheet(book: Any, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    rate = book.add_format({"num_format": "0.0%", "valign": "top", "border": 1})
    widths = []
    for at, column in enumerate(table.columns):
        longest = max(
            cells(str(v)) for v in (column.title, *(r.get(column.key) for r in table.rows))
        )
        widths.append(min(max(longest + 2, _NARROWEST), _WIDEST[column.kind]))
        sheet.set_column(at, at, widths[at])
        sheet.write_string(0, at, column.title, header)
    sheet.set_row(0, _height([column.title for column in table.columns], widths))
    for number, row in enumerate(table.rows, 1):
        values = [row.get(column.key) for column in table.columns]
        sheet.set_row(number, _height(values, widths))
        _write(sheet, number, values, table.columns, plain, rate)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    _fit_to_paper(sheet)
    sheet.repeat_rows(0)


def _fit_to_paper(sheet: Any) -> None:
    """Print on A4 across, no column cut off."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _height(values: Sequence[str | float | None], widths: Sequence[int]) -> int:
    """Return how many points a row takes whose values are wrapped within the widths."""
    lines = (ceil(cells(str(v)) / (w - 2)) for v, w in zip(values, widths, strict=True))
    return min(_LINE * max(lines), _TALLEST)


def _write(  # noqa: PLR0913, PLR0917
    sheet: Any,
    number: int,
    values: Sequence[str | float | None],
    columns: Sequence[Column],
    plain: Any,
    rate: Any,
) -> None:
    for at, (value, column) in enumerate(zip(values, columns, strict=True)):
        if value is None:
            sheet.write_blank(number, at, None, plain)
        elif isinstance(value, str):
            sheet.write_string(number, at, shorten(value, _LONGEST_TEXT), plain)
        else:
            sheet.write_number(number, at, value, rate if column.kind == "rate" else plain)
