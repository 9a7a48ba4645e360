"""The floor: read the columns that decide, row group by row group: ``read_only.py LEDGER OUT``."""

import sys
import time

from pyarrow import parquet

WORDS = ["department", "field", "item", "event_type"]


def main(ledger: str, _: str) -> None:
    begin = time.perf_counter()
    file = parquet.ParquetFile(ledger, read_dictionary=WORDS)
    columns = [*WORDS, "event_date", "publish_date"]
    for batch in file.iter_batches(1 << 17, columns=columns, use_threads=False):
        assert batch.num_rows
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
