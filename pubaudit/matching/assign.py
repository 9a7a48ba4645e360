"""Decide item by item where a catalog lists it, how that was seen, and what is not there."""

from collections.abc import Sequence
from dataclasses import dataclass

from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.hits import CONFIDENCE, NAMING, SEEN, Hit, How, hit
from pubaudit.matching.targets import Target, target
from pubaudit.matching.thesaurus import Thesaurus
from pubaudit.matching.views import View, views
from pubaudit.models import Catalog, ElementVerdict, Evidence, Match, Scheme
from pubaudit.text import shorten

_OPEN_LIST = "等"
_SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every item and every entry.

    ``matches`` in the scheme's order, only items of the judged fields; ``served`` holds for each
    entry the ids of the items it serves; ``concerned`` the scheme's fields that the catalog is
    about, by the scheme's names.
    """

    matches: tuple[Match, ...]
    served: tuple[tuple[str, ...], ...]
    concerned: tuple[str, ...]


def align(
    scheme: Scheme,
    catalogs: Sequence[Catalog],
    thesaurus: Thesaurus,
    fields: Sequence[str] | None = None,
) -> Alignment:
    """Judge each item of ``scheme`` against the entries of ``catalogs``, taken together.

    ``fields`` are names of the scheme's fields to judge; None judges those that the catalogs
    concern. Pure; linear in the number of entries.
    """
    canonical = {f.name: thesaurus.canonical(f.name) for f in scheme.fields}
    finder = FieldFinder(thesaurus.fields_for(tuple(canonical.values())))
    seen = tuple(views(catalogs, thesaurus.shared, finder))
    by_field: dict[str, list[View]] = {}
    for view in seen:
        for name in view.fields:
            by_field.setdefault(name, []).append(view)
    targets = (target(i, canonical[i.field], thesaurus) for i in scheme.items)
    matches = [judge(t, by_field.get(t.field, ())) for t in targets]
    listed = (m.item.field for m in matches if m.verdict in {"covered", "partial"})
    categories = (c for v in seen for c in (*v.entry.path, v.entry.location.sheet))
    concerned = finder.concerned(canonical, listed, categories)
    judged = set(concerned if fields is None else fields)
    kept = tuple(m for m in matches if m.item.field in judged)
    served: list[list[str]] = [[] for _ in seen]
    for match in kept:
        if match.verdict in {"covered", "partial"}:
            for index in match.entries:
                served[index].append(match.item.id)
    return Alignment(kept, tuple(map(tuple, served)), concerned)


def judge(target: Target, near: Sequence[View]) -> Match:
    """Judge one item by the entries of its field."""
    likely = (v for v in near if any(a in v.text for a in target.anchors))
    hits = [h for v in likely if (h := hit(target, v)) is not None]
    found = frozenset[str]().union(*(h.parts for h in hits))
    complete = len(found) == len(target.parts)
    named = [h for h in hits if h.how in NAMING]
    if named:
        whole = not found or any(h.how == "equal" and not h.parts for h in named)
        best = min(named, key=lambda h: NAMING.index(h.how)).how
        used = [h for h in hits if h.how in {*NAMING, "parts"}]
        everything = whole or complete or _open_list(named)
        return _found(target, used, best, None if everything else found)
    listed = [h for h in hits if h.how == "parts"]
    if listed:
        return _found(target, listed, "parts", None if complete else found)
    narrower = [h for h in hits if h.how == "narrower"]
    if narrower:
        return _found(target, narrower, "narrower", frozenset())
    return _not_found(target, [h for h in hits if h.how == "weak"])


def _open_list(named: Sequence[Hit]) -> bool:
    return any(_OPEN_LIST in h.view.entry.content for h in named if h.parts)


def _found(target: Target, hits: Sequence[Hit], how: How, found: frozenset[str] | None) -> Match:
    """Build the match; ``found`` None means complete, else the parts that are there."""
    there = frozenset(p.label for p in target.parts) if found is None else found
    absent = [p.shown for p in target.parts if p.label not in there]
    lacking = f"；未写明：{'、'.join(absent)}" if absent and how != "narrower" else ""
    return Match(
        item=target.item,
        verdict="covered" if found is None else "partial",
        confidence=CONFIDENCE[how],
        reason=f"{_places(hits)}{SEEN[how]}{lacking}",
        how=how,
        elements=_verdicts(target, there),
        entries=tuple(h.view.index for h in hits),
        evidence=tuple(map(_evidence, hits)),
    )


def _not_found(target: Target, weak: Sequence[Hit]) -> Match:
    """Build the match of an item that no row lists; ``weak`` rows make it doubtful."""
    return Match(
        item=target.item,
        verdict="missing",
        confidence=CONFIDENCE["weak" if weak else "synonym"],
        reason=f"{_places(weak)}{SEEN['weak']}" if weak else "目录各行均未列出该事项",
        how="weak" if weak else "",
        needs_review=bool(weak),
        elements=_verdicts(target, frozenset()),
        entries=tuple(h.view.index for h in weak),
        evidence=tuple(map(_evidence, weak)),
    )


def _verdicts(target: Target, there: frozenset[str]) -> tuple[ElementVerdict, ...]:
    return tuple(
        ElementVerdict(p.shown, "covered" if p.label in there else "missing") for p in target.parts
    )


def _evidence(hit: Hit) -> Evidence:
    place = hit.view.entry.location
    text = shorten(hit.words, 60)
    return Evidence(place.input, place.sheet, place.row, place.last_row, text, hit.how)


def _places(hits: Sequence[Hit]) -> str:
    """Say the rows a judgement rests on, with the words of the first."""
    rows = "、".join(str(h.view.entry.location.row) for h in hits[:_SHOWN_ROWS])
    more = f"等{len(hits)}行" if len(hits) > _SHOWN_ROWS else "行"
    return f"{hits[0].view.entry.location.sheet} 第{rows}{more}“{shorten(hits[0].words, 30)}”"
