"""What a row says of how, to whom and at which level it is disclosed (公开方式、对象、层级).

The words are ``catalogs/modes.yaml``. A row that says nothing, or something else, says "".
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, cast

import yaml

from pubaudit.errors import SchemeError
from pubaudit.models import Entry, Tick
from pubaudit.text import normalise

Mode = Literal["proactive", "on_request", "withheld", "internal", ""]
Audience = Literal["public", "specific", ""]
Level = Literal["province", "city", "county", "township"]

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


class ModeWords(NamedTuple):
    """The words of each mode, audience and level."""

    modes: Mapping[str, Sequence[str]]
    audiences: Mapping[str, Sequence[str]]
    levels: Mapping[Level, Sequence[str]]


def load(path: Path) -> ModeWords:
    """Read ``modes.yaml``; raises ``SchemeError`` naming the file and key if it is malformed."""
    try:
        raw = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        return ModeWords(*(raw[key] for key in ModeWords._fields))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SchemeError(
            f"{path.name}：公开方式用词表结构不对（{error}），请恢复随程序安装的原文件"
        ) from error


def mode_of(entry: Entry, words: ModeWords) -> Mode:
    """Tell how a row is disclosed; 主动 beside another choice is proactive."""
    return cast("Mode", _first("proactive", _kinds(entry.modes, entry.mode, words.modes)))


def audience_of(entry: Entry, words: ModeWords) -> Audience:
    """Tell to whom a row is disclosed; the public beside a group is the public."""
    said = _kinds(entry.audiences, entry.audience, words.audiences)
    return cast("Audience", _first("public", said))


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


def _kinds(ticks: Sequence[Tick], shown: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    plain = [normalise(said) for said in _said(ticks, shown)]
    found = (
        next((kind for kind, some in words.items() if any(w in said for w in some)), "")
        for said in plain
    )
    return [kind for kind in found if kind]


def _first(best: str, kinds: Sequence[str]) -> str:
    return best if best in kinds else kinds[0] if kinds else ""
