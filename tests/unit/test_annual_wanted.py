"""条例第四十四条: what several applicants got is suggested; names and requests are never shown."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubaudit import api, workdays
from pubaudit.annual.fill import Question, fill
from pubaudit.annual.wanted import Listed
from pubaudit.cli import main
from pubaudit.matching import load_thesaurus
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from tests.annual_sets import FORMS, REGIONS
from tests.ledgers import Row, book
from tests.workbooks import catalog

CALENDAR = workdays.load(catalog_root() / "holidays")
HEADER = ("登记号", "申请人姓名", "申请人类型", "收到日期", "答复日期", "办理结果",
          "所需信息文号", "信息名称", "所需信息内容描述", "承办单位")  # fmt: skip
NUMBER = "甲政发〔2024〕3号"


def rows(*asked: tuple[str, str, str], result: str = "予以公开") -> list[Row]:
    """A request each for (applicant, document number, title), all granted."""
    days = (date(2025, 3, 3), date(2025, 3, 20))
    return [
        HEADER,
        *(
            (str(n), who, "自然人", *days, result, number, title, "张三要他家的材料", "甲局")
            for n, (who, number, title) in enumerate(asked)
        ),
    ]


def filled(path: Path, listed: Listed | None = None) -> AuditReport:
    question = Question(2025, date(2026, 1, 20), listed=listed)
    return fill([path], FORMS, REGIONS, CALENDAR, question)[0]


def suggested(report: AuditReport) -> list[tuple[object, ...]]:
    table = next((t for t in report.tables if t.id == "annual_suggested"), None)
    keys = ("info", "applicants", "full", "partial")
    return [tuple(row[key] for key in keys) for row in table.rows] if table else []


def ledger(folder: Path, *asked: tuple[str, str, str], result: str = "予以公开") -> Path:
    return book(folder / "台账.xlsx", 申请=rows(*asked, result=result))


def test_two_applicants_make_a_suggestion_by_its_number(tmp_path: Path) -> None:
    report = filled(ledger(
        tmp_path,
        ("王小明", NUMBER, "关于调整某体制的通知"),
        ("李大力", "", "关于调整某体制的通知"),
        ("赵六", "", "《关于调整某体制的通知》（甲政发[2024]3号）"),
        ("王小明", "", "某项统计表"),
        ("王小明", "", "某项统计表"),
    ))  # fmt: skip
    assert suggested(report) == [(NUMBER, 3, 3, 0)]
    (finding,) = [f for f in report.findings if f.code == "ANN022"]
    assert finding.severity == "info"
    assert finding.basis is not None
    assert (finding.basis.article, finding.basis.confidence) == ("第四十四条", "unverified")
    assert any("未与目录核对" in note for note in report.notes)


@pytest.mark.parametrize("result", ["不予公开：属于国家秘密", "已主动公开", "办理中"])
def test_what_was_not_granted_or_public_before_is_left_out(result: str, tmp_path: Path) -> None:
    asked = (("王小明", NUMBER, ""), ("李大力", NUMBER, ""))
    assert suggested(filled(ledger(tmp_path, *asked, result=result))) == []


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("某医院设备政府采购合同", True),
        ("采购文件", True),
        ("《某医院设备项目采购文件》", True),
        ("采购文件范本编制说明", False),
        ("惠农补贴资金统计表", False),
    ],
)
def test_what_a_catalog_lists_is_left_out(title: str, listed: bool, tmp_path: Path) -> None:
    entries = [("政府采购", "采购文件"), ("政府采购", "采购合同")]
    path = catalog(tmp_path / "目录.xlsx", entries)
    thesaurus = load_thesaurus(catalog_root())
    known = Listed.of([api.read_catalog(path)], thesaurus, FORMS.suggestion.vague)
    report = filled(ledger(tmp_path, ("王小明", "", title), ("李大力", "", title)), known)
    assert (not suggested(report)) is listed


PRIVATE = (
    "王小明宅基地批准书",
    "李四先生的补偿协议",
    "赵某某信访答复意见",
    "关于肖大同的处罚决定书",
    "110101199003074514的登记材料",
    "联系电话13800138000的登记表",
    "我家被占土地的批文",
    "请提供某路改造的全部材料",
    "某村王小明申请低保的材料",
    "很长的名称" * 15,
    # ends in no kind of document, asks, or names somebody behind 关于, a place or nothing
    "想了解城东片区拆迁补偿款去向，村干部是否贪污",
    "为何不批准我安置",
    "孙大海行政处罚决定书",
    "《孙大海行政处罚决定书》",
    "赵铁柱工伤认定决定书",
    "要求查阅幸福路3号楼2单元501室房屋征收补偿协议",
    "幸福路3号楼2单元501室房屋征收补偿方案",
    "关于孙大海违建拆除的通知",
    "西山村赵铁柱宅基地审批通知",
    "对村民孙大海的处理通知",
    "补偿款发放是否有统计表",
    "全部拆迁户的补偿明细",
    "孙大海诉甲政发〔2024〕3号",
)

SHOWN = (
    "2023年度部门决算",
    "关于高标准农田建设的通知",
    "农村危房改造补助资金分配方案",
    "县文化馆免费开放资金统计表",
    "金融机构名录管理办法",
    "《甲县城市更新行动》",
    "土地征收启动公告",
    "关于印发县安全生产应急预案的通知",
    "常住人口统计公报",
)


@pytest.mark.parametrize("title", SHOWN)
def test_titles_of_documents_are_shown(title: str, tmp_path: Path) -> None:
    report = filled(ledger(tmp_path, ("王小明", "", title), ("李大力", "", title)))
    assert suggested(report) == [(title, 2, 2, 0)]


@pytest.mark.parametrize("title", PRIVATE)
def test_what_may_be_private_is_told_by_its_rows_alone(title: str, tmp_path: Path) -> None:
    report = filled(ledger(tmp_path, ("王小明", "", title), ("李大力", "", title)))
    assert suggested(report) == []
    assert title not in repr(report)
    assert any("申请 第2行、申请 第3行" in note for note in report.notes)


def test_ledgers_that_do_not_tell_are_said(tmp_path: Path) -> None:
    header, *data = rows(("王小明", NUMBER, "某通知"), ("李大力", NUMBER, "某通知"))
    path = book(tmp_path / "台账.xlsx", 申请=[header[:6], *(row[:6] for row in data)])
    assert any("第四十四条（多人申请同一信息）未判断" in note for note in filled(path).notes)
    path = book(tmp_path / "b.xlsx", 申请=[(*header[:1], "", *header[2:]), *data])
    report = filled(path)
    assert suggested(report) == [(NUMBER, 2, 2, 0)]
    assert any("2件申请没有申请人代号" in note for note in report.notes)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("信息名称或文号", True),
        ("申请公开的文件", True),
        ("所需信息名称、文号或者便于查询的其他特征性描述", False),
        ("申请公开的文件内容", False),
        ("申请内容", False),
    ],
)
def test_a_column_of_the_request_s_own_words_is_never_read(
    title: str, read: bool, tmp_path: Path
) -> None:
    header, *data = rows(("王小明", "", "某事项的通知"), ("李大力", "", "某事项的通知"))
    path = book(tmp_path / "台账.xlsx", 申请=[(*header[:6], "甲", title, *header[8:]), *data])
    assert suggested(filled(path)) == ([("某事项的通知", 2, 2, 0)] if read else [])


def test_bodies_are_kept_apart(tmp_path: Path) -> None:
    """向同一行政机关提出: one applicant at each of two bodies is no suggestion."""
    header, first, second = rows(("王小明", NUMBER, ""), ("李大力", NUMBER, ""))
    path = book(tmp_path / "台账.xlsx", 申请=[header, first, (*second[:-1], "乙局")])
    assert suggested(filled(path)) == []


NAMES = ("欧阳明日", "司马相如", "某某有限责任公司", "邢道荣")
WORDS = ("想要邻居的全部材料", "反映领导问题请处理")


@settings(max_examples=6)
@given(data=st.data())
def test_no_name_and_no_words_of_a_request_reach_any_output(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Names and words stand in any cell by mistake; every format is searched for them."""
    folder = tmp_path_factory.mktemp("private")
    header, *made = rows(*((name, NUMBER, "某事项的通知") for name in NAMES * 2))
    table = [list(row) for row in made]
    free = [header.index(n) for n in ("申请人类型", "收到日期", "答复日期", "办理结果", "信息名称")]
    for row in table:
        at = data.draw(st.sampled_from([*free, -2]))
        row[at] = data.draw(st.sampled_from([*NAMES, *WORDS]))
    cases = [
        ("案号", "案件类型", "审理结果"),
        ("复1", NAMES[0], "维持"),
        ("复2", "行政复议", WORDS[0]),
    ]
    path = book(folder / "台账.xlsx", 申请=[header, *table], 案件=cases)
    names = [folder / f"年报.{suffix}" for suffix in ("json", "md", "html")]
    argv = ["annual", str(path), "--year", "2025", "--as-of", "2026-01-20", "--fail-on", "never"]
    main([*argv, *(part for name in names for part in ("-o", str(name)))])
    report = filled(path)
    shown = repr(report) + "".join(name.read_text(encoding="utf-8") for name in names)
    assert [word for word in (*NAMES, *WORDS) if word in shown] == []
