"""Which limit holds for a record: by its type, item and field, and by whose record it is."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import SchemeError, UsageError
from pubaudit.ledger import MISSING, NO_DAY, Batch, Doubt, Kind, LedgerWords, Words
from pubaudit.ledger.batch import Codes, Days
from pubaudit.limits import LimitBook
from pubaudit.models import TimeLimit
from pubaudit.text import normalise
from pubaudit.timeliness.kernel import NOBODY, WITHHELD, DueTables, due_tables
from pubaudit.timeliness.said import (
    DOUBTING,
    DOUBTING_LAST,
    MARKS,
    Said,
    doubts,
    is_outside,
    is_withheld,
    sieve,
)
from pubaudit.workdays import Calendar

Column = NDArray[np.signedinteger[Any]]
Choose = Callable[["RuleBook", dict[str, str]], int]

# Combinations of words that a table is kept for, and that are remembered.
_DENSE = 1 << 22
_REMEMBERED = 1 << 20
_UNDECIDED = -3
# Added to a kind whose doubt only title or remark may yet speak of.
_OPEN = 1 << 8
_SAYS = ("type", "item", "field", *MARKS)


@dataclass(frozen=True, slots=True)
class KindLimits:
    """A kind with its limits in the order of preference.

    ``lenient``: the unmarked half of a kind that need not be published (行政处罚). ``outside``:
    for bodies that are no administrative organ, whom the 条例 does not bind. ``doubted``: for what
    looks like something else, judged by the general limits.
    """

    kind: Kind
    limits: tuple[TimeLimit, ...]
    beside: tuple[TimeLimit, ...] = ()
    lenient: bool = False
    outside: bool = False
    doubted: bool = False

    @property
    def name(self) -> str:
        """The kind's Chinese name."""
        return self.kind.name

    def beside_of(self, body: str) -> tuple[TimeLimit, ...]:
        """Return what stands beside for a body of this name."""
        return self.beside if any(word in body for word in self.kind.beside_of) else ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The kinds of records, special before general; the general one stands last.

    ``telling`` finds a word of some kind: what has none is of the general one. ``pinned``: one
    kind for every record, whosesoever it is. ``notices`` are the kinds that must be
    displayed for a time. ``decided`` remembers what was chosen for words already met.
    """

    kinds: tuple[KindLimits, ...]
    words: LedgerWords
    telling: re.Pattern[str]
    pinned: bool = False
    notices: tuple[KindLimits, ...] = ()
    decided: dict[tuple[Choose, tuple[str, ...], tuple[str, ...]], int] = field(
        default_factory=dict, repr=False, compare=False
    )

    def tables(self, calendar: Calendar) -> DueTables:
        """Return the kernel's tables of due dates on a calendar."""
        return due_tables(calendar, [k.limits for k in self.kinds], [k.lenient for k in self.kinds])


def rule_book(words: LedgerWords, limits: LimitBook, pinned: str = "") -> RuleBook:
    """Join the kinds of ``ledger.yaml`` with their limits; ``pinned`` is a kind or a limit's id.

    Where none of a kind's limits is in force the general ones hold, but not for bodies outside the
    条例, who are judged by the limits of their sector only (第五十五条).

    Raises ``SchemeError`` for an id that there is no limit of, ``UsageError`` for an unknown
    ``pinned`` or one that is no limit to publish within.
    """
    by_id = {limit.id: limit for limit in limits.limits}
    general = _found(words.general.limits, by_id)
    notices = tuple(KindLimits(kind, _found(kind.limits, by_id)) for kind in words.notices)
    telling = re.compile("|".join(re.escape(w) for kind in words.kinds for w in kind.words))
    if pinned:
        halves = _halves(_pinned(pinned, words, by_id))
        return RuleBook(halves, words, telling, pinned=True, notices=notices)
    kinds: list[KindLimits] = []
    for kind in words.kinds:
        one = KindLimits(kind, _found(kind.limits, by_id), _found(kind.beside, by_id))
        kinds += _halves(replace(one, limits=one.limits + general))
        if kind.anyone:
            kinds.append(replace(one, outside=True))
        if kind.doubt:
            kinds.append(_doubted(kind, general))
    return RuleBook((*kinds, KindLimits(words.general, general)), words, telling, notices=notices)


