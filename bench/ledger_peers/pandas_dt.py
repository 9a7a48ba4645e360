"""Vectorised pandas judges a ledger: ``pandas_dt.py LEDGER OUT``. A gather a date, then groups.

A csv (a small ledger) is answered whole: links that stand twice, the bounds of the rates, the worst
records, days of migration.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from workday_lists import AS_OF, FIRST, LIMITS, calendar, due_places

COLUMNS = ["department", "field", "event_type", "event_date", "publish_date"]
DATES = COLUMNS[3:]
SHARES = (0.5, 0.9)


def read(ledger: str) -> Any:
    if ledger.endswith(".csv"):
        frame = pd.read_csv(ledger, usecols=[*COLUMNS, "item", "url"], parse_dates=DATES)
        return frame[~frame["url"].duplicated()]
    return pd.read_parquet(ledger, columns=COLUMNS, to_pandas_kwargs={"date_as_object": False})


def places(dates: Any) -> Any:
    return (dates.to_numpy().astype("datetime64[D]") - np.datetime64(FIRST)).astype(np.int64)


def judged(frame: Any) -> Any:
    _, counts, nth = calendar()
    count = np.array(counts)
    kinds = {kind: number for number, kind in enumerate(LIMITS)}
    due_of = np.array([due_places(counts, nth, within) for within in LIMITS.values()])
    due = due_of[frame["event_type"].map(kinds).to_numpy(), places(frame["event_date"])]
    as_of = (AS_OF - FIRST).days
    missing = frame["publish_date"].isna().to_numpy()
    shown = np.where(missing, as_of, places(frame["publish_date"]))
    over = shown > due
    late = np.where(over, count[np.minimum(shown, as_of)] - count[due], 0)
    return frame.assign(verdict=over + 2 * missing, late=late)[shown <= as_of]


def lateness(frame: Any) -> dict[Any, list[int]]:
    """Median, 90th percentile (at least that share is not later) and maximum of each group."""
    over = frame[frame["verdict"] % 2 == 1].sort_values(["department", "field", "late"])
    sizes = over.groupby(["department", "field"], observed=True).size()
    late, ends = over["late"].to_numpy(), sizes.cumsum().to_numpy()
    picks = [ends - sizes + np.ceil(sizes * share).astype(int) - 1 for share in SHARES]
    columns = [late[pick.to_numpy()] for pick in picks] + [late[ends - 1]]
    return dict(zip(sizes.index, np.stack(columns, axis=1).tolist(), strict=True))


def more(frame: Any, counts: Any) -> dict[str, Any]:
    """The rest of what pubaudit says of a small ledger."""
    decided = counts[[0, 1, 3]].sum(axis=1)
    worst = frame.nlargest(20, "late")[["department", "item", "event_date", "publish_date", "late"]]
    days = frame.groupby(["department", "publish_date"]).size()
    share = days / days.groupby("department").transform("sum")
    return {
        "rates": (counts[0] / decided).tolist(),
        "worst": worst.astype(str).values.tolist(),
        "migrations": [str(key) for key in days[(days >= 20) & (share >= 0.2)].index],
    }


def main(ledger: str, out: str) -> None:
    begin = time.perf_counter()
    frame = judged(read(ledger))
    groups = frame.groupby(["department", "field", "verdict"], observed=True).size()
    counts = groups.unstack("verdict", fill_value=0).reindex(columns=range(4), fill_value=0)
    how_late = lateness(frame)
    rows = [
        [body, field, on_time, late, overdue, pending, *how_late.get((body, field), [None] * 3)]
        for (body, field), on_time, late, pending, overdue in zip(
            counts.index, *(counts[verdict].tolist() for verdict in range(4)), strict=True
        )
    ]
    if ledger.endswith(".csv"):
        Path(f"{out}.more").write_text(json.dumps(more(frame, counts)), encoding="utf-8")
    Path(out).write_text(json.dumps(sorted(rows), ensure_ascii=False), encoding="utf-8")
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
