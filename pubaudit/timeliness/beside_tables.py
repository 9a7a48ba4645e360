"""What was seen beside the verdicts, as tables of the report."""

from collections import Counter
from collections.abc import Iterator

from pubaudit.models import Column, Table
from pubaudit.text import cite, shorten
from pubaudit.timeliness.beside import LEFT_OUT, Newest, Remark, Stale
from pubaudit.timeliness.beside_facts import (
    Observed,
    Steps,
    age_of,
    bodies_of,
    newest_day,
    notice_counts,
    step_counts,
)
from pubaudit.timeliness.case import Case
from pubaudit.timeliness.kernel import LATE, ON_TIME, OVERDUE
from pubaudit.timeliness.notices import ENOUGH, LENIENT, SHORT
from pubaudit.timeliness.rulebook import KindLimits
from pubaudit.timeliness.sample import SOURCE, wilson
from pubaudit.timeliness.words import (
    UNSAID,
    Row,
    amount_word,
    conclusion,
    day_word,
    limit_on,
    place_word,
    rough_word,
    short_names,
    verdict_word,
)

_WORDS = 40
_PLACE = (
    Column("place", "位置", "text"),
    Column("what", "记录", "text"),
)


def beside_tables(seen: Observed) -> Iterator[Table]:
    """Yield the tables of what was seen; those of what was not asked for or found are empty."""
    yield _stale_table(seen)
    yield _step_table(seen)
    yield _apart_table(seen)
    yield _notice_table(seen)
    yield _short_table(seen)
    yield _late_table(seen)
    yield _sample_table(seen)
    yield _estimate_table(seen)


def _stale_table(seen: Observed) -> Table:
    rows: list[Row] = []
    for number, column in enumerate(seen.beside.ask.stale):
        bodies = bodies_of(seen.beside, number) or {"": Newest(0, None, 0, 0)}
        for body, newest in bodies.items():
            row: Row = {"column": column.name, "days": column.days, "body": body or UNSAID}
            row |= {"records": newest.records, "newest": newest_day(newest)}
            row |= {"overdue": newest.overdue, "waiting": newest.waiting}
            age = age_of(newest, seen.as_of)
            rows.append(row | {"age": age, "verdict": _freshness(column, newest, age)})
    columns = (
        Column("column", "栏目", "text"),
        Column("body", "单位", "text"),
        Column("records", "记录", "count"),
        Column("newest", "最近公开", "date"),
        Column("age", "距今日数", "count"),
        Column("days", "不超过", "count"),
        Column("overdue", "逾期", "count"),
        Column("waiting", "待核", "count"),
        Column("verdict", "结论", "text"),
    )
    return Table("ledger_stale", "各栏目最近一次公开", columns, tuple(rows))


def _freshness(column: Stale, newest: Newest, age: int | None) -> str:
    if not newest.records:
        return "不适用：台账没有记录"
    if age is not None and age <= column.days:
        return "未超过"
    if newest.overdue:
        return "超过"
    return "待核：有未到期或未能判定的" if newest.waiting else "不适用：其间没有新信息"


def _step_table(seen: Observed) -> Table:
    counts = step_counts(seen.beside)
    alone = seen.beside.one_sided
    bodies = sorted({*counts, *(body for body, _ in alone)})
    columns = (
        Column("body", "单位", "text"),
        Column("both", "两处都有", "count"),
        Column("same", "同日", "count"),
        Column("later", "平台晚", "count"),
        Column("most_later", "最多晚", "count"),
        Column("earlier", "平台早", "count"),
        Column("most_earlier", "最多早", "count"),
        Column("only_media", "仅媒介", "count"),
        Column("only_platform", "仅平台", "count"),
        Column("left_out", "读不出或晚于核查日", "count"),
    )
    rows = []
    for body in bodies:
        own = counts.get(body, Steps())
        row: Row = {"body": body or UNSAID}
        row |= {c.key: getattr(own, c.key) for c in columns[1:7]}
        row |= {
            "only_media": alone.get((body, "on_media"), 0),
            "only_platform": alone.get((body, "on_platform"), 0),
            "left_out": alone.get((body, LEFT_OUT), 0),
        }
        rows.append(row)
    return Table("ledger_steps", "指定媒介与交易平台的发布日期", columns, tuple(rows))


