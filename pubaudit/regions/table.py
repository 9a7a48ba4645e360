"""The table of places: codes, names, and which place lies in which."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pubaudit.errors import SchemeError

Level = Literal["nation", "province", "city", "county"]

NATION = "000000"
_COLUMNS = ["code", "name", "short"]

# Names that are plain words as well: in running text they count only beside their superior.
PLAIN_WORDS = frozenset(
    (
        *("城东区", "城西区", "城北区", "城中区", "老城区", "新城区", "古城区", "市南区", "市北区"),
        *("市中区", "西市区", "新市区", "站前区", "港口区", "海港区", "江南区", "滨江区", "滨湖区"),
        *("湖滨区", "中原区", "新建区", "解放区", "老城", "新城", "港口", "海港", "江南", "中原"),
        *("新建", "解放", "公安", "平安", "友好", "胜利", "光明", "东方"),
    )
)


@dataclass(frozen=True, slots=True)
class Region:
    """A place; ``full_name`` is the whole chain, 江苏省盐城市亭湖区; the nation is 000000 国家."""

    code: str
    name: str
    full_name: str

    @property
    def level(self) -> Level:
        """The place's rank by its code; 东莞 is a city, 仙桃 (directly administered) a county."""
        if self.code == NATION:
            return "nation"
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"


def read_names(path: Path) -> dict[str, tuple[str, str]]:
    """Read ``regions.csv``: each code to its full and its short name.

    Raises ``SchemeError`` if the table is missing or malformed.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if next(rows, None) != _COLUMNS:
                raise SchemeError(f"{path}：首行应为 {','.join(_COLUMNS)}，请恢复该文件")
            names: dict[str, tuple[str, str]] = {}
            for number, row in enumerate(rows, start=2):
                if len(row) != len(_COLUMNS) or not _is_code(row[0]):
                    raise SchemeError(f"{path} 第{number}行：应为六位代码、全称、简称三列，请改正")
                names[row[0]] = (row[1], row[2])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SchemeError(f"{path}：读不出行政区划表（{error}），请重新安装或恢复该文件") from error
    return names


class Table:
    """All places; ``names`` maps a code to its full and its short name.

    The indexes are built when first asked for.
    """

    def __init__(self, names: Mapping[str, tuple[str, str]]) -> None:
        self.names = names

    def __len__(self) -> int:
        return len(self.names)

    def get(self, code: str) -> Region | None:
        """Return the region of a six-digit code (000000 is the nation), None if there is none."""
        return self.region(code) if code == NATION or code in self.names else None

    def bearers(self, name: str) -> tuple[Region, ...]:
        """Return every place that bears a name: full, or short as people say it."""
        return tuple(map(self.region, self.codes_of.get(name, ())))

    def lineage(self, region: Region) -> tuple[Region, ...]:
        """Return the region, its city, its province and the nation, whichever of them exist."""
        codes = () if region.code == NATION else self.chain(region.code)
        return tuple(self.region(code) for code in (*codes, NATION))

    @cached_property
    def codes_of(self) -> dict[str, list[str]]:
        """Every name to the codes that bear it: full, short, and 景宁县 for 景宁畲族自治县."""
        bearers: dict[str, list[str]] = {}
        for code, (name, short) in self.names.items():
            aliases = [name] if name == short else [name, short]
            if "自治" in name and not code.endswith("0000"):
                aliases.append(short + name[-1])
            for alias in aliases:
                bearers.setdefault(alias, []).append(code)
        return bearers

    @cached_property
    def formal(self) -> frozenset[str]:
        """The names that are read as places in running text: those with their suffix.

        景宁县 is one, 河南县 (青海) is not: 河南县级 is about 河南.
        """
        formal = {name for name, short in self.names.values() if name != short and len(name) > 2}
        for name, short in self.names.values():
            if "自治" in name and len(self.codes_of[short]) == 1:
                formal.add(short + name[-1])
        return frozenset(formal - PLAIN_WORDS)

    @cached_property
    def longest(self) -> int:
        """The length of the longest name."""
        return max(map(len, self.codes_of), default=0)

    def ends(self, text: str, start: int = 0, top: str = NATION) -> dict[int, set[str]]:
        """Where a chain of names within ``top`` may end, and the places it then means."""
        ends: dict[int, set[str]] = {}
        for end in range(start + 2, min(len(text), start + self.longest) + 1):
            for code in self.codes_of.get(text[start:end], ()):
                if code == top or not within(code, top):
                    continue
                ends.setdefault(end, set()).add(code)
                for further, codes in self.ends(text, end, code).items():
                    ends.setdefault(further, set()).update(codes)
        return ends

    def chain(self, code: str) -> tuple[str, ...]:
        """Return the code and its superiors in the table, lowest first."""
        codes = dict.fromkeys((code, code[:4] + "00", code[:2] + "0000"))
        return tuple(code for code in codes if code in self.names)

    def region(self, code: str) -> Region:
        """Return the region of a code that the table is known to have."""
        if code == NATION:
            return Region(NATION, "国家", "国家")
        full = "".join(self.names[part][0] for part in reversed(self.chain(code)))
        return Region(code, self.names[code][0], full)


def _is_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def within(code: str, top: str) -> bool:
    """Whether ``code`` is ``top`` or lies in it."""
    if top.endswith("0000"):
        return top == NATION or code[:2] == top[:2]
    return code == top or (top.endswith("00") and code[:4] == top[:4])
