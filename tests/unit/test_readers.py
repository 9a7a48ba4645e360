"""Reading a workbook: values, positions, merges, formats."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.models import UNREAD, CellError, Merge, Value
from pubaudit.readers import read
from pubaudit.readers.cells import column_index, unescape
from pubaudit.readers.formats import moment, shown_as
from tests.minimal_xlsx import DATES, cell, grid_of, workbook

# --- what is in a cell -------------------------------------------------------------------------


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
