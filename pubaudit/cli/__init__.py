"""The command line: parse, wire, write, and turn every outcome into an exit code.

0 nothing at or above ``--fail-on``; 1 findings; 2 the job could not be done; 3 nothing found, but
something was skipped or not judged; 130 interrupted.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pubaudit import __version__
from pubaudit.cli import (
    annual,
    check,
    chinese,
    deadlines,
    explain,
    rules,
    schemes,
    template,
    timeliness,
    workdays,
)
from pubaudit.cli.console import ClosedPipeError, abandon, forgive_encoding, out, say
from pubaudit.errors import PubauditError

app = chinese.app(
    name="pubaudit",
    help="核查公共资源配置领域政府信息公开目录，对照各地实施方案找出缺项、要素不全和目录本身的问题。",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    pretty_exceptions_enable=False,
)
for name, run, text in (
    ("check", check.check, check.HELP),
    ("deadlines", deadlines.deadlines, deadlines.HELP),
    ("timeliness", timeliness.timeliness, timeliness.HELP),
    ("annual", annual.annual, annual.HELP),
    ("template", template.template, template.HELP),
    ("rules", rules.rules, rules.HELP),
    ("explain", explain.explain, explain.HELP),
):
    app.command(name, cls=chinese.ChineseCommand, help=text, options_metavar="[选项]")(run)
# A count of days before a date (-20) is an argument, not an option.
app.command(
    "workdays",
    cls=chinese.ChineseCommand,
    help=workdays.HELP,
    options_metavar="[选项]",
    context_settings={"ignore_unknown_options": True},
)(workdays.workdays)
app.add_typer(schemes.app, name="schemes", help=schemes.HELP)

_CANNOT = 2
_INTERRUPTED = 130


def _version(wanted: bool) -> None:
    if wanted:
        out(f"pubaudit {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    pass


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the one door of the command line.

    ``argv`` without the program name; None takes the process's own. Every exception becomes one
    Chinese line on stderr, one a fault for a data file with several; a traceback is shown with
    ``--debug`` only.
    """
    forgive_encoding()
    words = sys.argv[1:] if argv is None else argv
    try:
        result = app(
            args=list(argv) if argv else None if words else ["--help"],
            prog_name="pubaudit",
            standalone_mode=False,
        )
    except ClosedPipeError:
        abandon()
        return _CANNOT
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except SystemExit as end:  # the CLI library's completion commands end the process themselves
        return end.code if isinstance(end.code, int) else 0
    except PubauditError as error:
        return _fail(error, error.lines, words)
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        line = chinese.usage_error(error)
        internal = (
            f"程序内部出错（{type(error).__name__}：{error}）；加 --debug 重试可见详情，请反馈"
        )
        return _fail(error, [line or internal], words)
    return result if isinstance(result, int) else 0


def _fail(error: Exception, lines: Sequence[str], words: Sequence[str]) -> int:
    if "--debug" in words:
        import traceback

        say("".join(traceback.format_exception(error)))
    for line in lines:
        say(f"pubaudit：{line}")
    return _CANNOT
