"""Fills the annual report's tables from ledgers, and reports what was counted and what was not."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from pubaudit.annual.account import account_tables, clock_notes, row_notes, years_found
from pubaudit.annual.cases import tally_cases
from pubaudit.annual.categories import Categories
from pubaudit.annual.clock import RequestClock
from pubaudit.annual.counts import read_counts
from pubaudit.annual.ledger import Refusals, Sheet, open_ledger
from pubaudit.annual.owners import Owners, owners
from pubaudit.annual.read import rule_power
from pubaudit.annual.records import Dispute, Reader, disputes, requests
from pubaudit.annual.tally import Register, Tally, official, records, tally_requests
from pubaudit.annual.template import NOT_READ
from pubaudit.annual.verify import POWER_UNKNOWN, YEAR_BEFORE_UNKNOWN, form_note, judged
from pubaudit.annual.wanted import Listed, Suggested, suggest, suggestion_table
from pubaudit.errors import InputError, UsageError
from pubaudit.form import AnnualReport, AnnualTables, Cell, CellKey, Forms
from pubaudit.models import AuditReport, InputReport, Problem
from pubaudit.regions import Regions
from pubaudit.workdays import Calendar

NOT_TOLD = "台账没有“信息文号”或“信息名称”栏，第四十四条（多人申请同一信息）未判断。"
_SECTIONS = (
    ("counts", "件数表", "第二部分"),
    ("requests", "申请台账", "第三部分"),
    ("disputes", "复议诉讼台账", "第四部分"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What to fill: the year, whose report, the day it is judged on.

    ``body`` restricts the count to that body where the ledgers name bodies, unless the ``whole``
    of them is asked for; ``dedupe`` counts a case number that several bodies have once. ``before``
    are notes on the year before. ``listed`` are the rows of catalogs, None if no catalog is given.
    """

    year: int
    as_of: date
    body: str = ""
    dedupe: bool = False
    whole: bool = False
    previous: AnnualTables | None = None
    before: tuple[str, ...] = ()
    listed: Listed | None = None


