"""A scheme and the language of the field, made ready once for all catalogs of a run."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.segment import comparable
from pubaudit.matching.similarity import Similarity
from pubaudit.matching.targets import Target, target
from pubaudit.matching.thesaurus import Thesaurus
from pubaudit.matching.views import Reader
from pubaudit.matching.wordings import Vocabulary, Wordings
from pubaudit.models import Scheme

_REMEMBERED = 1 << 14


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the aligner needs of a scheme.

    ``canonical`` maps the scheme's field names to the thesaurus's; ``targets`` are its items, in
    its order; ``reader`` remembers every text that it has read, ``spoken_of`` the ids of the items
    that rows with the same words of the vocabulary may speak of.
    """

    canonical: Mapping[str, str]
    finder: FieldFinder
    targets: tuple[Target, ...]
    similarity: Similarity
    reader: Reader
    spoken_of: Callable[[frozenset[str]], frozenset[str]]

    def of_field(self, field: str) -> list[Target]:
        """Return the items of a field, by the thesaurus's name of it."""
        return [t for t in self.targets if t.field == field]


def prepare(scheme: Scheme, thesaurus: Thesaurus) -> Prepared:
    """Make a scheme ready."""
    canonical = {f.name: thesaurus.canonical(f.name) for f in scheme.fields}
    finder = FieldFinder(thesaurus.fields_for(tuple(canonical.values())), set(canonical.values()))
    alone = [target(i, canonical[i.field], thesaurus) for i in scheme.items]
    titles = {comparable(n) for f in finder.fields for n in (f.name, *f.aliases)}
    titles.update(map(comparable, canonical))
    vocabulary = Vocabulary(titles.union(*(t.vocabulary() for t in alone)))
    targets = tuple(_telling(list(_beside(alone, titles, vocabulary))))
    similarity = Similarity((w for t in targets for w in t.plain), thesaurus.kinds)

    @lru_cache(_REMEMBERED)
    def spoken_of(words: frozenset[str]) -> frozenset[str]:
        return frozenset(t.item.id for t in targets if t.searched.any_among(words))

    reader = Reader(thesaurus, vocabulary)
    return Prepared(canonical, finder, targets, similarity, reader, spoken_of)


def _beside(
    targets: Sequence[Target], titles: Collection[str], vocabulary: Vocabulary
) -> Iterator[Target]:
    """Set the items of a field against one another: the specific goes before the general.

    A name of one item that holds a name of another (计划完成情况 holds 计划) never means the other,
    nor does the name of a field (灾害事故救援 is not its item 应急处置与救援); a name of one is no
    narrower wording of another (废标公告, where 终止公告 is an item).
    """
    fields = {title: vocabulary.held_by(title) for title in titles}
    names: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for one in targets:
        names[one.field] |= {name: vocabulary.held_by(name) for name in one.plain}
    for one in targets:
        own = set(one.plain)
        near = {**fields, **names[one.field]}
        others = (n for n, held in near.items() if one.named_in(n, held))
        specific = [name for name in others if name not in own]
        taken = names[one.field].keys() - own
        yield replace(
            one,
            but=Wordings((*specific, *one.but.all)),
            narrower=Wordings(w for w in one.narrower.all if w not in taken),
        )


def _telling(targets: Sequence[Target]) -> Iterator[Target]:
    """Leave to each part the wordings that no other item of the field shares.

    标的基本概况, a part of the notice and of the result, tells neither by itself.
    """
    worded = ({(t.field, w) for p in t.parts for w in p.strict.all} for t in targets)
    items = Counter(chain.from_iterable(worded))
    for one in targets:
        own = [Wordings(w for w in p.strict.all if items[one.field, w] == 1) for p in one.parts]
        parts = zip(one.parts, own, strict=True)
        yield replace(one, parts=tuple(replace(p, strict=strict) for p, strict in parts))
