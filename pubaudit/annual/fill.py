"""Fills the annual report's tables from ledgers, and reports what was counted and what was not."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pubaudit.annual.categories import Categories
from pubaudit.annual.clock import RequestClock
from pubaudit.annual.find import find_tables
from pubaudit.annual.ledger import Refusals, Sheet, open_ledger
from pubaudit.annual.pages import Rectangle
from pubaudit.annual.read import rule_power
from pubaudit.annual.records import BodyNames, Dispute, disputes, requests
from pubaudit.annual.tally import (
    Late,
    Register,
    Tally,
    official,
    records,
    tally_disputes,
    tally_requests,
)
from pubaudit.annual.template import NOT_READ
from pubaudit.annual.verify import judged
from pubaudit.annual.wanted import Listed, Suggested, suggest, suggestion_table
from pubaudit.errors import InputError, UsageError
from pubaudit.form import AnnualReport, AnnualTables, Cell, CellKey, Forms
from pubaudit.headers import cell_text
from pubaudit.models import AuditReport, Column, InputReport, Problem, Table
from pubaudit.regions import Regions
from pubaudit.workdays import Calendar

NOT_TOLD = "台账没有“信息文号”或“信息名称”栏，第四十四条（多人申请同一信息）未判断。"
_BODY_COLUMNS = (
    ("A", "新收"),
    ("B", "上年结转"),
    ("C7", "办结"),
    ("D", "结转下年度"),
    ("late", "超期"),
    ("review", "行政复议"),
    ("suit", "直接起诉"),
    ("suit_after", "复议后起诉"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What to fill: the year, whose report, the day it is judged on.

    ``body`` restricts the count to that body where the ledgers name bodies; ``dedupe`` counts a
    case number that several ledgers hold once. ``listed`` are the rows of catalogs, None if no
    catalog is given.
    """

    year: int
    as_of: date
    body: str = ""
    dedupe: bool = False
    previous: AnnualTables | None = None
    listed: Listed | None = None


@dataclass(frozen=True, slots=True)
class _Ledgers:
    """The ledgers of a run, read and counted."""

    inputs: tuple[InputReport, ...]
    sheets: tuple[Sheet, ...]
    tally: Tally
    refusals: Refusals
    suggested: Suggested
    only: str


def fill(
    paths: Sequence[Path], forms: Forms, regions: Regions, calendar: Calendar, question: Question
) -> tuple[AuditReport, AnnualTables]:
    """Tabulate ledgers; return the report on them and the official tables.

    Raises ``InputError`` if a ledger cannot be read or none holds anything that the form counts,
    ``UsageError`` for a year without a form or the same ledger given twice.
    """
    form = forms.of_year(question.year)
    digests = _digests(paths)
    categories = Categories(form, forms.wordings)
    clock = RequestClock(calendar, question.as_of)
    tally, refusals = Tally(), Refusals()
    register = Register(tally, refusals)
    sheets = [sheet for at, path in enumerate(paths) for sheet in open_ledger(path, at, forms)]
    only = _restricted(sheets, question.body)
    proactive: list[Mapping[CellKey, Cell]] = []
    seen: dict[str, Dispute] = {}
    for sheet in sheets:
        bodies = BodyNames(question.body, paths[sheet.input].stem)
        for problem in sheet.problems:
            refusals.note(sheet.input, problem)
        if sheet.kind == "requests":
            # Bodies may number alike; only a ledger that names bodies can repeat another file's.
            scope = "" if "body" in sheet.columns else sheet.input
            register.add(sheet, requests(sheet, categories, bodies, refusals), scope)
        elif sheet.kind == "disputes":
            cases = disputes(sheet, categories, bodies, refusals)
            tally_disputes(tally, sheet, cases, refusals, seen, dedupe=question.dedupe, only=only)
        elif sheet.kind == "counts":
            proactive.append(_counts(sheet, forms))
        elif sheet.name not in NOT_READ and any(map(any, sheet.rows)):
            text = "没有认出表头，不是申请台账、复议诉讼台账或件数表，没有读取"
            refusals.note(sheet.input, Problem(text, sheet.name))
    if not any(sheet.kind for sheet in sheets):
        raise InputError(
            "没有认出申请台账、复议诉讼台账或件数表的表头。"
            "请用 pubaudit template requests 生成空白台账对照。"
        )
    tally_requests(tally, register.requests, question.year, clock, only)
    tables = official(tally, form, proactive)
    ledgers = _Ledgers(
        inputs=tuple(
            _input(path, at, digests[at], sheets, tally, refusals.problems.get(at, ()), question)
            for at, path in enumerate(paths)
        ),
        sheets=tuple(sheets),
        tally=tally,
        refusals=refusals,
        suggested=_suggested(sheets, tally, register, forms, question),
        only=only,
    )
    return _report(ledgers, tables, forms, regions, calendar, question), tables


def _digests(paths: Sequence[Path]) -> list[str]:
    """Return the digest of every ledger; one given twice would be counted twice."""
    digests: list[str] = []
    for path in paths:
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:  # the reader says why
            digest = path.as_posix()
        if digest in digests:
            same = paths[digests.index(digest)].as_posix()
            raise UsageError(f"{path.as_posix()} 与 {same} 内容完全相同，请只给一份，以免重复计数")
        digests.append(digest)
    return digests


