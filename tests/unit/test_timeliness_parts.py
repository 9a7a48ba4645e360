"""A ledger gives one report, however it is written, cut and spread."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pubaudit import workdays
from pubaudit.ledger import Batch, batches, files, load, parquet, parts_of
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.schemes import load_for as scheme_of
from pubaudit.timeliness import Wish, audit_ledgers
from tests.everything import ASK, as_csv, as_parquet, some_records

ROOT = catalog_root()
WORDS = load(ROOT / "ledger.yaml")
CALENDAR = workdays.load(ROOT / "holidays")
DEMANDS = scheme_of(ROOT, "320902").limits
TABLES = {
    "ledger_bodies", "ledger_lateness", "ledger_months", "ledger_limits", "ledger_reasons",
    "ledger_worst", "ledger_unjudged", "ledger_stale", "ledger_sample", "ledger_estimate",
    "ledger_late", "ledger_steps", "ledger_apart", "ledger_notices", "ledger_short",
}  # fmt: skip


def audit(*paths: Path, **wish: Any) -> AuditReport:
    return audit_ledgers(
        paths, Wish(date(2026, 6, 30), {}, ask=ASK, **wish), CALENDAR, demands=DEMANDS
    )


def said(report: AuditReport) -> tuple[Any, ...]:
    """What a report says, without the names of the files and what becomes of them."""
    tables = {
        table.id: [
            {k: v for k, v in row.items() if k not in {"file", "row", "place"}}
            for row in table.rows
        ]
        for table in report.tables
    }
    findings = [replace(finding, location=None) for finding in report.findings]
    return report.records, findings, tables


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and parts so small that a few hundred records make many."""
    monkeypatch.setattr(files, "_ROWS", 64)
    monkeypatch.setattr(parquet, "_ROWS", 40)
    monkeypatch.setattr(parquet, "_PART", 200)


@pytest.mark.usefixtures("spread")
def test_row_groups_on_two_workers_say_what_a_csv_says(tmp_path: Path) -> None:
    made = some_records(700)
    plain = audit(as_csv(tmp_path / "t.csv", made), workers=1)
    assert {table.id for table in plain.tables} >= TABLES
    assert {"TIM006", "TIM007", "TIM008", "TIM009"} <= {f.code for f in plain.findings}
    groups = as_parquet(tmp_path / "t.parquet", made, 90)
    for workers in (1, 2):
        assert said(audit(groups, workers=workers)) == said(plain)


@pytest.mark.usefixtures("spread")
def test_small_batches_and_parts_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    made = some_records(700)
    text, groups = as_csv(tmp_path / "t.csv", made), as_parquet(tmp_path / "t.parquet", made, 90)
    plain = audit(text, workers=1)
    request.getfixturevalue("small")
    assert len(parts_of(0, groups)) > 2
    for path, workers in ((text, 1), (groups, 1), (groups, 2), (groups, 3)):
        assert said(audit(path, workers=workers)) == said(plain)


@pytest.mark.usefixtures("spread")
def test_files_on_two_processes_say_the_same(tmp_path: Path) -> None:
    made = some_records(600)
    cut = [as_csv(tmp_path / f"{n}.csv", made[n * 200 : n * 200 + 200]) for n in range(3)]
    groups = [
        as_parquet(tmp_path / f"{n}.parquet", made[n * 200 : n * 200 + 200], 70) for n in range(3)
    ]
    alone = audit(*cut, workers=1)
    assert audit(*cut, workers=2).tables == alone.tables
    for workers in (1, 2):
        assert said(audit(*groups, workers=workers)) == said(alone)


@pytest.mark.usefixtures("small")
def test_every_batch_knows_how_many_records_come_before_it(tmp_path: Path) -> None:
    made = some_records(500)
    for path in (as_csv(tmp_path / "t.csv", made), as_parquet(tmp_path / "t.parquet", made, 90)):
        seen = Counter(
            one.before + n
            for part in parts_of(0, path, pieces=3)
            for one in batches(part, WORDS)
            if isinstance(one, Batch)
            for n in range(one.size)
        )
        assert seen == Counter(range(500))
