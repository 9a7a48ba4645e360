"""QUA: whether the catalog is up to date: its 公开依据, its own date, and what changed in it."""

from collections.abc import Iterable, Sequence
from datetime import date

from pubaudit.models import Basis, Catalog, Entry, Finding
from pubaudit.practice import Repealed
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import normalise, rows_words, shorten

REFORM = date(2019, 5, 15)
_REGULATION = "中华人民共和国政府信息公开条例"
_NUMBER = "国务院令第711号"
IN_FORCE = Basis("第五十六条", "自2019年5月15日起施行", _REGULATION, _NUMBER)
UPDATE = Basis("第十二条", "应当及时更新", _REGULATION, _NUMBER)
_MOST_SHOWN = 5


def repealed_basis(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows whose 公开依据 cites a document that holds no more, once a document."""
    today = context.practice.as_of
    entries = context.catalogs[0].entries
    for document in context.practice.repealed:
        if today is None or (document.until and today <= document.until):
            continue
        rows = [e for e in entries if e.basis and document.is_cited_in(e.basis)]
        if rows:
            yield _repealed(rule, context, document, rows)


def _repealed(rule: Rule, context: Context, document: Repealed, rows: Sequence[Entry]) -> Finding:
    basis = Basis("", document.quote, document.source, confidence=document.confidence)
    known = document.confidence != "unverified"
    state = "已失效" if known else "疑似已失效"
    until = f"（有效至{document.until}）" if document.until else ""
    where = rows_words([e.location for e in rows])
    return rule.finding(
        f"{where}公开依据引用的《{document.title}》{state}{until}。"
        f"现为{document.successor}（来源：{document.source}）；"
        + ("请改引现行文件" if known else "请核实后改引现行文件"),
        place=document.title,
        basis=basis,
        body=context.body,
        location=rows[0].location,
    )


def out_of_date(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report a catalog dated before the reform of 2019, or more than 12 months ago."""
    catalog, today = context.catalogs[0], context.practice.as_of
    last = _last_day(catalog)
    if last is None or today is None:
        return
    before_reform = last < REFORM <= today
    if not before_reform and not _older_than_a_year(last, today):
        return
    said = f"目录所载日期为“{shorten(catalog.dated_as, 20)}”"
    if before_reform:
        message = (
            f"{said}，早于修订后的条例施行之日（{REFORM}）。{_NUMBER}第五十六条：“{IN_FORCE.quote}”；"
            "请按修订后的条例和机构职能修订目录，写明新的日期"
        )
    else:
        message = (
            f"{said}，至{today}已逾12个月。{_NUMBER}第十二条：“{UPDATE.quote}”，条例未定天数，"
            "12个月为本工具的提示界限；请核对事项有无变化，更新或注明核对日期"
        )
    yield rule.finding(
        message,
        place=catalog.dated_as,
        severity="warning" if before_reform else "info",
        basis=IN_FORCE if before_reform else UPDATE,
        body=context.body,
    )


def _last_day(catalog: Catalog) -> date | None:
    """Return the last day that the catalog's date may mean: of a year named alone, 31 December."""
    day = catalog.dated
    if day is None or (day.month, day.day) != (1, 1):
        return day
    shown = normalise(catalog.dated_as)
    names_month = any(mark in shown for mark in ("月", "-", ".", "/"))
    return day if names_month else day.replace(month=12, day=31)


def _older_than_a_year(day: date, today: date) -> bool:
    return (day.year + 1, day.month, day.day) < (today.year, today.month, today.day)


def changes(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say what changed since ``--previous FILE``: rows added, taken out, reworded; or nothing."""
    previous = context.practice.previous
    if previous is None:
        return
    now, before = _by_name(context.catalogs[0]), _by_name(previous)
    added = [e for name, e in now.items() if name not in before]
    gone = [e for name, e in before.items() if name not in now]
    changed = [e for name, e in now.items() if name in before and _cells(e) != _cells(before[name])]
    kinds = (("新增", added, "本版"), ("删去", gone, "上一版"), ("改动", changed, "本版"))
    for kind, rows, where in kinds:
        if rows:
            shown = "、".join(
                f"“{shorten(e.content or e.path[-1], 16)}”" for e in rows[:_MOST_SHOWN]
            )
            more = "等" if len(rows) > _MOST_SHOWN else ""
            yield rule.finding(
                f"与上一版（{previous.input}）相比{kind}{len(rows)}行："
                f"{where}{rows_words([e.location for e in rows])} {shown}{more}。"
                "请核对是否有意为之",
                place=f"{kind}：" + "、".join(e.content or e.path[-1] for e in rows),
                body=context.body,
                location=rows[0].location if kind != "删去" else None,
            )
    if not (added or gone or changed):
        yield rule.finding(
            f"与上一版（{previous.input}）逐行相同，没有增删改动。"
            "如事项、时限、公开主体确无变化，请注明核对日期",
            place="相同",
            body=context.body,
        )


def _by_name(catalog: Catalog) -> dict[tuple[str, ...], Entry]:
    """Return the rows by what they list; of rows that list the same, the number tells apart."""
    rows: dict[tuple[str, ...], Entry] = {}
    for entry in catalog.entries:
        name = tuple(map(normalise, (*entry.path, entry.content)))
        times = 0
        while (*name, str(times)) in rows:
            times += 1
        rows[*name, str(times)] = entry
    return rows


def _cells(entry: Entry) -> tuple[str, ...]:
    """Return what a row says beside its name; its number and its column order say nothing."""
    said = (entry.basis, entry.limit, entry.body, entry.channel, entry.audience, entry.mode)
    ticks = (*entry.channels, *entry.audiences, *entry.modes, *entry.levels)
    ticked = (t.name for t in ticks if t.ticked)
    return tuple(map(normalise, (*said, entry.level, *ticked)))
