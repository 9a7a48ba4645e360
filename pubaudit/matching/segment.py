"""Cut the text of a cell into clauses and spell out what parallel parts share.

``采购、成交公告`` names 采购公告 and 成交公告; ``合同订立、履约`` names 合同订立 and 合同履约.
A shared head (公告) or modifier (合同) is written once in Chinese; here each part gets it back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pubaudit.text import list_to_clauses, normalise

_SENTENCE = re.compile(r"[;。\n]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_COMMA = re.compile(r"[、,/|]+")
_PARALLEL = re.compile(r"以及|[、,/|和及或与]")
_LEAD = re.compile(r"^(?:有关|相关|其他|其它|以及|包括|含|及其|及|和|等)+")
_BEFORE_BRACKET = re.compile(r"([^、,;:()]+)\(([^()]*)\)")
_SHORT_LABEL = 8
_SHORT_PART = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """The words that parallel parts may share, as patterns: heads at the end, modifiers in front.

    Heads are nouns such as 公告 and 处理决定, modifiers such as 合同 and 采购; the longest wins.
    """

    head: re.Pattern[str]
    modifier: re.Pattern[str]

    @classmethod
    def of(cls, heads: Iterable[str], modifiers: Iterable[str]) -> "Shared":
        """Compile the words."""
        return cls(re.compile(f"(?:{_either(heads)})$"), re.compile(_either(modifiers)))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def clauses(text: str, shared: Shared) -> tuple[str, ...]:
    """Return the normalised readings of a cell: whole, clause by clause, and distributed.

    The first reading is the whole text with its punctuation.
    """
    whole = normalise(list_to_clauses(text))
    readings: dict[str, None] = {whole: None}
    for sentence in _SENTENCE.split(whole):
        label, colon, said = sentence.rpartition(":")
        groups = [said]
        if "(" in said:
            groups = [_BRACKET.sub("", said), *_BRACKET.findall(said)]
            readings.update(_labelled(_BEFORE_BRACKET.findall(said)))
        if colon:
            readings[label] = None
        for group in groups:
            readings.update(dict.fromkeys(_COMMA.split(group)))
            parts = [p for part in _PARALLEL.split(group) if (p := _LEAD.sub("", part))]
            if len(parts) > 1:
                readings.update(dict.fromkeys(_distributed(parts, shared)))
            if colon:
                readings.update(_labelled([(label, group)]))
    readings.pop("", None)
    return tuple(readings)


def labelled(label: str, text: str) -> tuple[str, ...]:
    """Return the short parts of a cell joined with the category they stand under, normalised."""
    return tuple(_labelled((normalise(label), p) for p in _SENTENCE.split(normalise(text))))


def _labelled(lists: Iterable[tuple[str, str]]) -> dict[str, None]:
    """Join a short label with the short parts listed behind it: 土地供应（计划、结果）."""
    return {
        label + part: None
        for label, listed in lists
        if len(label) <= _SHORT_LABEL
        for part in _PARALLEL.split(listed)
        if 0 < len(part) <= _SHORT_PART
    }


def _distributed(parts: Sequence[str], shared: Shared) -> list[str]:
    """Give each of two or more parts the head after it and the modifier before it."""
    spelled: list[str] = []
    head = ""
    for part in reversed(parts):
        plain = part.replace("等", "")
        own = shared.head.search(plain)
        if own and own[0] != plain:
            head = own[0]
        spelled.append(plain)
        if head and not own:
            spelled.append(plain + head)
    modifier = ""
    for part in parts:
        own = shared.modifier.match(part)
        if own and own[0] != part:
            modifier = own[0]
        elif modifier:
            spelled.append(modifier + part.replace("等", ""))
    return spelled
