"""The writer: every target whole, or none of them changed."""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pubaudit.errors import OutputError, UsageError
from pubaudit.models import AuditReport
from pubaudit.report import DEFAULT_VIEW, View, format_of, render

_REMEDIES = {
    errno.ENOENT: "文件夹不存在，请先建立该文件夹，或改用别的路径",
    errno.ENOTDIR: "路径中有一段不是文件夹，请改用别的路径",
    errno.ENOSPC: "磁盘空间不足，请清理后重试",
    errno.EROFS: "磁盘是只读的，请改用别的路径",
    errno.ENAMETOOLONG: "文件名太长，请改短",
}
_CLOSED = "这个文件夹里不能新建文件，请改用别的路径"
_HELD = "文件可能正被 Excel 或 WPS 打开，或没有写入权限，请关闭该文件后重试，或改用别的文件名"


@dataclass(frozen=True, slots=True)
class _Staged:
    """One output on its way: the path given, the file it stands for, its new and old contents."""

    given: Path
    target: Path
    new: Path
    old: Path


def write_outputs(report: AuditReport, targets: Sequence[Path], view: View = DEFAULT_VIEW) -> None:
    """Write a report to every target, each in the format of its file name.

    Raises ``UsageError`` for an unknown suffix or a target that is one of the report's own
    inputs, ``OutputError`` as ``write_files`` does; nothing is written then.
    """
    formats = [format_of(target) for target in targets]
    for target in targets:
        refuse_input(report, target)
    contents = {fmt: render(report, fmt, view) for fmt in dict.fromkeys(formats)}
    write_files([(target, contents[fmt]) for target, fmt in zip(targets, formats, strict=True)])


def foresee(targets: Sequence[Path]) -> None:
    """Raise before a long run what ``write_outputs`` would raise after it, as far as can be seen.

    That is an unknown suffix (``UsageError``), and no such folder, a folder for a file or a file
    that may not be written (``OutputError``).
    """
    for target in targets:
        format_of(target)
        with _named(target):
            planned = _plan(target).target
            if not planned.parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, "no folder", str(planned.parent))


def write_files(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write all files whole, each staged beside its target, or leave every target as it was.

    Raises ``OutputError`` naming the target and the remedy; no temporary file stays behind.
    """
    staged: list[_Staged] = []
    try:
        for given, content in files:
            with _named(given):
                staged.append(_plan(given))
                _stage(staged[-1], content)
        _replace_all(staged)
    finally:
        for one in staged:
            for leftover in (one.new, one.old):
                with suppress(OSError):
                    leftover.unlink()


def refuse_input(report: AuditReport, target: Path) -> None:
    """Raise ``UsageError`` if a target is one of the report's own inputs."""
    for source in report.inputs:
        with suppress(OSError):
            if target.samefile(source.path):
                raise UsageError(f"“{target.as_posix()}”是被核查的文件，请换一个输出文件名。")


@contextmanager
def _named(given: Path) -> Iterator[None]:
    """Turn an error of the system into one line that names the target and the remedy."""
    try:
        yield
    except OSError as error:
        if isinstance(error, PermissionError):
            remedy = _HELD
        elif error.errno == errno.ENOENT and given.parent.is_dir():
            remedy = _CLOSED
        else:
            code = errno.errorcode.get(error.errno or 0, type(error).__name__)
            remedy = _REMEDIES.get(error.errno or 0, f"系统报错 {code}，请改用别的路径")
        raise OutputError(f"无法写入“{given.as_posix()}”：{remedy}。") from error


def _plan(given: Path) -> _Staged:
    """Follow links, refuse what is no ordinary file, and choose names beside the target."""
    target = Path(os.path.realpath(given))
    if target.is_dir():
        raise OutputError(f"无法写入“{given.as_posix()}”：它是文件夹，请给出文件名。")
    if target.exists() and not target.is_file():
        raise OutputError(f"无法写入“{given.as_posix()}”：它不是普通文件，请改用别的文件名。")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(target))
    mark = f".pubaudit-{secrets.token_hex(4)}"
    return _Staged(given, target, target.with_name(f"{mark}.new"), target.with_name(f"{mark}.old"))


def _stage(one: _Staged, content: bytes) -> None:
    """Write the new content beside the target, with the target's permissions or the usual ones."""
    with one.new.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if one.target.exists():
        one.new.chmod(stat.S_IMODE(one.target.stat().st_mode))


def _replace_all(staged: Sequence[_Staged]) -> None:
    """Put every new file in place; if one cannot be, put back those already replaced."""
    done: list[_Staged] = []
    try:
        for one in staged:
            with _named(one.given):
                if one is not staged[-1] and one.target.exists():
                    shutil.copy2(one.target, one.old)
                one.new.replace(one.target)
            done.append(one)
    except BaseException:
        for one in reversed(done):
            with suppress(OSError):
                if one.old.exists():
                    one.old.replace(one.target)
                else:
                    one.target.unlink()
        raise
