"""The rules about ledgers, in the order of their findings, and how they are run."""

from itertools import chain

from pubaudit.models import Finding
from pubaudit.rules import timeliness
from pubaudit.rules.rule import Rule, gravest_first
from pubaudit.rules.timeliness import LedgerFacts

TIMELINESS_RULES: tuple[Rule, ...] = (
    Rule(
        "TIM001", "超过时限仍未公开", "error", 1, "政府信息公开条例第二十六条；各行业时限",
        "report", timeliness.overdue,
    ),
    Rule(
        "TIM002", "迟于时限公开", "warning", 1, "政府信息公开条例第二十六条；各行业时限",
        "report", timeliness.late,
    ),
    Rule(
        "TIM003", "未能判定的记录", "info", 1, "不能判定的不算按时，也不算迟",
        "report", timeliness.not_judged,
    ),
    Rule(
        "TIM004", "台账重复登记", "info", 1, "同一信息只计算一次",
        "report", timeliness.repeated,
    ),
    Rule(
        "TIM005", "疑为网站迁移或集中补录", "info", 1, "公开日期集中在一天，比率可能失真",
        "report", timeliness.in_bulk,
    ),
    Rule(
        "TIM006", "栏目较久没有公开", "warning", 1, "由 --stale 给出的更新要求",
        "report", timeliness.stale,
    ),
    Rule(
        "TIM007", "指定媒介与交易平台不同步", "warning", 1, "方案要求在交易平台同步发布的条款",
        "report", timeliness.out_of_step,
    ),
    Rule(
        "TIM008", "公示期短于下限", "error", 1, "各法、规章所定的公示期、公告期",
        "report", timeliness.shown_too_short,
    ),
    Rule(
        "TIM009", "未能判定的公示期", "info", 1, "不能判定的不算足期，也不算不足",
        "report", timeliness.not_shown,
    ),
)  # fmt: skip


def run_ledger(facts: LedgerFacts) -> tuple[Finding, ...]:
    """Apply the rules to the facts of a ledger; the gravest findings come first."""
    found = chain.from_iterable(rule.check(rule, facts) for rule in TIMELINESS_RULES)
    return gravest_first(found)
