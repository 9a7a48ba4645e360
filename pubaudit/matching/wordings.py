"""What the data call a thing, and whether a cell says so.

A wording is written in one of three ways: ``采购合同`` stands as it is; ``投诉…处理结果`` wants
both in one sentence, in this order; ``成交|中标+公告|金额`` wants one word of each group in one
clause, in this order, and nothing blanked out between them; a word with ``$`` ends its clause.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from pubaudit.matching.cell import BLANKED, Cell
from pubaudit.matching.segment import ABOUT_ENDS
from pubaudit.matching.similarity import pairs

LOOSE = "~"
_GAP = "..."  # what the normaliser makes of …
_JOIN = "+"
_SENTENCE = re.compile(r"[;。\n]")
_END = rf"(?![^\n、,;。:(){BLANKED}])"
_WITHIN = rf"[^\n、,;。:(){BLANKED}]{{0,8}}?"
_NEAR_END = rf"(?=[^\n、,;。:(){BLANKED}]{{0,3}}(?:[\n、,;。:()]|$))"
_AND_ITS_READING = re.compile(r"(?:及|和|与)其?(?:政策)?解读$")


class Wordings:
    """Wordings of one thing, in their order; only those whose words a cell holds are tried.

    ``words``: all that a text is searched for, so that the wordings can be ruled out by them.
    """

    def __init__(self, wordings: Iterable[str]) -> None:
        """Note for each wording the words that a text must hold: one of each group."""
        self.all = tuple(dict.fromkeys(wordings))
        needed = [_groups(wording) for wording in self.all]
        self._rest = [groups[1:] for groups in needed]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (first, *_) in enumerate(needed):
            for word in first:
                self._places[word].append(place)
        self._first = frozenset(self._places)
        self.words = frozenset[str]().union(*(g for groups in needed for g in groups))

    def among(self, words: frozenset[str]) -> tuple[str, ...]:
        """Return the wordings that a text with these words may say."""
        if self._first.isdisjoint(words):
            return ()
        places = sorted({place for word in self._first & words for place in self._places[word]})
        return tuple(self.all[place] for place in places if self._holds_all(place, words))

    def any_among(self, words: frozenset[str]) -> bool:
        """Tell whether a text with these words may say one of the wordings."""
        return not self._first.isdisjoint(words) and any(
            self._holds_all(place, words)
            for word in self._first & words
            for place in self._places[word]
        )

    def _holds_all(self, place: int, words: frozenset[str]) -> bool:
        rest = self._rest[place]
        return not rest or not any(group.isdisjoint(words) for group in rest)

    def said(self, cell: Cell) -> str:
        """Return the words by which a cell says one of the wordings, "" if it says none."""
        for wording in self.among(cell.words):
            if words := said(cell, wording):
                return words
        return ""

    def in_lines(self, text: str, words: frozenset[str]) -> bool:
        """Tell whether lines of clauses, out of a text with these words, hold one of them."""
        return any_in(text, self.among(words))


class Vocabulary:
    """All words that some wording looks for, and which of them a text holds."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sort the words by their first two characters."""
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in set(words):
            self._by_start[word[:2]].append(word)

    def held_by(self, text: str) -> frozenset[str]:
        """Return the words that a text holds."""
        starts = (*pairs(text), *text) if text else ()
        return frozenset(
            word
            for start in starts
            if start in self._by_start
            for word in self._by_start[start]
            if word in text
        )


def is_plain(wording: str) -> bool:
    """Tell whether a wording stands as it is."""
    return _GAP not in wording and _JOIN not in wording


def _groups(wording: str) -> list[frozenset[str]]:
    """Return the groups of words of each of which a text that says the wording holds one."""
    groups = wording.split(_JOIN) if _JOIN in wording else wording.split(_GAP)
    return [frozenset(word.removesuffix("$") for word in group.split("|")) for group in groups]


def said(cell: Cell, wording: str) -> str:
    """Return the words by which a cell says a wording, "" if it does not.

    A wording with its own 、 is looked for in the whole cell; a clause about rules or samples of a
    thing (政府采购文件管理办法) says only what it ends with.
    """
    if _JOIN in wording:
        found = pattern(wording).search(cell.naming) or _at_end(wording).search(cell.about)
        return found[0] if found else ""
    head, gap, tail = wording.partition(_GAP)
    if gap:
        lines = _SENTENCE.split(cell.whole) if head in cell.whole else ()
        both = any(_holds_both(_AND_ITS_READING.sub("", line), head, tail) for line in lines)
        return shown(wording) if both else ""
    if wording in (cell.whole if "、" in wording else cell.naming) or wording in cell.joined:
        return wording
    about = wording in cell.about and any(c.endswith(wording) for c in cell.about.split("\n"))
    return wording if about else ""


def first_named(text: str, wordings: Sequence[str]) -> re.Match[str] | None:
    """Find the first place in a text that plain or composed wordings name, at its full length."""
    found = (pattern(w).search(text) for w in wordings)
    return min(filter(None, found), key=lambda m: (m.start(), -m.end()), default=None)


def shown(wording: str) -> str:
    """Return a wording as a reader can follow it: 成交/中标…公告/金额."""
    return wording.replace(_GAP, "…").replace(_JOIN, "…").replace("|", "/").replace("$", "")


def blanked(text: str, wording: str) -> str:
    """Return the text without a plain or composed wording, a mark in its place."""
    if _JOIN in wording:
        return pattern(wording).sub(BLANKED, text)
    return text.replace(wording, BLANKED)


def any_in(lines: str, wordings: Iterable[str]) -> bool:
    """Tell whether a clause, or lines of clauses, hold one of some plain or composed wordings."""
    for wording in wordings:
        if pattern(wording).search(lines) if _JOIN in wording else wording in lines:
            return True
    return False


@cache
def pattern(wording: str) -> re.Pattern[str]:
    """Return what finds a plain or composed wording in lines of clauses."""
    if _JOIN not in wording:
        return re.compile(re.escape(wording))
    groups = ("|".join(map(_word, g.split("|"))) for g in wording.split(_JOIN))
    return re.compile(_WITHIN.join(f"(?:{g})" for g in groups) + _NEAR_END)


def _word(word: str) -> str:
    return re.escape(word[:-1]) + _END if word.endswith("$") else re.escape(word)


@cache
def _at_end(wording: str) -> re.Pattern[str]:
    return re.compile(pattern(wording).pattern + "$", re.MULTILINE)


def _holds_both(line: str, head: str, tail: str) -> bool:
    """Tell whether a sentence holds both in order; one about rules must end with the second."""
    at = line.find(head)
    if at < 0:
        return False
    rest = line[at + len(head) :]
    return rest.endswith(tail) if line.endswith(ABOUT_ENDS) else tail in rest
