"""Reads request and dispute ledgers (台账): columns by meaning, one record a row.

Only what the form counts is kept: no applicant's name and no text of a request is ever read into a
record. Days are day numbers since 1970-01-01.
"""

import csv
import difflib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from pubaudit.errors import InputError
from pubaudit.form import Form, Forms, Line, Role, Wordings, stem
from pubaudit.headers import cell_text
from pubaudit.ledger import MISSING, day_of_value
from pubaudit.models import Problem, Value
from pubaudit.readers import read
from pubaudit.text import normalise, shorten

_HEADER_WITHIN = 10
_NEAR = 0.6
_KEPT = 1 << 12
_BRACKETS = str.maketrans({"*": "", "(": "\n", ":": "", "#": ""})
Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a ledger with what it is and where its columns stand (0-based)."""

    input: int
    name: str
    kind: str
    columns: Mapping[str, int]
    header: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Keys are the form's; ``result`` is D while it is open, days None if not given.

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
    days: Mapping[str, int | None]
    extended: bool = False
    delayed: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """One review or suit: the row and column of section 四 where it counts."""

    input: int
    sheet: str
    row: int
    number: str
    body: str
    kind: str
    outcome: str


@dataclass(slots=True)
class Refusals:
    """The rows that cannot be counted, each with its reason, by input."""

    problems: dict[int, list[Problem]] = field(default_factory=dict)
    refused: int = 0

    def refuse(self, sheet: Sheet, row: int, reason: str) -> None:
        """Keep the reason why a row (1-based) is not counted."""
        self.refused += 1
        problem = Problem(f"{reason}；未计入", sheet.name, row, skipped=True)
        self.problems.setdefault(sheet.input, []).append(problem)

    def note(self, index: int, problem: Problem) -> None:
        """Keep something that is told but costs no row."""
        self.problems.setdefault(index, []).append(problem)


def open_ledger(path: Path, index: int, forms: Forms) -> list[Sheet]:
    """Return the sheets of a ledger; a sheet without known headers has kind "".

    Raises ``InputError`` if the file cannot be read.
    """
    if path.suffix.lower() in {".csv", ".txt"}:
        return [_sheet(index, path.stem, _csv(path), forms)]
    return [_sheet(index, grid.sheet, grid.rows, forms) for grid in read(path)]


def _csv(path: Path) -> list[list[Value]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.as_posix()}：文件打不开。请检查路径、文件名和权限。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [list(row) for row in csv.reader(io.StringIO(text))]
    raise InputError(f"{path.as_posix()}：文字编码认不出。请另存为 UTF-8 的 csv 后再试。")


def _sheet(index: int, name: str, rows: Rows, forms: Forms) -> Sheet:
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        headers = [normalise(cell_text(value)) for value in row]
        requests = _roles(headers, forms.request_roles)
        if "result" in requests and requests.keys() & {"received", "signed"}:
            return Sheet(index, name, "requests", requests, number, rows)
        disputes = _roles(headers, forms.dispute_roles)
        if {"kind", "outcome"} <= disputes.keys():
            return Sheet(index, name, "disputes", disputes, number, rows)
        if any(normalise(word) in headers for r in forms.count_roles[:1] for word in r.words[:1]):
            return Sheet(index, name, "counts", {}, number, rows)
    return Sheet(index, name, "", {}, 0, rows)


def _roles(headers: Sequence[str], roles: Iterable[Role]) -> dict[str, int]:
    """Map roles to columns: by the whole header, then by a word of it; each column once."""
    plain = [text.translate(_BRACKETS).partition("\n")[0] for text in headers]
    found: dict[str, int] = {}
    known = list(roles)
    for whole in (True, False):
        for role in known:
            for word in role.words if role.key not in found else ():
                at = _find(plain, normalise(word), whole, set(found.values()))
                if at is not None:
                    found[role.key] = at
                    break
    return found


def _find(headers: Sequence[str], word: str, whole: bool, taken: set[int]) -> int | None:
    for at, text in enumerate(headers):
        if at not in taken and text and (text == word if whole else len(word) > 3 and word in text):
            return at
    return None


# --- categories --------------------------------------------------------------------------------


class Categories:
    """Turns the wordings of ledgers into the form's keys; every answer is kept."""

    def __init__(self, form: Form, words: Wordings) -> None:
        self._results = _table(words.results, form.requests)
        self._applicants = _table(words.applicants, form.applicants)
        self._channels = _table(words.channels, ())
        self._disputes = _table(words.disputes, form.disputes.rows)
        self._outcomes = _table(words.outcomes, form.disputes.columns)
        self._rows = tuple(
            (normalise(word), row.key)
            for row in form.requests
            if row.key[0] in "CD" and row.key != "C7"
            for word in row.stems
        )
        self._one = "C6" if any(row.key == "C6" for row in form.requests) else ""
        self._yes = {normalise(word) for word in words.affirmed}
        # Ledgers repeat a few wordings over many rows.
        self.result = lru_cache(_KEPT)(self._result)
        self.applicant = lru_cache(_KEPT)(self._applicant)
        self.channel = lru_cache(_KEPT)(self._channel)
        self.yes = lru_cache(_KEPT)(self._affirmed)

    def _result(self, text: str) -> str:
        """Return the row key of a result, "" if the wording is unknown."""
        found = self._results.get(stem(text)) or self._inside(normalise(text))
        return self._one if self._one and found.startswith("C6") else found

    def _inside(self, text: str) -> str:
        """Find the one row whose stem a longer wording holds (不予公开：属于国家秘密)."""
        keys = {key for word, key in self._rows if word in text}
        return keys.pop() if len(keys) == 1 else ""

    def _applicant(self, text: str) -> str:
        """Return the column key of a kind of applicant, "" if unknown."""
        bare = stem(text)
        last = bare.replace("法人或其他组织", "").strip("-:/()·>") or bare
        return self._applicants.get(bare) or self._applicants.get(last, "")

    def _channel(self, text: str) -> str:
        """Return counter, mail, letter, online or fax, "" if unknown."""
        return self._channels.get(stem(text), "")

    def dispute(self, text: str) -> str:
        """Return the row key of a kind of case."""
        return self._disputes.get(stem(text), "")

    def outcome(self, text: str) -> str:
        """Return the column key of an outcome."""
        return self._outcomes.get(stem(text), "")

    def _affirmed(self, text: str) -> bool:
        """Tell whether a cell affirms."""
        return normalise(text) in self._yes

    def near(self, text: str, what: str) -> str:
        """Name the nearest wording that is known, as advice; "" if none is near."""
        known = self._results if what == "result" else self._applicants
        close = difflib.get_close_matches(stem(text), list(known), 1, _NEAR)
        return f"，是否为“{close[0]}”" if close else ""


