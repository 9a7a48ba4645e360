"""How near a clause comes to a wording that the data do not know: weighted character pairs."""

import math
from collections import Counter
from collections.abc import Iterable
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
            counts.update(_pairs(wording))
            total += 1
        self._weight = {pair: math.log((total + 1) / n) for pair, n in counts.items()}
        self._unknown = math.log(total + 1)
        self.pairs = lru_cache(maxsize=1 << 14)(_pairs)

    def score(self, wording: str, clause: str) -> float:
        """Return 0 … 1: how much of the wording's weight the clause holds, less what it adds.

        The clause may say more than the wording, so what it adds counts a quarter.
        """
        wanted, given = self.pairs(wording), self.pairs(clause)
        shared = self._sum(wanted & given)
        if not shared:
            return 0.0
        return shared / (self._sum(wanted) + self._sum(given - wanted) / 4)

    def _sum(self, pairs: frozenset[str]) -> float:
        return sum(self._weight.get(pair, self._unknown) for pair in pairs)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
