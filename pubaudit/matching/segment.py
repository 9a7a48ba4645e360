"""Cut the text of a cell into clauses and spell out what parallel parts share.

``采购、成交公告`` names 采购公告 and 成交公告; ``合同订立、履约`` names 合同订立 and 合同履约.
A shared head (公告) or modifier (合同) is written once in Chinese; here each part gets it back.
"""

import re
from collections.abc import Sequence

from pubaudit.text import normalise

_LIST_MARK = re.compile(
    r"(?:^|(?<=[\s；;。，,、]))(?:[●■◆▲〇○◇★□]|[(（]\d{1,2}[)）]|[①-⑳]|\d{1,2}\s*[.．、)）](?!\d))"
)
_LINE_AFTER_STOP = re.compile(r"(?<=[；;。，,、：:])\s*[\r\n]+")
_SENTENCE = re.compile(r"[;。:\n]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_COMMA = re.compile(r"[、,/|]+")
_PARALLEL = re.compile(r"以及|[、,/|和及或与]")
_LEAD = re.compile(r"^(?:有关|相关|其他|其它|以及|包括|含|及其|及|和|等)+")


def clauses(text: str, heads: Sequence[str], modifiers: Sequence[str]) -> tuple[str, ...]:
    """Return the normalised readings of a cell: whole, clause by clause, and distributed.

    ``heads`` (公告, 处理决定 …) and ``modifiers`` (合同, 采购 …) are the words that parallel parts
    may share, longest first. The first reading is the whole text with its punctuation.
    """
    marked = _LINE_AFTER_STOP.sub("；", _LIST_MARK.sub("；", text))
    whole = normalise(marked)
    readings = [whole]
    for sentence in _SENTENCE.split(whole):
        outer = _BRACKET.sub("", sentence)
        for group in (outer, *_BRACKET.findall(sentence)):
            readings.extend(_COMMA.split(group))
            readings.extend(_distributed(group, heads, modifiers))
    return tuple(dict.fromkeys(r for r in readings if r))


def _distributed(group: str, heads: Sequence[str], modifiers: Sequence[str]) -> list[str]:
    """Give each part of a parallel list the head after it and the modifier of the first."""
    parts = [_LEAD.sub("", p) for p in _PARALLEL.split(group)]
    parts = [p for p in parts if p]
    if len(parts) < 2:
        return []
    spelled: list[str] = []
    head = ""
    for part in reversed(parts):
        plain = part.replace("等", "")
        own = next((h for h in heads if plain.endswith(h)), "")
        if own and plain != own:
            head = own
        spelled.append(plain)
        if head and not own:
            spelled.append(plain + head)
    modifier = next((m for m in modifiers if parts[0].startswith(m) and parts[0] != m), "")
    if modifier:
        spelled.extend(modifier + p for p in tuple(spelled) if not p.startswith(modifier))
    return spelled
