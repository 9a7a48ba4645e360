"""Ledgers of published records as the tests write and audit them."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pubaudit import workdays
from pubaudit.models import AuditReport, Table
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers

CALENDAR = workdays.load(catalog_root() / "holidays")
AS_OF = date(2026, 11, 22)


def ledger(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def audit(path: Path | list[Path], **wish: Any) -> AuditReport:
    paths = path if isinstance(path, list) else [path]
    demands = wish.pop("demands", ())
    day = wish.pop("as_of", AS_OF)
    return audit_ledgers(paths, Wish(day, {}, **wish), CALENDAR, demands=demands)


def table(report: AuditReport, name: str) -> Table | None:
    return next((t for t in report.tables if t.id == name), None)


def rows(report: AuditReport, name: str) -> tuple[Mapping[str, Any], ...]:
    one = table(report, name)
    return one.rows if one else ()


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
