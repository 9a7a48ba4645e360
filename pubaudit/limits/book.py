"""The limits of the law as data, and which of them govern an event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from pubaudit import data
from pubaudit.errors import SchemeError
from pubaudit.models import (
    BINDING,
    RANKS,
    Basis,
    Confidence,
    Direction,
    InForce,
    Rank,
    TimeLimit,
    Unit,
)
from pubaudit.text import normalise

# 条例第二十六条: every proactive publication, unless a law or regulation sets another limit.
GENERAL = "信息形成或变更"

_LEADS = ("自", "从", "在", "于", "应")
_TAILS = ("之日起", "日起", "起", "之日", "之后", "以后", "后", "当日", "时")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that starts a limit (合同签订), and the words that name it.

    ``triggers`` are the ways a limit names it (政府采购合同签订之日), ``names`` those by which an
    item or a catalog row names what is to be published (采购合同). ``fields`` empty: every field.
    """

    name: str
    triggers: tuple[str, ...]
    names: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def starts(self, limit: TimeLimit) -> bool:
        """Tell whether a limit starts from this event."""
        return self.is_named_by(limit.trigger) and concern(self.fields, limit.fields)

    def is_named_by(self, trigger: str) -> bool:
        """Tell whether words of a trigger mean this event."""
        return trigger_key(trigger) in _trigger_keys(self.triggers)


@dataclass(frozen=True, slots=True)
class LimitBook:
    """Limits and the events they start from, as ``catalogs/limits.yaml`` has them."""

    limits: tuple[TimeLimit, ...]
    events: tuple[Event, ...]

    def event(self, words: str, field: str = "") -> Event | None:
        """Return the event that these words name: by its name, a trigger or what is published.

        White space, 自, 之日, 起, 后 aside; ``field`` "" looks in every field.
        """
        near = [e for e in self.events if not field or concern(e.fields, (field,))]
        key = trigger_key(words)
        for own in (_name_keys, _trigger_keys_of, _published_keys):
            for event in near:
                if key in own(event):
                    return event
        return None

    @property
    def general(self) -> Event:
        """The event of the general 20 working days (条例第二十六条)."""
        return next(event for event in self.events if event.name == GENERAL)

    def joined(self, limits: Iterable[TimeLimit]) -> "LimitBook":
        """Return a book with more limits, those of a region's scheme."""
        return replace(self, limits=(*self.limits, *limits))


def load(path: Path) -> LimitBook:
    """Read ``limits.yaml``.

    Raises ``SchemeError``, one Chinese line with file, line and key, if it is malformed.
    """
    _, text = data.read(path, "期限文件")
    file = data.shaped(path, text, data.parse(path, text), _File)
    seen: set[str] = set()
    for n, document in enumerate(file.documents):
        for m, row in enumerate(document.limits):
            if row.id in seen:
                where = ("documents", n, "limits", m, "id")
                raise SchemeError(data.fault(path, text, where, "编号重复"))
            seen.add(row.id)
    if not any(event.name == GENERAL for event in file.events):
        raise SchemeError(data.fault(path, text, ("events",), f"缺少“{GENERAL}”"))
    limits = tuple(_limit(document, row) for document in file.documents for row in document.limits)
    return LimitBook(limits, file.events)


def in_force(
    limits: Iterable[TimeLimit], on: date, *, unverified: bool = False
) -> tuple[TimeLimit, ...]:
    """Return the limits in force on the day of the trigger (收到申请日, 信息形成日), in order.

    条例(711号) has no transitional clause: the version is that of the trigger's day, and the
    ``basis`` and ``in_force`` of what is returned say which. A limit whose first day is not known
    counts as in force. Limits of confidence ``unverified`` only if asked for.
    """
    return tuple(
        limit
        for limit in limits
        if (limit.in_force.since is None or limit.in_force.since <= on)
        and (limit.in_force.until is None or on <= limit.in_force.until)
        and (unverified or limit.basis.confidence != "unverified")
    )


