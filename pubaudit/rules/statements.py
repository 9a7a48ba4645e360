"""COV: what people said of an item, against what the catalog's own rows say."""

from collections.abc import Iterable

from pubaudit.applicability import speaking
from pubaudit.decisions import Decision, decision_on
from pubaudit.models import Entry, Finding, Location, Match
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import normalise, rows_words, shorten

LISTED = frozenset({"covered", "partial"})


def contradicted(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report declarations that something does not apply (不涉及) where rows list it all the same.

    The catalog's own declarations, once a field, and those of ``--applicability FILE``.
    """
    entries = [e for c in context.catalogs for e in c.entries]
    listed = [m for m in context.alignment.matches if _seen(m)]
    for field, declaring in context.alignment.declared.items():
        own = [m for m in listed if m.item.field == field]
        if own:
            yield _contradiction(rule, context, entries[declaring[0]], own[0])
    subjects = (context.body, *context.practice.region)
    for statement in speaking(context.practice.statements, subjects):
        against = [m for m in listed if m.item.id in statement.items]
        if against:
            evidence = against[0].evidence[0]
            place = Location(evidence.input, evidence.sheet, evidence.row, evidence.last_row)
            yield rule.finding(
                f"{statement.place}申报“{shorten(statement.what)}”不涉及，但{rows_words([place])}"
                f"列有“{shorten(evidence.text, 24)}”。按目录所列判定；请核对，二者改其一",
                place=statement.what,
                basis=against[0].item.basis[0],
                item=against[0].item.id if len(statement.items) == 1 else "",
                body=context.body,
                location=place,
            )


def _contradiction(rule: Rule, context: Context, declaring: Entry, listed: Match) -> Finding:
    evidence = listed.evidence[0]
    place = Location(evidence.input, evidence.sheet, evidence.row, evidence.last_row)
    words = "／".join(filter(None, (*declaring.path, declaring.content)))
    return rule.finding(
        f"{rows_words([declaring.location])}写明“{shorten(words, 30)}”，但{rows_words([place])}列有"
        f"“{shorten(evidence.text, 24)}”，前后不一致。"
        f"请核对是否确不涉及{listed.item.field}，改正其一",
        place=words,
        basis=listed.item.basis[0],
        body=context.body,
        location=place,
    )


def overtaken(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report decisions of people that rows of this catalog speak against.

    Where a decision says less than the rows do, and the rows' words are not those that it was
    made on; and where something is said to be rectified (已整改) that the rows still lack.
    """
    for match in context.alignment.matches:
        decision = decision_on(match, context.practice.decisions, context.body)
        if decision is not None and decision.outcome == "rectified":
            if match.verdict not in {"covered", "not_applicable"}:
                yield _not_rectified(rule, context, match, decision)
            continue
        if decision is None or decision.outcome not in {"missing", "not_applicable"}:
            continue
        new = [e for e in match.evidence if normalise(e.text) != normalise(decision.evidence)]
        if not new or not _lists(match):
            continue
        place = Location(new[0].input, new[0].sheet, new[0].row, new[0].last_row)
        yield rule.finding(
            f"{decision.place}人工认定{match.item.field}“{shorten(match.item.name)}”为"
            f"“{decision.shown}”（{decision.who}），但{rows_words([place])}现列有"
            f"“{shorten(new[0].text, 24)}”。"
            "仍按人工认定判定；请认定人复核，或在认定表中注明所见原文",
            place=new[0].text,
            basis=match.item.basis[0],
            item=match.item.id,
            body=context.body,
            location=place,
        )


def _not_rectified(rule: Rule, context: Context, match: Match, decision: Decision) -> Finding:
    lacks = "仍未列出" if match.verdict == "missing" else "所列仍不全"
    return rule.finding(
        f"{decision.place}报告{match.item.field}“{shorten(match.item.name)}”"
        f"{decision.shown}（{decision.who}），但本次核查的目录{lacks}。"
        "按目录所列判定；请核对是否用了整改后的目录，或补列该事项",
        place=f"{decision.shown}：{match.item.name}",
        basis=match.item.basis[0],
        item=match.item.id,
        body=context.body,
    )


def _seen(match: Match) -> bool:
    """Tell whether rows list an item, whatever people decided on it."""
    return bool(match.evidence) and _lists(match)


def _lists(match: Match) -> bool:
    verdict = match.read_as or match.verdict
    return verdict in LISTED
