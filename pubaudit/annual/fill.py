"""Fills the annual report's tables from ledgers, and reports what was counted and what was not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pubaudit.annual.clock import RequestClock
from pubaudit.annual.find import find_tables
from pubaudit.annual.ledger import (
    Categories,
    Dispute,
    Refusals,
    Sheet,
    disputes,
    open_ledger,
    requests,
)
from pubaudit.annual.pages import Rectangle
from pubaudit.annual.read import rule_power
from pubaudit.annual.tally import (
    Late,
    Tally,
    official,
    records,
    tally_disputes,
    tally_requests,
)
from pubaudit.annual.verify import judged
from pubaudit.errors import InputError
from pubaudit.form import AnnualReport, AnnualTables, Cell, CellKey, Forms
from pubaudit.headers import cell_text
from pubaudit.models import AuditReport, Column, InputReport, Problem, Table
from pubaudit.regions import Regions
from pubaudit.workdays import Calendar

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
    case number that several ledgers hold once.
    """

    year: int
    as_of: date
    body: str = ""
    dedupe: bool = False
    previous: AnnualTables | None = None


def fill(
    paths: Sequence[Path], forms: Forms, regions: Regions, calendar: Calendar, question: Question
) -> tuple[AuditReport, AnnualTables]:
    """Tabulate ledgers; return the report on them and the official tables.

    Raises ``InputError`` if a ledger cannot be read or none holds anything that the form counts,
    ``UsageError`` for a year without a form.
    """
    form = forms.of_year(question.year)
    categories = Categories(form, forms.wordings)
    clock = RequestClock(calendar, question.as_of)
    tally, refusals = Tally(), Refusals()
    sheets = [sheet for at, path in enumerate(paths) for sheet in open_ledger(path, at, forms)]
    only = _restricted(sheets, question.body)
    proactive: list[Mapping[CellKey, Cell]] = []
    seen: dict[str, Dispute] = {}
    for sheet in sheets:
        body = question.body or paths[sheet.input].stem
        if sheet.kind == "requests":
            found = requests(sheet, categories, body, refusals)
            tally_requests(tally, found, question.year, clock, refusals, only)
        elif sheet.kind == "disputes":
            cases = disputes(sheet, categories, body, refusals)
            tally_disputes(tally, cases, refusals, seen, dedupe=question.dedupe, only=only)
        elif sheet.kind == "counts":
            proactive.append(_counts(sheet, forms))
        elif any(value is not None for row in sheet.rows for value in row):
            text = "没有认出表头，不是申请台账、复议诉讼台账或件数表，没有读取"
            refusals.note(sheet.input, Problem(text, sheet.name))
    if not any(sheet.kind for sheet in sheets):
        raise InputError(
            "没有认出申请台账、复议诉讼台账或件数表的表头。"
            "请用 pubaudit template requests 生成空白台账对照。"
        )
    tables = official(tally, form, proactive)
    report = _report(paths, sheets, forms, regions, calendar, question, tally, refusals, tables)
    return report, tables


def _restricted(sheets: Sequence[Sheet], body: str) -> str:
    """Return the body to which the count is restricted: if some ledger names it in a column."""
    for sheet in sheets:
        at = sheet.columns.get("body")
        if (
            body
            and at is not None
            and any(
                at < len(row) and row[at] is not None and cell_text(row[at]).strip() == body
                for row in sheet.rows
            )
        ):
            return body
    return ""


def _counts(sheet: Sheet, forms: Forms) -> Mapping[CellKey, Cell]:
    rows = tuple(tuple(cell_text(value) for value in row) for row in sheet.rows)
    return find_tables([Rectangle(sheet.name, rows)], forms, sheet.input).tables.cells


def _report(  # noqa: PLR0913, PLR0917
    paths: Sequence[Path],
    sheets: Sequence[Sheet],
    forms: Forms,
    regions: Regions,
    calendar: Calendar,
    question: Question,
    tally: Tally,
    refusals: Refusals,
    tables: AnnualTables,
) -> AuditReport:
    inputs = tuple(_input(path, at, sheets, refusals, question) for at, path in enumerate(paths))
    subject = AnnualReport(
        tables,
        forms,
        question.year,
        question.body,
        previous=question.previous,
        power=rule_power(question.body, regions, forms),
    )
    base = judged(subject, question.as_of, inputs)
    notes = [
        *base.notes,
        (
            f"台账共读取{tally.read}行：计入{tally.counted}行，"
            f"不属于本年度或本单位{tally.outside}行，未计入{refusals.refused}行。"
        ),
    ]
    named = any("body" in sheet.columns for sheet in sheets)
    if question.body and named and not _restricted(sheets, question.body):
        notes.append(f"台账的单位栏没有“{question.body}”，各单位的行全部计入。")
    if tally.joint:
        notes.append(f"案号相同的共同案件{tally.joint}行，只计一次（--dedupe 案号）。")
    notes += [f"时限未判断{n}件：{reason}。" for reason, n in sorted(tally.reasons.items())]
    if tally.at_once:
        notes.append(f"其中收到当日答复{tally.at_once}件。")
    return replace(
        base,
        calendar=calendar.name,
        notes=tuple(notes),
        records=records(tally),
        tables=(*base.tables, *_extra(tally)),
        summary=replace(base.summary, skipped=refusals.refused),
    )


def _extra(tally: Tally) -> tuple[Table, ...]:
    columns = (
        Column("body", "单位", "text"),
        *(Column(key, title, "count") for key, title in _BODY_COLUMNS),
    )
    rows: list[Mapping[str, str | int | float | None]] = [
        {"body": body, **{key: counts[key] for key, _ in _BODY_COLUMNS}}
        for body, counts in sorted(tally.bodies.items())
    ]
    found = [Table("annual_bodies", "分单位", columns, tuple(rows))] if len(rows) > 1 else []
    if tally.late:
        found.append(_late(tally.late))
    return tuple(found)


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


def _input(
    path: Path, index: int, sheets: Sequence[Sheet], refusals: Refusals, question: Question
) -> InputReport:
    own = [sheet for sheet in sheets if sheet.input == index]
    rows = sum(
        any(value not in (None, "") for value in row)
        for sheet in own
        if sheet.kind in {"requests", "disputes"}
        for row in sheet.rows[sheet.header + 1 :]
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    problems = tuple(refusals.problems.get(index, ()))
    names = tuple(sheet.name for sheet in own)
    body = question.body or path.stem
    return InputReport(path.as_posix(), digest, body, "file", names, rows, (), problems)
