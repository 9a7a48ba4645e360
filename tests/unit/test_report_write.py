"""The writer: every target whole, or none of them changed and nothing left behind."""

import errno
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pubaudit.errors import OutputError, UsageError
from pubaudit.report import FORMATS, View, format_of, render
from pubaudit.report.write import write_files, write_outputs
from tests.unit.reports import tianjin

OLD = b"old"


@pytest.fixture
def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def refuse_replacing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let putting the new content in that target's place fail once, as a file held open does."""
    real = os.replace

    def replace_unless_held(source: Any, target: Any, **rest: Any) -> None:
        if Path(target).name == name and Path(source).suffix == ".new":
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        real(source, target, **rest)

    monkeypatch.setattr(os, "replace", replace_unless_held)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_targets_are_written_in_the_format_of_their_names(tmp_path: Path) -> None:
    report, view = tianjin(), View(width=100, entries=True)
    write_outputs(report, [tmp_path / "报告.JSON", tmp_path / "报告.txt"], view)
    assert (tmp_path / "报告.JSON").read_bytes() == render(report, "json")
    assert (tmp_path / "报告.txt").read_bytes() == render(report, "table", view)
    assert names(tmp_path) == ["报告.JSON", "报告.txt"]


def test_new_file_has_the_usual_permissions(tmp_path: Path, umask: int) -> None:
    write_outputs(tianjin(), [tmp_path / "a.json"])
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o666 & ~umask


def test_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(OLD)
    target.chmod(0o600)
    write_outputs(tianjin(), [target])
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes() != OLD


def test_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(OLD)
    (tmp_path / "link.json").symlink_to("real.json")
    write_outputs(tianjin(), [tmp_path / "link.json"])
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_bytes() != OLD


def test_target_held_open_is_one_line_and_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "报告.json"
    target.write_bytes(OLD)
    refuse_replacing("报告.json", monkeypatch)
    with pytest.raises(OutputError, match=r"报告\.json”：文件可能正被 Excel 或 WPS 打开") as caught:
        write_outputs(tianjin(), [target])
    assert "\n" not in str(caught.value)
    assert target.read_bytes() == OLD
    assert names(tmp_path) == ["报告.json"]


@pytest.mark.parametrize("before", [OLD, None])
def test_if_the_last_target_fails_the_first_is_put_back(
    before: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.txt"
    if before is not None:
        first.write_bytes(before)
    refuse_replacing("b.txt", monkeypatch)
    with pytest.raises(OutputError, match=r"b\.txt"):
        write_outputs(tianjin(), [first, second])
    assert (first.read_bytes() if first.exists() else None) == before
    assert names(tmp_path) == (["a.json"] if before else [])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes no new file")
def test_a_folder_that_takes_no_file_is_not_called_missing() -> None:
    with pytest.raises(OutputError, match="这个文件夹里不能新建文件"):
        write_outputs(tianjin(), [Path("/proc/报告.json")])


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("没有/报告.json", "文件夹不存在"),
        ("a.json/报告.json", "不是文件夹"),
        ("夹.json", "它是文件夹"),
        ("长" * 120 + ".json", "文件名太长"),
    ],
)
def test_target_that_cannot_be_is_named_and_nothing_is_written(
    bad: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "夹.json").mkdir()
    (tmp_path / "a.json").write_bytes(OLD)
    with pytest.raises(OutputError, match=words) as caught:
        write_outputs(tianjin(), [tmp_path / "good.txt", tmp_path / bad])
    assert bad in str(caught.value)
    assert names(tmp_path) == ["a.json", "夹.json"]
    assert (tmp_path / "a.json").read_bytes() == OLD


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EIO, "系统报错 EIO"),
        (errno.EACCES, "没有写入权限"),
    ],
)
def test_system_errors_become_one_line(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, "failed")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=words):
        write_outputs(tianjin(), [tmp_path / "a.json"])
    assert names(tmp_path) == []


def test_interrupted_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(tianjin(), [tmp_path / "a.json"])
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(OutputError, match="不是普通文件"):
        write_files([(tmp_path / "pipe.json", b"new")])
    assert names(tmp_path) == ["pipe.json"]


def test_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "目录.txt"
    source.write_bytes(OLD)
    report = replace(tianjin(), inputs=(replace(tianjin().inputs[0], path=source.as_posix()),))
    with pytest.raises(UsageError, match="是被核查的文件"):
        write_outputs(report, [source])
    assert source.read_bytes() == OLD


@pytest.mark.parametrize("name", ["报告.foo", "报告", ".json"])
def test_unknown_suffix_lists_what_there_is(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.txt（table）、\.json（json）"):
        write_outputs(tianjin(), [tmp_path / "good.json", tmp_path / name])
    assert names(tmp_path) == []


def test_unknown_format_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match="table、json"):
        render(tianjin(), "xml")


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_renders_the_same_report_to_the_same_bytes(fmt: Any) -> None:
    assert format_of(Path(f"报告{fmt.suffix}")) == fmt.name
    assert render(tianjin(), fmt.name) == render(tianjin(), fmt.name) != b""


def test_rich_is_loaded_for_the_terminal_only() -> None:
    code = (
        "import sys\n"
        "from pubaudit.report import render, write, words\n"
        "from tests.unit.reports import tianjin\n"
        "render(tianjin(), 'json'); words.closing_line(tianjin())\n"
        "raise SystemExit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
