"""Whose duty an item is: the scheme's responsible bodies held against whose catalog is judged.

The scheme assigns by 谁批准、谁公开，谁实施、谁公开，谁制作、谁公开; a body that took over the
business of one named answers for it. What cannot be told stays ``unknown`` and excuses nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pubaudit.bodies import Bodies, Name
from pubaudit.models import Catalog, DutyOf, MandatedItem, Scheme
from pubaudit.modes import Level, levels_of_body
from pubaudit.text import normalise

_SEVERAL = 3
_RANKS = {"省": 4, "市": 3, "州": 3, "盟": 3, "区": 2, "县": 2, "旗": 2, "镇": 1, "乡": 1}
_MUNICIPALITIES = ("11", "12", "31", "50")
_SPECIFIC = frozenset({"office", "platform", "unknown"})


class Charge(NamedTuple):
    """Whose duty an item is, and the bodies that the scheme names, as a sentence can carry them.

    ``owner`` gives today's name behind one that was abolished; empty where the scheme names none,
    or where it is another region's.
    """

    of: DutyOf
    owner: str = ""


class Holder(NamedTuple):
    """Whose catalog is judged.

    ``names`` are the body's; ``whole``: it is a government's, or several bodies', or not known
    whose; ``foreign``: of a place where the scheme does not hold; ``lower``: of a part of the
    scheme's region. ``levels`` are those it may be of, empty if not known.
    """

    names: tuple[Name, ...] = ()
    whole: bool = True
    foreign: bool = False
    lower: bool = False
    levels: frozenset[Level] = frozenset()


class Desk(NamedTuple):
    """A scheme's assignment of duties, seen from one catalog's desk on one day."""

    bodies: Bodies
    scheme: Scheme
    holder: Holder
    on: date

    def charge(self, item: MandatedItem) -> Charge:
        """Tell whose duty an item is."""
        named = self.named(item)
        if self.holder.foreign or not named:
            return Charge("unknown")
        return Charge(self._of(item, named), self._owner(item, named))

    def stance(self) -> str:
        """Say, for the head of a report, how duties were told apart."""
        principle = "谁批准、谁公开，谁实施、谁公开，谁制作、谁公开"
        if self.holder.foreign:
            return "职责：目录不属于本方案所在地区，不按方案的责任单位划分，各项结果不因职责降级"
        local = f"；另按 --bodies 所列{len(self.bodies.local)}条分工" if self.bodies.local else ""
        if not any(f.lead or f.bodies for f in self.scheme.fields) and not local:
            return "职责：本方案未列各领域的责任单位，各项结果不因职责降级"
        if self.holder.whole:
            return f"职责：不是单一部门的目录，逐项写明方案责任单位{local}，各项结果不因职责降级"
        return f"职责：按方案责任单位和“{principle}”认定{local}；属于其他单位的只作提示"

    def named(self, item: MandatedItem) -> tuple[Name, ...]:
        """Return the bodies responsible for an item: a county's own 三定, the item's, the field's.

        An item given to whoever carries out the project also lies with the lead of its field.
        """
        local = self.bodies.local_for(item.field, item.name, self.on)
        if local:
            return tuple(n for line in local for n in self.bodies.names(line.body))
        field = next((f for f in self.scheme.fields if f.name == item.field), None)
        lead, others = (field.lead, field.bodies) if field else ((), ())
        if not item.bodies:
            return self._parsed((*lead, *others))
        own = self._parsed(item.bodies)
        return own if any(n.kind == "office" for n in own) else (*own, *self._parsed(lead))

    def differs(self, item: MandatedItem, body: str) -> str:
        """Tell whether a 公开主体 is none of the bodies named for an item.

        ``named`` if the scheme names its bodies one by one, ``open`` if it leaves room for others
        (其他所涉部门, 各区人民政府), "" if it does not differ. A successor, the approvals bureau,
        a trading centre, those who carry out or deal in a project, units of a body and generic
        words are never a wrong body.
        """
        said = self.bodies.names(body)
        named = self.named(item)
        offices = [n for n in (*named, *self._parsed(item.bodies)) if n.kind == "office"]
        kinds = {n.kind for n in named}
        if self.holder.foreign or not offices or "implementer" in kinds:
            return ""
        if not said or any(n.kind != "office" for n in said):
            return ""
        never = self.bodies.words.never_wrong
        if any(not self.bodies.family(n).isdisjoint(never) for n in said):
            return ""
        if any(self.bodies.match(n, o) for n in said for o in offices):
            return ""
        return "open" if kinds & {"generic", "government"} else "named"

    def _of(self, item: MandatedItem, named: Sequence[Name]) -> DutyOf:
        matter = matter_of(item)
        holder = self.holder
        specific = [n for n in named if n.kind in _SPECIFIC]
        if holder.whole:
            above = holder.lower and specific and not any(_is_local(n) for n in named)
            if above and all(self._is_of_region(n) for n in specific):
                return "other"
            mine = [n for n in named if self._is_of_government(n)]
            return "unknown" if not mine else "own" if len(named) == 1 else "joint"
        mine = [n for n in specific if self._is_mine(n, matter)]
        if mine:
            families = [self.bodies.family(n, matter) for n in mine]
            others = (n for n in specific if n not in mine and not n.aside)
            rest = (self.bodies.family(n, matter) for n in others)
            return "joint" if any(all(r.isdisjoint(f) for f in families) for r in rest) else "own"
        return "unknown" if not specific or self._may_be(item) else "other"

    def _may_be(self, item: MandatedItem) -> bool:
        """Tell whether a body that is not named may be responsible all the same."""
        kinds = {h.kind for h in self.holder.names}
        offices = frozenset().union(*(self.bodies.family(h) for h in self.holder.names))
        approves = not offices.isdisjoint(self.bodies.words.never_wrong)
        approval = any(word in item.name for word in self.bodies.words.approvals)
        return "office" not in kinds or (approves and approval)

    def _is_of_government(self, name: Name) -> bool:
        """Tell whether a scheme names the holder's kind of government: 各镇乡, 管委会, 区人民政府.

        各区人民政府 leaves open which part of the government publishes.
        """
        if name.kind != "government" or (_is_local(name) and "政府" in name.offices):
            return False
        return any(h.offices == name.offices for h in self.holder.names)

    def _is_mine(self, name: Name, matter: str) -> bool:
        return any(self.bodies.match(h, name, matter) for h in self.holder.names)

    def _is_of_region(self, name: Name) -> bool:
        """Tell whether a body is of the scheme's own level (市国土房管局 in 天津's)."""
        rank = _RANKS.get(name.level)
        return rank is not None and (rank >= 3 or self.scheme.code[:2] in _MUNICIPALITIES)

    def _parsed(self, texts: Iterable[str]) -> tuple[Name, ...]:
        found = (n for text in texts for n in self.bodies.names(text))
        return tuple({(n.shown, n.kind): n for n in found}.values())

    def _owner(self, item: MandatedItem, named: Sequence[Name]) -> str:
        """Name the responsible bodies under today's names; those only hinted at if no other is."""
        named = [n for n in named if not n.aside]
        specific = [n for n in named if n.kind in _SPECIFIC]
        matter = matter_of(item)
        words = [self.in_words(n, matter) for n in specific or named]
        more = "等" if len(words) > _SEVERAL or (specific and len(named) > len(specific)) else ""
        return "、".join(words[:_SEVERAL]) + more

    def in_words(self, name: Name, matter: str) -> str:
        """Name a body, with its name of today behind it if another: 市国土房管局（现…）."""
        today = self.bodies.today_of(name, matter, self.on)
        if not today.how:
            return name.shown
        doubt = "，沿革未核实" if today.unverified else ""
        return f"{name.shown}（现{'、'.join(today.names)}{doubt}）"


