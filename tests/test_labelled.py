"""The labelled catalogs are sound as data: complete labels, and workbooks that hold their rows."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pubaudit import api
from pubaudit.schemes import catalog_root, load_for
from pubaudit.text import normalise
from tests.data import build

DATA = Path(__file__).resolve().parent / "data"
KNOWN = json.loads((DATA / "labelled.json").read_text("utf-8"))
SETS = [name for name in KNOWN["floors"] if name != "devset"]
PLACES = sorted(path.relative_to(DATA) for s in SETS for path in (DATA / s / "gold").glob("*.json"))
EACH = pytest.mark.parametrize(
    ("name", "stem"), [(p.parts[0], p.stem) for p in PLACES], ids=[p.stem for p in PLACES]
)


def load(name: str, kind: str, stem: str) -> Any:
    return json.loads((DATA / name / kind / f"{stem}.json").read_text("utf-8"))


@cache
def items(mandated: str) -> list[tuple[str, str]]:
    code, topic = KNOWN["schemes"][mandated].split("/")
    return [(item.field, item.name) for item in load_for(catalog_root(), code, topic).items]


def rowmap(name: str) -> Any:
    return json.loads((DATA / name / "rowmap.json").read_text("utf-8"))


def cells(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: (
            [[cell.value for cell in row] for row in sheet.iter_rows()],
            sorted(str(merge) for merge in sheet.merged_cells.ranges),
        )
        for sheet in book.worksheets
    }


@EACH
def test_every_item_of_the_fields_concerned_is_labelled_once(name: str, stem: str) -> None:
    gold = load(name, "gold", stem)
    fields = set(gold["fields_concerned"])
    wanted = [(field, item) for field, item in items(gold["mandated"]) if field in fields]
    assert sorted((x["field"], x["item"]) for x in gold["labels"]) == sorted(wanted)


@EACH
def test_labels_are_well_formed(name: str, stem: str) -> None:
    rows = load(name, "catalogs", stem)["rows"]
    assert list(rowmap(name)[stem]) == [str(number) for number in range(len(rows))]
    for label in load(name, "gold", stem)["labels"]:
        assert label["reason"]
        if label["label"] in {"covered", "partial"}:
            assert label["rows"]
        assert all(0 <= row < len(rows) for row in label["rows"])


def test_the_mix() -> None:
    labels = Counter(x["label"] for p in PLACES for x in load(p.parts[0], "gold", p.stem)["labels"])
    assert labels == {"covered": 4107, "missing": 1906, "partial": 1030, "not_applicable": 148}
    assert sum(not load(p.parts[0], "gold", p.stem)["fields_concerned"] for p in PLACES) == 60


# In these a sheet has columns of its own, a note holds content, or a column has no header.
ODD = {"965", "968", "976"}


@pytest.mark.parametrize(
    ("name", "stem"),
    [(p.parts[0], p.stem) for p in PLACES if p.stem[:3] not in ODD or p.parts[0] != "blind_y"],
)
def test_workbook_reads_row_for_row(name: str, stem: str) -> None:
    expected = load(name, "catalogs", stem)
    catalog = api.read_catalog(DATA / name / "xlsx" / f"{stem}.xlsx")
    places = [[e.location.sheet, e.location.row] for e in catalog.entries]
    assert places == list(rowmap(name)[stem].values())
    rows = [
        {normalise(k): v for k, v in row.items() if v or not k.endswith("/")}  # columns left blank
        for row in expected["rows"]
    ]
    assert [{normalise(k): v for k, v in e.columns.items()} for e in catalog.entries] == rows
    assert all(all(entry.path) for entry in catalog.entries)
    title, read = ("".join(t.split()) for t in (_title(expected), catalog.title))
    assert read
    assert read in title or title in read
    assert not any(p.skipped for p in catalog.problems)


def _title(catalog: Any) -> str:
    """Return the title of the first sheet; a scanned one has stray spaces."""
    title: str = catalog.get("sheets", [catalog])[0]["title"]
    return title


@pytest.mark.parametrize("name", SETS)
def test_workbooks_are_those_the_script_builds(name: str, tmp_path: Path) -> None:
    build.main(DATA / name, tmp_path)
    assert json.loads((tmp_path / "rowmap.json").read_text("utf-8")) == rowmap(name)
    for path in sorted((DATA / name / "xlsx").glob("*.xlsx")):
        assert cells(tmp_path / "xlsx" / path.name) == cells(path)
    build.main(DATA / name, tmp_path / "again")
    for path in sorted((tmp_path / "xlsx").glob("*.xlsx")):
        assert path.read_bytes() == (tmp_path / "again" / "xlsx" / path.name).read_bytes()
