"""Each catalog row's stated limits beside the limits that govern what the row serves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pubaudit.limits import Event, LimitBook, governing
from pubaudit.limits.book import concern, trigger_key
from pubaudit.limits.compare import Comparison, compare
from pubaudit.limits.stated import StatedLimit, parse_stated
from pubaudit.matching import Alignment
from pubaudit.models import Catalog, Entry, MandatedItem, Scheme, TimeLimit
from pubaudit.text import normalise
from pubaudit.workdays import Calendar

# What a display is called when it is not said what is displayed.
_ANY_DISPLAY = ("公示", "公告", "公布", "公开", "展示", "征求意见")


@dataclass(frozen=True, slots=True)
class Measure:
    """What time limits are measured with: the limits, the calendar, the place and the day."""

    book: LimitBook
    calendar: Calendar
    region: str
    on: date


@dataclass(frozen=True, slots=True)
class Check:
    """A stated limit against one that governs the row; ``item``: the id of the item concerned.

    ``own``: the legal limit is for this very event, not the general 20 working days.
    """

    stated: StatedLimit
    legal: TimeLimit
    own: bool
    item: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Governed:
    """A row of a table with a 公开时限 column: what it states, what governs it, how they compare.

    ``limits`` are all that govern it, special before general; ``served`` the items it serves.
    """

    entry: Entry
    served: tuple[str, ...]
    stated: tuple[StatedLimit, ...]
    limits: tuple[TimeLimit, ...]
    checks: tuple[Check, ...]


def govern(
    scheme: Scheme, catalogs: Sequence[Catalog], alignment: Alignment, measure: Measure
) -> tuple[Governed, ...]:
    """Put every row's stated limits beside those that govern the items which it serves.

    A row that serves no item is governed by its own words (行政许可). Rows of catalogs without a
    公开时限 column are left out.
    """
    own = Measure(measure.book.joined(scheme.limits), measure.calendar, measure.region, measure.on)
    items = {item.id: item for item in scheme.items}
    served = iter(alignment.served)
    rows = [(catalog, entry, next(served)) for catalog in catalogs for entry in catalog.entries]
    bench = _Bench(own, items)
    return tuple(
        bench.governed(catalog, entry, ids) for catalog, entry, ids in rows if catalog.has("limit")
    )


@dataclass(frozen=True, slots=True)
class _Bound:
    """A limit that governs a row, by which of its events and items."""

    limit: TimeLimit
    event: Event
    item: str


class _Bench:
    """Judges row after row; remembers what governs an event in a field."""

    def __init__(self, measure: Measure, items: Mapping[str, MandatedItem]) -> None:
        self.measure = measure
        self.items = items
        self.general = measure.book.general
        self.names = [
            (event, tuple(map(normalise, event.names)))
            for event in measure.book.events
            if event.names
        ]
        self.known: dict[tuple[str, str], tuple[TimeLimit, ...]] = {}

    def governed(self, catalog: Catalog, entry: Entry, served: tuple[str, ...]) -> Governed:
        bound = self._bound(catalog, entry, served)
        special = {
            b.limit.direction for b in bound if b.event is not self.general and b.limit.publishes
        }
        stated = tuple(_as_displayed(piece, special) for piece in parse_stated(entry.limit))
        checks = tuple(
            Check(piece, b.limit, b.event is not self.general, b.item, comparison)
            for piece in stated
            if piece.limit is not None
            for b in bound
            if b.limit.publishes and self._meets(piece, b, bound, stated)
            if (comparison := compare(piece.limit, b.limit, self.measure.calendar))
        )
        limits = tuple(dict.fromkeys(b.limit for b in bound))
        return Governed(entry, served, stated, limits, checks)

    def _bound(self, catalog: Catalog, entry: Entry, served: tuple[str, ...]) -> list[_Bound]:
        """List what governs a row, item by item, then by its own words."""
        words = normalise("\n".join((*entry.path, entry.content)))
        found: list[_Bound] = []
        for item in (self.items[i] for i in served):
            text = normalise(item.name)
            named = self._named(text, item.field) or self._named(words, item.field)
            found += self._limits(item.field, named, item.id)
        if not served:
            place = normalise(f"{catalog.title}{entry.location.sheet}") + words
            near = [e for e in self._named(words, "") if _in_field(e, place)]
            found += self._limits("", near, "")
        return found

    def _named(self, text: str, field: str) -> list[Event]:
        """Return the events whose matter a text names, in a field ("" any)."""
        return [
            event
            for event, names in self.names
            if (not field or concern(event.fields, (field,))) and any(n in text for n in names)
        ]

    def _limits(self, field: str, named: Sequence[Event], item: str) -> list[_Bound]:
        found = []
        for event in named or (self.general,):
            key = (field, event.name)
            if key not in self.known:
                self.known[key] = governing(
                    self.measure.book,
                    field=field or next(iter(event.fields), ""),
                    event=event,
                    on=self.measure.on,
                    region=self.measure.region,
                )
            for limit in self.known[key]:
                own = event.starts(limit)
                found.append(_Bound(limit, event if own else self.general, item))
        return found

    def _meets(
        self,
        piece: StatedLimit,
        bound: _Bound,
        every: Sequence[_Bound],
        pieces: Sequence[StatedLimit],
    ) -> bool:
        """Tell whether a piece and a limit have the same direction and start from the same event.

        A piece that names no event of its own, or the general one, speaks of whatever the row is
        about, save what another piece of the cell speaks of in particular.
        """
        limit = piece.limit
        if limit is None or limit.direction != bound.limit.direction:
            return False
        if not self._is_general(limit):
            return _same_start(limit, bound)
        if limit.direction in {"before", "window"}:
            # Several such limits may bind a row (clarification, prequalification): which is open.
            return sum(b.limit.direction == limit.direction for b in every) == 1
        others = (p.limit for p in pieces if p is not piece and p.limit is not None)
        return not any(
            other.direction == limit.direction
            and not self._is_general(other)
            and _same_start(other, bound)
            for other in others
        )

    def _is_general(self, limit: TimeLimit) -> bool:
        """Tell whether a stated limit names no event in particular."""
        if not limit.trigger or self.general.is_named_by(limit.trigger):
            return True
        return limit.direction == "shown" and trigger_key(limit.trigger).endswith(_ANY_DISPLAY)


def _same_start(stated: TimeLimit, bound: _Bound) -> bool:
    """Tell whether two limits start from the same; before and window by the very words."""
    if stated.direction in {"before", "window"}:
        a, b = trigger_key(stated.trigger), trigger_key(bound.limit.trigger)
        return a in b or b in a
    return bound.event.is_named_by(stated.trigger)


def _in_field(event: Event, place: str) -> bool:
    return not event.fields or any(normalise(field) in place for field in event.fields)


def _as_displayed(piece: StatedLimit, special: Collection[str]) -> StatedLimit:
    """Read a bare number as the length of a display where only displays have limits (单一来源)."""
    if not piece.bare or piece.limit is None or "shown" not in special or "within" in special:
        return piece
    return replace(piece, limit=replace(piece.limit, direction="shown", trigger="公示"))
