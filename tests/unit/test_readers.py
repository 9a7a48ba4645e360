"""Reading files: values, positions, merges, types by content, refusals, and the shortcut."""

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import InputError
from pubaudit.models import UNREAD, CellError, Grid, Merge, Value
from pubaudit.readers import LIMITS, Limits, read, xlsx
from pubaudit.readers.cells import column_index, unescape
from pubaudit.readers.formats import moment, shown_as

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


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


# --- what is in a cell -------------------------------------------------------------------------

DATES = (
    '<numFmts><numFmt numFmtId="200" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="22"/><xf numFmtId="46"/>'
    '<xf numFmtId="21"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("attributes", "inside", "value"),
    [
        ("", "<v>7</v>", 7),
        ("", "<v>-7</v>", -7),
        ("", "<v>1.5</v>", 1.5),
        ("", "<v>1E-2</v>", 0.01),
        (' t="n"', "<v>123456789012345678</v>", 123456789012345678.0),
        (' t="b"', "<v>1</v>", True),
        (' t="b"', "<v>0</v>", False),
        (' t="str"', "<f>A1</f><v>文字</v>", "文字"),
        (' t="str"', "<v> a&amp;b </v>", " a&b "),
        (' t="inlineStr"', "<is><t>甲</t></is>", "甲"),
        (
            ' t="inlineStr"',
            "<is><r><t>甲</t></r><r><t xml:space='preserve'> 乙</t></r></is>",
            "甲 乙",
        ),
        (' t="inlineStr"', "<is><t>東京</t><rPh sb='0' eb='1'><t>トウ</t></rPh></is>", "東京"),
        (' t="inlineStr"', "<is><t>a_x000D_b_x005F_x000D__x0007_</t></is>", "a\rb_x000D__x0007_"),
        (' t="s"', "<v>1</v>", "二\n行"),
        (' t="d"', "<v>2024-02-29T08:30:00Z</v>", datetime.fromisoformat("2024-02-29T08:30")),
        (' t="d"', "<v>2024-02-29</v>", date(2024, 2, 29)),
        (' t="d"', "<v>08:30:00</v>", time(8, 30)),
        (' s="1"', "<v>45351</v>", date(2024, 2, 29)),
        (' s="1"', "<v>45351.5</v>", datetime.fromisoformat("2024-02-29T12:00")),
        (' s="2"', "<v>45351</v>", date(2024, 2, 29)),
        (' s="3"', "<v>45351</v>", datetime.fromisoformat("2024-02-29")),
        (' s="3"', "<v>45351.354166666664</v>", datetime.fromisoformat("2024-02-29T08:30")),
        (' s="4"', "<v>1.5</v>", timedelta(hours=36)),
        (' s="5"', "<v>0.5</v>", time(12)),
        (' s="99"', "<v>3</v>", 3),
    ],
)
@pytest.mark.parametrize("before", ["", "<!-- 注 -->"])
def test_values(attributes: str, inside: str, value: Value, before: str) -> None:
    strings = "<si><t>一</t></si><si><r><t>二\n</t></r><r><t>行</t></r><rPh><t>x</t></rPh></si>"
    rows = before + cell("B3", inside, attributes)
    grid = grid_of(workbook(rows, strings=strings, styles=DATES))
    assert grid.rows == ((None, None), (None, None), (None, value))
    assert type(grid.rows[2][1]) is type(value)
    assert grid.problems == ()


def test_days_since_1904() -> None:
    rows = cell("A1", "<v>0</v>", ' s="1"')
    grid = grid_of(workbook(rows, styles=DATES, workbook_xml='<workbookPr date1904="1"/>'))
    assert grid.rows == ((date(1904, 1, 1),),)


