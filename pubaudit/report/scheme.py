"""A scheme as JSON and as text: everything that it demands, in its own words, nothing judged."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from pubaudit.models import (
    Basis,
    Document,
    Duty,
    MandatedItem,
    Scheme,
    SchemeField,
    Standing,
    Target,
    TimeLimit,
)
from pubaudit.report import View, words
from pubaudit.report.lines import Line, to_text
from pubaudit.schemes.check import SchemeCheck
from pubaudit.text import cite, shorten
from pubaudit.words import ACT, RECURRENCE, UNIT

_QUOTE = 120


def dump(data: Any) -> str:
    """Return data of dataclasses, as ``asdict`` gives it, as JSON with a final newline."""
    return json.dumps(data, default=date.isoformat, ensure_ascii=False, indent=1) + "\n"


# --- one scheme ----------------------------------------------------------------------------------


def standing_data(standing: Standing) -> dict[str, Any]:
    """Return the place asked for, and whose scheme stands for it, as data."""
    place = {"asked": standing.asked, "code": standing.code, "name": standing.place}
    holder = {"own": standing.own, "code": standing.holder_code, "region": standing.holder}
    return {"place": place, "standing": holder}


def scheme_json(scheme: Scheme, standing: Standing) -> str:
    """Return a scheme as JSON, items within their fields; its standing goes before its notes."""
    return dump(
        {
            "schema": "pubaudit/scheme/1",
            "id": scheme.id,
            "code": scheme.code,
            "region": scheme.region,
            "topic": scheme.topic,
            "document": asdict(scheme.document),
            "status": scheme.status,
            "version": scheme.version,
            "in_force": asdict(scheme.in_force),
            "extends": scheme.extends,
            "changes": [asdict(change) for change in scheme.changes],
            "superiors": [asdict(superior) for superior in scheme.superiors],
            **standing_data(standing),
            "notes": [*standing.notes, *scheme.notes],
            "fields": [_field(scheme, field) for field in scheme.fields],
            "duties": [asdict(duty) for duty in scheme.duties],
            "targets": [asdict(target) for target in scheme.targets],
            "time_limits": [asdict(limit) for limit in scheme.limits],
            "exceptions": [asdict(exception) for exception in scheme.exceptions],
            "channels": [asdict(channel) for channel in scheme.channels],
            "form": asdict(scheme.form) if scheme.form else None,
            "checklist": [asdict(line) for line in scheme.checklist],
        }
    )


def scheme_text(scheme: Scheme, standing: Sequence[str], view: View) -> str:
    """Return a scheme for a person to read; quotes of items are left to the JSON."""
    return to_text(_blocks(scheme, standing), width=view.width, color=view.color)


def items_of(scheme: Scheme, field: SchemeField) -> list[MandatedItem]:
    """Return the items of one field, in the scheme's order."""
    return [item for item in scheme.items if item.field == field.name]


def _field(scheme: Scheme, field: SchemeField) -> dict[str, Any]:
    return {**asdict(field), "items": [_item_json(item) for item in items_of(scheme, field)]}


def _item_json(item: MandatedItem) -> dict[str, Any]:
    """Give ``quote``, the words that name the item, beside all that bind it (主要公开, 应当)."""
    quotes = [basis.quote for basis in item.basis]
    return {**asdict(item), "quote": quotes[0], "quotes": quotes}


def _blocks(scheme: Scheme, standing: Sequence[str]) -> Iterator[RenderableType]:
    for note in standing:
        yield Line(note, lead="● ")
    yield from head(scheme)
    yield from _changes(scheme)
    for field in scheme.fields:
        yield from _field_blocks(scheme, field)
    yield from _what_is_due(scheme)
    yield from _rest(scheme)
    if scheme.notes:
        yield from _title("说明")
    for note in scheme.notes:
        yield Line(note, 2, "- ")


