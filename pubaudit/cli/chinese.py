"""The CLI library speaks English; here its help pages and usage errors are put into Chinese."""

from typing import Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

HELP_TEXT = "显示本帮助并退出。"
_COMPLETION_HELP = {
    "install_completion": "为当前的命令行外壳安装补全。",
    "show_completion": "打印当前外壳的补全脚本，供自行安装。",
}


class _Chinese:
    """Titles and fixed words of a help page, for commands and groups alike."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", "用法：", 1)

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name == "help":
                param.help = HELP_TEXT
            elif param.name in _COMPLETION_HELP:
                param.help = _COMPLETION_HELP[param.name]
        return params

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
        rich_utils.OPTIONS_PANEL_TITLE = "选项"
        rich_utils.COMMANDS_PANEL_TITLE = "命令"
        rich_utils.DEFAULT_STRING = "[默认：{}]"
        rich_utils.REQUIRED_LONG_STRING = "[必填]"
        super().format_help(ctx, formatter)  # type: ignore[misc]


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help page is Chinese."""


class ChineseGroup(_Chinese, TyperGroup):
    """The group of commands, with a Chinese help page."""


def usage_error(error: Exception) -> str | None:
    """Put a usage error of the CLI library into one Chinese line; None if it is none.

    Told apart by class name, since its classes live in private modules; its own texts are English.
    """
    classes = {c.__name__ for c in type(error).__mro__}
    if "UsageError" not in classes:
        return None
    hint = _hint(error)
    if "NoSuchOption" in classes:
        return f"没有选项 {getattr(error, 'option_name', '')}{hint}"
    if "MissingParameter" in classes:
        return f"缺少{_parameter(error)}{hint}"
    if "BadParameter" in classes:
        return f"{_parameter(error)}的值不对{_choices(error)}{hint}"
    if "BadOptionUsage" in classes:
        return f"选项 {getattr(error, 'option_name', '')} 的用法不对（缺少值或多了值）{hint}"
    return f"命令写法不对{_commands(error)}{hint}"


def _hint(error: Exception) -> str:
    ctx = getattr(error, "ctx", None)
    return f"；用法见 {ctx.command_path} --help" if ctx else "；用法见 pubaudit --help"


def _parameter(error: Exception) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return "参数"
    if param.param_type_name == "argument":
        return f"参数“{param.metavar or param.name}”"
    return f"选项 {max(param.opts, key=len)} "


def _choices(error: Exception) -> str:
    descriptor = getattr(getattr(error, "param", None), "type_descriptor", None)
    choices = get_args(getattr(descriptor, "annotation", None))
    return "，可选：" + "、".join(map(str, choices)) if choices else ""


def _commands(error: Exception) -> str:
    command = getattr(getattr(error, "ctx", None), "command", None)
    names = getattr(command, "commands", None)
    return f"，可用的命令：{'、'.join(names)}" if names else ""


def app(**settings: Any) -> typer.Typer:
    """Make a Typer application whose group is Chinese."""
    return typer.Typer(cls=ChineseGroup, rich_markup_mode="rich", **settings)
