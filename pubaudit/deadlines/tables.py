"""Rows and tables of the deadlines report, in a clerk's words."""

from collections.abc import Iterable, Sequence
from datetime import date

from pubaudit.deadlines.answers import Answer, said
from pubaudit.deadlines.duties import Occurrence, Task
from pubaudit.deadlines.question import Place, Started
from pubaudit.limits.stated import in_words
from pubaudit.models import Basis, Column, Due, Duty, Rank, Table, TimeLimit
from pubaudit.text import cite_fully
from pubaudit.words import ACT, RECURRENCE
from pubaudit.workdays import Calendar

Row = dict[str, str | int | float | None]

_RANK: dict[Rank, str] = {
    "law": "法律",
    "regulation": "法规",
    "rule": "规章",
    "document": "文件",
    "scheme": "方案",
    "catalog": "目录",
}
# The code and name that national acts bear, whatever place is asked about.
NATION = ("000000", "国家")
_DISPLACED = "位阶较低而天数较长，以上列位阶较高的时限为准（条例第二十六条）"
_REGION = Column("region", "地区", "text")


def task_words(duty: Duty) -> str:
    """Say what is to be done: 报送：工作进展情况; a limit's own words say the act themselves."""
    act = ACT[duty.act]
    return duty.what if not duty.who else f"{act}：{duty.what}"


def duty_row(place: Place, task: Task, found: Occurrence | None, as_of: date) -> Row:
    """Make the row of a duty with the day it falls due, if it has one."""
    duty, basis = task.duty, task.duty.basis
    due = found.due if found else None
    row: Row = {
        "id": duty.id,
        "region": NATION[1] if task.national else place.name,
        **_dates(due),
        "when": _when(due) if due else f"{RECURRENCE[duty.recurrence]}（日期未规定）",
        "left": how_far(found, place.calendar, as_of) if found else None,
        "days_left": None,
        "working_days_left": None,
        "act": ACT[duty.act],
        "what": task_words(duty),
        "who": duty.who + (f" → {duty.to}" if duty.to else "") or None,
        "recurrence": RECURRENCE[duty.recurrence],
        **_ground(basis),
        "how": found.how if found else None,
        "previous": None,
        "note": duty.note or None,
    }
    if duty.recurrence == "standing":
        row["when"] = RECURRENCE[duty.recurrence]
    if due:
        row["days_left"] = (due.date - as_of).days
        row["working_days_left"] = place.calendar.between(as_of, due.date).days
    return row


def how_far(found: Occurrence, calendar: Calendar, as_of: date) -> str:
    """Say how far off a day is, in days and in working days: 剩28日（20个工作日）."""
    days = (found.due.date - as_of).days
    if not days:
        return "今日到期"
    span = calendar.between(min(as_of, found.due.date), max(as_of, found.due.date))
    working = f"{span.days}个工作日"
    if not span.official and span.fewest != span.most:
        working = f"{span.fewest}至{span.most}个工作日，暂估"
    return f"剩{days}日（{working}）" if days > 0 else f"已过{-days}日（{working}）"


def limit_row(place: Place, limit: TimeLimit) -> Row:
    """Make the row of a limit: what it says, on what ground, since when."""
    what = f" {limit.what}" if limit.what else ""
    return {
        "id": limit.id,
        "region": NATION[1] if is_national(limit) else place.name,
        "field": "、".join(limit.fields) or "各领域",
        "words": in_words(limit) + what,
        "direction": limit.direction,
        "amount": limit.amount,
        "unit": limit.unit,
        "trigger": limit.trigger,
        "what": limit.what or None,
        "rank": _RANK[limit.rank],
        **_ground(limit.basis),
        "in_force": _in_force(place, limit),
        "since": _iso(limit.in_force.since),
        "until": _iso(limit.in_force.until),
        "note": limit.note or None,
    }


def duties_table(id_: str, title: str, rows: list[Row], several: bool) -> Table:
    """Make a table of duties, each with its day and how far off it is."""
    dated = any(row["date"] for row in rows)
    columns = (
        *((_REGION,) if several else ()),
        Column("when", "期限", "text"),
        *((Column("left", "还有", "text"),) if dated else ()),
        Column("what", "做什么", "text"),
        Column("who", "谁", "note"),
        Column("ground", "依据", "note"),
        *((Column("how", "计法", "note"), Column("previous", "上一期", "note")) if dated else ()),
        Column("note", "说明", "note"),
    )
    return Table(id_, f"{title}（{len(rows)}项）", columns, tuple(rows))


def limits_table(id_: str, title: str, rows: list[Row], several: bool) -> Table:
    """Make a table of limits, field by field."""
    columns = (
        *((_REGION,) if several else ()),
        Column("field", "领域", "text"),
        Column("words", "时限", "text"),
        Column("ground", "依据", "note"),
        Column("in_force", "效力", "note"),
        Column("note", "说明", "note"),
    )
    return Table(id_, f"{title}（{len(rows)}条）", columns, tuple(rows))


