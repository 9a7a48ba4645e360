"""Reading .xls and .xlsb: values, merges, what is not known, and files that abort or hang."""

import io
import struct
import sys
import time as clock
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from pubaudit.errors import InputError
from pubaudit.models import CellError, Merge, Value
from pubaudit.readers import LIMITS, binary, read
from pubaudit.readers.biff import left_out
from pubaudit.readers.ole import Compound

PATH = Path("目录.xls")

# --- xls ---------------------------------------------------------------------------------------


def xls(rows: Sequence[Sequence[Value]], merges: Sequence[Merge] = ()) -> bytes:
    book = xlwt.Workbook()
    formats = {
        date: xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'),
        datetime: xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss"),
        time: xlwt.easyxf(num_format_str="hh:mm:ss"),
    }
    sheet = book.add_sheet("表")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value, formats.get(type(value), xlwt.Style.default_style))
    for merge in merges:
        sheet.merge(merge.top, merge.bottom, merge.left, merge.right)
    hidden = book.add_sheet("藏")
    hidden.write(0, 0, "藏")
    hidden.visibility = 1
    book.add_sheet("空")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


CELLS: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.text("公开事项√●\nabcZ 　é", min_size=1, max_size=12),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: float(f"{number + 0.5:.12g}")),
    st.dates(date(1900, 3, 1), date(9999, 12, 30)),
)


@settings(max_examples=12)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_xls_read_write_is_the_identity(rows: list[list[Value]]) -> None:
    rows = [*rows, ["末", None, "角"]]
    merge = Merge(len(rows) - 1, 0, len(rows) - 1, 1)
    grids = binary.read_xls(PATH, xls(rows, [merge]))
    expected = tuple(
        tuple(int(v) if isinstance(v, float) and v.is_integer() else v for v in row) for row in rows
    )
    assert grids[0].rows == expected
    assert [list(map(type, row)) for row in grids[0].rows] == [list(map(type, r)) for r in expected]
    assert grids[0].merges == (merge,)


def test_xls_sheets_and_positions() -> None:
    rows: list[list[Value]] = [
        [None] * 3,
        [None, time(8, 30), datetime.fromisoformat("2024-02-29T08:30")],
    ]
    grids = binary.read_xls(PATH, xls(rows))
    assert [(grid.sheet, grid.hidden) for grid in grids] == [
        ("表", False),
        ("藏", True),
        ("空", False),
    ]
    assert grids[0].rows == tuple(map(tuple, rows))
    assert [grid.problems for grid in grids] == [(), (), ()]


def test_xls_hidden_rows_and_errors() -> None:
    book = xlwt.Workbook()
    book.add_sheet("前").write(0, 0, "前")
    sheet = book.add_sheet("表")
    for row in range(4):
        sheet.write(row, 0, row)
    sheet.row(2).hidden = True
    sheet.row(3).set_cell_error(2, "#REF!")
    sheet.write(3, 3, True)
    sheet.write(1, 1, xlwt.Formula("1+1"))
    buffer = io.BytesIO()
    book.save(buffer)
    first, second = binary.read_xls(PATH, buffer.getvalue())
    assert (first.hidden_rows, first.problems) == (frozenset(), ())
    assert second.hidden_rows == {2}
    assert second.rows[3] == (3, None, CellError("#REF!"), True)
    assert [(one.sheet, one.row) for one in second.problems] == [("表", 4)]
    assert "错误值" in second.problems[0].message


def test_an_error_that_a_formula_gives() -> None:
    sheet = struct.pack("<HHHHH8sH4x", 6, 20, 4, 1, 0, b"\2\0\x07\0\0\0\xff\xff", 0)
    bound = struct.pack("<HHIH", 0x85, 6, len(BOF) + 14, 0)
    stream = BOF + bound + struct.pack("<HH", 0x0A, 0) + sheet
    (left,) = left_out(stream, 1)
    assert left.errors == [(4, 1, CellError("#DIV/0!"))]
    assert left_out(stream[:-1], 1)[0].errors == []


