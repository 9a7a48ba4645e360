"""Cut the text of a cell into clauses and spell out what parallel parts share.

``采购、成交公告`` names 采购公告 and 成交公告; ``合同订立、履约`` names 合同订立 and 合同履约.
A shared head (公告) or modifier (合同) is written once in Chinese; here each part gets it back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pubaudit.text import normalise

_LIST_MARK = re.compile(
    r"[●■◆▲〇○◇★□①-⑳]|(?<![^\s；;。，,、])(?:[(（]\d{1,2}[)）]|\d{1,2}\s*[.．、)）](?!\d))"
)
_LINE_AFTER_STOP = re.compile(r"(?<=[；;。，,、：:])\s*[\r\n]+")
_SENTENCE = re.compile(r"[;。:\n]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_COMMA = re.compile(r"[、,/|]+")
_PARALLEL = re.compile(r"以及|[、,/|和及或与]")
_LEAD = re.compile(r"^(?:有关|相关|其他|其它|以及|包括|含|及其|及|和|等)+")


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
    marked = _LINE_AFTER_STOP.sub("；", _LIST_MARK.sub("；", text))
    whole = normalise(marked)
    readings: dict[str, None] = {whole: None}
    for sentence in _SENTENCE.split(whole):
        groups = [sentence]
        if "(" in sentence:
            groups = [_BRACKET.sub("", sentence), *_BRACKET.findall(sentence)]
        for group in groups:
            readings.update(dict.fromkeys(_COMMA.split(group)))
            parts = [p for part in _PARALLEL.split(group) if (p := _LEAD.sub("", part))]
            if len(parts) > 1:
                readings.update(dict.fromkeys(_distributed(parts, shared)))
    readings.pop("", None)
    return tuple(readings)


def _distributed(parts: Sequence[str], shared: Shared) -> list[str]:
    """Give each of two or more parts the head after it and the modifier of the first."""
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
    modifier = shared.modifier.match(parts[0])
    if modifier and modifier[0] != parts[0]:
        first = modifier[0]
        spelled.extend([first + p for p in spelled if not p.startswith(first)])
    return spelled
