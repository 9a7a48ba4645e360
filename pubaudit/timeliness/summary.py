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
from pubaudit.timeliness.case import EXAMPLES, Case
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
    beside_word,
    conclusion,
    day_word,
    due_word,
    place_word,
    short_names,
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
    names = short_names([source.path for source in setting.inputs])
    findings = run_ledger(ledger_facts(tally, book, names, seen))
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
                _tables(tally, book, reasons, names, setting.by),
                beside_tables(seen) if seen else (),
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
    tally: Tally,
    book: RuleBook,
    reasons: Sequence[tuple[str, int]],
    names: Sequence[str],
    by: tuple[str, ...],
) -> Iterator[Table]:
    """Yield the tables of the verdicts; ``names`` are those of the ledgers."""
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
    unjudged = _of("未判定的记录", sum(count for _, count in reasons))
    repeats = _of("重复的记录（未计数）", tally.repeated)
    yield _case_table("ledger_worst", "迟得最久的记录", tally.worst, names, book)
    yield _case_table("ledger_unjudged", unjudged, tally.unjudged, names, book)
    listed = _case_table("ledger_repeats", repeats, tally.duplicates, names, book)
    twins = [place_word(names, *case.twin) if case.twin else None for case in tally.duplicates]
    yield replace(
        listed,
        columns=(*listed.columns, Column("twin", "与之相同的记录", "note")),
        rows=tuple({**row, "twin": twin} for row, twin in zip(listed.rows, twins, strict=True)),
    )


def _of(title: str, number: int) -> str:
    """Say in a title how many there are, and that a report holds no more than the first ones."""
    return f"{title}：共{number}条" + f"，报告收录前{EXAMPLES}条" * (number > EXAMPLES)


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
            unmarked = "（未标明或标明没有社会影响）" * one.lenient
            name = one.name + unmarked + "（非行政机关）" * one.outside
            row = {
                "kind": name,
                **_limit_words(one.limits),
                "beside": "；".join(map(beside_word, one.beside)) or None,
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


def _limit_words(limits: Sequence[TimeLimit]) -> Row:
    """Say the limits and what sets them, numbered where they differ so that they can be matched."""
    amounts = list(map(amount_word, limits))
    if len(set(amounts)) == 1:
        return {"limits": amounts[0], "basis": "；".join(map(_basis_word, limits))}
    numbers = [chr(ord("①") + n) for n in range(len(limits))]
    return {
        "limits": "；".join(map("".join, zip(numbers, amounts, strict=True))),
        "basis": "；".join(map("".join, zip(numbers, map(_basis_word, limits), strict=True))),
    }


def _basis_word(limit: TimeLimit) -> str:
    """Cite what sets a limit, with the days of the event it is in force for."""
    since, until = limit.in_force.since, limit.in_force.until
    days = "起" if since and not until else f"至{until}" if until else ""
    return cite(limit.basis) + (f"（{since or ''}{days}）" if days else "")


def _case_table(
    name: str, title: str, cases: Sequence[Case], names: Sequence[str], book: RuleBook
) -> Table:
    columns = (
        Column("place", "位置", "text"),
        Column("what", "记录", "text"),
        Column("verdict", "结论", "text"),
        Column("dates", "起算、公开、到期", "note"),
    )
    rows: list[Mapping[str, str | int | float | None]] = []
    for case in cases:
        days = (day_word(case.formed), day_word(case.published), due_word(case))
        row: Row = {
            "place": place_word(names, case.input, case.sheet, case.row),
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