@pytest.mark.parametrize(
    ("attributes", "inside", "value", "words", "skipped"),
    [
        (' t="e"', "<v>#REF!</v>", CellError("#REF!"), "错误值", False),
        (' t="e"', "<f>B1</f><v>#N/A</v>", CellError("#N/A"), "错误值", False),
        ("", "<f>A2+1</f>", UNREAD, "公式没有保存计算结果", True),
        ("", "<f>A2+1</f><v></v>", UNREAD, "公式没有保存计算结果", True),
        ("", "<f>A2+1</f><v/>", UNREAD, "公式没有保存计算结果", True),
        (' t="s"', "<v>99</v>", UNREAD, "与其类型不符", True),
        (' t="s"', "<v>-1</v>", UNREAD, "与其类型不符", True),
        ("", "<v>nan</v>", UNREAD, "与其类型不符", True),
        ("", "<v>1e999</v>", UNREAD, "与其类型不符", True),
        (' t="b"', "<v>2</v>", UNREAD, "与其类型不符", True),
        (' t="d"', "<v>昨天</v>", UNREAD, "与其类型不符", True),
        (' t="x"', "<v>1</v>", UNREAD, "与其类型不符", True),
    ],
)
@pytest.mark.parametrize("before", ["", "<!-- 注 -->"])
def test_what_cannot_be_read_is_said(
    attributes: str, inside: str, value: Value, words: str, skipped: bool, before: str
) -> None:
    rows = before + cell("A2", inside, attributes) + cell("A5", inside, attributes)
    rows += cell("A6", "<v>1</v>")
    grid = grid_of(workbook(rows))
    assert grid.rows == ((None,), (value,), (None,), (None,), (value,), (1,))
    assert [(one.sheet, one.row, one.skipped) for one in grid.problems] == [
        ("表", 2, skipped),
        ("表", 5, skipped),
    ]
    assert all(words in one.message for one in grid.problems)


def test_an_empty_result_of_a_formula_is_a_result() -> None:
    rows = cell("A1", "<f>IF(1,,)</f><v></v>", ' t="str"') + cell("A2", "<v>1</v>")
    assert grid_of(workbook(rows)).problems == ()


def test_many_problems_are_summed_up() -> None:
    rows = "".join(cell(f"A{row}", "<v>#REF!</v>", ' t="e"') for row in range(1, 31))
    problems = grid_of(workbook(rows)).problems
    assert [one.row for one in problems] == [*range(1, 21), 0]
    assert problems[-1].message.startswith("另有 10 行")


# --- where it is -------------------------------------------------------------------------------


def test_positions_are_absolute_and_the_dimension_is_not_believed() -> None:
    grid = grid_of(workbook(cell("C4", "<v>1</v>"), before='<dimension ref="C4:XFD1048576"/>'))
    assert (len(grid.rows), len(grid.rows[0])) == (4, 3)
    assert grid.rows[3] == (None, None, 1)


def test_rows_and_cells_without_references_follow_on() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"
    assert grid_of(workbook(rows)).rows == ((1, 2), (None, 3))


def test_rows_out_of_order_keep_their_places() -> None:
    rows = cell("A3", "<v>3</v>") + cell("A1", "<v>1</v>") + cell("B3", "<v>4</v>")
    assert grid_of(workbook(rows)).rows == ((1, None), (None, None), (3, 4))


def test_a_cell_given_twice_is_said() -> None:
    grid = grid_of(workbook(cell("A1", "<v>1</v>") + cell("A1", "<v>2</v>")))
    assert grid.rows == ((2,),)
    assert "出现两次" in grid.problems[0].message


def test_blank_formatted_cells_do_not_enlarge_the_grid() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/></row><row r="900"><c r="Z900"/></row>'
    )
    assert grid_of(workbook(rows)).rows == ((1,),)


def test_merges_are_inclusive_and_clipped() -> None:
    rows = cell("A1", "<v>1</v>") + cell("C3", "<v>2</v>")
    ranges = ("A1:XFD1", "A2:A3", "B5:C9", "B2:B2")
    after = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    grid = grid_of(workbook(rows, after=f"<mergeCells>{after}</mergeCells>"))
    assert grid.merges == (Merge(0, 0, 0, 2), Merge(1, 0, 2, 0))


def test_overlapping_merges_are_said() -> None:
    after = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1:B1"/></mergeCells>'
    grid = grid_of(workbook(cell("B2", "<v>1</v>"), after=after))
    assert grid.merges == (Merge(0, 0, 1, 1),)
    assert "重叠" in grid.problems[0].message


