"""How near a clause comes to a wording that the data do not know, and how likely it means it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Fitted by bench/calibrate.py to the sets up to blind_f; in the later, harder ones these clauses
# are right at a rate of 0.13 whatever their features. The chance that a clause in unknown words
# means the item grows with a word of the same kind (公告 and 公示 are one kind), and with what both
# share besides such words.
INTERCEPT, BY_KIND, BY_STEM = -4.22, 1.35, 1.61
_NO_STEM = 0.3
_BREAK = "|"


class Similarity:
    """Compares short Chinese texts by their character pairs; rare pairs weigh more.

    The weights come from the wordings of a whole scheme, so that 信息, 公告 and 情况 hardly count.
    """

    def __init__(self, wordings: Iterable[str], kinds: Mapping[str, str]) -> None:
        """Learn how common each pair is among the wordings; ``kinds`` gives words their kind."""
        counts: Counter[str] = Counter()
        total = 0
        for wording in wordings:
            counts.update(pairs(wording))
            total += 1
        self._weight = {pair: math.log((total + 1) / n) for pair, n in counts.items()}
        self._unknown = math.log(total + 1)
        self._totals: dict[str, float] = {}
        self._kinds = kinds
        self._kind_word = re.compile("|".join(sorted(map(re.escape, kinds), key=len, reverse=True)))

    def weight(self, pair: str) -> float:
        """Return what a pair weighs; one that no wording has weighs most."""
        return self._weight.get(pair, self._unknown)

    def total(self, held: Iterable[str]) -> float:
        """Return what pairs weigh together."""
        return sum(map(self.weight, held))

    def whole(self, text: str) -> float:
        """Return what all pairs of a text weigh together; each text is weighed once."""
        if text not in self._totals:
            self._totals[text] = self.total(pairs(text))
        return self._totals[text]

    def score(self, wording: str, clause: str) -> float:
        """Return 0 … 1: how much of the wording's weight the clause holds, less what it adds.

        The clause may say more than the wording, so what it adds counts a quarter.
        """
        shared = self.total(pairs(wording) & pairs(clause))
        added = self.whole(clause) - shared
        return shared / (self.whole(wording) + added / 4) if shared else 0.0

    def features(self, wording: str, clause: str) -> tuple[float, float]:
        """Return what the chance is reckoned from: same kind (0 or 1), shared stem (0 … 1)."""
        kinds = [self._kinds[w] for w in self._kind_word.findall(wording)]
        same = bool(kinds) and kinds[-1] in map(
            self._kinds.__getitem__, self._kind_word.findall(clause)
        )
        return float(same), self._stems(wording, clause)

    def chance(self, wording: str, clause: str) -> float:
        """Return 0 … 1: how likely the clause means what the wording names."""
        same, stem = self.features(wording, clause)
        return 1 / (1 + math.exp(-(INTERCEPT + BY_KIND * same + BY_STEM * stem)))

    def _stems(self, wording: str, clause: str) -> float:
        """Return how much of the wording the clause holds, both without the words of a kind."""
        wanted, held = (
            {p for p in pairs(self._kind_word.sub(_BREAK, text)) if _BREAK not in p}
            for text in (wording, clause)
        )
        return self.total(wanted & held) / self.total(wanted) if wanted else _NO_STEM


@dataclass(frozen=True, slots=True)
class Near:
    """A clause that comes near a wording: how likely it means it, and where it stands."""

    chance: float
    place: int
    clause: str
    wording: str


class ClauseIndex:
    """Finds, among many clauses, those near a wording without comparing them all."""

    def __init__(self, similarity: Similarity, clauses: Sequence[str]) -> None:
        """Note for every pair the clauses that hold it."""
        self._similarity = similarity
        self._clauses = clauses
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, clause in enumerate(clauses):
            for pair in pairs(clause):
                self._holders[pair].append(place)

    def near(self, wordings: Sequence[str], least: float) -> Iterator[Near]:
        """Yield every clause with a score of at least ``least``, with the wording it fits best."""
        best: dict[int, Near] = {}
        for wording in wordings:
            for place in self._candidates(wording, least):
                clause = self._clauses[place]
                if self._similarity.score(wording, clause) >= least:
                    chance = self._similarity.chance(wording, clause)
                    if place not in best or chance > best[place].chance:
                        best[place] = Near(chance, place, clause, wording)
        yield from best.values()

    def _candidates(self, wording: str, least: float) -> set[int]:
        """Return the clauses that can reach ``least``.

        A clause that lacks the heaviest pairs, more than 1 - least of the weight, cannot.
        """
        wanted = pairs(wording)
        found: set[int] = set()
        passed, total = 0.0, self._similarity.whole(wording)
        for pair in sorted(wanted, key=lambda p: (-self._similarity.weight(p), p)):
            if passed > (1 - least) * total:
                break
            found.update(self._holders.get(pair, ()))
            passed += self._similarity.weight(pair)
        return found


def overlap(one: str, other: str) -> float:
    """Return 0 … 1: the share of their character pairs that two texts have in common (Dice)."""
    ours, theirs = pairs(one), pairs(other)
    both = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / both if both else 0.0


@lru_cache(maxsize=1 << 15)
def pairs(text: str) -> frozenset[str]:
    """Return the character pairs of a text."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
