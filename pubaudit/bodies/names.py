"""One body under its many names, and who took over its business, and when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from pubaudit.bodies.file import Reform, Succession, Successor, Words, read_bodies
from pubaudit.text import normalise

if TYPE_CHECKING:
    from pubaudit.bodies.local import LocalBody

Kind = Literal["office", "government", "platform", "implementer", "generic", "internal", "unknown"]

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SEPARATOR = re.compile(r"[、,;/|]|(?<!涉)及")
_OFFICE_ENDS = "局委厅办府人门心构会"
_AND = "和与或"


class Name(NamedTuple):
    """A body as named: ``place`` is what stands before it (凤冈县, 区), ``offices`` what it is.

    A merged bureau is several offices. ``offices`` of an unknown body is its own bare name.
    ``aside``: it stands in brackets behind another (区财政局（国资办）).
    """

    shown: str
    kind: Kind
    place: str = ""
    offices: frozenset[str] = frozenset()
    aside: bool = False

    @property
    def level(self) -> str:
        """The last character of the place: 省, 市, 区, 县, 镇 …, "" where none is said."""
        return self.place[-1:]


class Change(NamedTuple):
    """A reform, and what it made of one office."""

    reform: Reform
    succession: Succession


class Today(NamedTuple):
    """Under which names a body's business is done on a day, and how that came about.

    ``how`` is empty where nothing changed; ``unverified`` if no source for it is held.
    """

    names: tuple[str, ...]
    how: str = ""
    unverified: bool = False
    everywhere: bool = True


class Bodies:
    """All bodies known, with a county's own lines (``local``) on top.

    ``stems`` and ``aliases`` map what is written to the office meant.
    """

    def __init__(
        self,
        words: Words,
        stems: Mapping[str, str],
        aliases: Mapping[str, str],
        changes: Mapping[str, Change],
        local: Sequence["LocalBody"] = (),
    ) -> None:
        self.words = words
        self.local = tuple(local)
        self._stems, self._aliases, self._changes = stems, aliases, changes
        self._longest = max(map(len, aliases))
        self._names: dict[str, tuple[Name, ...]] = {}

    def with_local(self, local: Sequence["LocalBody"]) -> "Bodies":
        """Return the same with a county's own 三定 on top."""
        return Bodies(self.words, self._stems, self._aliases, self._changes, local)

    # --- names ---------------------------------------------------------------------------------

    def names(self, text: str) -> tuple[Name, ...]:
        """Take a 公开主体 cell or a 责任单位 list apart into the bodies it names, in order."""
        known = self._names.get(text)
        if known is None:
            known = self._names[text] = tuple(self._read(_normalise_lines(text)))
        return known

    def normal(self, body: str) -> str:
        """Return the name under which a body is counted: 区住建委, 住房和城乡建设局 → the same.

        The offices it is, joined by 、; the bare words where nothing is known of it.
        """
        names = self.names(body)
        offices = dict.fromkeys(o for n in names for o in sorted(n.offices) or [n.shown])
        return "、".join(offices)

    def same(self, one: str, other: str, matter: str = "") -> bool:
        """Tell whether two names mean one body, or a body and who took over this business."""
        return any(self.match(a, b, matter) for a in self.names(one) for b in self.names(other))

    def match(self, one: Name, other: Name, matter: str = "") -> bool:
        """Tell of two parsed names what ``same`` tells of two texts."""
        if one.kind != other.kind:
            return False
        if one.kind != "office":
            return one.kind == "platform" or one.offices == other.offices
        return not self.family(one, matter).isdisjoint(self.family(other, matter))

    def family(self, name: Name, matter: str = "") -> frozenset[str]:
        """Return the offices of a name and all that took over from them, whenever."""
        found = set(name.offices)
        queue = list(name.offices)
        while queue:
            change = self._changes.get(queue.pop())
            for heir in _heirs(change.succession, matter) if change else ():
                if heir.office not in found:
                    found.add(heir.office)
                    queue.append(heir.office)
        return frozenset(found)

    # --- who it is today -----------------------------------------------------------------------

    def today_of(self, name: Name, matter: str, on: date) -> Today:
        """Return under which names a body's business is done on a day.

        ``matter`` is the field and item in words; it decides where the business was divided.
        """
        if name.kind != "office" or len(name.offices) != 1:
            return Today((name.shown,))
        now = [name.shown]
        queue = [(*name.offices, name.shown)]
        used: list[Change] = []
        while queue:
            office, old = queue.pop(0)
            change = self._changes.get(office)
            if change is None or change.reform.since > on:
                continue
            heirs = _heirs(change.succession, matter)
            shown = [_shown(name, heir) for heir in heirs]
            at = now.index(old)
            now[at : at + 1] = shown
            queue += [(heir.office, s) for heir, s in zip(heirs, shown, strict=True)]
            used.append(change)
        return Today(
            tuple(dict.fromkeys(now)),
            "，".join(dict.fromkeys(c.reform.basis for c in used)),
            any(c.reform.confidence == "unverified" for c in used),
            all(c.succession.everywhere for c in used),
        )

    def local_for(self, field_name: str, item: str, on: date) -> tuple["LocalBody", ...]:
        """Return the lines of the county's own 三定 on an item: on the item, else on its field."""
        valid = [line for line in self.local if line.since is None or line.since <= on]
        for text in (normalise(item), normalise(field_name)):
            hits = [line for line in valid if normalise(line.matter) in text]
            if hits:
                latest = max(line.since or date.min for line in hits)
                return tuple(line for line in hits if (line.since or date.min) == latest)
        return ()

    # --- inside --------------------------------------------------------------------------------

    def _read(self, text: str) -> Iterator[Name]:
        outer = _BRACKETS.sub("", text)
        for piece in _pieces(outer):
            name = self._one(_bare(piece))
            if name is not None:
                yield name
        for piece in _BRACKETS.findall(text) if outer != text else ():
            name = self._one(piece)
            if name is not None and name.kind == "office":
                yield name._replace(aside=True)

    def _one(self, word: str) -> Name | None:
        """Tell what one name means; offices first, for they may hold any other word."""
        if not word:
            return None
        branch = word.endswith("分局") and "局" in word[:-2]
        unit = word.endswith(self.words.internal)
        office = self._office(word[: word.rfind("局", 0, -2) + 1] if branch else word)
        if office is None and unit:
            office = self._office(word[: max(word.rfind(end) for end in "局委厅办") + 1])
        return Name(word, "office", *office) if office else self._other(word)

    def _other(self, word: str) -> Name:
        """Tell what a name means that is no office's: a platform, a government, no one body."""
        words, home = self.words, self._home(word)
        generic = word.endswith(words.generic)
        kinds: tuple[tuple[Kind, bool], ...] = (
            ("generic", generic and "各" in word),
            ("platform", any(w in word for w in words.platforms)),
            ("implementer", any(w in word for w in words.implementers)),
            ("government", word.endswith(words.governments)),
            ("generic", generic or word.startswith("各")),
            ("internal", word.endswith(words.internal) or word == "办公室"),
        )
        kind: Kind = next((kind for kind, found in kinds if found), "unknown")
        bare = {
            "platform": "公共资源交易机构",
            "government": self._rank_of(word),
            "unknown": word[len(home) :] or word,
        }.get(kind)
        return Name(word, kind, home, frozenset((bare,) if bare else ()))

    def _office(self, word: str) -> tuple[str, frozenset[str]] | None:
        """Find the office that a name ends in, and what stands before it.

        自然资源和水务局 is two: what stands between the place and the office found is a stem.
        """
        for start in range(max(0, len(word) - self._longest), len(word) - 1):
            office = self._aliases.get(word[start:])
            if office is None:
                continue
            before = word[:start]
            home = self._home(before)
            other = self._stems.get(before[len(home) :].rstrip(_AND))
            return home, frozenset((office, other) if other else (office,))
        return None

    def _home(self, word: str) -> str:
        """Return the places that a name begins with: 国家税务总局凤冈县, 市, "" if none."""
        return word[: max(word.rfind(mark) for mark in self.words.places) + 1]

    def _rank_of(self, word: str) -> str:
        """Tell the kinds of government apart: a zone's committee, a township's, any other."""
        if any(w in word for w in self.words.zones):
            return "管委会"
        return "乡镇" if any(w in word for w in self.words.townships) else "政府"


