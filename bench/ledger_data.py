"""Write a synthetic ledger: ``python bench/ledger_data.py OUT.parquet ROWS [SEED]`` (or OUT.csv).

12 regions, 40 bodies, 26 fields, 300 items, three types of record with limits of 20, 7 and 2
working days, 2019 to mid-2026, 2 % unpublished (and what was not by the last
day); parquet in row groups of a million, zstd.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

GROUP = 1_000_000
FIRST, LAST = np.datetime64("2019-01-01", "D"), np.datetime64("2026-06-30", "D")
TYPES = (["通知", "行政许可决定", "采购合同公告"], [0.6, 0.25, 0.15])


def words(names: list[str], codes: Any) -> Any:
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), names).cast(pa.string())


def tables(rows: int, seed: int) -> Iterator[Any]:
    draw = np.random.default_rng(seed)
    span = int((LAST - FIRST).astype(int))
    for start in range(0, rows, GROUP):
        size = min(GROUP, rows - start)
        formed = FIRST + draw.integers(0, span, size)
        shown = formed + draw.gamma(2.0, 9.0, size).astype(np.int64)
        item = draw.integers(0, 300, size)
        links = np.char.add(
            f"https://www.x.gov.cn/{seed}/", np.arange(start, start + size).astype(str)
        )
        yield pa.table(
            {
                "region": words([f"某市{n}区" for n in range(12)], draw.integers(0, 12, size)),
                "department": words(
                    [f"部门{n:02d}局" for n in range(40)], draw.integers(0, 40, size)
                ),
                # A field that the limits of government procurement are for.
                "field": words([f"政府采购{n:02d}" for n in range(26)], item % 26),
                "item": words([f"领域事项{n:03d}名称" for n in range(300)], item),
                "event_type": words(TYPES[0], draw.choice(len(TYPES[0]), size, p=TYPES[1])),
                "event_date": pa.array(formed),
                "publish_date": pa.array(shown, mask=(draw.random(size) < 0.02) | (shown > LAST)),
                "url": pa.array(links),
            }
        )


def main(out: str, rows: str, seed: str = "1") -> None:
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    writer: Any = None
    for table in tables(int(float(rows)), int(seed)):
        if writer is None and out.endswith(".csv"):
            writer = csv.CSVWriter(out, table.schema)
        writer = writer or parquet.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
    writer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