@pytest.mark.parametrize("spelling", ['hidden="1"', 'hidden="true"', "hidden='1'"])
def test_hidden_rows(spelling: str) -> None:
    rows = f'<row r="1" ht="1" {spelling}/><row r="2" hidden="0"><c r="A2"><v>1</v></c></row>'
    rows += f'<row r="3" {spelling}><c r="A3"><v>1</v></c></row><row r="9" {spelling}/>'
    assert grid_of(workbook(rows)).hidden_rows == {0, 2}


def test_sheets_hidden_sheets_and_chart_sheets(tmp_path: Path) -> None:
    path = tmp_path / "多表.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("甲", "乙", "丙"):
        book.add_worksheet(name).write(0, 0, name)
    book.get_worksheet_by_name("乙").hide()
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=甲!$A$1:$A$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    grids = read(path)
    assert [(grid.sheet, grid.hidden, grid.rows) for grid in grids] == [
        ("甲", False, (("甲",),)),
        ("乙", True, (("乙",),)),
        ("丙", False, (("丙",),)),
        ("图", False, ()),
    ]
    assert "不是普通工作表" in grids[3].problems[0].message


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns(index: int, letters: str) -> None:
    assert column_index(letters) == index


# --- the caps ----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "<!-- 注 -->"])
def test_a_stray_cell_in_the_last_corner_is_refused(before: str) -> None:
    rows = before + cell("A1", "<v>1</v>") + cell("XFD1048576", "<v>1</v>")
    with pytest.raises(InputError, match="用到第 1048576 行、第 16384 列"):
        grid_of(workbook(rows))


def test_a_stray_cell_in_the_last_row_is_read() -> None:
    grid = grid_of(workbook(cell("A1", "<v>1</v>") + cell("B1048576", "<v>2</v>")))
    assert len(grid.rows) == 1_048_576
    assert grid.rows[-1] == (None, 2)
    assert grid.rows[1] is grid.rows[2]


@pytest.mark.parametrize("reference", ["A1048577", "XFE1", "A9999999", "ZZZ1"])
@pytest.mark.parametrize("before", ["", "<!-- 注 -->"])
def test_cells_beyond_excel_are_refused(reference: str, before: str) -> None:
    with pytest.raises(InputError, match="超出 Excel 的行列范围"):
        grid_of(workbook(before + cell(reference, "<v>1</v>")))


@pytest.mark.parametrize("before", ["", "<!-- 注 -->"])
def test_cells_are_counted_while_reading(before: str) -> None:
    rows = before + "".join(cell(f"B{row}", "<v>1</v>") for row in range(1, 4))
    assert len(grid_of(workbook(rows), replace(LIMITS, cells=6)).rows) == 3
    with pytest.raises(InputError, match="超过 5 个"):
        grid_of(workbook(rows), replace(LIMITS, cells=5))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (replace(LIMITS, merges=1), "合并单元格超过 1 处"),
        (replace(LIMITS, strings=1), "文字超过 1 条"),
        (replace(LIMITS, sheets=0), "工作表超过 0 张"),
        (replace(LIMITS, inflated_bytes=1000), "解压后超过"),
    ],
)
def test_other_caps(limits: Limits, words: str) -> None:
    after = '<mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/>'
    data = workbook(cell("B2", "<v>1</v>"), strings="<si/><si/>", after=after)
    assert grid_of(data).rows
    with pytest.raises(InputError, match=words):
        grid_of(data, limits)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="x"/>',
        cell("1A", "<v>1</v>"),
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A</row>',
        '<row r="1"><c r="A1"</row>',
        '<row r="1"><c r="A1" t="str"><v>a&x;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row>&x;',
    ],
)
def test_damaged_sheets_are_refused(rows: str) -> None:
    with pytest.raises(InputError, match=r"无法识别|已损坏"):
        grid_of(workbook(rows))


def test_doctype_in_a_part_that_is_not_used() -> None:
    data = workbook(cell("A1", "<v>1</v>"), extra={"xl/theme.xml": b"<!DOCTYPE a><a/>"})
    with pytest.raises(InputError, match="DOCTYPE"):
        grid_of(data)


def test_a_wrong_count_of_strings_is_ignored() -> None:
    data = workbook(cell("A1", "<v>2</v>", ' t="s"'), strings="<si><t>甲</t></si>" * 3)
    assert grid_of(data).rows == (("甲",),)


