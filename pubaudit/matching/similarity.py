"""How near a clause comes to a wording that the data do not know: weighted character pairs."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


class Similarity:
    """Compares short Chinese texts by their character pairs; rare pairs weigh more.

    The weights come from the wordings of a whole scheme, so that 信息, 公告 and 情况 hardly count.
    """

    def __init__(self, wordings: Iterable[str]) -> None:
        """Learn how common each pair is among the wordings."""
        counts: Counter[str] = Counter()
        total = 0
        for wording in wordings:
            counts.update(pairs(wording))
            total += 1
        self._weight = {pair: math.log((total + 1) / n) for pair, n in counts.items()}
        self._unknown = math.log(total + 1)

    def weight(self, pair: str) -> float:
        """Return what a pair weighs; one that no wording has weighs most."""
        return self._weight.get(pair, self._unknown)

    def total(self, text: str) -> float:
        """Return what all pairs of a text weigh together."""
        return sum(map(self.weight, pairs(text)))

    def score(self, wording: str, clause: str) -> float:
        """Return 0 … 1: how much of the wording's weight the clause holds, less what it adds.

        The clause may say more than the wording, so what it adds counts a quarter.
        """
        shared = sum(map(self.weight, pairs(wording) & pairs(clause)))
        return _score(shared, self.total(wording), self.total(clause))


@dataclass(frozen=True, slots=True)
class Near:
    """The clause that comes nearest: its score, its place in the index, the wording compared."""

    score: float
    place: int
    wording: str


class ClauseIndex:
    """Finds, among many clauses, the one nearest to a wording without comparing them all."""

    def __init__(self, similarity: Similarity, clauses: Sequence[str]) -> None:
        """Note for every pair the clauses that hold it."""
        self._similarity = similarity
        self._pairs = [pairs(clause) for clause in clauses]
        self._totals = [similarity.total(clause) for clause in clauses]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, held in enumerate(self._pairs):
            for pair in held:
                self._holders[pair].append(place)

    def nearest(self, wordings: Sequence[str], least: float) -> Near | None:
        """Return the nearest clause with a score of at least ``least``; the first of equals."""
        best: Near | None = None
        for wording in wordings:
            wanted, total = pairs(wording), self._similarity.total(wording)
            for place in sorted(self._candidates(wanted, total, least)):
                shared = sum(map(self._similarity.weight, wanted & self._pairs[place]))
                score = _score(shared, total, self._totals[place])
                if score >= least and (best is None or score > best.score):
                    best = Near(score, place, wording)
        return best

    def _candidates(self, wanted: frozenset[str], total: float, least: float) -> set[int]:
        """Return the clauses that can reach ``least``.

        A clause that lacks the heaviest pairs, more than 1 - least of the weight, cannot.
        """
        found: set[int] = set()
        passed = 0.0
        for pair in sorted(wanted, key=lambda p: (-self._similarity.weight(p), p)):
            if passed > (1 - least) * total:
                break
            found.update(self._holders.get(pair, ()))
            passed += self._similarity.weight(pair)
        return found


def _score(shared: float, wording: float, clause: float) -> float:
    return shared / (wording + (clause - shared) / 4) if shared else 0.0


@lru_cache(maxsize=1 << 15)
def pairs(text: str) -> frozenset[str]:
    """Return the character pairs of a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
