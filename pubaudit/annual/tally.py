"""Counts a year's requests and cases into the cells of the form, body by body."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pubaudit.annual.clock import Answer, RequestClock
from pubaudit.annual.ledger import Refusals, Sheet
from pubaudit.annual.records import Dispute, Request
from pubaudit.form import AnnualTables, Cell, CellKey, Form
from pubaudit.models import RecordCounts
from pubaudit.workdays.table import day_number

_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Late:
    """A late or overdue request, by its number alone."""

    request: Request
    answer: Answer


@dataclass(slots=True)
class Tally:
    """What was counted so far. All ``read`` = ``counted`` + ``outside`` + ``joint`` + refused rows.

    ``read`` is by input. ``outside``: rows that are not this year's or not this body's; ``joint``:
    rows of a case that another body's row has counted; ``granted``: counted requests that were
    granted; ``unnumbered``: requests without a number, which cannot be told to come again.
    """

    cells: Counter[CellKey] = field(default_factory=Counter)
    bodies: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    late: list[Late] = field(default_factory=list)
    granted: list[Request] = field(default_factory=list)
    at_once: int = 0
    read: Counter[int] = field(default_factory=Counter)
    counted: int = 0
    outside: int = 0
    joint: int = 0
    unnumbered: int = 0


class Register:
    """Keeps every request once; a number that comes again is refused, and said where.

    In one sheet an equal number of a body is enough; in another sheet the day of receipt must be
    the same too, since numbers may begin again each month. Of one still open and one answered, the
    answered one stays.
    """

    def __init__(self, tally: Tally, refusals: Refusals) -> None:
        self.requests: list[Request] = []
        self._tally = tally
        self._refusals = refusals
        self._first: dict[tuple[str, str], int] = {}
        self._others: dict[tuple[str, str], list[int]] = {}
        self._scopes: dict[tuple[int, str], Hashable] = {}

    def add(self, sheet: Sheet, found: Iterable[Request | None], scope: Hashable) -> None:
        """Take the requests of a sheet; only sheets of one ``scope`` may repeat each other."""
        kept, first = self.requests, self._first
        self._scopes[sheet.input, sheet.name] = scope
        for request in found:
            self._tally.read[sheet.input] += 1
            if request is None:
                continue
            if not request.number:
                self._tally.unnumbered += 1
                kept.append(request)
                continue
            size = len(kept)
            if first.setdefault((request.body, request.number), size) == size:
                kept.append(request)
            else:
                self._numbered_alike(request)

    def _numbered_alike(self, request: Request) -> None:
        """Refuse a request that is the same as one before; keep one that only has its number."""
        key = (request.body, request.number)
        others = self._others.setdefault(key, [self._first[key]])
        for place in others:
            if self._are_one(self.requests[place], request):
                self._refuse_one(place, request)
                return
        others.append(len(self.requests))
        self.requests.append(request)

    def _are_one(self, one: Request, other: Request) -> bool:
        here, there = (one.input, one.sheet), (other.input, other.sheet)
        alike = self._scopes[here] == self._scopes[there] and one.days.came == other.days.came
        return here == there or alike

    def _refuse_one(self, place: int, request: Request) -> None:
        before = self.requests[place]
        if before.result == "D" and request.result != "D":
            self.requests[place] = request
            before, request = request, before
        reason = f"申请编号“{request.number}”与{_seen_from(before, request)}重复"
        self._refusals.refuse(request.input, request.sheet, request.row, reason)


def _seen_from(before: Request | Dispute, now: Request | Dispute) -> str:
    """Name the row of a record as it is found from another's; files as the head counts them."""
    file = "" if before.input == now.input else f"文件{before.input + 1}"
    sheet = "" if not file and before.sheet == now.sheet else before.sheet
    return f"{file}{sheet}第{before.row}行"


def tally_requests(
    tally: Tally, requests: Sequence[Request], year: int, clock: RequestClock, only: str = ""
) -> None:
    """Count a year's requests, of the body ``only`` if that is given."""
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    placed = ((request, _place(request, first, last)) for request in requests)
    own = [
        (request, place)
        for request, place in placed
        if place is not None and (not only or request.body == only)
    ]
    tally.counted += len(own)
    tally.outside += len(requests) - len(own)
    tally.granted += [r for r, (_, result) in own if r.asked.granted and result != "D"]
    groups = Counter((request.body, request.applicant, place) for request, place in own)
    for (body, applicant, place), number in groups.items():
        for row in place:
            tally.cells[row, applicant] += number
            tally.bodies[body][row if row in "ABD" else "C7"] += number
    _judge(tally, [request for request, _ in own], clock)


def _judge(tally: Tally, requests: Sequence[Request], clock: RequestClock) -> None:
    answers = list(map(clock.judge, requests))
    tally.verdicts.update(answer.verdict for answer in answers)
    tally.reasons.update(a.reason for a in answers if a.verdict == "not_judged")
    tally.at_once += sum(answer.at_once for answer in answers)
    for request, answer in zip(requests, answers, strict=True):
        if answer.verdict in {"late", "overdue"}:
            tally.late.append(Late(request, answer))
            tally.bodies[request.body]["late"] += 1


def _place(request: Request, first: int, last: int) -> tuple[str, str] | None:
    """Return the rows where a request counts in the year: how it came, how it ended."""
    received, replied = request.days.came, request.days.replied
    if received is None or received > last or (replied is not None and replied < first):
        return None
    came = "A" if received >= first else "B"
    open_still = request.result == "D" or (replied is not None and replied > last)
    return came, "D" if open_still else request.result


def tally_disputes(  # noqa: PLR0913
    tally: Tally,
    sheet: Sheet,
    disputes: Iterable[Dispute | None],
    refusals: Refusals,
    seen: dict[str, Dispute],
    *,
    dedupe: bool = False,
    only: str = "",
) -> None:
    """Count cases; a case number that came before is a joint case (``dedupe``) or refused.

    Without ``dedupe`` only the same number of the same body is refused. ``seen`` goes from sheet
    to sheet. A joint case counts under each of its bodies, once in the tables.
    """
    for case in disputes:
        tally.read[sheet.input] += 1
        if case is None:
            continue
        if only and case.body != only:
            tally.outside += 1
            continue
        own = f"{case.body}\x1f{case.number}"
        before = seen.get(own) if case.number else None
        if before is not None:
            reason = f"案号“{case.number}”与{_seen_from(before, case)}重复"
            refusals.refuse(case.input, case.sheet, case.row, reason)
            continue
        joint = dedupe and case.number in seen
        seen[own] = case
        if case.number:
            seen[case.number] = case
        tally.bodies[case.body][case.kind] += 1
        if joint:
            tally.joint += 1
            continue
        tally.counted += 1
        tally.cells[case.kind, case.outcome] += 1


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