def _doubted(kind: Kind, general: tuple[TimeLimit, ...]) -> KindLimits:
    assert kind.doubt
    name = f"{kind.name}（{kind.doubt.name}，按一般时限）"
    return KindLimits(replace(kind, name=name, anyone=False, impact=()), general, doubted=True)


def _halves(one: KindLimits) -> tuple[KindLimits, ...]:
    """Return a kind, and its unmarked half if it has one."""
    return (one, replace(one, lenient=True)) if one.kind.impact else (one,)


def _pinned(name: str, words: LedgerWords, by_id: dict[str, TimeLimit]) -> KindLimits:
    for kind in (*words.kinds, words.general):
        if kind.name == name:
            return KindLimits(kind, _found(kind.limits, by_id))
    limit = by_id.get(name)
    if limit and not (limit.publishes and limit.direction == "within"):
        raise UsageError(
            f"--rule 的“{name}”（{limit.what}）不是“多少日内公开”的期限，不能据以判定；"
            "请改用这样的期限编号（如 cg-contract）"
        )
    if limit and isinstance(limit.amount, int) and limit.unit in ("working_day", "day"):
        return KindLimits(Kind(name, (name,), (), triggers=_triggers_of(name, words)), (limit,))
    if limit:
        raise UsageError(
            f"--rule 的“{name}”（{limit.what}）不是以日计的期限，或者天数未核实，不能据以判定；"
            "请改用以日计的期限编号（如 cg-contract）"
        )
    names = "、".join(kind.name for kind in (*words.kinds, words.general))
    raise UsageError(f"--rule 没有“{name}”；可选：{names}，或期限编号（如 cg-contract）")


def _triggers_of(name: str, words: LedgerWords) -> tuple[str, ...]:
    """Return the columns that start the clock of the kind which has this limit."""
    having = (kind for kind in words.kinds if name in (*kind.limits, *kind.beside))
    return next((kind.triggers for kind in having), ())


def _found(ids: Sequence[str], by_id: dict[str, TimeLimit]) -> tuple[TimeLimit, ...]:
    absent = [name for name in ids if name not in by_id]
    if absent:
        raise SchemeError(f"ledger.yaml 引用的期限 {'、'.join(absent)} 在 limits.yaml 中没有")
    return tuple(by_id[name] for name in ids)


# --- records -------------------------------------------------------------------------------------


def kinds(book: RuleBook) -> "Chooser":
    """Return what tells each record's kind.

    ``NOBODY`` where none binds its body, ``WITHHELD`` where it need not be published unasked.
    """
    if not book.pinned:
        return Chooser(book, _kind_of, (*_SAYS, "body", "attribute"))
    return Chooser(book, _half_of, (*_SAYS, "attribute") if len(book.kinds) > 1 else ("attribute",))


def notices(book: RuleBook) -> "Chooser":
    """Return what tells each record's kind of notice, ``NOBODY`` where there is none."""
    return Chooser(book, _notice_of, _SAYS)


