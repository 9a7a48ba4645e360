"""Decide item by item where a catalog lists it, how that was seen, and what is not there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.segment import clauses
from pubaudit.matching.thesaurus import Concept, Thesaurus
from pubaudit.models import Catalog, ElementVerdict, Entry, Evidence, MandatedItem, Match, Scheme
from pubaudit.text import normalise, shorten

How = Literal["equal", "contained", "synonym", "parts", "narrower", "weak"]

_CONFIDENCE: Mapping[How, float] = {
    "equal": 0.99,
    "contained": 0.95,
    "synonym": 0.9,
    "parts": 0.85,
    "narrower": 0.8,
    "weak": 0.5,
}
_SEEN: Mapping[How, str] = {
    "equal": "与方案所列一致",
    "contained": "写明了该事项",
    "synonym": "是该事项的通行说法",
    "parts": "列出了该事项的内容",
    "narrower": "只是该事项的一部分",
    "weak": "可能包含该事项",
}
_NAMING: tuple[How, ...] = ("equal", "contained", "synonym")
_OPEN_LIST = "等"
_SHORTEST_NAME = 3
_SHORTEST_PART = 4
_LOOSE_PART = "~"
_GAP = "…"


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


@dataclass(frozen=True, slots=True)
class _Target:
    """An item made ready for comparison; all phrases normalised."""

    item: MandatedItem
    field: str
    full: str
    name: str
    rows: frozenset[str]
    concept: Concept
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as shown, and its readings, one a line; the first is the whole cell."""

    shown: str
    readings: str


@dataclass(frozen=True, slots=True)
class _View:
    """An entry made ready: content first, then categories from the innermost out, and fields.

    ``text`` holds all readings, so that most items are ruled out by one search.
    """

    index: int
    entry: Entry
    cells: tuple[_Cell, ...]
    text: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    """How one entry speaks of an item, in which words, and of which of its parts."""

    view: _View
    how: How
    words: str
    parts: frozenset[str]


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
    finder = FieldFinder(thesaurus.fields)
    views = tuple(_views(catalogs, thesaurus, finder))
    targets = [_target(i, canonical[i.field], thesaurus) for i in scheme.items]
    by_field: dict[str, list[_View]] = {}
    for view in views:
        for name in view.fields:
            by_field.setdefault(name, []).append(view)
    matches = [_judge(t, by_field.get(t.field, ())) for t in targets]
    listed = (m.item.field for m in matches if m.verdict in {"covered", "partial"})
    categories = (c for v in views for c in (*v.entry.path, v.entry.location.sheet))
    concerned = finder.concerned(canonical, listed, categories)
    judged = set(concerned if fields is None else fields)
    kept = tuple(m for m in matches if m.item.field in judged)
    served: list[list[str]] = [[] for _ in views]
    for match in kept:
        if match.verdict in {"covered", "partial"}:
            for index in match.entries:
                served[index].append(match.item.id)
    return Alignment(kept, tuple(map(tuple, served)), concerned)


def _views(
    catalogs: Sequence[Catalog], thesaurus: Thesaurus, finder: FieldFinder
) -> Iterable[_View]:
    """Read every entry once; equal texts share their readings."""

    @cache
    def read(text: str) -> str:
        return "\n".join(clauses(text, thesaurus.shared))

    index = 0
    for catalog in catalogs:
        titles: dict[str, list[str]] = {}
        for table in catalog.tables:
            titles.setdefault(table.sheet, []).append(table.title)
        for entry in catalog.entries:
            sheet = entry.location.sheet
            around = (sheet, *titles.get(sheet, ()), catalog.title, catalog.input)
            shown = [c for c in (entry.content, *reversed(entry.path)) if c]
            cells = tuple(_Cell(c, read(c)) for c in shown)
            levels = (*reversed(entry.path), entry.content, *around)
            text = "\n".join(c.readings for c in cells)
            yield _View(index, entry, cells, text, finder.of(levels))
            index += 1


