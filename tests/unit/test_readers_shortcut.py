"""The shortcut reads what the parser reads, and what was written is read again."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import InputError
from pubaudit.models import Grid, Value
from pubaudit.readers import read
from tests.minimal_xlsx import DATES, cell, grid_of, workbook

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
