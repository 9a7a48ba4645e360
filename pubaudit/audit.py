"""The audit of catalogs against a scheme: pure, no clock, no file, no environment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pubaudit import __version__
from pubaudit.errors import SchemeError, UsageError
from pubaudit.matching import Alignment, Thesaurus, align
from pubaudit.models import (
    AuditReport,
    Catalog,
    Column,
    EntryReport,
    Finding,
    FindingCounts,
    InputReport,
    ItemCounts,
    ItemReport,
    Match,
    Problem,
    Scheme,
    SchemeReport,
    Summary,
    Table,
    Tool,
)
from pubaudit.rules import Context, run
from pubaudit.text import shorten

NO_CALENDAR = "未使用（本报告未推算日期）"
TOOL = Tool("pubaudit", __version__)

_STATUS = {
    "in_hand": "方案原文在库",
    "extends": "本方案补充上级方案",
    "reconstructed": "据转述整理、原文未核，结论最高为警告",
}
_BODY_FROM = {
    "title": "取自目录标题",
    "file": "取自文件名",
    "sheet": "取自工作表名",
    "column": "取自“公开主体”一栏的多数",
}
_FIELD_COLUMNS = (
    Column("field", "领域", "text"),
    Column("total", "应公开", "count"),
    Column("covered", "已列明", "count"),
    Column("partial", "要素不全", "count"),
    Column("missing", "缺", "count"),
    Column("not_applicable", "不适用", "count"),
    Column("needs_review", "其中需核实", "count"),
    Column("rate", "列明率", "rate"),
)


def audit(  # noqa: PLR0913
    scheme: Scheme,
    catalogs: Sequence[Catalog],
    thesaurus: Thesaurus,
    *,
    as_of: date,
    fields: Sequence[str] | None = None,
    notes: Sequence[str] = (),
    unread: Sequence[InputReport] = (),
) -> AuditReport:
    """Hold catalogs against a scheme.

    One catalog gives a ``check`` report; several give a ``region`` report of their union, with a
    complete ``check`` report of each in ``parts``. ``fields`` names the scheme's fields to judge;
    None judges those that the catalogs concern. ``notes`` go to the head of the report; ``unread``
    are inputs of the same run that could not be read. Raises SchemeError if the scheme was issued
    after ``as_of`` and UsageError if it has no such field.
    """
    _require_issued(scheme, as_of)
    _require_fields(scheme, fields)
    parts = tuple(_subject(scheme, (c,), thesaurus, as_of, fields, notes) for c in catalogs)
    if len(parts) == 1 and not unread:
        return parts[0]
    together = tuple(_renumbered(c, i) for i, c in enumerate(catalogs))
    whole = _subject(scheme, together, thesaurus, as_of, fields, notes)
    inputs = (*whole.inputs, *unread)
    skipped = whole.summary.skipped + _skipped(unread)
    return replace(
        whole,
        kind="region",
        inputs=inputs,
        parts=parts,
        summary=replace(whole.summary, skipped=skipped),
    )


def _subject(  # noqa: PLR0913, PLR0917
    scheme: Scheme,
    catalogs: tuple[Catalog, ...],
    thesaurus: Thesaurus,
    as_of: date,
    fields: Sequence[str] | None,
    notes: Sequence[str],
) -> AuditReport:
    alignment = align(scheme, catalogs, thesaurus, fields)
    whole = Context(scheme, catalogs, alignment)
    parts = [whole]
    if len(catalogs) > 1:
        parts = [Context(scheme, (c,), align(scheme, (c,), thesaurus, fields)) for c in catalogs]
    findings = run(whole, parts)
    counted = _outside_common(scheme, alignment.matches)
    inputs = tuple(_input(p.catalogs[0], p.alignment, fields) for p in parts)
    return AuditReport(
        kind="check",
        tool=TOOL,
        as_of=as_of,
        calendar=NO_CALENDAR,
        scheme=_scheme(scheme),
        notes=(*notes, *_standing(scheme), *_scope(scheme, catalogs, alignment, fields)),
        inputs=inputs,
        items=tuple(map(_item, alignment.matches)),
        entries=_entries(catalogs, alignment),
        tables=(_by_field(scheme, alignment.matches),) if alignment.matches else (),
        findings=findings,
        summary=Summary(
            items=_count(counted),
            needs_review=sum(m.needs_review for m in counted),
            findings=_severities(findings),
            skipped=_skipped(inputs),
        ),
    )


def _renumbered(catalog: Catalog, position: int) -> Catalog:
    """Point a catalog's entries at its place among several inputs; read alone it is input 0."""
    entries = (replace(e, location=replace(e.location, input=position)) for e in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def _require_issued(scheme: Scheme, as_of: date) -> None:
    issued = scheme.document.issued
    if issued and as_of < issued:
        raise SchemeError(
            f"{scheme.document.title}于{issued:%Y-%m-%d}印发，晚于 --as-of {as_of:%Y-%m-%d}；"
            "请改用印发之后的日期，或用 --region 指定其他地区的方案"
        )


def _require_fields(scheme: Scheme, fields: Sequence[str] | None) -> None:
    known = [f.name for f in scheme.fields]
    for name in fields or ():
        if name not in known:
            raise UsageError(f"{scheme.region}的方案没有“{name}”领域；可选：{'、'.join(known)}")


def _standing(scheme: Scheme) -> tuple[str, ...]:
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
    return tuple(lines)


def _scope(
    scheme: Scheme,
    catalogs: Sequence[Catalog],
    alignment: Alignment,
    fields: Sequence[str] | None,
) -> Iterable[str]:
    """Say whose catalog it is and which fields were judged, and how both were found."""
    if len(catalogs) == 1:
        body = catalogs[0].body
        yield (
            f"公开主体：{body}（{_BODY_FROM[catalogs[0].body_from]}）"
            if body
            else "公开主体：未能从标题、文件名或“公开主体”一栏认出"
        )
    if fields is not None:
        yield f"核查领域：{'、'.join(fields)}（按指定）"
        return
    rest = [f.name for f in scheme.fields if f.name not in alignment.concerned]
    if not alignment.concerned:
        yield "目录的标题、类别和内容不涉及本方案任何领域，未作核查；如需逐项核查请加 --all-fields"
    else:
        skipped = f"；未涉及：{'、'.join(rest)}（加 --all-fields 全部核查）" if rest else ""
        yield f"核查领域：{'、'.join(alignment.concerned)}（按目录的类别和内容认出）{skipped}"


def _scheme(scheme: Scheme) -> SchemeReport:
    number = scheme.document.number or scheme.document.title
    return SchemeReport(scheme.id, scheme.region, number, scheme.status, scheme.version)


def _input(catalog: Catalog, alignment: Alignment, fields: Sequence[str] | None) -> InputReport:
    unjudged = fields is None and not alignment.concerned
    nothing = Problem(
        "目录不涉及本方案任何领域，未作核查；如需逐项核查请加 --all-fields", skipped=True
    )
    return InputReport(
        path=catalog.input,
        sha256=catalog.sha256,
        body=catalog.body,
        body_from=catalog.body_from,
        sheets=catalog.sheets,
        entries=len(catalog.entries),
        fields=alignment.concerned,
        problems=(*catalog.problems, *([nothing] if unjudged else [])),
    )


def _item(match: Match) -> ItemReport:
    item = match.item
    return ItemReport(
        id=item.id,
        field=item.field,
        name=item.name,
        verdict=match.verdict,
        confidence=match.confidence,
        needs_review=match.needs_review,
        duty="unknown",
        reason=match.reason,
        elements=match.elements,
        evidence=match.evidence,
        basis=item.basis,
    )


def _entries(catalogs: Sequence[Catalog], alignment: Alignment) -> tuple[EntryReport, ...]:
    entries = (e for c in catalogs for e in c.entries)
    return tuple(
        EntryReport(
            input=e.location.input,
            sheet=e.location.sheet,
            row=e.location.row,
            text=shorten("／".join(filter(None, (*e.path, e.content))), 80),
            items=served,
        )
        for e, served in zip(entries, alignment.served, strict=True)
    )


def _outside_common(scheme: Scheme, matches: Sequence[Match]) -> list[Match]:
    """Leave out the 共通 fields: what they hold never moves a rate."""
    common = {f.name for f in scheme.fields if f.common}
    return [m for m in matches if m.item.field not in common]


def _by_field(scheme: Scheme, matches: Sequence[Match]) -> Table:
    """Count verdicts field by field; the last row is the sum of the fields that count."""
    rows: list[dict[str, str | int | float | None]] = []
    for field in scheme.fields:
        own = [m for m in matches if m.item.field == field.name]
        if own:
            rows.append(_row(field.name + ("（不计入合计）" if field.common else ""), own))
    if len(rows) > 1:
        rows.append(_row("合计", _outside_common(scheme, matches)))
    return Table("fields", "分领域汇总", _FIELD_COLUMNS, tuple(rows))


def _row(name: str, matches: Sequence[Match]) -> dict[str, str | int | float | None]:
    """Count one field; the rate is covered over all that apply, None where none applies."""
    counts = _count(matches)
    base = counts.total - counts.not_applicable
    return {
        "field": name,
        "total": counts.total,
        "covered": counts.covered,
        "partial": counts.partial,
        "missing": counts.missing,
        "not_applicable": counts.not_applicable,
        "needs_review": sum(m.needs_review for m in matches),
        "rate": round(counts.covered / base, 4) if base else None,
    }


def _count(matches: Sequence[Match]) -> ItemCounts:
    by = Counter(m.verdict for m in matches)
    return ItemCounts(
        covered=by["covered"],
        partial=by["partial"],
        missing=by["missing"],
        not_applicable=by["not_applicable"],
        total=len(matches),
    )


def _severities(findings: Sequence[Finding]) -> FindingCounts:
    by = Counter(f.severity for f in findings)
    return FindingCounts(error=by["error"], warning=by["warning"], info=by["info"])


def _skipped(inputs: Iterable[InputReport]) -> int:
    return sum(p.skipped for i in inputs for p in i.problems)
