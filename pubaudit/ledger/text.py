"""Ledgers as text: how it is encoded, the objects of JSON lines or of a JSON array."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pubaudit.errors import InputError
from pubaudit.signatures import OLE, PARQUET, ZIP

_BLOCK = 1 << 20
# How a file begins that is no text, what it is then, and the suffix of such a file.
_NO_TEXT = {
    ZIP: (" Excel 工作簿（.xlsx 一类）", ".xlsx"),
    OLE: ("旧版 Excel 工作簿（.xls）", ".xls"),
    PARQUET: (" parquet", ".parquet"),
}


def json_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file with their lines (1-based), or their places in an array.

    A list or an object within one is given as its JSON. Raises ``InputError`` naming the line.
    """
    with path.open(encoding=encoding_of(path)) as file:
        is_array = next((line for line in file if line.strip()), "").lstrip().startswith("[")
        file.seek(0)
        for number, record in _array(path, file.read()) if is_array else _lines(path, file):
            if not isinstance(record, dict):
                unit = "条" if is_array else "行"
                raise InputError(f"{path.as_posix()} 第{number}{unit}：应是一个 JSON 对象")
            yield number, {key: _flat(value) for key, value in record.items()}


def _array(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise InputError(
            f"{path.as_posix()} 第{line}行：不是合法的 JSON，应是对象的数组，或每行一个对象"
        ) from error
    yield from enumerate(found, 1)


def _lines(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{path.as_posix()} 第{number}行：不是合法的 JSON，每行应是一个对象"
            ) from error
        yield number, record


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def encoding_of(path: Path) -> str:
    """Tell UTF-8 from GB18030 by decoding the file; raises ``InputError`` if it is no text."""
    try:
        _require_text(path)
        for encoding in ("utf-8-sig", "gb18030"):
            if _decodes(path, encoding):
                return encoding
    except OSError as error:
        raise InputError(f"{path.as_posix()}：文件打不开，请检查路径和权限") from error
    raise InputError(f"{path.as_posix()}：不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8 的 csv")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _require_text(path: Path) -> None:
    """Raise ``InputError`` for a workbook or parquet under the name of a text."""
    with path.open("rb") as file:
        head = file.read(max(map(len, _NO_TEXT)))
    for signature, (what, suffix) in _NO_TEXT.items():
        if head.startswith(signature):
            raise InputError(
                f"{path.as_posix()}：文件名是 {path.suffix}，内容却是{what}；"
                f"请把扩展名改为 {suffix} 后再试"
            )
