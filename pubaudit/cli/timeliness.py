"""``pubaudit timeliness``: every published record of a ledger on time, late, overdue or pending."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli.calendars import HolidaysOption, calendar_for
from pubaudit.cli.console import say
from pubaudit.cli.delivery import deliver, exit_code, foresee
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    FailOnOption,
    FormatOption,
    OutputOption,
    QuietOption,
    parse_day,
)
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubaudit.models import Scheme
    from pubaudit.regions import Region
    from pubaudit.timeliness import Stale
    from pubaudit.timeliness.audit import Progress

_EVERY = 0.2  # seconds between two signs of life
_LATE_ONES = 10_000
_NATION = "000000"

HELP = """核查公开台账的时效：每条记录按时、迟公开、逾期未公开、未到期或未判定，各单位的按时率。

例：timeliness 台账.xlsx --region 云南；timeliness 'ledger-*.parquet' --by 单位 --by 领域；
timeliness 清单.csv --column 形成日期=iss --column 公开日期=pub --records 逐条.xlsx；
timeliness 台账.xlsx --stale 采购公告=90 --sample 50 --seed 7 -o 汇总.xlsx"""


FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="台账文件", help="xlsx、xls、csv、jsonl 或 parquet，可写多个或通配符。"),
]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", "-r", metavar="地区", help="地区名称或六位区划代码；不写为国家。"),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="名称=表头", help="指定某列，如 形成日期=iss；可写多个。"),
]
RuleOption = Annotated[
    str | None,
    typer.Option(
        "--rule", metavar="时限", help="全部记录按这一种判定，如 政府采购合同、cg-contract。"
    ),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by", metavar="分组", help="只按这些汇总：单位、领域、公开事项、月份；可写多个。"
    ),
]
RecordsOption = Annotated[
    Path | None,
    typer.Option("--records", metavar="文件", help="另写逐条结论（.csv、.xlsx、.parquet）。"),
]
StaleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--stale",
        metavar="栏目=天数",
        help="最近一次公开早于这么多日的栏目（领域、事项或类型），如 采购公告=90；可写多个。",
    ),
]
SampleOption = Annotated[
    int | None, typer.Option("--sample", metavar="条数", help="随机抽取若干条，供人工核对。")
]
SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="种子", help="--sample 抽取所用的种子；同一种子抽到同样的记录；不写为 0。"
    ),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        "--workers", metavar="个数", min=0, help="本机并行数；0 为看文件大小而定，小台账总是一个。"
    ),
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        "--scheduler", metavar="地址", help="交给 Dask 集群（tcp://主机:8786），须在可信网络内。"
    ),
]
RepeatsOption = Annotated[
    bool | None,
    typer.Option(
        "--repeats/--no-repeats",
        help="同一文号或链接是否只算一条；不写时，除分块核查的 parquet 以外都查。",
    ),
]


def timeliness(  # noqa: PLR0913, PLR0917
    files: FilesArgument,
    region: RegionOption = None,
    column: ColumnOption = None,
    rule: RuleOption = None,
    by: ByOption = None,
    records: RecordsOption = None,
    stale: StaleOption = None,
    sample: SampleOption = None,
    seed: SeedOption = None,
    workers: WorkersOption = 0,
    scheduler: SchedulerOption = "",
    repeats: RepeatsOption = None,
    holidays: HolidaysOption = None,
    as_of: AsOfOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    fail_on: FailOnOption = "error",
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Judge the ledgers, deliver the report, and return the exit code."""
    from pubaudit.timeliness import Ask, Wish, audit_ledgers
    from pubaudit.yardstick import scheme_report

    day = parse_day(as_of)
    foresee(output or ())
    if records:
        _refuse_same(output or (), records)
    place, scheme, standing = _standing_in(region, day)
    calendar, local = calendar_for(holidays, place)
    where = place.full_name if place else "国家（未用 --region 指定）"
    report = audit_ledgers(
        files,
        Wish(
            day,
            _columns(column or ()),
            _rule(rule),
            tuple(by or ()),
            records,
            workers,
            scheduler,
            repeats,
            Ask(_stale(stale or ()), *_sample(sample, seed), _late_ones(output or ())),
        ),
        calendar,
        scheme=scheme_report(scheme),
        demands=scheme.limits,
        notes=(
            f"地区：{where}；时限按起算日有效的全国规定",
            *standing,
            *local,
        ),
        progress=_progress() if sys.stderr and sys.stderr.isatty() and not quiet else None,
    )
    deliver(report, output_format, output or ())
    if not quiet:
        from pubaudit.report.words import closing_line

        say(closing_line(report))
    return exit_code(report, fail_on)


