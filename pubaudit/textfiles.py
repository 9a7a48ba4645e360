"""A user's text file: of bounded size, UTF-8 or GB18030, refused rather than read with gaps."""

from collections.abc import Sequence
from pathlib import Path

from pubaudit.errors import InputError


def read_text(path: Path, most: int) -> str:
    """Return the text of a file of at most ``most`` bytes.

    Raises ``InputError``, one Chinese line that names the file, the reason and the remedy.
    """
    return decoded(path, read_bytes(path, most))


def read_bytes(path: Path, most: int) -> bytes:
    """Return the bytes of a file; raises ``InputError`` as ``read_text`` does."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(f"读不到文件“{path.as_posix()}”，请检查路径和权限。") from error
    if len(content) > most:
        raise InputError(
            f"“{path.as_posix()}”超过 {most >> 20} MiB，请检查是否选对，或拆分后再试。"
        )
    return content


def decoded(
    path: Path,
    content: bytes,
    encodings: Sequence[str] = ("utf-8-sig", "gb18030"),
    remedy: str = "UTF-8 文本",
) -> str:
    """Return bytes as text by the first encoding that they are valid in.

    ``remedy`` is what to save it as. No byte is ever replaced: a damaged word would be taken for
    one that the file says. Raises ``InputError`` where they are valid in none.
    """
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"“{path.as_posix()}”不是文本文件（UTF-8 或 GB18030），请另存为 {remedy}后再试。"
    )