def load(path: Path) -> Bodies:
    """Read ``bodies.yaml``; raises ``SchemeError``, one line with file, line and key."""
    known = read_bodies(path)
    stems = {stem: office.name for office in known.offices for stem in office.stems}
    aliases = {stem + end: name for stem, name in stems.items() for end in known.suffixes}
    for office in known.offices:
        aliases.update(dict.fromkeys((office.name, *office.aliases), office.name))
    changes = {
        succession.office: Change(reform, succession)
        for reform in known.reforms
        for succession in reform.successions
    }
    return Bodies(known.words, stems, aliases, changes)


def _normalise_lines(text: str) -> str:
    """Normalise a cell, the breaks between its lines kept as separators."""
    return "、".join(normalise(line) for line in text.split("\n"))


def _pieces(text: str) -> list[str]:
    """Cut a list of bodies; 和 parts two only where one ends before it, as in 财政局和住建局."""
    for mark in _AND if any(mark in text for mark in _AND) else "":
        for end in _OFFICE_ENDS:
            text = text.replace(end + mark, f"{end}、")
    return _SEPARATOR.split(text)


def _bare(piece: str) -> str:
    """Drop what introduces a name (责任单位：) and what follows it (等部门, 牵头)."""
    word = piece.rpartition(":")[2].removeprefix("由")
    for end in ("负责", "牵头", "配合"):
        word = word.removesuffix(end)
    head, there, rest = word.partition("等")
    return head if there and (not rest or head[-1:] in _OFFICE_ENDS) else word


def _shown(old: Name, heir: Successor) -> str:
    """Name a successor as its level would: 省国土资源厅 → 省自然资源厅."""
    name = heir.shown or heir.office
    if old.shown.endswith("厅"):
        name = heir.office[:-1] + "厅"
    elif old.shown.endswith("局") and name.endswith("委") and not heir.shown:
        name = name[:-1] + "局"
    return old.place + name


def _heirs(succession: Succession, matter: str) -> tuple[Successor, ...]:
    """Return who took over a matter: those for its words, else those for the rest, else all."""
    if not matter:
        return succession.to
    named = tuple(h for h in succession.to if any(word in matter for word in h.matters))
    return named or tuple(h for h in succession.to if not h.matters) or succession.to
