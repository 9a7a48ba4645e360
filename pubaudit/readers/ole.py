"""The outer shell of old Office files: an OLE compound file ([MS-CFB]), checked and listed.

A compound file is a small file system: sectors, chained by a table (FAT), and a directory. Only
what a preflight needs is read: the header is plausible, every chain that a reader will follow
ends, and what streams there are.
"""

from dataclasses import dataclass
from pathlib import Path
from struct import Struct, iter_unpack, unpack_from

from pubaudit.readers.package import damaged, unsafe

_HEADER = Struct("<24xHHHHH10xII4xIIIII109I")
_ENTRY = Struct("<64sHBxIII36xIQ")
_LAST_SECTOR = 0xFFFFFFFA  # higher values are marks: end of chain, free, FAT
_NO_ENTRY = 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
_MINI_SECTOR = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the directory: a stream or storage, where it starts, its neighbours."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """An opened compound file. Raises ``InputError`` if it is damaged or its chains loop."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._data = data
        if len(data) < _HEADER.size:
            raise damaged(path, "文件不完整")
        _, version, order, shift, mini, fats, first, self._cutoff, *rest = _HEADER.unpack_from(data)
        if order != 0xFFFE or (version, shift) not in ((3, 9), (4, 12)) or mini != 6:
            raise damaged(path, "文件头无法识别，文件已损坏")
        self._sector = 1 << shift
        self._sectors = -(-len(data) // self._sector) - 1
        self._fat = self._table(fats, rest[2], rest[4:])
        self._entries = self._directory(first)
        root = self._entries[0]
        self._mini_chain = self._chain(root.start) if root.size else []
        self._mini_fat = self._mini_table(rest[0]) if rest[1] else []
        self._streams = {one.name.lower(): one for one in self._top_level(root)}
        for one in self._streams.values():
            if one.size >= self._cutoff:
                self._chain(one.start)

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the streams and storages on the top level, lower case."""
        return frozenset(self._streams)

    def read(self, name: str) -> bytes:
        """Return a stream; one below the mini cutoff lies in 64-byte sectors within another."""
        entry = self._streams[name]
        if entry.size >= self._cutoff:
            return b"".join(map(self._content, self._chain(entry.start)))[: entry.size]
        parts: list[bytes] = []
        most = len(self._mini_chain) * self._sector // _MINI_SECTOR
        sector = entry.start
        while len(parts) * _MINI_SECTOR < entry.size:
            place, offset = divmod(sector * _MINI_SECTOR, self._sector)
            if place >= len(self._mini_chain) or sector >= len(self._mini_fat):
                raise damaged(self._path, "文件内部的目录指向文件之外，文件已损坏")
            content = self._content(self._mini_chain[place])
            parts.append(content[offset : offset + _MINI_SECTOR])
            if len(parts) > most:
                raise unsafe(self._path, "扇区链首尾相接，没有尽头")
            sector = self._mini_fat[sector]
        return b"".join(parts)[: entry.size]

    def _mini_table(self, first: int) -> list[int]:
        """Return the mini FAT: for each mini sector the next one of its chain."""
        data = b"".join(map(self._content, self._chain(first)))
        return [sector for (sector,) in iter_unpack("<I", data[: len(data) // 4 * 4])]

    def _content(self, sector: int) -> bytes:
        return self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _table(self, count: int, overflow: int, listed: list[int]) -> list[int]:
        """Return the FAT: for each sector the next one of its chain."""
        per_sector = self._sector // 4
        if count > self._sectors:
            raise unsafe(self._path, "文件头所说的扇区数超过文件大小")
        while len(listed) < count and overflow < self._sectors:
            *more, overflow = unpack_from(
                f"<{per_sector}I", self._content(overflow).ljust(self._sector)
            )
            listed += more
        table: list[int] = []
        for sector in listed[:count]:
            if sector >= self._sectors:
                raise damaged(self._path, "扇区表指向文件之外，文件已损坏")
            table += unpack_from(
                f"<{per_sector}I", self._content(sector).ljust(self._sector, b"\xff")
            )
        return table

    def _chain(self, sector: int) -> list[int]:
        """Return the sectors of a chain; each sector is in a chain at most once."""
        chain: list[int] = []
        while sector < _LAST_SECTOR:
            if sector >= min(self._sectors, len(self._fat)):
                raise damaged(self._path, "扇区链指向文件之外，文件已损坏")
            chain.append(sector)
            if len(chain) > self._sectors:
                raise unsafe(self._path, "扇区链首尾相接，没有尽头")
            sector = self._fat[sector]
        return chain

    def _directory(self, first: int) -> list[_Entry]:
        data = b"".join(map(self._content, self._chain(first)))
        data = data[: len(data) // _ENTRY.size * _ENTRY.size]
        entries = []
        for name, length, *rest in iter_unpack(_ENTRY.format, data):
            text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
            entries.append(_Entry(text, *rest))
        if not entries or entries[0].kind != _ROOT:
            raise damaged(self._path, "文件内部的目录无法识别，文件已损坏")
        return entries

    def _top_level(self, root: _Entry) -> list[_Entry]:
        found: dict[int, _Entry] = {}
        waiting = [root.child]
        while waiting:
            index = waiting.pop()
            if index == _NO_ENTRY or index in found:
                continue
            if index >= len(self._entries):
                raise damaged(self._path, "文件内部的目录指向文件之外，文件已损坏")
            entry = found[index] = self._entries[index]
            waiting += [entry.left, entry.right]
        return list(found.values())
