"""Tables of the report as they are printed beside the official ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pubaudit.annual.layout import Placed, Printed
from pubaudit.models import Column, Table

FIELDS, SUGGESTED = "annual_fields", "annual_suggested"
# For the office alone: they stand in the workbook, never in what is published.
WORKING = ("annual_bodies", "annual_late", "annual_not_judged", "annual_refused")
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
        "建议主动公开的信息（内部参考，不随年度报告公布）",
        (2.8, 1.7, 1.05, 1.05, 1.05, 2.35),
    ),
    "annual_bodies": _Place("分单位", "分单位（内部核对）", (2.0, *(1.0,) * 8), landscape=True),
    "annual_late": _Place(
        "超期",
        "超过答复期限的申请（内部核对）",
        (1.5, 1.7, 1.7, 1.2, 1.2, 1.2, 1.0),
        landscape=True,
    ),
    "annual_not_judged": _Place(
        "未判断", "没有判断时限的申请（内部核对）", (1.5, 1.7, 1.7, 4.0), landscape=True
    ),
    "annual_refused": _Place(
        "未计入", "未计入的行和需要核对的内容（内部核对）", (2.0, 1.7, 6.0), landscape=True
    ),
}


def appendices(tables: Iterable[Table], wanted: Sequence[str]) -> Iterator[Printed]:
    """Lay out the tables with the ids ``wanted``, in that order."""
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
