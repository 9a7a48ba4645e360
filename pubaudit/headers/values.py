"""What a column means by the cells below its header, where the header does not say."""

from collections.abc import Sequence

from pubaudit.headers.dates import is_day
from pubaudit.headers.words import HeaderWords
from pubaudit.text import normalise

_SAMPLE = 40
_ENOUGH = 0.8
_MAX_BODY = 20
_LINKS = ("http:", "https:", "www.")
_SEPARATORS = str.maketrans(dict.fromkeys("、,;/", "\n"))


def role_of_values(cells: Sequence[str], words: HeaderWords) -> str:
    """Return the one role that most of the cells show, or "".

    ``cells`` are the texts of the column below its header that are not blank.
    """
    sample = [normalise(cell) for cell in cells[:_SAMPLE]]
    counts: dict[str, int] = {}
    for cell, text in zip(cells, sample, strict=False):
        role = _role_of(cell, text, words)
        counts[role] = counts.get(role, 0) + 1
    role = max(counts, key=lambda role: counts[role], default="")
    return role if sample and counts[role] >= _ENOUGH * len(sample) else ""


def _role_of(cell: str, text: str, words: HeaderWords) -> str:
    if text.startswith(_LINKS):
        return "link"
    if is_day(cell):
        return "date"
    parts = text.translate(_SEPARATORS).split("\n")
    for role, whole in words.values.exact.items():
        if all(part in whole for part in parts):
            return role
    for role, some in words.values.contains.items():
        if any(word in text for word in some):
            return role
    bodies = all(part.endswith(words.body.suffixes) for part in parts)
    return "body" if bodies and len(text) <= _MAX_BODY * len(parts) else ""


def are_ticks(cells: Sequence[str], words: HeaderWords) -> bool:
    """Tell whether a column holds nothing but ticks and empty boxes."""
    marks = words.ticks | words.unticks
    return bool(cells) and all(normalise(cell) in marks for cell in cells[:_SAMPLE])