def test_the_type_is_told_from_the_content(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(xls([["甲"]]))
    assert read(path)[0].rows == (("甲",),)


def test_an_xls_without_any_value() -> None:
    book = xlwt.Workbook()
    book.add_sheet("表")
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(InputError, match="没有任何内容"):
        binary.read_xls(PATH, buffer.getvalue())


def test_caps_hold_in_the_worker() -> None:
    data = xls([["甲", None], ["丙", None]], [Merge(0, 0, 0, 1), Merge(1, 0, 1, 1)])
    for limits, words in (
        (replace(LIMITS, sheets=1), "工作表超过 1 张"),
        (replace(LIMITS, cells=1), "超过 1 个"),
        (replace(LIMITS, merges=1), "合并单元格超过 1 处"),
    ):
        with pytest.raises(InputError, match=words):
            binary.read_xls(PATH, data, limits)


# --- compound files ----------------------------------------------------------------------------

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of 512-byte sectors: the FAT, the directory, then the streams."""
    names = list(streams)
    entries = [entry("Root Entry", 5, 1 if names else FREE, END, 0)]
    directory_sectors = -(-(len(names) + 1) // 4)
    fat = [FAT, *range(2, directory_sectors + 1), END]
    body = b""
    for index, name in enumerate(names, 1):
        content = streams[name].ljust(4096, b"\0")
        count = -(-len(content) // 512)
        right = index + 1 if index < len(names) else FREE
        entries.append(entry(name, 2, FREE, len(fat), len(content), right))
        fat += [*range(len(fat) + 1, len(fat) + count), END]
        body += content.ljust(count * 512, b"\0")
    assert len(fat) <= 128
    header = struct.pack(
        "<8s16xHHHHH10xII4xIIIII109I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 1, 1, 4096, END, 0, END, 0),
        *(0, *[FREE] * 108),
    )
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return header + table + b"".join(entries).ljust(directory_sectors * 512, b"\0") + body


def mini_compound(content: bytes) -> bytes:
    """A compound file whose Workbook is below 4,096 bytes: its 64-byte sectors run backwards."""
    count = -(-len(content) // 64)
    parts = [content.ljust(count * 64, b"\0")[at : at + 64] for at in range(0, count * 64, 64)]
    body = b"".join(reversed(parts))
    sectors = -(-len(body) // 512)
    fat = [FAT, END, END, *range(4, sectors + 3), END]
    mini = [END, *range(count - 1)]
    header = struct.pack(
        "<8s16xHHHHH10xII4xIIIII109I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 1, 1, 4096, 2, 1, END, 0),
        *(0, *[FREE] * 108),
    )
    tables = [struct.pack("<128I", *one, *[FREE] * (128 - len(one))) for one in (fat, mini)]
    entries = entry("Root Entry", 5, 1, 3, len(body)) + entry(
        "Workbook", 2, FREE, count - 1, len(content)
    )
    return (
        header
        + tables[0]
        + entries.ljust(512, b"\0")
        + tables[1]
        + body.ljust(sectors * 512, b"\0")
    )


def entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, FREE, right, child, start, size)


def small_xls() -> bytes:
    """What xlwt writes, without the zeros to which it fills the stream up."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(3):
        sheet.write(row, 0, row)
    sheet.row(1).hidden = True
    sheet.row(2).set_cell_error(1, "#REF!")
    buffer = io.BytesIO()
    book.save(buffer)
    stream = Compound(PATH, buffer.getvalue()).read("workbook").rstrip(b"\0") + b"\0\0\0"
    assert len(stream) < 4096
    return mini_compound(stream)


def test_a_small_workbook_is_known_as_a_large_one_is() -> None:
    (grid,) = binary.read_xls(PATH, small_xls())
    assert grid.rows == ((0, None), (1, None), (2, CellError("#REF!")))
    assert grid.hidden_rows == {1}


def test_a_stream_in_mini_sectors_is_read_in_the_order_of_its_chain() -> None:
    content = bytes(range(250)) * 3
    assert Compound(PATH, mini_compound(content)).read("workbook") == content


@pytest.mark.parametrize(("link", "words"), [(500, "指向文件之外"), (3, "首尾相接")])
def test_damaged_mini_chains_are_refused(link: int, words: str) -> None:
    data = mini_compound(bytes(4 * 64))
    # Twenty sectors are said; the four there are end in one outside, or go round.
    data = patched(data, 1024 + 128 + 120, 20 * 64, "<Q")
    opened = Compound(PATH, patched(data, 1536, link))
    with pytest.raises(InputError, match=words):
        opened.read("workbook")


BOF = struct.pack("<HHHH12x", 0x809, 16, 0x600, 5)


def test_streams_of_the_top_level_only() -> None:
    file = Compound(PATH, compound({"Workbook": BOF, "WordDocumentInside": b""}))
    assert file.names == {"workbook", "worddocumentinside"}
    assert file.read("workbook").startswith(BOF)
    assert Compound(PATH, xls([["甲"]])).names == {"workbook"}


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        ({"WordDocument": b"x"}, "旧版 Word"),
        ({"Workbook": BOF, "EncryptedPackage": b"x"}, "设有密码"),
        ({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}, "设有密码"),
        ({"Contents": b"x"}, "旧版 Office"),
        ({"Workbook": BOF + struct.pack("<HHH", 0x2F, 4, 0)}, "设有密码"),
        ({"Workbook": BOF + struct.pack("<HHHH", 0x86, 0, 0x2F, 4)}, "设有密码"),
        ({"Workbook": b"\xff" * 5000}, "损坏"),
        ({"Workbook": BOF}, "损坏|没有任何内容"),
    ],
)
def test_compound_files_that_are_refused(
    tmp_path: Path, streams: dict[str, bytes], words: str
) -> None:
    path = tmp_path / "目录.xls"
    path.write_bytes(compound(streams))
    with pytest.raises(InputError, match=words) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(path.as_posix())
    assert "请" in line
    assert "\n" not in line


