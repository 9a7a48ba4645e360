"""Looking at the judged batches of one part for what is no verdict."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import MISSING, NO_DAY, Batch
from pubaudit.ledger.batch import Days
from pubaudit.text import normalise
from pubaudit.timeliness.beside import (
    LEFT_OUT,
    LISTED,
    Ask,
    Beside,
    Drawn,
    Newest,
    Remark,
    Stale,
    all_newest,
    foremost,
    least,
)
from pubaudit.timeliness.case import Place
from pubaudit.timeliness.judged import Gravest, JudgedBatch, case_of, largest
from pubaudit.timeliness.kernel import (
    BAD_PUBLISHED,
    CALENDAR,
    FUTURE_PUBLISHED,
    NOT_PROACTIVE,
    OVERDUE,
    PENDING,
)
from pubaudit.timeliness.notices import (
    LENIENT,
    MOST_LIMITS,
    NO_NOTICE,
    OUTCOME_CODES,
    SHORT,
)
from pubaudit.timeliness.notices import REASONS as UNSHOWN
from pubaudit.timeliness.sample import draw

Rows = NDArray[np.intp]

_STALE_ROLES = ("field", "item", "type")


class Observer:
    """Looks at judged batches; a record that stands twice counts once, save in the sample."""

    def __init__(self, ask: Ask, as_of: int) -> None:
        self._ask = ask
        self._as_of = as_of
        self._newest: dict[tuple[int, str], Newest] = {}
        self._drawn: tuple[Drawn, ...] = ()
        self._late = Gravest(ask.late)
        self._steps: Counter[tuple[str, int]] = Counter()
        self._one_sided: Counter[tuple[str, str]] = Counter()
        self._apart: tuple[Remark, ...] = ()
        self._shown: Counter[tuple[str, int, int, int]] = Counter()
        self._short: tuple[Remark, ...] = ()
        self._unshown: dict[int, Place] = {}
        self._untyped: Counter[tuple[int, str, bool]] = Counter()
        self._rough = 0

    def look(self, one: JudgedBatch) -> None:
        """Look at a batch."""
        self._draw(one)
        self._late.add(one)
        for number, column in enumerate(self._ask.stale):
            seen = {(number, body): own for body, own in _newest(one, column, self._as_of)}
            self._newest = all_newest(self._newest, seen)
        self._compare(one)
        self._see_shown(one)
        self._see_untyped(one)
        self._rough += _rough(one)

    def beside(self) -> Beside:
        """Return what was seen."""
        return Beside(
            self._ask,
            self._newest,
            self._drawn,
            self._late.cases,
            self._steps,
            self._one_sided,
            self._apart,
            self._shown,
            self._short,
            self._unshown,
            self._untyped,
            self._rough,
        )

    def _see_untyped(self, one: JudgedBatch) -> None:
        """Count the records that say neither type nor item, sheet by sheet."""
        batch, blank = one.batch, ~one.repeats
        columns = [batch.words[role] for role in ("type", "item") if role in batch.words]
        if not all("" in column.names for column in columns):
            return
        for column in columns:
            blank &= np.array([not name for name in column.names], np.bool_)[column.codes]
        if number := int(np.count_nonzero(blank)):
            self._untyped[batch.input, batch.sheet, bool(columns)] += number

    def _draw(self, one: JudgedBatch) -> None:
        wanted = self._ask.sample
        full = [self._drawn[-1].priority] if wanted and len(self._drawn) == wanted else []
        drawn = [
            Drawn(priority, case_of(one, i), one.batch.says("link", i))
            for priority, i in draw(one.batch, wanted, self._ask.seed, *full)
        ]
        self._drawn = least((*self._drawn, *drawn), wanted)

    def _compare(self, one: JudgedBatch) -> None:
        """Compare the days of the two channels."""
        batch, apart, counts = one.batch, steps_of(one.batch), ~one.repeats
        if apart is None:
            return
        media, platform = batch.days["on_media"], batch.days["on_platform"]
        useless = _is_useless(media, self._as_of) | _is_useless(platform, self._as_of)
        for body, _, number in _counted(batch, useless & counts, np.zeros_like(apart)):
            self._one_sided[body, LEFT_OUT] += number
        counts &= ~useless
        both = (apart != MISSING) & counts
        for body, days, number in _counted(batch, both, apart):
            self._steps[body, days] += number
        for role, alone, other in (("on_media", media, platform), ("on_platform", platform, media)):
            only = (alone > NO_DAY) & (other == MISSING) & counts
            for body, _, number in _counted(batch, only, np.zeros_like(apart)):
                self._one_sided[body, role] += number
        order = np.where(both, np.abs(apart), 0)
        remarks = _remarks(one, order, np.zeros_like(apart), (media, platform))
        self._apart = foremost((*self._apart, *remarks))

    def _see_shown(self, one: JudgedBatch) -> None:
        """Count the display periods and keep the shortest ones."""
        shown, counts = one.shown, ~one.repeats
        if shown is None:
            return
        codes = (shown.kinds * MOST_LIMITS + shown.held) * OUTCOME_CODES + shown.outcome
        for body, code, number in _counted(one.batch, (shown.outcome != NO_NOTICE) & counts, codes):
            ruled, outcome = divmod(code, OUTCOME_CODES)
            self._shown[body, *divmod(ruled, MOST_LIMITS), outcome] += number
        for outcome in UNSHOWN:
            rows = np.flatnonzero((shown.outcome == outcome) & counts)
            if len(rows) and outcome not in self._unshown:
                row = one.batch.row(int(rows[0]))
                self._unshown[outcome] = (one.batch.input, one.batch.sheet, row)
        is_short = ((shown.outcome == SHORT) | (shown.outcome == LENIENT)) & counts
        order = np.where(is_short, shown.required - np.where(is_short, shown.end, 0), 0)
        remarks = _remarks(one, order, shown.kinds, (shown.start, shown.end, shown.required))
        self._short = foremost((*self._short, *remarks))


def _newest(one: JudgedBatch, column: Stale, as_of: int) -> Iterator[tuple[str, Newest]]:
    """Yield what each body published last under a column that field, item or type names."""
    wanted = normalise(column.name)
    named = np.zeros(one.batch.size, np.bool_)
    for role in _STALE_ROLES:
        if role in one.batch.words:
            words = one.batch.words[role]
            names = np.array([wanted in normalise(name) for name in words.names], np.bool_)
            named |= names[words.codes]
    rows = np.flatnonzero(named & ~one.repeats)
    published = one.published[rows]
    is_public = (published > NO_DAY) & (published <= as_of)
    verdict, formed = one.judged.verdict[rows], one.formed[rows]
    overdue = verdict == OVERDUE
    # News of these days: formed in them, or nobody can tell when; published who knows when.
    is_new = (formed >= as_of - column.days) | ((formed <= NO_DAY) & (published == MISSING))
    is_new |= np.isin(verdict, (BAD_PUBLISHED, FUTURE_PUBLISHED))
    waiting = is_new & ((verdict == PENDING) | (verdict > OVERDUE)) & (verdict != NOT_PROACTIVE)
    for body, own in _by_body(one.batch, rows):
        days = published[own][is_public[own]]
        newest = int(days.max()) if len(days) else None
        yield body, Newest(len(own), newest, int(overdue[own].sum()), int(waiting[own].sum()))


def _by_body(batch: Batch, rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Yield each body's name with the places of its records among ``rows``; a name once."""
    if "body" not in batch.words:
        if len(rows):
            yield "", np.arange(len(rows))
        return
    words = batch.words["body"]
    codes = words.codes[rows]
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    places: dict[str, list[Rows]] = {}
    for part in np.split(order, starts[1:]) if len(rows) else ():
        places.setdefault(words.names[codes[part[0]]], []).append(part)
    for name, parts in places.items():
        yield name, np.concatenate(parts)


