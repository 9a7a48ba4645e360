"""QUA: whether the catalog itself can be read and acted on. Never an error."""

from collections import defaultdict
from collections.abc import Iterable

from pubaudit.matching import says_not_here
from pubaudit.models import Catalog, CatalogTable, Entry, Finding, Location
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, rows_words, shorten

_MANY_ROWS = 12


def duplicate(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows that say the same twice (重复列项)."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in context.catalogs[0].entries:
        said = (*entry.path, entry.content, entry.body, entry.level, entry.mode)
        groups[tuple(map(normalise, said))].append(entry)
    for rows in groups.values():
        if len(rows) > 1:
            words = rows[0].content or rows[0].path[-1]
            yield rule.finding(
                f"{rows_words([r.location for r in rows])}内容相同：“{shorten(words, 30)}”。"
                "一个事项列一次即可；请删去重复的行，或写明两行的区别",
                place=words,
                body=context.body,
                location=rows[1].location,
            )


def blank_body(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows that name no disclosing body, where the catalog has such a column."""
    catalog = context.catalogs[0]
    if not any(_has(table, "body") for table in catalog.tables):
        return
    blank = [e for e in catalog.entries if not (e.body.strip() or says_not_here(e))]
    if not blank:
        return
    all_blank = len(blank) == len(catalog.entries)
    where = (
        "公开主体整列为空"
        if all_blank
        else f"{rows_words([e.location for e in blank])}未写公开主体"
    )
    yield rule.finding(
        f"{where}。谁公开不明，无法落实责任；请逐行写明公开主体",
        place=where if all_blank else "、".join(e.content for e in blank),
        basis=context.scheme.form.basis if context.scheme.form else None,
        body=context.body,
        location=blank[0].location,
    )


def required_column(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report columns that the scheme wants in a catalog and some table of it lacks."""
    form = context.scheme.form
    if form is None:
        return
    catalog = context.catalogs[0]
    for column in form.columns:
        lacking = [t for t in catalog.tables if not _has(t, column.role)]
        if not lacking:
            continue
        yield rule.finding(
            f"{_sheets(catalog, lacking)}没有“{column.name}”一栏。"
            f"{cite(form.basis)}要求目录细化“{column.name}”；请增设该栏并逐行填写",
            place=column.name,
            basis=form.basis,
            body=context.body,
            location=Location(
                catalog.entries[0].location.input if catalog.entries else 0,
                lacking[0].sheet,
                lacking[0].header_row,
                lacking[0].last_header_row,
            ),
        )


def numbering(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report, once a sheet, where 序号 skips, goes back or is blank."""
    catalog = context.catalogs[0]
    for sheet in catalog.sheets:
        entries = [e for e in catalog.entries if e.location.sheet == sheet and not says_not_here(e)]
        if not any(e.number for e in entries):
            continue
        faults = _numbering_faults(entries)
        if faults:
            yield rule.finding(
                f"{sheet} 序号不连续：{'；'.join(faults[:_MANY_ROWS])}"
                + ("等" if len(faults) > _MANY_ROWS else "")
                + "。请核对是否漏行，并重新编号",
                place=sheet,
                body=context.body,
                location=entries[0].location,
            )


def _numbering_faults(entries: list[Entry]) -> list[str]:
    """List the rows whose number does not follow.

    A restart at 1 is a new table, a repeated number one item over several rows; neither is a fault.
    """
    faults = []
    last = 0
    for entry in entries:
        digits = normalise(entry.number).rstrip(".、")
        if not digits:
            faults.append(f"第{entry.location.row}行无序号")
        elif digits.isdecimal():
            number = int(digits)
            if last and number not in {last, last + 1, 1}:
                faults.append(f"第{entry.location.row}行由{last}跳到{number}")
            last = number
    return faults


def _has(table: CatalogTable, role: str) -> bool:
    return any(c.role == role for c in table.columns)


def _sheets(catalog: Catalog, tables: list[CatalogTable]) -> str:
    if len(tables) == len(catalog.tables):
        return "目录"
    return f"工作表“{'、'.join(dict.fromkeys(t.sheet for t in tables))}”"