def patched(data: bytes, at: int, value: int, form: str = "<I") -> bytes:
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


WHOLE = compound({"Workbook": BOF})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (WHOLE[:300], "不完整"),
        (patched(WHOLE, 28, 0, "<H"), "文件头"),
        (patched(WHOLE, 30, 31, "<H"), "文件头"),
        (patched(WHOLE, 44, 0x7FFFFFFF), "扇区数"),
        (patched(WHOLE, 48, 5000), "指向文件之外"),
        (patched(WHOLE, 76, 5000), "指向文件之外"),
        (patched(WHOLE, 512 + 4, 1), "首尾相接"),  # the directory's only sector
        (patched(WHOLE, 512 + 4 * 4, 3), "首尾相接"),  # the stream's third sector
        (patched(WHOLE, 1024 + 76, 999), "指向文件之外"),  # the root's child
        (patched(WHOLE, 1024 + 66, 1, "<B"), "目录无法识别"),
        (WHOLE[:1600], "指向文件之外"),
    ],
)
def test_damaged_compound_files_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        Compound(PATH, data)


@settings(max_examples=300)
@given(st.data())
def test_no_damage_escapes_as_another_error(data: st.DataObject) -> None:
    file = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(24, 1024 + 256))
        file[at] = data.draw(st.sampled_from([0, 1, 2, 5, 0x7F, 0xFE, 0xFF]))
    try:
        opened = Compound(PATH, bytes(file))
        for name in opened.names:
            opened.read(name)
    except InputError:
        pass


# --- xlsb --------------------------------------------------------------------------------------


def record(kind: int, payload: bytes = b"") -> bytes:
    """A BIFF12 record ([MS-XLSB] 2.1.4): kind and length in seven bits a byte."""
    kind_bytes = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(payload)
    sizes = b""
    while True:
        sizes += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return kind_bytes + sizes + payload


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_cell(column: int, value: Value) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int | float):
        return record(5, head + struct.pack("<d", value))
    return record(6, head + wide(str(value)))


def xlsb(rows: dict[int, dict[int, Value]], *, state: int = 0, extra: bytes = b"") -> bytes:
    sheet = (
        record(129) + record(148, struct.pack("<IIII", min(rows), max(rows), 0, 9)) + record(145)
    )
    for number, cells in rows.items():
        sheet += record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        sheet += b"".join(xlsb_cell(column, value) for column, value in cells.items())
    sheet += record(146) + extra + record(130)
    bundle = struct.pack("<II", state, 1) + wide("rId1") + wide("表")
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": record(131)
        + record(143)
        + record(156, bundle)
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
        ),
        "xl/worksheets/sheet1.bin": sheet,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def test_xlsb_values_positions_and_what_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(xlsb({1: {1: "公开事项", 2: 7, 3: 1.5}, 3: {1: True, 3: "末"}}, state=1))
    (grid,) = read(path)
    assert grid.rows == (
        (None, None, None, None),
        (None, "公开事项", 7, 1.5),
        (None, None, None, None),
        (None, True, None, "末"),
    )
    assert type(grid.rows[1][2]) is int
    assert grid.hidden
    assert [one.skipped for one in grid.problems] == [False]
    assert "合并单元格不可知" in grid.problems[0].message


def test_xlsb_parts_are_checked_before_they_are_read() -> None:
    data = xlsb({0: {0: "甲"}})
    with pytest.raises(InputError, match="解压后超过"):
        binary.read_xlsb(PATH, data, replace(LIMITS, inflated_bytes=100))
    at = data.index(b"xl/worksheets/sheet1.bin") + len("xl/worksheets/sheet1.bin")
    broken = data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 8]) + data[at + 8 :]
    with pytest.raises(InputError, match="校验不符"):
        binary.read_xlsb(PATH, broken)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is capped where the system can")
def test_a_cell_in_the_last_corner_ends_the_worker_only() -> None:
    data = xlsb({0: {0: "甲"}, 1_048_575: {16_383: "乙"}})
    with pytest.raises(InputError, match=r"读取中途停止.*另存为 \.xlsx"):
        binary.read_xlsb(PATH, data)


def test_time_is_capped() -> None:
    start = clock.perf_counter()
    with pytest.raises(InputError, match=r"超过 0\.01 秒"):
        binary.read_xls(PATH, xls([["甲"]]), replace(LIMITS, worker_seconds=0.01))
    assert clock.perf_counter() - start < 5


def test_a_worker_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "_WORKER", ("/no/such/program",))
    with pytest.raises(InputError, match="无法启动"):
        binary.read_xls(PATH, xls([["甲"]]))


def test_the_working_folder_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert binary.read_xls(PATH, xls([["甲"]]))[0].rows == (("甲",),)
