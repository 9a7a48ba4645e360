"""``pubaudit schemes``: the mandated lists as data, and a user's own scheme file checked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli import chinese
from pubaudit.cli.console import color, out, say, width
from pubaudit.cli.options import DebugOption, Format, FormatOption, OutputOption, TopicOption
from pubaudit.errors import FaultsError, UsageError

if TYPE_CHECKING:
    from pubaudit.report import View

_STDOUT = Path("-")
_SUFFIXES: dict[str, Format] = {".txt": "table", ".json": "json"}

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
        lambda fmt, view: scheme.list_json(held) if fmt == "json" else scheme.list_text(held, view),
        output_format,
        output or [],
    )
    return 0


def show(
    region: RegionArgument,
    topic: TopicOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver the scheme that holds in a place."""
    from pubaudit import api
    from pubaudit.report.scheme import scheme_json, scheme_text

    held, standing = api.find_scheme(region, topic)
    _deliver(
        lambda fmt, view: (
            scheme_json(held, standing)
            if fmt == "json"
            else scheme_text(held, standing.notes, view)
        ),
        output_format,
        output or [],
    )
    return 0


def checklist(
    region: RegionArgument,
    topic: TopicOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Deliver what a person must check in a place."""
    from pubaudit import api
    from pubaudit.report.checklist import checklist_json, checklist_text

    held, standing = api.find_scheme(region, topic)
    _deliver(
        lambda fmt, view: (
            checklist_json(held, standing)
            if fmt == "json"
            else checklist_text(held, standing.notes, view)
        ),
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

    try:
        result = api.check_scheme(file)
    except FaultsError as error:
        for line in error.lines:
            say(f"pubaudit：{line}")
        return 2
    out(check_text(result, View(width(), color())))
    return 1 if result.findings else 0


def _print(render: "Callable[[Format, View], str]", output_format: Format) -> None:
    from pubaudit.report import View

    text = render(output_format, View(width(), color()))
    out(text.encode() if output_format == "json" else text)


def _deliver(
    render: "Callable[[Format, View], str]", output_format: Format, output: list[Path]
) -> None:
    """Write the files that were asked for, and to the screen unless only files were."""
    targets = [path for path in output if path != _STDOUT]
    if targets:
        from pubaudit.report import DEFAULT_VIEW
        from pubaudit.report.write import write_files

        write_files([(t, render(_format_of(t), DEFAULT_VIEW).encode()) for t in targets])
    if not output or len(targets) < len(output):
        _print(render, output_format)


def _format_of(target: Path) -> Format:
    try:
        return _SUFFIXES[target.suffix.lower()]
    except KeyError:
        raise UsageError(
            f"“{target.as_posix()}”：方案和清单只能写成 {'、'.join(_SUFFIXES)}，请改文件名后缀。"
        ) from None


app = chinese.app(options_metavar="[选项]", subcommand_metavar="命令 [参数]...")
for _name, _run, _text in (
    ("list", list_, "列出收录的全部方案：代码、地区、主题、文号、日期、状况、条数。"),
    ("show", show, "列出一地适用的方案：领域、事项、要素、时限、任务、例外、渠道、说明。"),
    ("check", check, "检查自己写的方案文件，并在原文中逐字核对引句，在引句中核对名称和要素。"),
    ("checklist", checklist, "列出目录和台账反映不出来、须人工核查的要求，可打印、可填写。"),
):
    app.command(_name, cls=chinese.ChineseCommand, help=_text, options_metavar="[选项]")(_run)
