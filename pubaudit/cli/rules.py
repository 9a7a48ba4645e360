"""``pubaudit rules``: every rule on one line."""

from pubaudit.cli.console import out
from pubaudit.cli.options import DebugOption, Format, FormatOption

HELP = "列出全部规则：编号、名称、最高级别、依据。"


def rules(output_format: FormatOption = "table", debug: DebugOption = False) -> int:  # noqa: ARG001
    """Print every rule, as lines or as JSON."""
    out(_listing(output_format))
    return 0


def _listing(output_format: Format) -> str:
    from pubaudit.rules.registry import RULES
    from pubaudit.words import SEVERITY

    if output_format == "json":
        import json

        rows = [
            {
                "code": r.code,
                "name": r.name,
                "severity": r.severity,
                "version": r.version,
                "basis": r.basis,
            }
            for r in RULES
        ]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    lines = [f"{r.code}  [{SEVERITY[r.severity]}]  {r.name}（{r.basis}）" for r in RULES]
    return "\n".join([*lines, "用 pubaudit explain 编号 查看说明。"]) + "\n"
