"""What single rows, and a few together, say of the items: the language of the field."""

from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.matching import align
from tests.aligned import judged, judged_by, ready, ready_for
from tests.workbooks import catalog

# --- the language of the field: (category, content) against the one item it is or is not -------

ROWS = [
    ("政府采购", "采购公告、成交公告", "采购结果", "covered"),
    ("政府采购", "政府采购文件管理办法", "采购文件", "missing"),
    ("政府采购", "招标文件范本", "采购文件", "missing"),
    ("政府采购", "招标公告：获取采购文件的时间、地点", "采购文件", "missing"),
    ("政府采购", "对采购结果的质疑答复", "采购结果", "missing"),
    ("采购项目公告", "公开招标、竞争性谈判、询价等公告：采购需求", "采购项目公告", "covered"),
    ("政府采购", "询价等次公告", "采购项目公告", "partial"),
    ("矿产资源", "矿业权人勘查开采公示信息", "出让公告公示", "missing"),
    ("政府采购", "对采购文件作出必要澄清修改的，在原渠道发布", "采购文件", "missing"),
    ("政府采购", "质疑答复", "财政部门作出的投诉和监督检查等处理决定", "missing"),
    ("政府采购", "不含采购文件（另行公布）", "采购文件", "missing"),
    ("政府采购", "釆购合同", "采购合同", "covered"),
    ("政府采购", "集中采购目录、政府采购限额标准", "采购项目预算金额", "missing"),
    ("政府采购", "竞争性磋商公告", "采购项目公告", "partial"),
    ("政府采购", "公开招标公告、竞争性磋商公告", "采购项目公告", "covered"),
    ("财政资金", "专项资金分配结果", "分配结果", "missing"),
    ("土地管理", "土地储备计划", "土地供应计划", "missing"),
    ("土地供应", "计划、出让公告、成交公示、供应结果", "土地供应计划", "covered"),
    ("土地供应", "国有建设用地招标、拍卖、挂牌公告", "出让公告", "covered"),
    ("矿业权出让", "采矿权出让公告、成交结果公示", "出让公告公示", "partial"),
    ("矿业权出让", "探矿权、采矿权出让公告和成交结果公示", "出让公告公示", "covered"),
    ("工程招标投标", "合同订立、履行", "合同订立及履行", "covered"),
    ("工程招标投标", "合同签订", "合同订立及履行", "partial"),
    ("工程招标投标", "评标办法", "中标候选人", "missing"),
    ("工程招标投标", "中标侯选人公示", "中标候选人", "covered"),
    ("工程招标投标", "中标候选人（排序、名称、投标报价）", "中标候选人", "partial"),
    ("农村危房改造", "评议结果、审核结果公示", "分配对象", "missing"),
    ("保障性住房", "年度建设计划（任务量、项目清单等）", "年度建设计划信息", "covered"),
    ("保障性住房", "年度建设计划（任务量、项目清单）", "年度建设计划信息", "partial"),
    ("住房保障", "保障性住房分配政策、对象、房源、程序、过程、结果", "分配结果", "covered"),
    ("住房保障和农村危房改造", "公租房分配结果", "分配结果", "covered"),
    ("政府采购", "采购合同（不涉及国家秘密、商业秘密）", "采购合同", "covered"),
    ("政府采购", "采购合同（涉及国家秘密、商业秘密的除外）", "采购合同", "covered"),
    ("政府采购", "本级无集中采购机构", "对集中采购机构的考核结果", "not_applicable"),
    ("工程招标投标", "招标公告和公示信息发布管理办法", "招标公告", "missing"),
    ("工程招标投标", "履约保证金", "合同订立及履行", "missing"),
    ("工程招标投标", "中标候选人等级（名称、报价）", "中标候选人", "partial"),
    ("土地出让", "土地供应计划编制办法", "土地供应计划", "missing"),
    ("土地和矿业权", "国有建设用地使用权、采矿权出让公告", "出让公告", "covered"),
    ("国有产权交易", "企业年度财务决算审计结果", "相关中介机构审计结果", "missing"),
    ("国有产权交易", "董事会决议、国资监管机构批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "covered"),
    # words of two groups in one clause
    ("政府采购", "成交（中标）供应商及金额", "采购结果", "covered"),
    ("土地出让", "竞得人及成交宗地的公示", "成交公示", "covered"),
    ("公租房", "轮候名册", "分配对象", "covered"),
    ("工程招标投标", "对中标候选人投诉的处理决定", "中标候选人", "missing"),
    ("政府采购", "采购合同签订公告", "采购项目公告", "missing"),
    # 的 or no 的; what each of two things joined by 及 ends with
    ("工程招标投标", "招标公告（招标条件、项目概况与范围、资格要求、文件的获取、文件的递交）",
     "招标公告", "covered"),
    ("保障性住房", "公租房分配办法及流程", "保障性住房分配政策", "covered"),
    ("保障性住房", "公租房分配办法及流程", "分配程序", "covered"),
    ("工程招标投标", "中标候选人公示及异议答复", "中标候选人", "covered"),
    # kinds listed side by side count together; a modifier goes on to the next
    ("国有产权交易", "产权转让、资产转让、增资的内部决策和批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "covered"),
    ("国有产权交易", "产权转让的内部决策和批准文件",
     "企业国有产权交易、企业国有资产交易和国有企业增资的决策及批准信息", "partial"),
    ("矿业权出让", "采矿权新立、延续、变更审批结果", "审批结果信息", "partial"),
    # where the content names the item too, its words say the kind
    ("国有土地出让公告", "工业用地“标准地”挂牌公告", "出让公告", "partial"),
    ("国有土地出让公告", "“标准地”及其他地块挂牌公告", "出让公告", "covered"),
    # a cell that lists the items of several fields
    ("公共资源交易", "工程招标公告、政府采购公告、土地出让公告", "招标公告", "covered"),
    ("公共资源交易", "工程招标公告、政府采购公告、土地出让公告", "出让公告", "covered"),
    # another business
    ("校外培训机构", "白名单、黑名单", "黑名单", "missing"),
    # papers of a policy, however they are called
    ("农村危房改造", "文件类别、标题、文号、正文",
     "农村危房改造相关政策措施执行情况信息", "partial"),
    ("村镇建设", "集镇道路年度建设计划及完成情况", "年度建设计划信息", "missing"),
    ("住房保障", "安置房分配结果公示", "分配结果", "missing"),
    ("土地出让", "海域使用权成交公示", "成交公示", "missing"),
    # the noun at the end says what the thing is
    ("政府采购", "采购代理机构业务培训结果", "采购结果", "missing"),
    ("政府采购", "采购文件收费标准", "采购文件", "missing"),
    ("政府采购", "采购合同违约金标准", "采购合同", "missing"),
    ("政府采购", "项目预算金额50万元以上的限额标准", "采购项目预算金额", "missing"),
    ("工程招标投标", "中标结果异议处理情况", "中标结果", "missing"),
    ("工程招标投标", "中标结果备案须知", "中标结果", "missing"),
    ("土地出让", "土地供应计划执行情况评估", "土地供应计划", "missing"),
    ("住房保障", "住房保障信息系统建设方案", "城镇保障性安居工程规划建设方案", "missing"),
    # denied
    ("政府采购", "未中标供应商名单", "采购结果", "missing"),
    ("工程招标投标", "不需招标项目核准", "依法必须招标项目的审批核准备案信息", "missing"),
    # a short name alone; a vague name of which the content lists a part
    ("政府采购", "合同", "采购合同", "covered"),
    ("年度任务", "住房保障下达的筹集套数", "年度建设计划信息", "partial"),
    # three parts of one item, and one of them
    ("工程招标投标", "依法必须招标项目审批、核准和备案情况",
     "依法必须招标项目的审批核准备案信息", "covered"),
    ("工程招标投标", "招标事项核准", "依法必须招标项目的审批核准备案信息", "partial"),
    ("工程招标投标", "招标项目备案", "依法必须招标项目的审批核准备案信息", "partial"),
    ("项目审批（核准、备案）", "依法必须招标项目的批复文号",
     "依法必须招标项目的审批核准备案信息", "covered"),
    # 含 adds to what is named; telling parts behind a name are its list; 等 before more of the same
    ("保障性住房", "年度建设计划（含项目清单）", "年度建设计划信息", "covered"),
    ("保障性住房", "年度目标任务完成情况，已开工项目名称、地址", "建设计划完成情况信息", "partial"),
    ("建设计划完成情况", "保障性住房年度建设计划完成情况", "建设计划完成情况信息", "covered"),
    ("工程招标投标", "中标候选人（排序、名称、报价等依法应当公示的内容）", "中标候选人", "covered"),
    ("工程招标投标", "中标候选人（排序、名称、平等对待承诺）", "中标候选人", "partial"),
    # one part tells the item, and what stands beside it is read too
    ("项目审批", "依法必须招标项目的审批、核准", "依法必须招标项目的审批核准备案信息", "partial"),
    # what stands beside an item and is not it
    ("政府采购", "供应商、采购代理机构和评审专家的违法失信行为记录公告", "采购项目公告", "missing"),
    ("住房保障", "公租房后期运营管理办法", "保障性住房分配政策", "missing"),
    ("住房保障", "商品住房预售房源公示", "分配房源", "missing"),
    # a share of money is no contract
    ("财政决算", "政府采购支出总额及授予中小企业合同金额占比", "采购合同", "missing"),
    # the category above says the kind, the content all kinds
    ("矿业权项目信息", "拟出让探矿权、采矿权项目的名称、范围", "项目信息", "covered"),
    ("采矿权审批", "新立、延续审批结果", "审批结果信息", "partial"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "content", "item", "verdict"), ROWS)
def test_one_row(tmp_path: Path, category: str, content: str, item: str, verdict: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", [(category, content)], title="目录")
    found = {m.item.name: m.verdict for m in judged(path).matches}
    assert found[item] == verdict


APPROVAL = "依法必须招标项目的审批核准备案信息"


@pytest.mark.parametrize(
    ("rows", "verdict", "doubtful"),
    [
        ([("招标方案", "招标范围核准意见")], "partial", False),
        (
            [
                ("政府投资项目", "可行性研究报告批复"),
                ("企业投资项目", "核准批复、备案证明"),
                ("招标方案", "招标范围核准意见"),
            ],
            "covered",
            False,
        ),
        ([("政府投资项目", "可行性研究报告批复"), ("施工招标", "招标公告")], "partial", True),
        (
            [
                ("招标方案", "招标范围核准意见"),
                ("行政许可", "节能审查批复"),
                ("其他权力", "酒类零售备案结果"),
            ],
            "partial",
            False,
        ),
    ],
)
def test_rows_of_no_field_complete_what_a_row_of_the_field_begins(
    tmp_path: Path, rows: list[tuple[str, str]], verdict: str, doubtful: bool
) -> None:
    path = catalog(tmp_path / "目录.xlsx", rows, title="目录")
    found = {m.item.name: m for m in align(ready(), [api.read_catalog(path)]).matches}[APPROVAL]
    assert (found.verdict, found.needs_review) == (verdict, doubtful)


def test_what_is_said_to_be_lacking_is_nowhere_in_the_row(tmp_path: Path) -> None:
    rows = [("工程招标投标", "依法必须招标项目的审批、核准")]
    found = {m.item.name: m for m in judged(catalog(tmp_path / "目录.xlsx", rows)).matches}
    assert "未写明：备案" in found[APPROVAL].reason


def test_a_code_and_one_part_of_three_are_not_the_whole(tmp_path: Path) -> None:
    rows = [("工程建设项目招标投标", "投资项目统一代码"), ("工程建设项目招标投标", "招标方案核准")]
    prepared = ready_for("mandated_tinghu.json")
    found = judged_by(prepared, catalog(tmp_path / "目录.xlsx", rows)).matches
    (match,) = (m for m in found if "审批核准备案" in m.item.name)
    assert match.verdict == "partial"
    assert "未写明：审批、备案" in match.reason


def test_what_is_a_part_of_several_items_tells_none_of_them(tmp_path: Path) -> None:
    rows = [("政府特许经营权交易", "招标公告（项目概况、报名条件）")]
    found = judged_by(ready_for("mandated_yunnan.json"), catalog(tmp_path / "目录.xlsx", rows))
    verdicts = {(m.item.field, m.item.name): m.verdict for m in found.matches}
    assert verdicts["政府特许经营权交易", "交易公告信息"] == "partial"
    assert verdicts["政府特许经营权交易", "成交结果信息"] == "missing"


def test_order_of_rows_changes_no_verdict(tmp_path: Path) -> None:
    rows = [(category, content) for category, content, *_ in ROWS]
    ahead = judged(catalog(tmp_path / "a.xlsx", rows))
    behind = judged(catalog(tmp_path / "b.xlsx", rows[::-1]))
    assert [m.verdict for m in ahead.matches] == [m.verdict for m in behind.matches]
