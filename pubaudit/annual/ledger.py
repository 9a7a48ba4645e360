"""Opens ledgers (台账): what each sheet is, and which column says what, by meaning."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from pubaudit.form import Forms, Role
from pubaudit.headers import cell_text
from pubaudit.models import Grid, Problem, Value
from pubaudit.readers import LIMITS, read
from pubaudit.text import normalise
from pubaudit.textfiles import read_text

_HEADER_WITHIN = 10
_BRACKETS = str.maketrans({"*": "", "(": "\n", ":": "", "#": ""})
_SHORTEST_INSIDE = 4
Row = Sequence[Value]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a ledger with what it is and where its columns stand (0-based).

    ``kind`` is requests, disputes, counts, or "" where no header is known; ``header`` is the last
    header row. ``problems`` are what the reader says of it; a row that begins with one of ``sums``
    (合计) is no record.
    """

    input: int
    name: str
    kind: str
    columns: Mapping[str, int]
    header: int
    rows: Rows
    problems: tuple[Problem, ...] = ()
    sums: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """The row below the header, 1-based."""
        return self.header + 2

    @property
    def data(self) -> Rows:
        """The rows below the header."""
        return self.rows[self.header + 1 :]

    def column(self, role: str) -> list[Value]:
        """Return the cells of a column row by row, blanks where the sheet has no such column."""
        at = self.columns.get(role)
        return [None] * len(self.data) if at is None else [row[at] for row in self.data]


@dataclass(slots=True)
class Refusals:
    """What cannot be counted or should be looked at, by input, each with its reason.

    ``refused`` counts rows of ledgers, ``unread`` other places that were left out.
    """

    problems: dict[int, list[Problem]] = field(default_factory=dict)
    refused: int = 0
    unread: int = 0

    def refuse(self, index: int, sheet: str, row: int, reason: str) -> None:
        """Keep the reason why a row (1-based) is not counted."""
        self.refused += 1
        self._keep(index, Problem(f"{reason}；未计入", sheet, row, skipped=True))

    def refuse_all(self, index: int, sheet: str, rows: int, reason: str) -> None:
        """Keep the one reason why none of a sheet's rows is counted."""
        self.refused += rows
        self._keep(index, Problem(f"{reason}；{rows}行未计入", sheet, skipped=True))

    def note(self, index: int, problem: Problem) -> None:
        """Keep something that is told but costs no row."""
        self.unread += problem.skipped
        self._keep(index, problem)

    def _keep(self, index: int, problem: Problem) -> None:
        self.problems.setdefault(index, []).append(problem)


def open_ledger(path: Path, index: int, forms: Forms) -> list[Sheet]:
    """Return the sheets of a ledger; a merged cell speaks for every row that it covers.

    Raises ``InputError`` if the file cannot be read.
    """
    if path.suffix.lower() in {".csv", ".txt"}:
        return [_sheet(index, path.stem, _csv(path), forms)]
    sheets = []
    for grid in read(path):
        sheet = _sheet(index, grid.sheet, _filled(grid), forms)
        hidden = (Problem("工作表是隐藏的，照常计入；不该计入的请删去", grid.sheet),)
        said = hidden if grid.hidden and sheet.kind else ()
        sheets.append(replace(sheet, problems=(*grid.problems, *sheet.problems, *said)))
    return sheets


def _csv(path: Path) -> Rows:
    """Return the rows of a csv file, all of one width; blank fields are None."""
    text = read_text(path, LIMITS.file_bytes)
    rows = [[value or None for value in row] for row in csv.reader(io.StringIO(text))]
    width = max(map(len, rows), default=0)
    return [[*row, *[None] * (width - len(row))] for row in rows]


def _filled(grid: Grid) -> Rows:
    """Return the rows with merged cells repeated.

    A row that has nothing of its own stays blank: it only makes the record above taller.
    """
    if not grid.merges:
        return grid.rows
    rows = list(grid.rows)
    for merge in grid.merges:
        value = grid.rows[merge.top][merge.left]
        for at in range(merge.top, merge.bottom + 1):
            if any(grid.rows[at]):
                row = list(rows[at])
                width = merge.right - merge.left + 1
                row[merge.left : merge.right + 1] = [value] * width
                rows[at] = tuple(row)
    return rows


