"""The JSON report: every output fits the published schema, and the schema fits the types."""

import json
from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

from pubaudit import models
from pubaudit.report import render
from pubaudit.report.json import load_schema, render_json
from tests.unit.reports import GOLDEN, REPORTS, region, tianjin

SCHEMA = load_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
TYPES = {
    "report": models.AuditReport,
    "tool": models.Tool,
    "scheme": models.SchemeReport,
    "input": models.InputReport,
    "problem": models.Problem,
    "item": models.ItemReport,
    "element": models.ElementVerdict,
    "evidence": models.Evidence,
    "basis": models.Basis,
    "entry": models.EntryReport,
    "records": models.RecordCounts,
    "table": models.Table,
    "column": models.Column,
    "finding": models.Finding,
    "location": models.Location,
    "summary": models.Summary,
    "item_counts": models.ItemCounts,
    "finding_counts": models.FindingCounts,
}


def dump(report: models.AuditReport) -> Any:
    return json.loads(render_json(report))


@pytest.mark.parametrize("name", REPORTS)
def test_output_fits_the_schema(name: str) -> None:
    VALIDATOR.validate(dump(REPORTS[name]()))


@pytest.mark.parametrize("name", REPORTS)
def test_output_is_as_expected(name: str) -> None:
    assert render(REPORTS[name](), "json") == (GOLDEN / f"report_{name}.json").read_bytes()


def test_schema_is_valid_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert all(one["additionalProperties"] is False for one in SCHEMA["$defs"].values())


@pytest.mark.parametrize("name", SCHEMA["$defs"])
def test_schema_names_the_fields_of_the_types(name: str) -> None:
    names = [field.name for field in fields(TYPES[name])]
    assert sorted(SCHEMA["$defs"][name]["required"]) == sorted(names)
    assert sorted(SCHEMA["$defs"][name]["properties"]) == sorted(names)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (("item", "verdict"), models.Verdict),
        (("item", "duty"), models.DutyOf),
        (("finding", "severity"), models.Severity),
        (("basis", "confidence"), models.Confidence),
        (("scheme", "status"), models.Status),
    ],
)
def test_schema_names_the_words_of_the_types(at: tuple[str, str], words: Any) -> None:
    assert SCHEMA["$defs"][at[0]]["properties"][at[1]]["enum"] == list(get_args(words))


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("tool",),
        ("summary", "items"),
        ("items", 0),
        ("items", 0, "evidence", 0),
        ("findings", 3, "location"),
        ("findings", 0, "basis"),
        ("inputs", 0, "problems", 0),
        ("tables", 0, "columns", 0),
    ],
)
def test_unknown_key_fails(path: tuple[str | int, ...]) -> None:
    whole = dump(tianjin())
    place = whole
    for step in path:
        place = place[step]
    place["surprise"] = 1
    with pytest.raises(ValidationError, match="surprise"):
        VALIDATOR.validate(whole)


def test_part_is_held_to_the_same_schema() -> None:
    whole = dump(region())
    del whole["parts"][0]["items"]
    with pytest.raises(ValidationError, match="items"):
        VALIDATOR.validate(whole)


def test_schema_comes_first_and_fields_keep_their_order() -> None:
    keys = list(dump(region()))
    assert keys[:5] == ["schema", "kind", "tool", "as_of", "calendar"]
    assert list(dump(region())["parts"][0]) == keys


def test_values_are_plain() -> None:
    whole = dump(tianjin())
    assert whole["as_of"] == "2026-11-21"
    assert whole["findings"][0]["location"] is None
    assert whole["findings"][3]["location"]["row"] == 18
    assert whole["parts"] == []


def test_text_is_utf8_with_a_final_newline() -> None:
    raw = render_json(tianjin())
    assert "采购项目预算金额" in raw.decode("utf-8")
    assert raw.endswith(b"}\n")
    assert b"\r" not in raw


def test_file_name_that_is_not_utf8_survives() -> None:
    path = "目录\udcb5.xlsx"
    report = replace(tianjin(), inputs=(replace(tianjin().inputs[0], path=path),))
    assert dump(report)["inputs"][0]["path"] == path
