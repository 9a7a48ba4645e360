"""A sample for checking by hand: simple random, without replacement, of a whole ledger.

Every record has a number by its place in the ledger (which file, how many records before it) and
from that and the seed a priority; the N smallest are drawn. So parts draw their own N, and the N
smallest of these are the sample: however the ledger was cut, batched, written or spread.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch

CONFIDENCE = 0.95
SOURCE = "E. B. Wilson，J. Am. Stat. Assoc. 22（1927）第209-212页"

_FILE = 1 << 40  # more records than a file can hold
_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Interval:
    """A share of ``number`` records, with the bounds of its confidence interval."""

    number: int
    share: float
    low: float
    high: float


def draw(batch: Batch, number: int, seed: int, within: int = _ALL) -> list[tuple[int, int]]:
    """Return priority and index (0-based) of a batch's records that may be in the sample.

    ``within`` is the largest priority that still may be.
    """
    if not number:
        return []
    place = np.arange(batch.size, dtype=np.uint64)
    place += np.uint64(batch.input * _FILE + batch.before)
    priority = _mixed(place ^ _mixed(np.array([seed & _ALL], np.uint64)))
    least = np.flatnonzero(priority <= np.uint64(within))
    if len(least) > number:
        least = np.sort(least[np.argpartition(priority[least], number - 1)[:number]])
    return list(zip(priority[least].tolist(), least.tolist(), strict=True))


def wilson(successes: int, number: int, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's score interval of a share (1927), without correction for a finite ledger.

    The bounds are the shares p with |successes / number - p| = z * sqrt(p (1 - p) / number).
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = successes / number, z * z / number
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / number + spread / (4 * number))
    # At a share of 0 or 1 one bound is the share itself; rounding must not say otherwise.
    low = 0.0 if successes == 0 else middle - half
    return Interval(number, share, low, 1.0 if successes == number else middle + half)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit numbers, different ones to different ones (the finaliser of SplitMix64)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
