"""One scheme file, read and checked: all its faults, or the scheme."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pubaudit import data
from pubaudit.models import (
    Basis,
    Channel,
    ChecklistLine,
    DisclosureException,
    Duty,
    InForce,
    Scheme,
    Target,
    TimeLimit,
)
from pubaudit.schemes import soundness

Quoted = TypeVar("Quoted", TimeLimit, Duty, Target, DisclosureException, Channel, ChecklistLine)

# What a scheme cannot be without; it stands in for what could not be read.
_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("id", "code", "region", "topic"), "?"),
    "document": {"title": "?", "issuer": "?"},
    "status": "in_hand",
    "fields": (),
    "items": (),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A scheme file as written: all its faults, and the scheme as far as it can be read.

    ``kept`` names, for each list of which entries could not be read, where the others stand.
    """

    path: Path
    text: str
    version: str
    faults: tuple[data.Fault, ...]
    scheme: Scheme | None = None
    kept: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def in_file(self, fault: data.Fault) -> data.Fault:
        """Return a fault of ``scheme`` with the place that it has in the file."""
        where, what = fault
        part, *rest = where
        if rest and part in self.kept:
            where = (part, self.kept[str(part)][int(rest[0])], *rest[1:])
        return where, what


def draft(path: Path) -> Draft:
    """Read one scheme file for everything that is wrong with it as a scheme.

    Raises ``SchemeError`` if the file cannot be read or is not YAML.
    """
    content, text = data.read(path, "方案文件")
    version = hashlib.sha256(content).hexdigest()[:12]
    raw = data.parse(path, text)
    scheme, faults = data.validated(raw, Scheme)
    kept: dict[str, list[int]] = {}
    if scheme is None and isinstance(raw, dict):
        rest, kept = _readable(raw, [where for where, _ in faults])
        scheme, _ = data.validated(rest, Scheme)
    found = Draft(path, text, version, faults, scheme, kept)
    if scheme is None:
        return found
    items = raw["items"] if isinstance(raw.get("items"), list) else []
    ids = [str(item.get("id")) if isinstance(item, dict) else "" for item in items]
    further = [
        *map(found.in_file, soundness.faults(scheme)),
        *soundness.gaps(ids, scheme.withdrawn),
    ]
    broken = {where[0] for where, _ in faults if len(where) == 1 or where[0] == "fields"}
    own = (fault for fault in further if not _follows(fault[0], broken))
    return replace(found, faults=(*faults, *own))


def load(path: Path) -> Scheme:
    """Read one scheme file and fill in what it leaves to its head.

    ``version`` is the first 12 hex digits of the SHA-256 of the file; a basis without document
    and number gets the scheme's own, a limit without validity the scheme's, an item without
    bodies its field's (lead first). Raises ``SchemeError`` if the file cannot be read or is not
    YAML, ``FaultsError`` with file, line and key if it is not a scheme. What it ``extends`` is
    not joined here: see ``inherited``.
    """
    found = draft(path)
    if found.faults or found.scheme is None:
        raise data.faulty(path, found.text, found.faults)
    return _complete(found.scheme, found.version)


# --- a file with faults --------------------------------------------------------------------------


def _readable(
    raw: Mapping[str, Any], places: Iterable[data.Where]
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return the data without what is at fault, and which entries of its lists are left."""
    rest = dict(raw)
    lost: dict[str, set[int]] = {}
    for part, *inside in places:
        key = str(part)
        if inside and isinstance(rest.get(key), list) and isinstance(inside[0], int):
            lost.setdefault(key, set()).add(inside[0])
        else:
            rest.pop(key, None)
    kept = {key: [n for n in range(len(rest[key])) if n not in lost[key]] for key in lost}
    return {**_BLANK, **rest, **{key: [rest[key][n] for n in kept[key]] for key in kept}}, kept


def _follows(where: data.Where, broken: Set[str | int]) -> bool:
    """Whether a fault is only due to another: to a head or a field that could not be read."""
    return (
        where[0] in broken
        or (not broken.isdisjoint(("id", "code", "topic")) and where[-1] in ("id", "extends"))
        or ("fields" in broken and not {"field", "fields"}.isdisjoint(where))
    )


# --- what a file leaves to its head ------------------------------------------------------------


def _complete(scheme: Scheme, version: str) -> Scheme:
    def own(basis: Basis) -> Basis:
        if basis.document or basis.number:
            return basis
        document = scheme.document
        return replace(basis, document=document.title, number=document.number or "")

    def all_own(parts: Iterable[Quoted]) -> tuple[Quoted, ...]:
        return tuple(replace(part, basis=own(part.basis)) for part in parts)

    bodies = {field.name: field.lead + field.bodies for field in scheme.fields}
    items = (
        replace(item, basis=tuple(map(own, item.basis)), bodies=item.bodies or bodies[item.field])
        for item in scheme.items
    )
    limits = (
        replace(limit, in_force=scheme.in_force) if limit.in_force == InForce() else limit
        for limit in scheme.limits
    )
    return replace(
        scheme,
        version=version,
        changes=(),
        items=tuple(items),
        limits=all_own(limits),
        duties=all_own(scheme.duties),
        targets=all_own(scheme.targets),
        exceptions=all_own(scheme.exceptions),
        channels=all_own(scheme.channels),
        checklist=all_own(scheme.checklist),
        form=scheme.form and replace(scheme.form, basis=own(scheme.form.basis)),
    )
