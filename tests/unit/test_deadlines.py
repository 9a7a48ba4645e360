"""Duties and limits resolved to days: the fixed-dates table, the golden vectors, each direction.

``python -m tests.unit.test_deadlines`` writes the golden files anew.
"""

import json
from collections.abc import Iterable
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pubaudit import workdays
from pubaudit.deadlines import Place, Question, entries, load_places, report
from pubaudit.deadlines.answers import answer, next_date
from pubaudit.deadlines.duties import Task, occurrences, rest_day
from pubaudit.errors import SchemeError, UsageError
from pubaudit.limits import in_force
from pubaudit.models import Basis, Direction, Duty, InForce, Table, TimeLimit, Unit
from pubaudit.schemes import catalog_root

GOLDEN = Path(__file__).parent.parent / "golden"
TODAY = date(2026, 11, 22)


@cache
def clock() -> workdays.Calendar:
    return workdays.load(catalog_root() / "holidays")


@cache
def place(name: str) -> Place:
    (found,) = load_places([name], lambda _: (clock(), ()))
    return found


def day(text: str) -> date:
    return date.fromisoformat(text)


def limit(
    direction: Direction,
    amount: int | str | None,
    unit: Unit = "working_day",
    quote: str = "",
    trigger: str = "合同签订之日",
    publishes: bool = True,
) -> TimeLimit:
    basis = Basis("第一条", quote, "某办法")
    return TimeLimit("x", direction, amount, unit, trigger, basis, "rule", publishes=publishes)


def due_of(one: TimeLimit, start: str, at: time | None = None) -> str:
    found = answer(one, day(start), clock(), at=at)
    assert found.due is not None
    return str(found.due.date)


# --- fixed dates ---------------------------------------------------------------------------------

FIXED = """
2018-03-31 2018-03-30 2018-04-02 周末
2019-03-31 2019-03-29 2019-04-01 周末
2020-01-31 2020-01-23 2020-02-03 春节
2020-06-20 2020-06-19 2020-06-22 周末
2020-12-20 2020-12-18 2020-12-21 周末
2021-01-31 2021-01-29 2021-02-01 周末
2021-06-20 2021-06-18 2021-06-21 周末
2022-01-31 2022-01-30 2022-02-07 春节
2024-03-31 2024-03-29 2024-04-01 周末
2025-01-31 2025-01-27 2025-02-05 春节
2025-12-20 2025-12-19 2025-12-22 周末
2026-01-31 2026-01-30 2026-02-02 周末
2026-06-20 2026-06-18 2026-06-22 端午
2026-12-20 2026-12-18 2026-12-21 周末
"""
RESTING = [line.split() for line in FIXED.strip().splitlines()]


@pytest.mark.parametrize(("due", "before", "after", "why"), RESTING)
def test_a_fixed_date_on_a_rest_day_names_its_neighbours(
    due: str, before: str, after: str, why: str
) -> None:
    words = rest_day(day(due), clock())
    assert words.startswith(f"当日为休息日：{why}")
    assert f"前一工作日{before}" in words
    assert f"后一工作日{after}" in words


def test_every_other_fixed_date_is_an_ordinary_working_day() -> None:
    listed = {due for due, *_ in RESTING}
    for year in range(2018, 2027):
        for month_day in ("01-31", "03-31", "06-20", "12-20"):
            due = f"{year}-{month_day}"
            expected_since = {"01-31": 2020, "06-20": 2018, "12-20": 2018, "03-31": 2018}
            if due not in listed and year >= expected_since[month_day]:
                assert rest_day(day(due), clock()) == "", due


@pytest.mark.parametrize("due", ["2027-01-31", "2027-06-20"])
def test_a_fixed_date_of_an_unpublished_year_is_said_to_be_provisional(due: str) -> None:
    assert "暂估" in rest_day(day(due), clock())


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("03-31", "2026-03-31", "2026-03-31"),
        ("03-31", "2026-04-01", "2027-03-31"),
        ("*-05", "2026-01-05", "2026-01-05"),
        ("*-05", "2026-01-06", "2026-02-05"),
        ("*-31", "2026-02-01", "2026-02-28"),
        ("2020-12-31", "2026-02-01", "2020-12-31"),
    ],
)
def test_next_fixed_date(text: str, start: str, expected: str) -> None:
    assert next_date(text, day(start)) == day(expected)


# --- the clock's vectors, through a limit of each direction --------------------------------------

