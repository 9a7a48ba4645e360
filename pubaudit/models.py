"""The vocabulary of the whole program: frozen, slotted, picklable dataclasses.

Rows and columns are 0-based everywhere except in ``Location`` and the report types, which count
as Excel shows them (1-based). Chinese strings are the documents' and catalogs' own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

# --- what a reader returns ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value (``#REF!``) where a value should be."""

    code: str


Value = None | bool | int | float | str | date | datetime | time | timedelta | CellError


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; 0-based, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input, as Excel shows it: 1-based rows, column letters.

    ``input`` is the index of the file in the run; ``row`` 0 means the whole sheet.
    """

    input: int
    sheet: str
    row: int
    last_row: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the tool could not read or judge; ``skipped`` if content was left out."""

    message: str
    sheet: str = ""
    row: int = 0
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as a rectangle of values from cell A1 on; every row has the same length."""

    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()


# --- the yardstick -----------------------------------------------------------------------------

Confidence = Literal["full_text", "published", "scheme", "reconstructed", "unverified"]


@dataclass(frozen=True, slots=True)
class Basis:
    """The words that bind: document, number, article and a verbatim quote.

    In a scheme file an empty ``document`` and ``number`` mean the scheme's own document; the
    loader fills them in.
    """

    article: str
    quote: str
    document: str = ""
    number: str = ""
    confidence: Confidence = "full_text"


@dataclass(frozen=True, slots=True)
class InForce:
    """Since when and until when a document or limit holds, and how we know."""

    since: date | None = None
    until: date | None = None
    status: str = ""
    checked: date | None = None
    source: str = ""
    confidence: Confidence = "unverified"


Direction = Literal["within", "shown", "before", "window", "by", "reply", "advisory"]
Unit = Literal["working_day", "day", "hour", "month", "year", "date", "none"]
Rank = Literal["law", "regulation", "rule", "document", "scheme", "catalog"]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit from a law, a scheme or a parsed 公开时限 cell.

    ``amount`` counts in ``unit`` (working or calendar days, hours, months, years); for unit
    ``date`` it is the fixed date as ``MM-DD`` (``*-DD`` every month) or, once, in ISO form.
    ``rank`` says which document outranks which. ``what`` is the act that is due (公告合同);
    ``publishes`` is false where it is not a publication (备案, 答复).
    """

    id: str
    direction: Direction
    amount: int | str | None
    unit: Unit
    trigger: str
    basis: Basis
    rank: Rank
    in_force: InForce = InForce()
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    note: str = ""
    what: str = ""
    publishes: bool = True


Act = Literal["publish", "report", "notify"]
Force = Literal["must", "should", "encourage"]
Subject = Literal["organ", "enterprise", "owner", "platform"]
Origin = Literal["prose", "annex", "both"]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done once or again and again: ``when`` in the document's words.

    ``recurrence`` is ``yearly``, ``half_yearly``, ``quarterly``, ``monthly``, ``once`` or
    ``standing``; ``dates`` are the fixed dates, ``MM-DD`` if recurring, ISO if once.
    """

    id: str
    act: Act | Literal["establish"]
    what: str
    who: str
    recurrence: Literal["yearly", "half_yearly", "quarterly", "monthly", "once", "standing"]
    basis: Basis
    dates: tuple[str, ...] = ()
    within: int | None = None
    unit: Unit = "none"
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A goal (工作目标) that a scheme sets itself: aimed at, neither an item nor a duty.

    ``by`` is the year, the day in ISO form, or the document's own words (三年); ``who`` in its
    words, "" where it names nobody.
    """

    id: str
    what: str
    by: str
    basis: Basis
    who: str = ""


@dataclass(frozen=True, slots=True)
class MandatedItem:
    """One item (公开事项) that a scheme demands, in its own words.

    ``closed``: the element list is complete as written (no 等). ``basis`` holds one quote for
    each place that names the item, the governing one first. ``bodies`` empty: the field's.
    ``audience`` empty: the public at large (向社会). ``replaces``: the id of the item of the
    extended scheme in whose place this one stands.
    """

    id: str
    field: str
    name: str
    basis: tuple[Basis, ...]
    elements: tuple[str, ...] = ()
    closed: bool = True
    force: Force = "must"
    subject: Subject = "organ"
    act: Act = "publish"
    origin: Origin = "prose"
    level: str = ""
    condition: str = ""
    audience: str = ""
    bodies: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    note: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class SchemeField:
    """A field (领域) of a scheme. ``lead`` and ``bodies`` as the document names them.

    ``common`` fields (共通: 黑名单, credit) stand outside the rates of the other fields.
    """

    name: str
    bodies: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    common: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it names itself; ``number`` and ``issued`` are None where not known."""

    title: str
    issuer: str
    number: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class SuperiorDocument:
    """A document that the scheme names as its ground, and whether we hold its text.

    ``region`` is the division code of the place that issued it, "" where not said.
    """

    title: str
    number: str = ""
    held: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureException:
    """A ground on which the scheme lets information be withheld (国家秘密, 商业秘密 …)."""

    name: str
    basis: Basis
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel (公开渠道) that the scheme names; ``applies_to`` in the document's words."""

    name: str
    basis: Basis
    force: Force = "must"
    applies_to: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredColumn:
    """A column that the scheme wants in a catalog, named by its role in ``headers.yaml``."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class CatalogForm:
    """What the scheme demands of the catalog itself."""

    columns: tuple[RequiredColumn, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A demand that no file can show; checked by a person."""

    id: str
    what: str
    who: str
    how: str
    basis: Basis


