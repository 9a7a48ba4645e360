"""Ledgers on a real Dask cluster of worker processes on this machine, one of them killed midway."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pyarrow as pa
import pytest
from distributed import Client, LocalCluster
from pyarrow import parquet

from pubaudit import limits, workdays
from pubaudit.cli import main
from pubaudit.errors import UsageError
from pubaudit.ledger import Part, load, parts_of
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import (
    Job,
    Tally,
    Wish,
    add,
    audit_ledgers,
    map_reduce,
    rule_book,
    tally_part,
)
from pubaudit.timeliness.figures import lateness, migrations, rates
from pubaudit.timeliness.pool import _Cluster, pool
from pubaudit.workdays.table import day_number
from tests.everything import ASK, as_parquet, numbered, some_records

ROOT = catalog_root()
CALENDAR = workdays.load(ROOT / "holidays")
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Two worker processes on the loopback."""
    cluster: Any = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # any free port: tests run side by side
        silence_logs=50,
    )
    with cluster:
        yield cluster.scheduler_address


def write(path: Path, rows: int, groups: int) -> Path:
    """A ledger in several row groups."""
    draw = np.random.default_rng(8)
    formed = np.datetime64("2019-05-15", "D") + draw.integers(0, 2500, rows)
    shown = formed + draw.integers(-1, 90, rows)
    table = pa.table(
        {
            "单位": [f"单位{n}" for n in draw.integers(0, 9, rows)],
            "领域": [f"领域{n}" for n in draw.integers(0, 3, rows)],
            "公开事项": [f"事项{n}" for n in draw.integers(0, 20, rows)],
            "信息类型": [["通知", "行政许可"][n] for n in draw.integers(0, 2, rows)],
            "形成日期": pa.array(formed),
            "公开日期": pa.array(shown, mask=draw.random(rows) < 0.1),
        }
    )
    parquet.write_table(table, path, row_group_size=-(-rows // groups))
    return path


def audit(path: Path, **wish: Any) -> AuditReport:
    return audit_ledgers([path], Wish(AS_OF, {}, **wish), CALENDAR)


def job() -> Job:
    book = rule_book(load(ROOT / "ledger.yaml"), limits.load(ROOT / "limits.yaml"))
    return Job(book, book.tables(CALENDAR), day_number(AS_OF))


def deadly(mark: Path, work: Job, part: Part) -> Tally:
    """Judge a part, but the first worker to meet the fourth one dies with its work half done."""
    tally = tally_part(part, work)
    if 3 in part.groups and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return tally


def survive(path: Path, mark: Path, scheduler: str) -> None:
    parts = parts_of(0, path, pieces=99)
    assert len(parts) > 4
    with Client(scheduler, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        executor = client.get_executor()
        total = map_reduce(executor, parts, partial(deadly, mark, job()), add)
    (whole,) = parts_of(0, path)
    alone = tally_part(whole, job())
    assert mark.exists()
    assert total is not None
    assert total.records == alone.records
    assert total.rows == alone.rows
    for dimensions in (("body", "field"), ("field", "item"), ("month",)):
        assert rates(total, dimensions) == rates(alone, dimensions)
    assert lateness(total, ("body", "field")) == lateness(alone, ("body", "field"))
    assert migrations(total) == migrations(alone)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_killed_midway_changes_nothing(tmp_path: Path, scheduler: str) -> None:
    survive(write(tmp_path / "t.parquet", 4_000, 8), tmp_path / "mark", scheduler)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_killed_midway_of_a_million(tmp_path: Path, scheduler: str) -> None:
    survive(write(tmp_path / "t.parquet", 1_000_000, 16), tmp_path / "mark", scheduler)


def test_a_cluster_gives_the_same_figures(tmp_path: Path, scheduler: str) -> None:
    path = write(tmp_path / "t.parquet", 4_000, 8)
    alone, many = audit(path), audit(path, scheduler=scheduler)
    assert many.records == alone.records
    assert many.findings == alone.findings
    assert many.tables == alone.tables
    assert many.inputs == alone.inputs


def test_a_cluster_sees_all_that_stands_beside_the_verdicts(tmp_path: Path, scheduler: str) -> None:
    path = as_parquet(tmp_path / "t.parquet", some_records(700), 90)
    alone, many = audit(path, ask=ASK), audit(path, ask=ASK, scheduler=scheduler)
    assert {"ledger_sample", "ledger_late", "ledger_short"} <= {t.id for t in alone.tables}
    assert many.findings == alone.findings
    assert many.tables == alone.tables


def test_what_a_cluster_cannot_do_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "t.parquet", 40, 2)
    with pytest.raises(UsageError, match="--records"):
        audit(path, scheduler="tcp://127.0.0.1:9", records=tmp_path / "r.csv")
    monkeypatch.setattr("pubaudit.timeliness.pool._PATIENCE", 1)
    with pytest.raises(UsageError, match=r"连不上 Dask 调度器 tcp://127\.0\.0\.1:9"):
        audit(path, scheduler="tcp://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["timeliness", str(path), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'pubaudit[cluster]'" in line


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_stands_twice_counts_once_on_a_cluster(
    tmp_path: Path, scheduler: str, kind: str
) -> None:
    paths = numbered(tmp_path / kind, kind, [n % 50 for n in range(120)])
    alone, spread = (
        audit_ledgers(paths, Wish(AS_OF, {}, repeats=True, scheduler=where), CALENDAR)
        for where in ("", scheduler)
    )
    assert alone.records.total == 50
    assert spread.records == alone.records
    assert spread.tables == alone.tables
    assert spread.notes == alone.notes


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1:8786", "tcp://10.0.0.1", "tcp://:8786", "tcp://主机:端口", "foo://a:1", "tcp://a:99999",
     "tcp://a:8786/x", "8786"],
)  # fmt: skip
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    with pytest.raises(UsageError, match="应写成 tcp://主机:8786"), pool(2, address, ()):
        pass


def test_a_lost_scheduler_ends_the_waiting(monkeypatch: pytest.MonkeyPatch, scheduler: str) -> None:
    monkeypatch.setattr("pubaudit.timeliness.pool._GLANCE", 0.05)
    with Client(scheduler, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        work = _Cluster(client).submit(time.sleep, 2)
        with pytest.raises(TimeoutError):
            work.result(0.1)
        client.close()
        with pytest.raises((ConnectionError, CancelledError)):
            work.result()


def die(part: Part) -> Tally:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(part)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_workers_that_die_over_and_over_end_the_run() -> None:
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        pytest.raises(UsageError, match="工作进程反复中断，可能是内存不足"),
        pool(2, cluster.scheduler_address, ()) as where,
    ):
        map_reduce(where.executor, [Part(0, "")], die, add)


def test_a_worker_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheduler: str
) -> None:
    monkeypatch.setattr("pubaudit.timeliness.pool.__version__", "0.0.0")
    with pytest.raises(UsageError, match=r"这里是 0\.0\.0"):
        audit(write(tmp_path / "t.parquet", 40, 2), scheduler=scheduler)


def test_a_file_that_the_workers_do_not_see_is_named(tmp_path: Path, scheduler: str) -> None:
    path = write(tmp_path / "t.parquet", 40, 2)
    parts = parts_of(0, path, pieces=2)
    path.unlink()
    with Client(scheduler, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        total = map_reduce(client.get_executor(), parts, partial(tally_part, job=job()), add)
    assert total is not None
    assert ["找不到该文件" in problem.message for _, problem in total.problems] == [True, True]
