"""条例第四十四条: what several applicants asked for and got may be disclosed proactively."""

from collections.abc import Iterable

from pubaudit.form import AnnualReport
from pubaudit.models import Finding
from pubaudit.rules.rule import Rule

_MOST_NAMED = 3


def widely_asked(rule: Rule, report: AnnualReport) -> Iterable[Finding]:
    """Name, once a body, what two or more applicants got and no catalog lists."""
    for body in dict.fromkeys(one.body for one in report.wanted):
        wanted = [one for one in report.wanted if one.body == body]
        named = "、".join(f"“{one.info}”（{one.applicants}人）" for one in wanted[:_MOST_NAMED])
        more = "等" if len(wanted) > _MOST_NAMED else ""
        compared = wanted[0].near is not None
        listed = "目录中没有认出" if compared else "未与目录核对（没有给出 --catalog）"
        yield rule.finding(
            f"{body}：{len(wanted)}项信息有两名以上申请人申请并获得，{listed}：{named}{more}，"
            "全部见“建议主动公开的信息”表。建议审核后纳入主动公开并列入目录，已经公开的不必处理。",
            place=f"suggestion {body}",
            basis=report.forms.suggestion.basis,
            body=body,
        )
