"""Judge a ledger against DuckDB, pandas and the floor of reading it: processes in turn, in one run.

``python bench/ledger.py [--rows 1e7] [--rounds 5] [--files 0] [--csv 10000] [--ledger FILE]``

Needs pyarrow, and duckdb for that peer (``pip install duckdb``; without it the peer is left out).
The answers are compared, body by field: on time, late, overdue, pending, median, 90th percentile
and maximum of the working days late must be equal. Beyond that pubaudit also looks at item and
body to choose the limit, looks for days of migration and for the worst records, judges what is
missing or unreadable, states the bounds of every rate and hashes the input; without ``--by`` it
also counts item by month. ``--files N`` adds N ledgers of the same size: does time grow in
proportion, does memory stay?

Ratios are of the same round, so that a busy machine slows both sides; the least times of all
rounds are what an idle machine would come near to.
"""

import argparse
import compileall
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PEERS = HERE / "ledger_peers"
OURS = (
    "-m pubaudit timeliness {ledger} --as-of 2026-06-30 --format json -o {out} "
    "--fail-on never --quiet"
)
BY = " --by 单位 --by 领域"
COUNTS = ("on_time", "late", "overdue", "pending")
LATE = ("median", "ninetieth", "most")


@dataclass(frozen=True)
class Run:
    """One process: seconds in all and of the processor, what it says it took within, MiB."""

    wall: float
    cpu: float
    within: float
    peak: int


def run(command: Sequence[str]) -> Run:
    """Run Python with these arguments; this process stays small, for a child inherits its peak."""
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.read() if child.stdout else ""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):  # 3: records that were not judged
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    wall = time.perf_counter() - begin
    return Run(wall, usage.ru_utime + usage.ru_stime, float(said or "nan"), usage.ru_maxrss >> 10)


def peer(name: str) -> str:
    return f"{PEERS / name}.py {{ledger}} {{out}}"


def contenders(*, pandas: bool, parquet: bool) -> dict[str, str]:
    """The commands by name: ours first."""
    chosen = {"pubaudit --by": OURS + BY, "pubaudit": OURS}
    if parquet:
        chosen["pubaudit, within"] = peer("pubaudit_within")
        chosen["read only"] = peer("read_only")
    if importlib.util.find_spec("duckdb"):
        chosen["duckdb"] = peer("duckdb_lean")
    if pandas:
        chosen["pandas"] = peer("pandas_dt")
    return chosen


def measure(
    commands: dict[str, str], ledger: str, rounds: int, folder: Path
) -> dict[str, list[Run]]:
    """Run every command in turn, round after round; the first round only warms the caches."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            out = str(folder / f"{name}.json")
            one = run([part.format(ledger=ledger, out=out) for part in command.split(" ")])
            if number:
                found[name].append(one)
    return found


def show(found: dict[str, list[Run]], pairs: Iterable[tuple[str, str]]) -> None:
    for name, runs in found.items():
        wall = [one.wall for one in runs]
        cpu = min(one.cpu for one in runs)
        peak = max(one.peak for one in runs)
        print(
            f"  {name:18} {statistics.median(wall):6.2f} s, least {min(wall):5.2f}, "
            f"processor {cpu:5.2f}, {peak:5} MiB"
        )
    for one, other in pairs:
        if one in found and other in found:
            attribute = "within" if "within" in one else "wall"
            ours = [getattr(r, attribute) for r in found[one]]
            theirs = [getattr(r, attribute) for r in found[other]]
            ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
            print(
                f"  {one} / {other}: {statistics.median(ratios):.3f} "
                f"({min(ratios):.3f}-{max(ratios):.3f}), of the least {min(ours) / min(theirs):.3f}"
            )


def answer(report: Any) -> list[list[Any]]:
    """Our report in the form of the peers' answers."""
    tables = {table["id"]: table["rows"] for table in report["tables"]}
    late = {(r["body"], r["field"]): [r[key] for key in LATE] for r in tables["ledger_lateness"]}
    return sorted(
        [
            r["body"],
            r["field"],
            *(r[key] for key in COUNTS),
            *late.get((r["body"], r["field"]), [None] * 3),
        ]
        for r in tables["ledger_bodies"]
    )


def compare(names: Iterable[str], folder: Path) -> None:
    """Stop unless all answers are equal."""
    answers = {}
    for name in names:
        if name != "read only":
            found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            answers[name] = answer(found) if name.startswith("pubaudit") else found
    first, *others = answers
    for other in others:
        if answers[other] != answers[first]:
            raise SystemExit(f"{first} and {other} do not agree")
    print(f"  equal for {len(answers[first])} groups: {', '.join(answers)}")


def main() -> None:
    ask = argparse.ArgumentParser(description="Judge a ledger against peers.")
    ask.add_argument("--rows", type=float, default=1e7)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--files", type=int, default=0)
    ask.add_argument("--csv", type=int, default=10_000)
    ask.add_argument("--ledger", default="")
    ask.add_argument("--no-pandas", action="store_true", help="leave out the slow peer")
    wish = ask.parse_args()
    # pip compiles what it installs, the peers among it; a checkout's own code it leaves alone.
    compileall.compile_dir(HERE.parent / "pubaudit", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wish.rows:
            large(wish, folder)
        if wish.csv:
            small(wish, folder)


def large(wish: argparse.Namespace, folder: Path) -> None:
    rows = int(wish.rows)
    ledger = wish.ledger or build(folder / "ledgers" / "1.parquet", rows)
    print(f"parquet, {wish.ledger or f'{rows:,} rows'}")
    commands = contenders(pandas=not wish.no_pandas, parquet=True)
    found = measure(commands, ledger, wish.rounds, folder)
    pairs = [("pubaudit --by", other) for other in ("duckdb", "pandas", "read only")]
    pairs += [("pubaudit, within", "duckdb"), ("pubaudit, within", "read only")]
    show(found, [*pairs, ("pubaudit", "pubaudit --by"), ("pubaudit", "duckdb")])
    compare(commands, folder)
    if wish.files:
        for number in range(2, wish.files + 1):
            build(folder / "ledgers" / f"{number}.parquet", rows, number)
        every = str(folder / "ledgers" / "*.parquet")
        print(f"parquet, {wish.files} distinct files of {rows:,} rows")
        commands = {
            n: c for n, c in commands.items() if n in ("pubaudit --by", "pubaudit", "duckdb")
        }
        several = measure(commands, every, max(wish.rounds // 2, 1), folder)
        show(several, [("pubaudit --by", "duckdb"), ("pubaudit", "duckdb")])
        compare(commands, folder)
        for name in commands:
            least = [min(one.wall for one in runs[name]) for runs in (found, several)]
            print(f"  {name}: {least[1] / least[0]:.2f} times the time of one file")


def small(wish: argparse.Namespace, folder: Path) -> None:
    ledger = build(folder / "small.csv", wish.csv)
    print(f"csv, {wish.csv:,} rows")
    commands = contenders(pandas=True, parquet=False)
    found = measure(commands, ledger, max(wish.rounds, 9), folder)
    show(found, [("pubaudit --by", "pandas"), ("pubaudit", "pandas"), ("pubaudit --by", "duckdb")])
    compare(commands, folder)


def build(path: Path, rows: int, seed: int = 1) -> str:
    run([str(HERE / "ledger_data.py"), str(path), str(rows), str(seed)])
    return str(path)


if __name__ == "__main__":
    main()