def side_by_side(found: Sequence[tuple[Place, TimeLimit]]) -> Table:
    """Set the limits of several places side by side, one row a direction and trigger."""
    places = dict.fromkeys(place.name for place, _ in found)
    rows: dict[tuple[str, str], Row] = {}
    for place, limit in found:
        key = (limit.direction, _bare_formation(limit.trigger))
        row = rows.setdefault(key, {"trigger": limit.trigger})
        cell = f"{amount_words(limit)}，{limit.basis.article}"
        row[place.name] = f"{row[place.name]}；{cell}" if place.name in row else cell
    columns = (
        Column("trigger", "起算", "text"),
        *(Column(name, name, "text") for name in places),
    )
    return Table("limits_side_by_side", "各地时限对照", columns, tuple(rows.values()))


def answers_table(
    event: str, start: date, found: Iterable[tuple[Place, Started, Answer]], several: bool
) -> Table:
    """Make the table of what each limit gives, earliest day first, the uncounted last."""
    rows = [_answer_row(place, one, governs=started.governs) for place, started, one in found]
    rows.sort(key=lambda row: str(row["date"] or "9999"))
    columns = (
        *((_REGION,) if several else ()),
        Column("label", "哪一天", "text"),
        Column("when", "日期", "text"),
        Column("words", "时限", "text"),
        Column("how", "计法", "note"),
        Column("ground", "依据", "note"),
        Column("in_force", "效力", "note"),
        Column("note", "说明", "note"),
    )
    return Table(
        "answers", f"{event}：{said(start)}起算的时限（{len(rows)}条）", columns, tuple(rows)
    )


def month_table(month: date, rows: list[Row], several: bool) -> Table:
    """Make the page of one month, by day; what has no date stands last."""
    columns = (
        Column("when", "日期", "text"),
        *((_REGION,) if several else ()),
        Column("what", "做什么", "text"),
        Column("who", "谁", "note"),
        Column("ground", "依据", "note"),
        Column("how", "计法", "note"),
        Column("note", "说明", "note"),
    )
    title = f"{month.year}年{month.month}月须办事项（{len(rows)}项）"
    return Table("month", title, columns, tuple(rows))


def is_national(limit: TimeLimit) -> bool:
    """Tell a limit of a law or national act from one of a place's own scheme."""
    return limit.rank not in ("scheme", "catalog")


def amount_words(limit: TimeLimit) -> str:
    """Say a limit's number alone: 20个工作日."""
    units = {"working_day": "个工作日", "day": "日", "hour": "小时", "month": "个月", "year": "年"}
    return f"{limit.amount}{units.get(limit.unit, '')}"


def _answer_row(place: Place, found: Answer, *, governs: bool) -> Row:
    row = limit_row(place, found.limit)
    row.update(_dates(found.due))
    row["governs"] = "yes" if governs else "no"
    if not governs:
        row["note"] = "；".join(filter(None, (_DISPLACED, found.limit.note)))
    row["label"] = found.label
    row["when"] = _when(found.due) if found.due else "-"
    if found.moment:
        row["when"] = f"{found.moment:%Y-%m-%d %H:%M}"
    row["shown_until"] = _iso(found.shown_until)
    row["how"] = found.how
    return row


def _dates(due: Due | None) -> Row:
    if due is None:
        return {"date": None, "earliest": None, "latest": None, "certainty": None}
    return {
        "date": str(due.date),
        "earliest": str(due.earliest),
        "latest": str(due.latest),
        "certainty": "official" if due.official else "provisional",
    }


def _when(due: Due) -> str:
    if due.official and due.earliest == due.latest:
        return said(due.date)
    why = "" if due.official else "，暂估"
    return f"{said(due.date)}{why}，最早{due.earliest}，最迟{due.latest}"


def _ground(basis: Basis) -> Row:
    quote = f"“{basis.quote}”" if basis.quote else ""
    return {
        "ground": f"{cite_fully(basis)}{quote}",
        "document": basis.document or None,
        "number": basis.number or None,
        "article": basis.article or None,
        "quote": basis.quote or None,
        "confidence": basis.confidence,
    }


def _in_force(place: Place, limit: TimeLimit) -> str:
    force = limit.in_force
    since = f"{force.since}起" if force.since else "施行日期未核"
    issued = [s.document.issued for s in place.schemes if s.document.title == limit.basis.document]
    if not force.since and any(issued):
        since = f"{issued[0]}印发，{since}"
    until = f"，至{force.until}止" if force.until else ""
    doubt = "（日期未核实）" if force.since and force.confidence == "unverified" else ""
    return f"{_RANK[limit.rank]}，{since}{until}{doubt}"


def _iso(day: date | None) -> str | None:
    return str(day) if day else None


def _bare_formation(trigger: str) -> str:
    return trigger.removeprefix("政府")