def holder_of(
    catalog: Catalog,
    bodies: Bodies,
    *,
    foreign: bool = False,
    lower: bool = False,
    of_county: bool = False,
) -> Holder:
    """Tell whose catalog it is.

    A body found only because most rows name it does not make it that body's where the rows name
    three offices or more: it is the catalog of several.
    """
    names = bodies.names(catalog.body) if catalog.body else ()
    whole = not any(n.kind in _SPECIFIC for n in names)
    if catalog.body_from == "column" and not whole:
        rows = {n for text in {e.body for e in catalog.entries} for n in bodies.names(text)}
        offices = {bodies.family(n) for n in rows if n.kind == "office"}
        whole = len(offices) >= _SEVERAL
    levels = frozenset[Level]().union(*(levels_of_body(n.level) for n in names))
    if not levels and of_county:
        levels = frozenset({"county"})
    return Holder(names, whole, foreign, lower, levels)


def region_of(holders: Sequence[Holder]) -> Holder:
    """Return the holder of several catalogs taken together: no single body's."""
    return Holder(foreign=all(h.foreign for h in holders), lower=all(h.lower for h in holders))


def matter_of(item: MandatedItem) -> str:
    """Return the words by which business was divided: the item's own, its field's."""
    return normalise(f"{item.field} {item.name} {item.condition}")


def is_lower(catalog: Catalog, bodies: Bodies, code: str) -> bool:
    """Tell whether a catalog's own body is of a lower level than a scheme's region (its code)."""
    if not catalog.body:
        return False
    ranks = {_RANKS.get(n.level, 9) for n in bodies.names(catalog.body)}
    own = 5 if code == "000000" else 4 if code.endswith("0000") else 3 if code.endswith("00") else 2
    city = {"市"} if code[:2] in _MUNICIPALITIES and code.endswith("0000") else set()
    levels = {n.level for n in bodies.names(catalog.body)}
    return not (levels & city) and all(rank < own for rank in ranks)


def _is_local(name: Name) -> bool:
    """Tell whether a scheme names the governments below it (各区人民政府, 各镇乡, 各地)."""
    return name.shown.startswith("各")
