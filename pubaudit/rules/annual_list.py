"""The rules about annual reports, in the order of their findings, and how they are run."""

from collections.abc import Iterator
from itertools import chain

from pubaudit.form import AnnualReport
from pubaudit.models import Finding
from pubaudit.rules import annual, annual_text, suggestion
from pubaudit.rules.rule import Rule, gravest_first

_FORM = "国办公开办函〔2021〕30号"

ANNUAL_RULES: tuple[Rule, ...] = (
    Rule(
        "ANN001", "新收、结转与办理不平衡", "error", 1, f"{_FORM}第三部分表格角注",
        "report", annual.balance,
    ),
    Rule(
        "ANN002", "办理结果各行之和不等于总计", "error", 1, f"{_FORM}第三部分表格",
        "report", annual.results,
    ),
    Rule(
        "ANN003", "各类申请人之和不等于总计", "error", 1, f"{_FORM}第三部分表格",
        "report", annual.row_totals,
    ),
    Rule(
        "ANN004", "复议、诉讼各结果之和不等于总计", "error", 1, f"{_FORM}第四部分表格",
        "report", annual.dispute_totals,
    ),
    Rule(
        "ANN005", "上年结转与上一年报告不一致", "error", 1, f"{_FORM}第三部分表格",
        "report", annual.carried_over,
    ),
    Rule(
        "ANN006", "现行有效件数与上一年不衔接", "warning", 1, f"{_FORM}第二部分表格",
        "report", annual.in_force,
    ),
    Rule(
        "ANN007", "现行有效件数少于制发件数", "warning", 1, f"{_FORM}第二部分表格",
        "report", annual.enough_in_force,
    ),
    Rule(
        "ANN008", "单元格不是非负整数", "error", 1, f"{_FORM}各表格",
        "report", annual.whole_numbers,
    ),
    Rule(
        "ANN009", "没有规章制定权的机关填了规章", "warning", 1,
        "立法法关于规章制定权的规定（通行说法，未核实）",
        "report", annual.rule_making,
    ),
    Rule(
        "ANN010", "文字引用的数字与表格不一致", "warning", 1, f"{_FORM}第一、六部分",
        "report", annual_text.quoted,
    ),
    Rule(
        "ANN011", "办理或结转多于收到", "error", 1, f"{_FORM}第三部分表格",
        "report", annual.bounds,
    ),
    Rule(
        "ANN012", "单元格空白或以符号代替", "info", 1, f"{_FORM}各表格",
        "report", annual.blanks,
    ),
    Rule(
        "ANN013", "复议、诉讼结果提示", "info", 1, "行政复议法第二十三条第一款第四项",
        "report", annual.disputes,
    ),
    Rule(
        "ANN014", "使用了别的年度的格式", "warning", 1, _FORM,
        "report", annual_text.edition,
    ),
    Rule(
        "ANN015", "统计期限有误", "warning", 1, _FORM,
        "report", annual_text.period,
    ),
    Rule(
        "ANN016", "留有格式说明文字", "warning", 1, _FORM,
        "report", annual_text.template,
    ),
    Rule(
        "ANN017", "未写信息处理费", "warning", 1, "国办函〔2020〕109号",
        "report", annual_text.fee,
    ),
    Rule(
        "ANN018", "未写公共资源配置领域进展", "warning", 2,
        "各方案“在政府信息公开年度报告中公布”的要求",
        "report", annual_text.allocation,
    ),
    Rule(
        "ANN019", "表格中有格式没有的行", "warning", 1, _FORM,
        "report", annual_text.strays,
    ),
    Rule(
        "ANN020", "单位或写法与格式不同", "warning", 1, _FORM,
        "report", annual_text.written,
    ),
    Rule(
        "ANN021", "缺少格式规定的表格或行", "warning", 1, _FORM,
        "report", annual_text.absent,
    ),
    Rule(
        "ANN022", "多人申请并获得的信息未列入目录", "info", 1,
        "国务院令第711号第四十四条（引文未核实）",
        "report", suggestion.widely_asked,
    ),
)  # fmt: skip


def run_annual(report: AnnualReport) -> tuple[Finding, ...]:
    """Apply every rule to one report; the gravest findings come first, else rule order."""
    found: Iterator[Finding] = chain.from_iterable(
        rule.check(rule, report) for rule in ANNUAL_RULES
    )
    return gravest_first(found)
