"""A tally as a report: plain data for every renderer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pubaudit import __version__
from pubaudit.models import (
    AuditReport,
    Column,
    FindingCounts,
    InputReport,
    Location,
    RecordCounts,
    SchemeReport,
    Summary,
    Table,
    TimeLimit,
    Tool,
)
from pubaudit.rules.timeliness import BulkDay, LedgerFacts, LimitRecords
from pubaudit.rules.timeliness_list import run_ledger
from pubaudit.text import cite, shorten
from pubaudit.timeliness.figures import Rate, lateness, migrations, rates, verdict_counts
from pubaudit.timeliness.kernel import LATE, ON_TIME, OVERDUE, PENDING, REASONS
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.tally import Case, Tally
from pubaudit.workdays.table import day_of

_VERDICTS = {ON_TIME: "按时", LATE: "迟公开", PENDING: "未到期", OVERDUE: "逾期未公开"}
_UNSAID = "（未写明）"
_FARTHEST = 1 << 20  # day numbers beyond are no dates
_BINDING = frozenset({"law", "regulation"})
_WORDS = 40
_REPEATS = 6

Row = dict[str, str | int | float | None]

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
    Column("median", "中位数", "count"),
    Column("ninetieth", "九成不超过", "count"),
    Column("most", "最多", "count"),
)
_TITLES = {"body": "单位", "field": "领域", "item": "公开事项", "month": "形成月份"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report says beside its figures."""

    as_of: date
    calendar: str
    scheme: SchemeReport | None
    notes: tuple[str, ...]
    inputs: tuple[InputReport, ...]


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
    )
    reasons = tuple((words, int(counts[code])) for code, words in REASONS.items() if counts[code])
    findings = run_ledger(_facts(tally, book, reasons))
    number = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "info")}
    return AuditReport(
        kind="timeliness",
        tool=Tool("pubaudit", __version__),
        as_of=setting.as_of,
        calendar=setting.calendar,
        scheme=setting.scheme,
        notes=setting.notes,
        inputs=setting.inputs,
        records=records,
        tables=tuple(t for t in _tables(tally, book, reasons) if t.rows),
        findings=findings,
        summary=Summary(
            findings=FindingCounts(**number),
            skipped=sum(p.skipped for i in setting.inputs for p in i.problems),
        ),
    )


def verdict_word(code: int) -> str:
    """Say a verdict code of the kernel in Chinese."""
    return _VERDICTS.get(code, "未判定")


def day_word(number: int) -> str | None:
    """Write a day number as an ISO date; None where there is no day."""
    return day_of(number).isoformat() if -_FARTHEST < number < _FARTHEST else None


def _tables(tally: Tally, book: RuleBook, reasons: Sequence[tuple[str, int]]) -> Iterator[Table]:
    yield _rate_table(
        tally,
        "ledger_bodies",
        "各单位各领域的按时率（分母为按时、迟公开、逾期之和）",
        ("body", "field"),
    )
    yield _late_table(tally)
    if any(tally.names["item"]):
        yield _rate_table(tally, "ledger_items", "各公开事项的按时率", ("field", "item"))
    yield _rate_table(tally, "ledger_months", "各月的按时率", ("month",))
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
    rows = [
        _named(by, key) | {column.key: getattr(rate, column.key) for column in _COUNTS}
        for key, rate in rates(tally, by).items()
    ]
    return Table(name, title, (*_by_columns(by), *_COUNTS), tuple(rows))


def _late_table(tally: Tally) -> Table:
    by = ("body", "field")
    rows = [
        _named(by, key) | {column.key: getattr(of, column.key) for column in _LATE}
        for key, of in lateness(tally, by).items()
    ]
    title = "迟公开和逾期未公开的，超过到期日的工作日数"
    return Table("ledger_lateness", title, (*_by_columns(by), *_LATE), tuple(rows))


def _by_columns(by: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, _TITLES[name], "text") for name in by)


def _named(by: Sequence[str], key: Sequence[str]) -> Row:
    return {name: word or _UNSAID for name, word in zip(by, key, strict=True)}


def _limit_table(tally: Tally, book: RuleBook) -> Table:
    """Name the limits that were used, by kind of record, and what stands beside them."""
    rows: list[Row] = []
    for (kind,), rate in rates(tally, ("kind",), "kinds").items():
        one = book.kinds[int(kind) - 1] if kind != "0" else None
        row: Row = {"kind": "（没有适用的时限）", "limits": None, "basis": None, "beside": None}
        if one:
            name = one.name + ("（未标明社会影响）" if one.lenient else "")
            row = {
                "kind": name,
                "limits": "；".join(dict.fromkeys(_amount(limit) for limit in one.limits)),
                "basis": "；".join(dict.fromkeys(cite(limit.basis) for limit in one.limits)),
                "beside": "；".join(f"{_amount(b)}（{cite(b.basis)}）" for b in one.beside) or None,
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


def _amount(limit: TimeLimit) -> str:
    return f"{limit.amount}{'个工作日' if limit.unit == 'working_day' else '日'}"


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
        judged = case.verdict <= OVERDUE
        row: Row = {
            "place": _place(case, several=several),
            "what": shorten(" ".join(filter(None, (case.body, case.title))), _WORDS) or None,
            "dates": "、".join(
                day_word(day) or "-"
                for day in (case.formed, case.published, case.due if judged else _FARTHEST)
            ),
            "verdict": _conclusion(case, book),
        }
        rows.append(row)
    return Table(name, title, columns, tuple(rows))


def _place(case: Case, *, several: bool) -> str:
    file = f"目录{case.input + 1}" if several else ""
    return " ".join(part for part in (file, case.sheet, f"第{case.row}行") if part)


def _conclusion(case: Case, book: RuleBook) -> str:
    if case.verdict > OVERDUE:
        return f"未判定：{REASONS[case.verdict]}"
    days = f"{case.late}个工作日" if case.verdict in (LATE, OVERDUE) else ""
    return f"{verdict_word(case.verdict)}{days}（{book.kinds[case.kind].name}）"


def _facts(tally: Tally, book: RuleBook, reasons: tuple[tuple[str, int], ...]) -> LedgerFacts:
    how_late = lateness(tally, ("body", "kind"))
    limits = []
    for (body, kind), rate in rates(tally, ("body", "kind"), "kinds").items():
        if kind != "0" and rate.late + rate.overdue:
            one = book.kinds[int(kind) - 1]
            limit = one.limits[0]
            most = how_late[body, kind].most
            limits.append(
                LimitRecords(
                    body,
                    one.name,
                    limit.basis,
                    limit.rank in _BINDING,
                    rate.late,
                    rate.overdue,
                    most,
                )
            )
    first = tally.unjudged[0] if tally.unjudged else None
    return LedgerFacts(
        tuple(limits),
        reasons,
        Location(first.input, first.sheet, first.row, first.row) if first else None,
        tally.repeated,
        "、".join(f"第{c.row}行" for c in tally.duplicates[:_REPEATS])
        + ("等" if tally.repeated > _REPEATS else ""),
        tuple(
            BulkDay(
                m.body,
                day_of(m.day).isoformat(),
                m.records,
                m.published,
                _percent(m.rate),
                _percent(m.without),
            )
            for m in migrations(tally)
        ),
    )


def _percent(rate: float | None) -> str:
    return "（没有可算的）" if rate is None else f"{rate:.1%}"


__all__ = ["Rate", "Setting", "day_word", "summarise", "verdict_word"]
