"""Late is after the due date, on a day off too; a due date that may yet change is marked."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pubaudit import workdays
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Ask, Wish, audit_ledgers

CALENDAR = workdays.load(catalog_root() / "holidays")
AS_OF = date(2025, 2, 3)  # a holiday
CONTRACT = "县财政局,政府采购,合同公告"
HEADER = "单位,领域,信息类型,合同签订日期,公开日期"
# Signed 2025-01-24, due Monday 2025-01-27; the holidays begin on the 28th and end on 02-04.
ON_A_DAY_OFF = f"{CONTRACT},2025-01-24,2025-01-28"
IN_TIME = f"{CONTRACT},2025-01-24,2025-01-27"
UNPUBLISHED = f"{CONTRACT},2025-01-24,"
LATER = f"{CONTRACT},2025-01-20,2025-01-24"


def audit(path: Path, *rows: str, as_of: date = AS_OF, **wish: Any) -> AuditReport:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return audit_ledgers([path], Wish(as_of, {}, **wish), CALENDAR)


def rows(report: AuditReport, name: str) -> tuple[Mapping[str, Any], ...]:
    return next((table.rows for table in report.tables if table.id == name), ())


def test_late_on_a_day_off_is_in_every_list_and_count(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    made = (IN_TIME, ON_A_DAY_OFF, UNPUBLISHED, LATER)
    report = audit(tmp_path / "t.csv", *made, records=out, ask=Ask(late=9))
    assert (report.records.late, report.records.overdue) == (2, 1)
    assert [row["verdict"] for row in rows(report, "ledger_worst")] == [
        "政府采购合同：迟公开2个工作日（2日）",
        "政府采购合同：迟公开0个工作日（1日）",
        "政府采购合同：逾期未公开0个工作日（7日）",
    ]
    listed = [(row["row"], row["late"], row["days"]) for row in rows(report, "ledger_late")]
    assert listed == [("第5行", 2, 2), ("第3行", 0, 1), ("第4行", 0, 7)]
    (group,) = rows(report, "ledger_lateness")
    assert (group["records"], group["median"], group["most"]) == (3, 0, 2)
    with out.open(encoding="utf-8-sig", newline="") as file:
        said = [(row["迟（工作日）"], row["迟（日）"]) for row in csv.DictReader(file)]
    assert said == [("", ""), ("0", "1"), ("0", "7"), ("2", "2")]


@pytest.mark.parametrize(
    ("made", "how"),
    [
        ((ON_A_DAY_OFF,), "有1条在到期日之后公开（超过到期日的都是休息日，不满1个工作日）"),
        ((LATER,), "有1条在到期日之后公开（最多晚2个工作日）"),
        (
            (LATER, ON_A_DAY_OFF, UNPUBLISHED),
            "（连同逾期未公开的，最多晚2个工作日，其中2条超过到期日的只有休息日，不满1个工作日）",
        ),
    ],
)
def test_the_finding_says_how_late(tmp_path: Path, made: tuple[str, ...], how: str) -> None:
    findings = audit(tmp_path / "t.csv", *made).findings
    (late,) = (one for one in findings if one.code == "TIM002")
    assert how in late.message
    assert "0个工作日" not in late.message


def test_the_later_ones_go_before_those_of_a_day_off(tmp_path: Path) -> None:
    made = [ON_A_DAY_OFF] * 30 + [LATER] * 15
    worst = rows(audit(tmp_path / "t.csv", *made, repeats=False), "ledger_worst")
    assert ["2个工作日" in str(row["verdict"]) for row in worst] == [True] * 15 + [False] * 5
    assert [row["place"] for row in worst[15:17]] == ["第2行", "第3行"]


def test_a_provisional_due_date_is_marked(tmp_path: Path) -> None:
    # 2 working days from 2027-02-05 end in, or after, 春节 2027; from 2026-03-02 they are known.
    made = [f"{CONTRACT},2027-02-05,2027-04-01", f"{CONTRACT},2026-03-02,2026-04-01"]
    bounds = CALENDAR.due(date(2027, 2, 5), 2)
    assert bounds.earliest < bounds.latest
    out = tmp_path / "out.csv"
    report = audit(
        tmp_path / "t.csv", *made, as_of=date(2027, 5, 1), records=out, ask=Ask(late=9, sample=2)
    )
    with out.open(encoding="utf-8-sig", newline="") as file:
        said = [(row["到期日"], row["到期日暂估"]) for row in csv.DictReader(file)]
    rough = f"暂估（{bounds.earliest}至{bounds.latest}）"
    assert said == [(str(bounds.latest), rough), ("2026-03-04", "")]
    dates = sorted(str(row["dates"]) for row in rows(report, "ledger_worst"))
    assert [text.endswith("（暂估）") for text in dates] == [False, True]
    for name in ("ledger_late", "ledger_sample"):
        marks = {row["row"]: row["provisional"] for row in rows(report, name)}
        assert marks == {"第2行": rough, "第3行": None}