def _apart_table(seen: Observed) -> Table:
    rows: list[Row] = []
    for one in seen.beside.apart:
        media, platform = one.days
        how = "晚" if platform > media else "早"
        rows.append(
            _place_of(one, seen)
            | {
                "apart": f"平台{how}{one.order}日",
                "dates": f"指定媒介{day_word(media)}、交易平台{day_word(platform)}",
                "days": platform - media,
            }
        )
    columns = (*_PLACE, Column("apart", "相差", "text"), Column("dates", "发布日期", "note"))
    title = "指定媒介与交易平台不同日的记录（相差多的在前）"
    return Table("ledger_apart", title, columns, tuple(rows))


def _notice_table(seen: Observed) -> Table:
    rows: list[Row] = []
    for (body, kind), counts in _by_kind(seen).items():
        judged = {code: counts[code] for code in (ENOUGH, SHORT, LENIENT)}
        rows.append(
            {
                "body": body or UNSAID,
                "kind": seen.book.notices[kind].name if kind >= 0 else "（没有适用的规定）",
                "total": sum(counts.values()),
                "enough": judged[ENOUGH],
                "short": judged[SHORT],
                "lenient": judged[LENIENT],
                "not_judged": sum(counts.values()) - sum(judged.values()),
                "least": _least(seen.book.notices[kind]) if kind >= 0 else None,
            }
        )
    columns = (
        Column("body", "单位", "text"),
        Column("kind", "公示", "text"),
        Column("total", "记录", "count"),
        Column("enough", "足期", "count"),
        Column("short", "不足", "count"),
        Column("lenient", "从宽才足", "count"),
        Column("not_judged", "未判定", "count"),
        Column("least", "下限", "text"),
    )
    return Table("ledger_notices", "公示期", columns, tuple(rows))


def _by_kind(seen: Observed) -> dict[tuple[str, int], Counter[int]]:
    """Return the outcomes by body and kind of notice, whichever limit held."""
    kinds: dict[tuple[str, int], Counter[int]] = {}
    for (body, kind, _), counts in notice_counts(seen.beside).items():
        kinds.setdefault((body, kind), Counter()).update(counts)
    return kinds


def _least(notice: KindLimits) -> str:
    return "；".join(dict.fromkeys(amount_word(limit) for limit in notice.limits))


def _short_table(seen: Observed) -> Table:
    rows: list[Row] = []
    for one in seen.beside.short:
        start, end, required = one.days
        notice = seen.book.notices[one.what]
        limit = limit_on(notice, start)
        rows.append(
            _place_of(one, seen)
            | {
                "kind": notice.name,
                "dates": f"{day_word(start)}至{day_word(end)}，应到{day_word(required)}"
                + (f"（{amount_word(limit)}，{cite(limit.basis)}）" if limit else ""),
            }
        )
    columns = (*_PLACE, Column("kind", "公示", "text"), Column("dates", "公示起止", "note"))
    title = "公示期不足的记录（差得多的在前，含从宽才足的）"
    return Table("ledger_short", title, columns, tuple(rows))


def _place_of(one: Remark, seen: Observed) -> Row:
    names = short_names([source.path for source in seen.inputs])
    where = place_word(names, one.input, one.sheet, one.row)
    words = " ".join(filter(None, (one.body, one.title)))
    return {"place": where, "what": shorten(words, _WORDS) or None}


_RECORD = (
    Column("file", "文件", "text"),
    Column("sheet", "工作表", "text"),
    Column("row", "行", "text"),
    Column("title", "记录", "text"),
    Column("body", "单位", "text"),
    Column("verdict", "结论", "text"),
    Column("formed", "起算", "date"),
    Column("published", "公开", "date"),
    Column("due", "到期", "date"),
    Column("provisional", "到期日暂估", "text"),
    Column("late", "迟（工作日）", "count"),
    Column("days", "迟（日）", "count"),
    Column("rough", "迟的天数暂估", "text"),
    Column("limit", "时限", "note"),
)


