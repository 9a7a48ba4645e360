"""Decide item by item where a catalog lists it, how that was seen, and what is not there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pubaudit.matching.hits import Hit, hit
from pubaudit.matching.how import CONFIDENCE, NAMING, NOTHING_FOUND, SEEN, SURE, How
from pubaudit.matching.nearest import nearest_rows
from pubaudit.matching.prepared import Prepared
from pubaudit.matching.targets import Target
from pubaudit.matching.views import View, views
from pubaudit.matching.wordings import any_in
from pubaudit.models import Catalog, ElementVerdict, Evidence, Match
from pubaudit.text import rows_words, shorten

_SHOWN_ROWS = 5
_QUOTED = 3
_LONG_LIST = 6
_SEVERAL = 2
_LISTING: tuple[How, ...] = (*NAMING, "topic")
NO_FIELD = ""
# How much of an item is listed: it is named, all its parts are, all but one that words not known
# may mean, only a part, or some of what it is made up of without the rest.
Extent = Literal["named", "whole", "nearly", "part", "torn"]
_INCOMPLETE: frozenset[Extent] = frozenset({"part", "torn"})
_FIRM = 0.9  # below, a person has to look
PERHAPS = "（所用说法本工具不认识，请核实）"
_BESIDE_THE_POINT = "；但该行内容只说到有关的制度、范本或者答复"


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every item and every entry.

    ``matches`` in the scheme's order, only items of the judged fields; ``served`` holds for each
    entry the ids of the items it serves; ``concerned`` the scheme's fields that the catalog is
    about, by the scheme's names; ``declared`` for fields the entries that say that there is no such
    business here (不涉及).
    """

    matches: tuple[Match, ...]
    served: tuple[tuple[str, ...], ...]
    concerned: tuple[str, ...]
    declared: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bench:
    """Items and entries laid out side by side, ready to be compared.

    ``spoken`` holds for each entry the ids of the items that it may speak of, ``by_field`` for each
    field, by the thesaurus's name, the entries that belong to it.
    """

    prepared: Prepared
    views: tuple[View, ...]
    spoken: tuple[frozenset[str], ...]
    by_field: Mapping[str, Sequence[View]]

    def declared(self, field: str) -> list[View]:
        """Return the rows that say of a whole field that there is no such business here.

        A row that names an item of the field (农村危房改造：不涉及) speaks of that item only.
        """
        absent = [v for v in self.by_field.get(field, ()) if v.absent]
        own = self.prepared.of_field(field) if absent else []
        return [v for v in absent if not any(hit(t, v) for t in own)]

    def near(self, target: Target) -> Sequence[View]:
        """Return the entries of the item's field."""
        return self.by_field.get(target.field, ())

    def hits(self, target: Target) -> list[Hit]:
        """Return how entries speak of the item: those of its field, and those that complete it."""
        own = self._speaking(target, self.near(target))
        return [*own, *self._completing(target, own)]

    def homeless(self, target: Target) -> list[Hit]:
        """Return how entries that name no field speak of an item whose wording tells its own."""
        if target.concept.generic:
            return []
        return self._speaking(target, self.by_field.get(NO_FIELD, ()))

    def _completing(self, target: Target, own: Sequence[Hit]) -> list[Hit]:
        """Return rows that name no field but parts of an item that those of its field lack.

        An approval office lists 政府投资项目审批 and 企业投资项目备案 under no field of ours; such
        words must stand in the row.
        """
        there = [h for h in own if h.how in SURE and not h.view.absent]
        telling = target.concept.anywhere
        if not telling or not there or any(h.how in NAMING and not h.parts for h in there):
            return []
        lacking = target.concept.parts.keys() - frozenset[str]().union(*(h.parts for h in there))
        return [
            h
            for h in self.homeless(target)
            if h.how == "parts"
            and h.parts & lacking
            and any(any_in(c.whole, telling) for c in h.view.cells)
        ]

    def _speaking(self, target: Target, rows: Sequence[View]) -> list[Hit]:
        likely = (v for v in rows if target.item.id in self.spoken[v.index])
        return [h for v in likely if (h := hit(target, v)) is not None]


