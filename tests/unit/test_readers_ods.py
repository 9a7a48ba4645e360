"""Reading .ods: values, repeats, merges, hidden rows and sheets, what stands beside the cells."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import InputError
from pubaudit.models import UNREAD, CellError, Grid, Merge, Value
from pubaudit.readers import LIMITS, Limits, ods, read

ODF = "urn:oasis:names:tc:opendocument:xmlns"
PREFIXES = " ".join(
    f'xmlns:{prefix}="{ODF}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def document(tables: str, *, styles: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A minimal document whose body holds ``tables`` as written."""
    content = (
        f"<office:document-content {PREFIXES} {CALCEXT}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return buffer.getvalue()


def grids_of(tables: str, limits: Limits = LIMITS, styles: str = "") -> list[Grid]:
    return ods.read(Path("目录.ods"), document(tables, styles=styles), limits)


def grid_of(rows: str, limits: Limits = LIMITS) -> Grid:
    (grid,) = grids_of(f'<table:table table:name="表">{rows}</table:table>', limits)
    return grid


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(inside: str = "", attributes: str = "", name: str = "table-cell") -> str:
    return f"<table:{name} {attributes}>{inside}</table:{name}>"


def text(words: str, attributes: str = "") -> str:
    return cell(f"<text:p>{words}</text:p>", f'office:value-type="string" {attributes}')


def typed(kind: str, attribute: str, value: str) -> str:
    shown = "<text:p>如所示</text:p>"
    return cell(shown, f'office:value-type="{kind}" office:{attribute}="{value}"')


# --- what is in a cell -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (text("政府采购"), "政府采购"),
        (
            cell("<text:p>甲</text:p><text:p>乙</text:p><text:p/><text:p>丙</text:p>"),
            "甲\n乙\n\n丙",
        ),
        (text("甲<text:line-break/>乙<text:tab/>丙"), "甲\n乙\t丙"),
        (text('a <text:s text:c="2"/>b<text:s/>c'), "a   b c"),
        (text("\n   a\n   b"), "a b"),
        (text('<text:span>甲</text:span>（<text:a href="http://x">乙</text:a>）'), "甲（乙）"),
        (text("甲", 'office:string-value="乙"'), "乙"),
        (text("&#x221A;"), "√"),
        (typed("float", "value", "7"), 7),
        (typed("float", "value", "-1.5E2"), -150.0),
        (typed("percentage", "value", "0.5"), 0.5),
        (typed("currency", "value", "12.00"), 12.0),
        (typed("boolean", "boolean-value", "true"), True),
        (typed("boolean", "boolean-value", "false"), False),
        (typed("date", "date-value", "2024-02-29"), date(2024, 2, 29)),
        (
            typed("date", "date-value", "2024-02-29T08:30:00.000000000"),
            datetime.fromisoformat("2024-02-29T08:30"),
        ),
        (typed("time", "time-value", "PT08H30M00S"), time(8, 30)),
        (typed("time", "time-value", "PT36H00M00.5S"), timedelta(hours=36, seconds=0.5)),
        (typed("time", "time-value", "-PT01H00M00S"), timedelta(hours=-1)),
    ],
)
def test_values(written: str, value: Value) -> None:
    grid = grid_of(row() + row(cell(), written))
    assert grid.rows == ((None, None), (None, value))
    assert type(grid.rows[1][1]) is type(value)
    assert grid.problems == ()


@pytest.mark.parametrize(
    ("written", "value", "words", "skipped"),
    [
        (text("#REF!", 'calcext:value-type="error"'), CellError("#REF!"), "错误值", False),
        (cell(attributes='table:formula="of:=[.A1]"'), UNREAD, "公式没有保存计算结果", True),
        (typed("float", "value", "nan"), UNREAD, "与其类型不符", True),
        (typed("float", "wrong", "1"), UNREAD, "与其类型不符", True),
        (typed("date", "date-value", "昨天"), UNREAD, "与其类型不符", True),
        (
            typed("time", "time-value", "PT9999999H9999999M9S"),
            timedelta(hours=9999999, minutes=9999999, seconds=9),
            "",
            False,
        ),
        (typed("time", "time-value", "08:30"), UNREAD, "与其类型不符", True),
        (typed("boolean", "boolean-value", "1"), UNREAD, "与其类型不符", True),
        (typed("unknown", "value", "1"), UNREAD, "与其类型不符", True),
    ],
)
def test_what_cannot_be_read_is_said(written: str, value: Value, words: str, skipped: bool) -> None:
    grid = grid_of(row(text("x")) + row(written, text("y")))
    assert grid.rows[1] == (value, "y")
    assert [(one.row, one.skipped) for one in grid.problems] == ([(2, skipped)] if words else [])
    assert all(words in one.message for one in grid.problems)