WITHIN = """
2018-02-09 20 2018-03-14
2018-05-22 20 2018-06-20
2018-07-24 7 2018-08-02
2018-07-24 10 2018-08-07
2018-08-06 20 2018-09-03
2018-09-21 7 2018-10-08
2018-12-21 20 2019-01-21
2019-04-26 7 2019-05-08
2019-05-14 15 2019-06-04
2019-05-15 20 2019-06-13
2019-05-15 40 2019-07-11
2020-01-20 7 2020-02-06
2020-01-20 20 2020-02-25
2020-09-25 7 2020-10-12
2022-09-30 2 2022-10-09
2023-09-28 2 2023-10-08
2024-02-09 2 2024-02-19
2024-09-13 2 2024-09-18
2025-01-24 2 2025-01-27
2025-09-26 2 2025-09-29
2025-09-30 7 2025-10-16
2025-12-31 2 2026-01-05
2026-02-13 2 2026-02-24
2026-02-13 7 2026-03-02
2026-02-13 20 2026-03-19
2026-06-18 2 2026-06-23
2026-09-18 2 2026-09-21
"""


@pytest.mark.parametrize(
    ("start", "n", "expected"), [line.split() for line in WITHIN.strip().splitlines()]
)
def test_within_working_days(start: str, n: str, expected: str) -> None:
    assert due_of(limit("within", int(n)), start) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2018-09-21", "2018-09-25"),
        ("2024-04-03", "2024-04-07"),
        ("2024-09-28", "2024-10-08"),
        ("2026-02-13", "2026-02-24"),
    ],
)
def test_within_calendar_days_rolls_off_a_rest_day(start: str, expected: str) -> None:
    found = answer(limit("within", 3, "day"), day(start), clock())
    assert found.due is not None
    assert str(found.due.date) == expected
    assert "顺延" in found.how


@pytest.mark.parametrize(
    ("direction", "amount", "unit", "start", "label", "expected"),
    [
        # C14: the end day counts whole, and rolls; the day after is the first free one.
        ("shown", 3, "day", "2026-02-13", "最早可撤下日", "2026-02-25"),
        ("shown", 5, "working_day", "2026-02-10", "最早可撤下日", "2026-02-25"),
        # C13: before and window never roll.
        ("before", 20, "day", "2026-03-09", "最迟发布日", "2026-02-17"),
        ("before", 7, "working_day", "2026-02-25", "最迟发布日", "2026-02-09"),
        ("window", 20, "day", "2026-09-28", "最早截止日", "2026-10-18"),
        ("window", 5, "working_day", "2026-09-28", "最早截止日", "2026-10-10"),
        ("reply", 20, "working_day", "2019-05-15", "最迟答复日", "2019-06-13"),
        # C15: the same day of the month, else its last, rolled.
        ("within", 1, "month", "2025-12-31", "最迟公开日", "2026-02-02"),
        ("within", 1, "month", "2026-03-31", "最迟公开日", "2026-04-30"),
        ("by", "03-31", "date", "2026-01-01", "最迟公开日", "2026-03-31"),
    ],
)
def test_each_direction_has_its_own_day(
    direction: Direction, amount: int | str, unit: Unit, start: str, label: str, expected: str
) -> None:
    found = answer(limit(direction, amount, unit), day(start), clock())
    assert found.label == label
    assert found.due is not None
    assert str(found.due.date) == expected
    assert found.due.official


@pytest.mark.parametrize(
    ("start", "until"), [("2026-09-28", "2026-10-09"), ("2026-10-03", "2026-10-13")]
)
def test_the_day_of_publication_is_day_one_of_a_notice_period(start: str, until: str) -> None:
    """C4; published on a rest day, the first working day after it is day one."""
    words = "公告期限为5个工作日…自省级以上财政部门指定媒体最先发布公告之日起算"
    found = answer(limit("shown", 5, quote=words), day(start), clock())
    assert str(found.shown_until) == until
    assert "公告当日计入" in found.how


def test_an_act_that_is_no_publication_is_done_not_published() -> None:
    found = answer(limit("within", 7, publishes=False), day("2026-02-10"), clock())
    assert found.label == "最迟办理日"