def _counted(
    batch: Batch, those: NDArray[np.bool_], values: Days
) -> Iterator[tuple[str, int, int]]:
    """Yield a body, a value and how many of ``those`` records have them; maybe several times."""
    rows = np.flatnonzero(those)
    if not len(rows):
        return
    own = values[rows].astype(np.int64)
    low = own.min()
    own -= low
    span = own.max() + 1
    words = batch.words.get("body")
    if words:
        own += words.codes[rows] * span
    distinct, numbers = np.unique(own, return_counts=True)
    bodies, found = np.divmod(distinct, span)
    for body, value, number in zip(
        bodies.tolist(), (found + low).tolist(), numbers.tolist(), strict=True
    ):
        yield words.names[body] if words else "", value, number


def steps_of(batch: Batch) -> Days | None:
    """Return by how many days the platform came after the media; MISSING where one has no day."""
    if "on_media" not in batch.days or "on_platform" not in batch.days:
        return None
    media, platform = batch.days["on_media"], batch.days["on_platform"]
    both = (media > NO_DAY) & (platform > NO_DAY)
    return np.where(both, platform - np.where(both, media, 0), np.int32(MISSING))


def _remarks(one: JudgedBatch, order: Days, what: Days, days: Sequence[Days]) -> tuple[Remark, ...]:
    """Name the records of the largest positive ``order``."""
    batch = one.batch
    return tuple(
        Remark(
            int(order[i]), batch.input, batch.sheet, batch.row(i), batch.says("body", i),
            batch.says("title", i) or batch.says("item", i), int(what[i]),
            tuple(int(column[i]) for column in days),
        )
        for i in largest(order, LISTED).tolist()
    )  # fmt: skip


def _is_useless(days: Days, as_of: int) -> NDArray[np.bool_]:
    """Mark what is written and is no day, or one that has not come yet."""
    useless: NDArray[np.bool_] = ((days <= NO_DAY) & (days != MISSING)) | (days > as_of)
    return useless


def _rough(one: JudgedBatch) -> int:
    """Count the records whose due date or days late rest on days that no notice has settled."""
    judged = one.judged
    told = judged.rough & ((judged.verdict <= OVERDUE) | (judged.verdict == CALENDAR))
    return int(np.count_nonzero(told & ~one.repeats)) if judged.rough.any() else 0
