"""``pubaudit check``: catalogs against the scheme that holds for them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli.console import color, out, say, width
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    FailOn,
    FailOnOption,
    Format,
    FormatOption,
    OutputOption,
    QuietOption,
    RegionOption,
    TopicOption,
    parse_day,
)
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from pubaudit.models import AuditReport

_LEVELS: dict[FailOn, tuple[str, ...]] = {
    "info": ("error", "warning", "info"),
    "warning": ("error", "warning"),
    "error": ("error",),
    "never": (),
}
_STDOUT = Path("-")

HELP = "核查部门公开目录：方案要求公开的，目录列了没有、列在哪一行、缺什么。"


def check(  # noqa: PLR0913, PLR0917
    files: Annotated[
        list[Path],
        typer.Argument(metavar="目录文件", help="部门公开目录或放目录的文件夹，可写多个。"),
    ],
    region: RegionOption = None,
    topic: TopicOption = None,
    body: Annotated[
        str | None,
        typer.Option(
            "--body", metavar="单位", help="目录是哪个单位的，如 住建局；不写则从目录中辨认。"
        ),
    ] = None,
    bodies: Annotated[
        Path | None,
        typer.Option(
            "--bodies",
            metavar="文件",
            help="本地三定的分工表（yaml、csv 或 xlsx）：单位、领域或事项、起始日期。",
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="标准目录", help="以这份标准目录为准核查，不用方案。"),
    ] = None,
    applicability: Annotated[
        Path | None,
        typer.Option(
            "--applicability",
            metavar="文件",
            help="不涉及事项表（csv、xlsx）：主体或地区、领域或事项、理由、认定人、日期。",
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="文件",
            help="人工认定表（csv、xlsx）：事项、主体、认定结果、理由、认定人、日期。",
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="文件", help="上一版目录，逐行说明增删改动。"),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="领域", help="只核查此领域，如 政府采购；可写多个。"),
    ] = None,
    all_fields: Annotated[
        bool, typer.Option("--all-fields", help="核查方案的全部领域，不论目录是否涉及。")
    ] = False,
    entries: Annotated[
        bool, typer.Option("--entries", help="另列目录的每一行对应方案的哪些事项。")
    ] = False,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    fail_on: FailOnOption = "error",
    as_of: AsOfOption = None,
    role_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="含义=表头", help="指定某列的含义，如 公开主体=责任科室；可写多个。"
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="另说明各表的表头行和各列认作什么。")
    ] = False,
    why: Annotated[
        str | None,
        typer.Option("--why", metavar="事项", help="不出报告，只说明这个事项是怎样判定的。"),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Audit catalogs, deliver the report, and return the exit code."""
    from pubaudit import api

    roles = _roles(role_map or ())
    if why is not None:
        lines = api.explain_item(
            files, why, region=region, topic=topic, fields=field, roles=roles, against=against
        )
        if applicability or decisions or previous:
            say("--why 只说明目录文字怎样对应事项，不计 --applicability、--decisions、--previous。")
        out("\n".join(lines) + "\n")
        return 0
    _foresee(output or [])
    report = api.check(
        files,
        region=region,
        topic=topic,
        body=body,
        bodies=bodies,
        against=against,
        applicability=applicability,
        decisions=decisions,
        previous=previous,
        fields=field,
        all_fields=all_fields,
        as_of=parse_day(as_of),
        roles=roles,
        tell=say if verbose else None,
    )
    _deliver(report, output_format, output or [], entries=entries)
    if not quiet:
        from pubaudit.report.words import closing_line

        say(closing_line(report))
    return exit_code(report, fail_on)


def _roles(pairs: Iterable[str]) -> dict[str, str]:
    """Turn 含义=表头 into {表头: 含义}; raises UsageError for anything else."""
    roles: dict[str, str] = {}
    for pair in pairs:
        role, equals, header = (part.strip() for part in pair.replace("＝", "=").partition("="))
        if not (role and equals and header):
            raise UsageError(f"--map “{pair}”应写成 含义=表头，如 公开主体=责任科室")
        roles[header] = role
    return roles


def exit_code(report: "AuditReport", fail_on: FailOn) -> int:
    """Return 1 for findings at the level, else 3 if something was left out, else 0.

    What waits only for the notice of a coming year (暂估) is not left out.
    """
    if any(f.severity in _LEVELS[fail_on] for f in report.findings):
        return 1
    unjudged = report.records.not_judged - report.records.provisional
    return 3 if report.summary.skipped or unjudged else 0


def _foresee(output: list[Path]) -> None:
    """Raise before the run for an output that could not be written after it."""
    from pubaudit.report.write import foresee

    foresee([path for path in output if path != _STDOUT])


def _deliver(
    report: "AuditReport", output_format: Format, output: list[Path], *, entries: bool
) -> None:
    """Write the files that were asked for, and to the screen unless only files were."""
    from pubaudit.report import View, render

    targets = [path for path in output if path != _STDOUT]
    if targets:
        from pubaudit.report.write import write_outputs

        write_outputs(report, targets, View(entries=entries))
    if output and len(targets) == len(output):
        return
    payload = render(report, output_format, View(width(), color(), entries))
    out(payload if output_format == "json" else payload.decode())