def test_what_stands_beside_the_cells_is_left_out() -> None:
    aside = (
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        "<draw:frame><draw:text-box><text:p>文本框</text:p></draw:text-box></draw:frame>"
    )
    changes = "<table:tracked-changes><text:p>改前</text:p></table:tracked-changes>"
    shapes = "<table:shapes><draw:frame><text:p>图</text:p></draw:frame></table:shapes>"
    inner = "<table:table>" + row(text("内")) + row(text("内")) + "</table:table>"
    table = f'<table:table table:name="表">{shapes}{row(cell(aside + "<text:p>值</text:p>"))}'
    (grid,) = grids_of(f"{changes}{table}{row(cell(inner))}{row(text('末'))}</table:table>")
    assert grid.rows == (("值",), (None,), ("末",))


# --- where it is -------------------------------------------------------------------------------


def test_repeated_cells_and_rows() -> None:
    grid = grid_of(
        row(attributes='table:number-rows-repeated="2"')
        + row(
            cell(attributes='table:number-columns-repeated="2"'),
            text("√", 'table:number-columns-repeated="3"'),
            cell(attributes='table:number-columns-repeated="16379"'),
            attributes='table:number-rows-repeated="2"',
        )
        + row(cell(), attributes='table:number-rows-repeated="1048570"')
    )
    assert grid.rows == ((None,) * 5,) * 2 + ((None, None, "√", "√", "√"),) * 2


def test_merges_and_the_cells_they_cover() -> None:
    covered = cell(name="covered-table-cell")
    spans = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    wide = 'table:number-columns-spanned="2"'
    grid = grid_of(
        row(text("题", spans), covered, text("c"))
        + row(cell(name="covered-table-cell", attributes='table:number-columns-repeated="2"'))
        + row(text("横", wide), covered, attributes='table:number-rows-repeated="2"')
        + row(cell(attributes=wide), covered, attributes='table:number-rows-repeated="1000000"')
    )
    assert grid.rows == (
        ("题", None, "c"),
        (None, None, None),
        ("横", None, None),
        ("横", None, None),
    )
    assert grid.merges == (Merge(0, 0, 1, 1), Merge(2, 0, 2, 1), Merge(3, 0, 3, 1))


def test_header_rows_and_groups_are_rows() -> None:
    rows = f"<table:table-header-rows>{row(text('头'))}</table:table-header-rows>"
    rows += f"<table:table-row-group>{row(text('一'))}</table:table-row-group>"
    assert grid_of(rows).rows == (("头",), ("一",))


def test_hidden_rows_and_sheets() -> None:
    hidden = '<style:style style:name="ta2"><style:table-properties table:display="false"/>'
    rows = row(text("a")) + row(text("b"), attributes='table:visibility="collapse"')
    rows += row(text("c"), attributes='table:visibility="filter" table:number-rows-repeated="2"')
    rows += row(attributes='table:visibility="collapse" table:number-rows-repeated="1000000"')
    grids = grids_of(
        f'<table:table table:name="甲">{rows}</table:table>'
        f'<table:table table:name="乙" table:style-name="ta2">{row(text("x"))}</table:table>',
        styles=hidden + "</style:style>",
    )
    assert [(grid.sheet, grid.hidden, grid.hidden_rows) for grid in grids] == [
        ("甲", False, {1, 2, 3}),
        ("乙", True, frozenset()),
    ]


