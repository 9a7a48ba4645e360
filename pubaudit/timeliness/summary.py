"""A tally as a report: plain data for every renderer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter

from pubaudit.models import (
    AuditReport,
    Column,
    FindingCounts,
    InputReport,
    RecordCounts,
    SchemeReport,
    Summary,
    Table,
    TimeLimit,
)
from pubaudit.rules.timeliness_list import run_ledger
from pubaudit.text import cite, shorten
from pubaudit.timeliness.beside_facts import Observed
from pubaudit.timeliness.beside_tables import beside_tables
from pubaudit.timeliness.case import Case
from pubaudit.timeliness.facts import ledger_facts
from pubaudit.timeliness.figures import Rate, lateness, rates, verdict_counts
from pubaudit.timeliness.kernel import (
    CALENDAR,
    LATE,
    ON_TIME,
    OVERDUE,
    PENDING,
    REASONS,
)
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.tally import Tally
from pubaudit.timeliness.words import (
    UNSAID,
    Row,
    amount_word,
    conclusion,
    day_word,
    due_word,
    place_word,
)
from pubaudit.tool import TOOL

_WORDS = 40

_COUNTS = (
    Column("total", "记录", "count"),
    Column("on_time", "按时", "count"),
    Column("late", "迟公开", "count"),
    Column("overdue", "逾期", "count"),
    Column("decided", "分母", "count"),
    Column("rate", "按时率", "rate"),
    Column("lower", "下界", "rate"),
    Column("upper", "上界", "rate"),
    Column("pending", "未到期", "count"),
    Column("not_judged", "未判定", "count"),
)
_LATE = (
    Column("records", "迟或逾期", "count"),
    Column("median", "半数不超过", "count"),
    Column("ninetieth", "九成不超过", "count"),
    Column("most", "最多", "count"),
)
_USUAL = frozenset({("body", "field"), ("field", "item")})
_TITLES = {"body": "单位", "field": "领域", "item": "公开事项", "month": "形成月份"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report says beside its figures.

    ``step`` asks the platform to keep step (同步); ``by`` are the dimensions asked for (empty: the
    usual tables only).
    """

    as_of: date
    calendar: str
    scheme: SchemeReport | None
    notes: tuple[str, ...]
    inputs: tuple[InputReport, ...]
    step: TimeLimit | None = None
    by: tuple[str, ...] = ()


def summarise(tally: Tally, book: RuleBook, setting: Setting) -> AuditReport:
    """Build the report of kind ``timeliness``; findings are those of the TIM rules."""
    counts = verdict_counts(tally)
    records = RecordCounts(
        total=int(counts.sum()),
        on_time=int(counts[ON_TIME]),
        late=int(counts[LATE]),
        overdue=int(counts[OVERDUE]),
        pending=int(counts[PENDING]),
        not_judged=int(counts[OVERDUE + 1 :].sum()),
        provisional=int(counts[CALENDAR]),
    )
    reasons = tuple((words, int(counts[code])) for code, words in REASONS.items() if counts[code])
    seen = None
    if tally.beside:
        records_in_all = sum(tally.rows.values())
        seen = Observed(
            tally.beside, book, setting.as_of, setting.inputs, records_in_all, setting.step
        )
    findings = run_ledger(ledger_facts(tally, book, seen))
    number = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "info")}
    return AuditReport(
        kind="timeliness",
        tool=TOOL,
        as_of=setting.as_of,
        calendar=setting.calendar,
        scheme=setting.scheme,
        notes=setting.notes,
        inputs=setting.inputs,
        records=records,
        tables=tuple(
            table
            for table in chain(
                _tables(tally, book, reasons, setting.by), beside_tables(seen) if seen else ()
            )
            if table.rows
        ),
        findings=findings,
        summary=Summary(
            findings=FindingCounts(**number),
            skipped=sum(p.skipped for i in setting.inputs for p in i.problems),
        ),
    )


