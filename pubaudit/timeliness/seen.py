"""Records that stand twice in the ledgers, known by their link or their 文号."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch, Words
from pubaudit.text import normalise

Marks = NDArray[np.uint64]
Digest = Callable[[str], int]

# What a record is compared by.
_ROLES: Final = ("link", "number")
# 8 bytes each, and as much again while two runs are merged.
MOST = 100_000_000
_BITS: Final = (1 << 64) - 1
# An odd number, so that a body and a number are not taken for the number and the body.
_OF_BODY: Final = np.uint64(0x9E3779B97F4A7C15)
_DIGIT = re.compile(r"\d")
_OF_A_SITE: Final = 3  # strokes: https://www.x.gov.cn/
# A whole site, or its front page, is where a record might be, not which one it is; nor do strokes
# and the like name one.
_NO_RECORD = re.compile(r"[\W_]*|(?:[a-z]+://|www\.)[^/?#]*/*(?:(?:index|default)\.\w+)?[?#]?")


def lasting(text: str) -> int:
    """Return 64 bits of a text that are the same in every process, as ``hash`` is not; 0 for ""."""
    plain = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest()) if text else 0


@dataclass(slots=True)
class Seen:
    """The links and numbers met so far, so that a record that stands twice counts once.

    They are kept as 64 bits each: with 100 million, some three chances in ten thousand that any two
    are taken for one. ``blank`` are the words that stand for no number or link (无). After ``MOST``
    ``full`` is set and nothing more is looked for: memory stays bounded. ``digest`` makes the 64
    bits; ``lasting`` where processes compare theirs.
    """

    blank: Sequence[str] = ()
    digest: Digest = hash
    full: bool = False
    known: dict[str, "Known"] = field(default_factory=lambda: {role: Known() for role in _ROLES})

    def repeats(self, batch: Batch) -> NDArray[np.bool_]:
        """Mark the records whose link, or whose number at the same body, was met before."""
        again = np.zeros(batch.size, np.bool_)
        looked_for = [role for role in _ROLES if role in batch.words]
        self.full |= bool(looked_for) and self.size > MOST
        if not self.full:
            for role in looked_for:
                again |= self._met(role, batch)
        return again

    @property
    def size(self) -> int:
        """How many links and numbers were met."""
        return sum(map(len, self.known.values()))

    def shared(self, other: "Seen") -> "Seen":
        """Return what both have met, as something to go on from; nothing if this one is full."""
        if self.full:
            return Seen(self.blank, self.digest)
        both = {role: self.known[role].shared(own) for role, own in other.known.items()}
        return Seen(self.blank, self.digest, known=both)

    def add(self, other: "Seen") -> None:
        """Take in what was met elsewhere, while there is room."""
        self.full |= other.full or self.size > MOST
        if not self.full:
            for role, own in other.known.items():
                for run in own.runs:
                    self.known[role].add(run[~self.known[role].has(run)])

    def _met(self, role: str, batch: Batch) -> NDArray[np.bool_]:
        """Mark what was met before, in this batch or an earlier one."""
        column, known = batch.words[role], self.known[role]
        name_one = (self._names_record(role, name) for name in column.names)
        rows = np.flatnonzero(np.fromiter(name_one, np.bool_, len(column.names)).take(column.codes))
        marks, first = np.unique(self._marks(role, batch)[rows], return_index=True)
        before = known.has(marks)
        again = np.ones(len(rows), np.bool_)
        again[first] = before
        met = np.zeros(batch.size, np.bool_)
        met[rows] = again
        known.add(marks[~before])
        return met

    def _marks(self, role: str, batch: Batch) -> Marks:
        """Return what each record is compared by: its link as written, its number with its body.

        The brackets of a 文号 (〔〕 [] ﹝﹞ （）) are one and the same; case tells links apart.
        """
        column = batch.words[role]
        if role == "link":
            return self._each(column, column.names)
        marks = self._each(column, map(normalise, column.names))
        if "body" in batch.words:
            marks += self._each(batch.words["body"], batch.words["body"].names) * _OF_BODY
        return marks

    def _each(self, column: Words, names: Sequence[str] | Iterator[str]) -> Marks:
        """Return the marks of the records by those of the distinct words."""
        marks = (self.digest(name) & _BITS for name in names)
        return np.fromiter(marks, np.uint64, len(column.names)).take(column.codes)

    def _names_record(self, role: str, said: str) -> bool:
        """Tell whether a link or number names a record; nearly all do, and are told at a glance."""
        if said.count("/") > _OF_A_SITE if role == "link" else _DIGIT.search(said):
            return True
        plain = normalise(said) if role == "number" else said.lower()
        return plain not in self.blank and not _NO_RECORD.fullmatch(plain)


class Known:
    """A growing set of marks: ascending runs, each more than twice as long as the next."""

    def __init__(self, *runs: Marks) -> None:
        self.runs = list(runs)

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def has(self, marks: Marks) -> NDArray[np.bool_]:
        """Tell of each mark whether it is known."""
        known = np.zeros(len(marks), np.bool_)
        for run in self.runs:
            known |= run.take(np.searchsorted(run, marks), mode="clip") == marks
        return known

    def add(self, marks: Marks) -> None:
        """Take in marks that are not known yet, in ascending order."""
        if len(marks):
            self.runs.append(marks)
        while len(self.runs) > 1 and len(self.runs[-2]) <= 2 * len(self.runs[-1]):
            longer = np.concatenate(self.runs[-2:])
            longer.sort(kind="stable")  # quick: two ascending runs
            self.runs[-2:] = [longer]

    def shared(self, other: "Known") -> "Known":
        """Return the marks that both know."""
        found = Known()
        for run in other.runs:
            found.add(run[self.has(run)])
        return found
