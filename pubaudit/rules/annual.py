"""The identities (勾稽关系) of the annual report's tables.

Each finding names the row, the column, both sides and the difference. A blank total is computed
from its parts and never fails; blank cells count as 0.
"""

from collections.abc import Iterable, Iterator, Sequence

from pubaudit.form import (
    AnnualReport,
    AnnualTables,
    CellKey,
    Line,
    Number,
    full_label,
    is_blank,
)
from pubaudit.form import number_text as text
from pubaudit.models import Basis, Finding, Location
from pubaudit.rules.rule import Rule

_TOTAL = "total"
_REVIEW_FIRST_SINCE = 2024
_MOST_NAMED = 3

Findings = Iterable[Finding]


def balance(rule: Rule, report: AnnualReport) -> Findings:
    """I1: per column, A + B = C7 + D."""
    tables = report.tables
    for column in _columns(tables) if _all_there(tables, ("A", "B", "C7", "D")) else ():
        left = _number(tables, "A", column.key) + _number(tables, "B", column.key)
        done, rest = _number(tables, "C7", column.key), _number(tables, "D", column.key)
        if differ(left, done + rest):
            yield rule.finding(
                f"“{column.label}”栏：第一项加第二项为{text(left)}，第三项总计{text(done)}加"
                f"第四项{text(rest)}为{text(done + rest)}，相差{text(left - done - rest)}。"
                "请核对该栏各行。",
                place=f"I1 {column.key}",
                basis=_corner(tables),
                body=report.body,
                location=_place(tables, ("C7", column.key)),
            )


def results(rule: Rule, report: AnnualReport) -> Findings:
    """I2: per column, C7 = the sum of all results."""
    tables = report.tables
    keys = tables.form.result_keys()
    for column in _columns(tables) if _all_there(tables, (*keys, "C7")) else ():
        if not tables.has("C7", column.key) and column.key != _TOTAL:
            continue
        total = _number(tables, "C7", column.key)
        parts = sum(_number(tables, key, column.key) for key in keys)
        if differ(total, parts):
            yield rule.finding(
                f"“{column.label}”栏：（七）总计为{text(total)}，（一）至（六）各行之和为{text(parts)}，"
                f"相差{text(total - parts)}。{_suspects(tables, column.key, total - parts)}",
                place=f"I2 {column.key}",
                body=report.body,
                location=_place(tables, ("C7", column.key)),
            )


def row_totals(rule: Rule, report: AnnualReport) -> Findings:
    """I3: per row, 总计 = the sum over the kinds of applicant; a blank 总计 is not judged."""
    tables = report.tables
    for row in tables.form.requests:
        if not tables.has(row.key, _TOTAL):
            continue
        total, parts = tables.number(row.key, _TOTAL), _parts(tables, row.key)
        if differ(total, parts):
            yield rule.finding(
                f"“{full_label(row)}”行：总计栏为{text(total)}，各类申请人之和为{text(parts)}，"
                f"相差{text(total - parts)}。请核对该行各栏。",
                place=f"I3 {row.key}",
                body=report.body,
                location=_place(tables, (row.key, _TOTAL)),
            )


def dispute_totals(rule: Rule, report: AnnualReport) -> Findings:
    """I4: in each block of section 四, 总计 = the sum of the four outcomes."""
    tables = report.tables
    for row in tables.form.disputes.rows:
        if not tables.has(row.key, _TOTAL):
            continue
        total, parts = tables.number(row.key, _TOTAL), _outcomes(tables, row.key)
        if differ(total, parts):
            yield rule.finding(
                f"“{full_label(row)}”：总计栏为{text(total)}，结果维持、结果纠正、其他结果、尚未审结"
                f"之和为{text(parts)}，相差{text(total - parts)}。请核对这五栏。",
                place=f"I4 {row.key}",
                body=report.body,
                location=_place(tables, (row.key, _TOTAL)),
            )


def carried_over(rule: Rule, report: AnnualReport) -> Findings:
    """I5: per column, D of the year before = B of this year."""
    before, now = report.previous, report.tables
    for column in _columns(now) if before and _all_there(now, "B") else ():
        left, right = _number(before, "D", column.key), _number(now, "B", column.key)
        if before and differ(left, right):
            yield rule.finding(
                f"“{column.label}”栏：上一年报告“四、结转下年度继续办理”为{text(left)}，本年报告"
                f"“二、上年结转政府信息公开申请数量”为{text(right)}，相差{text(left - right)}。"
                "两年应当相等；机构合并、拆分的请在报告中说明。",
                place=f"I5 {column.key}",
                body=report.body,
                location=_place(now, ("B", column.key)),
            )