# --- headers -----------------------------------------------------------------------------------


def _sheet(index: int, name: str, rows: Rows, forms: Forms) -> Sheet:
    best = Sheet(index, name, "", {}, -1, rows, sums=forms.sum_words)
    for at, headers in _candidates(rows[:_HEADER_WITHIN], forms.group_fillers):
        kind, columns = _meaning(headers, forms)
        if kind and (not best.kind or len(columns) > len(best.columns)):
            said = tuple(_not_read(headers, name, kind, columns, forms))
            best = replace(best, kind=kind, columns=columns, header=at, problems=said)
    return best


def _not_read(
    headers: Sequence[str], name: str, kind: str, columns: Mapping[str, int], forms: Forms
) -> Iterator[Problem]:
    """Say which column may be the body's but more likely tells of the applicant."""
    loose = {
        normalise(word)
        for role in (*forms.request_roles, *forms.dispute_roles)
        for word in role.loose
    }
    if kind == "counts" or "body" in columns:
        return
    for header in headers:
        if header in loose:
            yield Problem(
                f"“{header}”栏与申请人的姓名、电话等同在一表，可能是申请人的单位，没有读取；"
                "是承办单位的请把表头改为“承办单位”",
                name,
            )


def _candidates(rows: Rows, fillers: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield what may be a header, with its last row: two rows joined, and each row alone.

    Of two rows, the upper holds groups that span columns (补正情况), the lower these (告知日期);
    ``fillers`` (情况) are left out.
    """
    texts = [[normalise(cell_text(value)) for value in row] for row in rows]
    for at, (upper, lower) in enumerate(pairwise(texts), 1):
        spans = any(left == right != "" for left, right in pairwise(upper))
        words = all(value is None or isinstance(value, str) for value in rows[at])
        if spans and words and any(lower) and len({*upper} - {""}) > 1:
            pairs = zip(upper, lower, strict=True)
            yield (
                at,
                [
                    below if above == below else _without_end(above, fillers) + below
                    for above, below in pairs
                ],
            )
    yield from enumerate(texts)


def _without_end(text: str, endings: Iterable[str]) -> str:
    for ending in endings:
        text = text.removesuffix(ending)
    return text


def _meaning(headers: Sequence[str], forms: Forms) -> tuple[str, Mapping[str, int]]:
    """Return what a sheet with these headers is, and its columns."""
    loose = not forms.applicant_headers.among(headers)
    requests = _roles(headers, forms.request_roles, loose=loose)
    if "result" in requests and requests.keys() & {"received", "signed"}:
        return "requests", requests
    disputes = _roles(headers, forms.dispute_roles, loose=loose)
    if {"kind", "outcome"} <= disputes.keys():
        return "disputes", disputes
    counted = {normalise(word) for role in forms.count_roles[:1] for word in role.words[:1]}
    return ("counts" if counted.intersection(headers) else ""), {}


def _roles(headers: Sequence[str], roles: Iterable[Role], *, loose: bool) -> dict[str, int]:
    """Map roles to columns: by the whole header, then by a word of it; each column once."""
    plain = [text.translate(_BRACKETS).partition("\n")[0] for text in headers]
    found: dict[str, int] = {}
    known = list(roles)
    for whole in (True, False):
        for role in known:
            if role.key in found:
                continue
            taken = set(found.values())
            free = [
                (at, text)
                for at, text in enumerate(plain)
                if text and at not in taken and not any(word in headers[at] for word in role.never)
            ]
            words = (*role.words, *role.loose) if loose else role.words
            at = next((at for word in words for at in _with(free, normalise(word), whole)), -1)
            if at >= 0:
                found[role.key] = at
    return found


def _with(headers: Iterable[tuple[int, str]], word: str, whole: bool) -> Iterator[int]:
    """Yield the columns whose header is the word, or holds it if it is long enough."""
    for at, text in headers:
        if text == word or (not whole and len(word) >= _SHORTEST_INSIDE and word in text):
            yield at
