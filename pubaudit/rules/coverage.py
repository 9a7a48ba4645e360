"""COV: what the scheme mandates, held against what the catalog lists."""

from collections.abc import Iterable

from pubaudit.duty import Charge
from pubaudit.models import Finding, Location, MandatedItem, Match, Scheme, Severity
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, rows_words, shorten

_MANY_ROWS = 12


def missing(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report each mandated item that no row lists (缺项)."""
    for match in context.alignment.matches:
        if match.verdict != "missing":
            continue
        item = match.item
        state = f"疑似未列入目录：{match.reason}" if match.needs_review else "未列入目录"
        charge = context.desk.charge(item)
        yield rule.finding(
            f"{item.field}“{shorten(item.name)}”{state}。"
            f"{cite(item.basis[0])}{demand(item, context.scheme)}。"
            f"{_remedy(match, context.scheme, charge)}",
            place=item.name,
            severity="info" if charge.of == "other" else missing_severity(match, context.scheme),
            basis=item.basis[0],
            item=item.id,
            body=context.body,
        )


def partial(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report each item that is listed but not in full (要素不全)."""
    for match in context.alignment.matches:
        if match.verdict != "partial":
            continue
        item = match.item
        charge = context.desk.charge(item)
        place, text, lacking = _lacking(match)
        yield rule.finding(
            f"{item.field}“{shorten(item.name)}”：{lacking}。"
            f"{cite(item.basis[0])}{demand(item, context.scheme)}；{_completion(charge)}",
            place=text,
            severity="info" if item.force == "encourage" else "warning",
            basis=item.basis[0],
            item=item.id,
            body=context.body,
            location=place,
        )


def _lacking(match: Match) -> tuple[Location | None, str, str]:
    """Return where an item is listed in part, the words there, and what is lacking.

    A person may decide so (人工认定) of an item that no row lists.
    """
    if match.read_as and match.read_as != "partial":
        return None, match.item.name, match.reason
    evidence = match.evidence[0]
    place = Location(evidence.input, evidence.sheet, evidence.row, evidence.last_row)
    absent = [e.name for e in match.elements if e.verdict == "missing"]
    lacking = f"未写明{'、'.join(absent)}" if absent else "只列出其中一部分"
    return place, evidence.text, f"{rows_words([place])}“{shorten(evidence.text, 24)}”{lacking}"


def not_mandated(rule: Rule, context: Context) -> Iterable[Finding]:
    """Say, once a sheet, which rows serve no mandated item; the scope is open (等)."""
    catalog = context.catalogs[0]
    for sheet in catalog.sheets:
        rows = [
            e.location
            for e, served in zip(catalog.entries, context.alignment.served, strict=True)
            if e.location.sheet == sheet and not served
        ]
        if rows:
            yield rule.finding(
                f"{rows_words(rows, _MANY_ROWS)}不对应所核查领域的方案事项；"
                "方案列举以“等”收尾，多列无妨，仅供核对",
                place=sheet,
                body=context.body,
                location=Location(rows[0].input, sheet, rows[0].row, rows[0].last_row),
            )


def missing_severity(match: Match, scheme: Scheme) -> Severity:
    """Grade a missing item by how binding its words are and how sure the yardstick is.

    An item that a scheme with an annex names in its prose only binds the office that issued the
    catalog, not the department, hence a warning.
    """
    item = match.item
    if item.force == "encourage" or item.act != "publish" or item.subject != "organ":
        return "info"
    doubtful = (
        match.needs_review
        or item.force == "should"
        or scheme.status == "reconstructed"
        or any(b.confidence in {"reconstructed", "unverified"} for b in item.basis[:1])
        or _prose_only(item, scheme)
    )
    return "warning" if doubtful else "error"


def demand(item: MandatedItem, scheme: Scheme) -> str:
    """Say how binding the scheme's words on an item are."""
    words = {"must": "要求公开", "should": "要求推进公开", "encourage": "鼓励公开"}
    prose = "（仅见于正文，附件目录未列）" if _prose_only(item, scheme) else ""
    return words[item.force] + prose


def _prose_only(item: MandatedItem, scheme: Scheme) -> bool:
    """Tell whether a scheme that binds departments to its annex names the item in prose only."""
    return item.origin == "prose" and any(i.origin != "prose" for i in scheme.items)


def _remedy(match: Match, scheme: Scheme, charge: Charge) -> str:
    """Say what to do, and by whom: the owner is named unless it is plainly the catalog's body."""
    if charge.of == "other":
        return f"按方案责任单位为{charge.owner}，请核对该单位目录"
    whose = {
        "own": "",
        "joint": f"按方案由{charge.owner}分别或共同负责。",
        "unknown": f"方案责任单位：{charge.owner}。",
    }[charge.of]
    if not charge.owner:
        whose = ""
    if match.needs_review:
        return f"{whose}请核实；确未列出的，增列一行"
    if _prose_only(match.item, scheme):
        return f"{whose}请目录编制单位研究增列，并明确公开主体"
    return (
        f"{whose}请增列一行，写明公开内容、时限、方式和公开主体；"
        "确不涉及的，在目录中注明“本单位不涉及”"
    )


def _completion(charge: Charge) -> str:
    """Say what to do about a row: who lists an item answers for the row, whosever duty it is."""
    if charge.of == "other":
        return f"按方案责任单位为{charge.owner}，确由本单位公开的，请在该行补全，或另列一行"
    return "请在该行补全，或另列一行"
