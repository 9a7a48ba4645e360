"""The Chinese words that every human-readable report uses, and the one closing line."""

from pubaudit.models import (
    AuditReport,
    DutyOf,
    InputReport,
    Severity,
    Verdict,
)

TITLE = {
    "check": "公共资源配置领域政府信息公开目录核查",
    "region": "公共资源配置领域政府信息公开目录核查（全地区）",
    "timeliness": "公共资源配置领域政府信息公开时效核查",
    "annual": "政府信息公开工作年度报告核查",
    "deadlines": "公共资源配置领域政府信息公开时限与任务",
}
VERDICT: dict[Verdict, str] = {
    "covered": "已列明",
    "partial": "要素不全",
    "missing": "缺",
    "not_applicable": "不适用",
}
SEVERITY: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
DUTY: dict[DutyOf, str] = {
    "own": "",
    "other": "按方案由其他单位公开",
    "joint": "与其他单位共同公开",
    "unknown": "",
}


def rows(first: int, last: int) -> str:
    """Name 1-based rows as Excel shows them; 0 means the whole sheet and has no name."""
    if not first:
        return ""
    return f"第{first}行" if last <= first else f"第{first}-{last}行"


def place(
    inputs: tuple[InputReport, ...], index: int, sheet: str, first: int = 0, last: int = 0
) -> str:
    """Name a place; where there are several inputs, with the number that the head gives each."""
    file = f"目录{index + 1}" if len(inputs) > 1 else ""
    return " ".join(part for part in (file, sheet, rows(first, last)) if part)


def closing_line(report: AuditReport) -> str:
    """Sum a report up in one line (for stderr), from its own counts."""
    summary = report.summary
    parts = []
    if summary.items.total:
        parts.append(item_counts(report))
    if summary.needs_review:
        parts.append(f"需核实{summary.needs_review}")
    if report.records.total:
        parts.append(record_counts(report))
    found = summary.findings
    text = f"发现 错误{found.error} 警告{found.warning} 提示{found.info}"
    parts.append(text + (f" 已豁免{found.waived}" if found.waived else ""))
    if summary.skipped:
        parts.append(f"有{summary.skipped}处未能读取")
    return "；".join(parts)


def item_counts(report: AuditReport) -> str:
    """Say how many items got which verdict, out of how many."""
    items = report.summary.items
    text = f"共{items.total}项：已列明{items.covered}、要素不全{items.partial}、缺{items.missing}"
    return text + (f"、不适用{items.not_applicable}" if items.not_applicable else "")


def record_counts(report: AuditReport) -> str:
    """Say how many records got which verdict, out of how many."""
    records = report.records
    return (
        f"共{records.total}条：按时{records.on_time}、迟公开{records.late}、"
        f"逾期未公开{records.overdue}、未到期{records.pending}、未判定{records.not_judged}"
    )
