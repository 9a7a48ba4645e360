"""Which kind of record a ledger's words name; every limit is of a kind, or said why not."""

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubaudit import limits, workdays
from pubaudit.ledger import load
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers, rule_book

ROOT = catalog_root()
CALENDAR = workdays.load(ROOT / "holidays")
WORDS = load(ROOT / "ledger.yaml")
LIMITS = limits.load(ROOT / "limits.yaml")
AS_OF = date(2026, 11, 22)

CG, ZB, TD, KY = "政府采购", "工程建设项目招标投标", "国有土地使用权出让", "矿业权出让"
ZS, BZ, SJ = "土地征收信息", "住房保障", "市场监管"
CONTRACT, ACCEPT, RESULT = "政府采购合同", "采购验收结果", "采购结果"
PERMIT, PENALTY, COMPLAINT = "行政许可", "行政处罚", "采购投诉和监督检查处理决定"
GENERAL = "一般"
# 领域, kind, and the 公开事项 that are of it
SAID = [
    (CG, CONTRACT, """合同公告 合同公示 采购项目合同 采购合同公告（补充） 合同变更公告
        信息化工程监理服务合同"""),
    (CG, GENERAL, """建设工程合同 施工合同 施工承包合同 施工总承包合同 EPC总承包合同 工程承包合同
        装修工程合同 道路改造工程合同 合同履约验收公告 合同履约情况 采购需求（含合同草案）
        招标文件及合同范本 合同模板 未签订合同说明 采购合同融资 合同终止公告 合同管理办法"""),
    (CG, RESULT, """中标（成交）结果公告 中标(成交)公告 中标、成交结果公告 中标/成交结果
        竞争性磋商成交公告"""),
    (CG, GENERAL, "中标结果更正公告 废标公告 中标（成交）结果统计表 代理机构考核结果"),
    (CG, COMPLAINT, "投诉处理决定 投诉处理结果公告 监督检查处理决定"),
    (CG, "集中采购机构考核结果", "集中采购机构的考核结果"),
    ("", COMPLAINT, "政府采购投诉处理决定"),
    ("", GENERAL, "信访投诉处理结果"),
    (ZB, GENERAL, "中标（成交）结果公告"),
    (ZB, PERMIT, "施工许可证核发"),
    (TD, "土地出让结果", "出让结果 招标拍卖挂牌出让结果"),
    (TD, GENERAL, "中标（成交）公告 协议出让结果"),
    (KY, "矿业权出让结果", "出让结果"),
    (ZS, "征收土地公告", "征收土地公告"),
    (ZS, "征地批准文件", "征地批准文件"),
    (ZS, GENERAL, "征收土地预公告"),
    (BZ, "保障性住房建设进展", "工程进展"),
    (BZ, GENERAL, "分配结果"),
    (SJ, PERMIT, """行政许可决定 食品经营许可证核发 取水许可 建设工程规划许可证 排污许可证
        商品房预售许可 不予行政许可决定 行政许可情况公示"""),
    (SJ, GENERAL, """行政许可实施情况年度报告 行政处罚统计表 许可证遗失公告 拟作出行政许可公示
        行政处罚听证告知书"""),
    (SJ, PENALTY, "行政处罚决定书"),
    ("统计", PENALTY, "行政处罚决定"),
]  # fmt: skip
KINDS = [(field, item, kind) for field, kind, items in SAID for item in items.split()]


def kinds_of(tmp_path: Path, header: str, *rows: str) -> list[str]:
    path, out = tmp_path / "t.csv", tmp_path / "out.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    audit_ledgers([path], Wish(AS_OF, {}, records=out), CALENDAR)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return [row["信息种类"] for row in csv.DictReader(file)]


def test_each_wording_is_of_its_kind(tmp_path: Path) -> None:
    rows = [f"县某局,{field},{item},2026-03-02,2026-03-03" for field, item, _ in KINDS]
    found = kinds_of(tmp_path, "单位,领域,公开事项,形成日期,公开日期", *rows)
    said = [(field, item, kind) for (field, item, _), kind in zip(KINDS, found, strict=True)]
    assert said == KINDS


