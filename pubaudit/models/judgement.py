"""What became of an item, and what is to be acted on."""

from dataclasses import dataclass
from typing import Literal

from pubaudit.models.cells import Location
from pubaudit.models.scheme import Basis, MandatedItem

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
