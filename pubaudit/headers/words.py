"""The words of table headers (``catalogs/headers.yaml``): which word means which column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pubaudit.errors import SchemeError
from pubaudit.text import normalise, one_line

_MAX_HEADER_LENGTH = 80
_MAX_STEM_HEADER = 14
_MIN_BEGINNING = 4
_MAX_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class BodyWords:
    """How a body's name is recognised in a title: its endings and what may come after them."""

    suffixes: tuple[str, ...]
    follows: tuple[str, ...]
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """The words of ``catalogs/headers.yaml``, normalised.

    ``exact`` maps a header word to its role and its rank in the role, ``stems`` are (ending,
    role), longest first; ``endings`` and ``beginnings`` are all that is looked for in other
    words; ``labels`` maps a sub-column's word to the role of its group.
    """

    exact: Mapping[str, tuple[str, int]]
    stems: tuple[tuple[str, str], ...]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]
    labels: Mapping[str, str]
    ticks: frozenset[str]
    unticks: frozenset[str]
    dashes: frozenset[str]
    same_as_above: frozenset[str]
    fillers: tuple[str, ...]
    footers: tuple[str, ...]
    declarations: tuple[str, ...]
    body: BodyWords
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

    def role(self, header: str) -> str:
        """Return the role of a header cell, or ""."""
        return self.meaning(header).role

    def label(self, header: str) -> str:
        """Return the role of the group to which a sub-column's word belongs, or ""."""
        return self.meaning(header).group

    def _look_up(self, text: str) -> "Meaning":
        word = without_notes(text)
        group = self.labels.get(text) or self.labels.get(word, "")
        role, rank = self.exact.get(word, ("", len(self.exact)))
        if not role and len(word) <= _MAX_STEM_HEADER:
            if word.endswith(self.endings):
                role = next(role for stem, role in self.stems if word.endswith(stem))
            elif word.startswith(self.beginnings):
                role = next(role for start, (role, _) in self.exact.items() if _opens(word, start))
        return Meaning(role, rank, group)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header word means: a column's role and its rank there, or the group it is under."""

    role: str
    rank: int
    group: str


_UNKNOWN = Meaning("", 0, "")


def _opens(word: str, start: str) -> bool:
    return len(start) >= _MIN_BEGINNING and word.startswith(start)


def load_header_words(path: Path) -> HeaderWords:
    """Read ``headers.yaml``; raises SchemeError if it is missing, malformed or incomplete."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return _header_words(data)
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SchemeError(
            f"{path.name}：表头用词表无法读取（{one_line(str(error))}）；请恢复随程序安装的原文件。"
        ) from error


def _header_words(data: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> HeaderWords:
    exact: dict[str, tuple[str, int]] = {}
    stems: list[tuple[str, str]] = []
    for role, forms in data["roles"].items():
        for rank, word in enumerate(forms["exact"]):
            exact[normalise(word)] = role, rank
        stems += [(normalise(stem), role) for stem in forms.get("stems", ())]
    stems.sort(key=lambda pair: -len(pair[0]))

    def words(key: str) -> tuple[str, ...]:
        return tuple(normalise(str(word)) for word in data[key])

    return HeaderWords(
        exact=exact,
        stems=tuple(stems),
        endings=tuple(stem for stem, _ in stems),
        beginnings=tuple(word for word in exact if len(word) >= _MIN_BEGINNING),
        labels={normalise(str(w)): role for role, ws in data["labels"].items() for w in ws},
        ticks=frozenset(words("ticks")),
        unticks=frozenset(words("unticks")),
        dashes=frozenset(words("dashes")),
        same_as_above=frozenset(words("same_as_above")),
        fillers=words("fillers"),
        footers=words("footers"),
        declarations=words("declarations"),
        body=BodyWords(
            suffixes=tuple(str(word) for word in data["body"]["suffixes"]),
            follows=tuple(str(word) for word in data["body"]["follows"]),
            exceptions=tuple(str(word) for word in data["body"]["except"]),
        ),
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
