"""What does not apply: statements of ``--applicability FILE``, and what items say of themselves.

Rows of a catalog outweigh a statement: an item that is listed stays listed, and the contradiction
is a finding (COV004).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pubaudit.errors import InputError
from pubaudit.models import MandatedItem, Match, Scheme
from pubaudit.sidefile import SideWords, read_table
from pubaudit.text import normalise

STATED = "stated"
_REQUIRED = {"item": "领域或事项", "reason": "理由", "who": "认定人"}
_OPTIONAL = ("body", "date")
_LEVELS = ("省级", "市级", "县级")


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody's word that a field or an item does not apply to a body or a place.

    ``items`` are the ids of the items meant; ``body`` "" speaks of everybody; ``place`` says where
    the statement stands (file and row).
    """

    what: str
    items: frozenset[str]
    body: str
    reason: str
    who: str
    date: str
    place: str

    def speaks_of(self, subjects: Iterable[str]) -> bool:
        """Tell whether the statement is about one of the bodies or places, by name."""
        own = normalise(self.body)
        return not own or any(_same_body(own, normalise(s)) for s in subjects if s)

    @property
    def words(self) -> str:
        """The statement as a reason: why, by whom, when, where it stands."""
        day = f"，{self.date}" if self.date else ""
        return f"{self.reason}（{self.who}认定{day}；见 {self.place}）"


def read_statements(path: Path, words: SideWords, scheme: Scheme) -> tuple[Statement, ...]:
    """Read ``--applicability FILE`` (csv or workbook).

    Raises InputError, one line with file and row, also where the scheme has no such field or item.
    """
    return tuple(
        Statement(
            what=row.get("item"),
            items=items_named(scheme, row.get("item"), row.place),
            body=row.get("body"),
            reason=row.get("reason"),
            who=row.get("who"),
            date=row.get("date"),
            place=row.place,
        )
        for row in read_table(path, words, _REQUIRED, _OPTIONAL)
    )


def items_named(scheme: Scheme, name: str, place: str) -> frozenset[str]:
    """Return the ids of the items that an id, an item's name, a field's or field/item means.

    Raises InputError, naming ``place``, if there is none.
    """
    wanted = normalise(name)
    found = {
        i.id
        for i in scheme.items
        if wanted
        in {
            normalise(i.id),
            normalise(i.name),
            normalise(i.field),
            normalise(f"{i.field}/{i.name}"),
        }
    }
    if not found:
        fields = "、".join(f.name for f in scheme.fields)
        raise InputError(
            f"{place}：{scheme.region}的方案没有“{name}”领域或事项；领域有：{fields}"
            "（事项的写法见 pubaudit schemes show）"
        )
    return frozenset(found)


def speaking(statements: Iterable[Statement], subjects: Sequence[str]) -> list[Statement]:
    """Return the statements about one of the bodies or places."""
    return [s for s in statements if s.speaks_of(subjects)]


def excused(match: Match, statements: Sequence[Statement], place: str) -> Match:
    """Return the match of a missing item as not applicable where a statement or its level says so.

    ``statements`` speak of the subject; ``place`` is its division code.
    """
    if match.verdict != "missing":
        return match
    said = next((s for s in statements if match.item.id in s.items), None)
    reason = f"申报不涉及：{said.words}" if said else _ruled_out(match.item, place)
    if not reason:
        return match
    return replace(
        match,
        verdict="not_applicable",
        confidence=1.0,
        reason=reason,
        how=STATED,
        needs_review=False,
        elements=(),
        entries=(),
        evidence=(),
    )


def _ruled_out(item: MandatedItem, place: str) -> str:
    """Say why an item of a higher level does not apply to a place below it, or ""."""
    if item.level not in _LEVELS or not place:
        return ""
    own = 2 if not place.endswith("00") else 1 if not place.endswith("0000") else 0
    if _LEVELS.index(item.level) >= own:
        return ""
    condition = f"（{item.condition}）" if item.condition else ""
    return f"方案写明该事项属{item.level}{condition}，本地为{_LEVELS[own]}"


def _same_body(one: str, other: str) -> bool:
    """Tell whether ``one`` names ``other`` or its place: 财政局 is 亭湖区财政局, 天津 天津市."""
    return one.endswith(other) or other.endswith(one) or other.startswith(one)
