"""The report for the terminal: gaps first, in Chinese, by Rich."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from pubaudit.models import (
    AuditReport,
    Evidence,
    Finding,
    ItemReport,
    Problem,
    Severity,
    Table,
    Verdict,
)
from pubaudit.report import View, grid, words
from pubaudit.report.lines import Line, to_text
from pubaudit.text import cite, shorten
from pubaudit.words import SEVERITY, VERDICT

_SUMMARY_TABLE = "fields"
_SHOWN_PER_CODE = 20
_SHOWN_PLACES = 6
_SHOWN_ROWS: dict[str, int] = {"timeliness": 20, "annual": 40}
_QUOTE = 90
_WORDS = 36
_NUMERALS = "一二三四五六七八九十"
_STYLES: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}
_GAP_MARKS: dict[Verdict, str] = {"missing": "× ", "partial": "△ "}
_GAP_CODES = frozenset({"COV001", "COV002"})
_REVIEW_TO_DO = "对照下列各行原文，判断是否就是该事项；不是的，按缺项补列，不完整的补全。"


def render(report: AuditReport, view: View) -> bytes:
    """Render as UTF-8 for a file; ``render_terminal`` gives the text for a console."""
    text = render_terminal(report, width=view.width, color=view.color, entries=view.entries)
    return text.encode("utf-8", errors="replace")


def render_terminal(report: AuditReport, *, width: int, color: bool, entries: bool = False) -> str:
    """Render for a console of ``width`` cells (at least 60), with ANSI colours only if ``color``.

    What the tool itself says is within GBK; words from a file are cleaned of control characters.
    """
    return to_text(_blocks(report, entries), width=width, color=color)


def _blocks(report: AuditReport, entries: bool) -> Iterator[RenderableType]:
    for note in report.notes[:1]:
        yield Line(note)
    topic = report.scheme.id.partition("/")[2] if report.scheme else ""
    yield Line(words.TITLE[report.kind].format(topic=topic or "公共资源配置"), style="bold")
    yield from _head(report)
    early = [table for table in report.tables if table.id == _SUMMARY_TABLE or not report.items]
    for table in early:
        yield from _table(table, _SHOWN_ROWS.get(report.kind))
    shown = [(title, body) for title, body in _sections(report, entries) if body]
    for numeral, (title, body) in zip(_NUMERALS, shown, strict=False):
        yield Text("")
        yield Line(title, lead=f"{numeral}、", style="bold")
        yield from body
    for table in report.tables:
        if table not in early:
            yield from _table(table)


def _sections(report: AuditReport, entries: bool) -> list[tuple[str, list[RenderableType]]]:
    """Give every section in order with its title; one without a body is not shown."""
    of = {
        verdict: [item for item in report.items if item.verdict == verdict] for verdict in VERDICT
    }
    doubtful = [item for item in report.items if item.needs_review]
    sure = [item for item in of["covered"] if not item.needs_review]
    return [
        (
            f"缺项 {len(of['missing'])} 项：方案要求公开，目录没有列出",
            list(_gaps(report, of["missing"])),
        ),
        (
            f"要素不全 {len(of['partial'])} 项：目录列出了，但不完整",
            list(_gaps(report, of["partial"])),
        ),
        (f"需要核实 {len(doubtful)} 项", list(_review(report, doubtful))),
        (f"已列明且无疑问 {len(sure)} 项", list(_covered(report, sure))),
        (f"不适用 {len(of['not_applicable'])} 项", list(_not_applicable(of["not_applicable"]))),
        ("逐行对照", list(_entries(report)) if entries else []),
        ("各目录自身的情况", list(_parts(report))),
        ("其他发现" if report.items else "发现", list(_other_findings(report))),
        (_problems_title(report), list(_problems(report))),
    ]


# --- head and tables ---------------------------------------------------------------------------


def _head(report: AuditReport) -> Iterator[Line]:
    yield Line(f"{report.as_of}；工作日历{report.calendar}", lead="截至：")
    for number, source in enumerate(report.inputs, 1):
        what = words.input_word(report)
        lead = f"{what}{number}：" if len(report.inputs) > 1 else f"{what}："
        facts = (source.path, source.body, f"{source.entries}行")
        yield Line(" | ".join(fact for fact in facts if fact), lead=lead)
        if any(problem.skipped for problem in source.problems):
            yield Line("有内容未能读取，见报告末尾。", 6, style="yellow")
    for note in report.notes[1:]:
        yield Line(note, lead="- ")
    if report.summary.items.total:
        yield Line(words.item_counts(report), lead="结果：", style="bold")
    if report.items and all(item.verdict not in _GAP_MARKS for item in report.items):
        yield Line("没有缺项，也没有要素不全的事项。", indent=6, style="green")
    if report.records.total:
        yield Line(words.record_counts(report), lead="结果：", style="bold")


def _table(table: Table, most: int | None = None) -> Iterator[RenderableType]:
    """Show a table under its title, and how many rows it has more than ``most``."""
    yield Text("")
    yield Line(table.title, style="bold")
    more = len(table.rows) - most if most else 0
    if more > 0:
        table = replace(table, rows=table.rows[:most])
    yield from grid.body(table)
    if more > 0:
        yield Line(f"另有 {more} 行未在此列出，全部内容请用 -o 报告.json 输出", lead="- ")


# --- items -------------------------------------------------------------------------------------


def _gaps(report: AuditReport, items: Iterable[ItemReport]) -> Iterator[Line]:
    """Show missing or partial items by field; what neighbours share stands once, below them.

    A finding says the fact of its item first; the rest, yardstick and remedy, is mostly the same
    for a whole field.
    """
    told = _told_with_items(report)
    for field, group in _by_field(items):
        yield Line(f"【{field}】", 2, style="bold")
        for shared, same in groupby(group, key=lambda item: _shared(item, told.get(item.id))):
            neighbours = list(same)
            for item in neighbours:
                yield from _gap(report, item, told.get(item.id))
            yield Line(shared, 6)
            quotes = dict.fromkeys(_excerpt(item) for item in neighbours if item.basis)
            apart = [q for q in quotes if not any(q != other and q in other for other in quotes)]
            yield Line("".join(f"“{quote}”" for quote in apart), 6, "原文：", "dim")


def _gap(report: AuditReport, item: ItemReport, found: Finding | None) -> Iterator[Line]:
    marks = [
        f"{SEVERITY[found.severity]} {found.code}" if found else "",
        words.DUTY[item.duty],
        "请核实" if item.needs_review else "",
    ]
    tag = "；".join(mark for mark in marks if mark)
    style = _STYLES[found.severity] if found else ""
    name = item.name + (f"〔{tag}〕" if tag else "")
    yield Line(name, 4, _GAP_MARKS[item.verdict], style)
    if found is None:
        yield Line(item.reason, 6)
    elif item.verdict == "partial" or item.needs_review or not _rest(found):
        yield Line(_fact(found), 6)
    if item.verdict == "partial":
        present = [element.name for element in item.elements if element.verdict == "covered"]
        yield Line("、".join(present), 6, "已列明：")
        yield Line(_places(report, item.evidence), 6, "所在行：")


def _shared(item: ItemReport, found: Finding | None) -> str:
    """Give what is said of an item beside its fact: yardstick and remedy, or at least the basis."""
    rest = _rest(found) if found else ""
    return rest or (f"依据：{cite(item.basis[0])}" if item.basis else "")


def _fact(found: Finding) -> str:
    return _halves(found)[0]


def _rest(found: Finding) -> str:
    return _halves(found)[1]


def _halves(found: Finding) -> tuple[str, str]:
    """Part a message into the fact and what begins with the basis.

    Words of the catalog that the fact quotes may have full stops of their own.
    """
    basis = cite(found.basis) if found.basis else ""
    fact, _, rest = found.message.partition(f"。{basis}")
    return fact, basis + rest if rest else ""


def _excerpt(item: ItemReport) -> str:
    """Quote the governing words: a long quote from its start, or from the item's name on.

    The elements that are not there can be seen in it.
    """
    quote = item.basis[0].quote
    at = max(quote.find(item.name), 0)
    lacking = (e.name for e in item.elements if e.verdict == "missing") if item.elements else ()
    ends = [at + len(item.name), *(quote.find(name) + len(name) for name in lacking)]
    if len(quote) <= _QUOTE or max(ends) <= _QUOTE:
        return shorten(quote, _QUOTE)
    lead = "…" if at else ""
    return f"{lead}{shorten(quote[at:], max(_QUOTE, max(ends) - at + 1))}"


def _review(report: AuditReport, items: list[ItemReport]) -> Iterator[Line]:
    """Show the doubtful items that are listed; the doubtful gaps were shown as such above."""
    listed = [item for item in items if item.verdict == "covered"]
    if listed:
        yield Line(_REVIEW_TO_DO, 2, "要做什么：")
    for field, group in _by_field(listed):
        yield Line(f"【{field}】", 2, style="bold")
        for item in group:
            yield Line(item.name, 4, "? ", "yellow")
            yield Line(item.reason, 6)
            yield Line(_places(report, item.evidence), 6, "所在行：")
    above = "、".join(item.name for item in items if item.verdict in _GAP_MARKS)
    if above:
        yield Line(above, 2, "上文已列、标明“请核实”的：")


def _covered(report: AuditReport, items: list[ItemReport]) -> Iterator[Line]:
    for field, group in _by_field(items):
        yield Line(f"【{field}】", 2, style="bold")
        for item in group:
            places = _places(report, item.evidence)
            yield Line(f"{item.name} ← {places or item.reason}", 4, "√ ")


def _not_applicable(items: list[ItemReport]) -> Iterator[Line]:
    for field, group in _by_field(items):
        yield Line(f"【{field}】", 2, style="bold")
        for item in group:
            yield Line(f"{item.name}：{item.reason}", 4, "- ")


def _by_field(items: Iterable[ItemReport]) -> Iterable[tuple[str, list[ItemReport]]]:
    fields: dict[str, list[ItemReport]] = {}
    for item in items:
        fields.setdefault(item.field, []).append(item)
    return fields.items()


def _places(report: AuditReport, evidence: tuple[Evidence, ...]) -> str:
    """Name the rows of the evidence with their words, rows of the same words together."""
    shown = []
    for (index, sheet, text), same in groupby(
        evidence[:_SHOWN_PLACES], key=lambda e: (e.input, e.sheet, e.text)
    ):
        rows = "、".join(words.rows(e.row, e.last_row) for e in same)
        shown.append(f"{words.place(report, index, sheet)} {rows}“{shorten(text, _WORDS)}”")
    more = len(evidence) - _SHOWN_PLACES
    return "；".join(shown) + (f"；另有{more}处" if more > 0 else "")


def _entries(report: AuditReport) -> Iterator[Line]:
    names = {item.id: item.name for item in report.items}
    for entry in report.entries:
        where = words.place(report, entry.input, entry.sheet, entry.row, entry.row)
        served = "、".join(names.get(item, item) for item in entry.items)
        text = f"{where}“{shorten(entry.text, _WORDS)}” → {served or '不对应方案事项'}"
        yield Line(text, 2, "√ " if served else "○ ")


# --- parts, other findings, problems -----------------------------------------------------------


def _parts(report: AuditReport) -> Iterator[Line]:
    """Show each catalog's own gaps and findings; what nobody lists was shown above in full."""
    nobodys = {item.id for item in report.items if item.verdict == "missing"}
    for part in report.parts:
        for source in part.inputs:
            yield Line(f"{source.body or '主体未知'}（{source.path}）", 2, "● ", "bold")
        yield Line(words.closing_line(part), 4)
        gaps = [item for item in part.items if item.verdict in _GAP_MARKS]
        above = [item for item in gaps if item.id in nobodys]
        others = [item for item in gaps if item.id not in nobodys and item.duty == "other"]
        own = [item for item in gaps if item.id not in nobodys and item.duty != "other"]
        yield Line("、".join(item.name for item in above), 4, "各目录都缺、见上文的：")
        yield Line("、".join(item.name for item in others), 4, "按方案由其他单位公开的：")
        yield from _gaps(part, own)
        yield from _other_findings(part)


