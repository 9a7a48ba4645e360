"""Reads the rows of ledgers into records, in the form's own keys.

Only what the form counts is kept: of the applicant a number that tells one from another within
this run, of the request the document or title it asks for. Each column is read as a whole, equal
cells once. Days are day numbers since 1970-01-01.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple, TypeVar

from pubaudit.annual.categories import Categories, What
from pubaudit.annual.ledger import Refusals, Row, Sheet
from pubaudit.headers import cell_text
from pubaudit.ledger import MISSING, NO_DAY, UNREADABLE, day_of_value
from pubaudit.models import Value
from pubaudit.text import normalise, one_line, shorten

T = TypeVar("T")

_OPEN = "D"
_SHORTEST_BODY = 3
_SEVERAL = 3
_GRANTED = frozenset({"C1", "C2"})
_ONE_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_TWO = 2
_NO_DATES = frozenset({UNREADABLE, NO_DAY})
_WRITTEN_DAY = frozenset("0123456789０１２３４５６７８９-/.年月日号 :")


class Days(NamedTuple):
    """The days that a ledger gives of a request, None where it gives none."""

    received: int | None = None
    signed: int | None = None
    confirmed: int | None = None
    correction_asked: int | None = None
    corrected: int | None = None
    extension_told: int | None = None
    asked_from: int | None = None
    asked_to: int | None = None
    replied: int | None = None

    @property
    def came(self) -> int | None:
        """The day on which the request came in."""
        return self.signed if self.received is None else self.received


class Asked(NamedTuple):
    """What a request asked for, by ``document`` number and ``title``, and by whom.

    ``who`` tells applicants apart, None where the ledger does not say: a hash of the name that only
    this process can make, and its length. ``granted``: in full or part, and not public before.
    """

    document: str = ""
    title: str = ""
    who: tuple[int, int] | None = None
    granted: bool = False


class Request(NamedTuple):
    """One request. Keys are the form's; ``result`` is D while it is open.

    ``row`` is 1-based. ``extended`` and ``delayed`` are what the ledger ticks.
    """

    input: int
    sheet: str
    row: int
    number: str
    body: str
    applicant: str
    result: str
    channel: str
    days: Days
    extended: bool = False
    delayed: bool = False
    asked: Asked = Asked()


class Dispute(NamedTuple):
    """One review or suit: the row and column of section 四 where it counts."""

    input: int
    sheet: str
    row: int
    number: str
    body: str
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class BodyNames:
    """Whose the rows of a ledger are: ``asked`` is the body that the user names, else ""."""

    asked: str
    file: str

    def of(self, said: str) -> str:
        """Return the body that a row names; one that names none is the asked one's, or the file's.

        Within a county its name is left out: 县财政局 is 云岫县财政局.
        """
        if len(said) >= _SHORTEST_BODY and self.asked.endswith(said):
            return self.asked
        return said or self.asked or self.file


def requests(
    sheet: Sheet, categories: Categories, bodies: BodyNames, refusals: Refusals
) -> Iterator[Request | None]:
    """Yield one request a row with anything in it, None where it is refused (reason kept)."""
    if "applicant" not in sheet.columns:
        rows = sum(_is_record(sheet, row) for row in sheet.data)
        refusals.refuse_all(sheet.input, sheet.name, rows, "没有认出“申请人类型”栏")
        yield from repeat(None, rows)
        return
    text = _Meanings(_text)
    columns = zip(
        sheet.data,
        text.of(sheet, "number"),
        _Meanings(lambda value: bodies.of(_text(value))).of(sheet, "body"),
        _Meanings(lambda value: categories.applicant(_text(value))).of(sheet, "applicant"),
        _Meanings(lambda value: categories.result(_text(value))).of(sheet, "result"),
        _Meanings(lambda value: categories.channel(_text(value))).of(sheet, "channel"),
        _days(sheet),
        _Meanings(lambda value: categories.affirmed(_text(value))).of(sheet, "extended"),
        _Meanings(lambda value: categories.affirmed(_text(value))).of(sheet, "delayed"),
        _asked(sheet, categories),
        strict=True,
    )
    for at, (row, number, named, who, how, by, days, longer, later, asked) in enumerate(
        columns, sheet.first_row
    ):
        result = how
        if not how and days.replied is None and not _says(sheet, row, "result"):
            result = _OPEN
        if days.came is not None and who and result and _NO_DATES.isdisjoint(days):
            yield Request(
                sheet.input, sheet.name, at, number, named, who, result, by, days, longer, later,
                asked,
            )  # fmt: skip
        elif _is_record(sheet, row):
            reason = _refusal(sheet, row, days, categories)
            refusals.refuse(sheet.input, sheet.name, at, reason)
            yield None


def disputes(
    sheet: Sheet, categories: Categories, bodies: BodyNames, refusals: Refusals
) -> Iterator[Dispute | None]:
    """Yield one case a row with anything in it, None where it is refused (reason kept)."""
    for at, row in enumerate(sheet.data, sheet.first_row):
        if not _is_record(sheet, row):
            continue
        kind = categories.dispute(_says(sheet, row, "kind"))
        outcome = categories.outcome(_says(sheet, row, "outcome"))
        if kind and outcome:
            number, named = _says(sheet, row, "number"), bodies.of(_says(sheet, row, "body"))
            yield Dispute(sheet.input, sheet.name, at, number, named, kind, outcome)
            continue
        role: What = "outcome" if kind else "kind"
        what = "审理结果" if kind else "案件类型"
        reason = _unknown(what, _says(sheet, row, role), role, categories)
        refusals.refuse(sheet.input, sheet.name, at, reason)
        yield None


# --- columns -----------------------------------------------------------------------------------


class _Meanings(dict[Value, T]):
    """What each cell of a column means; equal cells are asked about once."""

    def __init__(self, meaning: Callable[[Value], T]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, value: Value) -> T:
        self[value] = meaning = self._meaning(value)
        return meaning

    def of(self, sheet: Sheet, role: str) -> list[T]:
        """Return a column's meanings, row by row."""
        return list(map(self.__getitem__, sheet.column(role)))


