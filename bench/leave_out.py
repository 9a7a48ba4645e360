"""How much the thesaurus owes to the very catalogs that it is measured on.

    python bench/leave_out.py [FOLDER …]

Every labelled catalog is judged without the words that occur in it and nowhere else: in no other
labelled catalog, and in none of the documents that the schemes are transcribed from. What such a
word adds, general or not, is the difference to the full thesaurus; it is told set by set. Last
stands how often verdicts were right by how they were reached (``matching.how.CONFIDENCE``).
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from alignment import Judged, Labelled, f1, judge, load, score, thesaurus_of

from pubaudit.matching import Thesaurus, align, prepare
from pubaudit.matching.segment import comparable
from pubaudit.schemes import catalog_root

DATA = Path(__file__).parent.parent / "tests" / "data"
FOLDERS = sorted(rows.parent for rows in DATA.glob("*/rowmap.json"))  # every labelled set


@dataclass(frozen=True, slots=True)
class Left:
    """A catalog of a set, what it says, and what is said elsewhere."""

    folder: str
    one: Labelled
    own: str
    elsewhere: str


def text(one: Labelled) -> str:
    """Return everything a catalog says, as it is compared."""
    return "\n".join(comparable(" ".join((*e.path, e.content))) for e in one.catalog.entries)


def documents() -> str:
    """Return the texts of the documents in hand."""
    paths = sorted(catalog_root().glob("*/*.txt"))
    return "\n".join(comparable(path.read_text("utf-8")) for path in paths)


def catalogs(folders: Sequence[Path]) -> Iterator[Left]:
    """Give every catalog of the sets with the text of all others and of the documents."""
    sets = [(folder.name, one) for folder in folders for one in load(folder)]
    texts = [text(one) for _, one in sets]
    known = documents()
    for place, (name, one) in enumerate(sets):
        others = [t for n, t in enumerate(texts) if n != place]
        yield Left(name, one, texts[place], "\n".join((known, *others)))


def without(thesaurus: Thesaurus, left: Left) -> Thesaurus:
    """Drop the wordings, and the words of composed ones, that only this catalog says."""

    def only_here(words: str) -> bool:
        return words in left.own and words not in left.elsewhere

    def kept(wording: str) -> str:
        loose, gap, join = wording[:1] == "~", "...", "+"
        if join in wording:
            groups = [[w for w in g.split("|") if not only_here(w)] for g in wording.split(join)]
            return join.join("|".join(group) for group in groups) if all(groups) else ""
        parts = wording[loose:].split(gap)
        return "" if any(map(only_here, parts)) else wording

    def all_kept(wordings: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(filter(None, map(kept, wordings)))

    concepts = tuple(
        replace(
            c,
            same=all_kept(c.same),
            composed=all_kept(c.composed),
            narrower=all_kept(c.narrower),
            weak=all_kept(c.weak),
            parts={k: all_kept(v) for k, v in c.parts.items()},
            elements={k: all_kept(v) for k, v in c.elements.items()},
        )
        for c in thesaurus.concepts
    )
    return replace(thesaurus, concepts=concepts)


def judged(thesaurus: Thesaurus, one: Labelled) -> list[Judged]:
    """Judge one catalog, all fields of its scheme."""
    fields = [f.name for f in one.scheme.fields]
    return judge(one, align(prepare(one.scheme, thesaurus), [one.catalog], fields).matches)


def line(name: str, full: Sequence[Judged], left: Sequence[Judged]) -> str:
    """Tell accuracy and gap F1, with and without a catalog's own words."""
    a, b = score(full), score(left)
    return (
        f"{name:10} {a.total:4} labels  accuracy {a.right / a.total:.3f} -> {b.right / b.total:.3f}"
        f"  gap F1 {f1(a):.3f} -> {f1(b):.3f}"
    )


def rates(left: Sequence[Judged]) -> Iterator[str]:
    """Tell the share of right verdicts by how they were reached, by Laplace's rule."""
    by_how: dict[str, list[bool]] = {}
    for one in left:
        if one.scored:
            by_how.setdefault(one.how or "(nothing)", []).append(one.got == one.gold)
    for how, right in sorted(by_how.items(), key=lambda h: -len(h[1])):
        yield f"{how:10} {len(right):4} labels  right {(sum(right) + 1) / (len(right) + 2):.3f}"


def main() -> None:
    """Print, for each set and for all, the measure in full and with own words left out."""
    named = [Path(f) for f in sys.argv[1:]] or FOLDERS
    full: dict[str, list[Judged]] = {}
    least: dict[str, list[Judged]] = {}
    for left in catalogs(named):
        thesaurus = thesaurus_of(left.one.scheme.topic)
        full.setdefault(left.folder, []).extend(judged(thesaurus, left.one))
        own_out = judged(without(thesaurus, left), left.one)
        least.setdefault(left.folder, []).extend(own_out)
    for name, own in full.items():
        print(line(name, own, least[name]))
    every = [*chain(*least.values())]
    print(line("all", [*chain(*full.values())], every))
    print(*rates(every), sep="\n")


if __name__ == "__main__":
    main()
