"""What is asked and seen beside the verdicts, kept so that parts add up like a tally.

Columns that went stale (栏目), a sample to check by hand, the late records one by one, the
channels in step (同步), the display periods (公示期).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pubaudit.timeliness.case import Case, Place, gravest

LISTED = 50
# Stands in ``one_sided`` for a channel, where a day cannot be read or is still to come.
LEFT_OUT = "left_out"


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
    """A body's records of one column: how many, the newest publication (None: none), what is due.

    ``overdue`` should be published and are not, however old. ``waiting`` may be news of the days
    asked for: not due yet, or they could not be judged, and their own days do not rule it out.
    """

    records: int
    published: int | None
    overdue: int
    waiting: int

    def joined(self, other: "Newest") -> "Newest":
        """Return both together."""
        days = [day for day in (self.published, other.published) if day is not None]
        return Newest(
            self.records + other.records,
            max(days, default=None),
            self.overdue + other.overdue,
            self.waiting + other.waiting,
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
    the platform came after the media; ``one_sided`` by body and the channel that alone has a day
    (``LEFT_OUT``: that has one of no use). ``shown`` counts by body, kind of notice, which of its
    limits held, and outcome; ``unshown`` is the first record of each outcome that is none.
    ``untyped`` counts those that say neither type nor item by input, sheet, and whether the sheet
    has a column of either. ``rough`` rest on a calendar that no notice has settled.
    """

    ask: Ask
    newest: Mapping[tuple[int, str], Newest]
    drawn: tuple[Drawn, ...]
    late: tuple[Case, ...]
    steps: Mapping[tuple[str, int], int]
    one_sided: Mapping[tuple[str, str], int]
    apart: tuple[Remark, ...]
    shown: Mapping[tuple[str, int, int, int], int]
    short: tuple[Remark, ...]
    unshown: Mapping[int, Place]
    untyped: Mapping[tuple[int, str, bool], int]
    rough: int

    def joined(self, other: "Beside") -> "Beside":
        """Return what was seen of both together."""
        return Beside(
            self.ask,
            all_newest(self.newest, other.newest),
            least(self.drawn + other.drawn, self.ask.sample),
            gravest(self.late + other.late, self.ask.late),
            Counter(self.steps) + Counter(other.steps),
            Counter(self.one_sided) + Counter(other.one_sided),
            foremost(self.apart + other.apart),
            Counter(self.shown) + Counter(other.shown),
            foremost(self.short + other.short),
            {
                outcome: min(
                    one[outcome] for one in (self.unshown, other.unshown) if outcome in one
                )
                for outcome in sorted({*self.unshown, *other.unshown})
            },
            Counter(self.untyped) + Counter(other.untyped),
            self.rough + other.rough,
        )


def all_newest(
    one: Mapping[tuple[int, str], Newest], other: Mapping[tuple[int, str], Newest]
) -> dict[tuple[int, str], Newest]:
    """Return both together, by number of the column and body."""
    newest = dict(one)
    for key, own in other.items():
        newest[key] = newest[key].joined(own) if key in newest else own
    return newest


def least(drawn: Sequence[Drawn], most: int) -> tuple[Drawn, ...]:
    """Return those drawn first, ``most`` of them."""
    by_priority = sorted(drawn, key=lambda d: (d.priority, d.case.input, d.case.sheet, d.case.row))
    return tuple(by_priority[:most])


def foremost(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return the remarks of the largest ``order``, then in the order of the files."""
    return tuple(sorted(remarks, key=lambda r: (-r.order, r.input, r.sheet, r.row))[:LISTED])
