"""The rules, in one explicit tuple: its order is the order of the findings."""

from collections.abc import Sequence
from importlib.resources import files

from pubaudit.errors import UsageError
from pubaudit.models import Finding
from pubaudit.rules import (
    channels,
    coverage,
    currency,
    disclosure,
    limits,
    privacy,
    quality,
    responsibility,
    statements,
)
from pubaudit.rules.annual_list import ANNUAL_RULES
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule, gravest_first
from pubaudit.rules.timeliness_list import TIMELINESS_RULES

RULES: tuple[Rule, ...] = (
    Rule(
        "COV001", "应公开事项未列入目录", "error", 1, "各方案“主要公开……”条款", "subject",
        coverage.missing,
    ),
    Rule(
        "COV002", "事项要素不全", "warning", 1, "各方案所列事项的要素", "subject",
        coverage.partial,
    ),
    Rule(
        "COV003", "所列事项不在方案列举之内", "info", 1, "各方案列举以“等”收尾", "catalog",
        coverage.not_mandated,
    ),
    Rule(
        "COV004", "申报不涉及与所列不符", "warning", 1, "目录自身所列", "subject",
        statements.contradicted,
    ),
    Rule(
        "COV005", "人工认定与所列不符", "warning", 1, "目录自身所列", "subject",
        statements.overtaken,
    ),
    Rule(
        "COV010", "列明但未作为主动公开", "error", 1, "各方案“主要公开……”条款", "subject",
        disclosure.not_proactive,
    ),
    Rule(
        "COV011", "列明但未面向全社会", "error", 1, "各方案“主要公开……”“向社会公开”条款", "subject",
        disclosure.not_public,
    ),
    Rule(
        "COV012", "公开对象与方案写明的不一致", "warning", 1, "方案写明公开对象的事项", "subject",
        disclosure.wrong_audience,
    ),
    Rule(
        "RSP001", "公开主体与方案责任单位不一致", "warning", 1, "各方案写明的责任单位", "catalog",
        responsibility.wrong_body,
    ),
    Rule(
        "RSP002", "公开主体已撤并", "warning", 1, "历次机构改革（通行说法，未核实）", "catalog",
        responsibility.abolished,
    ),
    Rule(
        "RSP003", "几家单位所写的方式或时限不一致", "warning", 1, "各方案细化时限、方式", "subject",
        responsibility.contradiction,
    ),
    Rule(
        "RSP004", "同一事项由几家单位列出", "info", 1, "谁批准、谁公开，谁实施、谁公开", "subject",
        responsibility.listed_by_several,
    ),
    Rule(
        "LIM001", "时限长于法律、行政法规", "error", 1,
        "《政府信息公开条例》第二十六条及各法的期限", "catalog", limits.too_long,
    ),
    Rule(
        "LIM002", "时限长于规章、文件", "warning", 1, "规章、国办文件和方案所定的期限", "catalog",
        limits.longer_than_policy,
    ),
    Rule(
        "LIM003", "时限没有天数", "info", 1, "《政府信息公开条例》第二十六条", "catalog",
        limits.vague,
    ),
    Rule(
        "LIM004", "未写公开时限", "info", 1, "《政府信息公开条例》第二十六条", "catalog",
        limits.unstated,
    ),
    Rule(
        "LIM005", "公示期、提前期短于下限", "error", 1, "各法、规章所定的公示期、公告期和提前期",
        "catalog", limits.too_short,
    ),
    Rule(
        "LIM006", "时限单位不同、有时不合", "warning", 1, "各法、规章、文件所定的期限", "catalog",
        limits.sometimes,
    ),
    Rule(
        "LIM007", "时限看不懂", "info", 1, "目录应当清楚可用", "catalog",
        limits.unreadable,
    ),
    Rule(
        "QUA001", "重复列项", "warning", 1, "目录应当清楚可用", "catalog",
        quality.duplicate,
    ),
    Rule(
        "QUA002", "公开主体空缺", "warning", 1, "各方案“责任主体”要求", "catalog",
        quality.blank_body,
    ),
    Rule(
        "QUA003", "方案要求的栏目缺失", "warning", 1, "各方案“细化公开事项、内容、时限……”条款",
        "catalog", quality.required_column,
    ),
    Rule(
        "QUA004", "序号不连续", "info", 1, "目录应当清楚可用", "catalog",
        quality.numbering,
    ),
    Rule(
        "QUA005", "公开依据已失效", "warning", 1, "现行文件取代旧文件的规定", "catalog",
        currency.repealed_basis,
    ),
    Rule(
        "QUA006", "目录日期较早", "warning", 1, "政府信息公开条例第十二条、第五十六条", "catalog",
        currency.out_of_date,
    ),
    Rule(
        "QUA007", "与上一版的增删改动", "info", 1, "各方案动态调整目录的要求", "catalog",
        currency.changes,
    ),
    Rule(
        "CHN001", "公开渠道未列政府网站", "warning", 1, "各方案“政府网站第一平台”条款", "catalog",
        channels.website,
    ),
    Rule(
        "CHN002", "交易信息未列公共资源交易平台", "warning", 1, "方案要求在交易平台同步发布的条款",
        "catalog", channels.platform,
    ),
    Rule(
        "CHN003", "信用信息未列信用网站", "warning", 1, "方案依托信用网站公开的条款", "catalog",
        channels.credit,
    ),
    Rule(
        "PRV001", "目录含个人信息", "warning", 1, "公开不得损害个人隐私", "catalog",
        privacy.personal_data,
    ),
    *ANNUAL_RULES,
    *TIMELINESS_RULES,
)  # fmt: skip

Findings = tuple[Finding, ...]


def run(whole: Context, parts: Sequence[Context], rules: Sequence[Rule] = RULES) -> Findings:
    """Apply the rules: those about the subject to the whole, those about a catalog to each part.

    For one catalog whole and part are the same. The gravest findings come first, else rule order.
    """
    found = [
        finding
        for rule in rules
        if rule.scope != "report"
        for context in (parts if rule.scope == "catalog" else (whole,))
        for finding in rule.check(rule, context)
    ]
    return gravest_first(found)


def page(code: str) -> str:
    """Return the manual page of a rule (Chinese Markdown).

    Raises UsageError for an unknown code, naming those there are.
    """
    wanted = code.strip().upper()
    if wanted not in {rule.code for rule in RULES}:
        known = "、".join(rule.code for rule in RULES)
        raise UsageError(f"没有规则“{code}”；现有规则：{known}")
    return (files("pubaudit") / "rules" / "pages" / f"{wanted}.md").read_text("utf-8")


__all__ = ["RULES", "page", "run"]
