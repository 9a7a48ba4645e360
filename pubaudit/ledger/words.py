"""What the columns of a ledger mean, and the kinds of records, from ``catalogs/ledger.yaml``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pubaudit import data
from pubaudit.errors import InputError, UsageError
from pubaudit.text import normalise

# The roles that only name a record, mostly with words of its own: not read where none is named.
NAMING = frozenset({"title", "number", "index", "channel", "link"})


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column: its Chinese name, whether it holds words, days or spans, what headers call it."""

    name: str
    kind: Literal["word", "date", "span"]
    exact: tuple[str, ...]
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, and the limits (ids of ``limits.yaml``) that hold for it, best first.

    ``words`` are looked for in type and item, ``fields`` in the field; whatever field is written,
    one of ``alone`` in type or item is enough. ``needs`` in type, item and marks; ``unless`` (in
    field and 标记 too) rules it out. ``triggers`` are the date columns that start its clock.
    ``anyone``: binds companies and agents too. ``impact``: published only where the marks have one
    of these words (行政处罚法: 具有一定社会影响). ``flag`` is the column that answers needs or
    impact by 是 or 否. ``beside``: limits shown, not judged by. ``first_day``: a notice whose
    first day counts.
    """

    name: str
    limits: tuple[str, ...]
    words: tuple[str, ...]
    fields: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
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
    no number or link (normalised). A body whose name ends with one of ``outside`` is no
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

    ``named`` maps a column's name or role to its header. Of several columns for a role the exact
    word wins, then the first. Raises ``UsageError`` for a name that there is none of.
    """
    keys = [_key(cell) for cell in header]
    found: dict[str, int] = {}
    for name, wanted in named.items():
        role = role_named(name, words)
        if _key(wanted) in keys:
            found[role] = keys.index(_key(wanted))
    taken = set(found.values())
    for fits in (_is_exact, _is_stem):
        for role, column in words.columns.items():
            for at, key in enumerate(keys):
                if role not in found and at not in taken and key and fits(key, column):
                    found[role] = at
                    taken.add(at)
    return found


def role_named(name: str, words: LedgerWords) -> str:
    """Return the role with this name (形成日期) or key; raises ``UsageError`` listing them."""
    for role, column in words.columns.items():
        if name in (role, column.name):
            return role
    names = "、".join(column.name for column in words.columns.values())
    raise UsageError(f"--column 中没有“{name}”这一列；可选：{names}")


def require_dates(
    path: str, header: Sequence[str], roles: Mapping[str, int], words: LedgerWords
) -> None:
    """Raise ``InputError`` naming the headers if one of the two days has no column."""
    seen = "、".join(str(cell) for cell in header if cell) or "（没有表头）"
    for what, wanted in (("形成日期", words.formed), ("公开日期", words.published)):
        if not any(role in roles for role in wanted):
            raise InputError(
                f"{path}：没有认出{what}一列；请用 --column {what}=表头 指定。表头有：{seen}"
            )


def _key(header: object) -> str:
    text = normalise(str(header or ""))
    return text.partition("(")[0] or text


@cache
def _normal(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words)


def _is_exact(key: str, column: ColumnWords) -> bool:
    return key in _normal(column.exact)


def _is_stem(key: str, column: ColumnWords) -> bool:
    return bool(column.stems) and key.endswith(_normal(column.stems))
