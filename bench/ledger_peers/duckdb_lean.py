"""DuckDB judges a ledger: ``duckdb_lean.py LEDGER OUT``. Two joins with small calendar tables.

The calendar comes as plain lists, so that neither numpy nor pyarrow is imported.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
from workday_lists import AS_OF, LIMITS, calendar, due_places

JUDGED = """
with due_of as (
  select r.department, r.field, d.due, d.due_count,
    r.publish_date is null as unpublished, coalesce(r.publish_date, $as_of) as ended
  from {ledger} r join due d on r.event_type = d.event_type and r.event_date = d.day
  where r.publish_date is null or r.publish_date <= $as_of),
judged as (
  select department, field, unpublished, ended > due as over, c.count - due_count as late
  from due_of join calendar c on ended = c.day)
select department, field,
  count_if(not unpublished and not over), count_if(not unpublished and over),
  count_if(unpublished and over), count_if(unpublished and not over),
  quantile_disc(late, [0.5, 0.9]) filter (where over), max(late) filter (where over)
from judged group by all
"""


def main(ledger: str, out: str) -> None:
    begin = time.perf_counter()
    days, count, nth = calendar()
    base = duckdb.connect()
    base.execute(
        "create table calendar as select unnest($1) as day, unnest($2) as count", [days, count]
    )
    base.execute("create table due(event_type varchar, day date, due date, due_count bigint)")
    source = f"read_csv('{ledger}')" if ledger.endswith(".csv") else f"read_parquet('{ledger}')"
    for kind, within in LIMITS.items():
        places = due_places(count, nth, within)
        due = [[days[place] for place in places], [count[place] for place in places]]
        base.execute(
            "insert into due select $1, unnest($2), unnest($3), unnest($4)", [kind, days, *due]
        )
    found = base.execute(JUDGED.format(ledger=source), {"as_of": AS_OF}).fetchall()
    rows = [
        [body, field, on_time, late, overdue, pending, *(quantiles or [None] * 2), most]
        for body, field, on_time, late, overdue, pending, quantiles, most in found
    ]
    Path(out).write_text(json.dumps(sorted(rows), ensure_ascii=False), encoding="utf-8")
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