# --- files that are not workbooks --------------------------------------------------------------


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 字节"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG 图片"),
        (b"%PDF-1.7\n", "PDF 文档"),
        (b"\xff\xd8\xff\xe0", "JPEG 图片"),
        (b"{\\rtf1", "RTF"),
        (b"Rar!\x1a\x07\x00", "压缩包（.rar）"),
        (zip_of("说明.txt"), "普通压缩包"),
        (zip_of("word/document.xml"), "Word 文档"),
        (zip_of("xl/workbook.bin"), "损坏"),
        (zip_of("mimetype", "content.xml"), "ODF 文档"),
        (OLE, "损坏"),
        (b"<html><table></table></html>", "网页"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "2003",
        ),
        ("序号,事项\n1,采购".encode("gb18030"), "文本"),
        ("序号\t事项\n".encode("utf-16"), "文本"),
        (("序号,事项\n" * 900).encode(), "文本"),
        (bytes(range(256)) * 20, "无法识别"),
        (workbook(cell("A1", "<v>1</v>"))[:-100], "不完整或已损坏"),
        (workbook(cell("A1", "<v>1</v>"))[:200], "不完整或已损坏"),
        (workbook(""), "没有任何内容"),
        (workbook('<row r="1"><c r="A1" s="1"/></row>'), "没有任何内容"),
    ],
)
def test_what_is_not_a_workbook_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(path.as_posix())
    assert "请" in line
    assert "\n" not in line


def test_missing_file_directory_and_pipe(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="找不到该文件"):
        read(tmp_path / "无.xlsx")
    with pytest.raises(InputError, match="文件夹"):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    with pytest.raises(InputError, match="不是普通文件"):
        read(tmp_path / "管道.xlsx")


def test_file_size_cap(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    path.write_bytes(workbook(cell("A1", "<v>1</v>")))
    with pytest.raises(InputError, match="文件超过"):
        read(path, replace(LIMITS, file_bytes=100))


def test_a_control_character_never_reaches_the_message(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a\n\x1bb.xlsx")
    assert "a??b.xlsx" in str(caught.value)


# --- the shortcut reads what expat reads -------------------------------------------------------

PIECES = st.sampled_from(
    [
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="2" hidden="1"><c r="A2" s="2"/><c r="B2" s="2" t="s"><v>0</v></c></row>',
        '<row r="2"><c r="C2"><v>5</v></c><c r="E2" t="b"><v>1</v></c></row>',
        '<row r="3"><c r="B3" s="3"><f>A1*"3"</f><v>45000.5</v></c></row>',
        '<row r="3"><c r="A3" s="3"><v>3</v></c><c r="B3" s="13"><v>3</v></c></row>',
        '<row r="4"><c r="A4" t="e"><v>#REF!</v></c><c r="B4"><f>X</f><v/></c></row>',
        '<row r="4"><c r="B4"><v>1</v></c><c r="A4"><v>2</v></c></row>',
        '<row r="5"/><row r="6" ht="9"></row>',
        '<row r="7"><c r="A7" t="inlineStr"><is><t>内</t></is></c></row>',
        '<row r="7"><c r="A7" t="inlineStr"><is><t xml:space="preserve"> 内\n</t></is></c></row>',
        '<row r="8"><c r="A8" t="str"><v>a&lt;b</v></c></row>',
        '<row r="9"><c r="B3"><v>9</v></c></row>',
        '<row r="10"><c><v>1</v></c><c><v>2</v></c></row>',
        '<row><c r="A11"><v>11</v></c></row>',
        '<!-- <row r="12"><c r="A12"><v>12</v></c></row> -->',
        "\n  ",
    ]
)


@given(st.lists(PIECES, max_size=8))
def test_plain_and_careful_reading_agree(pieces: list[str]) -> None:
    rows = cell("A20", "<v>1</v>") + "".join(pieces)
    strings = "<si><t>甲</t></si>"
    plain = workbook(rows, strings=strings, styles=DATES)
    careful = workbook("<!-- -->" + rows, strings=strings, styles=DATES)
    assert grid_of(plain) == grid_of(careful)


@given(
    st.lists(PIECES, min_size=1, max_size=4),
    st.integers(0, 400),
    st.integers(0, 12),
    st.text('<>/"=5A crvs&;', max_size=3),
)
def test_plain_and_careful_reading_agree_on_damage(
    pieces: list[str], at: int, length: int, wrong: str
) -> None:
    rows = "".join(pieces)
    rows = rows[:at] + wrong + rows[at + length :] + cell("A20", "<v>1</v>")
    outcomes: list[Grid | str] = []
    for before in ("", "<!-- -->"):
        try:
            outcomes.append(grid_of(workbook(before + rows, styles=DATES)))
        except InputError as refused:
            outcomes.append(str(refused))
    assert outcomes[0] == outcomes[1]


def test_sheet_data_inside_a_comment_opens_nothing() -> None:
    fake = "<!-- <sheetData>" + cell("A1", "<v>666</v>") + "</sheetData> -->"
    assert grid_of(workbook(cell("A1", "<v>1</v>"), before=fake)).rows == ((1,),)


def test_sheets_longer_than_a_chunk_are_read_whole() -> None:
    rows = "".join(cell(f"A{row}", f"<v>{row}</v>") for row in range(1, 30_001))
    assert [row[0] for row in grid_of(workbook(rows)).rows] == list(range(1, 30_001))
    spaced = rows.replace("</row>", "</row>\n")
    assert grid_of(workbook(spaced)).rows == grid_of(workbook(rows)).rows


# --- read(write(grid)) == grid -----------------------------------------------------------------

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t"),
    min_size=1,
    max_size=12,
)
MOMENTS = st.datetimes(
    datetime.fromisoformat("1900-03-01"), datetime.fromisoformat("9999-12-30")
).map(lambda when: when.replace(microsecond=0))
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: float(f"{number:.12g}")),
    st.dates(date(1900, 3, 1), date(9999, 12, 30)),
    MOMENTS,
)