def _late_table(seen: Observed) -> Table:
    rows = tuple(_record(case, seen) for case in seen.beside.late)
    cut = f"（列出最久的{len(rows)}条）" if len(rows) == seen.beside.ask.late else ""
    return Table("ledger_late", f"迟公开和逾期未公开的记录{cut}", _RECORD, rows)


def _sample_table(seen: Observed) -> Table:
    by_place = sorted(seen.beside.drawn, key=lambda d: (d.case.input, d.case.sheet, d.case.row))
    rows: list[Row] = [
        {"number": number} | _record(one.case, seen) | {"link": one.link or None, "checked": None}
        for number, one in enumerate(by_place, 1)
    ]
    ask = seen.beside.ask
    columns = (
        Column("number", "序号", "count"),
        *_RECORD,
        Column("link", "链接", "note"),
        Column("checked", "核对结果", "text"),
    )
    title = (
        f"抽查清单：{seen.records}条中随机抽取{len(rows)}条（种子{ask.seed}；"
        "核对结果栏留空，用 -o 抽查.xlsx 打印填写）"
    )
    return Table("ledger_sample", title, columns, tuple(rows))


def _record(case: Case, seen: Observed) -> Row:
    limit = limit_on(seen.book.kinds[case.kind], case.formed) if case.kind >= 0 else None
    said = limit and f"{amount_word(limit)}，{cite(limit.basis)}"
    is_judged, is_late = case.verdict <= OVERDUE, case.verdict in (LATE, OVERDUE)
    return {
        "file": seen.inputs[case.input].path,
        "sheet": case.sheet or None,
        "row": f"第{case.row}行",
        "title": shorten(case.title, _WORDS) or None,
        "body": case.body or None,
        "verdict": verdict_word(case.verdict) if is_judged else conclusion(case),
        "formed": day_word(case.formed),
        "published": day_word(case.published),
        "due": day_word(case.due) if is_judged else None,
        "provisional": rough_word(case.verdict, case.due, case.early, provisional=case.provisional)
        or None,
        "late": case.late if is_late else None,
        "days": case.days if is_late else None,
        "rough": "暂估" if case.rough and is_late else None,
        "limit": f"{seen.book.kinds[case.kind].name}：{said}" if limit else None,
    }


def _estimate_table(seen: Observed) -> Table:
    """Say what the sample alone would tell of the on-time rate; no interval of a full ledger."""
    drawn = [one.case.verdict for one in seen.beside.drawn]
    decided = sum(verdict in {ON_TIME, LATE, OVERDUE} for verdict in drawn)
    columns = (
        Column("drawn", "抽取", "count"),
        Column("decided", "分母", "count"),
        Column("on_time", "按时", "count"),
        Column("rate", "按时率", "rate"),
        Column("low", "下限", "rate"),
        Column("high", "上限", "rate"),
        Column("method", "说明", "note"),
    )
    rows: list[Row] = []
    if drawn:
        on_time = drawn.count(ON_TIME)
        row: Row = {"drawn": len(drawn), "decided": decided, "on_time": on_time}
        row |= {"rate": on_time / decided if decided else None, "low": None, "high": None}
        if len(drawn) >= seen.records:
            row["method"] = "抽取的就是全部记录，没有抽样误差，不给区间"
        elif decided:
            interval = wilson(on_time, decided)
            row |= {"low": interval.low, "high": interval.high}
            row["method"] = (
                f"只凭这些记录估计时的95%置信区间（Wilson得分区间，{SOURCE}；不作有限总体修正）；"
                "本报告的按时率由全部记录算得，不需要区间"
            )
        else:
            row["method"] = "抽到的记录都没有到期或未判定，不能估计"
        rows.append(row)
    return Table("ledger_estimate", "抽样估计的按时率", columns, tuple(rows))