def _changes(scheme: Scheme) -> Iterator[RenderableType]:
    """Show what an extending scheme puts in the place of its parent's, and what it adds."""
    if scheme.changes:
        yield from _title(f"与上级方案（{scheme.extends}）相比，未列的沿用上级方案")
    for change in scheme.changes:
        if change.instead_of:
            same = "、".join(words.DIFFERS[key] for key in change.differs)
            how = f"{same}不同" if same else "要求相同，措辞和依据以本方案为准"
            which = f"（{change.instead_of}）" if change.instead_of != change.what else ""
            name = f"{words.PART[change.part]}“{change.what}”{which}"
            yield Line(f"{words.CHANGE[change.kind]}{name}：{how}", 2, "- ")
    added = [change for change in scheme.changes if not change.instead_of]
    for part, several in groupby(added, key=lambda change: change.part):
        names = [change.what for change in several]
        listed = "；".join(dict.fromkeys(names))
        yield Line(f"增加{words.PART[part]}{len(names)}项：{listed}", 2, "- ")


def _what_is_due(scheme: Scheme) -> Iterator[RenderableType]:
    """Show time limits, duties, and the goals apart from them."""
    if scheme.limits:
        yield from _title(f"时限 {len(scheme.limits)} 条")
    for number, limit in enumerate(scheme.limits, 1):
        yield from _limit(scheme, limit, f"{number}. ")
    if scheme.duties:
        yield from _title(f"任务 {len(scheme.duties)} 条")
    for number, duty in enumerate(scheme.duties, 1):
        yield from _duty(scheme, duty, f"{number}. ")
    if scheme.targets:
        yield from _title(f"目标 {len(scheme.targets)} 条（不作任务，不核查）")
    for number, target in enumerate(scheme.targets, 1):
        yield from _target(scheme, target, f"{number}. ")


def head(scheme: Scheme) -> Iterator[Line]:
    """Name a scheme, its document, how it stands, and how much it holds."""
    force = scheme.in_force
    term = [f"自{force.since}起" if force.since else "", f"至{force.until}" if force.until else ""]
    source = f"（{force.source}）" if force.source else ""
    extends = f"（{scheme.extends}）" if scheme.extends else ""
    unheld = [s.number or f"《{s.title}》" for s in scheme.superiors if not s.held]
    yield Line(f"{scheme.region}的{scheme.topic}方案（{scheme.id}）", style="bold")
    yield Line(document_words(scheme.document), 2, "文件：")
    yield Line(words.STATUS[scheme.status] + extends, 2, "状况：")
    yield Line("".join((force.status or "效力未核", *term, source)), 2, "效力：")
    yield Line("、".join(unheld), 2, "所据文件未收录：")
    yield Line(count_words(scheme), 2, "共计：")


def document_words(document: Document) -> str:
    """Name a document with number, issuer and date; what is not known is said."""
    issued = f"{document.issued}印发" if document.issued else "印发日期未知"
    number, issuer = document.number or "文号未知", document.issuer or "印发机关未知"
    return f"《{document.title}》（{number}），{issuer}，{issued}"


def counts(scheme: Scheme) -> dict[str, int]:
    """Count what a scheme holds; fields and items without those of the common field (共通)."""
    common = {field.name for field in scheme.fields if field.common}
    return {
        "fields": len(scheme.fields) - len(common),
        "items": sum(item.field not in common for item in scheme.items),
        "common_items": sum(item.field in common for item in scheme.items),
        "time_limits": len(scheme.limits),
        "duties": len(scheme.duties),
        "targets": len(scheme.targets),
        "exceptions": len(scheme.exceptions),
        "channels": len(scheme.channels),
        "checklist": len(scheme.checklist),
    }


def count_words(scheme: Scheme) -> str:
    """Say in words what ``counts`` counts."""
    n = counts(scheme)
    common = f"，共通{n['common_items']}项" if n["common_items"] else ""
    targets = f"、目标{n['targets']}" if n["targets"] else ""
    return (
        f"{n['fields']}个领域{n['items']}项{common}；时限{n['time_limits']}、任务{n['duties']}{targets}、"
        f"例外{n['exceptions']}、渠道{n['channels']}、人工核查{n['checklist']}"
    )


def _title(text: str) -> Iterator[RenderableType]:
    yield Text("")
    yield Line(text, style="bold")


