"""What a record says of its kind and its body, told by words that may also be denied."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pubaudit.ledger import Doubt, Kind, LedgerWords
from pubaudit.text import as_written, normalise

# The columns in which a kind's own words stand beside type and item; remarks are read last.
MARKS = ("impact", "service", "mark", "remark")

_CLAUSE_END = re.compile(r"[,.;。、\n]")
_JOINT = re.compile(r"[、,;/|&\n]")
_LAST_BRACKET = re.compile(r"(?<=.)\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one record, normalised: type and item together, field, the marks by role."""

    what: str
    field: str
    marks: Mapping[str, str]
    words: LedgerWords

    @classmethod
    def of(cls, says: Mapping[str, str], words: LedgerWords) -> "Said":
        """Read what a record says by role."""
        what = normalise(says.get("type", "")) + normalise(says.get("item", ""))
        marks = {role: normalise(says.get(role, "")) for role in MARKS}
        return cls(what, normalise(says.get("field", "")), marks, words)

    def fits(self, kind: Kind) -> bool:
        """Tell whether the words are those of a kind."""
        return (
            any(map(self.what.__contains__, kind.words))
            and self._in_field(kind)
            and self.marks["mark"] not in kind.unless_marked
            and not any(
                self._has(text, kind.unless) for text in (self.what, self.field, self.marks["mark"])
            )
            and (not kind.needs or self._answers(kind, kind.needs))
        )

    def has_impact(self, kind: Kind) -> bool:
        """Tell whether a record is said to be one that must be published (具有一定社会影响)."""
        return self._answers(kind, kind.impact)

    def _in_field(self, kind: Kind) -> bool:
        if any(field in self.field for field in kind.elsewhere):
            return False
        return (
            not kind.fields
            or any(word in self.what for word in kind.alone)
            or (bool(self.field) and any(f in self.field or self.field in f for f in kind.fields))
        )

    def _answers(self, kind: Kind, wanted: Sequence[str]) -> bool:
        """Return the first answer to a kind's question, in its own column, the marks, the type.

        A bare 是 or √ answers only in the kind's own column, and in 标记 as to the impact.
        """
        bare = {kind.flag, "mark"} if kind.impact else {kind.flag}
        for role, text in (*self.marks.items(), ("what", self.what)):
            if role in bare and text in self.words.affirmed:
                return True
            if role in bare and text in self.words.refused:
                return False
            if any(word in text for word in wanted):
                return self._has(text, wanted)
        return False

    def _has(self, text: str, wanted: Sequence[str]) -> bool:
        """Tell whether one of some words stands in a text without being denied there."""
        return any(
            not is_denied(text, match.start(), match.end(), self.words.denials)
            for word in wanted
            if word in text
            for match in re.finditer(re.escape(word), text)
        )


def is_denied(text: str, start: int, end: int, denials: Sequence[str]) -> bool:
    """Tell whether the words from ``start`` to ``end`` are denied (非…, 不属于…, …：否).

    A denial of one character stands directly before them, a longer one in the same clause.
    """
    before = _CLAUSE_END.split(text[:start])[-1]
    after = _CLAUSE_END.split(text[end:])[0]
    return (
        any(word in before if len(word) > 1 else before.endswith(word) for word in denials)
        or after in denials
        or after.endswith(":否")
    )


# The columns that may show a doubt, in the order in which they are heard; the last ones mostly
# have words of their own in every record.
DOUBTING = ("mark", "item", "type", "field")
DOUBTING_LAST = ("remark", "title")


def doubts(text: str, doubt: Doubt) -> int:
    """Tell whether a text speaks for a doubt (1), against it (-1), or not of it (0)."""
    meanings, pattern = _told_apart(doubt)
    said = (meanings[word] for word in reversed(pattern.findall(normalise(text))))
    return next(filter(None, said), 0)


@cache
def _told_apart(doubt: Doubt) -> tuple[dict[str, int], re.Pattern[str]]:
    meanings = dict.fromkeys(doubt.words, 1)
    meanings |= dict.fromkeys(doubt.against, -1) | dict.fromkeys(doubt.neither, 0)
    longest_first = sorted(meanings, key=len, reverse=True)
    return meanings, re.compile("|".join(map(re.escape, longest_first)))


@cache
def sieve(doubt: Doubt) -> str:
    """Return a pattern (RE2) of all texts that may speak for a doubt, as they are written."""
    return "|".join(as_written(word) for word in doubt.words)


def is_withheld(attribute: str, words: LedgerWords) -> bool:
    """Tell by its 公开属性 whether a record need not be published unasked."""
    text = normalise(attribute)
    said = any(word in text for word in words.withheld)
    return said and not any(word in text for word in words.proactive)


def is_outside(body: str, words: LedgerWords) -> bool:
    """Tell by its name whether a body is no administrative organ.

    Of several bodies (县财政局、城投公司) none may be one: whoever is bound is bound with others.
    """
    names = [name for name in _JOINT.split(_plain(body)) if name]
    return bool(names) and all(_is_one_outside(name, words) for name in names)


def _is_one_outside(body: str, words: LedgerWords) -> bool:
    name = _plain(body)
    if any(organ in name for organ in words.organs):
        return False
    within = any(word in name for word in words.outside_within)
    return name.endswith(words.outside) or (
        within and not any(organ in name for organ in words.organs_within)
    )


def _plain(body: str) -> str:
    """Normalise a name and leave out the brackets at its end."""
    name = normalise(body)
    while (shorter := _LAST_BRACKET.sub("", name)) != name:
        name = shorter
    return name
