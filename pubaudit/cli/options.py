"""Options that several commands share, and what they mean."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from pubaudit.errors import UsageError

FailOn = Literal["info", "warning", "error", "never"]
Format = Literal["table", "json"]

RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region", "-r", metavar="地区", help="地区名称或六位区划代码；不写则从目录中辨认。"
    ),
]
TopicOption = Annotated[
    str | None,
    typer.Option("--topic", metavar="主题", help="方案的主题；不写则为公共资源配置。"),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="屏幕输出的格式。")]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output", "-o", metavar="文件", help="写入文件，格式由扩展名决定；可写多个；- 为屏幕。"
    ),
]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="有此级别及以上的结果时退出码为 1。")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="日期", help="按哪一天核查，如 2026-11-30；默认今天。"),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="不在末尾打印汇总行。")]
DebugOption = Annotated[bool, typer.Option("--debug", help="出错时打印详细的出错过程。")]


def parse_day(text: str | None) -> date:
    """Return the day a user wrote (2026-11-30, 20261130), today if none.

    Raises UsageError if it is no date.
    """
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of “{text}”不是日期；请写成 2026-11-30 的样子") from error