class Chooser:
    """Chooses a number for every record, batch by batch, by what some of its columns say.

    Each combination of words that occurs is decided once.
    """

    def __init__(self, book: RuleBook, choose: Choose, roles: tuple[str, ...]) -> None:
        self._book = book
        self._choose = choose
        self._roles = roles
        self._names: tuple[tuple[str, ...], ...] = ()
        self._table = np.empty(0, np.int32)
        self._asks = False

    def of(self, batch: Batch) -> Codes:
        """Return the number of each record."""
        asks = not {*batch.words, *batch.texts}.isdisjoint(DOUBTING_LAST)
        if asks != self._asks:
            self._asks, self._names = asks, ()
        chosen = self._by_words(batch)
        if asks and chosen.max(initial=0) >= _OPEN:
            rows = np.flatnonzero(chosen >= _OPEN)
            numbers = chosen[rows] - _OPEN
            chosen[rows] = numbers
            for number in np.flatnonzero(np.bincount(numbers)).tolist():
                doubt = self._book.kinds[number].kind.doubt
                assert doubt
                own = rows[numbers == number]
                chosen[own[_shares(batch, own, doubt)]] = _doubted_of(self._book, number)
        return chosen

    def _by_words(self, batch: Batch) -> Codes:
        """Return the numbers by what type, item, field and marks say, with ``_OPEN``."""
        said = {role: batch.words[role] for role in self._roles if role in batch.words}
        if not said:
            return np.full(batch.size, self._choose(self._book, {}), np.int32)
        columns = [_classed(self._book, role, column) for role, column in said.items()]
        key, sizes = _combined(columns)
        names = tuple(column.names for column in columns)
        size = math.prod(sizes)
        if size > _DENSE:
            distinct, places = np.unique(key, return_inverse=True)
            sparse: Codes = self._decide(tuple(said), names, distinct)[places]
            return sparse
        if names != self._names:  # the batches of a part mostly share their words
            self._names, self._table = names, np.full(size, _UNDECIDED, np.int32)
        chosen = self._table.take(key)
        if chosen.min(initial=0) == _UNDECIDED:
            occurs = np.zeros(size, np.bool_)
            occurs[key] = True
            new = np.flatnonzero(occurs & (self._table == _UNDECIDED))
            self._table[new] = self._decide(tuple(said), names, new)
            chosen = self._table.take(key)
        return chosen

    def _decide(
        self, roles: tuple[str, ...], names: tuple[tuple[str, ...], ...], keys: Column
    ) -> Codes:
        """Return the numbers of some combinations of words."""
        codes = np.unravel_index(keys, [len(own) for own in names])
        words = [[own[c] for c in code.tolist()] for own, code in zip(names, codes, strict=True)]
        numbers = np.array(
            [self._remembered(roles, said) for said in zip(*words, strict=True)], np.int32
        )
        # Where no title or remark is there to be asked, nothing is left open.
        return numbers if self._asks else np.where(numbers < _OPEN, numbers, numbers - _OPEN)

    def _remembered(self, roles: tuple[str, ...], said: tuple[str, ...]) -> int:
        decided, key = self._book.decided, (self._choose, roles, said)
        known = decided.get(key)
        if known is None:
            if len(decided) >= _REMEMBERED:
                decided.clear()
            known = self._choose(self._book, dict(zip(roles, said, strict=True)))
            decided[key] = known
        return known


def _shares(batch: Batch, rows: NDArray[np.intp], doubt: Doubt) -> NDArray[np.bool_]:
    """Mark the records of some rows whose remark, or else whose title, shares a doubt."""
    said = np.zeros(len(rows), np.int8)
    for role in DOUBTING_LAST:
        if role in batch.words:
            column = batch.words[role]
            codes = column.codes[rows]
            occurs, told = np.zeros((2, len(column.names)), np.int8)
            occurs[codes] = 1
            for code in np.flatnonzero(occurs).tolist():
                told[code] = doubts(column.names[code], doubt)
            said = np.where(said, said, told[codes])
        elif role in batch.texts:
            texts = batch.texts[role](rows, sieve(doubt))
            said = np.where(said, said, [doubts(text, doubt) if text else 0 for text in texts])
    shared: NDArray[np.bool_] = said > 0
    return shared


def _classed(book: RuleBook, role: str, column: Words) -> Words:
    """Shorten a column to what decides: a body to whether it is outside, remarks to those asked.

    公开属性 becomes whether it is withheld.
    """
    if role == "body":
        return _renamed(column, ["外" * is_outside(name, book.words) for name in column.names])
    if role == "attribute":
        return _renamed(column, ["不" * is_withheld(name, book.words) for name in column.names])
    if role == "remark":
        every = (*book.words.kinds, *book.words.notices)
        asked = {word for kind in every for word in (*kind.needs, *kind.impact)}
        plain = [normalise(name) for name in column.names]
        return _renamed(column, [name * any(word in name for word in asked) for name in plain])
    return column


def _renamed(column: Words, names: Sequence[str]) -> Words:
    """Return a column with other names in place of its own; equal ones become one."""
    codes = {name: code for code, name in enumerate(sorted(set(names)))}
    new = np.array([codes[name] for name in names], np.int32)
    return Words(new.take(column.codes), tuple(codes))