@pytest.mark.parametrize(
    ("header", "says", "kind"),
    [
        ("公开事项,备注", "合同履约验收,公共服务项目", ACCEPT),  # tried before the contract
        ("公开事项,备注", "合同履约验收,", GENERAL),
        ("公开事项,项目性质", "合同公告,工程", GENERAL),
        ("公开事项,项目性质", "合同公告,货物", CONTRACT),
        ("公开事项,项目性质", "合同公告,信息化工程", CONTRACT),
        ("信息类型,公开事项", "工程,合同公告", GENERAL),
        ("信息类型,公开事项", "合同公告,办公楼施工合同", GENERAL),
    ],
)
def test_other_columns_tell_what_a_contract_is_of(
    tmp_path: Path, header: str, says: str, kind: str
) -> None:
    row = f"县财政局,政府采购,{says},2026-03-02,2026-03-03"
    assert kinds_of(tmp_path, f"单位,领域,{header},形成日期,公开日期", row) == [kind]


WORKS = f"{CONTRACT}（疑为建设工程，按一般时限）"
# 领域, 公开事项, 信息类型, 标记, 备注, 文件标题 → kind
DOUBTS = [
    (f"{CG},,合同公告,,,教学楼施工合同", WORKS),
    (f"{CG},绿化工程项目合同公告,,,,", WORKS),
    (f"{CG},道路建设合同,,,,", WORKS),
    (f"{CG},学校食堂改造项目合同,,,,", WORKS),
    (f"{CG},,政府采购合同（工程类）,,,", WORKS),
    (f"{CG}（工程类）,,合同公告,,,", WORKS),
    (f"{CG},合同公告,,,工程类,", WORKS),
    (f"{CG},合同公告,,,,办公楼装修项目合同", WORKS),
    (f"{CG},合同公告,,,,电梯设备采购及安装工程合同", WORKS),
    (f"{CG},合同公告,,,,政务服务中心改造项目合同", WORKS),
    # goods and services around works, and words that only look like works
    (f"{CG},合同公告,,,,工程咨询服务合同", CONTRACT),
    (f"{CG},合同公告,,,,教学楼建设项目监理合同", CONTRACT),
    (f"{CG},合同公告,,,,道路改造工程勘察设计合同", CONTRACT),
    (f"{CG},合同公告,,,,工程车采购合同", CONTRACT),
    (f"{CG},合同公告,,,,建设工程检测设备采购合同", CONTRACT),
    (f"{CG},合同公告,,,,城区绿化养护服务合同", CONTRACT),
    (f"{CG},合同公告,,,,智慧政务平台建设合同", CONTRACT),
    (f"{CG},合同公告,,,,业务系统升级改造合同", CONTRACT),
    (f"{CG},合同公告,,,,县住房和城乡建设局办公家具合同", CONTRACT),
    (f"{CG},合同公告,,,,某工程学院空调合同", CONTRACT),
    (f"{CG},合同公告,,,,物业服务合同", CONTRACT),
    (f"{CG},货物、服务和工程采购合同,,,,电脑合同", CONTRACT),
    # what a column says of itself goes before the title; a remark too
    (f"{CG},合同公告,,货物,,教学楼改造项目合同", CONTRACT),
    (f"{CG},合同公告,,,服务类,教学楼改造项目合同", CONTRACT),
    (f"{CG},合同公告,,工程,,", GENERAL),
    # other kinds are told by their titles too
    (f"{CG},,采购结果公告,,,办公设备项目废标公告", f"{RESULT}（疑为废标、终止或更正，按一般时限）"),
    (f"{CG},,采购结果公告,,,办公设备采购项目", RESULT),
    (f"{SJ},,行政处罚,,,行政处罚裁量基准", f"{PENALTY}（疑不是处罚决定，按一般时限）"),
    (f"{SJ},,行政处罚,,,某公司未按裁量基准一案行政处罚决定书", PENALTY),
    (f"{SJ},,行政许可,,,行政许可事项清单", f"{PERMIT}（疑不是许可决定，按一般时限）"),
    (f"{SJ},,行政许可,,,关于某工程的许可", PERMIT),
]  # fmt: skip
DOUBT_HEADER = "单位,领域,公开事项,信息类型,标记,备注,文件标题,形成日期,公开日期"


