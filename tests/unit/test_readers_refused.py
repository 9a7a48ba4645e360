"""What is refused: files beyond the caps, and files that are no workbook."""

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pubaudit.errors import InputError
from pubaudit.readers import LIMITS, Limits, read
from tests.minimal_xlsx import cell, grid_of, workbook

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