def _combined(columns: Sequence[Words]) -> tuple[Column, tuple[int, ...]]:
    sizes = tuple(max(len(column.names), 1) for column in columns)
    small = math.prod(sizes) <= _DENSE
    key: Column = columns[0].codes.astype(np.int32 if small else np.int64)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        if size > 1:
            key *= size
            key += column.codes
    return key, sizes


def _kind_of(book: RuleBook, says: dict[str, str]) -> int:
    if says.get("attribute"):
        return WITHHELD
    said = Said.of(says, book.words)
    outside = bool(says.get("body"))
    special = book.kinds[:-1] if book.telling.search(said.what) else ()
    for number, one in enumerate(special):
        if not one.doubted and said.fits(one.kind):
            if outside and not one.kind.anyone:
                return NOBODY
            if one.outside == outside and _is_half(one, said):
                return _heard(book, number, says)
    return NOBODY if outside else len(book.kinds) - 1


def _heard(book: RuleBook, number: int, says: dict[str, str]) -> int:
    """Return a kind, or what it is judged as by a doubt; ``_OPEN`` more if nothing speaks of it."""
    doubt = book.kinds[number].kind.doubt
    if not doubt:
        return number
    told = (doubts(says.get(role, ""), doubt) for role in DOUBTING)
    heard = next(filter(None, told), 0)
    return _doubted_of(book, number) if heard > 0 else number + _OPEN * (not heard)


def _doubted_of(book: RuleBook, number: int) -> int:
    """Return what records of a kind are judged as if they look like something else."""
    one = book.kinds[number]
    if one.outside:
        return NOBODY
    return next(n for n, o in enumerate(book.kinds) if o.doubted and o.kind.doubt is one.kind.doubt)


def _half_of(book: RuleBook, says: dict[str, str]) -> int:
    if says.get("attribute"):
        return WITHHELD
    said = Said.of(says, book.words)
    return next(number for number, one in enumerate(book.kinds) if _is_half(one, said))


def _is_half(one: KindLimits, said: Said) -> bool:
    return not one.kind.impact or said.has_impact(one.kind) != one.lenient


def _notice_of(book: RuleBook, says: dict[str, str]) -> int:
    said = Said.of(says, book.words)
    fitting = (number for number, one in enumerate(book.notices) if said.fits(one.kind))
    return next(fitting, NOBODY)


def days_of(book: RuleBook, batch: Batch, kinds: Codes, as_of: int) -> tuple[Days, Days]:
    """Return the day that starts each record's clock, and the day of its publication.

    A kind's own trigger goes before the general ones; a later change (变更日期) restarts the clock,
    or starts it where no other day is written (自政府信息形成或者变更之日起, 条例第二十六条),
    unless the record was published before it. A change after ``as_of`` has not happened yet.
    """
    published = _first_said(batch, book.words.published)
    formed = _first_said(batch, book.words.formed)
    for triggers in dict.fromkeys(one.kind.triggers for one in book.kinds):
        own = [role for role in triggers if role in batch.days]
        if own:
            chosen = _first_said(batch, (*own, *book.words.formed))
            # The place of NOBODY is the last one.
            has_own = np.array([*(k.kind.triggers == triggers for k in book.kinds), False])
            formed = np.where(has_own.take(kinds, mode="wrap"), chosen, formed)
    if "changed" in batch.days:
        changed = batch.days["changed"]
        restarts = (changed > formed) & ((formed > NO_DAY) | (formed == MISSING))
        restarts &= (changed > NO_DAY) & (changed <= as_of)
        restarts &= (published <= NO_DAY) | (published >= changed)
        formed = np.where(restarts, changed, formed)
    return formed, published


def _first_said(batch: Batch, roles: Sequence[str]) -> Days:
    """Take each record's day from the first of these columns that is not blank there."""
    present = [batch.days[role] for role in roles if role in batch.days]
    if not present:
        return np.full(batch.size, MISSING, np.int32)
    days = present[0]
    for column in present[1:]:
        days = np.where(days == MISSING, column, days)
    return days