def in_force(rule: Rule, report: AnnualReport) -> Findings:
    """I6: 现行有效 = 现行有效 of the year before + 制发 - 废止."""
    before, now = report.previous, report.tables
    for row in _document_rows(now) if before else ():
        if not before or not (before.has(row.key, "valid") and now.has(row.key, "valid")):
            continue
        old, valid = before.number(row.key, "valid"), now.number(row.key, "valid")
        made, gone = now.number(row.key, "made"), now.number(row.key, "abolished")
        if ("made" in _keys(now, row)) and differ(valid, old + made - gone):
            yield rule.finding(
                f"“{row.label}”行：现行有效件数为{text(valid)}，上一年{text(old)}加本年制发"
                f"{text(made)}减本年废止{text(gone)}为{text(old + made - gone)}，"
                f"相差{text(valid - old - made + gone)}。请核对；集中清理、机构合并的请说明。",
                place=f"I6 {row.key}",
                body=report.body,
                location=_place(now, (row.key, "valid")),
            )


def enough_in_force(rule: Rule, report: AnnualReport) -> Findings:
    """I7: 现行有效 is not below 制发 where nothing was abolished."""
    tables = report.tables
    for row in _document_rows(tables):
        made, valid = tables.number(row.key, "made"), tables.number(row.key, "valid")
        if (
            tables.has(row.key, "valid")
            and not tables.number(row.key, "abolished") > 0
            and (valid < made)
        ):
            across = next(c for c in tables.form.blocks[0].columns if c.key == "made")
            yield rule.finding(
                f"“{row.label}”行：{across.label}为{text(made)}，没有废止，有效（公开总数）却只有"
                f"{text(valid)}，相差{text(made - valid)}。请核对。",
                place=f"I7 {row.key}",
                body=report.body,
                location=_place(tables, (row.key, "valid")),
            )


def whole_numbers(rule: Rule, report: AnnualReport) -> Findings:
    """I8: every cell is a non-negative integer; money may be decimal, a change negative."""
    tables = report.tables
    for row, column in tables.form.cells():
        cell = tables.get(row.key, column.key)
        if cell is None or column.kind == "change" or not cell.shown:
            continue
        value = cell.value
        if value is None:
            if is_blank(cell.shown, report.forms.blank_marks):
                continue
            fault = f"写作“{cell.shown}”，不是数字"
        elif value < 0:
            fault = f"为{text(value)}，小于0"
        elif column.kind == "count" and not float(value).is_integer():
            fault = f"为{text(value)}，不是整数"
        else:
            continue
        yield rule.finding(
            f"{tables.form.name(row.key, column.key)}{fault}。请填写非负整数"
            + ("（收费金额可为小数）。" if column.kind == "money" else "。"),
            place=f"I8 {row.key} {column.key}",
            body=report.body,
            location=cell.location,
        )


def rule_making(rule: Rule, report: AnnualReport) -> Findings:
    """I9: bodies that cannot make 规章 have 0 in that row."""
    if report.power is not False:
        return
    tables = report.tables
    for column in tables.form.blocks[0].columns:
        if tables.number("rules", column.key):
            yield rule.finding(
                f"“规章”行“{column.label}”栏为{text(tables.number('rules', column.key))}，而"
                f"“{report.body}”不是可以制定规章的机关（国务院部门，省级、设区的市和自治州政府）。"
                "请核对是否把行政规范性文件填到了规章行。",
                place=f"I9 {column.key}",
                body=report.body,
                location=_place(tables, ("rules", column.key)),
            )


def bounds(rule: Rule, report: AnnualReport) -> Findings:
    """I11: results require requests, and no more may be left over than came in."""
    tables = report.tables
    for column in _columns(tables) if _all_there(tables, ("A", "B", "C7", "D")) else ():
        came = _number(tables, "A", column.key) + _number(tables, "B", column.key)
        done, rest = _number(tables, "C7", column.key), _number(tables, "D", column.key)
        if done > 0 and came == 0:
            fault = f"没有收到和结转的申请，却有{text(done)}件办理结果，相差{text(done)}"
            key = "C7"
        elif rest > came:
            fault = f"结转下年度{text(rest)}件，多于收到和上年结转之和{text(came)}件"
            fault += f"，相差{text(rest - came)}"
            key = "D"
        else:
            continue
        yield rule.finding(
            f"“{column.label}”栏：{fault}。请核对。",
            place=f"I11 {column.key}",
            body=report.body,
            location=_place(tables, (key, column.key)),
        )


