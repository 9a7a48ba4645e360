"""The clock: single answers, start-up.

``python bench/clock.py [RUNS]``. A and B run in turn, so that a busy machine slows both; the median
of the pairwise ratios is what counts.
"""

import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from datetime import date

from pubaudit.schemes import catalog_root
from pubaudit.workdays import load

N = 20


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def single() -> None:
    """One due date at a time."""
    calendar = load(catalog_root() / "holidays")
    start, later = date(2026, 2, 10), date(2027, 2, 10)
    for title, day, target in (("official", start, "target <= 2"), ("provisional", later, "")):
        calls = timeit.repeat(lambda day=day: calendar.due(day, N), number=100_000, repeat=5)  # type: ignore[misc]
        print(f"due, {title}: {min(calls) * 10:.2f} us {target}")


def start_up(runs: int) -> None:
    """The whole command against the help page."""

    def process(*argv: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "pubaudit", *argv]
        return lambda: subprocess.run(command, capture_output=True, check=True)

    question, help_page = process("workdays", "2026-02-10", "+20"), process("--help")
    question()
    help_page()
    pairs = [(seconds(question), seconds(help_page)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"workdays / --help\n  ratio {ratio:.2f}, target <= 1.3; {a:.3f} against {b:.3f} s")


def main() -> None:
    """Run both."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    single()
    start_up(min(runs, 9))


if __name__ == "__main__":
    main()
