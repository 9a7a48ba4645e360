"""Reads the rows of ledgers into records, in the form's own keys.

Only what the form counts is kept: of the applicant a number that tells one from another within
this run, of the request the document or title it asks for. Each column is read as a whole, equal
cells once. Days are day numbers since 1970-01-01.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import repeat
from typing import NamedTuple, TypeVar

from pubaudit.annual.categories import Categories, What
from pubaudit.annual.ledger import Refusals, Row, Sheet
from pubaudit.headers import cell_text
from pubaudit.ledger import MISSING, NO_DAY, UNREADABLE, day_of_value
from pubaudit.models import Value
from pubaudit.text import normalise, one_line, shorten
from pubaudit.workdays.table import day_number, day_of

T = TypeVar("T")

_OPEN = "D"
_SEVERAL = 3
_GRANTED = frozenset({"C1", "C2"})
_ONE_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_UNTIL = re.compile(r"[至到]\d")
_COMPARABLE = re.compile(r"[0-9a-z-]*")
_TWO = 2
_AHEAD = NO_DAY + 1  # a day after the one that the ledger is judged on
_NO_DATES = frozenset({UNREADABLE, NO_DAY, _AHEAD})
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

    ``row`` is 1-based; ``key`` is the number as it compares. ``extended`` and ``delayed`` are what
    the ledger ticks; ``extended`` is None where it says something else than yes, no or a day.
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
    extended: bool | None = False
    delayed: bool = False
    asked: Asked = Asked()
    key: str = ""


class Dispute(NamedTuple):
    """One review or suit: the row and column of section 四 where it counts.

    ``key`` is the number as it compares; ``opened`` and ``closed`` are None where the ledger does
    not say; ``plain``: a suit of which it does not say whether a review came first.
    """

    input: int
    sheet: str
    row: int
    number: str
    body: str
    kind: str
    outcome: str
    opened: int | None = None
    closed: int | None = None
    plain: bool = False
    key: str = ""


class Reader(NamedTuple):
    """How the rows of a sheet are read: by which wordings, whose they are, as of which day."""

    categories: Categories
    body: Callable[[str], str]
    as_of: date
    refusals: Refusals


def number_key(number: str) -> str:
    """Return a number of a request or case as it compares: 〔2025〕第1号 is (2025)1号."""
    return number if _COMPARABLE.fullmatch(number) else normalise(number).replace("第", "")


def requests(sheet: Sheet, reader: Reader) -> Iterator[Request | None]:
    """Yield one request a row with anything in it, None where it is refused (reason kept)."""
    categories, refusals = reader.categories, reader.refusals
    if "applicant" not in sheet.columns:
        rows = sum(_is_record(sheet, row) for row in sheet.data)
        refusals.refuse_all(sheet.input, sheet.name, rows, "没有认出“申请人类型”栏")
        yield from repeat(None, rows)
        return
    text = _Meanings(_text)
    columns = zip(
        sheet.data,
        text.of(sheet, "number"),
        _Meanings(lambda value: reader.body(_text(value))).of(sheet, "body"),
        _Meanings(lambda value: categories.applicant(_text(value))).of(sheet, "applicant"),
        _Meanings(lambda value: categories.result(_text(value))).of(sheet, "result"),
        _Meanings(lambda value: categories.channel(_text(value))).of(sheet, "channel"),
        _days(sheet, reader.as_of),
        _Meanings(lambda value: _extension(value, reader)).of(sheet, "extended"),
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
        came = days.came
        dated = (
            came is not None and _NO_DATES.isdisjoint(days) and not _is_early(days.replied, came)
        )
        if dated and who and result:
            yield Request(
                sheet.input, sheet.name, at, number, named, who, result, by,
                days if longer.told is None else longer.on(days), longer.yes, later, asked,
                number_key(number),
            )  # fmt: skip
        elif _is_record(sheet, row):
            reason = _refusal(sheet, row, days, reader)
            refusals.refuse(sheet.input, sheet.name, at, reason)
            yield None


def disputes(sheet: Sheet, reader: Reader) -> Iterator[Dispute | None]:
    """Yield one case a row with anything in it, None where it is refused (reason kept)."""
    for at, row in enumerate(sheet.data, sheet.first_row):
        if not _is_record(sheet, row):
            continue
        case = _dispute(sheet, at, row, reader)
        if isinstance(case, Dispute):
            yield case
        else:
            reader.refusals.refuse(sheet.input, sheet.name, at, case)
            yield None


def _dispute(sheet: Sheet, at: int, row: Row, reader: Reader) -> Dispute | str:
    """Return the case of a row, or why it cannot be counted."""
    categories = reader.categories
    kind, outcome = (_says(sheet, row, role) for role in ("kind", "outcome"))
    if categories.later_instance(kind) or categories.later_instance(outcome):
        return "二审、再审与一审是同一案件，不另计；请在一审那一行写该案的结果，删去本行"
    if not categories.dispute(kind):
        return _unknown("案件类型", kind, "kind", categories)
    if not categories.outcome(outcome):
        return _unknown("审理结果", outcome, "outcome", categories)
    days = {}
    for role, name in (("opened", "受理日期"), ("closed", "结案日期")):
        place = sheet.columns.get(role)
        days[role] = None if place is None else _day(row[place], day_number(reader.as_of))
        if days[role] in _NO_DATES:
            return _no_day(name, _says(sheet, row, role), days[role], reader.as_of)
    opened, closed = days["opened"], days["closed"]
    if opened is not None and closed is not None and closed < opened:
        return "结案日期早于受理日期，请核对年份"
    number = _says(sheet, row, "number")
    return Dispute(
        sheet.input, sheet.name, at, number, reader.body(_says(sheet, row, "body")),
        categories.dispute(kind), categories.outcome(outcome), opened, closed,
        categories.plain_suit(kind), number_key(number),
    )  # fmt: skip


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


class _Extension(NamedTuple):
    """What a cell on the extension says: yes, no or None; told on a day, or a day of a month."""

    yes: bool | None = False
    told: int | tuple[int, int] | None = None

    def on(self, days: Days) -> Days:
        """Return the days with the one that the cell names; a column of its own comes first."""
        if days.extension_told is not None or self.told is None or days.came is None:
            return days
        if isinstance(self.told, int):
            return days._replace(extension_told=self.told)
        came = day_of(days.came)
        year = came.year + (self.told < (came.month, came.day))
        try:
            return days._replace(extension_told=day_number(date(year, *self.told)))
        except ValueError:
            return days


_NOT_EXTENDED = _Extension()


def _extension(value: Value, reader: Reader) -> _Extension:
    """Read 是, 否, 2025-03-20 or 是，3月20日告知; yes is None for anything else.

    A day that the extension lasts until (延期至4月20日) is not the one on which it was told.
    """
    text = _text(value)
    plain = normalise(text)
    if reader.categories.denied(text):
        return _NOT_EXTENDED
    if reader.categories.affirmed(text):
        return _Extension(yes=True)
    if _UNTIL.search(plain) or reader.categories.denials(plain):
        return _Extension(yes=None)
    day = _day(value, day_number(reader.as_of))
    found = _ONE_DAY.search(plain)
    if day in _NO_DATES and found:
        day = _day(found[0], day_number(reader.as_of))
    if day is not None and day not in _NO_DATES:
        return _Extension(yes=True, told=day)
    if (short := _MONTH_AND_DAY.search(plain)) and not found:
        return _Extension(yes=True, told=(int(short[1]), int(short[2])))
    return _Extension(yes=None)


def _days(sheet: Sheet, as_of: date) -> Iterator[Days]:
    last = day_number(as_of)
    day = _Meanings(lambda value: _day(value, last))
    columns = {role: day.of(sheet, role) for role in Days._fields}
    if "asked_span" in sheet.columns and "asked_from" not in sheet.columns:
        spans = _Meanings(lambda value: _span(value, last)).of(sheet, "asked_span")
        columns["asked_from"] = [first for first, _ in spans]
        columns["asked_to"] = [last for _, last in spans]
    return map(Days, *columns.values())


def _span(value: Value, last: int) -> tuple[int | None, int | None]:
    """Return both days of 2025-03-04至2025-03-12; of what does not name two, that it names none."""
    text = _text(value)
    if not text:
        return None, None
    found = [_day(part, last) for part in _ONE_DAY.findall(text)]
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


def _day(value: Value, last: int) -> int | None:
    """Return a day number; one of ``_NO_DATES`` for no day or one after ``last``; 0 is a blank."""
    day = day_of_value(value) if value else MISSING
    return None if day == MISSING else _AHEAD if day > last else day


def _is_early(day: int | None, first: int) -> bool:
    return day is not None and day < first


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


def _refusal(sheet: Sheet, row: Row, days: Days, reader: Reader) -> str:
    """Say why a request cannot be counted."""
    categories = reader.categories
    for role, day in zip(Days._fields, days, strict=True):
        if day in _NO_DATES:
            return _no_day(_NAMES.get(role, "日期"), _says(sheet, row, role), day, reader.as_of)
    if days.came is None:
        return "没有收到日期"
    if _is_early(days.replied, days.came):
        return "答复日期早于收到日期，请核对年份"
    text = _says(sheet, row, "applicant")
    if not categories.applicant(text):
        return _unknown("申请人类型", text, "applicant", categories)
    text = _says(sheet, row, "result")
    if group := categories.group(text):
        return f"办理结果只写“{group}”，没有写明是其中哪一种"
    return _unknown("办理结果", text, "result", categories)


def _no_day(name: str, said: str, day: int | None, as_of: date) -> str:
    """Say why a date cannot be used.

    Only what is written like a day is quoted: a name or the words of a request may stand in any
    cell by mistake.
    """
    quoted = f"“{shorten(said, 20)}”" if _WRITTEN_DAY.issuperset(said) else "栏"
    if day == _AHEAD:
        return f"{name}{quoted}晚于截至日{as_of}，请核对年份"
    return f"{name}{quoted}不是日期，请写全年月日，如 2025-03-05"


def _unknown(name: str, text: str, what: What, categories: Categories) -> str:
    if not text:
        return f"没有{name}"
    near = categories.near(text, what)
    return f"{name}不是格式所列的类别" + (f"，是否为“{near}”" if near else "")
