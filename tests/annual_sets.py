"""The published figures of facts on annual reports, as tables."""

import csv
from pathlib import Path

from pubaudit.form import AnnualTables, Cell, CellKey, Forms, load_forms
from pubaudit.regions import Regions
from pubaudit.regions import load as load_regions
from pubaudit.schemes import catalog_root

DATA = Path(__file__).parent / "data" / "annual"
FORMS: Forms = load_forms(catalog_root() / "annual.yaml")
REGIONS: Regions = load_regions(catalog_root() / "regions.csv")
COLUMNS = {column.label: column.key for column in FORMS.forms[0].applicants}
DISPUTES = {
    "R1": "5,,,2,7 | 8,,,1,9 | ,,,,",
    "R2": "309,17,88,26,440 | 1,1,16,6,24 | 13,0,67,9,89",
    "R3": "88,18,28,36,170 | 7,0,11,7,25 | 33,0,6,13,52",
    "S": "376,97,196,121,790 | 16,1,12,27,56 | 74,1,30,51,156",
}
PROACTIVE: dict[str, dict[CellKey, float]] = {
    "R1": {
        ("rules", "made"): 13, ("rules", "opened"): 13, ("rules", "valid"): 524,
        ("documents", "made"): 60, ("documents", "opened"): 60, ("documents", "valid"): 368,
        ("procurement", "projects"): 6, ("procurement", "amount"): 25.1,
    },
    "R2": {
        ("rules", "made"): 2, ("rules", "abolished"): 0, ("rules", "valid"): 11,
        ("documents", "made"): 109, ("documents", "abolished"): 489, ("documents", "valid"): 597,
        ("licences", "decisions"): 1808595, ("penalties", "decisions"): 2822652,
        ("coercion", "decisions"): 20163, ("fees", "fee"): 59237.2449,
    },
    "R3": {
        ("rules", "made"): 2, ("rules", "abolished"): 1, ("rules", "valid"): 12,
        ("documents", "made"): 50, ("documents", "abolished"): 227, ("documents", "valid"): 420,
        ("licences", "decisions"): 1573179, ("penalties", "decisions"): 2676474,
        ("coercion", "decisions"): 29351, ("fees", "fee"): 72701.2578,
    },
    "S": {
        ("rules", "made"): 3, ("rules", "abolished"): 5, ("rules", "valid"): 74,
        ("documents", "made"): 564, ("documents", "abolished"): 984, ("documents", "valid"): 4185,
        ("licences", "decisions"): 11398889, ("penalties", "decisions"): 6937489,
        ("coercion", "decisions"): 166105, ("fees", "fee"): 316441,
    },
}  # fmt: skip


def tables(name: str) -> AnnualTables:
    """R1 (2019 form, blank totals), R2, R3 (one city, two years) or S (nearly all rows filled)."""
    form = FORMS.edition("2019" if name == "R1" else "2021")
    cells: dict[CellKey, Cell] = {
        key: Cell(value, str(value)) for key, value in PROACTIVE[name].items()
    }
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for label, column in COLUMNS.items():
                text = row[label]
                cells[row["key"], column] = Cell(int(text) if text else None, text)
    for line, numbers in zip(form.disputes.rows, DISPUTES[name].split("|"), strict=True):
        for across, text in zip(form.disputes.columns, numbers.strip().split(","), strict=True):
            cells[line.key, across.key] = Cell(int(text) if text else None, text)
    return AnnualTables(form, cells)


def with_cell(base: AnnualTables, row: str, column: str, value: float | None) -> AnnualTables:
    """The same tables with one cell changed."""
    cell = Cell(value, "" if value is None else str(value))
    return AnnualTables(base.form, {**base.cells, (row, column): cell})