def _field_blocks(scheme: Scheme, field: SchemeField) -> Iterator[RenderableType]:
    """Show a field; the bodies and the ground that most of its items share stand once, on top."""
    items = items_of(scheme, field)
    grounds = [ground(scheme, item.basis) for item in items]
    usual = Counter(grounds).most_common(1)[0] if items else ("", 0)
    shared = usual[0] if usual[1] > 1 else ""
    rest = "（另有注明的除外）" if shared and usual[1] < len(items) else ""
    yield from _title(f"【{field.name}】{len(items)} 项")
    yield Line("、".join(field.lead), 2, "牵头单位：")
    yield Line("、".join(field.bodies), 2, "责任单位：")
    yield Line(shared + rest, 2, "依据：")
    yield Line(field.note, 2, "注：")
    for number, (item, place) in enumerate(zip(items, grounds, strict=True), 1):
        lead = f"{number}. "
        yield from _item(item, lead, field.lead + field.bodies)
        yield Line(place if place != shared else "", 2 + len(lead), "依据：")
        yield Line(item.replaces, 2 + len(lead), "代替上级方案的：")
        yield Line(item.note, 2 + len(lead), "注：")


def ground(scheme: Scheme, bases: Sequence[Basis]) -> str:
    """Name the places that bear an item: the scheme's own by article, others with document."""
    own = scheme.document.title
    places = (b.article if b.document == own and b.article else cite(b) for b in bases)
    return "；".join(dict.fromkeys(places))


def _item(item: MandatedItem, number: str, usual: tuple[str, ...]) -> Iterator[Line]:
    marks = [words.FORCE[item.force], words.ORIGIN[item.origin]]
    marks += [words.SUBJECT[item.subject]] if item.subject != "organ" else []
    marks += [ACT[item.act]] if item.act != "publish" else []
    marks += [item.level] if item.level else []
    indent = 2 + len(number)
    ends = () if item.closed else ("等（未列尽）",)
    yield Line(f"{item.name}〔{'；'.join(marks)}〕", 2, number)
    # Not 、: one element may be 名称、地址和联系方式.
    yield Line("；".join((*item.elements, *ends) if item.elements else ()), indent, "要素：")
    yield Line(item.condition, indent, "条件：")
    yield Line(item.audience, indent, "对象：")
    yield Line("、".join(item.exceptions), indent, "例外：")
    yield Line("、".join(item.bodies) if item.bodies != usual else "", indent, "责任单位：")


def _limit(scheme: Scheme, limit: TimeLimit, number: str) -> Iterator[Line]:
    amount = f"{limit.amount}{UNIT[limit.unit]}"
    said = words.LIMIT[limit.direction].format(trigger=limit.trigger, amount=amount)
    scope = f"（限{'、'.join(limit.fields)}）" if limit.fields else ""
    what = f" {limit.what}" if limit.what else ""
    yield Line(said + what + scope, 2, number)
    yield Line(limit.note, 2 + len(number), "注：")
    yield _quote(scheme, limit.basis, 2 + len(number))


def _duty(scheme: Scheme, duty: Duty, number: str) -> Iterator[Line]:
    amount = f"{duty.within}{UNIT[duty.unit]}内" if duty.within else ""
    when = [RECURRENCE[duty.recurrence], "、".join(duty.dates), amount]
    indent = 2 + len(number)
    yield Line(f"{ACT[duty.act]}：{duty.what}", 2, number)
    yield Line(duty.who, indent, "责任：")
    yield Line("，".join(filter(None, when)), indent, "时间：")
    yield Line(duty.to, indent, "去向：")
    yield Line(duty.note, indent, "注：")
    yield _quote(scheme, duty.basis, indent)


def _target(scheme: Scheme, target: Target, number: str) -> Iterator[Line]:
    yield Line(f"{target.by}：{target.what}", 2, number)
    yield Line(target.who, 2 + len(number), "责任：")
    yield _quote(scheme, target.basis, 2 + len(number))


def _quote(scheme: Scheme, basis: Basis, indent: int) -> Line:
    quote = shorten(basis.quote, _QUOTE)
    return Line(f"{ground(scheme, [basis])}“{quote}”", indent, "依据：")


