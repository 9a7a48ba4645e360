"""The audit of catalogs against a scheme: pure, no clock, no file, no environment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pubaudit.duty import Desk, region_of
from pubaudit.errors import UsageError
from pubaudit.matching import Alignment, Thesaurus, align, prepare
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
    Summary,
    Table,
)
from pubaudit.modes import ModeWords
from pubaudit.practice import NO_PRACTICE, Practice, as_people_say
from pubaudit.rules.context import Context
from pubaudit.rules.level import for_level
from pubaudit.rules.registry import run
from pubaudit.text import shorten
from pubaudit.tool import TOOL
from pubaudit.yardstick import require_issued, scheme_report, standing

if TYPE_CHECKING:
    from pubaudit.rules.governed import Measure

NO_CALENDAR = "未使用（本报告未推算日期）"

_BODY_FROM = {
    "title": "取自目录标题",
    "file": "取自文件名",
    "sheet": "取自工作表名",
    "column": "取自“公开主体”一栏的多数；不对请用 --body 指定",
    "option": "由 --body 指定",
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
# Only where people decided something: how much of the counts is theirs, and the rate without them.
_DECIDED_COLUMNS = (
    Column("decided", "其中人工认定", "count"),
    Column("rate_read", "列明率（不计人工认定）", "rate"),
)


def audit(  # noqa: PLR0913
    scheme: Scheme,
    catalogs: Sequence[Catalog],
    thesaurus: Thesaurus,
    *,
    desks: Sequence[Desk],
    words: ModeWords,
    as_of: date,
    practice: Practice = NO_PRACTICE,
    measure: "Measure | None" = None,
    fields: Sequence[str] | None = None,
    notes: Sequence[str] = (),
    unread: Sequence[InputReport] = (),
) -> AuditReport:
    """Hold catalogs against a scheme.

    One catalog gives a ``check`` report; several give a ``region`` report of their union, with a
    complete ``check`` report of each in ``parts``. ``fields`` names the scheme's fields to judge;
    None judges those that the catalogs concern. ``desks`` tell, catalog by catalog, whose duty an
    item is; ``words`` read what a row says of its mode, audience and level. ``notes`` go to the
    head of the report; ``unread`` are inputs of the same run that could not be read. ``measure``
    None leaves time limits out. Raises SchemeError if the scheme was issued after ``as_of`` and
    UsageError if it has no such field.
    """
    require_issued(scheme, as_of)
    _require_fields(scheme, fields)
    prepared = prepare(scheme, thesaurus)

    def subject(some: tuple[Catalog, ...], whose: Sequence[Desk]) -> AuditReport:
        parts = [
            _aligned(Context(scheme, (c,), align(prepared, (c,), fields), desk, words, practice))
            for c, desk in zip(some, whose, strict=True)
        ]
        whole = parts[0]
        if len(parts) > 1:
            together = whose[0]._replace(holder=region_of([desk.holder for desk in whose]))
            alignment = align(prepared, some, fields)
            whole = _aligned(Context(scheme, some, alignment, together, words, practice))
        parts = [_measured(part, measure) for part in parts]
        calendar = measure.calendar.name if measure else NO_CALENDAR
        return replace(_subject(whole, parts, as_of, fields, notes), calendar=calendar)

    parts = tuple(subject((c,), (d,)) for c, d in zip(catalogs, desks, strict=True))
    if len(parts) == 1 and not unread:
        return parts[0]
    together = tuple(renumbered(c, i) for i, c in enumerate(catalogs))
    whole = subject(together, desks)
    inputs = (*whole.inputs, *unread)
    skipped = whole.summary.skipped + _skipped(unread)
    return replace(
        whole,
        kind="region",
        inputs=inputs,
        parts=parts,
        summary=replace(whole.summary, skipped=skipped),
    )


def _aligned(context: Context) -> Context:
    """Take away what is evidence for another level only, and hear what people say."""
    alignment, levels = context.alignment, context.desk.holder.levels
    if levels:
        entries = [entry for catalog in context.catalogs for entry in catalog.entries]
        alignment = for_level(alignment, entries, levels, context.words)
    return replace(context, alignment=as_people_say(alignment, context.practice, context.body))


def _measured(context: Context, measure: "Measure | None") -> Context:
    """Put the limits that the rows state beside those of the law."""
    if measure is None:
        return context
    from pubaudit.rules.governed import govern

    found = govern(context.scheme, context.catalogs, context.alignment, measure)
    return replace(context, governed=found)


def _subject(
    whole: Context,
    parts: Sequence[Context],
    as_of: date,
    fields: Sequence[str] | None,
    notes: Sequence[str],
) -> AuditReport:
    scheme, catalogs, alignment = whole.scheme, whole.catalogs, whole.alignment
    findings = run(whole, parts)
    counted = _outside_common(scheme, alignment.matches)
    inputs = tuple(_input(p.catalogs[0], p.alignment, fields) for p in parts)
    return AuditReport(
        kind="check",
        tool=TOOL,
        as_of=as_of,
        calendar=NO_CALENDAR,
        scheme=scheme_report(scheme),
        notes=(*notes, *standing(scheme), *_scope(whole, fields)),
        inputs=inputs,
        items=tuple(_item(match, whole.desk) for match in alignment.matches),
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


def renumbered(catalog: Catalog, position: int) -> Catalog:
    """Point a catalog's entries at its place (0-based) among several inputs."""
    entries = (replace(e, location=replace(e.location, input=position)) for e in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def _require_fields(scheme: Scheme, fields: Sequence[str] | None) -> None:
    known = [f.name for f in scheme.fields]
    for name in fields or ():
        if name not in known:
            raise UsageError(f"{scheme.region}的方案没有“{name}”领域；可选：{'、'.join(known)}")


def _scope(whole: Context, fields: Sequence[str] | None) -> Iterable[str]:
    """Say whose catalog it is and which fields were judged, and how both were found."""
    scheme, catalogs, alignment = whole.scheme, whole.catalogs, whole.alignment
    if len(catalogs) == 1:
        body = catalogs[0].body
        yield (
            f"公开主体：{body}（{_BODY_FROM[catalogs[0].body_from]}）"
            if body
            else "公开主体：未能从标题、文件名或“公开主体”一栏认出；可用 --body 指定"
        )
    yield whole.desk.stance()
    if fields is not None:
        yield f"核查领域：{'、'.join(fields)}（按指定）"
        return
    rest = [f.name for f in scheme.fields if f.name not in alignment.concerned]
    if not alignment.concerned:
        yield "目录的标题、类别和内容不涉及本方案任何领域，未作核查；如需逐项核查请加 --all-fields"
    else:
        skipped = f"；未涉及：{'、'.join(rest)}（加 --all-fields 全部核查）" if rest else ""
        yield f"核查领域：{'、'.join(alignment.concerned)}（按目录的类别和内容认出）{skipped}"


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


def _item(match: Match, desk: Desk) -> ItemReport:
    item = match.item
    charge = desk.charge(item)
    return ItemReport(
        id=item.id,
        field=item.field,
        name=item.name,
        verdict=match.verdict,
        confidence=match.confidence,
        needs_review=match.needs_review,
        duty=charge.of,
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
    if not any(m.read_as for m in matches):
        return Table("fields", "分领域汇总", _FIELD_COLUMNS, tuple(rows))
    return Table("fields", "分领域汇总", (*_FIELD_COLUMNS, *_DECIDED_COLUMNS), tuple(rows))


def _row(name: str, matches: Sequence[Match]) -> dict[str, str | int | float | None]:
    """Count one field; a rate is covered over all that apply, None where none applies.

    ``decided`` counts what people decided, ``rate_read`` is the rate by what the tool read.
    """
    counts = _count(matches)
    read = _count([replace(m, verdict=m.read_as or m.verdict) for m in matches])
    return {
        "field": name,
        "total": counts.total,
        "covered": counts.covered,
        "partial": counts.partial,
        "missing": counts.missing,
        "not_applicable": counts.not_applicable,
        "needs_review": sum(m.needs_review for m in matches),
        "rate": _rate(counts),
        "decided": sum(m.read_as is not None for m in matches),
        "rate_read": _rate(read),
    }


def _rate(counts: ItemCounts) -> float | None:
    base = counts.total - counts.not_applicable
    return round(counts.covered / base, 4) if base else None


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
