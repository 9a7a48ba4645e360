"""The rules, in one explicit tuple: its order is the order of the findings."""

from collections.abc import Sequence
from importlib.resources import files

from pubaudit.errors import UsageError
from pubaudit.models import Finding
from pubaudit.rules import coverage, quality
from pubaudit.rules.rule import Context, Rule

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
)  # fmt: skip

SEVERITY_ORDER = ("error", "warning", "info")
Findings = tuple[Finding, ...]


def run(whole: Context, parts: Sequence[Context], rules: Sequence[Rule] = RULES) -> Findings:
    """Apply the rules: those about the subject to the whole, those about a catalog to each part.

    For one catalog whole and part are the same. The gravest findings come first, else rule order.
    """
    found = [
        finding
        for rule in rules
        for context in (parts if rule.scope == "catalog" else (whole,))
        for finding in rule.check(rule, context)
    ]
    return tuple(sorted(found, key=lambda f: SEVERITY_ORDER.index(f.severity)))


def page(code: str) -> str:
    """Return the manual page of a rule (Chinese Markdown).

    Raises UsageError for an unknown code, naming those there are.
    """
    wanted = code.strip().upper()
    if wanted not in {rule.code for rule in RULES}:
        known = "、".join(rule.code for rule in RULES)
        raise UsageError(f"没有规则“{code}”；现有规则：{known}")
    return (files("pubaudit") / "rules" / "pages" / f"{wanted}.md").read_text("utf-8")


__all__ = ["RULES", "SEVERITY_ORDER", "Context", "Rule", "page", "run"]
