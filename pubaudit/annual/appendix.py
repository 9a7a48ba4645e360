"""Tables of the report that follow the official ones in a document."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pubaudit.annual.layout import Placed, Printed
from pubaudit.models import Column, Table

FIELDS, SUGGESTED = "annual_fields", "annual_suggested"
_NOT_KNOWN = "—"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a table is appended: its sheet, its title there, its relative widths."""

    name: str
    title: str
    widths: tuple[float, ...]


_PLACES: Mapping[str, _Place] = {
    FIELDS: _Place("领域", "公共资源配置领域信息公开情况", (2.6, *(1.0,) * 9)),
    SUGGESTED: _Place(
        "建议公开",
        "附：建议主动公开的信息（内部参考，不随年度报告公布）",
        (3.2, 1.8, 0.9, 0.9, 0.9, 2.6),
    ),
}


def appendices(tables: Iterable[Table], wanted: Container[str]) -> Iterator[Printed]:
    """Lay out the tables with the ids ``wanted``, FIELDS or SUGGESTED, for a document."""
    for table in tables:
        if table.id not in wanted:
            continue
        place = _PLACES[table.id]
        cells = [Placed(0, at, column.title) for at, column in enumerate(table.columns)]
        for number, row in enumerate(table.rows, 1):
            cells += [
                Placed(number, at, _shown(column, row.get(column.key)), head=at == 0)
                for at, column in enumerate(table.columns)
            ]
        size = (1 + len(table.rows), len(table.columns))
        yield Printed(place.name, place.title, tuple(cells), *size, 1, place.widths)


def _shown(column: Column, value: str | float | None) -> str | int | float:
    if value is None:
        return _NOT_KNOWN
    if column.kind == "rate" and isinstance(value, float):
        return f"{value:.1%}"
    return value