def lay_out(prepared: Prepared, catalogs: Sequence[Catalog]) -> Bench:
    """Lay catalogs beside a scheme; rows that name no field stand under ``NO_FIELD``."""
    seen = tuple(views(catalogs, prepared.finder, prepared.reader))
    by_field: dict[str, list[View]] = {}
    for view in seen:
        for name in view.fields or (NO_FIELD,):
            by_field.setdefault(name, []).append(view)
    spoken = tuple(prepared.spoken_of(view.words) for view in seen)
    return Bench(prepared, seen, spoken, by_field)


def align(
    prepared: Prepared, catalogs: Sequence[Catalog], fields: Sequence[str] | None = None
) -> Alignment:
    """Judge each item of a scheme against the entries of ``catalogs``, taken together.

    ``fields`` are names of the scheme's fields to judge; None judges those that the catalogs
    concern. Rows may serve several items and several rows make one: each item is judged by all rows
    of its field. What no known wording names is then given to the clauses that name nothing known,
    each clause to the item it fits best; a row that names no field is asked last. What these two
    say is for people to review. Linear in the number of entries.
    """
    bench = lay_out(prepared, catalogs)
    matches = [judge(t, bench) for t in prepared.targets]
    concerned = _concerned(bench, matches)
    judged = set(concerned if fields is None else fields)
    asked = judged if fields is not None and judged < set(prepared.canonical) else set(concerned)
    lost = [
        t
        for m, t in zip(matches, prepared.targets, strict=True)
        if m.item.field in asked & judged and _is_lost(m)
    ]
    near = nearest_rows(lost, prepared, bench.by_field)
    again = {t.item.id: _asked_again(t, bench, near.get(t.item.id)) for t in lost}
    kept = tuple(again.get(m.item.id, m) for m in matches if m.item.field in judged)
    served: list[list[str]] = [[] for _ in bench.views]
    for match in kept:
        if match.verdict in {"covered", "partial"}:
            for index in match.entries:
                served[index].append(match.item.id)
    said = {name: bench.declared(ours) for name, ours in prepared.canonical.items()}
    declared = {name: tuple(v.index for v in rows) for name, rows in said.items() if rows}
    return Alignment(kept, tuple(map(tuple, served)), concerned, declared)


def _concerned(bench: Bench, matches: Sequence[Match]) -> tuple[str, ...]:
    """Return the scheme's fields that the catalogs are about.

    Those of which an item is listed; those that a category or sheet names for its own rows: in so
    many words, for several rows, or for a row that says there is no such business. A word of the
    field in one category (突发环境事件应急) does not make a catalog one of 灾害事故救援.
    """
    finder = bench.prepared.finder
    found = {m.item.field for m in matches if m.verdict in {"covered", "partial"}}
    rows: Counter[str] = Counter()
    sure: set[str] = set()
    for view in bench.views:
        entry = view.entry
        levels = [*entry.path, entry.location.sheet, *([entry.content] if view.absent else ())]
        named = {f for level in levels for f in finder.named(level)[0] & view.fields}
        rows.update(named)
        sure |= {f for f in named if view.absent or any(finder.calls(f, c) for c in levels)}
    return tuple(
        field
        for field, ours in bench.prepared.canonical.items()
        if field in found or ours in sure or rows[ours] >= _SEVERAL
    )


def _is_lost(match: Match) -> bool:
    return match.verdict == "missing" and not match.needs_review


