"""The measure of alignment computes what it says, on a set small enough to count by hand."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from pubaudit.models import (
    Basis,
    Catalog,
    Document,
    Entry,
    Evidence,
    Location,
    MandatedItem,
    Match,
    Scheme,
    SchemeField,
    Verdict,
)

HERE = Path(__file__).resolve().parent


def measure() -> Any:
    spec = importlib.util.spec_from_file_location(
        "bench_alignment", HERE.parent / "bench" / "alignment.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = measure()

ITEMS = tuple(
    MandatedItem(id=name, field="政府采购", name=name, basis=(Basis("", ""),))
    for name in ("采购文件", "采购结果", "采购合同", "预算金额", "失信记录", "考核结果")
)


def said(number: int, verdict: Verdict, *rows: int, review: bool = False) -> Match:
    evidence = tuple(Evidence(0, "Sheet1", row, row, "", "") for row in rows)
    return Match(ITEMS[number], verdict, 0.5, "理由", "方式", review, evidence=evidence)


def label(number: int, verdict: str, *rows: int, ambiguous: bool = False) -> dict[str, Any]:
    name = ITEMS[number].name
    return {
        "field": "政府采购",
        "item": name,
        "label": verdict,
        "rows": list(rows),
        "ambiguous": ambiguous,
    }


def labelled(*labels: dict[str, Any], concerned: tuple[str, ...] = ("政府采购",)) -> Any:
    texts = ("采购文件", "中标、成交结果公告", "采购合同及验收")
    entries = tuple(
        Entry(Location(0, "Sheet1", row, row), ("采购",), text) for row, text in enumerate(texts, 3)
    )
    fields = (SchemeField("政府采购"), SchemeField("矿业权出让"), SchemeField("共通", common=True))
    return bench.Labelled(
        name="01_某县",
        catalog=Catalog("01.xlsx", "", "某县目录", ("Sheet1",), (), entries),
        scheme=Scheme("id", "1", "某县", "", Document("", ""), "in_hand", fields, ITEMS),
        concerned=frozenset(concerned),
        labels=labels,
        places={"0": ("Sheet1", 3), "1": ("Sheet1", 4), "2": ("Sheet1", 5)},
    )


def test_counts() -> None:
    one = labelled(
        label(0, "covered", 0),
        label(1, "covered", 0, 1),
        label(2, "partial", 2),
        label(3, "missing"),
        label(4, "missing", ambiguous=True),
        label(5, "not_applicable"),
    )
    judged = bench.judge(
        one,
        [
            said(0, "covered", 3),  # right, the very row
            said(1, "missing", review=True),  # a gap that is none, under review
            said(2, "partial", 5, 4),  # right, a row too many
            said(3, "missing"),  # right
            said(4, "covered", 4),  # ambiguous: not scored
            said(5, "missing"),  # declared 不涉及: not scored
        ],
    )
    assert bench.score(judged) == bench.Score(
        total=4,
        right=3,
        gap_labelled=1,
        gap_said=2,
        gap_both=1,
        review=1,
        review_wrong=1,
        evidence=3,
        evidence_right=2,
        evidence_exact=1,
    )
    assert bench.f1(bench.score(judged)) == pytest.approx(2 / 3)
    assert bench.line(bench.score(judged)).split() == [
        *("3/4", "0.750", "0.500", "1.000", "0.667"),
        *("0.250", "1.000", "0.000", "0.667", "0.333"),
    ]


def test_errors_are_shown_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    one = labelled(label(0, "covered", 0), label(1, "covered", 1), label(2, "missing"))
    matches = [said(0, "covered", 5), said(1, "covered", 4), said(2, "covered", 5, review=True)]
    bench.show_errors(bench.judge(one, matches))
    assert capsys.readouterr().out.splitlines() == [
        "  01_某县 | 采购文件 | 依据行 Sheet1!3 -> Sheet1!5",
        "  01_某县 | 采购合同 | missing -> covered 需复核 | 方式 | 理由",
    ]


def test_item_unknown_to_the_scheme_stops() -> None:
    with pytest.raises(SystemExit, match="采购文件"):
        bench.judge(labelled(label(0, "missing")), [])


@pytest.mark.parametrize(
    ("recognised", "right"),
    [
        (("政府采购",), True),
        (("政府采购", "共通"), True),
        (("政府采购", "矿业权出让"), False),
        ((), False),
    ],
)
def test_fields(recognised: tuple[str, ...], right: bool) -> None:
    assert bench.fields_right(labelled(label(0, "missing")), recognised) is right


def test_declared_field_may_be_recognised_or_not() -> None:
    one = labelled({**label(0, "not_applicable"), "field": "矿业权出让"})
    assert bench.fields_right(one, ("政府采购",))
    assert bench.fields_right(one, ("政府采购", "矿业权出让"))


def test_baseline_takes_the_best_threshold() -> None:
    one = labelled(label(0, "covered", 0), label(2, "covered", 2), label(4, "missing"))
    threshold, judged = bench.baseline([one], bench.substring)
    assert (threshold, [j.got for j in judged]) == (1.0, ["covered", "covered", "missing"])
    assert [j.got_rows for j in judged] == [
        frozenset({("Sheet1", 3)}),
        frozenset({("Sheet1", 5)}),
        frozenset(),
    ]


def test_bigrams_is_the_share_of_the_items_own() -> None:
    assert bench.bigrams("采购结果", "采购公告、成交结果") == pytest.approx(2 / 3)
    assert bench.bigrams("采购结果", "土地供应") == 0


def test_reads_a_folder_in_the_form_of_the_development_set(tmp_path: Path) -> None:
    devset, stem = HERE / "data" / "devset", "19_墨池区_国有产权交易"
    for part in (f"gold/{stem}.json", f"xlsx/{stem}.xlsx"):
        (tmp_path / part).parent.mkdir()
        (tmp_path / part).write_bytes((devset / part).read_bytes())
    rowmap = json.loads((devset / "rowmap.json").read_text("utf-8"))
    (tmp_path / "rowmap.json").write_text(json.dumps({stem: rowmap[stem]}), "utf-8")
    (one,) = bench.load(tmp_path)
    assert (one.name, one.concerned, one.scheme.code) == (
        stem,
        frozenset({"国有产权交易"}),
        "120000",
    )
    assert one.rows(one.labels[1]) == {("Sheet1", row) for row in (6, 7, 9)}
