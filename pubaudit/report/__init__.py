"""Reports in every format: one table of formats, one function that renders."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from pubaudit.errors import UsageError
from pubaudit.models import AuditReport


@dataclass(frozen=True, slots=True)
class View:
    """How a report is to be shown; only the terminal's renderer looks at it.

    ``width`` in terminal cells (a Chinese character takes two), at least 60; ``entries`` adds the
    reverse view, catalog row by catalog row.
    """

    width: int = 80
    color: bool = False
    entries: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for ``--format``, its file name suffix, the module that renders it.

    The module, imported only when it is used, has ``render(report, view) -> bytes``.
    """

    name: str
    suffix: str
    module: str


FORMATS = (
    Format("table", ".txt", "pubaudit.report.terminal"),
    Format("json", ".json", "pubaudit.report.json"),
    Format("xlsx", ".xlsx", "pubaudit.report.xlsx"),
)

DEFAULT_VIEW = View()


def render(report: AuditReport, fmt: str, view: View = DEFAULT_VIEW) -> bytes:
    """Render a report in the format of that name, text as UTF-8; the same report, the same bytes.

    Raises ``UsageError`` for a name that is not among ``FORMATS``.
    """
    found = next((known for known in FORMATS if known.name == fmt), None)
    if found is None:
        names = "、".join(known.name for known in FORMATS)
        raise UsageError(f"没有“{fmt}”这种格式，请改用：{names}。")
    renderer = cast("Callable[[AuditReport, View], bytes]", import_module(found.module).render)
    return renderer(report, view)


def format_of(target: Path) -> str:
    """Name the format that a file name asks for; raises ``UsageError`` for an unknown suffix."""
    suffix = target.suffix.lower()
    for known in FORMATS:
        if known.suffix == suffix:
            return known.name
    suffixes = "、".join(f"{known.suffix}（{known.name}）" for known in FORMATS)
    raise UsageError(
        f"从文件名“{target.as_posix()}”看不出要写成什么格式，请把文件名后缀改成：{suffixes}。"
    )
