"""Which column of a ledger means what: by its header, by ``--column``, or refused."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pubaudit.errors import InputError, UsageError
from pubaudit.ledger.words import ColumnWords, LedgerWords
from pubaudit.text import normalise

# Whose records they are and which limit holds: with another column the verdict might be another.
_WEIGHTY: Final = frozenset({"body", "field", "item", "type"})
_NOTE = re.compile(r"\([^()]*\)?")

# What a header says of a column, the best claim first.
_BEST, _EXACT, _STEM, _BARE, _NOTHING = range(5)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns (0-based) of a header by role, and what else there is to say of it.

    ``absent`` are the named roles whose header it lacks; ``rivals`` the headers, by role, of which
    none can be chosen; ``aside`` those that might have meant a role and were not chosen.
    """

    header: tuple[str, ...]
    roles: Mapping[str, int]
    absent: tuple[str, ...]
    rivals: Mapping[str, tuple[str, ...]]
    aside: Mapping[str, tuple[str, ...]]

    def names(self) -> dict[str, str]:
        """Return the file's own name of each role's column."""
        return {role: self.header[at].strip() for role, at in self.roles.items()}


def columns_of(header: Sequence[str], words: LedgerWords, named: Mapping[str, str]) -> Columns:
    """Return the columns that a header has, named ones first.

    ``named`` maps a column's name or role to its header; a day that is named goes before every
    other column that would be asked for it first. Of several columns for a role the best claim
    wins, then the first; but of two with equal claim to a day none does. Raises ``UsageError`` for
    a name that there is none of.
    """
    pinned = {role_named(name, words): _headed(header, cell) for name, cell in named.items()}
    claims = [_claims(cell, words) for cell in header]
    found = {role: places[0] for role, places in pinned.items() if places}
    for wanted in ((_BEST, _EXACT), (_STEM,)):
        _find(found, words.columns, header, claims, wanted, words)
    for group in (words.formed, words.published):
        if found.keys().isdisjoint(group):
            _find(found, group, header, claims, (_BARE,), words)
    behind = _behind(pinned, words)
    roles = {role: at for role, at in found.items() if role not in behind}
    rivals = {role: places for role, places in pinned.items() if len(places) > 1}
    aside: dict[str, list[int]] = {}
    free = [at for at in range(len(header)) if at not in found.values()]
    for role in (role for role in words.columns if role in roles.keys() - pinned.keys()):
        own = claims[roles[role]][role]
        equal = [at for at in free if claims[at].get(role) == own]
        if equal and role in words.dates:
            rivals[role] = sorted((roles[role], *equal))
        elif role in words.dates or role in _WEIGHTY:
            least = _STEM if role in words.dates else max(own, _EXACT)
            aside[role] = [at for at in free if claims[at].get(role, _NOTHING) <= least]
    return Columns(
        tuple(header),
        roles,
        tuple(role for role, places in pinned.items() if not places),
        {role: tuple(header[at] for at in places) for role, places in rivals.items()},
        {role: tuple(header[at] for at in places) for role, places in aside.items() if places},
    )


def _find(  # noqa: PLR0913, PLR0917
    found: dict[str, int],
    roles: Iterable[str],
    header: Sequence[str],
    claims: Sequence[Mapping[str, int]],
    wanted: Sequence[int],
    words: LedgerWords,
) -> None:
    """Add to ``found`` the free column of each role that has the best of the claims wanted."""
    for role in roles:
        fitting = [at for at, own in enumerate(claims) if own.get(role) in wanted]
        free = set(fitting) - set(found.values())
        if free and role not in found:
            found[role] = min((_rank(header[at], words.columns[role]), at) for at in free)[1]


def _headed(header: Sequence[str], wanted: str) -> list[int]:
    """Return the columns whose header is the one wanted, in brackets or not if none is exactly."""
    exactly, nearly = normalise(wanted), _key(wanted)
    places = [at for at, cell in enumerate(header) if normalise(cell) == exactly]
    return places or [at for at, cell in enumerate(header) if nearly and _key(cell) == nearly]


def _behind(pinned: Mapping[str, Sequence[int]], words: LedgerWords) -> set[str]:
    """Return the roles, not named, that would be asked before a named 公开日期 or 形成日期."""
    behind: set[str] = set()
    if "published" in pinned:
        behind |= set(words.published[: words.published.index("published")])
    if "formed" in pinned:
        behind |= {trigger for kind in words.kinds for trigger in kind.triggers}
    return behind - set(pinned)


