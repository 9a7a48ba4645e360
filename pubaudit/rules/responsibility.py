"""RSP: who is to publish, by the scheme, against who is said to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pubaudit.duty import matter_of
from pubaudit.models import Entry, Finding, MandatedItem
from pubaudit.modes import Mode, mode_of
from pubaudit.rules.context import Context
from pubaudit.rules.disclosure import listed
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, rows_words, shorten

_PRINCIPLE = "谁批准、谁公开，谁实施、谁公开，谁制作、谁公开"
_NUMBER = re.compile(r"(\d+)个?(工作日|自然日|日|天|小时|个?月)")
_DATED_FROM = {
    "line": "编制日期",
    "title": "标题",
    "column": "日期栏",
    "sheet": "工作表名",
    "file": "文件名",
}


def wrong_body(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows whose 公开主体 is none of the scheme's bodies for their item, nor a successor."""
    groups: dict[tuple[str, str, str, str], list[tuple[MandatedItem, Entry]]] = defaultdict(list)
    for match, rows in listed(context):
        for row in () if match.needs_review else rows:
            how = context.desk.differs(match.item, row.body)
            if how:
                owner = context.desk.charge(match.item).owner
                groups[row.body, match.item.field, owner, how].append((match.item, row))
    for (body, field, owner, how), pairs in groups.items():
        item = pairs[0][0]
        places = sorted({row.location for _, row in pairs}, key=lambda p: (p.sheet, p.row))
        names = shorten("、".join(dict.fromkeys(i.name for i, _ in pairs)), 50)
        yield rule.finding(
            f"{rows_words(places)}（{field}：{names}）公开主体为“{shorten(body, 30)}”，"
            f"方案所列责任单位为{owner}，疑似不一致。{cite(item.basis[0])}；请按“{_PRINCIPLE}”"
            "核实，写错的改正，确由该单位公开的可保留",
            place=f"{field} {body}",
            severity="warning" if how == "named" else "info",
            basis=item.basis[0],
            item=item.id if len({i.id for i, _ in pairs}) == 1 else "",
            body=context.body,
            location=places[0],
        )


def abolished(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report 公开主体 that a reform abolished before the day of the catalog."""
    catalog, desk = context.catalogs[0], context.desk
    dated = catalog.dated
    if dated is None:
        return
    items = {m.item.id: m.item for m in context.alignment.matches}
    groups: dict[tuple[str, tuple[str, ...], str], list[Entry]] = defaultdict(list)
    own = "" if catalog.body_from == "column" else catalog.body
    for row, served in zip(catalog.entries, context.alignment.served, strict=True):
        matter = matter_of(items[served[0]]) if served else normalise(" ".join(row.path))
        for named in desk.bodies.names(row.body or own):
            today = desk.bodies.today_of(named, matter, dated)
            if today.how and today.everywhere:
                how = today.how + ("，未核实" if today.unverified else "")
                groups[named.shown, today.names, how].append(row)
    for (name, now, how), rows in groups.items():
        yield rule.finding(
            f"{rows_words([r.location for r in rows])}的公开主体“{name}”已在机构改革中撤并，"
            f"现为{'、'.join(now)}（{how}）。目录日期{dated:%Y-%m-%d}（见{_DATED_FROM[catalog.dated_from]}"
            f"“{shorten(catalog.dated_as, 20)}”）在改革之后；请核实后改用现名",
            place=name,
            body=context.body,
            location=rows[0].location,
        )


def contradiction(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report items that several bodies list with limits or modes that cannot both hold."""
    for match, rows in listed(context):
        by_body = _by_body(context, rows)
        if len(by_body) < 2 or match.needs_review:
            continue
        for what, said in (
            ("公开方式", _opposed_modes(by_body, context)),
            ("公开时限", _opposed_limits(by_body)),
        ):
            if said:
                where = "；".join(
                    f"{body}（{rows_words([row.location])}）写“{shorten(words, 24)}”"
                    for body, (row, words) in said.items()
                )
                item = match.item
                yield rule.finding(
                    f"{item.field}“{shorten(item.name)}”由几家单位列出，{what}不一致：{where}。"
                    "几家都列本无不妥，请会商后写成一致，或写明各自所指",
                    place=f"{item.name} {what}",
                    basis=item.basis[0],
                    item=item.id,
                    body=context.body,
                    location=next(iter(said.values()))[0].location,
                )


def listed_by_several(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say, once a region, which items several bodies' catalogs list: lawful, for the record."""
    if len(context.catalogs) < 2:
        return
    shared = []
    for match, rows in listed(context):
        inputs = dict.fromkeys(row.location.input for row in rows)
        bodies = {_body_of(context, row) for row in rows}
        if len(inputs) > 1 and len(bodies) > 1:
            named = "、".join(f"目录{number + 1}" for number in sorted(inputs))
            shared.append(f"{match.item.field}“{shorten(match.item.name, 20)}”（{named}）")
    if shared:
        yield rule.finding(
            f"有{len(shared)}项由几家单位的目录同时列出：{'、'.join(shared)}。"
            "同一事项由几家单位公开并无不妥，仅供核对分工",
            place="、".join(shared),
        )


def _by_body(context: Context, rows: Sequence[Entry]) -> dict[str, list[Entry]]:
    by_body: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        body = _body_of(context, row)
        if body:
            by_body[body].append(row)
    return by_body


def _body_of(context: Context, row: Entry) -> str:
    """Return the body of a row under the name it is counted by; that of its catalog if blank."""
    own = context.catalogs[row.location.input if len(context.catalogs) > 1 else 0].body
    text = row.body or own
    return context.desk.bodies.normal(text) if text else ""


Said = dict[str, tuple[Entry, str]]


def _opposed_modes(by_body: dict[str, list[Entry]], context: Context) -> Said:
    """Return each body's words where one publishes and another does not, else nothing."""
    modes: dict[str, tuple[Entry, Mode]] = {}
    for body, rows in by_body.items():
        said = {mode_of(row, context.words) for row in rows}
        if len(said) == 1 and (mode := said.pop()):
            modes[body] = rows[0], mode
    kinds = {mode for _, mode in modes.values()}
    if "proactive" not in kinds or len(kinds) < 2:
        return {}
    return {body: (row, row.mode) for body, (row, _) in modes.items()}


def _opposed_limits(by_body: dict[str, list[Entry]]) -> Said:
    """Return each body's words where their numbers of one unit differ, else nothing.

    A body that states several limits for the item speaks of several events and is left out.
    """
    stated: dict[str, tuple[Entry, tuple[str, str]]] = {}
    for body, rows in by_body.items():
        found = {n for row in rows for n in _NUMBER.findall(normalise(row.limit))}
        if len(found) == 1:
            stated[body] = rows[0], found.pop()
    amounts = {amount for _, amount in stated.values()}
    if len(amounts) < 2 or len({unit for _, unit in amounts}) > 1:
        return {}
    return {body: (row, row.limit) for body, (row, _) in stated.items()}