def _table(words: Mapping[str, tuple[str, ...]], lines: Iterable[Line]) -> dict[str, str]:
    table = {stem(word): key for key, names in words.items() for word in names}
    for line in lines:
        if line.key in words:
            table[stem(line.label)] = line.key
    return table


# --- records -----------------------------------------------------------------------------------

_DAYS = (
    "received",
    "signed",
    "confirmed",
    "correction_asked",
    "corrected",
    "extension_told",
    "asked_from",
    "asked_to",
    "replied",
)
_NO_DAYS: Mapping[str, int | None] = dict.fromkeys(_DAYS)
_day = lru_cache(_KEPT)(day_of_value)
_NAMES = {"received": "收到日期", "replied": "答复日期"}


def requests(
    sheet: Sheet, categories: Categories, body: str, refusals: Refusals
) -> Iterator[Request | None]:
    """Yield one request a row with anything in it, None where it is refused (reason kept)."""
    for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 2):
        if any(value not in (None, "") for value in row):
            found = _request(sheet, row, number, categories, body)
            if isinstance(found, str):
                refusals.refuse(sheet, number, found)
                yield None
            else:
                yield found


def _request(
    sheet: Sheet, row: Sequence[Value], number: int, categories: Categories, body: str
) -> Request | str:
    """Return the request of a row, or the reason why it cannot be counted."""
    says = _Says(sheet, row)
    days: dict[str, int | None] = dict(_NO_DAYS)
    for role in _DAYS:
        value = says.value(role)
        if value is None:
            continue
        day = _day(value) if isinstance(value, str | date) else day_of_value(value)
        if day < 0 and day != MISSING:
            return f"{_NAMES.get(role, '日期')}“{shorten(says(role), 20)}”不是日期"
        days[role] = None if day == MISSING else day
    if days["received"] is None and days["signed"] is None:
        return "没有收到日期"
    text = says("applicant")
    applicant = categories.applicant(text)
    if not applicant:
        near = categories.near(text, "applicant")
        # The words are not quoted: a name may stand there by mistake.
        return f"申请人类型不是格式所列的类型{near}" if text else "没有申请人类型"
    text = says("result")
    result = categories.result(text) if text else ("D" if days["replied"] is None else "")
    if not result:
        near = categories.near(text, "result")
        why = f"办理结果“{shorten(text, 20)}”不是格式所列的结果{near}"
        return why if text else "没有办理结果"
    return Request(
        sheet.input,
        sheet.name,
        number,
        says("number"),
        says("body") or body,
        applicant,
        result,
        categories.channel(says("channel")),
        days,
        categories.yes(says("extended")),
        categories.yes(says("delayed")),
    )


def disputes(
    sheet: Sheet, categories: Categories, body: str, refusals: Refusals
) -> Iterator[Dispute | None]:
    """Yield one case a row with anything in it, None where it is refused (reason kept)."""
    for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 2):
        if all(value in (None, "") for value in row):
            continue
        says = _Says(sheet, row)
        kind, outcome = categories.dispute(says("kind")), categories.outcome(says("outcome"))
        if kind and outcome:
            name = says("body") or body
            yield Dispute(sheet.input, sheet.name, number, says("number"), name, kind, outcome)
            continue
        unknown = ("案件类型", says("kind")) if not kind else ("审理结果", says("outcome"))
        refusals.refuse(sheet, number, f"{unknown[0]}“{shorten(unknown[1], 20)}”认不出")
        yield None


class _Says:
    """What one row says under a role."""

    __slots__ = ("_columns", "_row")

    def __init__(self, sheet: Sheet, row: Sequence[Value]) -> None:
        self._columns = sheet.columns
        self._row = row

    def value(self, role: str) -> Value:
        """Return the cell's value, None if blank or without such a column."""
        at = self._columns.get(role)
        if at is None or at >= len(self._row):
            return None
        return self._row[at] or None  # a 0 says as little as a blank

    def __call__(self, role: str) -> str:
        value = self.value(role)
        if isinstance(value, str):
            return value.strip()
        return "" if value is None else cell_text(value).strip()
