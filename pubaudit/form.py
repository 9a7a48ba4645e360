"""The form of the annual report (政府信息公开工作年度报告) as data, and its tables as read.

Rows and columns have keys; a cell is named by both. ``catalogs/annual.yaml`` holds the labels.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pubaudit import data
from pubaudit.errors import UsageError
from pubaudit.models import Basis, Location
from pubaudit.text import normalise, shorten, strip_numbering

Kind = Literal["count", "money", "change"]
CellKey = tuple[str, str]
_SHORT = 22
Number = int | float


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of the form: its label as printed, under the headings of ``path``.

    ``stems`` are normalised words by which the label is known, ``exact`` whole labels. ``kind`` of
    a column: counts, money in 万元, or a change (增/减) that may be negative.
    """

    key: str
    label: str
    path: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    kind: Kind = "count"


@dataclass(frozen=True, slots=True)
class Block:
    """One rectangle of cells with its title row."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the form, in use for the reports of the years ``since`` to ``until``."""

    id: str
    number: str
    title: str
    since: int
    blocks: tuple[Block, ...]
    corner: str
    applicants: tuple[Line, ...]
    requests: tuple[Line, ...]
    disputes: Block
    until: int = 9999

    @property
    def request_block(self) -> Block:
        """Section 三 as a block."""
        return Block(self.requests, self.applicants)

    def all_blocks(self) -> Iterator[Block]:
        """Yield the blocks of sections 二, 三 and 四 in order."""
        yield from self.blocks
        yield self.request_block
        yield self.disputes

    def cells(self) -> Iterator[tuple[Line, Line]]:
        """Yield every row and column that meet in a cell, in the form's order."""
        for block in self.all_blocks():
            for row in block.rows:
                for column in block.columns:
                    yield row, column

    def name(self, row: str, column: str) -> str:
        """Name a cell by the labels of its row and column."""
        for at, across in self.cells():
            if (at.key, across.key) == (row, column):
                return f"“{full_label(at)}”行“{across.label}”栏"
        raise KeyError((row, column))

    def result_keys(self) -> tuple[str, ...]:
        """Return the keys of the single results of section 三, without their total."""
        return tuple(r.key for r in self.requests if r.key[0] == "C" and r.key != "C7")


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections: its number, key, title and the stems its title is known by."""

    number: str
    key: str
    title: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number that prose quotes: how to find it, and which sums of cells it may equal."""

    name: str
    pattern: str
    cells: tuple[tuple[str, ...], ...]
    column: str


@dataclass(frozen=True, slots=True)
class Role:
    """A column of a ledger and the words that its header may be.

    A header that holds one of ``never`` is another column, whatever else it says; one of ``loose``
    is this column only where the sheet tells nothing of applicants. ``blank`` tells whether the
    blank ledger has the column.
    """

    key: str
    name: str
    words: tuple[str, ...]
    loose: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    blank: bool = True


@dataclass(frozen=True, slots=True)
class ApplicantHeaders:
    """Headers of what a ledger tells of applicants: ``inside`` a header, or the ``whole`` of it."""

    inside: tuple[str, ...]
    whole: tuple[str, ...]

    def among(self, headers: Iterable[str]) -> bool:
        """Tell whether a sheet with these normalised headers tells of its applicants."""
        return any(
            header in self.whole or any(word in header for word in self.inside)
            for header in headers
        )


