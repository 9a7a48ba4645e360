"""The official tables as tables of a report, and how each identity came out."""

from collections import Counter
from collections.abc import Sequence

from pubaudit.form import AnnualReport, AnnualTables, Line, short_label
from pubaudit.models import Column, Finding, Table
from pubaudit.rules.annual_list import ANNUAL_RULES

_IDENTITIES = {f"ANN{number:03}": f"I{number}" for number in range(1, 14)}
_TEXT_RULES = frozenset({"ANN010"})
_YEARS = frozenset({"ANN005", "ANN006"})
_POWER = frozenset({"ANN009"})


def official_tables(tables: AnnualTables) -> tuple[Table, ...]:
    """Return sections 二, 三 and 四 with a column for the cell's key; blanks are None."""
    form = tables.form
    columns = list({c.key: c for block in form.blocks for c in block.columns}.values())
    rows = [row for block in form.blocks for row in block.rows]
    return (
        _table("annual_proactive", "二、主动公开政府信息情况", rows, columns, tables),
        _table(
            "annual_requests",
            "三、收到和处理政府信息公开申请情况",
            form.requests,
            form.applicants,
            tables,
        ),
        _table(
            "annual_disputes",
            "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            form.disputes.rows,
            form.disputes.columns,
            tables,
        ),
    )


def identity_table(report: AnnualReport, findings: Sequence[Finding]) -> Table:
    """Say of every identity whether it holds, fails how often, or could not be judged."""
    failed = Counter(finding.code for finding in findings)
    rows = [
        {
            "identity": _IDENTITIES[rule.code],
            "code": rule.code,
            "name": rule.name,
            "result": _unjudged(rule.code, report)
            or (f"{failed[rule.code]}处" if failed[rule.code] else "无"),
        }
        for rule in ANNUAL_RULES
        if rule.code in _IDENTITIES
    ]
    columns = (
        Column("identity", "勾稽关系", "text"),
        Column("code", "规则", "text"),
        Column("name", "不符的情形", "text"),
        Column("result", "结果", "text"),
    )
    return Table("annual_identities", "勾稽关系核对", columns, tuple(rows))


def _unjudged(code: str, report: AnnualReport) -> str:
    if code in _YEARS and report.previous is None:
        return "未判断：只有一年的报告"
    if code in _POWER and report.power is None:
        return "未判断：看不出有无规章制定权"
    if code in _TEXT_RULES and not report.prose:
        return "未判断：没有正文"
    form = report.tables.form
    needed = {"ANN001": ("A", "B", "C7", "D"), "ANN002": (*form.result_keys(), "C7")}.get(code, ())
    if not {row for row, _ in report.tables.cells}.issuperset(needed):
        return "未判断：表格缺少行"
    return ""


def _table(
    ident: str, title: str, rows: Sequence[Line], columns: Sequence[Line], tables: AnnualTables
) -> Table:
    head = Column("label", "项目", "text")
    across = (Column(column.key, column.label, "count") for column in columns)
    body = tuple(
        {"key": row.key, "label": short_label(row)}
        | {
            column.key: cell.value
            for column in columns
            if (cell := tables.get(row.key, column.key)) is not None
        }
        for row in rows
    )
    return Table(ident, title, (head, *across), body)
