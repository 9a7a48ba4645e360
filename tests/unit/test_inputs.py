"""Folders and several files: what is read, what is left out and said, likely duplicates."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.cli import main
from pubaudit.errors import InputError
from pubaudit.inputs import expand, load_names
from pubaudit.schemes import catalog_root
from tests.workbooks import catalog

AS_OF = date(2026, 11, 22)
NAMES = load_names(catalog_root() / "filenames.yaml")
ROWS = [("政府采购", "采购项目公告"), ("政府采购", "采购合同")]


def test_a_folder_is_opened_one_level_and_the_rest_is_said(tmp_path: Path) -> None:
    for name in ("乙.xlsx", "甲.XLSX", "~$甲.xlsx", ".~lock.甲.xlsx#", "说明.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "丙.xlsx").write_bytes(b"x")
    given = expand([tmp_path], NAMES)
    assert [p.name for p in given.files] == ["乙.xlsx", "甲.XLSX"]
    (said,) = given.notes
    assert "读取2份目录" in said
    for name in ("~$甲.xlsx", ".~lock.甲.xlsx#", "说明.pdf", "下级文件夹 旧"):
        assert name in said


def test_a_temporary_file_of_a_pattern_is_left_out_and_said(tmp_path: Path) -> None:
    given = expand([tmp_path / "甲.xlsx", tmp_path / "~$甲.xlsx"], NAMES)
    assert [p.name for p in given.files] == ["甲.xlsx"]
    assert "~$甲.xlsx：办公软件打开文件时的临时文件" in given.notes[0]


@pytest.mark.parametrize("names", [[], ["~$甲.xlsx"], ["说明.pdf"]])
def test_a_folder_without_a_table_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], names: list[str]
) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert main(["check", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "文件夹里没有可读的目录文件" in error
    assert error.count("\n") == 1


def test_nothing_but_temporary_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="都是办公软件的临时文件"):
        expand([tmp_path / "~$甲.xlsx"], NAMES)


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [
        ("财政局目录", "财政局目录 - 副本", True),
        ("财政局目录", "副本财政局目录", True),
        ("财政局目录", "财政局目录（1）", True),
        ("财政局目录", "财政局目录最终版", True),
        ("财政局目录", "财政局目录 - 副本 (2)", True),
        ("财政局目录", "财政局目录-v定稿", False),
        ("财政局目录", "住建局目录", False),
        ("财政局目录2023", "财政局目录2024", False),
    ],
)
def test_likely_versions_of_one_catalog_are_named(
    tmp_path: Path, first: str, second: str, named: bool
) -> None:
    one = catalog(tmp_path / f"{first}.xlsx", ROWS)
    other = catalog(tmp_path / f"{second}.xlsx", ROWS[:1])
    report = api.check([one, other], region="天津", as_of=AS_OF)
    said = [p.message for p in report.inputs[1].problems if "另一版本" in p.message]
    assert bool(said) == named
    assert report.summary.skipped == 0
    if named:
        assert f"{first}.xlsx" in said[0]


def test_the_shorter_name_is_the_original(tmp_path: Path) -> None:
    catalog(tmp_path / "财政局目录 - 副本.xlsx", ROWS[:1])
    catalog(tmp_path / "财政局目录.xlsx", ROWS)
    report = api.check([tmp_path], region="天津", as_of=AS_OF)
    said = {Path(i.path).stem: [p.message for p in i.problems] for i in report.inputs}
    assert said["财政局目录"] == []
    assert "另一版本" in said["财政局目录 - 副本"][0]


def test_the_same_bytes_are_named_whatever_the_name(tmp_path: Path) -> None:
    one = catalog(tmp_path / "甲.xlsx", ROWS)
    other = tmp_path / "乙.xlsx"
    other.write_bytes(one.read_bytes())
    report = api.check([one, other], region="天津", as_of=AS_OF)
    assert any("甲.xlsx 完全相同" in p.message for p in report.inputs[1].problems)


def test_a_folder_is_judged_as_one_region(tmp_path: Path) -> None:
    for name in ("财政局", "住建局", "国资委"):
        catalog(tmp_path / f"{name}.xlsx", ROWS, f"天津市某区{name}目录")
    (tmp_path / "~$财政局.xlsx").write_bytes(b"x")
    report = api.check([tmp_path], region="天津", as_of=AS_OF)
    assert report.kind == "region"
    assert len(report.parts) == 3
    assert any("~$财政局.xlsx" in note for note in report.notes)
    gaps = [f for f in report.findings if f.code == "COV001" and "“采购文件”" in f.message]
    assert len(gaps) == 1
