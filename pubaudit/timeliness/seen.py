"""Records that stand twice in the ledgers, known by their link or their 文号.

The earliest publication is the first disclosure, so of several records that one counts, else the
first listed. A ledger is read from its start, and a later record may turn out to be the better one:
such marks are ``overtaken``, and with them ``awaited`` the ledger is gone through once more.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch
from pubaudit.ledger.batch import Days
from pubaudit.text import normalise

Marks = NDArray[np.uint64]
Run = tuple[Marks, Marks]
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
# 16 bytes each, and as much again while two runs are merged.
MOST = 100_000_000
# A place: day of publication, number of the table, row; 0 is none. Smaller days are better.
_DAY_AT: Final = np.uint64(48)
_TABLE_AT: Final = np.uint64(36)
_LAST_TABLE: Final = (1 << 12) - 1  # stands for all that have no number of their own
_NOT_TABLE: Final = np.uint64(~(_LAST_TABLE << 36) & ((1 << 64) - 1))
_ROW: Final = (1 << 36) - 1
# Stands for the day of what was not published, or cannot be judged.
UNPUBLISHED: Final = (1 << 16) - 1
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


class Known:
    """A growing set of marks, each with its place.

    They stand in ascending runs, each more than twice as long as the next.
    """

    def __init__(self, *runs: Run) -> None:
        self.runs = list(runs)

    def __len__(self) -> int:
        return sum(len(marks) for marks, _ in self.runs)

    def find(self, marks: Marks) -> Marks:
        """Return the place of each mark, 0 where it is not known."""
        found = np.zeros(len(marks), np.uint64)
        for run, places in self.runs:
            at = np.searchsorted(run, marks)
            same = np.flatnonzero(run.take(at, mode="clip") == marks)
            found[same] = places[at[same]]
        return found

    def has(self, marks: Marks) -> NDArray[np.bool_]:
        """Tell of each mark whether it is known."""
        known: NDArray[np.bool_] = self.find(marks) > 0
        return known

    def add(self, marks: Marks, places: Marks) -> None:
        """Take in marks that are not known yet, in ascending order."""
        if len(marks):
            self.runs.append((marks, places))
        while len(self.runs) > 1 and len(self.runs[-2][0]) <= 2 * len(self.runs[-1][0]):
            self.runs[-2:] = [_merged(*self.runs[-2:])]

    def unite(self, other: "Known") -> None:
        """Take in the marks that another knows, with places of the same tables."""
        for marks, places in other.runs:
            new = ~self.has(marks)
            self.add(marks[new], places[new])

    def shared(self, other: "Known") -> "Known":
        """Return the marks that both know, with the places of this one."""
        found = Known()
        for marks, _ in other.runs:
            places = self.find(marks)
            found.add(marks[places > 0], places[places > 0])
        return found


def _merged(one: Run, other: Run) -> Run:
    """Merge two ascending runs that have no mark in common."""
    size = len(one[0]) + len(other[0])
    at = np.searchsorted(one[0], other[0]) + np.arange(len(other[0]))
    is_other = np.zeros(size, np.bool_)
    is_other[at] = True
    marks, places = np.empty(size, np.uint64), np.empty(size, np.uint64)
    for target, own, others in zip((marks, places), one, other, strict=True):
        target[at] = others
        target[~is_other] = own
    return marks, places


class Better:
    """By role the marks that come again with a better day, and the place of the best."""

    def __init__(self) -> None:
        self.marks: dict[str, tuple[Marks, Marks]] = {}

    def add(self, role: str, marks: Marks, places: Marks) -> None:
        """Take in marks and places, of which the best counts."""
        if not len(marks):
            return
        if role in self.marks:
            own = (self.marks[role], (marks, places))
            marks, places = (np.concatenate(each) for each in zip(*own, strict=True))
        order = np.lexsort((places, marks))
        firsts = np.flatnonzero(np.diff(marks[order], prepend=marks[order[0]] + np.uint64(1)))
        self.marks[role] = (marks[order][firsts], places[order][firsts])

    def find(self, role: str, marks: Marks) -> Marks:
        """Return the place of the best record of each mark, 0 where none is known."""
        return Known(self.marks[role]).find(marks)


@dataclass(slots=True)
class Seen:
    """The links and numbers met so far, so that a record that stands twice counts once.

    They are kept as 64 bits each: with 100 million, some three chances in ten thousand that any two
    are taken for one. ``blank`` are the words that stand for no number or link (无). After ``MOST``
    ``full`` is set and nothing more is looked for: memory stays bounded. ``digest`` makes the 64
    bits; ``lasting`` where processes compare theirs. ``tables`` are the inputs and sheets by the
    numbers in the places. ``awaited`` are the marks that are known to come with a better day.
    """

    blank: Sequence[str] = ()
    digest: Digest = hash
    full: bool = False
    known: dict[str, Known] = field(default_factory=lambda: {role: Known() for role in _MEETS})
    tables: dict[tuple[int, str], int] = field(default_factory=dict)
    awaited: Better = field(default_factory=Better)
    overtaken: Better = field(default_factory=Better)

    def repeats(self, batch: Batch, days: Days) -> Marks:
        """Return the place of the record that each one repeats, 0 for those that count.

        By its number at the same body, or its link. ``days`` are those of publication, or
        ``UNPUBLISHED``.
        """
        again = np.zeros(batch.size, np.uint64)
        numbered, linked = self._named("number", batch), self._named("link", batch)
        self.full |= bool(numbered.any() or linked.any()) and self.size > MOST
        if self.full:
            return again
        number, link = self._marks("number", batch), self._marks("link", batch)
        marks = {
            "number": number + self._marks("body", batch) * _OF_BODY,
            "link": link,
            "numbered_link": link,
            "both": link + number * _OF_NUMBER,
        }
        named = {
            "number": numbered,
            "link": linked & ~numbered,
            "numbered_link": linked & numbered,
            "both": linked & numbered,
        }
        places = self._places(batch, days)
        better = self._better(marks, named, places)
        own = {role: _Own.of(marks[role], named[role] & (better == 0), places) for role in _MEETS}
        known_before: dict[str, Marks] = {}
        for role, others in _MEETS.items():
            rows, those = own[role].rows, own[role].marks
            for other in others:
                met = self.known[other].find(those)
                if other == role:
                    known_before[role] = met[own[role].at]
                above = own[other].before(own[role])
                twice = np.flatnonzero(met | above)
                first, at = np.where(met, met, above)[twice], rows[twice]
                if other == role:
                    overtakes = places[at] >> _DAY_AT < first >> _DAY_AT
                    self.overtaken.add(role, those[twice][overtakes], places[at][overtakes])
                again[at] = np.where(again[at], again[at], first)
        for role, known in self.known.items():
            distinct, firsts = own[role].distinct, own[role].places
            met = known_before[role] if role in known_before else known.find(distinct)
            known.add(distinct[met == 0], firsts[met == 0])
        return np.where(again, again, better)

    @property
    def size(self) -> int:
        """How many links and numbers were met."""
        return sum(map(len, self.known.values()))

    def anew(self) -> "Seen | None":
        """Return what to go through the ledger with once more; None if its first ones count.

        It awaits the marks of which a later record has a better day than the first of all.
        """
        found = Better()
        for role, (marks, places) in self.overtaken.marks.items():
            late = places >> _DAY_AT < self.known[role].find(marks) >> _DAY_AT
            found.add(role, marks[late], places[late])
        if not found.marks:
            return None
        return Seen(self.blank, self.digest, tables=dict(self.tables), awaited=found)

    def fresh(self) -> "Seen":
        """Return one that has met nothing yet."""
        return Seen(self.blank, self.digest, tables=dict(self.tables), awaited=self.awaited)

    def place(self, place: int) -> tuple[int, str, int] | None:
        """Return input, sheet and row of a place; None if its table has no number."""
        number = place >> int(_TABLE_AT) & _LAST_TABLE
        table = next((own for own, at in self.tables.items() if at == number), None)
        return (*table, place & _ROW) if table and number < _LAST_TABLE else None

    def shared(self, other: "Seen") -> "Seen":
        """Return what both have met, as something to go on from; nothing if this one is full."""
        if self.full:
            return self.fresh()
        both = {role: Known() for role in _MEETS}
        for role, others in _MEETS.items():
            for one in others:
                both[one].unite(self.known[one].shared(other.known[role]))
        return Seen(
            self.blank, self.digest, known=both, tables=dict(self.tables), awaited=self.awaited
        )

    def add(self, other: "Seen") -> None:
        """Take in what was met elsewhere, while there is room."""
        self.full |= other.full or self.size > MOST
        if self.full:
            return
        numbers = np.array([self._table(*table) for table in other.tables], np.uint64)
        for role, own in other.known.items():
            for marks, places in own.runs:
                told = _renumbered(places, numbers)
                met = self.known[role].find(marks)
                if role in _MEETS[role]:
                    overtakes = (met > 0) & (told >> _DAY_AT < met >> _DAY_AT)
                    self.overtaken.add(role, marks[overtakes], told[overtakes])
                self.known[role].add(marks[met == 0], told[met == 0])
        for role, (marks, places) in other.overtaken.marks.items():
            self.overtaken.add(role, marks, _renumbered(places, numbers))

    def _table(self, source: int, sheet: str) -> int:
        """Return the number of a table, a new one if it has none yet."""
        return min(self.tables.setdefault((source, sheet), len(self.tables)), _LAST_TABLE)

    def _places(self, batch: Batch, days: Days) -> Marks:
        """Return the places of the records of a batch."""
        rows = batch.rows
        if rows is None:
            rows = np.arange(batch.first_row, batch.first_row + batch.size)
        places = np.clip(days, 1, UNPUBLISHED).astype(np.uint64) << _DAY_AT
        places |= np.uint64(self._table(batch.input, batch.sheet)) << _TABLE_AT
        places |= rows.astype(np.uint64)
        return places

    def _better(
        self, marks: Mapping[str, Marks], named: Mapping[str, NDArray[np.bool_]], places: Marks
    ) -> Marks:
        """Return the places of the better records that are awaited, 0 where there are none."""
        better = np.zeros(len(places), np.uint64)
        for role in self.awaited.marks:
            rows = np.flatnonzero(named[role])
            coming = self.awaited.find(role, marks[role][rows])
            is_better = (coming > 0) & (coming >> _DAY_AT < places[rows] >> _DAY_AT)
            better[rows] = np.where(is_better & (better[rows] == 0), coming, better[rows])
        return better

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
            # What stands for no number (无文号) has no digit either.
            return not _UNNUMBERED.fullmatch(said) or _IN_WORDS.search(said) is not None
        if said.count("/") > _OF_A_SITE:  # nearly all, told at a glance
            return True
        plain = said.lower()
        return plain not in self.blank and not _NO_RECORD.fullmatch(plain)


@dataclass(frozen=True, slots=True)
class _Own:
    """What some records of a batch are compared by.

    Of each distinct mark the place in ``rows`` where it stands first, ``at``, and the record's own.
    """

    rows: NDArray[np.intp]
    marks: Marks
    distinct: Marks
    at: NDArray[np.intp]
    places: Marks

    @classmethod
    def of(cls, marks: Marks, named: NDArray[np.bool_], places: Marks) -> "_Own":
        rows = np.flatnonzero(named)
        distinct, first = np.unique(marks[rows], return_index=True)
        return cls(rows, marks[rows], distinct, first, places[rows[first]])

    def before(self, others: "_Own") -> Marks:
        """Return the place where the marks of others stand above them among these, else 0."""
        above = np.zeros(len(others.rows), np.uint64)
        if not len(self.distinct) or (others is self and len(self.distinct) == len(self.rows)):
            return above
        at = np.searchsorted(self.distinct, others.marks)
        same = self.distinct.take(at, mode="clip") == others.marks
        same &= self.rows[self.at].take(at, mode="clip") < others.rows
        above[same] = self.places[at[same]]
        return above


def _renumbered(places: Marks, numbers: Marks) -> Marks:
    """Return places with other numbers of their tables."""
    if not len(numbers):
        return places
    tables = places >> _TABLE_AT & np.uint64(_LAST_TABLE)
    told = numbers.take(tables.astype(np.intp), mode="clip")
    return places & _NOT_TABLE | told << _TABLE_AT