def role_named(name: str, words: LedgerWords) -> str:
    """Return the role with this name (形成日期) or key; raises ``UsageError`` listing them."""
    for role, column in words.columns.items():
        if name in (role, column.name):
            return role
    names = "、".join(column.name for column in words.columns.values())
    raise UsageError(f"--column 中没有“{name}”这一列；可选：{names}")


def require_days(
    where: str, columns: Columns, words: LedgerWords, named: Mapping[str, str]
) -> None:
    """Raise ``InputError`` if a day has no column, or may be in several.

    The message begins with ``where`` and names the headers.
    """
    seen = "、".join(cell for cell in columns.header if cell) or "（没有表头）"
    for role in columns.absent:
        name = words.columns[role].name
        wanted = next(own for key, own in named.items() if key in (role, name))
        raise InputError(
            f"{where}没有“{wanted}”一列（--column {name}={wanted}）；请改正。表头有：{seen}"
        )
    for role, rivals in columns.rivals.items():
        name = words.columns[role].name
        if len(set(map(normalise, rivals))) == 1:
            raise InputError(
                f"{where}有{len(rivals)}列都叫“{rivals[0]}”，分不清哪一列是{name}；请把表头改得不同"
            )
        raise InputError(
            f"{where}“{'”“'.join(rivals)}”都像{name}；请用 --column {name}=表头 指定其一"
        )
    for what, wanted_roles in (("形成日期", words.formed), ("公开日期", words.published)):
        if columns.roles.keys().isdisjoint(wanted_roles):
            raise InputError(
                f"{where}没有认出{what}一列；请用 --column {what}=表头 指定。表头有：{seen}"
            )


def left_aside(columns: Columns, words: LedgerWords) -> Iterator[str]:
    """Say which headers might have meant a role and were not chosen."""
    for role, headers in columns.aside.items():
        yield f"“{'”“'.join(headers)}”也像{words.columns[role].name}"


def unused(columns: Columns, words: LedgerWords) -> tuple[str, ...]:
    """Return the headers of the columns of which nothing is read or said, numbers of rows apart."""
    taken = set(columns.roles.values())
    told = {header for headers in columns.aside.values() for header in headers}
    return tuple(
        cell.strip()
        for at, cell in enumerate(columns.header)
        if at not in taken and cell not in told and not is_serial(cell, words)
    )


def is_serial(header: str, words: LedgerWords) -> bool:
    """Tell whether a column only numbers the rows, by its header."""
    return normalise(header) in ("", *words.serial)


@lru_cache(4096)
def _key(header: str) -> str:
    """Return a header as compared, without notes in brackets: 形成（变更）日期 is 形成日期."""
    text = normalise(header)
    return _NOTE.sub("", text) or text


def _claims(header: str, words: LedgerWords) -> dict[str, int]:
    """Return how good a claim a header has to each role that it might name."""
    claims = {
        role: _claim(header, words.columns[role])
        for role in _roles_by_end(words).get(_key(header)[-1:], ())
    }
    return {role: claim for role, claim in claims.items() if claim != _NOTHING}


@lru_cache(2)
def _roles_by_end(words: LedgerWords) -> dict[str, list[str]]:
    """Return the roles by the last characters of their words, so that few need a closer look."""
    roles: dict[str, list[str]] = {}
    for role, column in words.columns.items():
        own = (*column.exact, *column.stems, *column.bare)
        for end in {word[-1] for word in _normal(own)}:
            roles.setdefault(end, []).append(role)
    return roles


@cache
def _normal(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words)


def _claim(header: str, column: ColumnWords) -> int:
    key, whole = _key(header), normalise(header)
    if any(word in whole for word in _normal(column.unless)):
        return _NOTHING
    if whole == _normal(column.exact)[0]:
        return _BEST
    if key in _normal(column.exact):
        return _EXACT
    if key.endswith(_normal(column.stems)):
        return _STEM
    return _BARE if key in _normal(column.bare) else _NOTHING


def _rank(header: str, column: ColumnWords) -> int:
    """Return the place of a header among a column's exact words, the last where it is none."""
    exact, key = _normal(column.exact), _key(header)
    return exact.index(key) if key in exact else len(exact)