def _target(item: MandatedItem, field: str, thesaurus: Thesaurus) -> _Target:
    full = normalise(item.name)
    name = _core(full, thesaurus.tails)
    concept = thesaurus.concept(field, item.name) or Concept((field,), (name,))
    labels = [normalise(e) for e in item.elements] or list(concept.parts)
    parts = tuple((label, _part_phrases(label, concept)) for label in labels)
    annexed = item.origin in {"annex", "both"}
    rows = frozenset(normalise(b.quote) for b in item.basis) if annexed else frozenset()
    strict = (p for _, phrases in parts for p in phrases if p[0] != _LOOSE_PART)
    named = (full, name, *rows, *concept.same, *concept.narrower, *concept.weak)
    anchors = dict.fromkeys(p.partition(_GAP)[0] for p in (*named, *strict))
    return _Target(item, field, full, name, rows, concept, parts, tuple(anchors))


def _core(name: str, tails: Sequence[str]) -> str:
    """Drop an empty tail (信息, 情况 …), so that 合同信息 is found in 合同公告."""
    for tail in tails:
        if name.endswith(tail) and len(name) - len(tail) >= _SHORTEST_NAME + 1:
            return name[: -len(tail)]
    return name


def _part_phrases(label: str, concept: Concept) -> tuple[str, ...]:
    own = label if len(label) >= _SHORTEST_PART else _LOOSE_PART + label
    for known, phrases in (*concept.parts.items(), *concept.elements.items()):
        if known == label or (len(known) >= _SHORTEST_PART and (known in label or label in known)):
            return (own, *phrases)
    return (own,)


def _judge(target: _Target, views: Sequence[_View]) -> Match:
    near = (v for v in views if any(a in v.text for a in target.anchors))
    hits = [hit for view in near if (hit := _hit(target, view)) is not None]
    named = [h for h in hits if h.how in _NAMING]
    found = frozenset[str]().union(*(h.parts for h in hits)) if hits else frozenset()
    labels = [label for label, _ in target.parts]
    if named:
        whole = not found or any(not h.parts and h.how == "equal" for h in named)
        complete = whole or len(found) == len(labels) or _open_list(named)
        best = min(named, key=lambda h: _NAMING.index(h.how)).how
        used = [h for h in hits if h.how in {*_NAMING, "parts"}]
        return _found(target, used, best, found=None if complete else found)
    listed = [h for h in hits if h.how == "parts"]
    if listed:
        return _found(target, listed, "parts", None if len(found) == len(labels) else found)
    narrower = [h for h in hits if h.how == "narrower"]
    if narrower:
        return _found(target, narrower, "narrower", frozenset())
    return _not_found(target, [h for h in hits if h.how == "weak"])


def _open_list(named: Sequence[_Hit]) -> bool:
    return any(_OPEN_LIST in h.view.entry.content for h in named if h.parts)


def _found(target: _Target, hits: Sequence[_Hit], how: How, found: frozenset[str] | None) -> Match:
    """Build the match; ``found`` None means complete, else the parts that are there."""
    everything = frozenset(label for label, _ in target.parts)
    reason = f"{_places(hits)}{_SEEN[how]}"
    absent = [] if found is None else [label for label, _ in target.parts if label not in found]
    if absent and how != "narrower":
        shown = _shown_labels(target)
        reason += "；未写明：" + "、".join(shown[label] for label in absent)
    return Match(
        item=target.item,
        verdict="covered" if found is None else "partial",
        confidence=_CONFIDENCE[how],
        reason=reason,
        how=how,
        elements=_verdicts(target, everything if found is None else found),
        entries=tuple(h.view.index for h in hits),
        evidence=tuple(map(_evidence, hits)),
    )


def _not_found(target: _Target, weak: Sequence[_Hit]) -> Match:
    """Build the match of an item that no row lists; ``weak`` rows make it doubtful."""
    reason = f"{_places(weak)}{_SEEN['weak']}" if weak else "目录各行均未列出该事项"
    return Match(
        item=target.item,
        verdict="missing",
        confidence=_CONFIDENCE["weak"] if weak else _CONFIDENCE["synonym"],
        reason=reason,
        how="weak" if weak else "",
        needs_review=bool(weak),
        elements=_verdicts(target, frozenset()),
        entries=tuple(h.view.index for h in weak),
        evidence=tuple(map(_evidence, weak)),
    )


