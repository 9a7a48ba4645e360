"""The report as plain data: renderers judge and count nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pubaudit.models.cells import Problem
from pubaudit.models.judgement import DutyOf, ElementVerdict, Evidence, Finding, Verdict
from pubaudit.models.scheme import Basis


@dataclass(frozen=True, slots=True)
class Tool:
    """What made the report; fingerprints of the same ``normaliser`` can be compared."""

    name: str
    version: str
    normaliser: int


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
    """How many ledger records got which verdict.

    ``provisional`` of the ``not_judged`` wait only for the notice of a coming year (暂估).
    """

    total: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    pending: int = 0
    not_judged: int = 0
    provisional: int = 0


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