def with_openpyxl(rows: Sequence[Sequence[Value]], path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                target = sheet.cell(r, c)
                target.value = value  # type: ignore[assignment]
                if isinstance(value, str):
                    target.data_type = "s"
    book.save(path)


def with_xlsxwriter(rows: Sequence[Sequence[Value]], path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    moment_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet()
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(r, c, value, moment_format)
            elif isinstance(value, date):
                sheet.write_datetime(r, c, value, day)
            elif isinstance(value, str):
                sheet.write_string(r, c, value)
            elif value is not None:
                sheet.write(r, c, value)
    book.close()


@pytest.mark.parametrize("write", [with_openpyxl, with_xlsxwriter])
def test_read_write_is_the_identity(
    write: Callable[[Sequence[Sequence[Value]], Path], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("往返") / "往返.xlsx"

    @given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
    def check(rows: list[list[Value]]) -> None:
        last: list[Value] = ["末"]
        rows = [*rows, last]
        write(rows, path)
        (grid,) = read(path)
        width = len(grid.rows[0])
        assert any(row[-1] is not None for row in grid.rows)
        for row, shown in zip(rows, grid.rows, strict=True):
            kept = max(len(row), width)
            assert [*row, *[None] * (kept - len(row))] == [*shown, *[None] * (kept - width)]
        assert grid.problems == ()

    check()


# --- number formats ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "number"),
        ("0.00E+00", "number"),
        ('0"日"', "number"),
        ('#,##0;[Red]"days"0', "number"),
        ("[$-804]yyyy年m月", "date"),
        ("m/d", "date"),
        ("mmm", "date"),
        ("aaaa", "date"),
        ("yyyy-mm-dd hh:mm", "datetime"),
        ("mm:ss", "time"),
        ("上午/下午h时mm分", "time"),
        ("[h]:mm:ss", "elapsed"),
        ("[mm]:ss", "elapsed"),
    ],
)
def test_shown_as(code: str, shown: str) -> None:
    assert shown_as(0, code) == shown


@pytest.mark.parametrize(
    ("serial", "value"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (60, 60),
        (61, date(1900, 3, 1)),
        (2958465, date(9999, 12, 31)),
        (2958466, 2958466),
        (1e300, 1e300),
        (-1, -1),
        (0, 0),
    ],
)
def test_moment(serial: float, value: Value) -> None:
    assert moment(serial, "date", since_1904=False) == value


@given(st.text(max_size=20))
def test_unescape_leaves_text_without_escapes_alone(text: str) -> None:
    if "_x" not in text:
        assert unescape(text) == text
