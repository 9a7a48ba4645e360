"""The sample drawn for checking by hand, and what it says of the whole."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet

from pubaudit.ledger import Batch, files
from pubaudit.models import AuditReport
from pubaudit.timeliness import Ask
from pubaudit.timeliness.judged import largest
from pubaudit.timeliness.sample import draw, wilson
from tests.published import audit, ledger, rows, table

SAMPLE = ["标题", "单位", "领域", "形成日期", "公开日期", "链接"]


def sampled(report: AuditReport) -> list[tuple[Any, ...]]:
    keys = ("title", "verdict", "formed", "published", "due", "limit", "link", "checked")
    return [tuple(row[key] for key in keys) for row in rows(report, "ledger_sample")]


def some_rows(count: int) -> list[list[str]]:
    begin = date(2026, 1, 5)
    return [
        [f"题{n}", f"局{n % 3}", "住房保障", str(begin + timedelta(days=n % 99)),
         str(begin + timedelta(days=n % 99 + n % 50)), f"u{n}"]
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.usefixtures("spread")
def test_the_sample_is_the_same_however_the_ledger_is_written_cut_and_spread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = some_rows(700)
    plain = ledger(tmp_path / "t.csv", ",".join(SAMPLE), *map(",".join, made))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某某县台账"])
    for row in [SAMPLE, *made[:300], [], *made[300:]]:
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    columns = {name: [row[at] for row in made] for at, name in enumerate(SAMPLE)}
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet", row_group_size=90)
    ask = Ask(sample=25, seed=7)
    drawn = sampled(audit(plain, ask=ask))
    assert len(drawn) == 25
    for path in ("t.xlsx", "t.parquet"):
        for workers in (1, 2):
            assert sampled(audit(tmp_path / path, ask=ask, workers=workers)) == drawn
    monkeypatch.setattr(files, "_ROWS", 64)
    assert sampled(audit(plain, ask=ask)) == drawn
    assert sampled(audit(plain, ask=Ask(sample=25, seed=8))) != drawn
    cut = [
        ledger(tmp_path / f"{n}.csv", ",".join(SAMPLE), *map(",".join, made[n::2]))
        for n in (0, 1)
    ]  # fmt: skip
    assert sampled(audit(cut, ask=ask, workers=1)) == sampled(audit(cut, ask=ask, workers=2))


def test_every_record_has_the_same_chance() -> None:
    batch = Batch(0, "", 2, 20)
    counts: Counter[int] = Counter()
    for seed in range(4_000):
        counts.update(index for _, index in draw(batch, 5, seed))
    # Each of 20 records is in a quarter of the samples: 1,000 times, standard deviation 27.4.
    assert max(abs(counts[n] - 1_000) for n in range(20)) < 4.5 * 27.4
    together = sum({0, 1} <= {index for _, index in draw(batch, 5, seed)} for seed in range(4_000))
    # Two given ones in 5/20 * 4/19 of them: 210.5, standard deviation 14.1.
    assert abs(together - 210.5) < 4.5 * 14.1


def test_the_estimate_has_an_interval_unless_the_sample_is_the_ledger(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", ",".join(SAMPLE), *map(",".join, some_rows(60)))
    (part,) = rows(audit(path, ask=Ask(sample=20)), "ledger_estimate")
    assert part["low"] < part["rate"] < part["high"]
    assert "Wilson" in str(part["method"])
    for number in (60, 100):
        (whole,) = rows(audit(path, ask=Ask(sample=number)), "ledger_estimate")
        assert (whole["drawn"], whole["low"], whole["high"]) == (60, None, None)
    assert table(audit(path), "ledger_estimate") is None


def test_wilson_as_published() -> None:
    interval = wilson(8, 10)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.4902, 0.9433)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_bounds_solve_its_equation(counts: tuple[int, int]) -> None:
    successes, number = counts
    interval = wilson(successes, number)
    z = 1.959963984540054
    assert 0 <= interval.low <= interval.share <= interval.high <= 1
    for p in (interval.low, interval.high):
        assert (interval.share - p) ** 2 == pytest.approx(z * z * p * (1 - p) / number, abs=1e-9)


@given(st.lists(st.integers(-3, 6), max_size=30), st.integers(0, 9))
def test_the_largest_are_the_first_of_a_stable_order(values: list[int], most: int) -> None:
    order = sorted(range(len(values)), key=lambda n: (-values[n], n))
    expected = sorted(n for n in order[:most] if values[n] > 0)
    assert largest(np.array(values, np.int32), most).tolist() == expected
