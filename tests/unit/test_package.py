"""The preflight of a zip package: every cap and every refusal, on small files made here."""

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pubaudit.errors import InputError
from pubaudit.readers.package import LIMITS, Limits, Package, resolve

PATH = Path("目录.xlsx")


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def drained(data: bytes, name: str = "a.xml", limits: Limits = LIMITS) -> bytes:
    return b"".join(Package(PATH, data, limits).chunks(name))


def doubled() -> bytes:
    return zipped({"a.xml": b"1", "b.xml": b"2"}).replace(b"b.xml", b"a.xml")


def directory_patched(data: bytes, offset: int, value: bytes) -> bytes:
    """``data`` with bytes replaced at ``offset`` of its first directory entry."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


def overlapping() -> bytes:
    """The second entry of the directory points to the first part's data."""
    data = zipped({"a.xml": b"x" * 50, "b.xml": b"y" * 50}, zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    return data[: second + 42] + struct.pack("<I", 10) + data[second + 46 :]


def test_reads_a_part_whatever_the_case_of_its_name() -> None:
    assert drained(zipped({"A.xml": b"<a/>"}), "a.XML") == b"<a/>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"../a.xml": b"1"}), "指向包外"),
        (zipped({"/a.xml": b"1"}), "指向包外"),
        (zipped({"x\\..\\a.xml": b"1"}), "指向包外"),
        (zipped({"C:a.xml": b"1"}), "指向包外"),
        (zipped({"a.xml": b"1", "A.XML": b"2"}), "同名部件"),
        (directory_patched(zipped({"a.xml": b"1"}), 8, b"\x01\x00"), "已加密"),
        (zipped({"a.xml": b"1"}, zipfile.ZIP_BZIP2), "压缩方法"),
        (overlapping(), "重叠"),
        (directory_patched(zipped({"a.xml": b"1"}), 20, b"\xff\xff\x00\x00"), "重叠"),
        (b"PK\x03\x04" + b"\0" * 40, "不完整或已损坏"),
        (zipped({"a.xml": b"1" * 500})[:-30], "不完整或已损坏"),
    ],
    ids=range(11),
)
def test_refuses_an_unsafe_directory(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        Package(PATH, data)
    assert str(caught.value).startswith("目录.xlsx：")
    assert "\n" not in str(caught.value)


def test_refuses_a_doubled_name() -> None:
    with pytest.raises(InputError, match="同名部件"):
        Package(PATH, doubled())


def test_refuses_too_many_parts() -> None:
    data = zipped({f"{number}.xml": b"" for number in range(4)})
    Package(PATH, data, replace(LIMITS, parts=4))
    with pytest.raises(InputError, match="超过 3 个"):
        Package(PATH, data, replace(LIMITS, parts=3))


@pytest.mark.parametrize(
    "data",
    [
        directory_patched(zipped({"a.xml": b"<a/>"}), 16, b"\0\0\0\0"),  # told CRC
        directory_patched(zipped({"a.xml": b"x" * 99}), 24, b"\x09\0\0\0"),  # told size too small
        zipped({"a.xml": b"<a>1</a>"}, zipfile.ZIP_STORED).replace(b"<a>1", b"<a>2"),
    ],
)
def test_told_sizes_and_sums_are_verified(data: bytes) -> None:
    with pytest.raises(InputError, match="校验不符"):
        drained(data)


def test_broken_compressed_bytes_are_a_refusal() -> None:
    data = zipped({"a.xml": bytes(range(256)) * 9})
    at = 30 + len("a.xml")
    with pytest.raises(InputError, match="已损坏"):
        drained(data[:at] + b"\xff" * 20 + data[at + 20 :])


def test_absent_part() -> None:
    with pytest.raises(InputError, match=r"缺少部件“b\.xml”"):
        drained(zipped({"a.xml": b"1"}), "b.xml")


def test_inflated_bytes_are_counted_over_all_parts() -> None:
    limits = replace(LIMITS, inflated_bytes=2 << 20)
    package = Package(PATH, zipped({"a.xml": b" " * (1 << 20), "b.xml": b" " * (2 << 20)}), limits)
    list(package.chunks("a.xml"))
    with pytest.raises(InputError, match="解压后超过 2 MiB"):
        list(package.chunks("b.xml"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctype_is_refused_when_parsed_and_when_not(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    data = zipped({"a.xml": text.encode(encoding)})
    package = Package(PATH, data)
    with pytest.raises(InputError, match="DOCTYPE"):
        package.parse("a.xml", package.parser())
    with pytest.raises(InputError, match="DOCTYPE"):
        Package(PATH, data).check_rest()


def test_doctype_across_two_chunks_is_seen() -> None:
    content = b" " * ((1 << 20) - 4) + b"<!DOCTYPE a>"
    with pytest.raises(InputError, match="DOCTYPE"):
        Package(PATH, zipped({"a.xml": content})).check_rest()


def test_pictures_are_not_inflated() -> None:
    data = zipped({"xl/media/a.png": b"\0" * (3 << 20)})
    Package(PATH, data, replace(LIMITS, inflated_bytes=1 << 20)).check_rest()


@pytest.mark.parametrize("content", [b"", b"<a>", b"<a></b>", b"<a>&b;</a>", b"\xff\xff<a/>"])
def test_malformed_xml_is_a_refusal(content: bytes) -> None:
    package = Package(PATH, zipped({"a.xml": content}))
    with pytest.raises(InputError, match="XML 不完整或已损坏"):
        package.parse("a.xml", package.parser())


def test_a_tag_without_end_is_refused_early() -> None:
    limits = replace(LIMITS, token_bytes=2 << 20)
    package = Package(PATH, zipped({"a.xml": b'<a b="' + b"x" * (5 << 20)}), limits)
    with pytest.raises(InputError, match="超过 2 MiB 的单个内容"):
        package.parse("a.xml", package.parser())


@pytest.mark.parametrize(
    ("base", "target", "part"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "../xl/styles.xml", "xl/styles.xml"),
        ("", "xl/workbook.xml", "xl/workbook.xml"),
        ("xl/workbook.xml", "../../../etc/passwd", "etc/passwd"),
    ],
)
def test_resolve(base: str, target: str, part: str) -> None:
    assert resolve(base, target) == part
