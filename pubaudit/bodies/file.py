"""What ``catalogs/bodies.yaml`` holds, as it stands there."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pubaudit import data
from pubaudit.models import Confidence


@dataclass(frozen=True, slots=True)
class Office:
    """An office: ``stems`` are completed by each of the suffixes, ``aliases`` stand as they are."""

    name: str
    stems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Successor:
    """Who took over; ``matters`` are words of the business taken over, empty: all the rest."""

    office: str
    shown: str = ""
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of an office; ``everywhere`` false: in some places the old name is in use yet."""

    office: str
    to: tuple[Successor, ...]
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Reform:
    """A reform that was complete everywhere ``since`` a day."""

    name: str
    since: date
    basis: str
    confidence: Confidence
    successions: tuple[Succession, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists, told apart in the file itself."""

    places: tuple[str, ...]
    divisions: tuple[str, ...]
    zone_places: tuple[str, ...]
    governments: tuple[str, ...]
    townships: tuple[str, ...]
    zones: tuple[str, ...]
    implementers: tuple[str, ...]
    platforms: tuple[str, ...]
    generic: tuple[str, ...]
    internal: tuple[str, ...]
    never_wrong: tuple[str, ...]
    approvals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyFile:
    """The whole file."""

    suffixes: tuple[str, ...]
    offices: tuple[Office, ...]
    reforms: tuple[Reform, ...]
    words: Words


def read_bodies(path: Path) -> BodyFile:
    """Read ``bodies.yaml``; raises ``SchemeError``, one line with file, line and key."""
    text = data.read(path, "机构名称表")[1]
    return data.shaped(path, text, data.parse(path, text), BodyFile)
