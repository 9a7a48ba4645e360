"""COV: an item that is listed, but not as the scheme wants it disclosed, or not to whom."""

from collections.abc import Iterable, Iterator, Sequence

from pubaudit.models import Entry, Finding, MandatedItem, Match
from pubaudit.modes import audience_of, mode_of
from pubaudit.rules.context import Context
from pubaudit.rules.coverage import demand, missing_severity
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, rows_words, shorten

_BY_WORDS = frozenset({"equal", "contained", "synonym"})
_TO_SOCIETY = "向社会"
_PROACTIVE = "请改为主动公开；依法不能主动公开的，在目录中注明依据"


def not_proactive(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report items listed as 依申请公开, 不予公开 or 内部 only (case: 采购文件 ticked 依申请)."""
    for match, rows in listed(context):
        modes = {mode_of(row, context.words) for row in rows}
        if modes <= {"on_request", "withheld", "internal"}:
            said = _words(row.mode for row in rows)
            yield _finding(
                rule, context, match, rows, f"公开方式为“{said}”，未作为主动公开", _PROACTIVE
            )


def not_public(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report items for the public at large that are listed for certain people only."""
    for match, rows in listed(context):
        if match.item.audience:
            continue
        if {audience_of(row, context.words) for row in rows} == {"specific"}:
            said = _words(row.audience for row in rows)
            yield _finding(
                rule,
                context,
                match,
                rows,
                f"公开对象只有“{said}”，未面向全社会",
                "请改为面向全社会；确应限于特定对象的，在目录中注明依据",
                sure=any(_TO_SOCIETY in basis.quote for basis in match.item.basis),
            )


def wrong_audience(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report items that a scheme opens to certain people only, listed for others or for all."""
    for match, rows in listed(context):
        item = match.item
        if item.audience and all(_is_other(row, item, context) for row in rows):
            said = _words(row.audience for row in rows)
            yield _finding(
                rule,
                context,
                match,
                rows,
                f"公开对象为“{said}”，方案写明的是“{item.audience}”",
                "请核对公开对象；面向更大范围公开的，先核对是否涉及个人信息",
                sure=False,
            )


def listed(context: Context) -> Iterator[tuple[Match, Sequence[Entry]]]:
    """Yield the published items that are listed, with the rows that name them."""
    entries = [entry for catalog in context.catalogs for entry in catalog.entries]
    for match in context.alignment.matches:
        if match.verdict not in {"covered", "partial"} or match.item.act != "publish":
            continue
        if not match.entries:  # people decided that it is listed somewhere
            continue
        pairs = list(zip(match.entries, match.evidence, strict=True))
        naming = [index for index, evidence in pairs if evidence.how in _BY_WORDS]
        yield match, [entries[index] for index in naming or match.entries]


def _is_other(row: Entry, item: MandatedItem, context: Context) -> bool:
    """Tell whether a row is for others than the item's audience; one that says nothing is not."""
    kind = audience_of(row, context.words)
    said = normalise(row.audience)
    if not kind or normalise(item.audience) in said:
        return False
    expects_group = "特定" in item.audience or "针对" in item.audience
    return kind == "public" or not expects_group


def _finding(  # noqa: PLR0913, PLR0917
    rule: Rule,
    context: Context,
    match: Match,
    rows: Sequence[Entry],
    fact: str,
    remedy: str,
    *,
    sure: bool = True,
) -> Finding:
    item, first = match.item, rows[0]
    severity = missing_severity(match, context.scheme)
    if severity == "error" and not sure:
        severity = "warning"
    doubt = "疑似" if match.needs_review else ""
    return rule.finding(
        f"{item.field}“{shorten(item.name)}”已列明（{rows_words([r.location for r in rows])}），"
        f"但{doubt}{fact}。{cite(item.basis[0])}{demand(item, context.scheme)}；{remedy}",
        place="／".join((*first.path, first.content)),
        severity=severity,
        basis=item.basis[0],
        item=item.id,
        body=context.body,
        location=first.location,
    )


def _words(said: Iterable[str]) -> str:
    return shorten("、".join(dict.fromkeys(filter(None, said))), 30)
