"""The outer shell of an office file: a zip of XML parts, opened as if a stranger had sent it.

Nothing is believed that can be measured. The zip directory is checked for doubled, climbing and
overlapping entries and for encryption; inflated bytes are counted while inflating, whatever the
directory claims; every CRC is verified by reading the part to its end; a DOCTYPE in any XML part
is refused, so no entity is ever defined, let alone fetched. Parts that are not XML (pictures,
macros) are never inflated.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from pubaudit.errors import InputError

_MIB = 1 << 20
_CHUNK = _MIB
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_SAVE_AGAIN = "请重新获取该文件，或用 Excel、WPS 打开并另存为 .xlsx 后再试"


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps on one input; all counts are of what is really there, not of what is declared.

    ``cells`` counts the rectangle from A1 to the last row and column with a value, blanks
    included, over all sheets: 2**24 is Excel's full height by sixteen columns.
    ``token_bytes`` is the longest single XML token (a tag or a run without markup). The last two
    are for the process that reads xls and xlsb: its time, and its whole memory.
    """

    file_bytes: int = 128 * _MIB
    parts: int = 10_000
    inflated_bytes: int = 512 * _MIB
    token_bytes: int = 16 * _MIB
    strings: int = 4_000_000
    sheets: int = 500
    cells: int = 1 << 24
    merges: int = 200_000
    worker_seconds: float = 60
    worker_bytes: int = 2048 * _MIB


LIMITS = Limits()


def refusal(path: Path, reason: str, remedy: str) -> InputError:
    """Return an ``InputError`` of one line: the file as given, the reason, what to do."""
    line = f"{path.as_posix()}：{reason}。{remedy}。"
    return InputError("".join(c if c.isprintable() else "?" for c in line))


def unsafe(path: Path, reason: str) -> InputError:
    """Return a refusal of something that an honest catalog does not have."""
    return refusal(path, reason + "，为安全起见不读", _SAVE_AGAIN)


def damaged(path: Path, reason: str) -> InputError:
    """Return a refusal of a file that is broken."""
    return refusal(path, reason, _SAVE_AGAIN)


def locked(path: Path) -> InputError:
    """Return a refusal of a file that only its password opens."""
    return refusal(path, "文件设有密码", "请输入密码打开，去掉密码后另存为 .xlsx 再试")


class Package:
    """An opened zip of parts. Part names are matched without case and with ``/``.

    Raises ``InputError`` on opening if the zip is damaged or unsafe, and on reading a part if
    that part is.
    """

    def __init__(self, path: Path, data: bytes, limits: Limits = LIMITS) -> None:
        self.path = path
        self.limits = limits
        self._inflated = 0
        # Counted before zipfile builds an object for every entry of the directory.
        if data.count(_DIRECTORY_ENTRY) > limits.parts:
            raise self.unsafe(f"压缩包内的部件超过 {limits.parts} 个")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise self.damaged("压缩包的目录读不出，文件不完整或已损坏") from error
        self._parts = self._checked_parts()
        self._unread = set(self._parts)

    def unsafe(self, reason: str) -> InputError:
        """Return the refusal ``unsafe`` of this file."""
        return unsafe(self.path, reason)

    def damaged(self, reason: str) -> InputError:
        """Return the refusal ``damaged`` of this file."""
        return damaged(self.path, reason)

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all parts, lower case, with ``/``."""
        return frozenset(self._parts)

    def _checked_parts(self) -> dict[str, zipfile.ZipInfo]:
        parts: dict[str, zipfile.ZipInfo] = {}
        free_from = 0
        for info in sorted(self._zip.infolist(), key=lambda one: one.header_offset):
            name = info.filename.replace("\\", "/").lower()
            if name.startswith("/") or ":" in name or ".." in name.split("/"):
                raise self.unsafe(f"压缩包内的部件名“{name}”指向包外")
            if name in parts:
                raise self.unsafe(f"压缩包内有两个同名部件“{name}”")
            if info.flag_bits & _ENCRYPTED:
                raise refusal(self.path, "压缩包已加密", "请去掉密码后另存再试")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self.unsafe(f"部件“{name}”的压缩方法不是 xlsx 所用的方法")
            if info.header_offset < free_from:
                raise self.unsafe(f"压缩包内的部件“{name}”与别的部件重叠")
            free_from = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
            parts[name] = info
        if free_from > self._zip.start_dir:
            raise self.unsafe("压缩包内有部件与目录重叠")
        return parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the inflated bytes of a part, about 1 MiB at a time; CRC verified at the end.

        Raises ``InputError`` if the part is absent or damaged, or if all parts read so far
        inflate to more than ``limits.inflated_bytes``.
        """
        info = self._parts.get(name.lower())
        if info is None:
            raise self.damaged(f"工作簿缺少部件“{name}”")
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    self._inflated += len(chunk)
                    if self._inflated > self.limits.inflated_bytes:
                        size = self.limits.inflated_bytes // _MIB
                        raise self.unsafe(f"文件解压后超过 {size} MiB")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise self.damaged(f"部件“{name}”不完整或校验不符，文件已损坏") from error
        self._unread.discard(name.lower())

    def parser(self, separator: str | None = None) -> expat.XMLParserType:
        """Return an expat parser that merges adjacent text and refuses a DOCTYPE.

        With a ``separator`` names come as their namespace, the separator, and the local name.
        """

        def doctype(*_: object) -> None:
            raise self.unsafe("文件的 XML 中含有 DOCTYPE 声明")

        parser = expat.ParserCreate(namespace_separator=separator)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = doctype
        return parser

    def feed(self, parser: expat.XMLParserType, data: bytes, *, final: bool = False) -> None:
        """Give ``data`` to ``parser``; malformed XML becomes an ``InputError``."""
        try:
            parser.Parse(data, final)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self.damaged("文件内部的 XML 不完整或已损坏") from error

    def parse(self, name: str, parser: expat.XMLParserType) -> None:
        """Run a whole part through ``parser``; raises ``InputError``."""
        fed = 0
        for chunk in self.chunks(name):
            self.feed(parser, chunk)
            fed += len(chunk)
            self.check_token(fed - parser.CurrentByteIndex)
        self.feed(parser, b"", final=True)

    def check_token(self, pending: int) -> None:
        """Refuse a token of which ``pending`` bytes wait in the parser's buffer for its end."""
        if pending > self.limits.token_bytes:
            raise self.unsafe(f"文件内有超过 {self.limits.token_bytes // _MIB} MiB 的单个内容")

    def check_rest(self) -> None:
        """Read the XML parts that nobody has asked for: size, CRC, DOCTYPE."""
        for name in sorted(self._unread):
            if not name.endswith(_XML_SUFFIXES):
                continue
            seam = b""
            for chunk in self.chunks(name):
                # Without its NULs, ASCII text in UTF-16 reads as ASCII.
                text = seam + (chunk.replace(b"\0", b"") if b"\0" in chunk else chunk)
                if b"<!DOCTYPE" in text:
                    raise self.unsafe(f"部件“{name}”中含有 DOCTYPE 声明")
                seam = text[-len(b"<!DOCTYPE") :]


@lru_cache(maxsize=256)
def local_name(name: str) -> str:
    """Return the name of an XML element or attribute without its prefix."""
    return name.rpartition(":")[2]


def resolve(base: str, target: str) -> str:
    """Return the part name that the relationship ``target`` of part ``base`` points to."""
    target = target.replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)).lstrip("/")
