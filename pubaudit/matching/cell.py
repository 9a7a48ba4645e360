"""A cell as it is compared: its readings, one clause a line."""

from collections.abc import Callable
from dataclasses import dataclass

BLANKED = "|"  # stands for what was taken out because it looks like an item and is not


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown; ``whole`` comparable; its clauses one a line.

    ``naming`` leaves out clauses that only tell how to get hold of a thing, or leave it out;
    ``about`` are clauses on rules, samples or disputes about a thing: they name what they end with.
    ``joined``: its first short parts with the category they stand under (土地供应 | 计划、结果).
    ``words``: at least the words of the vocabulary that the cell holds.
    """

    shown: str
    whole: str
    clauses: str
    naming: str
    about: str
    joined: str
    words: frozenset[str]

    def read(self, change: Callable[[str], str]) -> "Cell":
        """Return the cell with every reading changed, as shown as before."""
        texts = (self.whole, self.clauses, self.naming, self.about, self.joined)
        whole, clauses, naming, about, joined = map(change, texts)
        return Cell(self.shown, whole, clauses, naming, about, joined, self.words)
