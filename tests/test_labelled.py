"""The labelled catalogs are sound as data: complete labels, and workbooks that hold their rows."""

import json
import sys
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pubaudit import api
from pubaudit.text import normalise

DATA = Path(__file__).resolve().parent / "data"
SET = DATA / "labelled"
STEMS = sorted(path.stem for path in (SET / "catalogs").glob("*.json"))
ITEMS = json.loads((DATA / "devset" / "mandated_tianjin.json").read_text("utf-8"))["items"]
ROWMAP = json.loads((SET / "rowmap.json").read_text("utf-8"))


def load(kind: str, stem: str) -> Any:
    return json.loads((SET / kind / f"{stem}.json").read_text("utf-8"))


def cells(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: (
            [[cell.value for cell in row] for row in sheet.iter_rows()],
            sorted(str(merge) for merge in sheet.merged_cells.ranges),
        )
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("stem", STEMS)
def test_every_item_of_the_fields_concerned_is_labelled_once(stem: str) -> None:
    gold = load("gold", stem)
    fields = set(gold["fields_concerned"])
    wanted = [(x["field"], x["item"]) for x in ITEMS if x["field"] in fields]
    assert [(x["field"], x["item"]) for x in gold["labels"]] == wanted


@pytest.mark.parametrize("stem", STEMS)
def test_labels_are_well_formed(stem: str) -> None:
    rows = load("catalogs", stem)["rows"]
    assert list(ROWMAP[stem]) == [str(number) for number in range(len(rows))]
    for label in load("gold", stem)["labels"]:
        assert label["reason"]
        assert bool(label["rows"]) is (label["label"] in ("covered", "partial"))
        assert all(0 <= row < len(rows) for row in label["rows"])


def test_the_mix() -> None:
    labels = Counter(x["label"] for stem in STEMS for x in load("gold", stem)["labels"])
    assert labels == {"covered": 206, "missing": 85, "partial": 66, "not_applicable": 3}
    assert sum(not load("gold", stem)["fields_concerned"] for stem in STEMS) == 4


@pytest.mark.parametrize("stem", STEMS)
def test_workbook_reads_row_for_row(stem: str) -> None:
    expected = load("catalogs", stem)
    catalog = api.read_catalog(SET / "xlsx" / f"{stem}.xlsx")
    places = [[e.location.sheet, e.location.row] for e in catalog.entries]
    assert places == list(ROWMAP[stem].values())
    rows = [{normalise(k): v for k, v in row.items()} for row in expected["rows"]]
    assert [{normalise(k): v for k, v in e.columns.items()} for e in catalog.entries] == rows
    assert all(all(entry.path) for entry in catalog.entries)
    assert expected.get("sheets", [expected])[0]["title"].endswith(catalog.title)
    assert catalog.problems == ()


def test_workbooks_are_those_the_script_builds(tmp_path: Path) -> None:
    spec = spec_from_file_location("labelled_build", SET / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["labelled_build"] = module
    spec.loader.exec_module(module)
    module.main(tmp_path)
    assert json.loads((tmp_path / "rowmap.json").read_text("utf-8")) == ROWMAP
    for stem in STEMS:
        name = f"{stem}.xlsx"
        assert cells(tmp_path / "xlsx" / name) == cells(SET / "xlsx" / name)
    module.main(tmp_path / "again")
    for stem in STEMS:
        first, again = (
            folder / "xlsx" / f"{stem}.xlsx" for folder in (tmp_path, tmp_path / "again")
        )
        assert first.read_bytes() == again.read_bytes()
