"""The language of the field as data: ``catalogs/thesaurus.yaml``, and one file a further topic."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pubaudit import data
from pubaudit.errors import SchemeError
from pubaudit.matching.segment import Shared, comparable
from pubaudit.text import normalise, one_line

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How a field (领域) is recognised: ``words`` decide, ``hints`` only where no word is found.

    ``joint`` tell the fields of clauses that stand side by side in one cell. ``but`` are longer
    phrases in which a word means something else (农村产权 is not 国有产权). A field ``beside``
    others (共通) never keeps a row from belonging to its own field; an ``other`` field is looked
    for even where the scheme has none of the name, to tell its rows apart. A field that is a
    ``kind_of`` another keeps the rows under it that only seem to name that one (药品集中采购 /
    采购公告).
    """

    name: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    beside: bool = False
    other: bool = False
    kind_of: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that schemes mandate, under its many names, all normalised.

    ``items``: what schemes call it; ``same``: what catalogs call it; ``composed``:
    the same in words of two groups (成交|中标+公告|金额); ``alone``: words that name it where a
    clause of the content says nothing else (合同); ``topic``: what it is about, so that
    a longer clause with the word speaks of a part of it only; ``narrower``: names of a part
    of it only; ``weak``: wording that may or may not mean it; ``but``: what looks alike and is not
    the same; ``apart``: a row that says one of these speaks of another business; ``only``: sets of
    words that narrow a row to a kind of it, unless all kinds of a set are there, or a ``whole``
    word; ``parts``: what it consists of, with the wordings of each; ``elements``: wordings for
    the elements that a scheme may list. Those that begin with ~ count only where the row
    names the concept. ``generic``: its names do not tell the field, so that a row that names no
    field never counts; ``anywhere``: words that do, so that such a row with one completes it.
    """

    fields: tuple[str, ...]
    items: tuple[str, ...]
    same: tuple[str, ...] = ()
    composed: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    only: tuple[tuple[str, ...], ...] = ()
    whole: tuple[str, ...] = ()
    generic: bool = False
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Everything the aligner knows beyond the documents' own words.

    ``kinds``: words that stand for one another where a wording is not known (公告, 公示), by word.
    """

    fields: tuple[FieldWords, ...]
    concepts: tuple[Concept, ...]
    shared: Shared
    typos: tuple[tuple[str, str], ...]
    kinds: Mapping[str, str]
    tails: tuple[str, ...]

    def righted(self, text: str) -> str:
        """Return a text with the common slips of the pen put right."""
        for slip, meant in self.typos:
            text = text.replace(slip, meant)
        return text

    def concept(self, field_name: str, item_name: str) -> Concept | None:
        """Return the concept that a scheme's item stands for, if the data know it."""
        name = comparable(item_name)
        for concept in self.concepts:
            if field_name in concept.fields and name in concept.items:
                return concept
        return None

    def fields_for(self, scheme_fields: Sequence[str]) -> tuple[FieldWords, ...]:
        """Return the fields to look for when judging by a scheme of these (canonical) fields.

        A field that the data do not know is looked for by its own name.
        """
        known = {f.name for f in self.fields}
        unknown = (n for n in dict.fromkeys(scheme_fields) if n not in known)
        return (
            *(f for f in self.fields if f.other or f.name in scheme_fields),
            *(FieldWords(n, words=(normalise(n),)) for n in unknown),
        )

    def canonical(self, field_name: str) -> str:
        """Return the name under which the data know a scheme's field."""
        for words in self.fields:
            if field_name == words.name or field_name in words.aliases:
                return words.name
        return field_name


def load_thesaurus(root: Path, topic: str = "") -> Thesaurus:
    """Read the thesaurus of a data folder, with what a topic that has its own file says otherwise.

    Its concepts go before the others; a field that it has too is recognised by its words.
    Raises SchemeError with file and key if one is malformed.
    """
    thesaurus = _read(root / "thesaurus.yaml", _thesaurus)
    further = root / f"thesaurus_{topic}.yaml"
    if not further.exists():
        return thesaurus
    fields, concepts = _read(further, _of_topic)
    if unknown := fields.keys() - {f.name for f in thesaurus.fields}:
        raise SchemeError(f"{further.name}：thesaurus.yaml 没有领域“{min(unknown)}”，请核对名称")
    return replace(
        thesaurus,
        fields=tuple(fields.get(f.name, f) for f in thesaurus.fields),
        concepts=concepts + thesaurus.concepts,
    )


def _read(path: Path, made_of: Callable[[Any], Made]) -> Made:
    content = data.parse(path, data.read(path, "同义词表")[1])
    try:
        return made_of(content)
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemeError(
            f"{path.name}：同义词表结构不对（{one_line(str(error))}），"
            "请对照 CONTRIBUTING.md 的“同义词表”一节修改"
        ) from error


def _thesaurus(raw: Any) -> Thesaurus:
    return Thesaurus(
        fields=tuple(_field_words(f) for f in raw["fields"]),
        concepts=_concepts(raw),
        shared=Shared.of(_phrases(raw["heads"]), _phrases(raw["modifiers"])),
        typos=tuple(raw["typos"].items()),
        kinds={word: kind for kind, words in raw["kinds"].items() for word in words},
        tails=tuple(sorted(_phrases(raw["tails"]), key=len, reverse=True)),
    )


def _of_topic(raw: Any) -> tuple[dict[str, FieldWords], tuple[Concept, ...]]:
    fields = map(_field_words, raw.get("fields", ()))
    return {f.name: f for f in fields}, _concepts(raw)


def _concepts(raw: Any) -> tuple[Concept, ...]:
    return tuple(map(_concept, raw["concepts"]))


def _phrases(raw: list[str] | None) -> tuple[str, ...]:
    return tuple(normalise(str(p)) for p in raw or ())


def _compared(raw: list[str] | None) -> tuple[str, ...]:
    return tuple(comparable(str(p)) for p in raw or ())


def _field_words(raw: dict[str, Any]) -> FieldWords:
    return FieldWords(
        name=raw.pop("name"),
        aliases=tuple(raw.pop("aliases", ())),
        beside=raw.pop("beside", False),
        other=raw.pop("other", False),
        kind_of=raw.pop("kind_of", ""),
        **{key: _phrases(words) for key, words in raw.items()},
    )


def _concept(raw: dict[str, Any]) -> Concept:
    return Concept(
        fields=tuple(raw.pop("fields")),
        generic=raw.pop("generic", False),
        only=tuple(_compared(kinds) for kinds in raw.pop("only", ())),
        parts=_wordings(raw.pop("parts", {})),
        elements=_wordings(raw.pop("elements", {})),
        **{key: _compared(words) for key, words in raw.items()},
    )


def _wordings(raw: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {comparable(label): _compared(words) for label, words in raw.items()}