def _refuse_same(output: "Sequence[Path]", records: Path) -> None:
    for path in output:
        if path.absolute() == records.absolute():
            raise UsageError(f"-o 与 --records 同为“{path.as_posix()}”，请各用一个文件名")


def _standing_in(region: str | None, day: date) -> "tuple[Region | None, Scheme, tuple[str, ...]]":
    """Return the place named, the scheme that holds there, and what to tell about the choice.

    Without a name that is the nation's scheme, for which the table of places need not be read.
    Raises ``RegionError`` if there is no such place, ``SchemeError`` if its scheme was issued
    after ``day``; the nation's asks for no more than the laws, which have their own days.
    """
    from pubaudit.schemes import catalog_root, load_for, scheme_for

    root = catalog_root()
    if not region:
        return None, load_for(root, _NATION), ()
    from pubaudit.regions import load
    from pubaudit.yardstick import require_issued, undated

    regions = load(root / "regions.csv")
    found = regions.resolve(region)
    scheme, standing = scheme_for(root, regions, found.region)
    if scheme.code == _NATION:
        return found.region, scheme, tuple(filter(None, (found.note, *standing)))
    require_issued(scheme, day)
    return found.region, scheme, tuple(filter(None, (found.note, *standing, *undated(scheme))))


def _columns(pairs: "Sequence[str]") -> dict[str, str]:
    """Turn 形成日期=iss into {形成日期: iss}; raises UsageError for anything else."""
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, header = (part.strip() for part in pair.replace("＝", "=").partition("="))
        if not (name and equals and header):
            raise UsageError(f"--column “{pair}”应写成 名称=表头，如 形成日期=iss")
        if columns.get(name, header) != header:
            raise UsageError(f"--column {name} 指定了“{columns[name]}”和“{header}”两列；请只留一个")
        columns[name] = header
    return columns


def _rule(name: str | None) -> str:
    """Return the rule named, "" if none is; raises UsageError for a blank."""
    if name is not None and not name.strip():
        raise UsageError(
            "--rule 后面没有写时限；请写信息种类或期限编号，如 政府采购合同、cg-contract"
        )
    return (name or "").strip()


def _sample(size: int | None, seed: int | None) -> tuple[int, int]:
    """Return how many to draw and from which seed; raises UsageError for what draws nothing."""
    if size is None:
        if seed is not None:
            raise UsageError("--seed 只用于抽取；请同时用 --sample 写明抽几条，如 --sample 50")
        return 0, 0
    if size < 1:
        raise UsageError(f"--sample “{size}”抽不到记录；请写 1 以上的整数，如 --sample 50")
    return size, seed or 0


def _stale(pairs: "Sequence[str]") -> "tuple[Stale, ...]":
    """Turn 采购公告=90 into a column and its days; raises UsageError for anything else."""
    from pubaudit.timeliness import Stale

    columns = []
    for pair in pairs:
        name, _, days = (part.strip() for part in pair.replace("＝", "=").partition("="))
        if not (name and days.isdecimal()):
            raise UsageError(f"--stale “{pair}”应写成 栏目=天数，如 采购公告=90")
        columns.append(Stale(name, int(days)))
    return tuple(columns)


def _late_ones(output: "Sequence[Path]") -> int:
    """Return how many late records to list one by one: many in a workbook, else none."""
    return _LATE_ONES if any(path.suffix.lower() == ".xlsx" for path in output) else 0


def _progress() -> "Progress":
    """Return what writes one line on stderr over and over: rows, rate, time left."""
    begin = time.monotonic()
    last = 0.0

    def told(done: int, parts: int, rows: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < parts and now - last < _EVERY:
            return
        last, spent = now, max(now - begin, 0.001)
        left = f"，约余 {spent / done * (parts - done):.0f} 秒" if done else ""
        line = f"已核查 {rows:,} 条（{done}/{parts}），每秒 {rows / spent:,.0f} 条{left}"
        sys.stderr.write(f"\r{line}\x1b[K" + ("\n" if done == parts else ""))
        sys.stderr.flush()

    return told
