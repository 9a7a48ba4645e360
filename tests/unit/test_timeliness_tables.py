"""The tables of the summary: which there are, by what, in which order; where a finding points."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import workdays
from pubaudit.models import AuditReport
from pubaudit.report import render
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers

CALENDAR = workdays.load(catalog_root() / "holidays")


def audit(path: Path, header: str, *rows: str, by: tuple[str, ...] = ()) -> AuditReport:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return audit_ledgers([path], Wish(date(2026, 11, 22), {}, by=by), CALENDAR)


DATES = "形成日期,公开日期"
BY_FIELDS = "单位,领域,公开事项,形成日期,公开日期"


@pytest.mark.parametrize(
    ("by", "shown"),
    [
        ((), {"ledger_bodies": ("body", "field"), "ledger_items": ("field", "item")}),
        (("单位",), {"ledger_bodies": ("body",)}),
        (("领域",), {"ledger_bodies": ("field",)}),
        (("公开事项",), {"ledger_items": ("item",)}),
        (("月份",), {"ledger_months": ("month",)}),
        (("单位,公开事项",), {"ledger_bodies": ("body",), "ledger_groups": ("body", "item")}),
    ],
)
def test_tables_have_the_dimensions_asked_for(
    tmp_path: Path, by: tuple[str, ...], shown: dict[str, tuple[str, ...]]
) -> None:
    made = ("甲局,住房保障,通知,2026-03-02,2026-03-03", "乙局,政府采购,公告,2026-04-02,2026-09-03")
    report = audit(tmp_path / "t.csv", BY_FIELDS, *made, by=by)
    dimensions = ("body", "field", "item", "month")
    for name, expected in shown.items():
        (one,) = (table for table in report.tables if table.id == name)
        assert tuple(c.key for c in one.columns if c.key in dimensions) == expected
    for one in report.tables:
        assert "（未写明）" not in {row.get(name) for row in one.rows for name in dimensions}


def test_a_dimension_that_the_ledger_lacks_is_said(tmp_path: Path) -> None:
    said = []
    for by in ("公开事项", "月份"):
        report = audit(tmp_path / "t.csv", DATES, "2026-03-02,2026-03-03", by=(by,))
        said.append([note for note in report.notes if "未按它汇总" in note])
    assert [len(notes) for notes in said] == [1, 0]
    assert said[0][0].startswith("台账没有公开事项一列")


def test_the_newest_months_stand_first(tmp_path: Path) -> None:
    made = [f"2024-{month:02d}-02,2024-{month:02d}-05" for month in range(1, 13)]
    made += [f"2025-{month:02d}-02,2025-{month:02d}-05" for month in range(1, 13)]
    report = audit(tmp_path / "t.csv", DATES, *made, ",2025-01-02")
    (table,) = (table for table in report.tables if table.id == "ledger_months")
    months = [row["month"] for row in table.rows]
    assert (months[0], months[-1]) == ("2025-12", "（未写明）")
    assert "2025-12" in render(report, "table").decode()


@pytest.mark.parametrize(
    ("rows", "words", "row"),
    [
        ((",2026-03-03",), "有1条未判定：", 2),
        (("2026-03-02,2026-03-03", ",2026-03-03", ",2026-03-04"), "从这一条起共有2条未判定：", 3),
    ],
)
def test_a_place_is_that_of_the_first_of_several(
    tmp_path: Path, rows: tuple[str, ...], words: str, row: int
) -> None:
    findings = audit(tmp_path / "t.csv", DATES, *rows).findings
    (one,) = (finding for finding in findings if finding.code == "TIM003")
    assert one.message.startswith(words)
    assert one.location is not None
    assert one.location.row == row
