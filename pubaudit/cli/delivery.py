"""Where a report goes: the files that were asked for, the screen, and the exit code."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pubaudit.cli.console import color, out, width
from pubaudit.cli.options import FailOn, Format

if TYPE_CHECKING:
    from pubaudit.models import AuditReport

_STDOUT = Path("-")
_LEVELS: dict[FailOn, tuple[str, ...]] = {
    "info": ("error", "warning", "info"),
    "warning": ("error", "warning"),
    "error": ("error",),
    "never": (),
}


def files_of(output: Sequence[Path]) -> list[Path]:
    """Return the files among what -o names; "-" is the screen."""
    return [path for path in output if path != _STDOUT]


def to_screen(output: Sequence[Path]) -> bool:
    """Tell whether the screen is written to: it is unless only files were asked for."""
    return not output or _STDOUT in output


def foresee(output: Sequence[Path]) -> None:
    """Raise before a long run for an output that could not be written after it."""
    from pubaudit.report import write

    write.foresee(files_of(output))


def deliver(
    report: "AuditReport", output_format: Format, output: Sequence[Path], *, entries: bool = False
) -> None:
    """Write a report to the files that were asked for, and to the screen unless only to files."""
    targets = files_of(output)
    if targets:
        from pubaudit.report import View
        from pubaudit.report.write import write_outputs

        write_outputs(report, targets, View(entries=entries))
    if to_screen(output):
        show(report, output_format, entries=entries)


def deliver_files(
    files: Sequence[tuple[Path, bytes]], output: Sequence[Path], on_screen: Callable[[], None]
) -> None:
    """Write the files, all or none; then the screen, unless only files were asked for."""
    if files:
        from pubaudit.report.write import write_files

        write_files(files)
    if to_screen(output):
        on_screen()


def show(report: "AuditReport", output_format: Format, *, entries: bool = False) -> None:
    """Write a report to the screen."""
    from pubaudit.report import View, render

    payload = render(report, output_format, View(width(), color(), entries))
    out(payload if output_format == "json" else payload.decode())


def exit_code(report: "AuditReport", fail_on: FailOn) -> int:
    """Return 1 for findings at the level, else 3 if something was left out, else 0.

    What waits only for the notice of a coming year (暂估) is not left out.
    """
    if any(f.severity in _LEVELS[fail_on] for f in report.findings):
        return 1
    unjudged = report.records.not_judged - report.records.provisional
    return 3 if report.summary.skipped or unjudged else 0
