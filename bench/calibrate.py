"""Fit how likely a clause in unknown words means an item: the constants of matching.similarity.

    python bench/calibrate.py [FOLDER …]

Each labelled catalog is judged without its own words (as in leave_out.py); for every item that is
then found by no known wording, the clauses that name nothing known are compared with it. True is a
clause of a row that the label names. A logistic regression on the features is fitted to all, and
checked catalog by catalog on fits that have not seen the catalog.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from alignment import Labelled, thesaurus_of
from leave_out import FOLDERS, catalogs, without
from numpy.typing import NDArray

from pubaudit.matching import Thesaurus, prepare
from pubaudit.matching.assign import judge, lay_out
from pubaudit.matching.nearest import LEAST_SCORE, open_clauses

RIDGE = 1.0
BINS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.01)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause beside an item: the catalog's number, the item, the features, whether it is it."""

    catalog: int
    item: str
    features: tuple[float, float]
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
        gold = one.rows(label) if label["label"] != "missing" else frozenset()
        for clause, (view, _) in open_clauses(target.field, bench.prepared, bench.near(target)):
            similarity = bench.prepared.similarity
            near = [w for w in target.plain if similarity.score(w, clause) >= LEAST_SCORE]
            if near:
                best = max((similarity.features(w, clause) for w in near), key=sum)
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
    folders = [Path(f) for f in sys.argv[1:]] or FOLDERS
    pairs = [
        pair
        for number, left in enumerate(catalogs(folders))
        for pair in pairs_of(number, left.one, without(thesaurus_of(left.one.scheme.topic), left))
    ]
    x = np.array([p.features for p in pairs])
    y = np.array([float(p.true) for p in pairs])
    owner = np.array([p.catalog for p in pairs])
    names = "INTERCEPT, BY_KIND, BY_STEM"
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
