"""What a report says of its yardstick: how a scheme stands, and since when it can be used."""

from datetime import date

from pubaudit.errors import SchemeError
from pubaudit.models import Scheme, SchemeReport

_STATUS = {
    "in_hand": "方案原文在库",
    "extends": "本方案补充上级方案",
    "reconstructed": "据转述整理、原文未核，结论最高为警告",
}


def require_issued(scheme: Scheme, as_of: date) -> None:
    """Raise SchemeError if the scheme was issued after ``as_of``.

    Where the day of issue is not known, the day since when it holds stands for it.
    """
    issued = scheme.document.issued
    since = _known_since(scheme)
    if since and as_of < since:
        said = "印发" if issued else "公布"
        raise SchemeError(
            f"{scheme.document.title}于{since}{said}，晚于 --as-of {as_of}；"
            f"请改用{said}之后的日期，或改用其他地区的方案"
        )


def _known_since(scheme: Scheme) -> date | None:
    return scheme.document.issued or scheme.in_force.since


def undated(scheme: Scheme) -> tuple[str, ...]:
    """Say where it cannot be known whether the scheme had been issued on the day of the audit."""
    if _known_since(scheme):
        return ()
    return (f"{scheme.region}的方案印发日期未知，未能核对核查日时是否已经印发",)


def standing(scheme: Scheme) -> tuple[str, ...]:
    """Say how the yardstick itself stands, so that no finding is read as surer than it is."""
    document = scheme.document
    number = f"（{document.number}）" if document.number else "（文号未知）"
    force = scheme.in_force.status or "效力未核"
    lines = [
        f"标准：{scheme.region}《{document.title}》{number}，{_STATUS[scheme.status]}，{force}"
    ]
    absent = [s.number or s.title for s in scheme.superiors if not s.held]
    if absent:
        lines.append(f"该方案所依据的文件未收录：{'、'.join(absent)}")
    return (*lines, *undated(scheme))


def scheme_report(scheme: Scheme) -> SchemeReport:
    """Name the scheme as a report does: by its number, else its title."""
    number = scheme.document.number or scheme.document.title
    return SchemeReport(scheme.id, scheme.region, number, scheme.status, scheme.version)
