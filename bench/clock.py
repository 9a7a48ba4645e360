"""The clock: columns against numpy's own arithmetic, single answers, start-up.

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

import numpy as np

from pubaudit.schemes import catalog_root
from pubaudit.workdays import load
from pubaudit.workdays.table import day_number, day_of
from pubaudit.workdays.vectors import Days, due_and_elapsed

RECORDS = 1_000_000
N = 20
FIRST, LAST = date(2008, 1, 1), date(2026, 6, 30)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(
    title: str, ours: Callable[[], object], peer: Callable[[], object], target: float, runs: int
) -> None:
    """Run both in turn and print the median of the ratios, their range, and the target."""
    ours()
    peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    ratios = [a / b for a, b in pairs]
    ns = [statistics.median(times) / RECORDS * 1e9 for times in zip(*pairs, strict=True)]
    print(
        f"{title}\n  ratio {statistics.median(ratios):.4g} ({min(ratios):.4g}-{max(ratios):.4g}),"
        f" target <= {target:.4g}; {ns[0]:.2f} against {ns[1]:.2f} ns a record, n={runs}"
    )


def columns(runs: int) -> None:
    """Due date and elapsed working days of a million records."""
    calendar = load(catalog_root() / "holidays")
    random = np.random.default_rng(1)
    starts = random.integers(day_number(FIRST), day_number(LAST), RECORDS, dtype=np.int32)
    ends = (starts + random.integers(0, 90, RECORDS)).astype(np.int32)
    days = [day_of(n) for n in range(day_number(calendar.first), day_number(calendar.last) + 1)]
    off = np.array([day for day in days if not calendar.is_workday(day)], "datetime64[D]")
    # Every day a working day but those listed: the one way for numpy to know make-up weekends.
    official = np.busdaycalendar(weekmask="1111111", holidays=off)
    from_days, to_days = starts.astype("datetime64[D]"), ends.astype("datetime64[D]")

    def clock() -> tuple[Days, Days]:
        return due_and_elapsed(calendar, starts, ends, N)

    def arithmetic() -> tuple[Days, Days]:
        return np.add(starts, N), np.subtract(ends, starts)

    def busday() -> tuple[object, object]:
        due = np.busday_offset(from_days, N, roll="backward", busdaycal=official)
        return due, np.busday_count(from_days + 1, to_days + 1, busdaycal=official)

    ours, theirs = clock(), busday()
    assert (ours[0] == np.asarray(theirs[0]).view(np.int64)).all()
    assert (ours[1] == np.asarray(theirs[1])).all()
    paired("due + elapsed / numpy add + subtract", clock, arithmetic, 4, runs)
    paired("due + elapsed / busday_offset + busday_count", clock, busday, 1 / 80, min(runs, 5))


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
    """Run all three."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    columns(runs)
    single()
    start_up(min(runs, 9))


if __name__ == "__main__":
    main()
