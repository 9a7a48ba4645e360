"""What the wordings of ledgers mean in the form's own categories."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from pubaudit.form import Form, Forms, Line, Wordings, is_blank, stem
from pubaudit.text import normalise

What = Literal["result", "applicant", "kind", "outcome"]

_NEAR = 0.6
_KEPT = 1 << 12
_PARTIAL = "C2"


class Categories:
    """Turns the wordings of ledgers into the form's keys, "" where a wording is unknown."""

    def __init__(self, form: Form, forms: Forms) -> None:
        words = forms.wordings
        self._known: dict[What, dict[str, str]] = {
            "result": _table(words.results, form.requests),
            "applicant": _table(words.applicants, form.applicants),
            "kind": _table(words.disputes, form.disputes.rows),
            "outcome": _table(words.outcomes, form.disputes.columns),
        }
        self._channels = _table(words.channels, ())
        self._rows = tuple(
            (_any_of(map(normalise, row.stems)), row.key)
            for row in form.requests
            if row.key[0] in "CD" and row.key != "C7" and row.stems
        )
        self._marks = words.negations.marks
        self._denied = _before(words)
        self._groups = {stem(word): key for key, names in words.groups.items() for word in names}
        for row in form.requests:
            if len(row.path) > 1:
                self._groups[stem(row.path[-1])] = row.key[:2]
        self._one = "C6" if any(row.key == "C6" for row in form.requests) else ""
        self._yes = {normalise(word) for word in words.affirmed}
        self._blank_marks = forms.blank_marks
        self._no = {normalise(word) for word in words.denied}
        self._plain_suits = set(map(stem, words.plain_suits))
        self._later = set(map(stem, words.later_instances))
        self._public = tuple(normalise(word) for word in words.public_already)
        self.near = lru_cache(_KEPT)(self._near)  # slow, and a slip of the pen comes again

    def result(self, text: str) -> str:
        """Return the row key of a result."""
        known = self._known["result"].get(stem(text))
        found = known or self._grouped(stem(text)) or self._inside(normalise(text))
        return self._one if self._one and found.startswith("C6") else found

    def _grouped(self, bare: str) -> str:
        """Read 其他处理：申请人撤回, a wording behind the name of its group."""
        for mark in ":-(":
            group, _, wording = bare.partition(mark)
            found = self._known["result"].get(stem(wording.rstrip(")")), "")
            if found and self._groups.get(group) == found[:2]:
                return found
        return ""

    def _inside(self, text: str) -> str:
        """Find the one row whose stem a longer wording holds (不予公开：属于国家秘密).

        区分处理的，只计这一情形: a wording that holds 部分公开 is that, whatever else it says.
        A stem that is denied (不属于国家秘密) is not held.
        """
        keys = {key for words, key in self._rows if self._affirms(text, words)}
        if _PARTIAL in keys:
            return _PARTIAL
        return keys.pop() if len(keys) == 1 else ""

    def _affirms(self, text: str, words: re.Pattern[str]) -> bool:
        """Tell whether a text holds one of the words where nothing denies it."""
        return any(
            found[0].startswith(self._marks) or self._denied.search(text[: found.start()]) is None
            for found in words.finditer(text)
        )

    def group(self, text: str) -> str:
        """Return a wording that names no more than a group of results (不予公开), else ""."""
        bare = stem(text)
        return bare if bare in self._groups else ""

    def public_already(self, text: str) -> bool:
        """Tell whether a result says that the information was public before it was asked for."""
        return normalise(text).endswith(self._public)

    def applicant(self, text: str) -> str:
        """Return the column key of a kind of applicant."""
        known, bare = self._known["applicant"], stem(text)
        last = bare.replace("法人或其他组织", "").strip("-:/()·>") or bare
        return known.get(bare) or known.get(last, "")

    def channel(self, text: str) -> str:
        """Return counter, mail, letter, online or fax."""
        return self._channels.get(stem(text), "")

    def dispute(self, text: str) -> str:
        """Return the row key of a kind of case."""
        return self._known["kind"].get(stem(text), "")

    def outcome(self, text: str) -> str:
        """Return the column key of an outcome."""
        return self._known["outcome"].get(stem(text), "")

    def plain_suit(self, text: str) -> bool:
        """Tell whether a kind of case is a suit that may have come after a review or not."""
        return stem(text) in self._plain_suits

    def later_instance(self, text: str) -> bool:
        """Tell whether a kind or an outcome is that of a second instance of the same case."""
        return stem(text) in self._later

    def affirmed(self, text: str) -> bool:
        """Tell whether a cell affirms."""
        return normalise(text) in self._yes

    def denied(self, text: str) -> bool:
        """Tell whether a cell denies, or says nothing."""
        return is_blank(text, self._blank_marks) or normalise(text) in self._no

    def _near(self, text: str, what: What) -> str:
        """Return the known wording that an unknown one comes nearest to, "" if none is near.

        One that denies what the other affirms is not near, however alike it looks.
        """
        bare = stem(text)
        denied = self.denials(bare)
        alike = [word for word in self._known[what] if self.denials(word) == denied]
        close = difflib.get_close_matches(bare, alike, 1, _NEAR)
        return close[0] if close else ""

    def denials(self, text: str) -> int:
        """Count the words in a text that deny."""
        return sum(map(text.count, self._marks))


def _before(words: Wordings) -> re.Pattern[str]:
    """Return what matches the text before a word where something denies the word."""
    marks, between = words.negations.marks, words.negations.between
    return re.compile(f"{_any_of(marks).pattern}{_any_of(between).pattern}*$")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of the words, the longest where one holds another."""
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})")


def _table(words: Mapping[str, tuple[str, ...]], lines: Iterable[Line]) -> dict[str, str]:
    table = {stem(word): key for key, names in words.items() for word in names}
    for line in lines:
        if line.key in words:
            table[stem(line.label)] = line.key
    return table