def _told_with_items(report: AuditReport) -> dict[str, Finding]:
    """Pick the coverage finding that is shown with each missing or partial item."""
    gaps = {item.id for item in report.items if item.verdict in _GAP_MARKS}
    told: dict[str, Finding] = {}
    for found in report.findings:
        if found.item in gaps and found.code in _GAP_CODES:
            told.setdefault(found.item, found)
    return told


def _other_findings(report: AuditReport) -> Iterator[Line]:
    """Show the other findings by severity, of each code the first few and how many there are."""
    told = _told_with_items(report)
    for severity, word in SEVERITY.items():
        found = [f for f in report.findings if f.severity == severity and told.get(f.item) is not f]
        if found:
            yield Line(f"【{word}】", 2, style=f"bold {_STYLES[severity]}")
        seen: Counter[str] = Counter()
        for one in found:
            seen[one.code] += 1
            if seen[one.code] <= _SHOWN_PER_CODE:
                yield Line(" ".join((one.code, *_finding_place(report, one), one.message)), 4, "- ")
        for code, number in seen.items():
            if number > _SHOWN_PER_CODE:
                more = number - _SHOWN_PER_CODE
                yield Line(
                    f"{code} 另有 {more} 条未在此列出，全部内容请用 -o 报告.json 输出", 4, "- "
                )


def _finding_place(report: AuditReport, found: Finding) -> list[str]:
    at = found.location
    if at is None:
        return []
    where = words.place(report, at.input, at.sheet, at.row, at.last_row)
    return [where + (f"{at.column}列" if at.column else "")]


def _problems_title(report: AuditReport) -> str:
    skipped = any(p.skipped for source in report.inputs for p in source.problems)
    return "未能读取的内容" if skipped else "读取说明"


def _problems(report: AuditReport) -> Iterator[Line]:
    for source in report.inputs:
        for problem in source.problems:
            mark = "× " if problem.skipped else "- "
            yield Line(_problem(source.path, problem), 2, mark, "yellow" if problem.skipped else "")


def _problem(path: str, problem: Problem) -> str:
    row = f"第{problem.row}行" if problem.row else ""
    return " ".join(part for part in (path, problem.sheet, row, problem.message) if part)
