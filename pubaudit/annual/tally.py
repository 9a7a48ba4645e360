"""Counts a year's requests into the cells of the form, body by body."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pubaudit.annual.clock import Answer, RequestClock
from pubaudit.annual.ledger import Refusals, Sheet
from pubaudit.annual.records import Dispute, Request
from pubaudit.form import AnnualTables, Cell, CellKey, Form
from pubaudit.models import RecordCounts
from pubaudit.workdays.table import day_number, day_of

_TOTAL = "total"


class Outside(NamedTuple):
    """A row of another year, that it began in (0 if unknown), or of another body (-1)."""

    input: int
    sheet: str
    row: int
    year: int = -1


@dataclass(frozen=True, slots=True)
class Judged:
    """A request with the verdict on it, to be shown by its number alone."""

    request: Request
    answer: Answer


@dataclass(slots=True)
class Tally:
    """What was counted so far. All ``read`` = ``counted`` + ``outside`` + ``joint`` + refused rows.

    ``read`` is by input. ``outside``: rows that are not this year's or not this body's; ``joint``:
    rows of a case that another body's row has counted; ``requests`` of the counted ones;
    ``granted``: requests that were granted; ``unnumbered``: requests without a number, which cannot
    be told to come again; ``plain_suits``: suits of which it is not said if a review came first.
    """

    cells: Counter[CellKey] = field(default_factory=Counter)
    bodies: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    verdicts: Counter[str] = field(default_factory=Counter)
    late: list[Judged] = field(default_factory=list)
    not_judged: list[Judged] = field(default_factory=list)
    granted: list[Request] = field(default_factory=list)
    at_once: int = 0
    read: Counter[int] = field(default_factory=Counter)
    counted: int = 0
    requests: int = 0
    plain_suits: int = 0
    outside: list[Outside] = field(default_factory=list)
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
            if first.setdefault((request.body, request.key), size) == size:
                kept.append(request)
            else:
                self._numbered_alike(request)

    def _numbered_alike(self, request: Request) -> None:
        """Refuse a request that is the same as one before; keep one that only has its number."""
        key = (request.body, request.key)
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
        reason = f"申请编号“{request.number}”与{seen_from(before, request)}重复"
        self._refusals.refuse(request.input, request.sheet, request.row, reason)


def seen_from(before: Request | Dispute, now: Request | Dispute) -> str:
    """Name the row of a record as it is found from another's; files as the head counts them."""
    file = "" if before.input == now.input else f"文件{before.input + 1}"
    sheet = "" if not file and before.sheet == now.sheet else before.sheet
    return f"{file}{sheet}第{before.row}行"


def tally_requests(
    tally: Tally, requests: Sequence[Request], year: int, clock: RequestClock, only: str = ""
) -> None:
    """Count a year's requests, of the body ``only`` if that is given."""
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    own = []
    for request in requests:
        place = _place(request, first, last)
        if only and request.body != only:
            tally.outside.append(Outside(request.input, request.sheet, request.row))
        elif place is None:
            began = day_of(request.days.came).year if request.days.came is not None else 0
            tally.outside.append(Outside(request.input, request.sheet, request.row, began))
        else:
            own.append((request, place))
    tally.counted += len(own)
    tally.requests += len(own)
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
    tally.at_once += sum(answer.at_once for answer in answers)
    for request, answer in zip(requests, answers, strict=True):
        if answer.verdict in {"late", "overdue"}:
            tally.late.append(Judged(request, answer))
            tally.bodies[request.body]["late"] += 1
        elif answer.verdict == "not_judged":
            tally.not_judged.append(Judged(request, answer))


def _place(request: Request, first: int, last: int) -> tuple[str, str] | None:
    """Return the rows where a request counts in the year: how it came, how it ended."""
    received, replied = request.days.came, request.days.replied
    if received is None or received > last or (replied is not None and replied < first):
        return None
    came = "A" if received >= first else "B"
    open_still = request.result == "D" or (replied is not None and replied > last)
    return came, "D" if open_still else request.result


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
