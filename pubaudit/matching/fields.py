"""Which fields (领域) a text, an entry and a whole catalog belong to."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from pubaudit.matching.similarity import pairs
from pubaudit.matching.thesaurus import FieldWords
from pubaudit.text import normalise, strip_numbering

Names = frozenset[str]
_JOINT = re.compile(r"[和与及]")
_CLAUSE = re.compile(r"[、,;。]")
_SHORT = 14
_SEVERAL = 2


class FieldFinder:
    """Finds the fields that texts name, by the words of the thesaurus; remembers each text."""

    def __init__(self, fields: Sequence[FieldWords], own: Collection[str] = ()) -> None:
        """Take the fields to look for, of which the scheme's ``own``.

        The first two characters of every phrase are noted: they rule out most fields at once.
        """
        self._starts: dict[str, set[int]] = defaultdict(set)
        for place, field in enumerate(fields):
            for phrase in (*field.words, *field.hints, *field.joint):
                self._starts[phrase[:2]].add(place)
        self.fields = tuple(fields)
        self._names = {f.name: tuple(map(normalise, (f.name, *f.aliases))) for f in fields}
        self._but = {f.name: f.but for f in fields}
        self._called = {n: frozenset({f}) for f in own for n in self._names.get(f, ())}
        self._beside = frozenset(f.name for f in fields if f.beside)
        self._kinds = tuple((f.name, f.kind_of) for f in fields if f.kind_of)
        self._foreign = frozenset(f.name for f in fields if f.name not in own)
        self.named = lru_cache(maxsize=None)(self._named)

    def _named(self, text: str) -> tuple[Names, Names]:
        """Return the fields that a text names by a word, and those it names by a hint.

        A text that is but the name of a field of the scheme names it, if no word elsewhere (教育).
        Where a short text joins a field of the scheme with another thing, a hint is as good as a
        word: 土地和矿业权, but not 集体资产与土地.
        """
        plain = strip_numbering(normalise(text))
        places = set[int]().union(*(self._starts[p] for p in pairs(plain) & self._starts.keys()))
        near = [(f, _without(plain, f.but)) for f in (self.fields[p] for p in places)]
        joins = len(plain) <= _SHORT and _JOINT.search(plain) is not None
        words = frozenset(f.name for f, rest in near if any(w in rest for w in f.words))
        words |= self._called.get(plain, frozenset())
        hints = frozenset(f.name for f, rest in near if any(h in rest for h in f.hints))
        if joins and not words <= self._foreign:
            return words | hints, hints
        return words | self._side_by_side(plain, [f for f, _ in near]), hints

    def calls(self, field: str, text: str) -> bool:
        """Tell whether a text calls a field by its name, or by another name of it.

        What looks like the field and is not (政府采购支出) is left out.
        """
        plain = _without(normalise(text), self._but[field])
        return any(name in plain for name in self._names[field])

    def _side_by_side(self, text: str, near: Sequence[FieldWords]) -> Names:
        """Return the fields of a text whose clauses speak of several: 工程公告、土地公告."""
        clauses = _CLAUSE.split(text)
        if len(clauses) < _SEVERAL:
            return frozenset()
        joint = [{f.name for f in near if any(w in c for w in f.joint)} for c in clauses]
        own = [names for names in joint if len(names) == 1]
        found = frozenset[str]().union(*own) if own else frozenset[str]()
        return found if len(found) >= _SEVERAL else frozenset()

    def of(self, levels: Sequence[str], content: str = "") -> Names:
        """Find the fields of an entry: the innermost level that names one decides.

        Words decide before hints: 招标 alone says 工程 only where nothing says 土地 or 采购. Words
        of other business yield to a hint of the innermost level (招标 | 农村公路等项目公告) and to
        a word of the ``content`` (村镇建设 | 工程招标公告).
        Fields ``beside`` others (共通) are added to the scheme's own, and never decide.
        """
        named = [self.named(level) for level in levels]
        decided: Names = frozenset()
        for place, meaning in enumerate([*(w for w, _ in named), *(h for _, h in named)]):
            decided = meaning - self._beside
            if place and decided and decided <= self._foreign:
                own = (named[0][1] | self.named(content)[0]) - self._foreign - self._beside
                decided = own - self._denied(own, levels) or decided
            if decided:
                decided = self._kind(decided, levels[place % len(levels)], named)
                break
        if decided and decided <= self._foreign:
            return decided
        added = [words & self._beside for words, _ in named if not words.isdisjoint(self._beside)]
        return decided.union(*added) if added else decided

    def _denied(self, fields: Names, levels: Sequence[str]) -> Names:
        """Return the fields of which a level says what only looks like them (征地, of 土地).

        A level that joins two things denies none.
        """
        alone = [normalise(level) for level in levels if not _JOINT.search(level)]
        return frozenset(
            f for f in fields if any(w in text for text in alone for w in self._but[f])
        )

    def _kind(self, decided: Names, level: str, named: Sequence[tuple[Names, Names]]) -> Names:
        """Put a row under a kind of its field where a level names the kind.

        Not where the level that decided calls the whole by its name.
        """
        for kind, whole in self._kinds:
            said = any(kind in words for words, _ in named)
            if said and whole in decided and not self.calls(whole, level):
                decided = decided - {whole} | {kind}
        return decided


def _without(text: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        text = text.replace(phrase, "")
    return text
