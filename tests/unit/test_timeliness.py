"""Timeliness: the limit of each record, sums, many processes, the report and the command."""

import csv
import json
import os
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pyarrow import parquet

from pubaudit import limits, workdays
from pubaudit.cli import main
from pubaudit.errors import UsageError
from pubaudit.ledger import load, parts_of
from pubaudit.models import AuditReport
from pubaudit.report import render
from pubaudit.report.json import load_schema
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import (
    Ask,
    Job,
    Stale,
    Wish,
    add,
    audit_ledgers,
    map_reduce,
    rule_book,
    tally_part,
)
from pubaudit.timeliness.figures import lateness, migrations, rates
from pubaudit.timeliness.run import work_of
from pubaudit.timeliness.said import is_outside
from pubaudit.workdays.table import day_number

ROOT = catalog_root()
CALENDAR = workdays.load(ROOT / "holidays")
WORDS = load(ROOT / "ledger.yaml")
RULES = rule_book(WORDS, limits.load(ROOT / "limits.yaml"))
TABLES = RULES.tables(CALENDAR)
AS_OF = date(2026, 11, 22)
HEADER = (
    "文件标题,文号,单位,领域,信息类型,公开事项,标记,形成日期,作出决定日期,签订日期,公开日期,链接"
)

# --- kinds --------------------------------------------------------------------------------------