Status = Literal["in_hand", "extends", "reconstructed"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One document of one region on one topic: the yardstick."""

    id: str
    code: str
    region: str
    topic: str
    document: Document
    status: Status
    fields: tuple[SchemeField, ...]
    items: tuple[MandatedItem, ...]
    in_force: InForce = InForce()
    source: str = ""
    extends: str = ""
    superiors: tuple[SuperiorDocument, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    duties: tuple[Duty, ...] = ()
    targets: tuple[Target, ...] = ()
    exceptions: tuple[DisclosureException, ...] = ()
    channels: tuple[Channel, ...] = ()
    form: CatalogForm | None = None
    checklist: tuple[ChecklistLine, ...] = ()
    no_demand: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    version: str = ""


# --- a department's catalog --------------------------------------------------------------------


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


# --- judgement ---------------------------------------------------------------------------------

Verdict = Literal["covered", "partial", "missing", "not_applicable"]
DutyOf = Literal["own", "other", "joint", "unknown"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class ElementVerdict:
    """Whether one element of an item is there."""

    name: str
    verdict: Literal["covered", "missing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The row (1-based, as Excel shows it) and words a verdict rests on, and how they match."""

    input: int
    sheet: str
    row: int
    last_row: int
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Match:
    """The judgement on one mandated item; ``reason`` is one Chinese sentence.

    ``read_as`` is the tool's own verdict where a person decided (人工认定), else None.
    """

    item: MandatedItem
    verdict: Verdict
    confidence: float
    reason: str
    how: str = ""
    needs_review: bool = False
    elements: tuple[ElementVerdict, ...] = ()
    entries: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    read_as: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be acted on; ``code`` never changes meaning, ``fingerprint`` survives edits."""

    code: str
    severity: Severity
    message: str
    basis: Basis | None = None
    item: str = ""
    body: str = ""
    location: Location | None = None
    fingerprint: str = ""


# --- the clock ---------------------------------------------------------------------------------

Date = date  # a field named ``date`` hides the type of that name


@dataclass(frozen=True, slots=True)
class Due:
    """The answer of the clock: a day, and what it rests on.

    ``official``: every day that was counted stands in a published notice, and ``earliest`` and
    ``latest`` equal ``date``. Otherwise the date is provisional (暂估) and lies between the two,
    both inclusive. ``calendar`` names the data used.
    """

    date: Date
    earliest: Date
    latest: Date
    official: bool
    calendar: str


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Working days between two days; ``fewest`` and ``most`` bound the number if provisional."""

    days: int
    fewest: int
    most: int
    official: bool
    calendar: str


@dataclass(frozen=True, slots=True)
class Day:
    """Whether a day is a working day, and why, in Chinese (周末, 春节放假, 调休上班 …)."""

    date: Date
    workday: bool
    why: str
    official: bool


# --- the report --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tool:
    """What made the report."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class SchemeReport:
    """Which yardstick was used, and how it stands."""

    id: str
    region: str
    document: str
    status: str
    version: str


@dataclass(frozen=True, slots=True)
class InputReport:
    """One input file: what it is, whose it is, and what could not be read."""

    path: str
    sha256: str
    body: str
    body_from: str
    sheets: tuple[str, ...]
    entries: int
    fields: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One mandated item with its verdict, grounds and evidence."""

    id: str
    field: str
    name: str
    verdict: Verdict
    confidence: float
    needs_review: bool
    duty: DutyOf
    reason: str
    elements: tuple[ElementVerdict, ...]
    evidence: tuple[Evidence, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class EntryReport:
    """The reverse view: one catalog row and the items it serves (none: not mandated)."""

    input: int
    sheet: str
    row: int
    text: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report table.

    ``kind`` is ``text``, ``count``, ``rate``, ``date``, or ``note``: words too long for a column,
    which stand below their row.
    """

    key: str
    title: str
    kind: Literal["text", "count", "rate", "date", "note"]


@dataclass(frozen=True, slots=True)
class Table:
    """Anything tabular in a report; each row maps column keys to values.

    A row may hold more than the columns show, for machines.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str | int | float | None], ...]


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """How many ledger records got which verdict."""

    total: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    pending: int = 0
    not_judged: int = 0


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How many items got which verdict; ``total`` counts all of them."""

    covered: int = 0
    partial: int = 0
    missing: int = 0
    not_applicable: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings of which severity."""

    error: int = 0
    warning: int = 0
    info: int = 0
    waived: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a report; ``skipped`` counts problems by which content was left out."""

    items: ItemCounts = ItemCounts()
    needs_review: int = 0
    findings: FindingCounts = FindingCounts()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One report on one subject, as plain data; renderers judge and count nothing.

    ``notes`` are the Chinese sentences at its head: the yardstick's standing, how region, body
    and fields were found.
    """

    kind: Literal["check", "region", "timeliness", "annual", "deadlines"]
    tool: Tool
    as_of: date
    calendar: str
    scheme: SchemeReport | None
    notes: tuple[str, ...] = ()
    inputs: tuple[InputReport, ...] = ()
    items: tuple[ItemReport, ...] = ()
    entries: tuple[EntryReport, ...] = ()
    records: RecordCounts = RecordCounts()
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    parts: tuple["AuditReport", ...] = ()
    summary: Summary = Summary()
    schema: str = "pubaudit/report/1"
