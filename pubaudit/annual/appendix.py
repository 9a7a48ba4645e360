"""Tables of the report that follow the official ones in a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pubaudit.annual.layout import Placed, Printed
from pubaudit.models import Column, Table

FIELDS, SUGGESTED = "annual_fields", "annual_suggested"
_NOT_KNOWN = "—"


@dataclass(frozen=True, slots=True)
class _Place:
    """How a table is appended: its sheet, its title there, its relative widths, its page."""

    name: str
    title: str
    widths: tuple[float, ...]
    landscape: bool = False


_PLACES: Mapping[str, _Place] = {
    FIELDS: _Place("领域", "公共资源配置领域信息公开情况", (1.9, *(1.0,) * 9), landscape=True),
    SUGGESTED: _Place(
        "建议公开",
        "附：建议主动公开的信息（内部参考，不随年度报告公布）",
        (2.8, 1.7, 1.05, 1.05, 1.05, 2.35),
    ),
}


def appendices(tables: Iterable[Table], wanted: Sequence[str]) -> Iterator[Printed]:
    """Lay out the tables with the ids ``wanted``, FIELDS or SUGGESTED, in that order."""
    for table in sorted((t for t in tables if t.id in wanted), key=lambda t: wanted.index(t.id)):
        place = _PLACES[table.id]
        cells = [Placed(0, at, column.title) for at, column in enumerate(table.columns)]
        for number, row in enumerate(table.rows, 1):
            cells += [
                Placed(number, at, _shown(column, row.get(column.key)), head=at == 0)
                for at, column in enumerate(table.columns)
            ]
        size = (1 + len(table.rows), len(table.columns))
        yield Printed(
            place.name, place.title, tuple(cells), *size, 1, place.widths, place.landscape
        )


def _shown(column: Column, value: str | float | None) -> str | int | float:
    if value is None:
        return _NOT_KNOWN
    if column.kind == "rate" and isinstance(value, float):
        return f"{value:.1%}"
    return value
