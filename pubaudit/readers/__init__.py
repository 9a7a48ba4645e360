"""Reading a user's file into grids: what it is by content, whether it is safe, what it holds.

``read`` is the one door. ``READERS`` is the registry: a type of file to the function that reads
it. Every other type that people hand in is known by name, so that the refusal can say what the
file really is and what to do.
"""

import stat
from collections.abc import Callable
from pathlib import Path

from pubaudit.models import Grid
from pubaudit.readers import binary, ods, xlsx
from pubaudit.readers.kinds import OTHERS, UNKNOWN, recognise
from pubaudit.readers.package import LIMITS, Limits, Package, refusal

__all__ = ["LIMITS", "READERS", "Limits", "Package", "read"]

Reader = Callable[[Path, bytes, Limits], list[Grid]]

READERS: dict[str, Reader] = {
    "xlsx": xlsx.read,
    "xls": binary.read_xls,
    "xlsb": binary.read_xlsb,
    "ods": ods.read,
}


def read(path: Path, limits: Limits = LIMITS) -> list[Grid]:
    """Return every sheet of the file at ``path``, hidden ones too, in the order of the tabs.

    The type is told from the content, not from the name. Raises ``InputError`` with one Chinese
    line (file, reason, what to do) if the file is absent, not a regular file, of a type that is
    not read, damaged, unsafe, beyond ``limits``, or without any value.
    """
    data = _load(path, limits)
    kind = recognise(path, data, limits)
    reader = READERS.get(kind)
    if reader is None:
        name, remedy = OTHERS.get(kind, UNKNOWN)
        raise refusal(path, f"文件的内容是{name}，不能作为表格读取", remedy)
    return reader(path, data, limits)


def _load(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a regular file within the size limit."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refusal(path, "这是文件夹，不是文件", "请指定其中的目录文件")
        if not stat.S_ISREG(status.st_mode):
            raise refusal(path, "这不是普通文件（是设备或管道）", "请指定磁盘上的文件")
        if status.st_size == 0:
            raise refusal(path, "文件是空的（0 字节）", "请重新获取该文件")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise refusal(path, "找不到该文件", "请检查路径和文件名") from error
    except PermissionError as error:
        raise refusal(path, "没有读取权限，或文件被占用", "请关闭占用它的程序再试") from error
    except (OSError, ValueError) as error:
        raise refusal(path, "文件打不开", "请检查路径、磁盘或网络位置后再试") from error
    if len(data) > limits.file_bytes:
        size = limits.file_bytes >> 20
        raise refusal(path, f"文件超过 {size} MiB", "请删去图片等无关内容，或拆分后再试")
    return data