def _days(sheet: Sheet) -> Iterator[Days]:
    day = _Meanings(_day)
    columns = {role: day.of(sheet, role) for role in Days._fields}
    if "asked_span" in sheet.columns and "asked_from" not in sheet.columns:
        spans = _Meanings(_span).of(sheet, "asked_span")
        columns["asked_from"] = [first for first, _ in spans]
        columns["asked_to"] = [last for _, last in spans]
    return map(Days, *columns.values())


def _span(value: Value) -> tuple[int | None, int | None]:
    """Return both days of 2025-03-04至2025-03-12; of what does not name two, that it names none."""
    text = _text(value)
    if not text:
        return None, None
    found = [_day(part) for part in _ONE_DAY.findall(text)]
    return (found[0], found[1]) if len(found) == _TWO else (UNREADABLE, UNREADABLE)


def _asked(sheet: Sheet, categories: Categories) -> list[Asked]:
    """Return what each row asked for; all the same where the sheet has no column that says it."""
    if not sheet.columns.keys() & {"document", "title"}:
        return [Asked()] * len(sheet.data)
    text = _Meanings(lambda value: one_line(_text(value)))
    columns = (
        text.of(sheet, "document"),
        text.of(sheet, "title"),
        _Meanings(_who).of(sheet, "who"),
        _Meanings(lambda value: _is_granted(_text(value), categories)).of(sheet, "result"),
    )
    return list(map(Asked, *columns))


def _who(value: Value) -> tuple[int, int] | None:
    name = normalise(_text(value))
    return (hash(name), len(name)) if name else None


def _is_granted(text: str, categories: Categories) -> bool:
    return categories.result(text) in _GRANTED and not categories.public_already(text)


def _day(value: Value) -> int | None:
    """Return a day number; one of ``_NO_DATES`` for what is no day; a 0 is a blank."""
    day = day_of_value(value) if value else MISSING
    return None if day == MISSING else day


def _text(value: Value) -> str:
    return cell_text(value) if value else ""  # a 0 says as little as a blank


def _is_record(sheet: Sheet, row: Row) -> bool:
    """Tell a record from a blank row, the header once more at a page break, and a sum."""
    texts = [_text(value) for value in row]
    first = next(filter(None, texts), "")
    again = sum(
        value == head for value, head in zip(row, sheet.rows[sheet.header], strict=True) if value
    )
    return bool(first) and again < _SEVERAL and not first.startswith(sheet.sums)


def _says(sheet: Sheet, row: Row, role: str) -> str:
    at = sheet.columns.get(role)
    return "" if at is None else _text(row[at])


# --- refusals ----------------------------------------------------------------------------------

_NAMES = {"received": "收到日期", "replied": "答复日期"}


def _refusal(sheet: Sheet, row: Row, days: Days, categories: Categories) -> str:
    """Say why a request cannot be counted.

    Only what is written like a day is quoted: a name or the words of a request may stand in any
    other cell by mistake.
    """
    for role, day in zip(Days._fields, days, strict=True):
        if day in _NO_DATES:
            said = _says(sheet, row, role)
            quoted = f"“{shorten(said, 20)}”" if _WRITTEN_DAY.issuperset(said) else "栏"
            return f"{_NAMES.get(role, '日期')}{quoted}不是日期，请写全年月日，如 2025-03-05"
    if days.came is None:
        return "没有收到日期"
    text = _says(sheet, row, "applicant")
    if not categories.applicant(text):
        return _unknown("申请人类型", text, "applicant", categories)
    text = _says(sheet, row, "result")
    if group := categories.group(text):
        return f"办理结果只写“{group}”，没有写明是其中哪一种"
    return _unknown("办理结果", text, "result", categories)


def _unknown(name: str, text: str, what: What, categories: Categories) -> str:
    if not text:
        return f"没有{name}"
    near = categories.near(text, what)
    return f"{name}不是格式所列的类别" + (f"，是否为“{near}”" if near else "")
