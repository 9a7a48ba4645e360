"""``pubaudit schemes``: the mandated lists as data, and a user's own scheme file checked."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli import chinese
from pubaudit.cli.console import color, out, width
from pubaudit.cli.delivery import deliver_files, files_of
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    Format,
    FormatOption,
    OutputOption,
    TopicOption,
    parse_day,
)
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from pubaudit.report import View

_SUFFIXES = {".txt": "table", ".json": "json", ".xlsx": "xlsx"}

# What can be delivered, by format.
Renders = Mapping[str, Callable[["View"], str | bytes]]

HELP = "查看收录的实施方案：有哪些、要求什么、哪些须人工核查；检查自己写的方案文件。"

RegionArgument = Annotated[
    str, typer.Argument(metavar="地区", help="地区名称或六位区划代码，如 云南、320902、国家。")
]


def list_(
    output_format: FormatOption = "table",
    output: OutputOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver every held scheme."""
    from pubaudit import api
    from pubaudit.report import scheme

    held = api.list_schemes()
    _deliver(
        {
            "table": lambda view: scheme.list_text(held, view),
            "json": lambda _: scheme.list_json(held),
        },
        output_format,
        output or [],
    )
    return 0


def show(  # noqa: PLR0913, PLR0917
    region: RegionArgument,
    topic: TopicOption = None,
    as_of: AsOfOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver the scheme that holds in a place."""
    from pubaudit import api
    from pubaudit.report.scheme import scheme_json, scheme_text

    held, standing = api.find_scheme(region, topic, parse_day(as_of) if as_of else None)
    _deliver(
        {
            "table": lambda view: scheme_text(held, standing.notes, view),
            "json": lambda _: scheme_json(held, standing),
        },
        output_format,
        output or [],
    )
    return 0


def checklist(  # noqa: PLR0913, PLR0917
    region: RegionArgument,
    topic: TopicOption = None,
    as_of: AsOfOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver what a person must check in a place."""
    from pubaudit import api
    from pubaudit.report.checklist import checklist_json, checklist_text, checklist_xlsx

    held, standing = api.find_scheme(region, topic, parse_day(as_of) if as_of else None)
    _deliver(
        {
            "table": lambda view: checklist_text(held, standing.notes, view),
            "json": lambda _: checklist_json(held, standing),
            "xlsx": lambda _: checklist_xlsx(held, standing.notes),
        },
        output_format,
        output or [],
    )
    return 0


def check(
    file: Annotated[Path, typer.Argument(metavar="方案文件", help="自己写的方案，YAML 文件。")],
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Check a scheme file; 1 if words are not in its text, 2 and every fault if it is none."""
    from pubaudit import api
    from pubaudit.report import View
    from pubaudit.report.scheme import check_text

    result = api.check_scheme(file)
    out(check_text(result, View(width(), color())))
    return 1 if result.findings else 0


def _deliver(renders: Renders, output_format: Format, output: list[Path]) -> None:
    """Write the files that were asked for, and to the screen unless only files were."""
    from pubaudit.report import DEFAULT_VIEW, View

    files = [
        (target, _bytes(renders[_format_of(target, renders)](DEFAULT_VIEW)))
        for target in files_of(output)
    ]

    def on_screen() -> None:
        text = renders[output_format](View(width(), color()))
        out(_bytes(text) if output_format == "json" else text)

    deliver_files(files, output, on_screen)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _format_of(target: Path, renders: Renders) -> str:
    suffixes = {suffix: fmt for suffix, fmt in _SUFFIXES.items() if fmt in renders}
    try:
        return suffixes[target.suffix.lower()]
    except KeyError:
        raise UsageError(
            f"“{target.as_posix()}”：只能写成 {'、'.join(suffixes)}，请改文件名后缀。"
        ) from None


app = chinese.app(options_metavar="[选项]", subcommand_metavar="命令 [参数]...")
for _name, _run, _text in (
    ("list", list_, "列出收录的全部方案：代码、地区、主题、文号、日期、状况、条数。"),
    ("show", show, "列出一地适用的方案：领域、事项、要素、时限、任务、例外、渠道、说明。"),
    ("check", check, "检查自己写的方案文件，并在原文中逐字核对引句，在引句中核对名称和要素。"),
    ("checklist", checklist, "列出目录和台账反映不出来、须人工核查的要求，可打印、可填写。"),
):
    app.command(_name, cls=chinese.ChineseCommand, help=_text, options_metavar="[选项]")(_run)
