"""Fit how likely a clause in unknown words means an item: the constants of matching.similarity.

    python bench/calibrate.py [--thesaurus FILE] [FOLDER …]

For every item of a labelled catalog that is found by no known wording, the clauses that name
nothing known are compared with it. True is a clause of a row that the label names. A logistic
regression on the three features is fitted to all, and checked catalog by catalog on fits that have
not seen the catalog.

With ``--thesaurus``, a thesaurus from before it met the catalogs, the figures are those of a first
contact (the constants are: ``git show 4fbf22c:catalogs/thesaurus.yaml``, with today's ``kinds``, on
blind_a to blind_d). Without, each catalog is judged without its own words (as in
leave_out.py), which leaves little that is unknown.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from alignment import Labelled
from leave_out import DATA, FOLDERS, catalogs, without
from numpy.typing import NDArray

from pubaudit.matching import Thesaurus, load_thesaurus, prepare
from pubaudit.matching.assign import judge, lay_out
from pubaudit.matching.nearest import LEAST_SCORE, open_clauses
from pubaudit.schemes import catalog_root

RIDGE = 1.0
BINS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.01)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause beside an item: the catalog's number, the item, the features, whether it is it."""

    catalog: int
    item: str
    features: tuple[float, float, float]
    true: bool


def pairs_of(number: int, one: Labelled, thesaurus: Thesaurus) -> Iterator[Pair]:
    """Compare the items of a catalog that no known wording names with its open clauses."""
    bench = lay_out(prepare(one.scheme, thesaurus), [one.catalog])
    labels = {(x["field"], x["item"]): x for x in one.labels}
    for target in bench.prepared.targets:
        label = labels.get((target.item.field, target.item.name))
        if label is None or label["ambiguous"] or label["label"] == "not_applicable":
            continue
        if judge(target, bench).verdict != "missing":
            continue
        of_field = bench.prepared.of_field(target.field)
        gold = one.rows(label) if label["label"] != "missing" else frozenset()
        for clause, (view, _) in open_clauses(bench.near(target), of_field, frozenset()):
            found = [bench.prepared.similarity.features(w, clause) for w in target.plain.all]
            best = max(found, key=sum, default=(0.0, 0.0, 0.0))
            if best[0] >= LEAST_SCORE:
                place = (view.entry.location.sheet, view.entry.location.row)
                yield Pair(number, target.item.id, best, place in gold)


def fit(x: Matrix, y: Matrix) -> Matrix:
    """Return intercept and weights (ridge, Newton's method)."""
    weights = np.zeros(x.shape[1] + 1)
    full = np.column_stack([np.ones(len(x)), x])
    ridge = RIDGE * np.diag([0.0, *np.ones(x.shape[1])])
    for _ in range(50):
        p = chance(weights, x)
        slope = full.T @ (p - y) + ridge @ weights
        curve = (full.T * (p * (1 - p))) @ full + ridge + 1e-9 * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def chance(weights: Matrix, x: Matrix) -> Matrix:
    """Return the chance of every row of features."""
    answer: Matrix = 1 / (1 + np.exp(-(weights[0] + x @ weights[1:])))
    return answer


def main() -> None:
    """Print the constants and, for the best clause of each item, chances against what is true."""
    reader = ArgumentParser()
    reader.add_argument("--thesaurus", type=Path)
    reader.add_argument("folders", nargs="*", type=Path, default=[DATA / f for f in FOLDERS])
    given = reader.parse_args()
    every = catalogs([f for f in given.folders if f.is_dir()])
    old = given.thesaurus
    thesaurus = load_thesaurus(old or catalog_root() / "thesaurus.yaml")
    pairs = [
        pair
        for number, left in enumerate(every)
        for pair in pairs_of(number, left.one, thesaurus if old else without(thesaurus, left))
    ]
    x = np.array([p.features for p in pairs])
    y = np.array([float(p.true) for p in pairs])
    owner = np.array([p.catalog for p in pairs])
    names = "INTERCEPT, BY_SCORE, BY_KIND, BY_STEM"
    print(f"{len(pairs)} clauses, {int(y.sum())} true\n{names} = {np.round(fit(x, y), 2).tolist()}")
    unseen = np.zeros(len(pairs))
    for number in np.unique(owner):
        mine = owner == number
        unseen[mine] = chance(fit(x[~mine], y[~mine]), x[mine])
    best: dict[tuple[int, str], int] = {}
    for place, pair in enumerate(pairs):
        key = pair.catalog, pair.item
        if key not in best or unseen[place] > unseen[best[key]]:
            best[key] = place
    chosen = np.array(sorted(best.values()))
    for low, high in pairwise(BINS):
        own = chosen[(unseen[chosen] >= low) & (unseen[chosen] < high)]
        if len(own):
            print(f"chance {low:.2f}-{high:.2f}: {len(own):4} items, {y[own].mean():.2f} true")


if __name__ == "__main__":
    main()
