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
    """A help page in Chinese, for commands and groups alike.

    The library's own page cuts Chinese lines short: they have no spaces to break at.
    """

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return " ".join(usage.replace("Usage: ", "用法：", 1).split())

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name == "help":
                param.help = HELP_TEXT
            elif param.name in _COMPLETION_HELP:
                param.help = _COMPLETION_HELP[param.name]
        return params

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from rich.text import Text

        from pubaudit.cli.console import color, width
        from pubaudit.report.lines import Line, to_text

        params = self.get_params(ctx)
        commands = getattr(self, "commands", {})
        sections = {
            "参数": [(p.metavar, p.help) for p in params if p.param_type_name == "argument"],
            "选项": [_option(p) for p in params if p.param_type_name == "option"],
            "命令": [(name, command.help) for name, command in commands.items()],
        }
        blocks: list[Any] = [Line(self.get_usage(ctx), style="bold"), Line(self.help or "")]  # type: ignore[attr-defined]
        for title, rows in sections.items():
            blocks += [Text(""), Line(title, style="bold")] if rows else []
            for name, text in rows:
                blocks += [Line(name, indent=2, style="cyan"), Line(text or "", indent=6)]
        formatter.write(to_text(blocks, width=width(), color=color()))


def _option(param: Any) -> tuple[str, str]:
    """Name an option with what it takes, and say what it is for and its default."""
    choices = _choices_of(param)
    takes = "" if param.is_flag else " " + (param.metavar or "|".join(choices) or "值")
    names = ", ".join((*sorted(param.opts, key=len), *param.secondary_opts))
    default = f"默认 {param.default}。" if choices and param.default else ""
    return f"{names}{takes}", f"{param.help or ''}{default}"


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
    choices = _choices_of(getattr(error, "param", None))
    return "，可选：" + "、".join(choices) if choices else ""


def _choices_of(param: Any) -> tuple[str, ...]:
    """Return what an option may be, where it takes one of a few words."""
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    return tuple(c for c in get_args(annotation) if isinstance(c, str))


def _commands(error: Exception) -> str:
    command = getattr(getattr(error, "ctx", None), "command", None)
    names = getattr(command, "commands", None)
    return f"，可用的命令：{'、'.join(names)}" if names else ""


def app(**settings: Any) -> typer.Typer:
    """Make a Typer application whose group is Chinese."""
    return typer.Typer(cls=ChineseGroup, rich_markup_mode=None, **settings)
