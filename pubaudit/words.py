"""Chinese words of the models' values that reports, rules and messages share."""

from typing import Literal

from pubaudit.models import Act, Severity, Unit, Verdict

VERDICT: dict[Verdict, str] = {
    "covered": "已列明",
    "partial": "要素不全",
    "missing": "缺",
    "not_applicable": "不适用",
}
SEVERITY: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
ACT: dict[Act | Literal["establish"], str] = {
    "publish": "公开",
    "report": "报送",
    "notify": "告知",
    "establish": "建立",
}
RECURRENCE = {
    "yearly": "每年",
    "half_yearly": "每半年",
    "quarterly": "每季度",
    "monthly": "每月",
    "once": "一次",
    "standing": "长期",
}
UNIT: dict[Unit, str] = {
    "working_day": "个工作日",
    "day": "日",
    "hour": "小时",
    "month": "个月",
    "year": "年",
    "date": "",
    "none": "",
}