def _verdicts(target: _Target, there: frozenset[str]) -> tuple[ElementVerdict, ...]:
    shown = _shown_labels(target)
    return tuple(
        ElementVerdict(shown[label], "covered" if label in there else "missing")
        for label, _ in target.parts
    )


def _shown_labels(target: _Target) -> dict[str, str]:
    own = {normalise(e): e for e in target.item.elements}
    return {label: own.get(label, label) for label, _ in target.parts}


def _evidence(hit: _Hit) -> Evidence:
    place = hit.view.entry.location
    text = shorten(hit.words, 60)
    return Evidence(place.input, place.sheet, place.row, place.last_row, text, hit.how)


def _places(hits: Sequence[_Hit]) -> str:
    """Say the rows a judgement rests on, with the words of the first."""
    rows = "、".join(str(h.view.entry.location.row) for h in hits[:5])
    more = f"等{len(hits)}行" if len(hits) > 5 else "行"
    return f"{hits[0].view.entry.location.sheet} 第{rows}{more}“{shorten(hits[0].words, 30)}”"


def _hit(target: _Target, view: _View) -> _Hit | None:
    """Say how, if at all, one entry speaks of one item."""
    cells = view.cells
    if any(p in view.text for p in target.concept.but):
        cells = tuple(_without(c, target.concept.but) for c in cells)
    for how in _NAMING:
        for place, cell in enumerate(cells):
            if _names(target, cell, how):
                listed = cells[:1] if _enumerates(target, cells[0]) else ()
                parts = _parts(target, listed, loose=True)
                return _Hit(view, how, view.cells[place].shown, parts)
    parts = _parts(target, cells, loose=False)
    if parts:
        return _Hit(view, "parts", view.cells[0].shown, parts)
    doubts: tuple[tuple[How, tuple[str, ...]], ...] = (
        ("narrower", target.concept.narrower),
        ("weak", target.concept.weak),
    )
    for how, phrases in doubts:
        for place, cell in enumerate(cells):
            if any(_says(cell, p) for p in phrases):
                return _Hit(view, how, view.cells[place].shown, parts)
    return None


def _names(target: _Target, cell: _Cell, how: How) -> bool:
    if how == "equal":
        lines = cell.readings.split("\n")
        return lines[0] in target.rows or target.full in lines
    if how == "contained":
        return len(target.name) >= _SHORTEST_NAME and target.name in cell.readings
    return any(_says(cell, p) for p in target.concept.same)


def _enumerates(target: _Target, content: _Cell) -> bool:
    """Tell whether the content may list parts of a named item: not where it is but its name."""
    whole = content.readings.partition("\n")[0]
    return whole not in target.rows and whole != target.name


def _parts(target: _Target, cells: Sequence[_Cell], *, loose: bool) -> frozenset[str]:
    """Find the parts of an item that cells name; ``loose`` wordings count in a naming row only."""
    return frozenset(
        label
        for label, phrases in target.parts
        if any(
            _says(cell, p.lstrip(_LOOSE_PART))
            for p in phrases
            if loose or p[0] != _LOOSE_PART
            for cell in cells
        )
    )


def _says(cell: _Cell, phrase: str) -> bool:
    """Tell whether a reading holds the phrase; ``A…B`` wants both in one clause, in that order."""
    head, gap, tail = phrase.partition(_GAP)
    if head not in cell.readings:
        return False
    if not gap:
        return True
    lines = cell.readings.split("\n")[1:]
    return any((at := line.find(head)) >= 0 and tail in line[at + len(head) :] for line in lines)


def _without(cell: _Cell, phrases: Iterable[str]) -> _Cell:
    """Blank out what looks like the item and is not."""
    readings = cell.readings
    for phrase in phrases:
        readings = readings.replace(phrase, "")
    return _Cell(cell.shown, readings)
