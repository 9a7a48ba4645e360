"""Counts a year's requests and cases into the cells of the form, body by body."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pubaudit.annual.clock import Answer, RequestClock
from pubaudit.annual.ledger import Dispute, Refusals, Request
from pubaudit.form import AnnualTables, Cell, CellKey, Form
from pubaudit.models import Problem, RecordCounts
from pubaudit.workdays.table import day_number

_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Late:
    """A late or overdue request, by its number alone."""

    request: Request
    answer: Answer


@dataclass(slots=True)
class Tally:
    """What was counted so far. ``read`` = ``counted`` + ``outside`` + refused rows.

    ``outside``: rows that are not this year's or not this body's.
    """

    cells: Counter[CellKey] = field(default_factory=Counter)
    bodies: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    late: list[Late] = field(default_factory=list)
    at_once: int = 0
    read: int = 0
    counted: int = 0
    outside: int = 0
    joint: int = 0


def tally_requests(  # noqa: PLR0913, PLR0917
    tally: Tally,
    requests: Iterable[Request | None],
    year: int,
    clock: RequestClock,
    refusals: Refusals,
    only: str = "",
) -> None:
    """Count one sheet's requests; a number that came before in the sheet's body is refused."""
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    seen: dict[tuple[str, str], int] = {}
    for request in requests:
        tally.read += 1
        if request is None:
            continue
        key = (request.body, request.number)
        if request.number and key in seen:
            problem = f"申请编号“{request.number}”与第{seen[key]}行重复；未计入"
            refusals.refused += 1
            refusals.note(request.input, Problem(problem, request.sheet, request.row, skipped=True))
            continue
        seen[key] = request.row
        placed = _place(request, first, last)
        if placed is None or (only and request.body != only):
            tally.outside += 1
            continue
        tally.counted += 1
        came, result = placed
        for row in (came, result):
            tally.cells[row, request.applicant] += 1
            tally.bodies[request.body][row if row in "ABD" else "C7"] += 1
        _judge(tally, request, clock)


def _place(request: Request, first: int, last: int) -> tuple[str, str] | None:
    """Return the rows where a request counts in the year: how it came, how it ended."""
    received = request.days["received"]
    if received is None:
        received = request.days["signed"]
    replied = request.days["replied"]
    if received is None or received > last or (replied is not None and replied < first):
        return None
    came = "A" if received >= first else "B"
    open_still = request.result == "D" or (replied is not None and replied > last)
    return came, "D" if open_still else request.result


def _judge(tally: Tally, request: Request, clock: RequestClock) -> None:
    answer = clock.judge(request)
    tally.verdicts[answer.verdict] += 1
    tally.at_once += answer.at_once
    if answer.verdict == "not_judged":
        tally.reasons[answer.reason] += 1
    if answer.verdict in {"late", "overdue"}:
        tally.late.append(Late(request, answer))
        tally.bodies[request.body]["late"] += 1


def tally_disputes(  # noqa: PLR0913
    tally: Tally,
    disputes: Iterable[Dispute | None],
    refusals: Refusals,
    seen: dict[str, Dispute],
    *,
    dedupe: bool = False,
    only: str = "",
) -> None:
    """Count cases; a case number that came before is a joint case (``dedupe``) or refused.

    Without ``dedupe`` only the same number of the same body is refused. ``seen`` goes from sheet
    to sheet.
    """
    for case in disputes:
        tally.read += 1
        if case is None:
            continue
        key = case.number if dedupe else f"{case.body}\x1f{case.number}"
        before = seen.get(key) if case.number else None
        if before is not None and before.body == case.body:
            refusals.refused += 1
            problem = f"案号“{case.number}”与第{before.row}行重复；未计入"
            refusals.note(case.input, Problem(problem, case.sheet, case.row, skipped=True))
            continue
        if before is not None:
            tally.joint += 1
            tally.outside += 1
            continue
        seen[key] = case
        if only and case.body != only:
            tally.outside += 1
            continue
        tally.counted += 1
        tally.cells[case.kind, case.outcome] += 1
        tally.bodies[case.body][case.kind] += 1


def official(tally: Tally, form: Form, proactive: Sequence[Mapping[CellKey, Cell]]) -> AnnualTables:
    """Return the tables: every cell filled, totals added up; several counts sheets are summed."""
    cells: dict[CellKey, Cell] = {}
    for block in form.blocks:
        for row in block.rows:
            for column in block.columns:
                key = (row.key, column.key)
                value = sum(sheet[key].number for sheet in proactive if key in sheet)
                cells[key] = _cell(round(value, 6) if isinstance(value, float) else value)
    for line in form.requests:
        for across in form.applicants:
            cells[line.key, across.key] = _cell(_sum(tally, form, line.key, across.key))
    for line in form.disputes.rows:
        parts = [tally.cells[line.key, column.key] for column in form.disputes.columns]
        for column in form.disputes.columns:
            number = sum(parts) if column.key == _TOTAL else tally.cells[line.key, column.key]
            cells[line.key, column.key] = _cell(number)
    return AnnualTables(form, cells)


def records(tally: Tally) -> RecordCounts:
    """Return the verdicts on the counted requests."""
    by = tally.verdicts
    return RecordCounts(
        sum(by.values()),
        by["on_time"],
        by["late"],
        by["overdue"],
        by["pending"],
        by["not_judged"],
    )


def _sum(tally: Tally, form: Form, row: str, column: str) -> int:
    rows = form.result_keys() if row == "C7" else (row,)
    columns = (
        tuple(c.key for c in form.applicants if c.key != _TOTAL) if column == _TOTAL else (column,)
    )
    return sum(tally.cells[r, c] for r in rows for c in columns)


def _cell(value: float) -> Cell:
    return Cell(value, str(value))
