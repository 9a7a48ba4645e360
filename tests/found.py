"""Looking things up in a report."""

from pubaudit.models import AuditReport, Finding


def found(report: AuditReport, code: str) -> list[Finding]:
    """The findings of one rule."""
    return [f for f in report.findings if f.code == code]