def test_hours_run_from_the_moment_on_rest_days_too() -> None:
    hours = limit("within", 12, "hour")
    found = answer(hours, day("2026-02-14"), clock(), at=time(20, 30))
    assert str(found.moment) == "2026-02-15 08:30:00"
    bounded = answer(hours, day("2026-02-14"), clock())
    assert bounded.due is not None
    assert (str(bounded.due.earliest), str(bounded.due.latest)) == ("2026-02-14", "2026-02-15")
    assert "请写明时刻" in bounded.how


@pytest.mark.parametrize("direction", ["advisory", "within"])
def test_no_number_no_day(direction: Direction) -> None:
    found = answer(limit(direction, None, "none"), day("2026-02-14"), clock())
    assert (found.due, found.label) == (None, "未定天数")


def test_a_day_in_an_unpublished_year_is_provisional_with_both_bounds() -> None:
    found = answer(limit("within", 40), day("2026-12-10"), clock())
    assert found.due is not None
    assert not found.due.official
    assert found.due.earliest <= found.due.date <= found.due.latest
    shown = answer(limit("shown", 40), day("2026-12-10"), clock())
    assert shown.due is not None
    assert (shown.due.latest - found.due.latest).days == 1


# --- duties --------------------------------------------------------------------------------------


def task(recurrence: Any, within: int | None = None, dates: Iterable[str] = ()) -> Task:
    unit: Unit = "working_day" if within else "none"
    basis = Basis("一", "…", "某方案")
    duty = Duty("d", "report", "情况", "部门", recurrence, basis, tuple(dates), within, unit)
    return Task(duty, day("2018-07-24"), InForce(since=day("2018-07-24")))


@pytest.mark.parametrize(
    ("duty", "first", "last", "expected"),
    [
        (task("once", 7), "2018-01-01", "2019-12-31", ["2018-08-02"]),
        (task("once", dates=["2018-12-31"]), "2018-01-01", "2019-12-31", ["2018-12-31"]),
        (
            task("half_yearly", dates=["06-20", "12-20"]),
            "2018-01-01",
            "2019-12-31",
            ["2018-12-20", "2019-06-20", "2019-12-20"],
        ),
        (task("monthly", 10), "2026-10-01", "2026-11-30", ["2026-10-20", "2026-11-13"]),
        (task("quarterly", 10), "2026-10-01", "2027-01-10", ["2026-10-20"]),
        (task("monthly", dates=["*-31"]), "2026-01-15", "2026-02-28", ["2026-01-31", "2026-02-28"]),
        (task("monthly"), "2026-01-01", "2026-12-31", []),
    ],
)
def test_occurrences(duty: Task, first: str, last: str, expected: list[str]) -> None:
    found = occurrences(duty, clock(), day(first), day(last))
    assert [str(one.due.date) for one in found] == expected


def test_a_duty_after_an_unknown_issue_has_no_day() -> None:
    duty = Task(task("once", 7).duty)
    assert occurrences(duty, clock(), clock().first, clock().last) == ()


# --- what each document's deadlines list ---------------------------------------------------------

REGIONS = {
    "天津": "2018-02-09",
    "云南": "2018-05-22",
    "辽宁": "2018-08-06",
    "亭湖": "2018-08-06",
    "凤冈": "2018-07-24",
    "国家": "2026-11-22",
}
SHOWN = ("when", "act", "what", "who", "article")


def listing(name: str, as_of: date) -> dict[str, Any]:
    """The duties and the documents' own limits on the day of issue, and the dates of a year."""
    question = Question(as_of)
    tables = {table.id: table for table in report([place(name)], question).tables}
    lists: dict[str, Any] = {
        key: [[row[column] for column in SHOWN] for row in tables[key].rows]
        for key in ("duties", "duties_undated", "duties_past", "duties_standing")
        if key in tables
    }
    own = tables.get("limits")
    lists["limits"] = [[row["words"], row["article"]] for row in own.rows] if own else []
    lists["year"] = [[str(e.day), e.summary] for e in entries([place(name)], question)]
    return lists


@pytest.mark.parametrize(("name", "as_of"), REGIONS.items())
def test_each_document_lists_what_it_sets(name: str, as_of: str) -> None:
    expected = json.loads((GOLDEN / f"deadlines_{name}.json").read_text(encoding="utf-8"))
    assert listing(name, day(as_of)) == expected


def dates_of(name: str, key: str, as_of: str = "2018-08-06") -> set[str]:
    tables = {table.id: table for table in report([place(name)], Question(day(as_of))).tables}
    local = [row for row in tables[key].rows if "/任务/" in str(row["id"])]
    return {str(row["date"] or row["when"]) for row in local}