@dataclass(slots=True)
class _Ledgers:
    """The ledgers of a run, read and counted; ``notes`` are what their counting has to say."""

    paths: Sequence[Path]
    digests: Sequence[str]
    sheets: Sequence[Sheet]
    owners: Owners
    tally: Tally
    refusals: Refusals
    register: Register
    cases: list[Dispute] = field(default_factory=list)
    proactive: list[Mapping[CellKey, Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def fill(
    paths: Sequence[Path], forms: Forms, regions: Regions, calendar: Calendar, question: Question
) -> tuple[AuditReport, AnnualTables]:
    """Tabulate ledgers; return the report on them and the official tables.

    Raises ``InputError`` if a ledger cannot be read or none holds anything that the form counts,
    ``UsageError`` for a year without a form, the same ledger given twice, or a body that no ledger
    names where they name bodies.
    """
    form = forms.of_year(question.year)
    ledgers = _read(paths, forms, question)
    tally, only = ledgers.tally, ledgers.owners.only
    clock = RequestClock(calendar, question.as_of)
    tally_requests(tally, ledgers.register.requests, question.year, clock, only)
    tally_cases(
        tally, ledgers.cases, ledgers.refusals, question.year, dedupe=question.dedupe, only=only
    )
    _say_zeros(ledgers, question.year)
    tables = official(tally, form, ledgers.proactive)
    suggested = _suggested(ledgers, forms, question)
    return _report(ledgers, tables, suggested, forms, regions, calendar, question), tables


def _read(paths: Sequence[Path], forms: Forms, question: Question) -> _Ledgers:
    """Read every sheet of every ledger; what is none is said."""
    digests = _digests(paths)
    sheets = [sheet for at, path in enumerate(paths) for sheet in open_ledger(path, at, forms)]
    whole = question.whole or question.body in forms.whole_words
    of = owners(sheets, [path.stem for path in paths], question.body, whole=whole)
    tally, refusals = Tally(), Refusals()
    ledgers = _Ledgers(paths, digests, sheets, of, tally, refusals, Register(tally, refusals))
    categories = Categories(forms.of_year(question.year), forms)
    for sheet in sheets:
        for problem in sheet.problems:
            refusals.note(sheet.input, problem)
        reader = Reader(categories, partial(of.of, sheet.input), question.as_of, refusals)
        _read_sheet(ledgers, sheet, reader, forms)
    if not any(sheet.kind for sheet in sheets):
        names = "、".join(path.name for path in paths)
        raise InputError(
            f"{names}：没有认出申请台账、复议诉讼台账或件数表的表头。"
            "请用 pubaudit template requests 生成空白台账对照。"
        )
    return ledgers


def _read_sheet(ledgers: _Ledgers, sheet: Sheet, reader: Reader, forms: Forms) -> None:
    if ledgers.owners.only and "body" in sheet.columns:
        unnamed = [row for row in sheet.data if any(row) and not row[sheet.columns["body"]]]
        if unnamed:
            whose = ledgers.owners.files[sheet.input]
            text = f"{len(unnamed)}行没有写单位，按{whose}的计入；请核对"
            ledgers.refusals.note(sheet.input, Problem(text, sheet.name))
    if sheet.kind == "requests":
        # Bodies may number alike; only a ledger that names bodies can repeat another file's.
        scope = "" if "body" in sheet.columns else sheet.input
        ledgers.register.add(sheet, requests(sheet, reader), scope)
    elif sheet.kind == "disputes":
        found = list(disputes(sheet, reader))
        ledgers.tally.read[sheet.input] += len(found)
        ledgers.cases += [case for case in found if case is not None]
    elif sheet.kind == "counts":
        own, only = ledgers.owners.files[sheet.input], ledgers.owners.only
        if only and own != only:
            said = Problem(f"件数表是{own}的，不是{only}的，没有计入", sheet.name)
            ledgers.refusals.note(sheet.input, said)
            return
        cells, problems = read_counts(sheet, forms)
        ledgers.proactive.append(cells)
        for problem in problems:
            ledgers.refusals.note(sheet.input, problem)
    elif sheet.name not in NOT_READ and any(map(any, sheet.rows)):
        text = "没有认出表头，不是申请台账、复议诉讼台账或件数表，没有读取"
        ledgers.refusals.note(sheet.input, Problem(text, sheet.name, skipped=True))


def _say_zeros(ledgers: _Ledgers, year: int) -> None:
    """Say which sections are 0 for want of a ledger or of a row; of which years the rows are."""
    tally, kinds = ledgers.tally, {sheet.kind for sheet in ledgers.sheets}
    counted = {
        "counts": sum(c.value is not None for cells in ledgers.proactive for c in cells.values()),
        "requests": tally.requests,
        "disputes": tally.counted - tally.requests,
    }
    for kind, name, section in _SECTIONS:
        if kind not in kinds:
            ledgers.notes.append(f"没有{name}，{section}全部按0填写；确实没有的才可公布。")
        elif not counted[kind]:
            ledgers.notes.append(f"{name}没有一行计入，{section}全部为0；确实没有的才可公布。")
    if not tally.counted and tally.outside:
        found = years_found(tally)
        text = f"没有一行计入{year}年度" + (f"，台账中的是{found}" if found else "")
        ledgers.refusals.note(0, Problem(f"{text}；请核对 --year、--body 和台账", skipped=True))


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


def _suggested(ledgers: _Ledgers, forms: Forms, question: Question) -> Suggested:
    kept = [sheet for sheet in ledgers.sheets if sheet.kind == "requests"]
    if not kept:
        return Suggested(())
    if not any(sheet.columns.keys() & {"document", "title"} for sheet in kept):
        return Suggested((), (NOT_TOLD,))
    every = ledgers.register.requests
    return suggest(ledgers.tally.granted, every, forms.suggestion, question.listed)


def _report(  # noqa: PLR0913, PLR0917
    ledgers: _Ledgers,
    tables: AnnualTables,
    suggested: Suggested,
    forms: Forms,
    regions: Regions,
    calendar: Calendar,
    question: Question,
) -> AuditReport:
    tally, refusals = ledgers.tally, ledgers.refusals
    subject = AnnualReport(
        tables,
        forms,
        question.year,
        question.body,
        previous=question.previous,
        power=rule_power(question.body, regions, forms),
        wanted=suggested.wanted,
    )
    notes = (
        form_note(tables),
        *_notes(subject, question),
        *ledgers.notes,
        *row_notes(tally, refusals, question.year),
        *clock_notes(tally),
        *suggested.notes,
    )
    base = judged(subject, question.as_of, tuple(_inputs(ledgers, question)), notes)
    asked = (suggestion_table(suggested.wanted),) if suggested.wanted else ()
    return replace(
        base,
        calendar=calendar.name,
        records=records(tally),
        tables=(*base.tables, *account_tables(tally, refusals), *asked),
        summary=replace(base.summary, skipped=refusals.refused + refusals.unread),
    )


def _notes(subject: AnnualReport, question: Question) -> Iterator[str]:
    yield f"年度：{question.year}；单位：{question.body or '未写明'}。"
    yield from question.before
    if question.previous is None:
        yield YEAR_BEFORE_UNKNOWN
    made = (subject.tables.number("rules", c.key) for c in subject.tables.form.blocks[0].columns)
    if subject.power is None and any(made):
        yield POWER_UNKNOWN


def _inputs(ledgers: _Ledgers, question: Question) -> Iterator[InputReport]:
    for at, path in enumerate(ledgers.paths):
        names = tuple(sheet.name for sheet in ledgers.sheets if sheet.input == at)
        problems = tuple(ledgers.refusals.problems.get(at, ()))
        yield InputReport(
            path.as_posix(),
            ledgers.digests[at],
            question.body or path.stem,
            "file",
            names,
            ledgers.tally.read[at],
            (),
            problems,
        )
