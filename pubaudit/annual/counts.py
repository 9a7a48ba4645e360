"""Reads counts sheets (件数表) into section 二, and says which of their numbers cannot be taken."""

from collections.abc import Iterator, Mapping, Sequence

from pubaudit.annual.find import find_tables
from pubaudit.annual.ledger import Sheet
from pubaudit.annual.pages import Rectangle
from pubaudit.form import AnnualReport, Cell, CellKey, Forms
from pubaudit.headers import cell_text
from pubaudit.models import Finding, Problem
from pubaudit.rules.annual_list import ANNUAL_RULES

_LEFT_OUT = ("ANN008", "ANN019")
_TOLD = ("ANN020",)


def read_counts(sheet: Sheet, forms: Forms) -> tuple[Mapping[CellKey, Cell], Sequence[Problem]]:
    """Return the numbers of a counts sheet and what is wrong with it, by sheet and row.

    A number that is none, or stands in a row that the form does not have, is left out.
    """
    rows = tuple(tuple(cell_text(value) for value in row) for row in sheet.rows)
    found = find_tables([Rectangle(sheet.name, rows)], forms, sheet.input)
    if not found.tables.cells:
        text = "没有认出件数表的栏目，没有读取；请照空白台账的件数表填写"
        return {}, (Problem(text, sheet.name, skipped=True),)
    findings = list(_findings(AnnualReport(found.tables, forms, strays=found.strays)))
    wrong = {finding.location for finding in findings if finding.code in _LEFT_OUT}
    cells = {key: cell for key, cell in found.tables.cells.items() if cell.location not in wrong}
    return cells, tuple(_problem(finding, sheet.name) for finding in findings)


def _findings(report: AnnualReport) -> Iterator[Finding]:
    for rule in ANNUAL_RULES:
        if rule.code in (*_LEFT_OUT, *_TOLD):
            yield from rule.check(rule, report)


def _problem(finding: Finding, sheet: str) -> Problem:
    row = finding.location.row if finding.location else 0
    left_out = finding.code in _LEFT_OUT
    text = finding.message.rstrip("。") + ("；未计入" if left_out else "")
    return Problem(text, sheet, row, skipped=left_out)