@pytest.mark.parametrize(
    ("name", "count"), [("天津", 2), ("云南", 3), ("辽宁", 2), ("亭湖", 2), ("凤冈", 4)]
)
def test_limits_of_each_document(name: str, count: int) -> None:
    tables = {table.id: table for table in report([place(name)], Question(TODAY)).tables}
    assert len(tables["limits"].rows) == count


def test_dates_of_each_document() -> None:
    assert "每年（日期未规定）" in dates_of("天津", "duties_undated")
    assert dates_of("云南", "duties", "2018-05-22") == {"2018-06-20", "2018-07-31"}
    assert dates_of("云南", "duties") == {"2018-12-20"}
    assert dates_of("辽宁", "duties") == {"2018-08-31"}
    assert dates_of("亭湖", "duties") == {"2018-12-31"}
    assert dates_of("亭湖", "duties", "2026-11-22") == {"2026-12-31"}
    assert dates_of("凤冈", "duties", "2018-07-24") == {"2018-08-02", "2018-08-07", "2018-12-31"}
    assert dates_of("凤冈", "duties_past", "2026-11-22") == dates_of("凤冈", "duties", "2018-07-24")
    undated = dates_of("凤冈", "duties_undated")
    assert {"每月（日期未规定）", "每季度（日期未规定）"} <= undated


def test_each_annex_keeps_its_own_days_after_issue() -> None:
    rows = report([place("凤冈")], Question(day("2018-07-24"))).tables[0].rows
    bound = {(str(r["article"])[:3], r["date"]) for r in rows if "印发之日" in str(r["how"])}
    assert bound == {("附件3", "2018-08-02"), ("附件1", "2018-08-07"), ("附件2", "2018-08-07")}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2019-03-01", {"2019-03-31"}),
        ("2019-05-15", {"2020-01-31", "2020-03-31"}),
        ("2026-11-22", {"2027-01-31", "2027-03-31"}),
    ],
)
def test_the_annual_report_changes_with_the_regulation(as_of: str, expected: set[str]) -> None:
    (duties, *_) = report([place("国家")], Question(day(as_of))).tables
    assert {r["date"] for r in duties.rows if "年度报告" in str(r["what"])} == expected


def test_a_township_reports_when_its_county_says() -> None:
    with_day = report([place("国家")], Question(TODAY, township="01-20")).tables[0]
    assert [r["date"] for r in with_day.rows if r["id"] == "国家/年度报告/乡镇"] == ["2027-01-20"]
    tables = {table.id: table for table in report([place("国家")], Question(TODAY)).tables}
    assert [r["when"] for r in tables["duties_undated"].rows] == ["每年（日期未规定）"]


# --- questions -----------------------------------------------------------------------------------


def asked(name: str, question: Question) -> Table:
    return report([place(name)], question).tables[0]


def test_an_event_gives_each_limit_its_day() -> None:
    question = Question(TODAY, event="合同签订", start=day("2026-02-10"))
    rows = asked("云南", question).rows
    assert [(r["label"], r["date"], r["amount"]) for r in rows] == [
        ("最迟公开日", "2026-02-12", 2),
        ("最迟办理日", "2026-02-26", 7),
    ]


def test_a_bid_evaluation_gives_a_last_and_a_first_day() -> None:
    question = Question(TODAY, event="收到评标报告", start=day("2026-02-13"))
    found = {r["label"]: r["date"] for r in asked("国家", question).rows}
    assert found == {"最迟公开日": "2026-02-24", "最早可撤下日": "2026-02-25"}


def test_three_days_of_the_penalty_law_are_working_days() -> None:
    trigger = "处罚决定被依法变更、撤销、确认违法或者确认无效之日"
    question = Question(TODAY, event=trigger, start=day("2026-02-13"))
    (row,) = asked("国家", question).rows
    assert (row["date"], row["unit"]) == ("2026-02-25", "working_day")


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        ("2019-05-14", "国务院令第492号", "2019-06-04"),
        ("2019-05-15", "国务院令第711号", "2019-06-13"),
    ],
)
def test_the_version_in_force_on_the_day_of_the_event_is_chosen(
    start: str, number: str, due: str
) -> None:
    question = Question(TODAY, event="收到申请", start=day(start))
    rows = [r for r in asked("国家", question).rows if r["direction"] == "reply"]
    assert [(r["number"], r["date"]) for r in rows] == [(number, due)]


