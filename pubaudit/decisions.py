"""People decide: ``--decisions FILE``, applied to the matches and shown as 人工认定.

A decision holds for the same item and body in every later run; what a later catalog says against
it is a finding (COV005), and the decision stands until a person changes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from pubaudit.errors import InputError
from pubaudit.models import Match, Scheme, Verdict
from pubaudit.sidefile import SideWords, read_table
from pubaudit.text import fingerprint, normalise

DECIDED = "decided"
Outcome = Literal["covered", "partial", "missing", "not_applicable", "rectified", "open"]
_REQUIRED = {"item": "事项", "verdict": "认定结果", "who": "认定人"}
_OPTIONAL = ("body", "reason", "date", "evidence")
_SHORTEST_TAIL = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's verdict on an item of a body; ``body`` "" speaks of every catalog of the run.

    ``outcome`` ``open`` leaves the tool's verdict and says that it is disputed (申诉中);
    ``rectified`` (已整改) leaves it too, for the catalog itself shows whether it is so.
    ``evidence`` is what the catalog said when it was decided; ``place`` names file and row.
    """

    item: str
    body: str
    outcome: Outcome
    shown: str
    reason: str
    who: str
    date: str
    evidence: str
    place: str

    @property
    def words(self) -> str:
        """The decision in words: 人工认定：已列明（张三，2026-01-05；理由）."""
        day = f"，{self.date}" if self.date else ""
        why = f"；{self.reason}" if self.reason else ""
        return f"人工认定：{self.shown}（{self.who}{day}{why}）"

    def speaks_of(self, item: str, body: str) -> bool:
        """Tell whether this is about an item of a body; a body by its whole name or its tail."""
        own, other = normalise(self.body), normalise(body)
        named = min(len(own), len(other)) >= _SHORTEST_TAIL
        same = not own or (named and (own.endswith(other) or other.endswith(own)))
        return same and self.item == item


def read_decisions(path: Path, words: SideWords, scheme: Scheme) -> tuple[Decision, ...]:
    """Read ``--decisions FILE`` (csv or workbook); the last decision on an item and body holds.

    An item is named by its id, its name where only one item has it, field/name, or the fingerprint
    of its finding. Raises InputError, one line with file and row, for an unknown item or verdict.
    """
    known = {normalise(w): cast("Outcome", o) for o, ws in words.verdicts.items() for w in ws}
    latest: dict[tuple[str, str], Decision] = {}
    for row in read_table(path, words, _REQUIRED, _OPTIONAL):
        shown = row.get("verdict")
        outcome = known.get(normalise(shown))
        if outcome is None:
            choices = "、".join(ws[0] for ws in words.verdicts.values())
            raise InputError(f"{row.place}：不认识的认定结果“{shown}”；可写：{choices}")
        body = row.get("body")
        decision = Decision(
            item=_item(scheme, row.get("item"), body, row.place),
            body=body,
            outcome=outcome,
            shown=shown,
            reason=row.get("reason"),
            who=row.get("who"),
            date=row.get("date"),
            evidence=row.get("evidence"),
            place=row.place,
        )
        latest.pop((decision.item, normalise(body)), None)
        latest[decision.item, normalise(body)] = decision
    return tuple(latest.values())


def decided(match: Match, decisions: Sequence[Decision], body: str) -> Match:
    """Return a match as people decided it, the tool's own verdict where nobody did."""
    decision = decision_on(match, decisions, body)
    if decision is None:
        return match
    if decision.outcome == "open":
        return replace(match, reason=f"{match.reason}；{decision.words}，申诉中，原判定未变")
    if decision.outcome == "rectified":
        return replace(match, reason=f"{match.reason}；{decision.words}")
    verdict: Verdict = decision.outcome
    elements = match.elements if verdict == match.verdict else ()
    if match.verdict not in {"covered", "partial"}:  # rows that only come near are no evidence
        match = replace(match, entries=(), evidence=(), read_as=match.verdict)
    return replace(
        match,
        verdict=verdict,
        confidence=1.0,
        reason=f"{decision.words}；工具原判：{match.reason}",
        how=DECIDED,
        needs_review=False,
        elements=elements,
        read_as=match.verdict,
    )


def decision_on(match: Match, decisions: Sequence[Decision], body: str) -> Decision | None:
    """Return the decision on an item of a body: that on the body by name before a general one."""
    about = [d for d in decisions if d.speaks_of(match.item.id, body)]
    about.sort(key=lambda d: not d.body)
    return about[0] if about else None


def _item(scheme: Scheme, name: str, body: str, place: str) -> str:
    found = _named(scheme, body).get(normalise(name), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{place}：有{len(found)}个事项叫“{name}”；请写成 领域/事项，或写事项编号")
    raise InputError(
        f"{place}：{scheme.region}的方案没有“{name}”事项；"
        "请写事项编号、领域/事项，或报告中该发现的指纹"
    )


def _named(scheme: Scheme, body: str) -> Mapping[str, list[str]]:
    """Return the ids that each way to name an item means."""
    names: dict[str, list[str]] = {}
    for item in scheme.items:
        finding = fingerprint("COV001", item.id, body, item.name)
        own = {item.id, f"{item.field}/{item.name}", item.name, finding}
        for name in {normalise(n) for n in own}:
            names.setdefault(name, []).append(item.id)
    return names
