"""The identities of the annual report, on published figures and on damaged ones."""

import random
from collections.abc import Sequence

import pytest

from pubaudit.form import AnnualReport, AnnualTables, Cell, full_label
from pubaudit.models import Finding
from pubaudit.rules.annual_list import ANNUAL_RULES, run_annual
from tests.annual_sets import FORMS, PROACTIVE, tables, with_cell

DAMAGES = 200
IDENTITIES = ("ANN001", "ANN002", "ANN003", "ANN004")


def judge(base: AnnualTables, **known: object) -> list[Finding]:
    return list(run_annual(AnnualReport(base, FORMS, **known)))  # type: ignore[arg-type]


def of(findings: Sequence[Finding], *codes: str) -> list[Finding]:
    return [finding for finding in findings if finding.code in codes]


def test_the_forms_have_the_rows_of_the_documents() -> None:
    now, before = FORMS.edition("2021"), FORMS.edition("2019")
    assert (len(now.requests), len(before.requests)) == (25, 23)
    assert [r.key for r in now.requests][-6:] == ["C5.5", "C6.1", "C6.2", "C6.3", "C7", "D"]
    assert len(now.applicants) == 7
    assert len(now.disputes.rows) * len(now.disputes.columns) == 15
    assert [FORMS.of_year(year).id for year in (2019, 2020, 2021, 2026)] == ["2019"] * 2 + [
        "2021"
    ] * 2


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "S"])
def test_published_figures_hold(name: str) -> None:
    findings = judge(tables(name))
    assert [f.message for f in findings if f.severity == "error"] == []


def test_the_two_years_of_one_city_fit() -> None:
    assert not of(judge(tables("R3"), previous=tables("R2")), "ANN005", "ANN006")


@pytest.mark.parametrize(
    ("row", "column", "value", "code", "parts"),
    [
        ("B", "person", 117, "ANN005", ("自然人", "118", "117", "相差1")),
        ("rules", "valid", 13, "ANN006", ("规章", "13", "12", "相差1")),
        ("documents", "valid", 49, "ANN006", ("行政规范性文件", "49", "420", "相差-371")),
    ],
)
def test_across_two_years(
    row: str, column: str, value: int, code: str, parts: Sequence[str]
) -> None:
    found = of(judge(with_cell(tables("R3"), row, column, value), previous=tables("R2")), code)
    assert len(found) == 1
    for part in parts:
        assert part in found[0].message


@pytest.mark.parametrize("name", ["R2", "R3", "S"])
def test_random_damages_are_found_and_located(name: str) -> None:
    """Every single damaged cell is named by its row, its column, or its block of section 四."""
    base = tables(name)
    dice = random.Random(f"annual {name}")
    lines = {line.key: line for line in base.form.requests}
    across = {line.key: line for line in base.form.applicants}
    blocks = {line.key: line for line in base.form.disputes.rows}
    chosen = dice.choices([k for k in base.cells if k not in PROACTIVE[name]], k=DAMAGES)
    for row, column in chosen:
        old = base.number(row, column)
        damaged = with_cell(base, row, column, old + dice.choice([-1, 1, 9, 100]) or old + 1)
        messages = [f.message for f in of(judge(damaged), *IDENTITIES)]
        if row in blocks:
            assert any(full_label(blocks[row]) in message for message in messages)
            continue
        by_row = [m for m in messages if f"“{full_label(lines[row])}”行" in m]
        by_column = [m for m in messages if m.startswith(f"“{across[column].label}”栏")]
        assert by_row, (row, column)
        assert by_column, (row, column)


def test_damages_where_totals_are_blank_are_found_by_their_column() -> None:
    """A row without a total of its own can only be told by its column."""
    base = tables("R1")
    dice = random.Random("annual R1")
    lines = {line.key: line for line in base.form.requests}
    across = {line.key: line for line in base.form.applicants}
    keys = [(row, column) for row in lines for column in across]
    for row, column in dice.choices(keys, k=DAMAGES):
        value = base.number(row, column) + dice.choice([1001, 5000])  # no true blank total
        messages = [f.message for f in of(judge(with_cell(base, row, column, value)), *IDENTITIES)]
        by_row = [m for m in messages if f"“{full_label(lines[row])}”行" in m]
        by_column = [m for m in messages if m.startswith(f"“{across[column].label}”栏")]
        if base.has(row, "total") or column == "total":
            assert by_row, (row, column)
        if column != "total" or base.has(row, column):
            assert by_column, (row, column)


@pytest.mark.parametrize("column", ["made", "abolished", "valid"])
@pytest.mark.parametrize("row", ["rules", "documents"])
def test_a_damage_in_section_two_is_found_against_the_year_before(row: str, column: str) -> None:
    """Section 二 has no sums: only what continues a year, or what prose quotes, can be judged."""
    damaged = with_cell(tables("R3"), row, column, tables("R3").number(row, column) + 1)
    assert not of(judge(damaged), "ANN006")
    assert len(of(judge(damaged, previous=tables("R2")), "ANN006")) == 1


def test_the_crossing_row_is_suspected() -> None:
    (found,) = of(judge(with_cell(tables("R3"), "C3.7", "company", 3)), "ANN002")
    assert (
        "“（三）不予公开 7．属于行政执法案卷”行的总计也相差1，请先核对该行“商业企业”栏"
        in found.message
    )


@pytest.mark.parametrize(
    ("row", "column", "cell", "code", "word"),
    [
        ("documents", "valid", Cell(40, "40"), "ANN007", ""),
        ("licences", "decisions", Cell(None, "约30"), "ANN008", "不是数字"),
        ("licences", "decisions", Cell(-3, "-3"), "ANN008", "小于0"),
        ("licences", "decisions", Cell(2.5, "2.5"), "ANN008", "不是整数"),
        ("A", "research", Cell(None, "/"), "ANN012", "“/”1格"),
        ("D", "research", Cell(4, "4"), "ANN011", "多于收到"),
        ("C7", "research", Cell(4, "4"), "ANN011", "没有收到和结转"),
    ],
)
def test_single_slips(row: str, column: str, cell: Cell, code: str, word: str) -> None:
    base = tables("R3")
    cells = {**base.cells, (row, column): cell}
    if code == "ANN007":
        cells["documents", "abolished"] = Cell(0, "0")
    found = of(judge(AnnualTables(base.form, cells)), code)
    assert len(found) == 1
    assert word in found[0].message


@pytest.mark.parametrize(("power", "number"), [(False, 3), (True, 0), (None, 0)])
def test_rules_are_made_only_by_those_who_may(power: bool | None, number: int) -> None:
    assert len(of(judge(tables("R3"), power=power, body="某局"), "ANN009")) == number


def test_corrected_share_and_direct_suits_are_told() -> None:
    told = of(judge(tables("R3"), year=2024), "ANN013")
    assert "13.4%" in told[0].message
    assert "25件" in told[-1].message
    assert all(rule.severity == "info" for rule in ANNUAL_RULES if rule.code == "ANN013")