def blanks(rule: Rule, report: AnnualReport) -> Findings:
    """I12: blank cells and marks in their place, said once; they count as 0."""
    seen: dict[str, int] = {}
    for cell in report.tables.cells.values():
        if cell.value is None and is_blank(cell.shown, report.forms.blank_marks):
            mark = cell.shown.strip() or "空白"
            seen[mark] = seen.get(mark, 0) + 1
    if seen:
        named = "、".join(f"“{mark}”{number}格" for mark, number in seen.items())
        yield rule.finding(
            f"表中没有填数字的单元格：{named}，均按0核对。建议没有发生的一律填0。",
            place="I12",
            body=report.body,
        )


def disputes(rule: Rule, report: AnnualReport) -> Findings:
    """I13: the share of corrected cases, and direct suits since review comes first."""
    tables = report.tables
    for row in tables.form.disputes.rows:
        corrected = tables.number(row.key, "corrected")
        closed = _outcomes(tables, row.key) - tables.number(row.key, "pending")
        if corrected and closed:
            yield rule.finding(
                f"“{full_label(row)}”：已审结{text(closed)}件，结果纠正{text(corrected)}件，"
                f"占{corrected / closed:.1%}。可在第五部分分析原因。",
                place=f"I13 {row.key}",
                body=report.body,
                location=_place(tables, (row.key, "corrected")),
            )
    direct = _number(tables, "suit", _TOTAL)
    if direct and report.year >= _REVIEW_FIRST_SINCE:
        yield rule.finding(
            f"“未经复议直接起诉”{text(direct)}件：2024年1月1日起，不服不予公开的应当先申请行政复议"
            "（行政复议法第二十三条第一款第四项），其他情形仍可直接起诉。请核对填报口径。",
            place="I13 suit",
            body=report.body,
            location=_place(tables, ("suit", _TOTAL)),
        )


# --- sums --------------------------------------------------------------------------------------


def _columns(tables: AnnualTables) -> Iterator[Line]:
    """Yield the columns of section 三 in which there is anything to judge."""
    for column in tables.form.applicants:
        if any((row.key, column.key) in tables.cells for row in tables.form.requests):
            yield column


def _all_there(tables: AnnualTables, keys: Iterable[str]) -> bool:
    """Tell whether all rows of an identity were found: a missing one is told by its own rule."""
    return {row for row, _ in tables.cells}.issuperset(keys)


def _number(tables: AnnualTables | None, row: str, column: str) -> Number:
    """Return a cell's number; a blank total is the sum of its parts."""
    if tables is None:
        return 0
    if tables.has(row, column):
        return tables.number(row, column)
    if row == "C7" and column != _TOTAL:
        return sum(tables.number(key, column) for key in tables.form.result_keys())
    if column == _TOTAL:
        disputed = {line.key for line in tables.form.disputes.rows}
        return _outcomes(tables, row) if row in disputed else _parts(tables, row)
    return 0


def _parts(tables: AnnualTables, row: str) -> Number:
    keys = (column.key for column in tables.form.applicants if column.key != _TOTAL)
    return sum(tables.number(row, key) for key in keys)


def _outcomes(tables: AnnualTables, row: str) -> Number:
    keys = (column.key for column in tables.form.disputes.columns if column.key != _TOTAL)
    return sum(tables.number(row, key) for key in keys)


def _suspects(tables: AnnualTables, column: str, gap: Number) -> str:
    """Name the rows whose own total is off by the same number: the fault is where they cross."""
    crossing = [
        row
        for row in tables.form.requests
        if tables.has(row.key, _TOTAL)
        and not differ(abs(tables.number(row.key, _TOTAL) - _parts(tables, row.key)), abs(gap))
        and gap
    ]
    if not crossing or len(crossing) > _MOST_NAMED:
        return "请核对该栏各行。"
    named = "、".join(f"“{full_label(row)}”" for row in crossing)
    across = next(line.label for line in tables.form.applicants if line.key == column)
    return f"{named}行的总计也相差{text(abs(gap))}，请先核对该行“{across}”栏。"


def _document_rows(tables: AnnualTables) -> Sequence[Line]:
    return tables.form.blocks[0].rows


def _keys(tables: AnnualTables, row: Line) -> set[str]:
    """Return the columns that this edition gives 规章 and 规范性文件, if it counts abolished."""
    block = tables.form.blocks[0]
    keys = {column.key for column in block.columns}
    return keys if row in block.rows and "abolished" in keys else set()


def differ(left: Number, right: Number) -> bool:
    """Tell whether two numbers differ by more than what decimals lose."""
    return abs(left - right) > 1e-6


def _place(tables: AnnualTables, key: CellKey) -> Location | None:
    cell = tables.cells.get(key)
    return cell.location if cell else None


def _corner(tables: AnnualTables) -> Basis:
    form = tables.form
    return Basis("第三部分表格角注", form.corner, form.title, form.number, "published")
