"""A department's catalog (目录) as read, every cell in the words shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pubaudit.models.cells import Location, Problem


@dataclass(frozen=True, slots=True)
class Tick:
    """One choice of a list of boxes or of ticked sub-columns: ■政府网站, □政府公报, √ under 主动.

    ``ticked`` is False for an empty box. ``optional``: the table's own legend leaves the choice
    open (“□”表示可选项); it is ticked all the same. ``note`` is what stands in place of a tick.
    """

    name: str
    ticked: bool = True
    optional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a catalog, every cell in the words shown.

    ``path`` is the category cells from the outermost in (sheet section, 一级事项, 二级事项 …),
    merged and blank continuation cells filled; ``content`` the 公开内容 cell. ``elements`` are the
    items of a list in it, without their marks, empty if it is no list; ``optional`` those parts
    that it marks 〔*…〕. ``channels``, ``audiences``, ``modes`` and ``levels`` are those cells
    decoded, empty where nothing is said.
    """

    location: Location
    path: tuple[str, ...]
    content: str
    number: str = ""
    basis: str = ""
    limit: str = ""
    body: str = ""
    channel: str = ""
    audience: str = ""
    mode: str = ""
    level: str = ""
    note: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    elements: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    channels: tuple[Tick, ...] = ()
    audiences: tuple[Tick, ...] = ()
    modes: tuple[Tick, ...] = ()
    levels: tuple[Tick, ...] = ()


RoleFrom = Literal["header", "content", "map"]


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column of a catalog table: its letter, the header as shown, the role found.

    ``by`` says how: by the header's words, by the cells below it, or as the user said (--map).
    """

    column: str
    header: str
    role: str
    by: RoleFrom = "header"


@dataclass(frozen=True, slots=True)
class CatalogTable:
    """One table found in a sheet: where its header stands (1-based rows) and its columns.

    ``header_row`` is 0 where the table goes on from the sheet before without a header of its own.
    ``sections`` are its section lines (一、政府采购) in order.
    """

    sheet: str
    header_row: int
    last_header_row: int
    columns: tuple[HeaderColumn, ...]
    title: str = ""
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """A department's catalog (目录) as read.

    ``body_from`` says how ``body`` was found: title, file, sheet or column. ``dated`` is the day of
    the catalog, or the first day of the month or year it names; ``dated_as`` the words that say it,
    ``dated_from`` where they stand: line (编制日期：…), title, column, sheet or file.
    """

    input: str
    sha256: str
    title: str
    sheets: tuple[str, ...]
    tables: tuple[CatalogTable, ...]
    entries: tuple[Entry, ...]
    body: str = ""
    body_from: str = ""
    problems: tuple[Problem, ...] = ()
    dated: date | None = None
    dated_from: str = ""
    dated_as: str = ""

    def has(self, role: str) -> bool:
        """Tell whether one of its tables has a column of this role (as in ``headers.yaml``)."""
        return any(column.role == role for table in self.tables for column in table.columns)
