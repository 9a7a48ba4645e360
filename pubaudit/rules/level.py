"""Rows that are disclosed at another level only (公开层级) are no evidence for this one."""

from collections.abc import Sequence
from dataclasses import replace

from pubaudit.matching import Alignment
from pubaudit.models import ElementVerdict, Entry, Match
from pubaudit.modes import Level, ModeWords, levels_of
from pubaudit.text import rows_words, shorten


def for_level(
    alignment: Alignment, entries: Sequence[Entry], levels: frozenset[Level], words: ModeWords
) -> Alignment:
    """Return the alignment as it stands for a catalog of these levels.

    An item whose rows all tick other levels only is missing and needs review. Nothing changes
    where the level is not known, or where no row at all ticks it: the catalog is then another
    level's.
    """
    ticked = [levels_of(entry, words) for entry in entries]
    here = [not said or not said.isdisjoint(levels) for said in ticked]
    if not levels or all(here) or not any(h and t for h, t in zip(here, ticked, strict=True)):
        return alignment
    elsewhere = {
        match.item.id
        for match in alignment.matches
        if match.verdict in {"covered", "partial"} and not any(here[i] for i in match.entries)
    }
    return replace(
        alignment,
        matches=tuple(
            _elsewhere(m, entries) if m.item.id in elsewhere else m for m in alignment.matches
        ),
        served=tuple(
            tuple(item for item in served if item not in elsewhere) for served in alignment.served
        ),
    )


def _elsewhere(match: Match, entries: Sequence[Entry]) -> Match:
    rows = [entries[i] for i in match.entries]
    said = shorten("、".join(dict.fromkeys(row.level for row in rows)), 20)
    return replace(
        match,
        verdict="missing",
        confidence=0.5,
        needs_review=True,
        reason=f"{rows_words([row.location for row in rows])}写到该事项，但公开层级只勾选“{said}”",
        elements=tuple(ElementVerdict(e.name, "missing") for e in match.elements),
    )
