"""``pubaudit workdays``: working-day arithmetic, with the days it counted shown."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pubaudit.cli.calendars import HolidaysOption, calendar_for, read_date, region_named
from pubaudit.cli.console import out, say
from pubaudit.cli.options import DebugOption, QuietOption
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from pubaudit.models import Day, Due, Unit
    from pubaudit.workdays import Calendar

TableFormat = Literal["table", "csv", "xlsx", "json"]

HELP = """数工作日，并列出计入和不计的日子：当日不计，自次日起算。

例：workdays 2026-02-10 +20（之后第20个工作日）；2026-02-10 -20（之前第20个，即最迟发布日）；
2026-02-10..2026-03-12（其间的工作日数）；2026-02-15（是不是工作日，为什么）；
2026-02-10 +30日（自然日，末日休息则顺延）；2026-02-10 +3月。"""

RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region", "-r", metavar="地区", help="地区名称或六位区划代码；只用来采用当地的假日。"
    ),
]

_COUNT = re.compile(r"([+-]?)(\d{1,5})(个?工作日|日|天|个?自然日|个?月|年)?")
_UNITS: "dict[str, Unit]" = {"工作日": "working_day", "月": "month", "年": "year"}
_WEEKDAYS = "一二三四五六日"
_USAGE = "；用法见 pubaudit workdays --help"


def workdays(  # noqa: PLR0913, PLR0917
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="日期 [+天数|-天数]", help="如 2026-02-10 +20；起止写作 起..止。"),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="文件",
            help="逐行计算 csv 或 xlsx：列 start、n 加上 due；列 start、end 加上 workdays。",
        ),
    ] = None,
    notice: Annotated[
        Path | None,
        typer.Option("--import", metavar="文件", help="把粘贴的放假通知全文转成覆盖文件。"),
    ] = None,
    holidays: HolidaysOption = None,
    region: RegionOption = None,
    output_format: Annotated[
        TableFormat | None,
        typer.Option("--format", "-f", help="输出格式；--table 默认 csv，其余默认 table。"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="写入文件；- 为屏幕。"),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Answer one question, a table of them, or turn a notice into an overlay."""
    words = words or []
    for word in words:
        if word.startswith("--") or re.fullmatch(r"-[A-Za-z].*", word):
            raise UsageError(f"没有选项 {word}{_USAGE}")
    if bool(words) + bool(table) + bool(notice) != 1:
        raise UsageError(f"请给出日期、--table 或 --import 三者之一{_USAGE}")
    place = region_named(region)
    if notice:
        from pubaudit.cli.imported import import_notice

        payload: str | bytes = import_notice(notice, place, quiet=quiet)
        code = 0
    else:
        calendar, notes = calendar_for(holidays, place)
        if table:
            from pubaudit.cli.cases import answer_table

            payload, code = answer_table(table, calendar, _table_format(output_format, output))
            for note in () if quiet else (f"工作日历：{calendar.name}", *notes):
                say(note)
        else:
            payload, code = _one(words, calendar, notes, output_format or "table"), 0
    if output and output != Path("-"):
        from pubaudit.report.write import write_files

        write_files([(output, payload.encode() if isinstance(payload, str) else payload)])
    else:
        out(payload)
    return code


def _table_format(asked: TableFormat | None, output: Path | None) -> Literal["csv", "xlsx", "json"]:
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    wanted = asked or suffix or "csv"
    if wanted == "csv":
        return "csv"
    if wanted in ("xlsx", "json"):
        return "xlsx" if wanted == "xlsx" else "json"
    raise UsageError(f"--table 的结果只能写成 csv、xlsx 或 json，不能写成 {wanted}")


def _one(
    words: Sequence[str], calendar: "Calendar", notes: Iterable[str], output_format: TableFormat
) -> str:
    """Answer one question as lines or as JSON."""
    if output_format not in ("table", "json"):
        raise UsageError("单个问题只能用 --format table 或 json；成批计算请用 --table")
    start, separator, end = words[0].partition("..")
    if len(words) == 1 and separator:
        answer, lines = _span(calendar, _day(start), _day(end))
    elif len(words) == 1:
        answer, lines = _what(calendar, _day(words[0]))
    elif len(words) == 2 and not separator:
        answer, lines = _due(calendar, _day(words[0]), *_count(words[1]))
    else:
        raise UsageError(f"看不懂“{' '.join(words)}”{_USAGE}")
    if output_format == "json":
        import json

        answer |= {"calendar": calendar.name, "notes": list(notes)}
        return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    if answer["provisional"]:
        lines.append(
            "暂估：涉及的日子尚无放假通知，按《全国年节及纪念日放假办法》推算；"
            "通知公布后可用 --import 转成覆盖文件，再以 --holidays 采用。"
        )
    return "\n".join([*lines, *notes, f"工作日历：{calendar.name}"]) + "\n"