@pytest.mark.parametrize(
    ("event", "near"),
    [("合同签定", "合同签订"), ("作出处罚", "作出行政决定"), ("评标", "收到评标报告")],
)
def test_an_unknown_event_names_the_nearest(event: str, near: str) -> None:
    with pytest.raises(UsageError, match=near):
        report([place("国家")], Question(TODAY, event=event, start=TODAY))


def test_every_limit_in_force_can_be_counted() -> None:
    limits = in_force(place("国家").book.limits, TODAY, unverified=True)
    assert len(limits) > 30
    for one in limits:
        found = answer(one, day("2026-02-13"), clock())
        assert (found.due is None) == (one.amount is None), one.id


def test_unverified_limits_are_shown_only_when_asked_for() -> None:
    def ids(unverified: bool) -> set[str]:
        tables = report([place("国家")], Question(TODAY, unverified=unverified)).tables
        rows = next(t for t in tables if t.id == "national_limits").rows
        assert any(r["confidence"] == "unverified" for r in rows) == unverified
        return {str(r["id"]) for r in rows}

    assert ids(unverified=False) < ids(unverified=True)


def test_within_and_month_select_by_day() -> None:
    near = asked("云南", Question(TODAY, within=28))
    assert {r["date"] for r in near.rows} == {"2026-12-14", "2026-12-20"}
    assert {r["date"] for r in asked("云南", Question(TODAY, within=27)).rows} == {"2026-12-14"}
    june = asked("云南", Question(TODAY, month=day("2026-06-01")))
    (first, *_) = [r for r in june.rows if r["date"] == "2026-06-20"]
    assert "端午节放假，前一工作日2026-06-18，后一工作日2026-06-22" in str(first["how"])


def test_a_month_lists_what_is_due_each_month_and_quarter_without_a_date() -> None:
    def undated(month: str) -> set[str]:
        rows = asked("凤冈", Question(TODAY, month=day(month))).rows
        return {str(r["when"])[:3].rstrip("（") for r in rows if r["date"] is None}

    assert undated("2026-11-01") == {"每月"}
    assert undated("2026-09-01") == {"每月", "每季度"}
    assert undated("2026-12-01") == {"每月", "每季度", "每年"}


@pytest.mark.parametrize(
    ("role", "some"), [("部门", 2), ("县政府", 1), ("乡镇", 2), ("交易中心", 1), ("采购人", 0)]
)
def test_a_role_says_how_many_duties_it_leaves_out(role: str, some: int) -> None:
    found = report([place("凤冈")], Question(TODAY, role=role))
    kept = sum(len(t.rows) for t in found.tables if t.id.startswith("duties"))
    every = report([place("凤冈")], Question(TODAY))
    total = sum(len(t.rows) for t in every.tables if t.id.startswith("duties"))
    assert kept >= some
    assert any(f"另有 {total - kept} 项任务" in note for note in found.notes)


def test_fields_and_places_side_by_side() -> None:
    places = [place("云南"), place("天津")]
    tables = {t.id: t for t in report(places, Question(TODAY, fields=("政府采购",))).tables}
    rows = tables["limits_side_by_side"].rows
    assert [r["云南省"] for r in rows] == [
        "20个工作日，二",
        "7个工作日，二",
        "2个工作日，三（三）4（11）",
    ]
    assert [r.get("天津市") for r in rows] == ["20个工作日，二（五）", "7个工作日，二（五）", None]
    assert {r["field"] for r in tables["national_limits"].rows} <= {"政府采购", "各领域"}


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question(date(2018, 2, 8)), SchemeError),
        (Question(date(2003, 1, 1)), UsageError),
        (Question(TODAY, fields=("没有的领域",)), UsageError),
        (Question(TODAY, role="邮局"), UsageError),
        (Question(TODAY, month=date(9999, 12, 1)), UsageError),
        (Question(TODAY, event="合同签订", start=date(2100, 1, 1)), UsageError),
    ],
)
def test_what_cannot_be_answered_is_refused(question: Question, error: type[Exception]) -> None:
    with pytest.raises(error):
        report([place("天津")], question)


if __name__ == "__main__":
    for region, issued in REGIONS.items():
        text = json.dumps(listing(region, day(issued)), ensure_ascii=False, indent=1)
        (GOLDEN / f"deadlines_{region}.json").write_text(text + "\n", encoding="utf-8")