def test_what_looks_like_something_else_is_judged_by_the_general_limit(tmp_path: Path) -> None:
    rows = [f"县某局,{says},2026-03-02,2026-03-03" for says, _ in DOUBTS]
    found = kinds_of(tmp_path, DOUBT_HEADER, *rows)
    assert list(zip([says for says, _ in DOUBTS], found, strict=True)) == DOUBTS


def test_a_doubt_is_said_and_does_not_bind_a_company(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    works = "{},政府采购,,合同公告,,,教学楼施工合同,2026-03-02,2026-03-20"
    rows = [works.format(body) for body in ("县财政局", "城投公司")]
    path.write_text("\n".join([DOUBT_HEADER, *rows]) + "\n", encoding="utf-8")
    report = audit_ledgers([path], Wish(AS_OF, {}), CALENDAR)
    assert (report.records.on_time, report.records.not_judged) == (1, 1)
    (table,) = (t for t in report.tables if t.id == "ledger_limits")
    said = {row["kind"]: row["limits"] for row in table.rows}
    assert said == {"（没有适用的时限）": None, WORKS: "20个工作日"}


@pytest.mark.usefixtures("spread")
def test_titles_are_read_however_a_ledger_is_spread(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    days = pa.array([date(2026, 3, 2)] * 40), pa.array([date(2026, 3, 20)] * 40)
    names = ("领域", "信息类型", "文件标题", "形成日期", "公开日期")
    titles = [
        "施工合同",
        "物业合同",
        "施\u3000工合同",
        None,
        "裝修合同",
        "施工监理合同",
        "EPC合同",
        "花卉",
    ]
    columns = (["政府采购"] * 40, ["合同公告"] * 40, titles * 5, *days)
    parquet.write_table(pa.table(dict(zip(names, columns, strict=True))), path, row_group_size=10)
    for workers in (1, 2):
        report = audit_ledgers([path], Wish(AS_OF, {}, workers=workers), CALENDAR)
        assert (report.records.on_time, report.records.late) == (20, 20)


def test_every_limit_to_publish_within_is_of_a_kind_or_said_not_to_be() -> None:
    kinds = (*WORDS.kinds, WORDS.general)
    used = {name for kind in kinds for name in (*kind.limits, *kind.beside)}
    within = {x.id for x in LIMITS.limits if x.publishes and x.direction == "within"}
    assert used | WORDS.unused.keys() == within
    assert not used & WORDS.unused.keys()
    assert all(WORDS.unused.values())


def test_a_kind_without_limits_is_judged_by_the_general_one_and_shows_its_own(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("领域,公开事项,形成日期,公开日期\n矿业权出让,出让结果,2026-03-02,2026-03-20\n")
    report = audit_ledgers([path], Wish(AS_OF, {}), CALENDAR)
    assert report.records.on_time == 1
    (table,) = (t for t in report.tables if t.id == "ledger_limits")
    assert "5个工作日" in str(table.rows[0]["beside"])
    assert table.rows[0]["limits"] == "20个工作日"


PINNED = [
    # rule, days formed, decided and signed → the day that starts the clock
    ("政府采购合同", "2026-03-10"),
    ("cg-contract", "2026-03-10"),
    ("118-permit-penalty", "2026-03-06"),
    ("samr-penalty", "2026-03-06"),
    ("xxgk-proactive-711", "2026-03-03"),
]


@pytest.mark.parametrize(("rule", "start"), PINNED)
def test_a_pinned_limit_has_the_trigger_of_its_kind(tmp_path: Path, rule: str, start: str) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "out.csv"
    header = "形成日期,作出决定日期,合同签订日期,公开日期"
    path.write_text(f"{header}\n2026-03-03,2026-03-06,2026-03-10,2026-03-12\n", encoding="utf-8")
    report = audit_ledgers([path], Wish(AS_OF, {}, rule=rule, records=out), CALENDAR)
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert row["起算日期"] == start
    (said,) = (note for note in report.notes if note.startswith("起算："))
    own = {"2026-03-10": "从“合同签订日期”；没有填写的从", "2026-03-06": "从“作出决定日期”；没有"}
    assert f"{rule}{own[start]}" in said if start in own else said.startswith("起算：全部从“形成")


def test_kinds_leave_room_in_the_key() -> None:
    from pubaudit.timeliness.tally import _BITS

    assert len(rule_book(WORDS, LIMITS).kinds) + 1 < 1 << _BITS["kind"]
