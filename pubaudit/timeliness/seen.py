"""Records that stand twice in the ledgers, known by their link or their 文号."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch
from pubaudit.text import normalise

Marks = NDArray[np.uint64]
Digest = Callable[[str], int]

# What records are compared by, each with those that it is looked for among. A link may be that of a
# list on which many stand, so records of different numbers are different: the link of a numbered
# record is met by one without a number, or together with the number (both).
_MEETS: Final = {
    "number": ("number",),
    "link": ("link", "numbered_link"),
    "numbered_link": ("link",),
    "both": ("both",),
}
# 8 bytes each, and as much again while two runs are merged.
MOST = 100_000_000
_BITS: Final = (1 << 64) - 1
# Odd numbers, so that a body and a number are not taken for the number and the body.
_OF_BODY: Final = np.uint64(0x9E3779B97F4A7C15)
_OF_NUMBER: Final = np.uint64(0xC2B2AE3D27D4EB4F)
# A year in brackets, or no figure at all (财〔2025〕号, 同上), numbers nothing.
_UNNUMBERED = re.compile(r"(?:\D|[〔\[﹝（(【]\d{4}[〕\]﹞）)】])*")
_IN_WORDS = re.compile(r"[零〇一二三四五六七八九十百]+[号期次]")
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
    known: dict[str, "Known"] = field(default_factory=lambda: {role: Known() for role in _MEETS})

    def repeats(self, batch: Batch) -> NDArray[np.bool_]:
        """Mark the records whose number at the same body, or whose link, was met before."""
        again = np.zeros(batch.size, np.bool_)
        numbered, linked = self._named("number", batch), self._named("link", batch)
        self.full |= bool(numbered.any() or linked.any()) and self.size > MOST
        if self.full:
            return again
        number, link = self._marks("number", batch), self._marks("link", batch)
        own = {
            "number": _Own.of(number + self._marks("body", batch) * _OF_BODY, numbered),
            "link": _Own.of(link, linked & ~numbered),
            "numbered_link": _Own.of(link, linked & numbered),
            "both": _Own.of(link + number * _OF_NUMBER, linked & numbered),
        }
        for role, others in _MEETS.items():
            rows, marks = own[role].rows, own[role].marks
            for other in others:
                again[rows] |= self.known[other].has(marks) | own[other].before(rows, marks)
        for role, known in self.known.items():
            known.add(own[role].distinct[~known.has(own[role].distinct)])
        return again

    @property
    def size(self) -> int:
        """How many links and numbers were met."""
        return sum(map(len, self.known.values()))

    def shared(self, other: "Seen") -> "Seen":
        """Return what both have met, as something to go on from; nothing if this one is full."""
        if self.full:
            return Seen(self.blank, self.digest)
        both = {role: Known() for role in _MEETS}
        for role, others in _MEETS.items():
            for one in others:
                both[one].unite(self.known[one].shared(other.known[role]))
        return Seen(self.blank, self.digest, known=both)

    def add(self, other: "Seen") -> None:
        """Take in what was met elsewhere, while there is room."""
        self.full |= other.full or self.size > MOST
        if not self.full:
            for role, own in other.known.items():
                self.known[role].unite(own)

    def _named(self, role: str, batch: Batch) -> NDArray[np.bool_]:
        """Mark the records that have a link or number that names one."""
        if role not in batch.words:
            return np.zeros(batch.size, np.bool_)
        column = batch.words[role]
        each = (self._names_record(role, name) for name in column.names)
        return np.fromiter(each, np.bool_, len(column.names)).take(column.codes)

    def _marks(self, role: str, batch: Batch) -> Marks:
        """Return the marks of the records by those of the distinct words of a column.

        The brackets of a 文号 (〔〕 [] ﹝﹞ （）) are one and the same; case tells links apart.
        """
        if role not in batch.words:
            return np.zeros(batch.size, np.uint64)
        column = batch.words[role]
        names = map(normalise, column.names) if role == "number" else column.names
        marks = (self.digest(name) & _BITS for name in names)
        return np.fromiter(marks, np.uint64, len(column.names)).take(column.codes)

    def _names_record(self, role: str, said: str) -> bool:
        """Tell whether a link or number names a record."""
        if role == "number":
            numbered = not _UNNUMBERED.fullmatch(said) or _IN_WORDS.search(said) is not None
            return numbered and normalise(said) not in self.blank
        if said.count("/") > _OF_A_SITE:  # nearly all, told at a glance
            return True
        plain = said.lower()
        return plain not in self.blank and not _NO_RECORD.fullmatch(plain)


@dataclass(frozen=True, slots=True)
class _Own:
    """What some records of a batch are compared by, and the first row of each mark."""

    rows: NDArray[np.intp]
    marks: Marks
    distinct: Marks
    first: NDArray[np.intp]

    @classmethod
    def of(cls, marks: Marks, named: NDArray[np.bool_]) -> "_Own":
        rows = np.flatnonzero(named)
        distinct, first = np.unique(marks[rows], return_index=True)
        return cls(rows, marks[rows], distinct, rows[first])

    def before(self, rows: NDArray[np.intp], marks: Marks) -> NDArray[np.bool_]:
        """Tell of other rows whether their mark stands above them among these."""
        if not len(self.distinct):
            return np.zeros(len(rows), np.bool_)
        place = np.searchsorted(self.distinct, marks)
        same = self.distinct.take(place, mode="clip") == marks
        met: NDArray[np.bool_] = same & (self.first.take(place, mode="clip") < rows)
        return met


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

    def unite(self, other: "Known") -> None:
        """Take in the marks that another knows."""
        for run in other.runs:
            self.add(run[~self.has(run)])

    def shared(self, other: "Known") -> "Known":
        """Return the marks that both know."""
        found = Known()
        for run in other.runs:
            found.add(run[self.has(run)])
        return found
