"""A scheme's items made ready for comparison: every wording that names them, normalised."""

from collections.abc import Sequence
from dataclasses import dataclass

from pubaudit.matching.segment import comparable
from pubaudit.matching.thesaurus import Concept, Thesaurus
from pubaudit.matching.wordings import LOOSE, Wordings, is_plain
from pubaudit.models import MandatedItem

_SHORTEST_NAME = 3
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One part or element of an item: its label as compared and as shown, and its wordings.

    ``strict`` wordings name the part anywhere in the field; ``loose`` ones only in a row that is
    about the item.
    """

    label: str
    shown: str
    strict: Wordings
    loose: Wordings


@dataclass(frozen=True, slots=True)
class Target:
    """An item made ready.

    ``full`` is its name, ``name`` the name without an empty tail; ``rows`` the texts of the annex
    rows that name it; ``makeup`` what it consists of beside the elements that its scheme lists
    (合同订立 and 履行), all of which together name it; ``same`` its synonyms, the longest first;
    ``plain`` all that it is called in so many words, ``names`` these and then the names in words
    of two groups;
    ``within`` names of parts that hold a name of the whole (农村危房改造政策) and do not name it;
    ``searched`` all wordings of which a row that speaks of it must hold one.
    """

    item: MandatedItem
    field: str
    full: str
    name: str
    rows: frozenset[str]
    concept: Concept
    parts: tuple[Part, ...]
    makeup: tuple[Part, ...]
    same: Wordings
    plain: tuple[str, ...]
    names: Wordings
    topic: Wordings
    narrower: Wordings
    weak: Wordings
    but: Wordings
    apart: Wordings
    within: tuple[str, ...]
    searched: Wordings

    def named_in(self, line: str, words: frozenset[str]) -> bool:
        """Tell whether lines of clauses of a cell call the item by a plain or composed name."""
        return self.names.in_lines(line, words)

    def vocabulary(self) -> frozenset[str]:
        """Return every word by which a wording of the item is looked for."""
        loose = (p.loose.words for p in (*self.parts, *self.makeup))
        return self.searched.words.union(self.but.words, self.apart.words, *loose)


def target(item: MandatedItem, field: str, thesaurus: Thesaurus) -> Target:
    """Make an item ready; ``field`` is the name under which the thesaurus knows its field."""
    full = comparable(item.name)
    name = _core(full, thesaurus.tails)
    concept = thesaurus.concept(field, item.name) or Concept((field,), (name,))
    rows = _annex_rows(item, thesaurus)
    # A document may list an element twice (for 探矿权 and for 采矿权); a catalog need not.
    elements = dict.fromkeys(item.elements)
    labels = [(comparable(e), e) for e in elements] or [(p, p) for p in concept.parts]
    parts = tuple(_part(label, shown, concept) for label, shown in labels)
    makeup = tuple(_part(p, p, concept) for p in concept.parts) if item.elements else ()
    same = Wordings((*_longest_first(concept.same), *concept.composed))
    named = (full, *([name] if len(name) >= _SHORTEST_NAME else ()), *same.all)
    strict = (w for p in (*parts, *makeup) for w in p.strict.all)
    plain = tuple(dict.fromkeys(filter(is_plain, named)))
    searched = (
        *named,
        *rows,
        *concept.alone,
        *concept.topic,
        *concept.narrower,
        *concept.weak,
        *strict,
    )
    return Target(
        item=item,
        field=field,
        full=full,
        name=name,
        rows=rows,
        concept=concept,
        parts=parts,
        makeup=makeup,
        same=same,
        plain=plain,
        names=Wordings((*plain, *concept.composed)),
        topic=Wordings(concept.topic),
        narrower=Wordings(concept.narrower),
        weak=Wordings(concept.weak),
        but=Wordings(_longest_first(concept.but)),
        apart=Wordings(concept.apart),
        within=tuple(w for p in parts for w in p.strict.all if _holds_other(w, plain)),
        searched=Wordings(searched),
    )


def _annex_rows(item: MandatedItem, thesaurus: Thesaurus) -> frozenset[str]:
    """Return the rows that name an item: of an annex, or of a catalog that is the standard."""
    if item.origin == "prose":
        return frozenset()
    annexed = [b for b in item.basis if b.article.startswith("附件")] or item.basis
    return frozenset(comparable(thesaurus.righted(b.quote)) for b in annexed)


def _longest_first(wordings: Sequence[str]) -> list[str]:
    return sorted(wordings, key=len, reverse=True)


def _holds_other(wording: str, names: Sequence[str]) -> bool:
    return any(name in wording and name != wording for name in names)


def _core(name: str, tails: Sequence[str]) -> str:
    """Drop an empty tail (信息, 情况 …), so that 合同信息 is found in 合同公告."""
    for tail in tails:
        if name.endswith(tail) and len(name) - len(tail) > _SHORTEST_NAME:
            return name[: -len(tail)]
    return name


def _part(label: str, shown: str, concept: Concept) -> Part:
    known = _wordings(label, concept)
    telling = known is not None and LOOSE + label not in known and len(label) >= _SHORTEST_PART
    own = label if telling else LOOSE + label
    wordings = (own, *(known or ()))
    return Part(
        label,
        shown,
        strict=Wordings(w for w in wordings if not w.startswith(LOOSE)),
        loose=Wordings(w.removeprefix(LOOSE) for w in wordings),
    )


def _wordings(label: str, concept: Concept) -> tuple[str, ...] | None:
    """Return what the data know of a part; schemes word one part a little differently.

    None: the data do not know it, so that it shows nothing outside a row about the item; nor does
    one whose own name is marked as loose.
    """
    known = {**concept.elements, **concept.parts}
    if label in known:
        return known[label]
    for other, wordings in known.items():
        if len(other) >= _SHORTEST_PART and (other in label or label in other):
            return wordings
    return None
