"""The words of table headers (``catalogs/headers.yaml``): which word means which column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pubaudit import data
from pubaudit.errors import SchemeError, UsageError
from pubaudit.text import normalise, one_line

_MAX_HEADER_LENGTH = 80
_MAX_STEM_HEADER = 14
_MIN_BEGINNING = 4
_MAX_REMEMBERED = 20_000
_MAX_PAGE_NUMBER = 24


@dataclass(frozen=True, slots=True)
class BodyWords:
    """How a body's name is recognised in a title: its endings and what may come after them."""

    suffixes: tuple[str, ...]
    follows: tuple[str, ...]
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoxWords:
    """The boxes of a list of choices, as they stand in a cell (not normalised).

    The letters are what a lost font leaves of a box: they count only in front of ``names``.
    """

    ticked: tuple[str, ...]
    empty: tuple[str, ...]
    ticked_letters: tuple[str, ...]
    empty_letters: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueWords:
    """How the cells of a column show its role: as whole words, or by words in them."""

    exact: Mapping[str, frozenset[str]]
    contains: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """The words of ``catalogs/headers.yaml``, normalised.

    ``exact`` maps a header word to its role and its rank in the role, ``stems`` are (ending,
    role), longest first; ``endings`` and ``beginnings`` are all that is looked for in other
    words; ``labels`` maps a sub-column's word to the role of its group. ``names`` holds each
    role's Chinese name, ``mapped`` the headers whose role the user has set. ``pages`` matches a
    page number, ``continued`` the mark （续表） at the end of a title. ``menus`` are columns of a
    website (一级栏目): items or their categories, if no column of items stands before them. A
    header that is not known and holds one of ``never_names`` is neither item nor content. What is
    called by one of ``catalogs`` and by none of ``no_catalogs`` may be a catalog in other words.
    """

    names: Mapping[str, str]
    exact: Mapping[str, tuple[str, int]]
    stems: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]
    menus: frozenset[str]
    labels: Mapping[str, str]
    ticks: frozenset[str]
    unticks: frozenset[str]
    dashes: frozenset[str]
    same_as_above: frozenset[str]
    joint: frozenset[str]
    by_values: frozenset[str]
    values: ValueWords
    boxes: BoxWords
    fillers: tuple[str, ...]
    pages: re.Pattern[str]
    continued: re.Pattern[str]
    titles: tuple[str, ...]
    sections: tuple[str, ...]
    totals: frozenset[str]
    covers: tuple[str, ...]
    footers: tuple[str, ...]
    dates: tuple[str, ...]
    declarations: tuple[str, ...]
    never_names: tuple[str, ...]
    catalogs: tuple[str, ...]
    no_catalogs: tuple[str, ...]
    body: BodyWords
    mapped: Mapping[str, str] = field(default_factory=dict)
    _seen: dict[str, "Meaning"] = field(default_factory=dict, repr=False, compare=False)

    def meaning(self, header: str) -> "Meaning":
        """Return what a header cell means; remembered, since every row of a sheet is asked."""
        if len(header) > _MAX_HEADER_LENGTH:
            return _UNKNOWN
        known = self._seen.get(header)
        if known is None:
            if len(self._seen) > _MAX_REMEMBERED:
                self._seen.clear()
            known = self._seen[header] = self._look_up(normalise(header))
        return known

    def with_roles(self, mapping: Mapping[str, str]) -> "HeaderWords":
        """Return words by which each header of ``mapping`` (as shown) has the role it names.

        The role is given by its Chinese name or any of its header words. Raises UsageError for
        a name that is no role.
        """
        mapped: dict[str, str] = {}
        for header, name in mapping.items():
            role = self.role_named(name)
            mapped[without_notes(normalise(header))] = role
        exact = {**self.exact, **{header: (role, -1) for header, role in mapped.items()}}
        return replace(self, exact=exact, mapped=mapped, _seen={})

    def role_named(self, name: str) -> str:
        """Return the role that a Chinese name means; raises UsageError if there is none."""
        word = normalise(name)
        by_name = {normalise(chinese): role for role, chinese in self.names.items()}
        role = by_name.get(word) or self.exact.get(word, ("", 0))[0]
        if not role:
            known = "、".join(self.names.values())
            raise UsageError(f"--map 中的“{name}”不是可指定的列；可选：{known}")
        return role

    def role(self, header: str) -> str:
        """Return the role of a header cell, or ""."""
        return self.meaning(header).role

    def label(self, header: str) -> str:
        """Return the role of the group to which a sub-column's word belongs, or ""."""
        return self.meaning(header).group

    def calls_catalog(self, text: str) -> bool:
        """Tell whether a file's name and first lines call it a catalog."""
        plain = normalise(text)
        return any(w in plain for w in self.catalogs) and not any(
            w in plain for w in self.no_catalogs
        )

    def is_filler(self, text: str) -> bool:
        """Tell whether a line is neither title nor row: 附件1, 填报单位：…, a page number."""
        return normalise(text[:20]).startswith(self.fillers) or self.is_page(text)

    def is_page(self, text: str) -> bool:
        """Tell whether a line is a page number: 第2页 共3页, - 2 -."""
        if len(text) > _MAX_PAGE_NUMBER:
            return False
        return self.pages.fullmatch(normalise(text)) is not None

    def without_continued(self, title: str) -> str:
        """Return a title normalised and without the mark （续表） of a further page."""
        return self.continued.sub("", normalise(title))

    def _look_up(self, text: str) -> "Meaning":
        word = without_notes(text)
        group = self.labels.get(text) or self.labels.get(word, "")
        role, rank = self.exact.get(word, ("", len(self.exact)))
        if not role and len(word) <= _MAX_STEM_HEADER:
            if word.endswith(self.endings):
                role = next(role for stem, role in self.stems if word.endswith(stem))
            elif word.startswith(self.beginnings):
                role = next(role for start, (role, _) in self.exact.items() if _opens(word, start))
        return Meaning(role, rank, group, word in self.mapped, word in self.menus)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header word means: a column's role and its rank there, or the group it is under.

    ``mapped``: because the user said so. ``menu``: it may be a column of a website.
    """

    role: str
    rank: int
    group: str
    mapped: bool = False
    menu: bool = False


_UNKNOWN = Meaning("", 0, "")


def _opens(word: str, start: str) -> bool:
    return len(start) >= _MIN_BEGINNING and word.startswith(start)


def load_header_words(path: Path) -> HeaderWords:
    """Read ``headers.yaml``; raises SchemeError if it is missing, malformed or incomplete."""
    content = data.parse(path, data.read(path, "表头用词表")[1])
    try:
        return _header_words(content)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise SchemeError(
            f"{path.name}：表头用词表无法读取（{one_line(str(error))}）；请恢复随程序安装的原文件。"
        ) from error


def _header_words(raw: Mapping[str, Any]) -> HeaderWords:
    exact: dict[str, tuple[str, int]] = {}
    stems: list[tuple[str, str]] = []
    for role, forms in raw["roles"].items():
        for rank, word in enumerate(forms["exact"]):
            exact[normalise(word)] = role, rank
        stems += [(normalise(stem), role) for stem in forms.get("stems", ())]
    stems.sort(key=lambda pair: -len(pair[0]))

    def words(key: str) -> tuple[str, ...]:
        return tuple(normalise(str(word)) for word in raw[key])

    labels = {normalise(str(w)): role for role, ws in raw["labels"].items() for w in ws}
    boxes = BoxWords(**{kind: tuple(map(str, marks)) for kind, marks in raw["boxes"].items()})
    boxes = replace(boxes, names=(*boxes.names, *labels))
    ticks = map(normalise, (*boxes.ticked, *boxes.ticked_letters))
    unticks = map(normalise, (*boxes.empty, *boxes.empty_letters))
    return HeaderWords(
        names={role: str(forms["name"]) for role, forms in raw["roles"].items()},
        exact=exact,
        stems=tuple(stems),
        endings=tuple(stem for stem, _ in stems),
        beginnings=tuple(word for word in exact if len(word) >= _MIN_BEGINNING),
        menus=frozenset(words("menus")),
        labels=labels,
        ticks=frozenset((*words("ticks"), *ticks)),
        unticks=frozenset((*words("unticks"), *unticks)),
        dashes=frozenset(words("dashes")),
        same_as_above=frozenset(words("same_as_above")),
        joint=frozenset(words("joint")),
        by_values=frozenset(words("by_values")),
        values=_value_words(raw["values"]),
        boxes=boxes,
        fillers=words("fillers"),
        pages=re.compile("|".join(raw["pages"])),
        continued=re.compile(f"(?:{'|'.join(raw['continued'])})$"),
        titles=words("titles"),
        sections=words("sections"),
        totals=frozenset(words("totals")),
        covers=words("covers"),
        footers=words("footers"),
        dates=words("dates"),
        declarations=words("declarations"),
        never_names=words("never_names"),
        catalogs=tuple(map(normalise, raw["guessed"]["says"])),
        no_catalogs=tuple(map(normalise, raw["guessed"]["but"])),
        body=BodyWords(
            suffixes=tuple(str(word) for word in raw["body"]["suffixes"]),
            follows=tuple(str(word) for word in raw["body"]["follows"]),
            exceptions=tuple(str(word) for word in raw["body"]["except"]),
        ),
    )


def _value_words(data: Mapping[str, Mapping[str, Sequence[str]]]) -> ValueWords:
    exact = {role: kinds["exact"] for role, kinds in data.items() if "exact" in kinds}
    contains = {role: kinds["contains"] for role, kinds in data.items() if "contains" in kinds}
    return ValueWords(
        {role: frozenset(map(normalise, words)) for role, words in exact.items()},
        {role: tuple(map(normalise, words)) for role, words in contains.items()},
    )


def without_notes(word: str) -> str:
    """Drop the bracketed notes at the end of a normalised header: 公开内容(要素) → 公开内容."""
    while word.endswith(")") and "(" in word:
        depth = 0
        for place in range(len(word) - 1, -1, -1):
            depth += (word[place] == ")") - (word[place] == "(")
            if depth == 0:
                break
        if depth or place == 0:
            return word
        word = word[:place]
    return word
