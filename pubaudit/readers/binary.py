"""Binary Excel workbooks: .xls (BIFF in a compound file) and .xlsb (BIFF12 in a zip).

The shell of the file is checked here; its records are read by calamine, which on a hostile file
may abort the process or take all memory, and so runs in a process of its own (``worker``), which
costs 80 ms to start.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from pubaudit.errors import InputError
from pubaudit.models import Grid, Problem
from pubaudit.readers.biff import has_password, workbook_stream
from pubaudit.readers.package import LIMITS, Limits, Package, damaged, locked, refusal, unsafe

_WORKER = (sys.executable, "-P", "-m", "pubaudit.readers.worker")
_XLSB_LOSS = (
    "合并单元格不可知（.xlsb），空白单元格按上方内容续读；隐藏行和错误值（如 #REF!）也不可知；"
    "如有出入，请另存为 .xlsx 再试"
)


def read_xls(path: Path, data: bytes, limits: Limits = LIMITS) -> list[Grid]:
    """All sheets of an .xls workbook, hidden ones too, in the order of their tabs.

    ``path`` is for messages only; rows and columns count from A1. Raises ``InputError`` if the
    file is encrypted, damaged, unsafe, beyond ``limits``, or without any value.
    """
    if has_password(workbook_stream(path, data)):
        raise locked(path)
    return _read(path, data, limits)


def read_xlsb(path: Path, data: bytes, limits: Limits = LIMITS) -> list[Grid]:
    """All sheets of an .xlsb workbook; merges, hidden rows and error values are not known.

    A problem of the first sheet says so. Raises ``InputError`` as ``read_xls``.
    """
    package = Package(path, data, limits)
    for name in sorted(package.names):
        if name.startswith("xl/") and name.endswith(".bin"):
            for _ in package.chunks(name):  # counts what it inflates to, and checks its CRC
                pass
    package.check_rest()
    first, *others = _read(path, data, limits)
    return [replace(first, problems=(Problem(_XLSB_LOSS), *first.problems)), *others]


def _read(path: Path, data: bytes, limits: Limits) -> list[Grid]:
    """Have a worker read ``data``: the very bytes that were checked, not the path again."""
    import pickle
    import subprocess

    # The worker finds its modules where this process found them, never in the working folder.
    paths = os.pathsep.join(one or str(Path.cwd()) for one in sys.path)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the file goes to its stdin
            _WORKER,
            input=pickle.dumps((path, limits)) + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            timeout=limits.worker_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise unsafe(path, f"读取超过 {limits.worker_seconds} 秒仍未完成") from error
    except OSError as error:
        remedy = "请用 Excel 或 WPS 打开并另存为 .xlsx 后再试"
        raise refusal(path, "无法启动读取 .xls、.xlsb 的子程序", remedy) from error
    if done.returncode:
        raise damaged(path, "读取中途停止，文件已损坏，或表格以外有零散的单元格")
    answer: list[Grid] | str = pickle.loads(done.stdout)  # noqa: S301 - written by our worker
    if isinstance(answer, str):
        raise InputError(answer)
    if not any(grid.rows for grid in answer):
        raise refusal(path, "工作簿里没有任何内容", "请检查是否选错了文件")
    return answer