def governing(  # noqa: PLR0913
    book: LimitBook,
    *,
    field: str,
    event: Event,
    on: date,
    region: str = "",
    unverified: bool = False,
) -> tuple[TimeLimit, ...]:
    """Return the limits that bind an event in a field and place, special before general, by rank.

    ``field`` "" is any field; ``region`` a division code ("" takes only national limits).
    Only 法律 and 法规 displace the general 20 working days, in either direction (条例第二十六条);
    lower ranks may shorten a limit to publish within, never lengthen it: one that does is left out.
    Where a policy and a ministry rule differ, both are returned.
    """
    bound = [
        limit
        for limit in in_force(book.limits, on, unverified=unverified)
        if (not field or concern(limit.fields, (field,))) and holds_in(limit, region)
    ]
    special = sorted((limit for limit in bound if event.starts(limit)), key=_rank)
    general = [] if event.name == GENERAL else [b for b in bound if book.general.starts(b)]
    publishing = [s for s in special if s.direction == "within" and s.publishes]
    displacing = [s for s in publishing if s.rank in BINDING]
    outer = displacing or sorted((g for g in general if g.rank in BINDING), key=_rank)
    kept = [s for s in special if s not in publishing or not _lengthens(s, outer)]
    if displacing:
        return tuple(kept)
    return (*kept, *sorted((g for g in general if not _lengthens(g, outer)), key=_rank))


def holds_in(limit: TimeLimit, region: str) -> bool:
    """Tell whether a limit holds in the place of this division code; a local one in its area."""
    return not limit.regions or any(
        region.startswith(own.rstrip("0") or "0") for own in limit.regions
    )


def concern(own: Sequence[str], asked: Sequence[str]) -> bool:
    """Tell whether fields meet: none is any; 国有产权交易 and 企业国有产权交易 are one."""
    return not own or not asked or any(a in b or b in a for a in own for b in asked)


@lru_cache(maxsize=1 << 12)
def trigger_key(words: str) -> str:
    """Leave of a trigger only what tells it apart: 自该合同签订之日起 → 合同签订."""
    text = normalise(words).replace("或者", "或")
    for lead in _LEADS:
        text = text.removeprefix(lead)
    text = text.removeprefix("该")
    for tail in _TAILS:
        text = text.removesuffix(tail) or text
    return text


# --- reading and choosing ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """One limit as the file has it; what it leaves out is its document's."""

    id: str
    direction: Direction
    trigger: str
    what: str
    article: str
    amount: int | str | None = None
    unit: Unit = "working_day"
    quote: str = ""
    confidence: Confidence | None = None
    fields: tuple[str, ...] = ()
    publishes: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Document:
    """A document and its limits."""

    rank: Rank
    confidence: Confidence
    limits: tuple[_Row, ...]
    document: str = ""
    number: str = ""
    in_force: InForce = field(default_factory=InForce)
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    documents: tuple[_Document, ...]
    events: tuple[Event, ...]


def _limit(document: _Document, row: _Row) -> TimeLimit:
    return TimeLimit(
        id=row.id,
        direction=row.direction,
        amount=row.amount,
        unit="none" if row.amount is None else row.unit,
        trigger=row.trigger,
        basis=Basis(
            row.article,
            row.quote,
            document.document,
            document.number,
            row.confidence or document.confidence,
        ),
        rank=document.rank,
        in_force=document.in_force,
        fields=row.fields or document.fields,
        regions=document.regions,
        note=row.note,
        what=row.what,
        publishes=row.publishes,
    )


def _rank(limit: TimeLimit) -> int:
    return RANKS.index(limit.rank)


def _lengthens(limit: TimeLimit, outer: Sequence[TimeLimit]) -> bool:
    """Tell whether a lower-ranking limit is longer than those it may not lengthen."""
    if limit.rank in BINDING or not isinstance(limit.amount, int):
        return False
    return any(
        isinstance(o.amount, int) and o.unit == limit.unit and limit.amount > o.amount
        for o in outer
    )


@cache
def _trigger_keys(triggers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(trigger_key, triggers))


def _name_keys(event: Event) -> frozenset[str]:
    return frozenset((trigger_key(event.name),))


def _trigger_keys_of(event: Event) -> frozenset[str]:
    return _trigger_keys(event.triggers)


def _published_keys(event: Event) -> frozenset[str]:
    return frozenset(map(trigger_key, event.names))
