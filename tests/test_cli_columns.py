"""``check --verbose`` and ``--map``: how the columns were read, and setting it right."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from pubaudit.api import read_catalog
from pubaudit.cli import main

DAY = ("--as-of", "2026-11-22", "--region", "天津")


@pytest.fixture
def book(tmp_path: Path) -> str:
    """A catalog with two columns of bodies, one column without a header, and a section."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("柏川市财政局公开目录（2024年版）",),
        ("序号", "公开事项", "公开内容", "公开主体", "责任科室", "怎么报", None),
        ("一、政府采购",),
        (1, "采购项目公告", "公告全文", "市财政局", "采购科", "甲", "20个工作日内"),
    ):
        sheet.append(row)
    path = tmp_path / "目录.xlsx"
    workbook.save(path)
    return str(path)


def test_verbose_tells_header_columns_and_sections(
    book: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", book, *DAY, "--verbose", "--format", "json"])
    said = capsys.readouterr()
    json.loads(said.out)
    assert "1个表，1个条目，日期“2024年版”（取自标题）" in said.err
    assert "表头第2行，标题“柏川市财政局公开目录（2024年版）”，分节：一、政府采购" in said.err
    for line in (
        "D列 “公开主体”：公开主体",
        "F列 “怎么报”：未认出含义，只保留原文",
        "G列 （无表头）：公开时限（表头未说明，按各行内容认出）",
    ):
        assert line in said.err


def test_quiet_about_columns_unless_asked(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", book, *DAY])
    assert "D列" not in capsys.readouterr().err


def test_map_sets_a_column_right(book: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", book, *DAY, "--map", "公开主体=责任科室", "-v"])
    said = capsys.readouterr().err
    assert "E列 “责任科室”：公开主体（由 --map 指定）" in said
    assert "D列 “公开主体”：未认出含义" in said
    bodies = [read_catalog(book, roles).entries[0].body for roles in ({}, {"责任科室": "公开主体"})]
    assert bodies == ["市财政局", "采购科"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("主管领导=责任科室", ("主管领导", "公开主体")),
        ("公开主体=分管领导", ("分管领导", "责任科室")),
        ("公开主体", ("含义=表头",)),
        ("=责任科室", ("含义=表头",)),
    ],
)
def test_a_map_that_does_not_fit_is_refused(
    book: str, value: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", book, *DAY, "--map", value]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert all(word in said for word in words)
