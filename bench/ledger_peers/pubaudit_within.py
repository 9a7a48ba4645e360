"""pubaudit judges a ledger, timed without the imports: ``pubaudit_within.py LEDGER OUT``."""

import sys
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet  # noqa: F401 - an import, not part of what is timed

import pubaudit.readers  # noqa: F401 - likewise
from pubaudit import workdays
from pubaudit.report import View, render
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers


def main(ledger: str, out: str) -> None:
    begin = time.perf_counter()
    calendar = workdays.load(catalog_root() / "holidays")
    report = audit_ledgers([ledger], Wish(date(2026, 6, 30), {}, by=("单位", "领域")), calendar)
    Path(out).write_bytes(render(report, "json", View(80, color=False)))
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
