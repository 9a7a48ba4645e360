"""What a row says of how, to whom and at which level it is disclosed (公开方式、对象、层级).

The words are ``catalogs/modes.yaml``. A row that says nothing, or something else, says "".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pubaudit import data
from pubaudit.models import Entry, Tick
from pubaudit.text import normalise

Mode = Literal["proactive", "on_request", "withheld", "internal", ""]
Audience = Literal["public", "specific", ""]
Level = Literal["province", "city", "county", "township"]
Kind = TypeVar("Kind", bound=str)

_LEVEL_OF: Mapping[str, frozenset[Level]] = {
    "省": frozenset({"province"}),
    "州": frozenset({"city"}),
    "盟": frozenset({"city"}),
    "市": frozenset({"city", "county", "province"}),
    "区": frozenset({"county"}),
    "县": frozenset({"county"}),
    "旗": frozenset({"county"}),
    "镇": frozenset({"township"}),
    "乡": frozenset({"township"}),
}


@dataclass(frozen=True, slots=True)
class ModeWords:
    """The words of each mode, audience and level."""

    modes: Mapping[Mode, tuple[str, ...]]
    audiences: Mapping[Audience, tuple[str, ...]]
    levels: Mapping[Level, tuple[str, ...]]


def load(path: Path) -> ModeWords:
    """Read ``modes.yaml``; raises ``SchemeError``, one line with file, line and key."""
    text = data.read(path, "公开方式用词表")[1]
    return data.shaped(path, text, data.parse(path, text), ModeWords)


def mode_of(entry: Entry, words: ModeWords) -> Mode:
    """Tell how a row is disclosed; 主动 beside another choice is proactive."""
    kinds = _kinds(entry.modes, entry.mode, words.modes)
    return "proactive" if "proactive" in kinds else next(iter(kinds), "")


def audience_of(entry: Entry, words: ModeWords) -> Audience:
    """Tell to whom a row is disclosed; the public beside a group is the public."""
    kinds = _kinds(entry.audiences, entry.audience, words.audiences)
    return "public" if "public" in kinds else next(iter(kinds), "")


def levels_of(entry: Entry, words: ModeWords) -> frozenset[Level]:
    """Return the levels at which a row is disclosed."""
    plain = {normalise(said) for said in _said(entry.levels, entry.level)}
    return frozenset(level for level, names in words.levels.items() if not plain.isdisjoint(names))


def levels_of_body(level: str) -> frozenset[Level]:
    """Return the levels a body may be of by the last character of its place; empty: not known."""
    return _LEVEL_OF.get(level, frozenset())


def _said(ticks: Sequence[Tick], shown: str) -> Iterable[str]:
    """Return the choices ticked, those of one cell (县级、乡级) apart; else the words shown."""
    return [t.name for t in ticks if t.ticked] if ticks else [shown]


def _kinds(ticks: Sequence[Tick], shown: str, words: Mapping[Kind, Sequence[str]]) -> list[Kind]:
    """Return the kinds of the choices made, in their order; words of no kind are left out."""
    plain = [normalise(said) for said in _said(ticks, shown)]
    found = (
        next((kind for kind, some in words.items() if any(w in said for w in some)), None)
        for said in plain
    )
    return [kind for kind in found if kind is not None]
