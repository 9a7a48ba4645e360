"""Schemes (实施方案) as data: where they lie, which holds in a place, and one read and checked.

A scheme is ``catalogs/<division code>_<region>/<topic>.yaml`` with its source text beside it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pubaudit import data, soundness
from pubaudit.errors import SchemeError
from pubaudit.models import (
    Basis,
    Change,
    ChangeKind,
    Channel,
    ChecklistLine,
    DisclosureException,
    Duty,
    InForce,
    MandatedItem,
    Scheme,
    SchemePart,
    Target,
    TimeLimit,
)

if TYPE_CHECKING:
    from pubaudit.regions import Region, Regions

MAIN_TOPIC = "公共资源配置"

Quoted = TypeVar("Quoted", TimeLimit, Duty, Target, DisclosureException, Channel, ChecklistLine)


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A scheme as its path names it, not yet read."""

    code: str
    region: str
    topic: str
    path: Path


def catalog_root() -> Path:
    """Return the folder of the data: inside the package in a wheel, beside it in a checkout.

    Raises ``SchemeError`` if there is neither.
    """
    package = Path(str(files("pubaudit")))
    for root in (package / "catalogs", package.parent / "catalogs"):
        if root.is_dir():
            return root
    raise SchemeError("找不到随程序安装的 catalogs 数据目录，请重新安装 pubaudit。")


def available(root: Path) -> tuple[SchemeFile, ...]:
    """List every scheme under ``root`` by code and topic, from the names alone."""
    found = []
    for folder in sorted(root.iterdir()):
        code, _, region = folder.name.partition("_")
        if region and code.isdecimal() and folder.is_dir():
            found += [
                SchemeFile(code, region, path.stem, path)
                for path in sorted(folder.iterdir())
                if path.suffix == ".yaml"
            ]
    return tuple(found)


def scheme_for(
    root: Path, regions: "Regions", region: "Region", topic: str | None = None
) -> tuple[Scheme, tuple[str, ...]]:
    """Return the scheme that holds in a place, and what to tell the user about the choice.

    That is the place's own scheme, else its city's, its province's, the nation's; ``topic`` None
    is 公共资源配置. No notes for its own; a fallback says that the place may have one that is not
    held (未收录), and names the documents of the places passed over that a held scheme of their
    area names as its ground. Raises ``SchemeError`` if none of them has a scheme on the topic.
    """
    topic = topic or MAIN_TOPIC
    known = available(root)
    codes = {file.code for file in known if file.topic == topic}
    passed: list[Region] = []
    for holder in regions.lineage(region):
        if holder.code in codes:
            scheme = load_for(root, holder.code, topic)
            return scheme, _fallback_notes(known, passed, scheme) if passed else ()
        passed.append(holder)
    raise _none_held(region.full_name, topic, known)


def load_for(root: Path, code: str, topic: str | None = None) -> Scheme:
    """Load the scheme of exactly this division code, joined with the one it extends.

    ``topic`` None is 公共资源配置. Raises ``SchemeError`` if there is none.
    """
    topic = topic or MAIN_TOPIC
    known = available(root)
    for file in known:
        if (file.code, file.topic) == (code, topic):
            return inherited(root, load(file.path))
    raise _none_held(f"代码 {code} ", topic, known)


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


def plain_source(text: str) -> str:
    """Return a source text or a quote without any whitespace, the one licence a quote has.

    The published texts break lines and put spaces (“20 个工作日”) where their layout did.
    """
    return "".join(text.split())


# --- whose scheme holds, and what it takes over from another -------------------------------------

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
_AREA_DIGITS = {"nation": 0, "province": 2, "city": 4, "county": 6}


def _none_held(whose: str, topic: str, known: Iterable[SchemeFile]) -> SchemeError:
    held = "、".join(f"{file.code} {file.region}（{file.topic}）" for file in known) or "无"
    return SchemeError(f"没有收录{whose}的“{topic}”方案；已收录：{held}。")


def _fallback_notes(
    known: Iterable[SchemeFile], passed: Sequence["Region"], scheme: Scheme
) -> tuple[str, ...]:
    """Say what holds instead, and which documents of the places ``passed`` over are known of."""
    top = passed[-1]
    area = top.code[: _AREA_DIGITS[top.level]]
    unheld: dict[tuple[str, str], str] = {}
    for file in known:
        if file.topic == scheme.topic and file.code.startswith(area):
            for superior in load(file.path).superiors:
                if not superior.held:
                    name = superior.number or f"《{superior.title}》"
                    unheld.setdefault((superior.region, name), file.region)
    notes = [f"{passed[0].full_name}：该地可能另有方案，未收录；按{scheme.region}的方案核查"]
    for place in passed:
        for (issuer, name), source in unheld.items():
            if issuer == place.code:
                notes.append(f"{place.name}的{name}未收录（见于{source}的方案）")
    return tuple(notes)


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


# --- a file with faults --------------------------------------------------------------------------

# What a scheme cannot be without; it stands in for what could not be read.
_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("id", "code", "region", "topic"), "?"),
    "document": {"title": "?", "issuer": "?"},
    "status": "in_hand",
    "fields": (),
    "items": (),
}


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
