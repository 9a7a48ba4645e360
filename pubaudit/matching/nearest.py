"""For items that no known wording names: which clause, that names nothing known, may mean them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pubaudit.matching.hits import OWN_CELLS, Hit
from pubaudit.matching.prepared import Prepared
from pubaudit.matching.similarity import ClauseIndex
from pubaudit.matching.targets import Target
from pubaudit.matching.views import View

# Below this chance a clause is not worth a person's time: a third of those above it are the item,
# a twentieth of those below (bench/calibrate.py).
WORTH_A_LOOK = 0.1
LEAST_SCORE = 0.25


def nearest_rows(
    wanted: Sequence[Target], prepared: Prepared, by_field: Mapping[str, Sequence[View]]
) -> dict[str, Hit]:
    """Give the ``wanted`` items, by their ids, the rows that may mean them.

    The pairs of an item and a clause are taken in the order of their chance: a clause that may mean
    two items goes to the one it fits best, and each item gets one clause at most. Clauses that name
    an item of the field in known words, or only the field, are spoken for.
    """
    fields: dict[str, list[Target]] = defaultdict(list)
    for target in wanted:
        fields[target.field].append(target)
    given: dict[str, Hit] = {}
    for field, lost in fields.items():
        places = dict(open_clauses(field, prepared, by_field.get(field, ())))
        index = ClauseIndex(prepared.similarity, tuple(places))
        fits = [(near, t) for t in lost for near in index.near(t.plain, LEAST_SCORE)]
        likely = [fit for fit in fits if fit[0].chance >= WORTH_A_LOOK]
        taken: set[str] = set()
        for near, target in sorted(likely, key=lambda f: (-f[0].chance, f[0].place, f[1].item.id)):
            if near.clause not in taken and target.item.id not in given:
                taken.add(near.clause)
                view, shown = places[near.clause]
                given[target.item.id] = Hit(view, "similar", shown, near.wording, near.chance)
    return given


def open_clauses(
    field: str, prepared: Prepared, rows: Sequence[View]
) -> Iterator[tuple[str, tuple[View, str]]]:
    """Yield each clause that is not spoken for once, with the first row and cell that hold it."""
    targets = prepared.of_field(field)
    seen = {"", *(w for f in prepared.finder.fields if f.name == field for w in f.words)}
    for view in rows:
        if view.absent:
            continue
        for cell in view.cells[:OWN_CELLS]:
            for clause in cell.naming.split("\n"):
                if clause in seen:
                    continue
                seen.add(clause)
                held = frozenset(word for word in cell.words if word in clause)
                if not held or not any(t.named_in(clause, held) for t in targets):
                    yield clause, (view, cell.shown)
