"""Writes the official tables as a Word document that can be published as it is.

仿宋 throughout: title 二号 (22 pt) and headings 三号 (16 pt) in bold, table text 五号 (10.5 pt), so
that section 三 stands on one portrait page; section 四 with its fifteen columns has a landscape
page. A long title breaks before the year. Single black borders; header rows repeat on a new page;
no row breaks in two.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubaudit.annual.layout import Printed
from pubaudit.form import number_text
from pubaudit.tool import MADE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

_FONT = "仿宋"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_A4 = (21.0, 29.7)
_MARGIN = 2.0
_ROW_HEIGHT = 0.72
_SIDE = 57  # twentieths of a point, 1 mm: 结果维持 fits a fifteenth of the landscape page
_AROUND = 1.5
_LONGEST_LINE = 20
_BEFORE_YEAR = re.compile(r"(?<=.)(?=20\d\d年)")


def word(tables: Sequence[Printed], title: str) -> bytes:
    """Return a docx, each table on a page of its own; the same tables, the same bytes."""
    from docx import Document
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Cm

    document = Document()
    _plain(document, title)
    for number, table in enumerate(tables):
        section = document.sections[-1]
        if number:
            section = document.add_section(WD_SECTION.NEW_PAGE)
        width, height = reversed(_A4) if table.landscape else _A4
        section.orientation = WD_ORIENT.LANDSCAPE if table.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_MARGIN)
        if not number:
            shown_title = _BEFORE_YEAR.sub("\n", title) if len(title) > _LONGEST_LINE else title
            _line(document, shown_title, 22, bold=True, centre=True)
        _line(document, table.title, 16, bold=True, level=1)
        _draw(document, table, width - 2 * _MARGIN)
    target = io.BytesIO()
    document.save(target)
    return _undated(target.getvalue())


def _plain(document: "Document", title: str) -> None:
    """Set the base font and the properties; python-docx's template has an author and a date."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style: Any = document.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = MADE
    properties.last_modified_by = ""
    properties.revision = 1


def _line(  # noqa: PLR0913
    document: "Document",
    text: str,
    size: int,
    *,
    bold: bool = False,
    centre: bool = False,
    level: int = 0,
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if level:  # an outline level without the template's blue heading style
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)
    paragraph.paragraph_format.keep_with_next = True


def _draw(document: "Document", table: Printed, width: float) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Cm

    drawn = document.add_table(rows=table.rows, cols=table.columns)
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    _narrow_margins(drawn)
    unit = width / sum(table.widths)
    widths = [Cm(unit * part) for part in table.widths]
    for column, size in zip(drawn.columns, widths, strict=True):
        column.width = size
    grid = [list(row.cells) for row in drawn.rows]
    for row in grid:
        for cell, size in zip(row, widths, strict=True):
            cell.width = size
    for placed in table.cells:
        cell = grid[placed.row][placed.column]
        if placed.down > 1 or placed.across > 1:
            last = grid[placed.row + placed.down - 1][placed.column + placed.across - 1]
            cell = cell.merge(last)
        value = placed.value if isinstance(placed.value, str) else number_text(placed.value)
        _write(cell, value, left=placed.head and len(value) > 20)
    _rows(drawn, table.headers)


def _narrow_margins(drawn: "Table") -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_SIDE))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = drawn._tbl.tblPr
    look = properties.find(qn("w:tblLook"))  # which the schema wants last
    properties.append(margins) if look is None else look.addprevious(margins)


def _write(cell: "_Cell", text: str, *, left: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size = Pt(10.5)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(_AROUND)
    paragraph.paragraph_format.space_after = Pt(_AROUND)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _rows(drawn: "Table", headers: int) -> None:
    """Repeat the header rows on every page and keep each row in one piece."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    for number, row in enumerate(drawn.rows):
        row.height = Cm(_ROW_HEIGHT)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number < headers:
            properties.append(OxmlElement("w:tblHeader"))


def _undated(data: bytes) -> bytes:
    """Pack the parts again with a fixed date."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, source.read(name))
    return target.getvalue()
