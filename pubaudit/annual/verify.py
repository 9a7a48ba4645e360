"""Checks reports that somebody else wrote: every identity, and the usual slips."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pubaudit.annual.read import Known, read_before, read_report
from pubaudit.annual.tables import identity_table, official_tables
from pubaudit.errors import InputError
from pubaudit.form import AnnualReport, AnnualTables, Forms
from pubaudit.models import (
    AuditReport,
    Finding,
    FindingCounts,
    InputReport,
    Problem,
    Summary,
)
from pubaudit.regions import Regions
from pubaudit.rules.annual_list import run_annual
from pubaudit.tool import TOOL

YEAR_BEFORE_UNKNOWN = (
    "没有上一年的报告（用 --previous 给出），跨年的 I5、I6（ANN005、ANN006）未判断。"
)
POWER_UNKNOWN = "从单位名称看不出有无规章制定权，I9（ANN009）未判断；可用 --body 写明。"


def verify(  # noqa: PLR0913
    paths: Sequence[Path],
    forms: Forms,
    regions: Regions,
    *,
    as_of: date,
    previous: Path | None = None,
    known: Known = Known(),  # noqa: B008 - frozen
) -> AuditReport:
    """Check one report or several; with several, each is a part and the whole sums them up.

    ``previous`` is last year's report of the same body, for one report only. Raises ``InputError``
    if none can be read; among several, one that cannot is reported as skipped. Raises
    ``UsageError`` if ``previous`` is of another year.
    """
    parts: list[AuditReport] = []
    unread: list[InputReport] = []
    for path in paths:
        try:
            report = read_report(path, forms, regions, known)
        except InputError as error:
            if len(paths) == 1:
                raise
            problem = Problem(str(error), skipped=True)
            unread.append(InputReport(path.as_posix(), "", "", "", (), 0, (), (problem,)))
            continue
        said: tuple[str, ...] = ()
        if previous is not None:
            before = read_before(previous, forms, regions, report.year, report.body)
            report, said = replace(report, previous=before.tables), before.notes
        parts.append(judged(report, as_of, (_input(path, report),), (*_notes(report), *said)))
    if not parts:
        raise InputError("；".join(p.message.rstrip("。") for i in unread for p in i.problems))
    if len(paths) == 1:
        return parts[0]
    return _several(parts, unread)


def judged(
    report: AnnualReport, as_of: date, inputs: tuple[InputReport, ...], notes: Sequence[str]
) -> AuditReport:
    """Run every rule over one report and lay out its tables."""
    findings = run_annual(report)
    return AuditReport(
        kind="annual",
        tool=TOOL,
        as_of=as_of,
        calendar="未用到",
        scheme=None,
        notes=tuple(notes),
        inputs=inputs,
        tables=(*official_tables(report.tables), identity_table(report, findings)),
        findings=findings,
        summary=Summary(findings=count(findings)),
    )


def form_note(tables: AnnualTables) -> str:
    """Say which edition of the form the tables are."""
    return f"表格按{tables.form.number}《{tables.form.title}》核对。"


def _notes(report: AnnualReport) -> Iterator[str]:
    yield form_note(report.tables)
    if report.year:
        yield f"年度：{report.year}；单位：{report.body or '未写明'}。"
    else:
        yield "没有认出年度，统计期限和格式年度未判断；请用 --year 指定。"
    if report.previous is None:
        yield YEAR_BEFORE_UNKNOWN
    if report.power is None:
        yield POWER_UNKNOWN
    if not report.prose:
        yield "文件只有表格、没有正文，I10 和正文部分（ANN010、ANN015 至 ANN018）未判断。"


def count(findings: Sequence[Finding]) -> FindingCounts:
    """Count findings by severity."""
    by = Counter(finding.severity for finding in findings)
    return FindingCounts(by["error"], by["warning"], by["info"])


def _input(path: Path, report: AnnualReport) -> InputReport:
    sheets = {cell.location.sheet: None for cell in report.tables.cells.values() if cell.location}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = len({row for row, _ in report.tables.cells})
    return InputReport(path.as_posix(), digest, report.body, "title", tuple(sheets), rows, (), ())


def _several(parts: Sequence[AuditReport], unread: Sequence[InputReport]) -> AuditReport:
    """Join the reports: findings name their input by its number."""
    inputs = tuple(source for part in parts for source in part.inputs)
    findings = tuple(
        replace(f, location=replace(f.location, input=number)) if f.location else f
        for number, part in enumerate(parts)
        for f in part.findings
    )
    return replace(
        parts[0],
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        inputs=(*inputs, *unread),
        tables=(),
        findings=findings,
        parts=tuple(parts),
        summary=Summary(findings=count(findings), skipped=len(unread)),
    )