def ledger(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def audit(path: Path | list[Path], **wish: Any) -> AuditReport:
    paths = path if isinstance(path, list) else [path]
    return audit_ledgers(paths, Wish(AS_OF, wish.pop("columns", {}), **wish), CALENDAR)


CASES = [
    # 单位, 领域, 信息类型, 公开事项, 标记, formed, decided, signed, published → kind, verdict
    ("财政局,政府采购,合同公告,,,,,2026-03-02,2026-03-04", "政府采购合同", "按时"),
    ("财政局,政府采购,合同公告,,,,,2026-03-02,2026-03-05", "政府采购合同", "迟公开"),
    ("住建局,政府采购,施工合同,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("住建局,工程建设项目招标投标,设备采购合同,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("卫健局,政府采购,采购合同,工程建设设备,,2026-03-02,,,2026-03-09", "政府采购合同", "迟公开"),
    ("某某有限公司,政府采购,采购合同,,,,,2026-03-02,2026-03-05", "政府采购合同", "迟公开"),
    ("某某有限公司,住房保障,通知,,,2026-03-02,,,2026-03-03", "", "未判定"),
    ("财政局,政府采购,验收结果,,,2026-03-02,,,2026-03-10", "一般", "按时"),
    ("财政局,政府采购,验收结果,,公共服务,2026-03-02,,,2026-03-10", "采购验收结果", "迟公开"),
    ("市监局,,行政许可,,,,2026-03-02,,2026-03-11", "行政许可", "按时"),
    ("市监局,,行政许可,,,,2026-03-02,,2026-03-12", "行政许可", "迟公开"),
    ("市监局,,行政处罚,,,,2026-03-02,,", "行政处罚", "未判定"),
    ("市监局,,行政处罚,,具有一定社会影响,,2026-03-02,,", "行政处罚", "逾期未公开"),
    ("市监局,,行政处罚,,不具有一定社会影响,,2026-03-02,,", "行政处罚", "未判定"),
    ("市监局,,行政处罚,,没有社会影响,,2026-03-02,,", "行政处罚", "未判定"),
    ("市监局,,行政处罚,,否,,2026-03-02,,", "行政处罚", "未判定"),
    ("市监局,,行政处罚,,是,,2026-03-02,,", "行政处罚", "逾期未公开"),
    ("市监局,,行政处罚,,,,2026-03-02,,2026-03-20", "行政处罚", "迟公开"),
    ("某招标人,工程建设,中标候选人公示,,,2026-03-02,,,2026-03-05", "中标候选人公示", "按时"),
    ("某招标人,工程建设,中标候选人公示,,,2026-03-02,,,2026-03-06", "中标候选人公示", "迟公开"),
    ("财政局,住房保障,,配租公告,,2026-11-20,,,", "一般", "未到期"),
    ("县中小企业局,住房保障,通知,,,2026-03-02,,,2026-03-03", "一般", "按时"),
    ("某国有企业,住房保障,通知,,,2026-03-02,,,2026-03-03", "", "未判定"),
    ("自然资源局,,出让合同公告,,,2026-03-02,,2026-03-02,2026-03-05", "一般", "按时"),
    ("财政局,,采购合同公告,,,,,2026-03-02,2026-03-05", "政府采购合同", "迟公开"),
    ("住建局,,中标结果,,,2026-03-02,,,2026-03-05", "一般", "按时"),
    ("财政局,住房保障,,配租公告,,2008-04-30,,,2008-05-03", "一般", "未判定"),
    ("住建局,建设工程,中标候选人公示,,,2026-03-02,,,2026-03-20", "中标候选人公示", "迟公开"),
    ("住建局,房屋建筑和市政,中标候选人公示,,,2026-03-02,,,2026-03-20", "中标候选人公示", "迟公开"),
    ("住建局,公共资源交易,中标候选人公示,,,2026-03-02,,,2026-03-20", "中标候选人公示", "迟公开"),
    ("住建局,政府采购,中标候选人公示,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("财政局,公共资源交易,政府采购合同,,,,,2026-03-02,2026-03-05", "政府采购合同", "迟公开"),
    ("财政局,货物类,政府采购合同公告,,,,,2026-03-02,2026-03-05", "政府采购合同", "迟公开"),
    (
        "财政局,政府采购,政府采购合同（信息化工程监理服务）,,,,,2026-03-02,2026-03-05",
        "政府采购合同",
        "迟公开",
    ),
    ("医保局,药品集中采购,药品采购合同,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("财政局,政府采购,验收结果,,非公共服务项目,2026-03-02,,,2026-03-20", "一般", "按时"),
    (
        "财政局,政府采购,验收结果,,不属于向社会公众提供的公共服务,2026-03-02,,,2026-03-20",
        "一般",
        "按时",
    ),
    ("市监局,,行政处罚,,√,,2026-03-02,,", "行政处罚", "逾期未公开"),
    ("市监局,,行政处罚,,有,,2026-03-02,,", "行政处罚", "逾期未公开"),
    ("市监局,,行政处罚,,具有一定社会影响：否,,2026-03-02,,", "行政处罚", "未判定"),
    ("市监局,,行政处罚自由裁量基准,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("市监局,,行政许可事项目录,,,2026-03-02,,,2026-03-20", "一般", "按时"),
    ("某某有限公司,政府采购,采购合同,,,,,2014-05-05,2014-12-20", "政府采购合同", "未判定"),
]


@pytest.mark.parametrize(("cells", "kind", "verdict"), CASES, ids=[c[0] for c in CASES])
def test_each_record_gets_its_limit(tmp_path: Path, cells: str, kind: str, verdict: str) -> None:
    out = tmp_path / "out.csv"
    audit(ledger(tmp_path / "t.csv", f"标题,,{cells},"), records=out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["信息种类"], row["结论"]) == (kind, verdict)


def test_each_reason_names_the_first_record_it_holds_for(tmp_path: Path) -> None:
    rows = ["2007-03-02,2026-03-03", "2026-03-09,2026-03-02", ",2026-03-02"]
    report = audit(ledger(tmp_path / "t.csv", *rows, header="形成日期,公开日期"))
    places = {f.message.split("：")[1][:4]: f.location for f in report.findings}
    at = {what: place.row for what, place in places.items() if place}
    assert at == {"形成于有": 2, "公开日期": 3, "没有形成": 4}


def test_bodies_alone_decide_nothing_but_whose_records_they_are(tmp_path: Path) -> None:
    rows = ["财政局,2026-03-02,2026-03-05", "住建局,2026-03-02,2026-03-05", ",2026-03-02,"]
    header = "单位,形成日期,公开日期"
    report = audit(ledger(tmp_path / "t.csv", *rows, header=header))
    assert (report.records.on_time, report.records.overdue) == (2, 1)
    rows.append("某某公司,2026-03-02,2026-03-05")
    report = audit(ledger(tmp_path / "u.csv", *rows, header=header))
    assert (report.records.on_time, report.records.not_judged) == (2, 1)


def test_a_later_change_restarts_the_clock(tmp_path: Path) -> None:
    header = "形成日期,变更日期,公开日期"
    rows = ["2026-01-05,2026-03-02,2026-03-05", "2026-01-05,2026-03-02,2026-01-08"]
    report = audit(ledger(tmp_path / "t.csv", *rows, header=header))
    assert report.records.on_time == 2


@pytest.mark.parametrize("pinned", ["", "政府采购合同", "行政处罚"])
@pytest.mark.parametrize(
    ("attribute", "days", "withheld"),
    [("不予公开", "2026-03-02,", True), ("依申请公开", "2026-03-02,2026-10-02", True),
     ("依申请", ",", True), ("主动公开", "2026-03-02,2026-03-03", False),
     ("主动公开、依申请公开", "2026-03-02,2026-03-03", False),
     ("", "2026-03-02,2026-03-03", False)],
)  # fmt: skip
def test_what_need_not_be_published_unasked_is_not_judged(
    tmp_path: Path, attribute: str, days: str, withheld: bool, pinned: str
) -> None:
    header, usual = "单位,公开属性,形成日期,公开日期", "财政局,主动公开,2026-03-02,2026-03-03"
    path = ledger(tmp_path / "t.csv", usual, f"财政局,{attribute},{days}", header=header)
    report = audit(path, rule=pinned, records=tmp_path / "r.csv")
    assert (report.records.on_time, report.records.not_judged) == (2 - withheld, withheld)
    found = [f for f in report.findings if "公开属性为不予公开或依申请公开" in f.message]
    assert len(found) == withheld == len(report.findings)


NAMES = {
    "云南省烟草专卖局（公司）": False,
    "市公司登记管理局": False,
    "县国有企业监督管理办公室": False,
    "县国有资产监督管理委员会": False,
    "县中小企业局": False,
    "中国人民银行云岫县支行": False,
    "大学城管理委员会": False,
    "县财政局": False,
    "": False,
    "县水务有限责任公司": True,
    "某某公司（县城投集团）": True,
    "云岫县城投集团": True,
    "县人民医院（县红十字医院）": True,
    "县第一中学": True,
    "青山村村民委员会": True,
    "律师事务所": True,
    "某某招标代理": True,
    "县农村信用合作社联合社": True,
    "县农村商业银行": True,
}


@pytest.mark.parametrize(("name", "outside"), NAMES.items())
def test_the_end_of_its_name_tells_whose_records_they_are(name: str, *, outside: bool) -> None:
    assert is_outside(name, WORDS) is outside


MARKED = [
    # headers and cells of the marks; type → kind, lenient or not
    ("备注,是否具有一定社会影响", "已归档,是", "行政处罚", "逾期未公开"),
    ("备注,是否具有一定社会影响", "具有一定社会影响,否", "行政处罚", "未判定"),
    ("备注,是否具有一定社会影响", "具有一定社会影响,", "行政处罚", "逾期未公开"),
    ("备注,是否具有一定社会影响", "是,", "行政处罚", "未判定"),
    ("备注,是否具有一定社会影响", ",√", "行政处罚", "逾期未公开"),
    ("是否公共服务项目,备注", "是,", "采购验收", "逾期未公开"),
    ("是否公共服务项目,备注", "否,公共服务", "采购验收", "未到期"),
    ("项目性质,备注", "货物,公共服务项目", "采购验收", "逾期未公开"),
    ("项目性质,备注", "是,", "采购验收", "未到期"),
]


@pytest.mark.parametrize(("header", "cells", "kind", "verdict"), MARKED)
def test_each_mark_has_its_column_and_remarks_come_last(
    tmp_path: Path, header: str, cells: str, kind: str, verdict: str
) -> None:
    path = ledger(
        tmp_path / "t.csv",
        f"财政局,{kind},2026-03-02,,{cells}",
        header=f"单位,信息类型,形成日期,公开日期,{header}",
    )
    counts = audit_ledgers([path], Wish(date(2026, 3, 20), {}), CALENDAR).records
    of = {"逾期未公开": counts.overdue, "未判定": counts.not_judged, "未到期": counts.pending}
    assert of[verdict] == 1


def test_a_limit_shown_beside_names_the_field_it_is_for(tmp_path: Path) -> None:
    path = ledger(
        tmp_path / "t.csv",
        "县卫健局,行政处罚,2026-03-02,",
        header="单位,信息类型,形成日期,公开日期",
    )
    (table,) = (t for t in audit(path).tables if t.id == "ledger_limits")
    assert "限市场监管" in str(table.rows[0]["beside"])


def test_a_pinned_kind_keeps_its_mark(tmp_path: Path) -> None:
    rows = ["2026-03-02,,是", "2026-03-02,,", "2026-03-02,2026-04-30,"]
    path = ledger(tmp_path / "t.csv", *rows, header="作出决定日期,公开日期,标记")
    counts = audit(path, rule="行政处罚").records
    assert (counts.overdue, counts.not_judged, counts.late) == (1, 1, 1)


@pytest.mark.parametrize("name", ["cg-single", "xxgk-reply-711", "cg-contract-sign"])
def test_only_a_limit_to_publish_within_can_be_pinned(tmp_path: Path, name: str) -> None:
    path = ledger(tmp_path / "t.csv", "2026-03-02,2026-03-05", header="形成日期,公开日期")
    with pytest.raises(UsageError, match=rf"{name}.*不能据以判定"):
        audit(path, rule=name)


CHANGES = [
    # formed, published, changed → the day that starts the clock, the verdict
    ("2024-01-03", "", "2027-01-05", "2024-01-03", "逾期未公开"),
    ("2024-01-03", "", "2026-06-20", "2026-06-20", "逾期未公开"),
    ("2024-01-03", "", "2026-11-20", "2026-11-20", "未到期"),
    ("", "2026-06-22", "2026-06-20", "2026-06-20", "按时"),
    ("", "2026-06-18", "2026-06-20", "", "未判定"),
    ("", "", "2027-01-05", "", "未判定"),
    ("2024年1月", "2026-06-22", "2026-06-20", "", "未判定"),
    ("", "2026-06-22", "不详", "", "未判定"),
    ("2024-01-03", "2024-01-10", "2026-06-20", "2024-01-03", "按时"),
]


@pytest.mark.parametrize(("formed", "published", "changed", "start", "verdict"), CHANGES)
def test_only_a_change_that_happened_starts_the_clock(
    tmp_path: Path, formed: str, published: str, changed: str, start: str, verdict: str
) -> None:
    out = tmp_path / "out.csv"
    row = f"{formed},{published},{changed}"
    audit(ledger(tmp_path / "t.csv", row, header="形成日期,公开日期,变更日期"), records=out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        (judged,) = csv.DictReader(file)
    assert (judged["起算日期"], judged["结论"]) == (start, verdict)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("2026-03-02,2205-03-20", "公开日期晚于核查日"),
        ("2026-11-20,2026-11-23", "公开日期晚于核查日"),
        ("2035-03-02,", "形成日期晚于核查日"),
        ("2035-03-02,2035-03-02", "形成日期晚于核查日"),
        ("2026-11-23,2026-03-20", "形成日期晚于核查日"),
        ("9999-12-31,2025-03-20", "形成日期晚于核查日"),
        ("2007-03-02,2205-03-20", "形成于有关时限施行之前"),
    ],
)
def test_a_day_after_the_day_judged_by_is_a_reason_not_a_reproach(
    tmp_path: Path, days: str, reason: str
) -> None:
    report = audit(ledger(tmp_path / "t.csv", days, header="形成日期,公开日期"))
    (found,) = report.findings
    assert (found.code, report.records.not_judged) == ("TIM003", 1)
    assert f"有1条未判定：{reason}。" in found.message


@pytest.mark.parametrize("days", ["2026-03-02,2026-11-22", "2026-11-22,2026-11-22", "2026-11-22,"])
def test_the_day_judged_by_is_not_after_itself(tmp_path: Path, days: str) -> None:
    assert (
        audit(ledger(tmp_path / "t.csv", days, header="形成日期,公开日期")).records.not_judged == 0
    )


def test_publications_to_come_are_no_migration(tmp_path: Path) -> None:
    rows = ["2026-03-02,2205-03-20"] * 30 + ["2026-03-02,2026-03-04"]
    report = audit(ledger(tmp_path / "t.csv", *rows, header="形成日期,公开日期"))
    assert [finding.code for finding in report.findings] == ["TIM003"]


def test_a_pinned_rule_holds_for_every_record(tmp_path: Path) -> None:
    path = ledger(tmp_path / "t.csv", "2026-03-02,2026-03-05", header="形成日期,公开日期")
    assert audit(path).records.on_time == 1
    assert audit(path, rule="政府采购合同").records.late == 1
    assert audit(path, rule="cg-contract").records.late == 1
    with pytest.raises(UsageError, match=r"--rule 没有.*政府采购合同"):
        audit(path, rule="没有的")


# --- sums ---------------------------------------------------------------------------------------


def random_rows(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    rows = []
    for n in range(count):
        day = date(2024, 1, 1) + timedelta(days=chance.randint(0, 900))
        shown = "" if chance.random() < 0.1 else str(day + timedelta(days=chance.randint(-1, 60)))
        body = chance.choice(["财政局", "住建局", "某某公司", ""])
        field = chance.choice(["政府采购", "住房保障"])
        kind = chance.choice(["合同公告", "通知", "行政许可", ""])
        written = chance.choice([str(day), f"{day:%Y/%m/%d}", "", "2024年5月"])
        rows.append(f"标题{n},,{body},{field},{kind},事项{n % 7},,{written},,,{shown},u{n}")
    return rows


def test_parts_in_any_order_add_up_to_the_whole(tmp_path: Path) -> None:
    rows = random_rows(600)
    whole = ledger(tmp_path / "whole.csv", *rows)
    cut = [ledger(tmp_path / f"{n}.csv", *rows[n * 200 : n * 200 + 200]) for n in range(3)]
    job = Job(RULES, TABLES, day_number(AS_OF))
    (one,) = (tally_part(part, job) for part in parts_of(0, whole))
    tallies = [tally_part(part, job) for path in cut for part in parts_of(0, path)]
    for order in ([0, 1, 2], [2, 0, 1]):
        total = add(add(tallies[order[0]], tallies[order[1]]), tallies[order[2]])
        for dimensions in (("body", "field"), ("field", "item"), ("month",)):
            assert rates(total, dimensions) == rates(one, dimensions)
        assert lateness(total, ("body", "field")) == lateness(one, ("body", "field"))
        assert migrations(total) == migrations(one)


def test_rates_and_bounds_are_of_the_records_listed(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    report = audit(ledger(tmp_path / "t.csv", *random_rows(500)), records=out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file))
    verdicts = Counter(record["结论"] for record in records)
    counts = report.records
    assert counts.total == len(records) == 500
    assert (counts.on_time, counts.late) == (verdicts["按时"], verdicts["迟公开"])
    assert (counts.overdue, counts.not_judged) == (verdicts["逾期未公开"], verdicts["未判定"])
    (table,) = (t for t in report.tables if t.id == "ledger_bodies")
    for row in table.rows:
        own = [
            r for r in records
            if (r["单位"] or "（未写明）", r["领域"]) == (row["body"], row["field"])
        ]  # fmt: skip
        of = Counter(record["结论"] for record in own)
        decided = of["按时"] + of["迟公开"] + of["逾期未公开"]
        assert row["decided"] == decided
        assert row["rate"] == (of["按时"] / decided if decided else None)
        known = decided + of["未判定"]
        assert row["upper"] == ((of["按时"] + of["未判定"]) / known if known else None)
    late = sorted(int(r["迟（工作日）"]) for r in records if r["迟（工作日）"])
    (worst,) = (t for t in report.tables if t.id == "ledger_worst")
    assert f"{late[-1]}个工作日" in str(worst.rows[0]["verdict"])


def test_repeats_count_once_and_are_listed(tmp_path: Path) -> None:
    rows = ["甲,云1号,财政局,,,,,2026-03-02,,,2026-03-03,u1"]
    rows += ["乙,云1号,财政局,,,,,2026-03-02,,,2026-09-03,u2"]
    rows += ["丙,云1号,住建局,,,,,2026-03-02,,,2026-03-03,u1"]
    rows += ["丁,云1号,教育局,,,,,2026-03-02,,,2026-03-03,"]
    report = audit(ledger(tmp_path / "t.csv", *rows))
    assert report.records.total == report.records.on_time == 2
    (found,) = (f for f in report.findings if f.code == "TIM004")
    assert "有2条" in found.message
    assert "第3行（同第2行）、第4行（同第2行）" in found.message


def test_a_day_with_a_fifth_of_the_records_is_said(tmp_path: Path) -> None:
    rows = [f"甲,,财政局,,,,,2026-01-05,,,2026-06-30,m{n}" for n in range(20)]
    rows += [f"甲,,财政局,,,,,2026-03-02,,,2026-03-{3 + n % 20:02d},n{n}" for n in range(60)]
    report = audit(ledger(tmp_path / "t.csv", *rows))
    (found,) = (f for f in report.findings if f.code == "TIM005")
    assert "2026-06-30 一天公开20条，占全部已公开80条的25%" in found.message
    assert "按时率75.0%，不计当天的为100.0%" in found.message
    assert not [
        f for f in audit(ledger(tmp_path / "u.csv", *rows[1:])).findings if f.code == "TIM005"
    ]


# --- many processes -----------------------------------------------------------------------------


def square(mark: Path, number: int) -> int:
    if (
        number == 5
        and not mark.exists()
        and os.getpid() != int(mark.with_suffix(".pid").read_text())
    ):
        mark.touch()
        os._exit(9)
    return number * number


def test_a_worker_killed_midway_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mark.pid").write_text(str(os.getpid()))
    work = partial(square, tmp_path / "mark")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        total = map_reduce(pool, list(range(12)), work, lambda a, b: a + b)
    assert (tmp_path / "mark").exists()
    assert total == sum(n * n for n in range(12))
    assert map_reduce(None, [], work, lambda a, b: a + b) is None


@pytest.mark.usefixtures("spread")
def test_row_groups_on_two_threads_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubaudit.ledger.parquet._PART", 500)
    days = [date(2025, 1, 1) + timedelta(days=n % 500) for n in range(4_000)]
    table = pa.table(
        {
            "单位": [f"单位{n % 9}" for n in range(4_000)],
            "领域": ["政府采购"] * 4_000,
            "形成日期": pa.array(days, pa.date32()),
            "公开日期": pa.array(
                [d + timedelta(days=n % 50) for n, d in enumerate(days)], pa.date32()
            ),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=500)
    alone, many = (audit(tmp_path / "t.parquet", workers=n) for n in (1, 2))
    assert len(parts_of(0, tmp_path / "t.parquet")) == 8
    assert many.records == alone.records
    assert many.findings == alone.findings
    assert many.tables == alone.tables


@pytest.mark.usefixtures("spread")
def test_files_on_two_processes_give_the_same(tmp_path: Path) -> None:
    rows = random_rows(90)
    cut = [ledger(tmp_path / f"{n}.csv", *rows[n * 30 : n * 30 + 30]) for n in range(3)]
    alone, many = (audit(cut, workers=n) for n in (1, 2))
    assert many.records == alone.records
    assert many.findings == alone.findings
    assert many.tables == alone.tables


def test_a_job_can_be_sent_to_another_process() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(work_of(Job(RULES, TABLES, 1))))


# --- reports and the command --------------------------------------------------------------------


def test_the_report_fits_the_schema(tmp_path: Path) -> None:
    (sample,) = (Path(__file__).parents[2] / "sample_data").glob("*台账*.xlsx")
    seen = audit(sample, ask=Ask((Stale("采购公告", 1), Stale("没有的", 9)), 9, 1, 9))
    Draft202012Validator(load_schema()).validate(json.loads(render(seen, "json")))
    report = audit(ledger(tmp_path / "t.csv", *random_rows(300)))
    Draft202012Validator(load_schema()).validate(json.loads(render(report, "json")))
    assert render(report, "json") == render(audit(tmp_path / "t.csv"), "json")
    text = render(report, "table").decode()
    assert "各单位各领域的按时率" in text
    assert "违" not in text.replace("违法违规", "")


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_records_in_every_format(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    path = ledger(tmp_path / "t.csv", "=1+1,,财政局,,,,,2026-03-02,,,2026-09-03,u1")
    audit(path, records=out)
    if suffix == "xlsx":
        rows = list(load_workbook(out).worksheets[0].iter_rows(values_only=True))
        values = dict(zip(rows[0], rows[1], strict=True))
    else:
        (values,) = parquet.read_table(out).to_pylist()
    assert values["标题"] == "=1+1"
    assert values["结论"] == "迟公开"
    assert str(values["到期日"]) == "2026-03-30"
    assert values["行"] == 2


DAYS = ("起算日期", "公开日期", "到期日", "公示开始", "公示截止", "公示应到")


def test_days_in_parquet_are_days(tmp_path: Path) -> None:
    """The same ones as in csv, and null where there is none."""
    path = ledger(tmp_path / "t.csv", *random_rows(50), "甲,,财政局,,,,,2026-03-02,,,,u1")
    for out in ("out.csv", "out.parquet"):
        audit(path, records=tmp_path / out)
    table = parquet.read_table(tmp_path / "out.parquet")
    assert {str(table.schema.field(name).type) for name in DAYS} == {"date32[day]"}
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        plain = list(csv.DictReader(file))
    for name in DAYS:
        said = [row[name] for row in plain]
        assert ["" if day is None else str(day) for day in table[name].to_pylist()] == said
    assert table["公开日期"].null_count


def test_one_unreadable_file_among_several_is_reported(tmp_path: Path) -> None:
    good = ledger(tmp_path / "a.csv", *random_rows(5))
    bad = ledger(tmp_path / "b.csv", "1,2", header="x,y")
    report = audit([good, bad])
    assert report.records.total == 5
    assert report.summary.skipped == 1
    assert "没有认出形成日期" in report.inputs[1].problems[0].message


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = ledger(tmp_path / "t.csv", "2026-03-02,2026-09-03", header="iss,pub")
    argv = ["timeliness", str(path), "--region", "云南", "--as-of", "2026-11-22"]
    assert main(argv) == 2
    assert "请用 --column" in capsys.readouterr().err
    argv += ["--column", "形成日期=iss", "--column", "公开日期=pub"]
    assert main(argv) == 0
    shown = capsys.readouterr()
    assert "共1条：按时0、迟公开1" in shown.err
    assert "地区：云南省" in shown.out
    assert main([*argv, "--fail-on", "warning"]) == 1
    assert main([*argv, "--column", "形成日期"]) == 2
    assert main([*argv, "--by", "县"]) == 2
    ledger(path, "2026-03-02,", header="iss,pub")
    assert main(argv) == 1
    ledger(path, ",2026-03-02", header="iss,pub")
    assert main(argv) == 3


def test_without_a_region_it_is_the_nation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path / "t.csv", *random_rows(50))
    argv = ["timeliness", str(path), "--as-of", "2026-11-22", "--format", "json"]
    reports = []
    for where in ([], ["--region", "国家"]):
        main([*argv, *where])
        reports.append(json.loads(capsys.readouterr().out))
    unnamed, named = reports
    assert "国家（未用 --region 指定）" in unnamed["notes"][0]
    assert unnamed["scheme"]["id"].startswith("000000/")
    assert {k: v for k, v in unnamed.items() if k != "notes"} == {
        k: v for k, v in named.items() if k != "notes"
    }


def test_what_waits_for_the_notice_of_a_coming_year_is_not_left_out(tmp_path: Path) -> None:
    # 20 working days from 2027-01-18 end between 2027-02-15 and 2027-02-23.
    path = ledger(tmp_path / "t.csv", "2027-01-18,2027-02-22", header="形成日期,公开日期")
    argv = ["timeliness", str(path), "--as-of", "2027-03-01"]
    assert main(argv) == 0
    report = audit_ledgers([path], Wish(date(2027, 3, 1), {}), CALENDAR)
    assert (report.records.not_judged, report.records.provisional) == (1, 1)
    ledger(path, "2062-01-18,", header="形成日期,公开日期")
    assert main(argv) == 3


def test_the_sample_ledger_shows_every_verdict() -> None:
    (path,) = (Path(__file__).parents[2] / "sample_data").glob("*台账*.xlsx")
    report = audit(path)
    counts = report.records
    assert min(counts.on_time, counts.late, counts.overdue, counts.pending, counts.not_judged) > 0
    assert counts.total == 400 - 2
    assert {f.code for f in report.findings} == {f"TIM00{n}" for n in (1, 2, 3, 4, 5, 8, 9)}
    tables = {t.id: t.rows for t in report.tables}
    assert len(tables["ledger_reasons"]) >= 7
    assert all(row["same"] and row["later"] for row in tables["ledger_steps"])
    (single,) = (r for r in tables["ledger_notices"] if r["kind"] == "单一来源公示")
    assert (single["enough"], single["short"], single["lenient"], single["not_judged"]) == (
        (1, 1, 1, 3)
    )  # fmt: skip
