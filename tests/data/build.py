"""Build the workbooks of a labelled set: ``python tests/data/build.py SET [FOLDER]``.

``catalogs/*.json`` says what stands in each workbook; here it is laid out: title, one- or two-row
header (``A/B`` is B under A), section rows, headers repeated on a new page, merges, several sheets.
``rowmap.json`` says where each JSON row then stands, as Excel numbers it. The same bytes each time.

A sheet may have ``columns``, ``below_title`` and ``footer`` of its own; an empty title is not
written; a value of ``sections``, and a member of ``footer``, may be a list of lines, each a text
(merged across) or a list of cells (unmerged).
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

STAMP = datetime(2026, 1, 1)  # noqa: DTZ001 - OOXML properties carry no zone


class Page:
    """One sheet, written from the top; ``line`` is the next row, 0-based."""

    def __init__(self, book: Any, name: str, columns: Sequence[str]) -> None:
        self.sheet = book.add_worksheet(name)
        self.columns = [column.split("/", 1) for column in columns]
        self.cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        self.head = book.add_format({"border": 1, "text_wrap": True, "bold": True})
        self.name = name
        self.line = 0
        self.sheet.set_column(0, len(columns) - 1, 16)

    def across(self, text: str) -> None:
        """One line of text, merged over the whole width."""
        self.merge(self.line, 0, self.line, len(self.columns) - 1, text, self.head)
        self.line += 1

    def lines(self, given: Any) -> None:
        """One line merged across, or several lines: strings merged, lists as plain cells."""
        for line in [given] if isinstance(given, str) else given:
            if isinstance(line, str):
                self.across(line)
            else:
                self.row([*line, *[""] * (len(self.columns) - len(line))])

    def merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        self.sheet.merge_range(top, left, bottom, right, "", style)
        self.sheet.write_string(top, left, text, style)

    def header(self) -> None:
        """The header: two rows if any column has a second level."""
        top, deep = self.line, any(len(column) > 1 for column in self.columns)
        places = enumerate(self.columns)
        for (label, grouped), run in groupby(places, lambda x: (x[1][0], len(x[1]) > 1)):
            members = list(run)
            left, right = members[0][0], members[-1][0]
            if not grouped and deep:
                self.merge(top, left, top + 1, left, label, self.head)
            elif grouped and left < right:
                self.merge(top, left, top, right, label, self.head)
            else:
                self.sheet.write_string(top, left, label, self.head)
            if grouped:
                for at, (_, below) in members:
                    self.sheet.write_string(top + 1, at, below, self.head)
        self.line += 1 + deep

    def row(self, values: Sequence[str]) -> None:
        for at, value in enumerate(values):
            if value:
                self.sheet.write_string(self.line, at, value, self.cell)
            else:
                self.sheet.write_blank(self.line, at, None, self.cell)
        self.line += 1


def build(catalog: dict[str, Any], path: Path) -> dict[str, list[Any]]:
    """Write one workbook and return where its rows stand: JSON row -> [sheet, Excel row]."""
    last = len(catalog["rows"]) - 1
    whole = {"name": "Sheet1", "first_row": 0, "last_row": last, "title": catalog["title"]}
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": STAMP})
    places: dict[str, list[Any]] = {}
    for part in catalog.get("sheets", [whole]):
        columns = part.get("columns", catalog["columns"])
        page = Page(book, part["name"], columns)
        page.lines([text for text in (*catalog.get("above_title", ()), part["title"]) if text])
        page.lines(part.get("below_title", catalog.get("below_title", ())))
        page.header()
        places |= body(catalog, page, columns, range(part["first_row"], part["last_row"] + 1))
        page.lines(part.get("footer", catalog.get("footer", ())))
    book.close()
    return places


def body(
    catalog: dict[str, Any], page: Page, columns: Sequence[str], numbers: range
) -> dict[str, list[Any]]:
    """Write the rows of a sheet and their merges; return where they stand."""
    places: dict[str, list[Any]] = {}
    for number in numbers:
        if number in catalog.get("repeat_header_before", ()):
            page.header()
        page.lines(catalog.get("sections", {}).get(str(number), ()))
        places[str(number)] = [page.name, page.line + 1]
        page.row([catalog["rows"][number][column] for column in columns])
    for top, left, bottom, right in catalog["merged"]:
        if top in numbers:
            first, last = places[str(top)][1] - 1, places[str(bottom)][1] - 1
            text = catalog["rows"][top][columns[left]]
            page.merge(first, left, last, right, text, page.cell)
    return places


def main(source: Path, folder: Path) -> None:
    """Write ``xlsx/`` and ``rowmap.json`` of the set ``source`` into ``folder``."""
    (folder / "xlsx").mkdir(parents=True, exist_ok=True)
    rowmap = {}
    for path in sorted((source / "catalogs").glob("*.json")):
        catalog = json.loads(path.read_text("utf-8"))
        rowmap[path.stem] = build(catalog, folder / "xlsx" / f"{path.stem}.xlsx")
    text = json.dumps(rowmap, ensure_ascii=False, indent=1) + "\n"
    (folder / "rowmap.json").write_text(text, "utf-8")


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0], given[-1])