def _tables(
    tally: Tally, book: RuleBook, reasons: Sequence[tuple[str, int]], by: tuple[str, ...]
) -> Iterator[Table]:
    asked = by or tuple(_TITLES)
    named = tuple(name for name in ("body", "field") if name in asked)
    if named:
        title = f"{_each(named)}的按时率（分母为按时、迟公开、逾期之和）"
        yield _rate_table(tally, "ledger_bodies", title, named)
        yield _late_table(tally, named)
    if "item" in asked and any(tally.names["item"]):
        items = tuple(name for name in ("field", "item") if name in asked)
        yield _rate_table(tally, "ledger_items", "各公开事项的按时率", items)
    if "month" in asked and tally.cells["verdicts"].column("month").any():
        months = _rate_table(tally, "ledger_months", "各月的按时率（由近及远）", ("month",))
        yield replace(months, rows=months.rows[::-1])
    if len(by) > 1 and by not in _USUAL:
        title = f"按{'、'.join(_TITLES[name] for name in by)}的按时率"
        yield _rate_table(tally, "ledger_groups", title, by)
    yield _limit_table(tally, book)
    yield Table(
        "ledger_reasons",
        "未判定的原因",
        (Column("reason", "原因", "text"), Column("records", "记录", "count")),
        tuple({"reason": words, "records": count} for words, count in reasons),
    )
    yield _case_table("ledger_worst", "迟得最久的记录", tally.worst, tally, book)
    yield _case_table("ledger_unjudged", "未判定的记录（列出前50条）", tally.unjudged, tally, book)
    yield _case_table(
        "ledger_repeats", "重复的记录（列出前50条，未计数）", tally.duplicates, tally, book
    )


def _rate_table(tally: Tally, name: str, title: str, by: tuple[str, ...]) -> Table:
    return Table(name, title, (*_by_columns(by), *_COUNTS), _rows(by, rates(tally, by), _COUNTS))


def _each(by: tuple[str, ...]) -> str:
    return "".join(f"各{_TITLES[name]}" for name in by)


def _late_table(tally: Tally, by: tuple[str, ...]) -> Table:
    title = "迟公开和逾期未公开的，超过到期日的工作日数"
    rows = _rows(by, lateness(tally, by), _LATE)
    return Table("ledger_lateness", title, (*_by_columns(by), *_LATE), rows)


def _rows(
    by: Sequence[str], groups: Mapping[tuple[str, ...], object], columns: Sequence[Column]
) -> tuple[Row, ...]:
    """Return a row for each group: its words, and what the columns name of it."""
    names = (*by, *(column.key for column in columns))
    numbers = attrgetter(*names[len(by) :])
    return tuple(
        dict(zip(names, (*(word or UNSAID for word in key), *numbers(of)), strict=True))
        for key, of in groups.items()
    )


def _by_columns(by: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, _TITLES[name], "text") for name in by)


def _limit_table(tally: Tally, book: RuleBook) -> Table:
    """Name the limits that were used, by kind of record, and what stands beside them."""
    rows: list[Row] = []
    for (kind,), rate in rates(tally, ("kind",), "kinds").items():
        one = book.kinds[int(kind) - 1] if kind != "0" else None
        row: Row = {"kind": "（没有适用的时限）", "limits": None, "basis": None, "beside": None}
        if one:
            name = one.name + "（未标明社会影响）" * one.lenient + "（非行政机关）" * one.outside
            row = {
                "kind": name,
                "limits": "；".join(dict.fromkeys(amount_word(limit) for limit in one.limits)),
                "basis": "；".join(dict.fromkeys(cite(limit.basis) for limit in one.limits)),
                "beside": "；".join(map(_beside, one.beside)) or None,
            }
        rows.append({**row, "total": rate.total, "rate": rate.rate})
    columns = (
        Column("kind", "信息种类", "text"),
        Column("total", "记录", "count"),
        Column("rate", "按时率", "rate"),
        Column("limits", "时限（依次取起算日有效的）", "note"),
        Column("basis", "依据", "note"),
        Column("beside", "另有", "note"),
    )
    return Table("ledger_limits", "所用的时限", columns, tuple(rows))


def _beside(limit: TimeLimit) -> str:
    where = f"，限{'、'.join(limit.fields)}" if limit.fields else ""
    return f"{amount_word(limit)}（{cite(limit.basis)}{where}）"


def _case_table(
    name: str, title: str, cases: Sequence[Case], tally: Tally, book: RuleBook
) -> Table:
    columns = (
        Column("place", "位置", "text"),
        Column("what", "记录", "text"),
        Column("verdict", "结论", "text"),
        Column("dates", "起算、公开、到期", "note"),
    )
    several = len(tally.rows) > 1
    rows: list[Mapping[str, str | int | float | None]] = []
    for case in cases:
        days = (day_word(case.formed), day_word(case.published), due_word(case))
        row: Row = {
            "place": place_word(case.input, case.sheet, case.row, several=several),
            "what": shorten(" ".join(filter(None, (case.body, case.title))), _WORDS) or None,
            "dates": "、".join(day or "-" for day in days),
            "verdict": _conclusion(case, book),
        }
        rows.append(row)
    return Table(name, title, columns, tuple(rows))


def _conclusion(case: Case, book: RuleBook) -> str:
    kind = f"{book.kinds[case.kind].name}：" if case.verdict <= OVERDUE else ""
    return kind + conclusion(case)


__all__ = ["Rate", "Setting", "summarise"]