@dataclass(frozen=True, slots=True)
class Negations:
    """Words that turn what follows into its contrary, and what may stand ``between`` the two."""

    marks: tuple[str, ...]
    between: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """How ledgers word the form's categories: a key of the form to normalised words.

    ``groups`` name no more than a group of results, by the first two characters of their keys.
    """

    negations: Negations
    groups: Mapping[str, tuple[str, ...]]
    results: Mapping[str, tuple[str, ...]]
    applicants: Mapping[str, tuple[str, ...]]
    channels: Mapping[str, tuple[str, ...]]
    disputes: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, tuple[str, ...]]
    plain_suits: tuple[str, ...]
    later_instances: tuple[str, ...]
    affirmed: tuple[str, ...]
    denied: tuple[str, ...]
    public_already: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What proactive disclosure is suggested on, and which titles may be shown.

    A title must be in 《》 or end in one of ``kinds``; the letters of a document number end in one
    of ``number_endings``. ``request_words`` betray the words of a request, ``private_words`` and
    ``private_patterns`` (of normalised text) a person: ``{surname}`` is one of ``surnames`` that
    does not begin one of ``not_names``. ``vague`` clauses of a catalog name nothing.
    """

    basis: Basis
    longest_title: int
    kinds: tuple[str, ...]
    number_endings: str
    request_words: tuple[str, ...]
    private_words: tuple[str, ...]
    surnames: str
    not_names: tuple[str, ...]
    private_patterns: tuple[str, ...]
    vague: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """Everything in ``catalogs/annual.yaml``."""

    title: str
    sections: tuple[Section, ...]
    forms: tuple[Form, ...]
    quoted: tuple[Quoted, ...]
    blank_marks: str
    template_text: tuple[str, ...]
    fee_words: tuple[str, ...]
    allocation_words: tuple[str, ...]
    department_words: tuple[str, ...]
    request_roles: tuple[Role, ...]
    dispute_roles: tuple[Role, ...]
    count_roles: tuple[Role, ...]
    applicant_headers: ApplicantHeaders
    whole_words: tuple[str, ...]
    sum_words: tuple[str, ...]
    group_fillers: tuple[str, ...]
    wordings: Wordings
    suggestion: Suggestion

    def of_year(self, year: int) -> Form:
        """Return the edition for the report of a year; raises ``UsageError`` before 2019."""
        for form in self.forms:
            if form.since <= year <= form.until:
                return form
        raise UsageError(
            f"{year}年的年度报告不用现行格式（2019年度起），请改用 2019 年及以后的年度。"
        )

    def edition(self, ident: str) -> Form:
        """Return an edition by its id."""
        return next(form for form in self.forms if form.id == ident)


@cache
def load_forms(path: Path) -> Forms:
    """Read ``catalogs/annual.yaml``. Raises ``SchemeError`` with file, line and key."""
    _, text = data.read(path, "年报格式")
    return data.shaped(path, text, data.parse(path, text), Forms)


# --- the tables of one report ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: its number (None if blank or not a number), the words shown, the place.

    ``unit`` holds 元 where money is given in 元; the number is in 万元 all the same.
    """

    value: Number | None
    shown: str = ""
    location: Location | None = None
    unit: str = ""

    @property
    def number(self) -> Number:
        """The number that counts: a blank is 0."""
        return self.value or 0


EMPTY: Mapping[CellKey, Cell] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AnnualTables:
    """The cells of sections 二, 三 and 四 by (row key, column key); absent cells were not found."""

    form: Form
    cells: Mapping[CellKey, Cell] = field(default_factory=lambda: EMPTY)

    def get(self, row: str, column: str) -> Cell | None:
        """Return a cell, None if the table has none there."""
        return self.cells.get((row, column))

    def number(self, row: str, column: str) -> Number:
        """Return the number of a cell, 0 where it is blank or absent."""
        cell = self.cells.get((row, column))
        return cell.number if cell else 0

    def has(self, row: str, column: str) -> bool:
        """Tell whether a cell holds a number."""
        cell = self.cells.get((row, column))
        return cell is not None and cell.value is not None


@dataclass(frozen=True, slots=True)
class Stray:
    """A row inside an official table whose label the form does not have."""

    label: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What several applicants asked one body for and got, and no catalog lists.

    ``info`` is its document number, else its title; ``full`` and ``partial`` count the answers.
    ``near`` names the catalog row that comes nearest, "" if none does, None without a catalog.
    """

    info: str
    body: str
    applicants: int
    full: int
    partial: int
    near: str | None = None


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A report as the rules see it: its tables, its prose, and what is known of it.

    ``year`` is 0 and ``body`` empty where unknown. ``prose`` maps a section key to its text, empty
    for tables without a report around them. ``power`` tells whether the body may make 规章, None
    if that cannot be told from its name. ``wanted`` comes from the ledgers; ``progress``
    is where the place's scheme wants progress told in the report.
    """

    tables: AnnualTables
    forms: Forms
    year: int = 0
    body: str = ""
    prose: Mapping[str, str] = field(default_factory=dict)
    strays: tuple[Stray, ...] = ()
    previous: AnnualTables | None = None
    power: bool | None = None
    wanted: tuple[Wanted, ...] = ()
    progress: Basis | None = None


def is_blank(text: str, marks: str) -> bool:
    """Tell whether a cell holds nothing, or only ``marks`` that stand for nothing."""
    return not normalise(text).strip(marks)


def number_text(number: Number) -> str:
    """Write a number as the form does: no exponent, no trailing zeros, six decimals at most."""
    rounded = round(float(number), 6)
    return str(int(rounded)) if rounded.is_integer() else f"{rounded:.6f}".rstrip("0")


def full_label(line: Line) -> str:
    """Name a line with the last heading above it, so that 1．… says which 1."""
    return f"{line.path[-1]} {line.label}" if line.path else line.label


def short_label(line: Line) -> str:
    """Name a row in few words: the number of its heading, its label without the bracket behind."""
    heading = line.path[1] if len(line.path) > 1 else ""
    mark = heading.partition("）")[0] + "）" if heading else ""
    bare, bracket, _ = line.label.rpartition("（")
    return mark + shorten(bare if bracket and bare else line.label, _SHORT)


def stem(label: str) -> str:
    """Return a label in its comparable form, without its number."""
    return strip_numbering(normalise(label))
