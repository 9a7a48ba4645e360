"""What the columns of a ledger mean, and the kinds of records, from ``catalogs/ledger.yaml``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pubaudit import data
from pubaudit.errors import InputError, UsageError
from pubaudit.text import normalise

# The roles that only name a record, mostly with words of its own: not read where none is named.
NAMING = frozenset({"title", "number", "index", "channel", "link"})


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column: its Chinese name, whether it holds words, days or spans, what headers call it.

    A header with a word of ``unless`` (应公开日期) is another column, whatever its ending.
    """

    name: str
    kind: Literal["word", "date", "span"]
    exact: tuple[str, ...]
    stems: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, and the limits (ids of ``limits.yaml``) that hold for it, best first.

    ``words`` are looked for in type and item, ``fields`` in the field; whatever field is written,
    one of ``alone`` in type or item is enough, but for the fields ``elsewhere``. ``needs`` in
    type, item and marks; ``unless`` (in field and 标记 too) rules it out, and so does a 标记 that
    is one of ``unless_marked``. ``triggers`` are the date columns that start its clock.
    ``anyone``: binds companies and agents too. ``impact``: published only where the marks have one
    of these words (行政处罚法: 具有一定社会影响). ``flag`` is the column that answers needs or
    impact by 是 or 否. ``beside``: limits shown, not judged by.
    ``first_day``: a notice whose first day counts.
    """

    name: str
    limits: tuple[str, ...]
    words: tuple[str, ...]
    fields: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_marked: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    anyone: bool = False
    impact: tuple[str, ...] = ()
    flag: str = ""
    beside: tuple[str, ...] = ()
    first_day: bool = False


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The file: columns by role, which of them hold the two days, and the kinds of records.

    ``notices`` are the kinds that must be displayed for a time (公示期), ``in_step`` the words by
    which a scheme's limit asks the trading platform to keep step, ``blank`` those that stand for
    no number or link (normalised), ``unused`` says why a limit to publish within (id) is of no
    kind. A body whose name ends with one of ``outside`` is no
    administrative organ, save ``organs``. ``affirmed`` and ``refused`` are whole cells (是, 否),
    ``denials`` words before those they deny (one character: directly before).
    """

    columns: dict[str, ColumnWords]
    published: tuple[str, ...]
    formed: tuple[str, ...]
    outside: tuple[str, ...]
    kinds: tuple[Kind, ...]
    general: Kind
    notices: tuple[Kind, ...] = ()
    in_step: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    unused: dict[str, str] = field(default_factory=dict)
    organs: tuple[str, ...] = ()
    affirmed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[str, ...]:
        """The roles that hold days."""
        return tuple(role for role, words in self.columns.items() if words.kind == "date")


@cache
def load(path: Path) -> LedgerWords:
    """Read ``ledger.yaml``; raises ``SchemeError`` with file, line and key if it is malformed."""
    _, text = data.read(path, "台账用词")
    return data.shaped(path, text, data.parse(path, text), LedgerWords)


def roles_of(header: Sequence[str], words: LedgerWords, named: Mapping[str, str]) -> dict[str, int]:
    """Return the column (0-based) of each role that a header has, named ones first.

    ``named`` maps a column's name or role to its header; a day that is named goes before every
    other column that would be asked for it first. Of several columns for a role the exact word
    wins, then the first. Raises ``UsageError`` for a name that there is none of.
    """
    pinned = _pinned(header, words, named)
    found = {role: at for role, at in pinned.items() if at is not None}
    behind = _behind(pinned, words)
    taken = set(found.values())
    for fits in (_is_exact, _is_stem):
        for role, column in words.columns.items():
            for at, cell in enumerate(header):
                if role not in found and at not in taken and fits(cell, column):
                    found[role] = at
                    taken.add(at)
    return {role: at for role, at in found.items() if role not in behind}


def _pinned(
    header: Sequence[str], words: LedgerWords, named: Mapping[str, str]
) -> dict[str, int | None]:
    """Return the column of each named role, None where the header has no such cell."""
    whole, keys = [_whole(cell) for cell in header], [_key(cell) for cell in header]
    found: dict[str, int | None] = {}
    for name, wanted in named.items():
        exactly, nearly = _whole(wanted), _key(wanted)
        at = whole.index(exactly) if exactly in whole else None
        if at is None and nearly in keys:
            at = keys.index(nearly)
        found[role_named(name, words)] = at
    return found


def _behind(pinned: Mapping[str, int | None], words: LedgerWords) -> set[str]:
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


def require_dates(
    where: str,
    header: Sequence[str],
    roles: Mapping[str, int],
    words: LedgerWords,
    named: Mapping[str, str],
) -> None:
    """Raise ``InputError`` if a day has no column, or may be in several.

    The message begins with ``where`` and names the headers.
    """
    seen = "、".join(str(cell) for cell in header if cell) or "（没有表头）"
    for role, at in _pinned(header, words, named).items():
        if at is None:
            name = words.columns[role].name
            wanted = next(own for key, own in named.items() if key in (role, name))
            raise InputError(
                f"{where}没有“{wanted}”一列（--column {name}={wanted}）；请改正。表头有：{seen}"
            )
    for role in words.dates:
        rivals = _rivals(role, header, roles, words, named)
        if len(rivals) > 1:
            name = words.columns[role].name
            raise InputError(
                f"{where}“{'”“'.join(rivals)}”都像{name}；请用 --column {name}=表头 指定其一"
            )
    for what, wanted_roles in (("形成日期", words.formed), ("公开日期", words.published)):
        if not any(role in roles for role in wanted_roles):
            raise InputError(
                f"{where}没有认出{what}一列；请用 --column {what}=表头 指定。表头有：{seen}"
            )


def _rivals(
    role: str,
    header: Sequence[str],
    roles: Mapping[str, int],
    words: LedgerWords,
    named: Mapping[str, str],
) -> list[str]:
    """Return the headers that have equal claim to a role: by their ending, none being named."""
    column = words.columns[role]
    if role not in roles or role in {role_named(name, words) for name in named}:
        return []
    if _is_exact(header[roles[role]], column):
        return []
    others = {at for other, at in roles.items() if other != role}
    return [cell for at, cell in enumerate(header) if at not in others and _is_stem(cell, column)]


@lru_cache(4096)
def _whole(header: str) -> str:
    return normalise(header)


def _key(header: str) -> str:
    """Return a header as compared, without the note in brackets at its end."""
    text = _whole(header)
    return text.partition("(")[0] or text


@cache
def _normal(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words)


def _is_exact(header: str, column: ColumnWords) -> bool:
    return _key(header) in _normal(column.exact) and not _is_other(header, column)


def _is_stem(header: str, column: ColumnWords) -> bool:
    fits = bool(column.stems) and _key(header).endswith(_normal(column.stems))
    return fits and not _is_other(header, column)


def _is_other(header: str, column: ColumnWords) -> bool:
    return any(word in _whole(header) for word in _normal(column.unless))
