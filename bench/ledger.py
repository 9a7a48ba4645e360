"""Judge a ledger against vectorised pandas: whole processes, paired, in one run.

``python bench/ledger.py [ROWS] [ROUNDS] [PEER.py]``; needs pyarrow. The ledger is synthetic: 40
bodies, 26 fields, 2 % unpublished. A peer script of one's own is called as ``PEER.py LEDGER OUT``.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

AS_OF = "2026-06-30"
GROUP = 1_000_000
COMMAND = (
    "-m pubaudit timeliness {ledger} --as-of 2026-06-30 --by 单位 --by 领域 --format json "
    "-o {out} --fail-on never --quiet"
)
PANDAS = """
import sys
import numpy as np
import pandas as pd
from chinese_calendar import constants
names = {"columns": ["单位", "领域", "形成日期", "公开日期"]}
frame = pd.read_parquet(sys.argv[1], **names, to_pandas_kwargs={"date_as_object": False})
first = np.datetime64("2004-01-01", "D")
days = np.arange(first, np.datetime64("2027-01-01"))
work = np.is_busday(days)
for table, value in ((constants.holidays, False), (constants.workdays, True)):
    at = (np.array(list(table), "datetime64[D]") - first).astype(int)
    work[at[(at >= 0) & (at < len(work))]] = value
count, nth = np.cumsum(work), np.flatnonzero(work)
formed = (frame["形成日期"].to_numpy().astype("datetime64[D]") - first).astype(int)
shown = frame["公开日期"].to_numpy().astype("datetime64[D]")
missing = np.isnat(shown)
end = np.where(missing, np.datetime64("2026-06-30"), shown)
end = (end - first).astype(int)
due = nth[np.minimum(count[formed] + 19, len(nth) - 1)]
frame["verdict"] = (end > due) + 2 * missing
frame["late"] = np.where(end > due, count[end] - count[due], 0)
groups = frame.groupby(["单位", "领域", "verdict"])["late"]
groups.agg(["size", "median", "max"]).reset_index().to_json(sys.argv[2], force_ascii=False)
"""


def build(path: Path, rows: int) -> None:
    """Write ``rows`` records in row groups of a million."""
    draw = np.random.default_rng(1)
    begin = np.datetime64("2019-01-01", "D")
    span = int((np.datetime64(AS_OF) - begin).astype(int))
    writer = None
    for start in range(0, rows, GROUP):
        size = min(GROUP, rows - start)
        formed = begin + draw.integers(0, span, size)
        lag = draw.gamma(2.0, 9.0, size).astype(np.int64)
        words = {
            "单位": pa.DictionaryArray.from_arrays(
                draw.integers(0, 40, size).astype(np.int32), [f"部门{n:02d}局" for n in range(40)]
            ).cast(pa.string()),
            "领域": pa.DictionaryArray.from_arrays(
                draw.integers(0, 26, size).astype(np.int32), [f"领域{n:02d}" for n in range(26)]
            ).cast(pa.string()),
        }
        table = pa.table(
            words
            | {
                "形成日期": pa.array(formed),
                "公开日期": pa.array(formed + lag, mask=draw.random(size) < 0.02),
            }
        )
        writer = writer or parquet.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def seconds(*command: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main(arguments: list[str]) -> None:
    rows, rounds, peer = [*arguments, *("1000000", "5", "")[len(arguments) :]]
    compare(int(float(rows)), int(rounds), peer)


def compare(rows: int, rounds: int, peer: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger, out, script = (str(Path(folder, n)) for n in ("台账.parquet", "o.json", "peer.py"))
        build(Path(ledger), rows)
        Path(script).write_text(PANDAS, encoding="utf-8")
        ours = [part.format(ledger=ledger, out=out) for part in COMMAND.split()]
        ratios = []
        for number in range(rounds + 1):
            mine, other = seconds(*ours), seconds(peer or script, ledger, out)
            if number:  # the first pair only warms the caches
                ratios.append(mine / other)
                print(f"{mine:.2f} s, peer {other:.2f} s, ratio {mine / other:.3f}")
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
        print(f"{rows:,} rows: {middle:.3f} ({low:.3f}-{high:.3f}); largest process {most} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
