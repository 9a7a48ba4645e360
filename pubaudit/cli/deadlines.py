"""``pubaudit deadlines``: what is due when, from which act, counted how."""

import re
import unicodedata
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli.calendars import HolidaysOption, calendar_for, read_date
from pubaudit.cli.console import say
from pubaudit.cli.delivery import deliver_files, files_of, show
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    Format,
    FormatOption,
    OutputOption,
    QuietOption,
    parse_day,
)
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubaudit.deadlines import Place, Question

_MONTH = re.compile(r"(\d{4})(?:[-/.年])?(\d{1,2})月?")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_LEAP = 2024

HELP = """列出一地的时限和任务：下次何时到期、依据哪一条、怎样数。

例：deadlines --region 云南；--month 2026-12（当月须办，可打印）；
--from 2026-02-10 --event 合同签订（该事项起算的各项时限落在哪天）；--ics 日历.ics（导入日历）。"""


RegionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--region", "-r", metavar="地区", help="地区名称或六位区划代码；可写多个，并列对照。"
    ),
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="领域", help="只列此领域，如 政府采购；可写多个。"),
]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="主体",
        help="只列此主体的任务：部门、县政府、乡镇、交易中心或采购人",
    ),
]
WithinOption = Annotated[
    int | None,
    typer.Option(
        "--within", metavar="天数", min=0, max=3660, help="只列今后这些天（自然日）内到期的。"
    ),
]
MonthOption = Annotated[
    str | None,
    typer.Option("--month", metavar="年-月", help="只列这个月须办的，按日排列，如 2026-12。"),
]
StartOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="日期",
        help="起算的日期，与 --event 同用；可带时刻 2026-02-10T09:30。",
    ),
]
EventOption = Annotated[
    str | None,
    typer.Option("--event", metavar="事项", help="起算的事项，如 合同签订、作出行政决定。"),
]
IcsOption = Annotated[
    Path | None,
    typer.Option("--ics", metavar="文件", help="另写日历文件（iCalendar），今后一年的到期日。"),
]
TownshipOption = Annotated[
    str | None,
    typer.Option(
        "--township-report", metavar="月-日", help="当地通知所定的乡镇年度报告日期，如 01-20。"
    ),
]
UnverifiedOption = Annotated[bool, typer.Option("--unverified", help="一并列出未核实的时限。")]


def deadlines(  # noqa: PLR0913, PLR0917
    region: RegionsOption = None,
    field: FieldOption = None,
    role: RoleOption = None,
    within: WithinOption = None,
    month: MonthOption = None,
    start: StartOption = None,
    event: EventOption = None,
    ics: IcsOption = None,
    township: TownshipOption = None,
    unverified: UnverifiedOption = False,
    holidays: HolidaysOption = None,
    as_of: AsOfOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver the report and the calendar file; findings there are none."""
    from pubaudit.deadlines import Question, load_places

    if bool(start) != bool(event):
        raise UsageError("--from 和 --event 要一起用，如 --from 2026-02-10 --event 合同签订")
    if sum(option is not None for option in (start, month, within)) > 1:
        raise UsageError("--from、--month、--within 只能用其中一个")
    day, at = _moment(start) if start else (None, None)
    question = Question(
        as_of=parse_day(as_of),
        fields=tuple(field or ()),
        role=role or "",
        within=within,
        month=_month(month) if month else None,
        event=event or "",
        start=day,
        at=at,
        township=_month_day(township) if township else "",
        unverified=unverified,
    )
    places = load_places(region or ["国家"], lambda place: calendar_for(holidays, place))
    _deliver(places, question, output_format, output or [], ics, quiet=quiet)
    return 0


def _deliver(  # noqa: PLR0913
    places: "Sequence[Place]",
    question: "Question",
    output_format: Format,
    output: list[Path],
    ics: Path | None,
    *,
    quiet: bool,
) -> None:
    """Write the files that were asked for, and to the screen unless only files were."""
    from pubaudit.deadlines import entries, report
    from pubaudit.report import format_of, render

    answer = report(places, question)
    files = [(path, render(answer, format_of(path))) for path in files_of(output)]
    if ics:
        from pubaudit.report.ics import render_ics

        files.append((ics, render_ics(entries(places, question), question.as_of)))
    deliver_files(files, output, lambda: show(answer, output_format))
    if not quiet:
        say("；".join(table.title for table in answer.tables))


# --- what the user wrote -------------------------------------------------------------------------


def _moment(text: str) -> tuple[date, time | None]:
    """Read a day, with the time of day if one is given: 2026-02-10, 2026-02-10T09:30."""
    bare = unicodedata.normalize("NFKC", text).strip()
    first, _, rest = bare.replace("T", " ", 1).partition(" ")
    day = read_date(first if ":" in rest else bare)
    try:
        at = time.fromisoformat(rest) if ":" in rest else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(f"--from “{text}”不是日期；请写成 2026-02-10 或 2026-02-10T09:30 的样子")
    return day, at


def _month(text: str) -> date:
    """Return the first day of a month: 2026-12, 2026年12月, 202612."""
    match = _MONTH.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    try:
        return date(int(match[1]), int(match[2]), 1) if match else date.fromisoformat("")
    except ValueError:
        raise UsageError(f"--month “{text}”不是月份；请写成 2026-12 的样子") from None


def _month_day(text: str) -> str:
    """Return a day of the year as MM-DD."""
    match = _MONTH_DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    try:
        return f"{date(_LEAP, int(match[1]), int(match[2])):%m-%d}" if match else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> str:
    raise UsageError(f"--township-report “{text}”不是日期；请写成 01-20 的样子")
