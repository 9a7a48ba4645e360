"""Constructed reports that the tests of the renderers share; places and files are invented.

``python -m tests.unit.reports`` writes the expected outputs under tests/golden anew.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pubaudit.models import (
    AuditReport,
    Basis,
    Column,
    DutyOf,
    ElementVerdict,
    EntryReport,
    Evidence,
    Finding,
    FindingCounts,
    InputReport,
    ItemCounts,
    ItemReport,
    Location,
    Problem,
    RecordCounts,
    SchemeReport,
    Summary,
    Table,
    Tool,
)

GOLDEN = Path(__file__).parent.parent / "golden"
TOOL = Tool("pubaudit", "0.1.0", 2)
AS_OF = date(2026, 11, 21)
CALENDAR = "未使用（本报告未推算日期）"
TIANJIN = SchemeReport("120000/公共资源配置", "天津市", "津政办函〔2018〕9号", "in_hand", "1")
FILE = "亭湖样例/公共资源交易目录.xlsx"
SHEET = "公共资源交易"
FIELD = "政府采购"
QUOTE = (
    "主要公开采购项目公告、采购文件、采购项目预算金额、采购结果、采购合同等采购项目信息，"
    "财政部门作出的投诉和监督检查等处理决定、对集中采购机构的考核结果，"
    "违法失信行为记录等监督处罚信息。"
)
DEMAND = "津政办函〔2018〕9号二（二）4要求公开"
REMEDY = "请增列一行，写明公开内容、时限、方式和公开主体；确不涉及的，在目录中注明“本单位不涉及”"
DOUBT = "未见明确列出；公共资源交易 第19行“中介机构监督检查结果”只有部分字词相近，请核实"
BASIS = Basis(
    "二（二）4", QUOTE, "天津市推进公共资源配置领域政府信息公开实施方案", TIANJIN.document
)


def _table(*rows: tuple[str, int, int, int, int, int, int]) -> Table:
    titles = ("领域", "事项", "已列明", "要素不全", "缺", "不适用", "需核实")
    keys = ("field", "total", "covered", "partial", "missing", "not_applicable", "needs_review")
    columns = tuple(
        Column(key, title, "count" if at else "text")
        for at, (key, title) in enumerate(zip(keys, titles, strict=True))
    )
    return Table(
        "fields", "各领域情况", columns, tuple(dict(zip(keys, r, strict=True)) for r in rows)
    )


def _row(row: int, text: str, how: str = "equal", last: int = 0) -> Evidence:
    return Evidence(0, SHEET, row, last or row, text, how)


ITEMS = (
    ItemReport(
        "120000/公共资源配置/政府采购/1",
        FIELD,
        "采购项目公告",
        "covered",
        0.95,
        False,
        "unknown",
        "第15行列明“采购公告”。",
        (),
        (_row(15, "采购公告、成交公告", "clause"),),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/2",
        FIELD,
        "采购文件",
        "missing",
        0.9,
        False,
        "unknown",
        "政府采购各行中没有这一内容。",
        (),
        (),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/3",
        FIELD,
        "采购项目预算金额",
        "missing",
        0.9,
        False,
        "unknown",
        "政府采购各行中没有这一内容。",
        (),
        (),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/4",
        FIELD,
        "采购结果",
        "covered",
        0.97,
        False,
        "unknown",
        "“成交公告”即采购结果。",
        (),
        (_row(15, "采购公告、成交公告", "synonym"),),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/5",
        FIELD,
        "采购合同",
        "covered",
        0.97,
        False,
        "unknown",
        "第16行列明“采购合同”。",
        (),
        (_row(16, "采购合同订立、履约以及有关变更信息", "clause", 17),),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/6",
        FIELD,
        "财政部门作出的投诉和监督检查等处理决定",
        "partial",
        0.7,
        False,
        "unknown",
        "只列明投诉处理决定。",
        (ElementVerdict("投诉处理决定", "covered"), ElementVerdict("监督检查处理决定", "missing")),
        (_row(18, "投诉处理决定", "clause"),),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/7",
        FIELD,
        "对集中采购机构的考核结果",
        "missing",
        0.4,
        True,
        "unknown",
        DOUBT,
        (),
        (),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/政府采购/8",
        FIELD,
        "违法失信行为记录",
        "covered",
        0.55,
        True,
        "unknown",
        "第20行“交易活动当事人信用奖惩信息”比方案用词宽，可能包含违法失信行为记录。",
        (),
        (_row(20, "交易活动当事人信用奖惩信息", "similar"),),
        (BASIS,),
    ),
    ItemReport(
        "120000/公共资源配置/矿业权出让/1",
        "矿业权出让",
        "出让公告公示",
        "not_applicable",
        1.0,
        False,
        "other",
        "目录第30行写明“本区不涉及矿业权出让”。",
        (),
        (),
        (),
    ),
)


def _missing(number: int, name: str) -> Finding:
    return Finding(
        "COV001",
        "error",
        f"政府采购“{name}”未列入目录。{DEMAND}。{REMEDY}",
        BASIS,
        f"120000/公共资源配置/政府采购/{number}",
        "区财政局",
        None,
        f"{number:016x}",
    )


FINDINGS = (
    _missing(2, "采购文件"),
    _missing(3, "采购项目预算金额"),
    Finding(
        "COV001",
        "warning",
        f"政府采购“对集中采购机构的考核结果”未列入目录，疑似{DOUBT}。{DEMAND}。"
        "请核实；确未列出的，增列一行",
        BASIS,
        "120000/公共资源配置/政府采购/7",
        "区财政局",
        None,
        "00000000000000a7",
    ),
    Finding(
        "COV002",
        "warning",
        f"政府采购“处理决定”：{SHEET} 第18行“投诉处理决定”未写明监督检查处理决定。{DEMAND}；"
        "请在该行补全，或另列一行",
        BASIS,
        "120000/公共资源配置/政府采购/6",
        "区财政局",
        Location(0, SHEET, 18, 18, "C"),
        "00000000000000a6",
    ),
    Finding(
        "QUA002",
        "warning",
        "公开主体为空，请填写责任单位。",
        None,
        "",
        "区财政局",
        Location(0, SHEET, 22, 22, "E"),
        "00000000000000b1",
    ),
    Finding(
        "COV003",
        "info",
        "“公共资源交易范围和规模标准”不对应方案事项，可以保留。",
        None,
        "",
        "",
        Location(0, SHEET, 5, 6),
        "00000000000000b2",
    ),
)


def tianjin() -> AuditReport:
    """The 亭湖-like trading catalog against 天津: two gaps, one doubtful, one partial."""
    return AuditReport(
        kind="check",
        tool=TOOL,
        as_of=AS_OF,
        calendar=CALENDAR,
        scheme=TIANJIN,
        notes=(
            (
                "标准：天津市《天津市推进公共资源配置领域政府信息公开实施方案》"
                "（津政办函〔2018〕9号），方案原文在库，现行有效"
            ),
            "公开主体：区财政局（取自目录标题）",
            "核查领域：政府采购、矿业权出让（按指定）",
        ),
        inputs=(
            InputReport(
                FILE,
                "0" * 64,
                "区财政局",
                "标题",
                (SHEET, "说明"),
                24,
                (FIELD,),
                (
                    Problem(
                        "该行是合并单元格的残余，没有内容，未作为一项读取。",
                        SHEET,
                        27,
                        skipped=True,
                    ),
                    Problem("工作表隐藏，已照常读取。", "说明"),
                ),
            ),
        ),
        items=ITEMS,
        entries=(
            EntryReport(0, SHEET, 5, "公共资源交易范围和规模标准", ()),
            EntryReport(0, SHEET, 15, "采购公告、成交公告", (ITEMS[0].id, ITEMS[3].id)),
        ),
        tables=(_table((FIELD, 8, 4, 1, 3, 0, 2), ("矿业权出让", 1, 0, 0, 0, 1, 0)),),
        findings=FINDINGS,
        summary=Summary(ItemCounts(4, 1, 3, 1, 9), 2, FindingCounts(2, 3, 1, 0), 1),
    )


def clean() -> AuditReport:
    """A catalog without a finding."""
    covered = tuple(item for item in ITEMS if item.verdict == "covered" and not item.needs_review)
    return AuditReport(
        kind="check",
        tool=TOOL,
        as_of=AS_OF,
        calendar=CALENDAR,
        scheme=TIANJIN,
        inputs=(InputReport("完整目录.xlsx", "1" * 64, "", "", (SHEET,), 3, (FIELD,), ()),),
        items=covered,
        tables=(_table((FIELD, 3, 3, 0, 0, 0, 0)),),
        summary=Summary(ItemCounts(covered=3, total=3)),
    )


LAND = "国有土地使用权出让"
LAND_BASIS = Basis(
    "二（五）", "土地供应计划、出让公告、成交公示", "", "桑政办发〔2019〕1号", "reconstructed"
)
LAND_FILES = (("桑洲区/自然资源局目录.xlsx", "桑洲区自然资源局"), ("桑洲区/公告目录.xlsx", ""))


def _land(number: int, name: str, row: Evidence | None = None, duty: DutyOf = "own") -> ItemReport:
    return ItemReport(
        f"990101/公共资源配置/{LAND}/{number}",
        LAND,
        name,
        "covered" if row else "missing",
        0.9,
        False,
        duty,
        f"第{row.row}行列明。" if row else "目录各行均未列出该事项",
        (),
        (row,) if row else (),
        (LAND_BASIS,),
    )


def _land_report(at: int, items: tuple[ItemReport, ...], **more: Any) -> AuditReport:
    """A report of one catalog, or with ``at`` -1 of both, with a finding for each gap."""
    gaps = [item for item in items if item.verdict == "missing"]
    findings = tuple(
        Finding(
            "COV001",
            "info" if item.duty == "other" else "warning",
            f"{LAND}“{item.name}”未列入目录。桑政办发〔2019〕1号二（五）（据转述，原文未核）要求公开。请增列一行",
            LAND_BASIS,
            item.id,
        )
        for item in gaps
    )
    info = sum(found.severity == "info" for found in findings)
    inputs = tuple(
        InputReport(path, f"{number}" * 64, body, "title" if body else "", ("表",), 12, (LAND,), ())
        for number, (path, body) in enumerate(LAND_FILES)
        if at in {number, -1}
    )
    return AuditReport(
        kind="check" if at >= 0 else "region",
        tool=TOOL,
        as_of=AS_OF,
        calendar=CALENDAR,
        scheme=SchemeReport(
            "990101/公共资源配置", "桑洲区", "桑政办发〔2019〕1号", "reconstructed", "1"
        ),
        notes=("标准：桑洲区（桑政办发〔2019〕1号），据转述整理、原文未核，结论最高为警告",),
        inputs=inputs,
        items=items,
        findings=findings,
        summary=Summary(
            ItemCounts(len(items) - len(gaps), 0, len(gaps), 0, len(items)),
            0,
            FindingCounts(warning=len(findings) - info, info=info),
        ),
        **more,
    )


def region() -> AuditReport:
    """Two catalogs of an invented district: one gap of both, two of the first, one of those own."""
    names = ("土地供应计划", "出让公告", "成交公示")
    notice, deal = (
        Evidence(0, "表", row, row, "土地出让公告及成交公示", "clause") for row in (3, 4)
    )
    first = (_land(1, names[0]), _land(2, names[1]), _land(3, names[2], duty="other"))
    second = (_land(1, names[0]), _land(2, names[1], notice), _land(3, names[2], deal))
    both = (
        _land(1, names[0], duty="unknown"),
        _land(2, names[1], replace(notice, input=1)),
        _land(3, names[2], replace(deal, input=1)),
    )
    return _land_report(
        -1,
        both,
        tables=(_table((LAND, 3, 2, 0, 1, 0, 0)),),
        parts=(_land_report(0, first), _land_report(1, second)),
    )


def timeliness() -> AuditReport:
    """A ledger's report: counts of records, a rate, a blank, many findings of one code."""
    columns = (
        Column("body", "公开主体", "text"),
        Column("total", "条数", "count"),
        Column("rate", "按时率", "rate"),
        Column("next", "最近到期日", "date"),
    )
    rows: tuple[dict[str, str | int | float | None], ...] = (
        {"body": "桑洲区财政局", "total": 40, "rate": 0.925, "next": "2026-12-01"},
        {"body": "桑洲区自然资源和规划局", "total": 0, "rate": None, "next": None},
    )
    late = tuple(
        Finding(
            "TIM001",
            "error",
            f"应于 2026-03-{day:02d} 前公开，迟 3 个工作日；请说明原因。",
            None,
            "",
            "桑洲区财政局",
            Location(0, "台账", day + 1, day + 1, "F"),
            f"{day:016x}",
        )
        for day in range(1, 25)
    )
    return AuditReport(
        kind="timeliness",
        tool=TOOL,
        as_of=AS_OF,
        calendar="chinese-calendar 1.11（2004-2026）",
        scheme=None,
        records=RecordCounts(40, 16, 24, 0, 0, 0),
        tables=(Table("bodies", "各主体公开时效", columns, rows),),
        findings=late,
        summary=Summary(findings=FindingCounts(error=24, waived=1)),
    )


REPORTS = {"tianjin": tianjin, "clean": clean, "region": region, "timeliness": timeliness}


def main() -> None:
    """Write the expected outputs anew; look at the difference before you keep it."""
    from pubaudit.report import View, render

    GOLDEN.mkdir(exist_ok=True)
    for name, make in REPORTS.items():
        (GOLDEN / f"report_{name}.txt").write_bytes(render(make(), "table", View(entries=True)))
        (GOLDEN / f"report_{name}.json").write_bytes(render(make(), "json"))


if __name__ == "__main__":
    main()
