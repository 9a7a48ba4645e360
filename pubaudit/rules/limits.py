"""LIM: the limits that a catalog states, held against those that govern its items.

Judged is only what has the same direction and starts from the same event (see ``governed``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pubaudit.matching import says_not_here
from pubaudit.models import BINDING, MINIMA, RANKS, Entry, Finding, Severity, TimeLimit
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, one_line, rows_words, shorten

if TYPE_CHECKING:
    from pubaudit.limits.stated import StatedLimit
    from pubaudit.rules.governed import Check, Governed

_VAGUE = frozenset(("promptly", "standing"))
_BRIEF = 24
_DAYS = {"working_day": 1.45, "day": 1.0, "hour": 1 / 24, "month": 30.4, "year": 365.0}


def too_long(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report limits longer than a law or administrative regulation sets for that very item."""
    for group in _worst(context, lambda c: _is_long(c) and c.legal.rank in BINDING):
        check = group.check
        # What serves no mandated item may have a law of its own that is not in the data.
        severity: Severity = "error" if check.own or check.item else "warning"
        yield _finding(rule, context, group, severity, _longer_words(context, group))


def longer_than_policy(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report limits longer than a ministry rule, a policy document or the scheme sets."""
    for group in _worst(context, _is_long):
        if group.check.legal.rank not in BINDING:
            yield _finding(rule, context, group, "warning", _longer_words(context, group))


def vague(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say, once a wording, which rows name no number (及时), and by when at the latest."""
    from pubaudit.limits.stated import in_words

    groups: dict[str, list[Governed]] = defaultdict(list)
    for row in context.governed:
        numbered = any(s.limit and s.limit.direction in {"within", "by"} for s in row.stated)
        if not numbered and any(s.kind in _VAGUE for s in row.stated):
            groups[normalise(row.entry.limit)].append(row)
    for rows in groups.values():
        entry = rows[0].entry
        outer = _outer(rows[0])
        shorter: dict[str, list[Entry]] = defaultdict(list)
        for row in rows:
            limit = _outer(row)
            if limit is not None and limit != outer:
                shorter[f"{in_words(limit)}（{cite(limit.basis)}）"].append(row.entry)
        bound = f"最迟{in_words(outer)}（{cite(outer.basis)}）" if outer else "最迟期限未收录"
        others = "".join(
            f"；{rows_words([e.location for e in entries])}最迟{words}"
            for words, entries in shorter.items()
        )
        yield rule.finding(
            f"{_rows(context, rows)}公开时限写“{shorten(entry.limit, 20)}”，没有写明几日内公开，"
            f"{bound}{others}；建议写明天数",
            place=entry.limit,
            basis=outer.basis if outer else None,
            body=context.body,
            location=entry.location,
        )


def unstated(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say which rows state no limit, where the catalog has such a column."""
    blank = [r for r in context.governed if not r.stated and not says_not_here(r.entry)]
    if not blank:
        return
    whole = len(blank) == len(context.governed)
    where = "公开时限整列为空" if whole else f"{_rows(context, blank)}未写公开时限"
    general = _outer(blank[0])
    yield rule.finding(
        f"{where}。{cite(general.basis) + '规定' if general else ''}"
        "主动公开的信息自形成或者变更之日起20个工作日内公开，法律、法规另有规定的从其规定；"
        "请逐行写明公开时限",
        place=where if whole else "、".join(r.entry.content for r in blank),
        basis=general.basis if general else None,
        body=context.body,
        location=blank[0].entry.location,
    )


def too_short(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report display periods, lead times and windows shorter than the least that is set."""
    for group in _worst(context, _is_short):
        legal = group.check.legal
        message = (
            f"{_where(context, group)}，{_legal_words(legal)}，所写时间偏短。"
            f"请改为不少于{_amount(legal)}"
        )
        severity: Severity = "error" if legal.rank in BINDING else "warning"
        yield _finding(rule, context, group, severity, message)


def sometimes(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report limits in another unit that on some start days are looser than the law, with both."""
    for group in _worst(context, lambda c: c.comparison.result != "never"):
        check = group.check
        loose, fine = check.comparison.looser, check.comparison.fine
        if check.comparison.result == "always" or loose is None or fine is None:
            continue
        word, other = ("早于", "不早于") if check.legal.direction == "shown" else ("晚于", "不晚于")
        message = (
            f"{_where(context, group)}，{_legal_words(check.legal)}，"
            f"单位不同，有时不合，请核实：自{loose.start:%Y-%m-%d}起算到{loose.stated:%Y-%m-%d}，"
            f"{word}{loose.legal:%Y-%m-%d}；自{fine.start:%Y-%m-%d}起算到{fine.stated:%Y-%m-%d}，"
            f"{other}{fine.legal:%Y-%m-%d}。建议改用{_amount(check.legal)}"
        )
        yield _finding(rule, context, group, "warning", message)


def unreadable(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say, once a wording, which limits could not be read or were read with an assumption."""
    groups: dict[tuple[str, str], list[Governed]] = defaultdict(list)
    for row in context.governed:
        for piece in row.stated:
            if piece.reason and piece.kind != "exception":
                groups[piece.words, piece.reason].append(row)
    for (words, reason), rows in groups.items():
        yield rule.finding(
            f"{_rows(context, rows)}公开时限“{shorten(words, 30)}”未能按时限核对：{reason}",
            place=words,
            body=context.body,
            location=rows[0].entry.location,
        )


# --- choosing ---------------------------------------------------------------------------------


def _is_long(check: "Check") -> bool:
    return check.comparison.result == "always" and check.legal.direction not in MINIMA


def _is_short(check: "Check") -> bool:
    return check.comparison.result == "always" and check.legal.direction in MINIMA


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that state the same against the same limit: a wording of a whole column is one finding.

    ``item`` is the item that they serve, "" for none or several.
    """

    rows: tuple["Governed", ...]
    check: "Check"
    item: str


def _worst(context: Context, wanted: Callable[["Check"], bool]) -> Iterable[_Group]:
    """Yield, group by group, the weightiest check of the wanted kind of each stated limit."""
    groups: dict[tuple[str, str, bool], list[tuple[Governed, Check]]] = defaultdict(list)
    for row in context.governed:
        by_piece: dict[StatedLimit, list[Check]] = defaultdict(list)
        for check in filter(wanted, row.checks):
            by_piece[check.stated].append(check)
        for checks in by_piece.values():
            worst = min(checks, key=_weight)
            key = (normalise(row.entry.limit), worst.legal.id, bool(worst.item))
            groups[key].append((row, worst))
    for pairs in groups.values():
        items = {check.item for _, check in pairs}
        rows = tuple({row.entry.location: row for row, _ in pairs}.values())
        yield _Group(rows, pairs[0][1], items.pop() if len(items) == 1 else "")


def _weight(check: "Check") -> tuple[bool, bool, float, int]:
    """Put always before sometimes, law before policy; then the stricter, the higher rank."""
    legal = check.legal
    strict = _days(legal) if legal.direction not in MINIMA else -_days(legal)
    sure = check.comparison.result == "always"
    return not sure, legal.rank not in BINDING, strict, RANKS.index(legal.rank)


def _days(limit: TimeLimit) -> float:
    return limit.amount * _DAYS.get(limit.unit, 1.0) if isinstance(limit.amount, int) else 0.0


def _outer(row: "Governed") -> TimeLimit | None:
    """Return the latest that a row without a number may be published: the strictest law on it."""
    within = [
        b for b in row.limits if b.direction == "within" and b.publishes and b.rank in BINDING
    ]
    return min(within, key=_days, default=None)


# --- words ------------------------------------------------------------------------------------


def _finding(
    rule: Rule, context: Context, group: _Group, severity: Severity, message: str
) -> Finding:
    entry, legal = group.rows[0].entry, group.check.legal
    return rule.finding(
        message,
        place=f"{legal.id} {entry.limit}",
        severity=severity,
        basis=legal.basis,
        item=group.item,
        body=context.body,
        location=entry.location,
    )


def _longer_words(context: Context, group: _Group) -> str:
    check = group.check
    others = {
        _legal_words(c.legal): None
        for c in group.rows[0].checks
        if c.stated == check.stated and c.own and c.legal.amount != check.legal.amount
    }
    also = f"（另有{'；'.join(others)}）" if others else ""
    return (
        f"{_where(context, group)}，{_legal_words(check.legal)}{also}，所写时限偏长。"
        f"请改为不超过{_amount(check.legal)}；另有法律、法规依据的，请在公开依据中写明"
    )


def _legal_words(limit: TimeLimit) -> str:
    from pubaudit.limits.stated import in_words

    return f"{cite(limit.basis)}为{in_words(limit)}"


def _amount(limit: TimeLimit) -> str:
    from pubaudit.limits.stated import in_words

    bare = replace(limit, trigger="")
    return in_words(bare).removeprefix("不少于").removeprefix("提前").removesuffix("内")


def _where(context: Context, group: _Group) -> str:
    """Name the rows and what they state; of several limits in one cell, the one in question."""
    first = group.rows[0]
    words = first.entry.limit if len(first.stated) == 1 else group.check.stated.words
    name = f"“{shorten(_name(first.entry), 24)}”" if len(group.rows) == 1 else ""
    return f"{_rows(context, group.rows)}{name}公开时限“{shorten(words, 30)}”"


def _rows(context: Context, rows: Sequence["Governed"]) -> str:
    if len(rows) == len(context.governed) > 1:
        return f"全部{len(rows)}行"
    return rows_words([row.entry.location for row in rows])


def _name(entry: Entry) -> str:
    """Return what a row is about: its content, unless that is long and a category says it."""
    content = one_line(entry.content)
    brief = 0 < len(content) <= _BRIEF
    return content if brief or not entry.path else one_line(entry.path[-1])