def _asked_again(target: Target, bench: Bench, nearest: Hit | None) -> Match:
    """Judge an item that no known wording names: by the nearest row, then by homeless rows.

    What is found needs review.
    """
    if nearest is not None:
        return _not_found(target, [nearest])
    hits = [h for h in bench.homeless(target) if h.how in SURE]
    if not hits:
        return _not_found(target, [])
    found = _listed(target, hits)
    if found.how == "equal":
        return found
    return replace(
        found,
        needs_review=True,
        confidence=CONFIDENCE["weak"],
        reason=f"{found.reason}；该行没有写明属于哪个领域",
    )


def judge(target: Target, bench: Bench) -> Match:
    """Judge one item by the entries of its field.

    What rows say outweighs a declaration that there is no such business; a doubtful wording is
    asked for only where none is sure.
    """
    every = bench.hits(target)
    hits = [h for h in every if not h.view.absent]
    declared = [h.view for h in every if h.view.absent] or bench.declared(target.field)
    if declared and not any(h.how in SURE for h in hits):
        return _not_applicable(target, declared)
    if any(h.how in SURE for h in hits):
        return _listed(target, hits)
    return _not_found(target, [h for h in hits if h.how == "weak"])


def _listed(target: Target, hits: Sequence[Hit]) -> Match:
    """Judge an item that some row lists: in full, in part, or only a kind of it.

    Where rows name every part, a category that names the item is no evidence beside them.
    """
    found = frozenset[str]().union(*(h.parts for h in hits))
    labels = {p.label for p in target.parts}
    all_there = bool(labels) and found >= labels
    used = [h for h in hits if h.how != "narrower" and not (all_there and h.how == "category")]
    if not used:
        return _found(target, hits, "narrower", frozenset(), "part")
    named = [h for h in used if h.how in NAMING or (h.how == "topic" and not found)]
    how: How = min((h.how for h in named), key=_LISTING.index) if named else "parts"
    extent = _extent(target, used, named, found)
    if extent not in _INCOMPLETE and _narrowed(target, used):
        return _found(target, used, "narrower", frozenset(), "part")
    if any(not h.parts or h.open for h in named):
        # A row of another item may say a part of this one in passing (the price in a notice).
        used = named
    return _found(target, used, how, frozenset(labels) if extent == "named" else found, extent)


def _extent(
    target: Target, used: Sequence[Hit], named: Sequence[Hit], found: frozenset[str]
) -> Extent:
    """Tell how much of an item the rows that list it give; ``found`` are the parts they name.

    Elements do not make whole an item of which only some of the make-up is named (统一代码 and
    核准, but no 备案). A long list that lacks one element may say it in words not known.
    """
    makeup = {p.label for p in target.makeup}
    if any(not h.parts for h in named) or (makeup and found >= makeup):
        return "named"
    if any(h.open for h in used):
        return "whole"
    if not named and not found.isdisjoint(makeup):
        return "torn"
    lacking = [p for p in target.parts if p.label not in found]
    if not lacking:
        return "whole"
    long = len(target.parts) >= _LONG_LIST
    return "nearly" if long and len(lacking) == 1 and any(h.unknown for h in named) else "part"


def _not_applicable(target: Target, declared: Sequence[View]) -> Match:
    entries = [v.entry for v in declared]
    words = shorten("／".join(filter(None, (*entries[0].path, entries[0].content))), 40)
    place = entries[0].location
    return Match(
        item=target.item,
        verdict="not_applicable",
        confidence=CONFIDENCE["contained"],
        reason=f"目录写明不涉及：{place.sheet} 第{place.row}行“{words}”",
        how="declared",
        elements=(),
        entries=tuple(v.index for v in declared),
        evidence=tuple(
            Evidence(
                e.location.input,
                e.location.sheet,
                e.location.row,
                e.location.last_row,
                words,
                "declared",
            )
            for e in entries[:1]
        ),
    )


def _narrowed(target: Target, hits: Sequence[Hit]) -> bool:
    """Tell whether all rows together speak of some kinds of the item only (采矿权 alone)."""
    if not all(h.only for h in hits):
        return False
    kinds = frozenset[str]().union(*(h.only for h in hits))
    return not any(len(every) > 1 and kinds >= set(every) for every in target.concept.only)


