"""``pubaudit explain CODE``: the manual page of a rule."""

from typing import Annotated

import typer

from pubaudit.cli.console import out
from pubaudit.cli.options import DebugOption

HELP = "打印一条规则的说明：查什么、依据、例子、怎么办、不报告什么。"


def explain(
    code: Annotated[str, typer.Argument(metavar="编号", help="规则编号，如 COV001。")],
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Print the manual page of a rule."""
    from pubaudit.rules.registry import page

    out(page(code))
    return 0
