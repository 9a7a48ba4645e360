"""A scheme joined with the one that it extends, and what it changes in it."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from pubaudit.errors import SchemeError
from pubaudit.models import (
    Change,
    ChangeKind,
    Channel,
    DisclosureException,
    MandatedItem,
    Scheme,
    SchemePart,
    TimeLimit,
)
from pubaudit.schemes.draft import load
from pubaudit.schemes.held import MAIN_TOPIC, available, none_held

Quoted = TypeVar("Quoted", TimeLimit, DisclosureException, Channel)

# By what a limit, an exception or a channel stands in the place of its parent's.
_ALIKE: dict[SchemePart, tuple[str, ...]] = {
    "limits": ("direction", "trigger"),
    "exceptions": ("name", "fields"),
    "channels": ("name", "fields"),
}
# In what an own part may differ from the one in whose place it stands.
COMPARED: dict[SchemePart, tuple[str, ...]] = {
    "items": (
        *("name", "elements", "closed", "force", "subject", "act"),
        *("level", "condition", "audience", "bodies", "exceptions"),
    ),
    "limits": ("amount", "unit", "what", "publishes"),
    "channels": ("force", "applies_to"),
}


def load_for(root: Path, code: str, topic: str | None = None) -> Scheme:
    """Load the scheme of exactly this division code, joined with the one it extends.

    ``topic`` None is 公共资源配置. Raises ``SchemeError`` if there is none.
    """
    topic = topic or MAIN_TOPIC
    known = available(root)
    for file in known:
        if (file.code, file.topic) == (code, topic):
            return inherited(root, load(file.path))
    raise none_held(f"代码 {code} ", topic, known)


def inherited(root: Path, scheme: Scheme) -> Scheme:
    """Join a scheme with the held one that it ``extends``; one that extends none stays as it is.

    - Fields and items: the parent's, ids, bodies and bases unchanged, then the region's own. An
      own item that ``replaces`` a parent's stands in its place (narrowed, widened or renamed); an
      own field replaces the parent's of that name.
    - Limits, exceptions, channels: the region's own; the parent's only where the region is
      silent, which is no limit of that direction and trigger, no exception or channel of that
      name for those fields.
    - Duties and checklist: the region's own, then the parent's: both bind.
    - ``form`` and the rest are the region's alone: one that names no columns demands none.
    - ``changes``: what the region puts in the place of its parent's, and what it adds.

    Raises ``SchemeError`` if the parent, or an item to be replaced, is not there.
    """
    if not scheme.extends:
        return scheme
    code, _, topic = scheme.extends.partition("/")
    parent = load_for(root, code, topic)
    return replace(
        scheme,
        version=hashlib.sha256(f"{scheme.version} {parent.version}".encode()).hexdigest()[:12],
        fields=tuple({field.name: field for field in (*parent.fields, *scheme.fields)}.values()),
        items=_joined_items(scheme, parent),
        limits=_where_silent(scheme.limits, parent.limits, _ALIKE["limits"]),
        exceptions=_where_silent(scheme.exceptions, parent.exceptions, _ALIKE["exceptions"]),
        channels=_where_silent(scheme.channels, parent.channels, _ALIKE["channels"]),
        duties=scheme.duties + parent.duties,
        checklist=scheme.checklist + parent.checklist,
        changes=tuple(_changes(scheme, parent)),
    )


def _joined_items(own: Scheme, parent: Scheme) -> tuple[MandatedItem, ...]:
    instead: dict[str, list[MandatedItem]] = {item.id: [item] for item in parent.items}
    for replaced in {item.replaces: None for item in own.items if item.replaces}:
        if replaced not in instead:
            raise SchemeError(
                f"方案 {own.id} 的 replaces：{parent.id} 没有 {replaced}，请改正编号。"
            )
        instead[replaced] = [item for item in own.items if item.replaces == replaced]
    added = (item for item in own.items if not item.replaces)
    return (*chain.from_iterable(instead.values()), *added)


def _where_silent(
    own: tuple[Quoted, ...], parents: tuple[Quoted, ...], alike: tuple[str, ...]
) -> tuple[Quoted, ...]:
    same = attrgetter(*alike)
    said = set(map(same, own))
    return own + tuple(part for part in parents if same(part) not in said)


def _changes(own: Scheme, parent: Scheme) -> Iterator[Change]:
    of = {item.id: item for item in parent.items}
    for item in own.items:
        yield _change("items", item, item.name, of.get(item.replaces))
    for part, alike in _ALIKE.items():
        same = attrgetter(*alike)
        theirs = {same(one): one for one in reversed(getattr(parent, part))}
        for one in getattr(own, part):
            what = one.trigger if isinstance(one, TimeLimit) else one.name
            yield _change(part, one, what, theirs.get(same(one)))
    for duty in own.duties:
        yield _change("duties", duty, duty.what, None)
    for line in own.checklist:
        yield _change("checklist", line, line.what, None)


def _change(part: SchemePart, own: Any, what: str, parents: Any) -> Change:
    if parents is None:
        return Change(part, "adds", what, getattr(own, "id", ""))
    compared = COMPARED.get(part, ())
    differs = tuple(key for key in compared if getattr(own, key) != getattr(parents, key))
    kind: ChangeKind = "replaces"
    if "name" in differs:
        kind = "renames"
    elif "elements" in differs and set(own.elements) < set(parents.elements):
        kind = "narrows"
    instead_of = getattr(parents, "id", "") or parents.name
    return Change(part, kind, what, getattr(own, "id", ""), instead_of, differs)
