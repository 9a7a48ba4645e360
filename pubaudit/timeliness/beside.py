"""What is looked at beside the verdicts, kept so that parts add up like a tally.

Columns that went stale (栏目), a sample to check by hand, the late records one by one, the
channels in step (同步), the display periods (公示期).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import MISSING, NO_DAY, Batch
from pubaudit.ledger.batch import Days
from pubaudit.text import normalise
from pubaudit.timeliness.judged import JudgedBatch, case_of, largest
from pubaudit.timeliness.kernel import OVERDUE
from pubaudit.timeliness.notices import LENIENT, NO_NOTICE, SHORT
from pubaudit.timeliness.sample import draw
from pubaudit.timeliness.tally import Case, gravest

Rows = NDArray[np.intp]

_LISTED = 50
_STALE_ROLES = ("field", "item", "type")


@dataclass(frozen=True, slots=True)
class Stale:
    """A column of the site (栏目) and the calendar days after which it counts as stale."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be looked at: stale columns, a sample of so many, so many late records."""

    stale: tuple[Stale, ...] = ()
    sample: int = 0
    seed: int = 0
    late: int = 0


NO_ASK = Ask()


@dataclass(frozen=True, slots=True)
class Newest:
    """A body's records of one column: how many, the newest publication (None: none), overdue.

    ``overdue`` are those formed within the days asked for that should be published and are not.
    """

    records: int
    published: int | None
    overdue: int

    def joined(self, other: "Newest") -> "Newest":
        """Return both together."""
        days = [day for day in (self.published, other.published) if day is not None]
        return Newest(
            self.records + other.records, max(days, default=None), self.overdue + other.overdue
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record of the sample: its priority, and what a person needs to find and check it."""

    priority: int
    case: Case
    link: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A record with something to see beside its verdict; the largest ``order`` comes first.

    ``days`` are day numbers: of the two channels, or first, last and required day of a notice.
    """

    order: int
    input: int
    sheet: str
    row: int
    body: str
    title: str
    what: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What was seen of some records.

    ``newest`` by number of the column asked for and body. ``steps`` counts by body and days that
    the platform came after the media; ``one_sided`` by body and the channel that alone has a day.
    ``shown`` counts by body, kind of notice and outcome. ``untyped`` say neither type nor item.
    """

    ask: Ask
    newest: Mapping[tuple[int, str], Newest]
    drawn: tuple[Drawn, ...]
    late: tuple[Case, ...]
    steps: Mapping[tuple[str, int], int]
    one_sided: Mapping[tuple[str, str], int]
    apart: tuple[Remark, ...]
    shown: Mapping[tuple[str, int, int], int]
    short: tuple[Remark, ...]
    untyped: int

    def joined(self, other: "Beside") -> "Beside":
        """Return what was seen of both together."""
        newest = dict(self.newest)
        for key, own in other.newest.items():
            newest[key] = newest[key].joined(own) if key in newest else own
        return Beside(
            self.ask,
            newest,
            _least(self.drawn + other.drawn, self.ask.sample),
            gravest(self.late + other.late, self.ask.late),
            Counter(self.steps) + Counter(other.steps),
            Counter(self.one_sided) + Counter(other.one_sided),
            _foremost(self.apart + other.apart),
            Counter(self.shown) + Counter(other.shown),
            _foremost(self.short + other.short),
            self.untyped + other.untyped,
        )


def _least(drawn: Sequence[Drawn], most: int) -> tuple[Drawn, ...]:
    by_priority = sorted(drawn, key=lambda d: (d.priority, d.case.input, d.case.sheet, d.case.row))
    return tuple(by_priority[:most])


def _foremost(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(remarks, key=lambda r: (-r.order, r.input, r.sheet, r.row))[:_LISTED])


# --- looking -------------------------------------------------------------------------------------


def look(one: JudgedBatch, ask: Ask, as_of: int) -> Beside:
    """Look at a judged batch; a record that stands twice counts once, save in the sample."""
    batch = one.batch
    drawn = draw(batch, ask.sample, ask.seed) if ask.sample else ()
    late = largest(np.where(one.repeats, 0, one.judged.late), ask.late) if ask.late else ()
    newest = {
        (number, body): seen
        for number, column in enumerate(ask.stale)
        for body, seen in _newest(one, column, as_of)
    }
    steps, one_sided, apart = _steps(one)
    shown, short = _shown(one)
    return Beside(
        ask,
        newest,
        _least([Drawn(p, case_of(one, i), batch.says("link", i)) for p, i in drawn], ask.sample),
        gravest([case_of(one, i) for i in late], ask.late),
        steps,
        one_sided,
        apart,
        shown,
        short,
        _untyped(one),
    )


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
    overdue = (one.judged.verdict[rows] == OVERDUE) & (one.formed[rows] >= as_of - column.days)
    for body, own in _by_body(one.batch, rows):
        days = published[own][is_public[own]]
        newest = int(days.max()) if len(days) else None
        yield body, Newest(len(own), newest, int(overdue[own].sum()))


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


def steps_of(batch: Batch) -> Days | None:
    """Return by how many days the platform came after the media; MISSING where one has no day."""
    if "on_media" not in batch.days or "on_platform" not in batch.days:
        return None
    media, platform = batch.days["on_media"], batch.days["on_platform"]
    both = (media > NO_DAY) & (platform > NO_DAY)
    return np.where(both, platform - np.where(both, media, 0), np.int32(MISSING))


def _steps(
    one: JudgedBatch,
) -> tuple[Counter[tuple[str, int]], Counter[tuple[str, str]], tuple[Remark, ...]]:
    batch, apart = one.batch, steps_of(one.batch)
    steps: Counter[tuple[str, int]] = Counter()
    one_sided: Counter[tuple[str, str]] = Counter()
    if apart is None:
        return steps, one_sided, ()
    media, platform = batch.days["on_media"], batch.days["on_platform"]
    rows = np.flatnonzero(~one.repeats)
    for body, own in _by_body(batch, rows):
        at = rows[own]
        days, numbers = np.unique(apart[at], return_counts=True)
        for day, number in zip(days.tolist(), numbers.tolist(), strict=True):
            if day != MISSING:
                steps[body, day] += number
        for role, alone, other in (("on_media", media, platform), ("on_platform", platform, media)):
            one_sided[body, role] += int(((alone[at] > NO_DAY) & (other[at] == MISSING)).sum())
    order = np.where((apart == MISSING) | one.repeats, 0, np.abs(apart))
    remarks = _remarks(one, order, np.zeros(batch.size, np.int32), (media, platform))
    return steps, +one_sided, remarks


def _shown(one: JudgedBatch) -> tuple[Counter[tuple[str, int, int]], tuple[Remark, ...]]:
    counts: Counter[tuple[str, int, int]] = Counter()
    shown = one.shown
    if shown is None:
        return counts, ()
    rows = np.flatnonzero((shown.outcome != NO_NOTICE) & ~one.repeats)
    for body, own in _by_body(one.batch, rows):
        at = rows[own]
        pairs = np.stack((shown.kinds[at], shown.outcome[at].astype(np.int32)))
        distinct, numbers = np.unique(pairs, axis=1, return_counts=True)
        for kind, outcome, number in zip(*distinct.tolist(), numbers.tolist(), strict=True):
            counts[body, kind, outcome] += number
    is_short = ((shown.outcome == SHORT) | (shown.outcome == LENIENT)) & ~one.repeats
    order = np.where(is_short, shown.required - np.where(is_short, shown.end, 0), 0)
    remarks = _remarks(one, order, shown.kinds, (shown.start, shown.end, shown.required))
    return counts, remarks


def _remarks(one: JudgedBatch, order: Days, what: Days, days: Sequence[Days]) -> tuple[Remark, ...]:
    """Name the records of the largest positive ``order``."""
    batch = one.batch
    return tuple(
        Remark(
            int(order[i]), batch.input, batch.sheet, batch.row(i), batch.says("body", i),
            batch.says("title", i) or batch.says("item", i), int(what[i]),
            tuple(int(column[i]) for column in days),
        )
        for i in largest(order, _LISTED).tolist()
    )  # fmt: skip


def _untyped(one: JudgedBatch) -> int:
    """Count the records without type and item, in a ledger that has a column of one of them."""
    columns = [one.batch.words[role] for role in ("type", "item") if role in one.batch.words]
    if not columns or not all("" in column.names for column in columns):
        return 0
    blank = ~one.repeats
    for column in columns:
        blank &= np.array([not name for name in column.names], np.bool_)[column.codes]
    return int(blank.sum())