# --- the three questions -------------------------------------------------------------------------


def _due(
    calendar: "Calendar", start: date, n: int, unit: "Unit"
) -> tuple[dict[str, Any], list[str]]:
    due = calendar.due(start, n, unit)
    answer: dict[str, Any] = {"start": str(start), "n": n, "unit": unit, **_bounds(due)}
    side, words = ("之后" if n >= 0 else "之前"), {"month": "个月", "year": "年", "day": "天"}
    counted = words.get(unit, "个工作日")
    head = f"{_said(start)}{side}第{abs(n)}{counted}：{_said(due.date)}"
    if not due.official:
        head += f"，暂估；最早 {_said(due.earliest)}，最迟 {_said(due.latest)}"
    if unit != "working_day":
        raw = calendar.due(start, n, unit, roll=False).date
        rolled = raw != due.date
        answer["rolled_from"] = str(raw) if rolled else None
        why = f"{_said(raw)}是休息日（{calendar.day(raw).why}），顺延至其后第一个工作日"
        return answer, [head, *([why] if rolled else [])]
    first, last = sorted((start, due.date))
    lines, listed = _listing(calendar, first, last, backward=n < 0)
    return answer | listed, [head, *lines]


def _span(calendar: "Calendar", start: date, end: date) -> tuple[dict[str, Any], list[str]]:
    if end < start:
        raise UsageError(f"止日 {end} 早于起日 {start}，请对调")
    span = calendar.between(start, end)
    head = f"{_said(start)}之后至{_said(end)}（含）：{span.days}个工作日"
    if not span.official:
        head += f"，暂估；最少 {span.fewest}，最多 {span.most}"
    lines, listed = _listing(calendar, start, end, backward=False)
    answer = {
        "start": str(start),
        "end": str(end),
        "workdays": span.days,
        "fewest": span.fewest,
        "most": span.most,
        "provisional": not span.official,
    }
    return answer | listed, [head, *lines]


def _what(calendar: "Calendar", day: date) -> tuple[dict[str, Any], list[str]]:
    found = calendar.day(day)
    answer = {
        "date": str(day),
        "workday": found.workday,
        "why": found.why,
        "provisional": not found.official,
    }
    return answer, [f"{_said(day)}{'是' if found.workday else '不是'}工作日：{found.why}"]


def _bounds(due: "Due") -> dict[str, Any]:
    return {
        "due": str(due.date),
        "earliest": str(due.earliest),
        "latest": str(due.latest),
        "provisional": not due.official,
    }


# --- the days shown ------------------------------------------------------------------------------


def _listing(
    calendar: "Calendar", first: date, last: date, *, backward: bool
) -> tuple[list[str], dict[str, Any]]:
    """List the days after ``first`` up to ``last``; going backward, ``first`` and not ``last``."""
    numbers = range(1 - backward, (last - first).days + 1 - backward)
    days = [calendar.day(first + timedelta(days=n)) for n in numbers]
    counted, skipped = [d for d in days if d.workday], [d for d in days if not d.workday]
    lines = [f"计入 {len(counted)} 天："] if counted else []
    for month, group in groupby(counted, key=lambda d: f"{d.date:%Y-%m}"):
        lines.append(f"  {month}：" + " ".join(map(_counted, group)))
    lines += [f"不计 {len(skipped)} 天："] if skipped else []
    runs = [list(group) for _, group in groupby(days, key=lambda d: d.why)]
    lines += [f"  {_run(run)}" for run in runs if not run[0].workday]
    return lines, {"counted": list(map(_pair, counted)), "skipped": list(map(_pair, skipped))}


def _counted(day: "Day") -> str:
    plain = day.why.startswith("工作日")
    return f"{day.date:%d}" if plain else f"{day.date:%d}({day.why})"


def _run(days: "Sequence[Day]") -> str:
    first, last = days[0].date, days[-1].date
    span = f"{first}" if first == last else f"{first} 至 {last:%m-%d}"
    return f"{span} {days[0].why}"


def _pair(day: "Day") -> dict[str, str]:
    return {"date": str(day.date), "why": day.why}


def _said(day: date) -> str:
    return f"{day}（周{_WEEKDAYS[day.weekday()]}）"


# --- what the user wrote -------------------------------------------------------------------------


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise UsageError(f"“{text}”不是日期；请写成 2026-02-10 的样子{_USAGE}")
    return day


def _count(text: str) -> "tuple[int, Unit]":
    bare = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "")
    match = _COUNT.fullmatch(bare)
    if match is None:
        raise UsageError(f"“{text}”不是天数；请写成 +20、-20、+30日 或 +3月 的样子{_USAGE}")
    unit = (match[3] or "工作日").removeprefix("个")
    n = int(match[2])
    return (-n if match[1] == "-" else n), _UNITS.get(unit, "day")
