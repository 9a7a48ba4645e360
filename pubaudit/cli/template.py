"""``pubaudit template``: blank workbooks with drop-downs and an example."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pubaudit.cli.console import say
from pubaudit.cli.options import DebugOption
from pubaudit.errors import UsageError

HELP = """生成空白台账，带下拉选项和示例。

例：template requests -o 申请台账.xlsx（依申请公开、复议诉讼和件数，供 annual 使用）。"""

_NAMES = {"requests": "政府信息公开申请台账.xlsx"}


def template(
    kind: Annotated[
        Literal["requests"], typer.Argument(metavar="种类", help="requests：依申请公开台账。")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="文件", help="写入的 .xlsx 文件；默认写在当前目录。"
        ),
    ] = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Write the blank workbook and return 0; an existing file is not overwritten."""
    from pubaudit.annual.template import blank_requests
    from pubaudit.form import load_forms
    from pubaudit.report.write import write_files
    from pubaudit.schemes import catalog_root

    target = output or Path(_NAMES[kind])
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"“{target.as_posix()}”不是 .xlsx，请把文件名后缀改成 .xlsx")
    if target.exists():
        raise UsageError(f"“{target.as_posix()}”已经存在，请换一个文件名，以免覆盖已填的台账")
    forms = load_forms(catalog_root() / "annual.yaml")
    write_files([(target, blank_requests(forms, forms.forms[0]))])
    say(f"已写入 {target.as_posix()}")
    return 0