def _rest(scheme: Scheme) -> Iterator[RenderableType]:
    """Show exceptions, channels, what the catalog must look like, and how many lines to check."""
    if scheme.exceptions:
        yield from _title(f"不予公开的例外 {len(scheme.exceptions)} 条")
    for exception in scheme.exceptions:
        scope = f"（限{'、'.join(exception.fields)}）" if exception.fields else ""
        yield Line(f"{exception.name}{scope}：{ground(scheme, [exception.basis])}", 2, "- ")
    if scheme.channels:
        yield from _title(f"公开渠道 {len(scheme.channels)} 个")
    for channel in scheme.channels:
        applies = f"：{channel.applies_to}" if channel.applies_to else ""
        yield Line(f"{channel.name}〔{_CHANNEL_FORCE[channel.force]}〕{applies}", 2, "- ")
    if scheme.form:
        yield from _title("对目录的要求")
        yield Line("、".join(column.name for column in scheme.form.columns), 2, "栏目：")
        yield Line(ground(scheme, [scheme.form.basis]), 2, "依据：")
    yield from _title(f"须人工核查 {len(scheme.checklist)} 条")
    if scheme.checklist:
        yield Line(f"清单：pubaudit schemes checklist {scheme.code} --topic {scheme.topic}", 2)


_CHANNEL_FORCE = {"must": "应当", "should": "要求推进", "encourage": "鼓励"}


# --- all schemes -------------------------------------------------------------------------------


def list_json(schemes: Iterable[Scheme]) -> str:
    """Return one object per scheme: what it is, its document, how it stands, its counts."""
    return dump(
        [
            {
                "id": scheme.id,
                "code": scheme.code,
                "region": scheme.region,
                "topic": scheme.topic,
                "document": asdict(scheme.document),
                "status": scheme.status,
                "extends": scheme.extends,
                **counts(scheme),
            }
            for scheme in schemes
        ]
    )


def list_text(schemes: Iterable[Scheme], view: View) -> str:
    """Return every scheme on a few lines; a table would leave no room for the titles."""
    return to_text(_list_blocks(schemes), width=view.width, color=view.color)


def _list_blocks(schemes: Iterable[Scheme]) -> Iterator[Line]:
    for scheme in schemes:
        extends = f"（{scheme.extends}）" if scheme.extends else ""
        name = f"{scheme.region} | {scheme.topic} | {words.STATUS[scheme.status]}{extends}"
        yield Line(name, lead=f"{scheme.code} ", style="bold")
        yield Line(document_words(scheme.document), 7)
        yield Line(count_words(scheme), 7)
    yield Line("用 pubaudit schemes show 地区 [--topic 主题] 查看一个方案。")


# --- a user's own scheme -----------------------------------------------------------------------


def check_text(check: SchemeCheck, view: View) -> str:
    """Say what a scheme file holds and which of its quotes are not in the text beside it."""
    return to_text(_check_blocks(check), width=view.width, color=view.color)


def _check_blocks(check: SchemeCheck) -> Iterator[Line]:
    scheme = check.scheme
    yield Line(check.path, lead="文件：")
    yield from head(scheme)
    for field in scheme.fields:
        items = items_of(scheme, field)
        elements = sum(len(item.elements) for item in items)
        yield Line(f"{field.name}：{len(items)} 项，要素 {elements} 个", 4, "- ")
    if check.joined is not scheme:
        yield Line(count_words(check.joined), 2, f"连同 {scheme.extends}：")
    if not check.place_known:
        yield Line(f"区划表 regions.csv 中没有代码 {scheme.code}，请核对，或在表中补一行。", 2)
    if not check.held:
        home = f"catalogs/{scheme.code}_{scheme.region}/{scheme.topic}.yaml"
        yield Line(f"未收录；要让 --region 认到，请放在 {home}。", 2)
    if not check.source:
        yield Line("没有写 source，旁边也没有同名的 .txt 原文，引句未核对。", 2)
    elif not check.findings:
        yield Line(f"引句：共 {check.quotes} 处，都在 {check.source} 中。", 2)
    if check.findings:
        yield Line(f"与原文、引句不合的 {len(check.findings)} 处：", 2)
    for finding in check.findings:
        yield Line(finding, 2, "× ")