def _suggested(
    sheets: Sequence[Sheet], tally: Tally, register: Register, forms: Forms, question: Question
) -> Suggested:
    kept = [sheet for sheet in sheets if sheet.kind == "requests"]
    if not kept:
        return Suggested(())
    if not any(sheet.columns.keys() & {"document", "title"} for sheet in kept):
        return Suggested((), (NOT_TOLD,))
    return suggest(tally.granted, register.requests, forms.suggestion, question.listed)


def _restricted(sheets: Sequence[Sheet], body: str) -> str:
    """Return the body to which the count is restricted: if some ledger names it in a column."""
    names = BodyNames(body, "")
    named = (
        names.of(text) == body
        for sheet in sheets
        if body and "body" in sheet.columns
        for value in sheet.column("body")
        if (text := cell_text(value))
    )
    return body if any(named) else ""


def _counts(sheet: Sheet, forms: Forms) -> Mapping[CellKey, Cell]:
    rows = tuple(tuple(cell_text(value) for value in row) for row in sheet.rows)
    return find_tables([Rectangle(sheet.name, rows)], forms, sheet.input).tables.cells


def _report(  # noqa: PLR0913, PLR0917
    ledgers: _Ledgers,
    tables: AnnualTables,
    forms: Forms,
    regions: Regions,
    calendar: Calendar,
    question: Question,
) -> AuditReport:
    subject = AnnualReport(
        tables,
        forms,
        question.year,
        question.body,
        previous=question.previous,
        power=rule_power(question.body, regions, forms),
        wanted=ledgers.suggested.wanted,
    )
    base = judged(subject, question.as_of, ledgers.inputs)
    return replace(
        base,
        calendar=calendar.name,
        notes=(*base.notes, *_notes(ledgers, question), *ledgers.suggested.notes),
        records=records(ledgers.tally),
        tables=(*base.tables, *_extra(ledgers)),
        summary=replace(base.summary, skipped=ledgers.refusals.refused),
    )


def _notes(ledgers: _Ledgers, question: Question) -> Iterator[str]:
    tally = ledgers.tally
    joint = f"，共同案件{tally.joint}行（同一案号只计一次）" if tally.joint else ""
    yield (
        f"台账共读取{tally.read.total()}行：计入{tally.counted}行，"
        f"不属于本年度或本单位{tally.outside}行{joint}，未计入{ledgers.refusals.refused}行。"
    )
    if tally.unnumbered:
        yield f"{tally.unnumbered}件申请没有编号，无法查重，逐行计入。"
    named = any("body" in sheet.columns for sheet in ledgers.sheets)
    if question.body and named and not ledgers.only:
        yield f"台账的单位栏没有“{question.body}”，各单位的行全部计入。"
    yield from (f"时限未判断{n}件：{reason}。" for reason, n in sorted(tally.reasons.items()))
    if tally.at_once:
        yield f"其中收到当日答复{tally.at_once}件。"


def _extra(ledgers: _Ledgers) -> Iterator[Table]:
    columns = (
        Column("body", "单位", "text"),
        *(Column(key, title, "count") for key, title in _BODY_COLUMNS),
    )
    rows: list[Mapping[str, str | int | float | None]] = [
        {"body": body, **{key: counts[key] for key, _ in _BODY_COLUMNS}}
        for body, counts in sorted(ledgers.tally.bodies.items())
    ]
    if len(rows) > 1:
        joint = "（共同案件各自计入）" if ledgers.tally.joint else ""
        yield Table("annual_bodies", f"分单位{joint}", columns, tuple(rows))
    if ledgers.tally.late:
        yield _late(ledgers.tally.late)
    if ledgers.suggested.wanted:
        yield suggestion_table(ledgers.suggested.wanted)


def _late(late: Sequence[Late]) -> Table:
    columns = (
        Column("number", "申请编号", "text"),
        Column("body", "单位", "text"),
        Column("row", "所在行", "text"),
        Column("start", "起算日", "date"),
        Column("due", "到期日", "date"),
        Column("state", "情形", "text"),
        Column("over", "超过工作日", "count"),
    )
    rows = tuple(
        {
            "number": one.request.number,
            "body": one.request.body,
            "row": f"{one.request.sheet} 第{one.request.row}行",
            "start": str(one.answer.start),
            "due": str(one.answer.due),
            "state": "迟答复" if one.answer.verdict == "late" else "逾期未答复",
            "over": one.answer.over,
        }
        for one in late
    )
    return Table("annual_late", "超过答复期限的申请", columns, rows)


def _input(  # noqa: PLR0913, PLR0917
    path: Path,
    index: int,
    digest: str,
    sheets: Sequence[Sheet],
    tally: Tally,
    problems: Sequence[Problem],
    question: Question,
) -> InputReport:
    names = tuple(sheet.name for sheet in sheets if sheet.input == index)
    body = question.body or path.stem
    rows = tally.read[index]
    return InputReport(path.as_posix(), digest, body, "file", names, rows, (), tuple(problems))