# --- the caps and refusals ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (row(text("x", 'table:number-columns-repeated="16385"')), "超出 Excel 的行列范围"),
        (row(cell(), text("x", 'table:number-columns-repeated="9999999"')), "超出 Excel"),
        (row(attributes='table:number-rows-repeated="1048576"') + row(text("x")), "超出 Excel"),
        (row(text("x")) + row(attributes='table:number-rows-repeated="99999999"') + row(), ""),
        (
            row(
                text("x", 'table:number-columns-repeated="99"'),
                attributes='table:number-rows-repeated="9999999"',
            ),
            "连同前面的工作表",
        ),
        (row(attributes='table:number-rows-repeated="x"') + row(text("x")), ""),
    ],
)
def test_repeats_are_capped(rows: str, words: str) -> None:
    if not words:
        assert grid_of(rows).rows[-1] == ("x",)
        return
    with pytest.raises(InputError, match=words):
        grid_of(rows)


def test_blanks_cost_no_more_than_they_may() -> None:
    many = text('<text:s text:c="9999999"/>' * 2)
    with pytest.raises(InputError, match="超过 16 MiB"):
        grid_of(row(many))


def test_other_caps() -> None:
    table = f'<table:table table:name="表">{row(text("x"))}</table:table>'
    with pytest.raises(InputError, match="工作表超过 1 张"):
        grids_of(table * 2, replace(LIMITS, sheets=1))
    with pytest.raises(InputError, match="超过 2 个"):
        grids_of(table * 3, replace(LIMITS, cells=2))
    merged = row(text("x", 'table:number-columns-spanned="2"'))
    with pytest.raises(InputError, match="合并单元格超过 1 处"):
        grid_of(merged * 2, replace(LIMITS, merges=1))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (document(""), "没有任何内容"),
        (document("<table:table/>"), "没有任何内容"),
        (document("<table:table>"), "已损坏"),
        (document("", extra={"styles.xml": b"<!DOCTYPE a><a/>"}), "DOCTYPE"),
        (document("", extra={"META-INF/manifest.xml": b"<m:encryption-data/>"}), "密码"),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert "请" in str(caught.value)


# --- read(write(grid)) == grid -----------------------------------------------------------------

VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters="\n\t"
        ),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times().map(lambda when: when.replace(fold=0)),
)


def write(rows: Sequence[Sequence[Value]], merges: Sequence[Merge]) -> bytes:
    anchors = {(merge.top, merge.left): merge for merge in merges}
    lines = []
    for top, values in enumerate(rows):
        cells = []
        for left, value in enumerate(values):
            merge = anchors.get((top, left), Merge(top, left, top, left))
            spans = (
                f'table:number-columns-spanned="{merge.right - left + 1}" '
                f'table:number-rows-spanned="{merge.bottom - top + 1}"'
            )
            cells.append(written(value, spans))
        lines.append(row(*cells))
    return document(f'<table:table table:name="表">{"".join(lines)}</table:table>')


def written(value: Value, spans: str) -> str:
    if value is None:
        return cell(attributes=spans)
    if isinstance(value, str):
        marked = escape(value).replace(" ", "<text:s/>").replace("\t", "<text:tab/>")
        return text("</text:p><text:p>".join(marked.split("\n")), spans)
    if isinstance(value, bool):
        kind, attribute, shown = "boolean", "boolean-value", str(value).lower()
    elif isinstance(value, int | float):
        kind, attribute, shown = "float", "value", repr(value)
    elif isinstance(value, time):
        kind, attribute = "time", "time-value"
        shown = f"PT{value:%H}H{value:%M}M{value:%S.%f}S"
    else:
        assert isinstance(value, date)
        kind, attribute, shown = "date", "date-value", value.isoformat()
    return cell(
        attributes=f'{spans} office:value-type="{kind}" office:{attribute}={quoteattr(shown)}'
    )


@given(
    st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(0, 5),
    st.booleans(),
)
def test_read_write_is_the_identity(rows: list[list[Value]], at: int, hidden: bool) -> None:
    rows = [*rows, ["末", None, "角"]]
    merge = Merge(at % len(rows), 0, len(rows) - 1, 1)
    grid = Grid("表", tuple(map(tuple, rows)), (merge,))
    assert ods.read(Path("目录.ods"), write(rows, [merge])) == [grid]
