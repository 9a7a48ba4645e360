"""What the wordings of ledgers mean in the form's own categories."""

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from pubaudit.form import Form, Line, Wordings, stem
from pubaudit.text import normalise

What = Literal["result", "applicant", "kind", "outcome"]

_NEAR = 0.6
_KEPT = 1 << 12
_PARTIAL = "C2"


class Categories:
    """Turns the wordings of ledgers into the form's keys, "" where a wording is unknown."""

    def __init__(self, form: Form, words: Wordings) -> None:
        self._known: dict[What, dict[str, str]] = {
            "result": _table(words.results, form.requests),
            "applicant": _table(words.applicants, form.applicants),
            "kind": _table(words.disputes, form.disputes.rows),
            "outcome": _table(words.outcomes, form.disputes.columns),
        }
        self._channels = _table(words.channels, ())
        self._rows = tuple(
            (normalise(word), row.key)
            for row in form.requests
            if row.key[0] in "CD" and row.key != "C7"
            for word in row.stems
        )
        # 不予公开 and the like, by the first two characters of their rows' keys.
        self._groups = {
            row.key[:2]: stem(row.path[-1] if len(row.path) > 1 else row.label)
            for row in form.requests
            if row.key[0] == "C" and row.key[:2] not in {"C1", "C2", "C7"}
        }
        self._one = "C6" if any(row.key == "C6" for row in form.requests) else ""
        self._yes = {normalise(word) for word in words.affirmed}
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
            if found and self._groups.get(found[:2]) == group:
                return found
        return ""

    def _inside(self, text: str) -> str:
        """Find the one row whose stem a longer wording holds (不予公开：属于国家秘密).

        区分处理的，只计这一情形: a wording that holds 部分公开 is that, whatever else it says.
        """
        keys = {key for word, key in self._rows if word in text}
        if _PARTIAL in keys:
            return _PARTIAL
        return keys.pop() if len(keys) == 1 else ""

    def group(self, text: str) -> str:
        """Return the name of a group of results (不予公开) if a wording is no more than that."""
        bare = stem(text)
        return bare if bare in self._groups.values() else ""

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

    def affirmed(self, text: str) -> bool:
        """Tell whether a cell affirms."""
        return normalise(text) in self._yes

    def _near(self, text: str, what: What) -> str:
        """Return the known wording that an unknown one comes nearest to, "" if none is near."""
        close = difflib.get_close_matches(stem(text), list(self._known[what]), 1, _NEAR)
        return close[0] if close else ""


def _table(words: Mapping[str, tuple[str, ...]], lines: Iterable[Line]) -> dict[str, str]:
    table = {stem(word): key for key, names in words.items() for word in names}
    for line in lines:
        if line.key in words:
            table[stem(line.label)] = line.key
    return table
