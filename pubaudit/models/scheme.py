"""The yardstick: schemes (实施方案), their items, time limits and duties, with their grounds."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Confidence = Literal["full_text", "published", "scheme", "reconstructed", "unverified"]


@dataclass(frozen=True, slots=True)
class Basis:
    """The words that bind: document, number, article and a verbatim quote.

    In a scheme file an empty ``document`` and ``number`` mean the scheme's own document; the
    loader fills them in.
    """

    article: str
    quote: str
    document: str = ""
    number: str = ""
    confidence: Confidence = "full_text"


@dataclass(frozen=True, slots=True)
class InForce:
    """Since when and until when a document or limit holds, and how we know."""

    since: date | None = None
    until: date | None = None
    status: str = ""
    checked: date | None = None
    source: str = ""
    confidence: Confidence = "unverified"


Direction = Literal["within", "shown", "before", "window", "by", "reply", "advisory"]
Unit = Literal["working_day", "day", "hour", "month", "year", "date", "none"]
Rank = Literal["law", "regulation", "rule", "document", "scheme", "catalog"]
# From the highest down.
RANKS: tuple[Rank, ...] = ("law", "regulation", "rule", "document", "scheme", "catalog")
# 条例第二十六条: what laws and administrative regulations set goes before the general limit.
BINDING: frozenset[Rank] = frozenset(("law", "regulation"))
# Directions of which the law sets the least, not the most.
MINIMA: frozenset[Direction] = frozenset(("shown", "before", "window"))


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit from a law, a scheme or a parsed 公开时限 cell.

    ``amount`` counts in ``unit`` (working or calendar days, hours, months, years); for unit
    ``date`` it is the fixed date as ``MM-DD`` (``*-DD`` every month) or, once, in ISO form.
    ``rank`` says which document outranks which. ``what`` is the act that is due (公告合同);
    ``publishes`` is false where it is not a publication (备案, 答复).
    """

    id: str
    direction: Direction
    amount: int | str | None
    unit: Unit
    trigger: str
    basis: Basis
    rank: Rank
    in_force: InForce = InForce()
    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    note: str = ""
    what: str = ""
    publishes: bool = True


Act = Literal["publish", "report", "notify"]
Force = Literal["must", "should", "encourage"]
Subject = Literal["organ", "enterprise", "owner", "platform"]
Origin = Literal["prose", "annex", "both"]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done once or again and again: ``when`` in the document's words.

    ``recurrence`` is ``yearly``, ``half_yearly``, ``quarterly``, ``monthly``, ``once`` or
    ``standing``; ``dates`` are the fixed dates, ``MM-DD`` if recurring, ISO if once.
    """

    id: str
    act: Act | Literal["establish"]
    what: str
    who: str
    recurrence: Literal["yearly", "half_yearly", "quarterly", "monthly", "once", "standing"]
    basis: Basis
    dates: tuple[str, ...] = ()
    within: int | None = None
    unit: Unit = "none"
    to: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A goal (工作目标) that a scheme sets itself: aimed at, neither an item nor a duty.

    ``by`` is the year, the day in ISO form, or the document's own words (三年); ``who`` in its
    words, "" where it names nobody.
    """

    id: str
    what: str
    by: str
    basis: Basis
    who: str = ""


@dataclass(frozen=True, slots=True)
class MandatedItem:
    """One item (公开事项) that a scheme demands, in its own words.

    ``closed``: the element list is complete as written (no 等 after any of them). ``basis`` holds
    one quote for each place that names the item, the governing one first, and for each that
    binds it (主要公开, 应当) if those do not. ``bodies`` empty: the field's. ``audience`` empty:
    the public at large (向社会). ``replaces``: the id of the item of the extended scheme in whose
    place this one stands.
    """

    id: str
    field: str
    name: str
    basis: tuple[Basis, ...]
    elements: tuple[str, ...] = ()
    closed: bool = True
    force: Force = "must"
    subject: Subject = "organ"
    act: Act = "publish"
    origin: Origin = "prose"
    level: str = ""
    condition: str = ""
    audience: str = ""
    bodies: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    note: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class SchemeField:
    """A field (领域) of a scheme. ``lead`` and ``bodies`` as the document names them.

    ``common`` fields (共通: 黑名单, credit) stand outside the rates of the other fields.
    """

    name: str
    bodies: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    common: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it names itself; ``number`` and ``issued`` are None where not known."""

    title: str
    issuer: str
    number: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class SuperiorDocument:
    """A document that the scheme names as its ground, and whether we hold its text.

    ``region`` is the division code of the place that issued it, "" where not said.
    """

    title: str
    number: str = ""
    held: bool = False
    region: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureException:
    """A ground on which the scheme lets information be withheld (国家秘密, 商业秘密 …)."""

    name: str
    basis: Basis
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel (公开渠道) that the scheme names; ``applies_to`` in the document's words."""

    name: str
    basis: Basis
    force: Force = "must"
    applies_to: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredColumn:
    """A column that the scheme wants in a catalog, named by its role in ``headers.yaml``."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class CatalogForm:
    """What the scheme demands of the catalog itself."""

    columns: tuple[RequiredColumn, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A demand that no file can show; checked by a person."""

    id: str
    what: str
    who: str
    how: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose scheme holds in a place: its own, or one of those above it.

    ``asked`` is what the user wrote, ``place`` the full name of what it resolved to; ``holder``
    is whose scheme it is; ``notes`` tell the user about the choice.
    """

    asked: str
    code: str
    place: str
    holder_code: str
    holder: str
    notes: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the scheme is the place's own."""
        return self.code == self.holder_code


SchemePart = Literal["items", "limits", "exceptions", "channels", "duties", "checklist"]
ChangeKind = Literal["adds", "replaces", "narrows", "renames"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a scheme makes of the one that it extends.

    ``what`` names the own item, limit, exception … and ``id`` is its id, "" if it has none;
    ``instead_of`` is the id, else the name, of the parent's in whose place it stands, "" if it is
    added; ``differs`` are the attributes in which the two differ, () if both say the same.
    """

    part: SchemePart
    kind: ChangeKind
    what: str
    id: str = ""
    instead_of: str = ""
    differs: tuple[str, ...] = ()


Status = Literal["in_hand", "extends", "reconstructed"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One document of one region on one topic: the yardstick.

    ``withdrawn``: the ids of what is no item, duty or line any more; they are not given again.
    ``changes`` and ``version`` are found when it is read; a file does not state them.
    """

    id: str
    code: str
    region: str
    topic: str
    document: Document
    status: Status
    fields: tuple[SchemeField, ...]
    items: tuple[MandatedItem, ...]
    in_force: InForce = InForce()
    source: str = ""
    extends: str = ""
    superiors: tuple[SuperiorDocument, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    duties: tuple[Duty, ...] = ()
    targets: tuple[Target, ...] = ()
    exceptions: tuple[DisclosureException, ...] = ()
    channels: tuple[Channel, ...] = ()
    form: CatalogForm | None = None
    checklist: tuple[ChecklistLine, ...] = ()
    withdrawn: tuple[str, ...] = ()
    no_demand: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    version: str = ""