def _found(
    target: Target, hits: Sequence[Hit], how: How, there: frozenset[str], extent: Extent
) -> Match:
    """Build the match; ``there`` are the parts named, all of them where the item is named."""
    secret = all(h.view.secret for h in hits)
    doubt = all(h.doubt for h in hits)
    lacking = "" if how == "narrower" else _lacking(target, hits, there, extent)
    only = sorted(frozenset[str]().union(*(h.only for h in hits))) if how == "narrower" else ()
    kind = f"（{'、'.join(only)}）" if only else ""
    return Match(
        item=target.item,
        verdict="partial" if extent in _INCOMPLETE else "covered",
        confidence=CONFIDENCE[how],
        reason=f"{_places(hits, each=how == 'parts')}{SEEN[how]}{kind}{lacking}"
        f"{_withheld(target) if secret else ''}{_BESIDE_THE_POINT if doubt else ''}",
        how=how,
        needs_review=secret or doubt or extent == "nearly" or CONFIDENCE[how] < _FIRM,
        elements=_verdicts(target, there),
        entries=tuple(h.view.index for h in hits),
        evidence=tuple(map(_evidence, hits)),
    )


def _lacking(target: Target, hits: Sequence[Hit], there: frozenset[str], extent: Extent) -> str:
    """Say which parts no row names, and of a torn item what else it is made up of."""
    asked = (*target.parts, *(target.makeup if extent == "torn" else ()))
    absent = [p.shown for p in asked if p.label not in there]
    unknown = next((u for h in hits for u in h.unknown), "") if extent == "nearly" else ""
    perhaps = f"，或即“{shorten(unknown, 20)}”{PERHAPS}" if unknown else ""
    return f"；未写明：{'、'.join(absent)}{perhaps}" if absent else ""


def _withheld(target: Target) -> str:
    """Say what the scheme lets be withheld of an item that the catalog marks as secret."""
    grounds = "、".join(target.item.exceptions)
    allowed = f"方案对该事项许可的例外为{grounds}" if grounds else "方案未就该事项单列例外"
    return f"；该行标为涉密或涉商业秘密，{allowed}"


def _not_found(target: Target, weak: Sequence[Hit]) -> Match:
    """Build the match of an item that no row lists; ``weak`` rows make it doubtful."""
    how: How | None = weak[0].how if weak else None
    return Match(
        item=target.item,
        verdict="missing",
        confidence=_doubt(weak[0]) if weak else NOTHING_FOUND,
        reason=f"{_places(weak)}{SEEN[how]}" if how else "目录各行均未列出该事项",
        how=how or "",
        needs_review=bool(weak),
        elements=_verdicts(target, frozenset()),
        entries=tuple(h.view.index for h in weak),
        evidence=tuple(map(_evidence, weak)),
    )


def _doubt(weak: Hit) -> float:
    return 1 - weak.chance if weak.how == "similar" else CONFIDENCE[weak.how]


def _verdicts(target: Target, there: frozenset[str]) -> tuple[ElementVerdict, ...]:
    return tuple(
        ElementVerdict(p.shown, "covered" if p.label in there else "missing") for p in target.parts
    )


def _evidence(hit: Hit) -> Evidence:
    place = hit.view.entry.location
    text = shorten(hit.words, 60)
    return Evidence(place.input, place.sheet, place.row, place.last_row, text, hit.how)


def _places(hits: Sequence[Hit], *, each: bool = False) -> str:
    """Say the rows a judgement rests on, with the words of the first, or of ``each`` of a few."""
    places = [h.view.entry.location for h in hits]
    if each and 1 < len(hits) <= _QUOTED:
        said = zip(places, hits, strict=True)
        return "、".join(f"{rows_words([at])}“{shorten(h.words, 20)}”" for at, h in said)
    return f"{rows_words(places, _SHOWN_ROWS)}“{shorten(hits[0].words, 30)}”"
