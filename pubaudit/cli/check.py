"""``pubaudit check``: catalogs against the scheme that holds for them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from pubaudit.cli.calendars import HolidaysOption, calendar_for
from pubaudit.cli.console import out, say
from pubaudit.cli.delivery import deliver, exit_code, foresee
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    FailOnOption,
    FormatOption,
    OutputOption,
    QuietOption,
    RegionOption,
    TopicOption,
    parse_day,
)
from pubaudit.errors import UsageError

HELP = "核查部门公开目录：方案要求公开的，目录列了没有、列在哪一行、缺什么。"


FilesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="目录文件", help="部门公开目录或放目录的文件夹，可写多个。"),
]
BodyOption = Annotated[
    str | None,
    typer.Option(
        "--body", metavar="单位", help="目录是哪个单位的，如 住建局；不写则从目录中辨认。"
    ),
]
BodiesOption = Annotated[
    Path | None,
    typer.Option(
        "--bodies",
        metavar="文件",
        help="本地三定的分工表（yaml、csv 或 xlsx）：单位、领域或事项、起始日期。",
    ),
]
AgainstOption = Annotated[
    Path | None,
    typer.Option("--against", metavar="标准目录", help="以这份标准目录为准核查，不用方案。"),
]
ApplicabilityOption = Annotated[
    Path | None,
    typer.Option(
        "--applicability",
        metavar="文件",
        help="不涉及事项表（csv、xlsx）：主体或地区、领域或事项、理由、认定人、日期。",
    ),
]
DecisionsOption = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="文件",
        help="人工认定表（csv、xlsx）：事项、主体、认定结果、理由、认定人、日期。",
    ),
]
PreviousOption = Annotated[
    Path | None,
    typer.Option("--previous", metavar="文件", help="上一版目录，逐行说明增删改动。"),
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="领域", help="只核查此领域，如 政府采购；可写多个。"),
]
AllFieldsOption = Annotated[
    bool, typer.Option("--all-fields", help="核查方案的全部领域，不论目录是否涉及。")
]
EntriesOption = Annotated[
    bool, typer.Option("--entries", help="另列目录的每一行对应方案的哪些事项。")
]
RoleMapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="含义=表头", help="指定某列的含义，如 公开主体=责任科室；可写多个。"
    ),
]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", "-v", help="另说明各表的表头行和各列认作什么。")
]
WhyOption = Annotated[
    str | None,
    typer.Option("--why", metavar="事项", help="不出报告，只说明这个事项是怎样判定的。"),
]


def check(  # noqa: PLR0913, PLR0917
    files: FilesArgument,
    region: RegionOption = None,
    topic: TopicOption = None,
    body: BodyOption = None,
    bodies: BodiesOption = None,
    against: AgainstOption = None,
    applicability: ApplicabilityOption = None,
    decisions: DecisionsOption = None,
    previous: PreviousOption = None,
    holidays: HolidaysOption = None,
    field: FieldOption = None,
    all_fields: AllFieldsOption = False,
    entries: EntriesOption = False,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    fail_on: FailOnOption = "error",
    as_of: AsOfOption = None,
    role_map: RoleMapOption = None,
    verbose: VerboseOption = False,
    why: WhyOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Audit catalogs, deliver the report, and return the exit code."""
    from pubaudit import api

    roles = _roles(role_map or ())
    if why is not None:
        if output or output_format != "table":
            raise UsageError("--why 只显示在屏幕上，不能与 -o、--format json 同用，请分开运行")
        lines = api.explain_item(
            files, why, region=region, topic=topic, fields=field, roles=roles, against=against
        )
        if applicability or decisions or previous:
            say("--why 只说明目录文字怎样对应事项，不计 --applicability、--decisions、--previous。")
        out("\n".join(lines) + "\n")
        return 0
    foresee(output or ())
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
        calendar_of=lambda place: calendar_for(holidays, place),
        fields=field,
        all_fields=all_fields,
        as_of=parse_day(as_of),
        roles=roles,
        tell=say if verbose else None,
    )
    deliver(report, output_format, output or (), entries=entries)
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
