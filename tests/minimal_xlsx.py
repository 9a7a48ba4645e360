"""The smallest workbooks, written by hand: what stands in each part is the test's to say."""

import io
import zipfile
from pathlib import Path

from pubaudit.models import Grid
from pubaudit.readers import LIMITS, Limits, xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DATES = (
    '<numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="22"/><xf numFmtId="46"/>'
    '<xf numFmtId="21"/></cellXfs>'
)


def workbook(
    rows: str,
    *,
    strings: str | None = None,
    after: str = "",
    before: str = "",
    workbook_xml: str = "",
    styles: str = "",
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """A minimal workbook of one sheet, 表, whose sheetData holds ``rows`` as written."""
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook_xml}'
            '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>"
        ).encode(),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{MAIN}" uniqueCount="1">{strings or ""}</sst>'.encode()
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
        ).encode(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def grid_of(data: bytes, limits: Limits = LIMITS) -> Grid:
    (grid,) = xlsx.read(Path("目录.xlsx"), data, limits)
    return grid


def cell(reference: str, inside: str, attributes: str = "") -> str:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{reference}"{attributes}>{inside}</c></row>'
