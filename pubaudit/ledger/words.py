"""What the columns of a ledger mean, and the kinds of records, from ``catalogs/ledger.yaml``."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from pubaudit import data

# The roles that only name a record, mostly with words of its own: not read where none is named.
NAMING = frozenset({"title", "number", "index", "channel", "link"})


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column: its Chinese name, whether it holds words, days or spans, what headers call it.

    Of ``exact`` the words in front have the better claim; for a day only the first. ``bare`` is
    what a header may say of a day (落款) where no other column holds it. A header with a word of
    ``unless`` (应公开日期) is another column, whatever its ending.
    """

    name: str
    kind: Literal["word", "date", "span"]
    exact: tuple[str, ...]
    stems: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that make a record of a kind look like something else (``name``), wherever they stand.

    Of ``words`` for it and ``against`` it the last in a text counts (a 工程监理 is a service);
    ``neither`` are longer words that say nothing (建设局).
    """

    name: str
    words: tuple[str, ...]
    against: tuple[str, ...] = ()
    neither: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, and the limits (ids of ``limits.yaml``) that hold for it, best first.

    ``words`` are looked for in type and item, ``fields`` in the field; whatever field is written,
    one of ``alone`` in type or item is enough, but for the fields ``elsewhere``. ``needs`` in
    type, item and marks; ``unless`` (in field and 标记 too) rules it out, and so does a 标记 that
    is one of ``unless_marked``. ``triggers`` are the date columns that start its clock.
    ``anyone``: binds companies and agents too. ``impact``: published only where the marks have one
    of these words (行政处罚法: 具有一定社会影响). ``flag`` is the column that answers needs or
    impact by 是 or 否. ``beside``: limits shown, not judged by; ``beside_of``: words in the names
    of the bodies whom they are said to in a finding.
    ``first_day``: a notice whose first day counts. What ``doubt`` speaks of is judged by the
    general limit.
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
    beside_of: tuple[str, ...] = ()
    first_day: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LedgerWords:
    """The file: columns by role, which of them hold the two days, and the kinds of records.

    ``notices`` are the kinds that must be displayed for a time (公示期), ``in_step`` the words by
    which a scheme's limit asks the trading platform to keep step, ``blank`` those that stand for
    no number or link (normalised), ``unused`` says why a limit to publish within (id) is of no
    kind. A body whose name ends with one of ``outside``, or has one of ``outside_within`` and none
    of ``organs_within``, is no administrative organ, save ``organs``. ``totals`` (合计),
    ``signatures`` (填表人：) and ``footnotes`` (注：) begin rows of a form that are no records;
    ``serial`` (序号) are headers of columns that only number them. ``affirmed`` and ``refused``
    are whole cells (是, 否), ``denials`` words before those they deny (one character: directly
    before). What has one of the words ``withheld`` for its 公开属性, and none of ``proactive``,
    need not be published unasked.
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
    outside_within: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    organs_within: tuple[str, ...] = ()
    affirmed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    serial: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    proactive: tuple[str, ...] = ()

    @property
    def dates(self) -> tuple[str, ...]:
        """The roles that hold days."""
        return tuple(role for role, words in self.columns.items() if words.kind == "date")


@cache
def load(path: Path) -> LedgerWords:
    """Read ``ledger.yaml``; raises ``SchemeError`` with file, line and key if it is malformed."""
    _, text = data.read(path, "台账用词")
    return data.shaped(path, text, data.parse(path, text), LedgerWords)
