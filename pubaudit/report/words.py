"""The Chinese words that every human-readable report uses, and the one closing line."""

from pubaudit.models import (
    AuditReport,
    ChangeKind,
    Direction,
    DutyOf,
    Force,
    Origin,
    SchemePart,
    Status,
    Subject,
)

TITLE = {
    "check": "{topic}领域政府信息公开目录核查",
    "region": "{topic}领域政府信息公开目录核查（全地区）",
    "timeliness": "{topic}领域政府信息公开时效核查",
    "annual": "政府信息公开工作年度报告核查",
    "deadlines": "{topic}领域政府信息公开时限与任务",
}
DUTY: dict[DutyOf, str] = {
    "own": "",
    "other": "按方案由其他单位公开",
    "joint": "与其他单位共同公开",
    "unknown": "",
}

# What a scheme says, in words.
STATUS: dict[Status, str] = {
    "in_hand": "原文在库",
    "extends": "补充上级方案",
    "reconstructed": "据转述整理",
}
FORCE: dict[Force, str] = {"must": "应当公开", "should": "要求推进", "encourage": "鼓励公开"}
PART: dict[SchemePart, str] = {
    "items": "事项",
    "limits": "时限",
    "exceptions": "例外",
    "channels": "渠道",
    "duties": "任务",
    "checklist": "人工核查",
}
CHANGE: dict[ChangeKind, str] = {
    "adds": "增加",
    "replaces": "代替",
    "narrows": "收窄",
    "renames": "改称",
}
DIFFERS = {
    "name": "名称",
    "elements": "要素",
    "closed": "要素是否列尽",
    "force": "力度",
    "subject": "公开主体性质",
    "act": "公开或告知",
    "level": "级别",
    "condition": "条件",
    "audience": "公开对象",
    "bodies": "责任单位",
    "exceptions": "例外",
    "amount": "期限",
    "unit": "计时单位",
    "what": "所办事项",
    "publishes": "是否公开",
    "applies_to": "适用范围",
}
ORIGIN: dict[Origin, str] = {"prose": "正文", "annex": "附件", "both": "正文和附件"}
SUBJECT: dict[Subject, str] = {
    "organ": "行政机关",
    "enterprise": "公共企事业单位",
    "owner": "项目法人或实施主体",
    "platform": "交易平台",
}
LIMIT: dict[Direction, str] = {
    "within": "自{trigger}起{amount}内",
    "shown": "{trigger}，公示不少于{amount}",
    "before": "{trigger}之前不少于{amount}",
    "window": "{trigger}，期限不少于{amount}",
    "by": "{trigger}，{amount}之前",
    "reply": "自{trigger}起{amount}内答复",
    "advisory": "{trigger}（未定天数）",
}


def rows(first: int, last: int) -> str:
    """Name 1-based rows as Excel shows them; 0 means the whole sheet and has no name."""
    if not first:
        return ""
    return f"第{first}行" if last <= first else f"第{first}-{last}行"


def place(report: AuditReport, index: int, sheet: str, first: int = 0, last: int = 0) -> str:
    """Name a place; where there are several inputs, with the number that the head gives each."""
    file = f"{input_word(report)}{index + 1}" if len(report.inputs) > 1 else ""
    return " ".join(part for part in (file, sheet, rows(first, last)) if part)


def input_word(report: AuditReport) -> str:
    """Name what the report has read: a catalog unless it is on something else."""
    return {"timeliness": "台账", "annual": "文件"}.get(report.kind, "目录")


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
    act = "答复" if report.kind == "annual" else "公开"
    return (
        f"共{records.total}条：按时{records.on_time}、迟{act}{records.late}、"
        f"逾期未{act}{records.overdue}、未到期{records.pending}、未判定{records.not_judged}"
    )
