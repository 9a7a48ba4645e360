"""Whose the rows of ledgers are, and to which body a count is restricted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pubaudit.annual.ledger import Sheet
from pubaudit.errors import UsageError
from pubaudit.headers import cell_text

_SHORTEST = 3
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Owners:
    """The bodies of a run: ``only`` is the one that is counted, "" if all are.

    ``names`` maps what a ledger calls the asked body to its asked name; ``files`` gives each input
    the body of its rows that name none.
    """

    only: str
    names: Mapping[str, str]
    files: Sequence[str]

    def of(self, index: int, said: str) -> str:
        """Return the body of a row of an input that names the body ``said``, or none."""
        return self.names.get(said, said) or self.files[index]


def owners(sheets: Sequence[Sheet], stems: Sequence[str], body: str, *, whole: bool) -> Owners:
    """Find whose the rows are; ``stems`` are the names of the files, ``body`` is asked for.

    Within a county its name is left out: 县财政局 is 云岫县财政局, and the other way round where
    that fits one unit alone. A file that names one body is all that body's; a row without any is
    the asked body's, else the file's. ``whole`` counts all bodies under the name ``body``.

    Raises ``UsageError`` if ledgers name bodies and none, or more than one, may be the asked one.
    """
    units = [_units(sheet) for sheet in sheets]
    known = dict.fromkeys(unit for named in units for unit in named)
    same = _same(body, list(known)) if body and not whole else {}
    if known and body and not whole and not same:
        raise UsageError(
            f"台账的单位栏没有“{body}”，有：{_listed(list(known))}。请照台账写 --body；"
            "要全部单位的合计，请加 --whole"
        )
    files = []
    for index, name in enumerate(stems):
        own = {
            same.get(unit, unit)
            for sheet, named in zip(sheets, units, strict=True)
            if sheet.input == index
            for unit in named
        }
        files.append(own.pop() if len(own) == 1 else ("" if whole else body) or name)
    return Owners(body if same else "", same, files)


def _units(sheet: Sheet) -> list[str]:
    """Return the bodies that a sheet names, in its order."""
    if "body" not in sheet.columns:
        return []
    header = sheet.rows[sheet.header][sheet.columns["body"]]
    texts = dict.fromkeys(
        cell_text(value) for value in dict.fromkeys(sheet.column("body")) if value != header
    )
    return [text for text in texts if text]


def _same(body: str, units: Sequence[str]) -> dict[str, str]:
    """Return the units that are the asked body under a shorter or a longer name."""
    shorter = [u for u in units if u == body or (len(u) >= _SHORTEST and body.endswith(u))]
    longer = [u for u in units if len(body) >= _SHORTEST and u.endswith(body) and u != body]
    if len(longer) > 1 and not shorter:
        raise UsageError(f"“{body}”可能是台账中的{_listed(longer)}。请写全称")
    return dict.fromkeys([*shorter, *(longer if len(longer) == 1 else ())], body)


def _listed(units: Sequence[str]) -> str:
    more = f"等{len(units)}个单位" if len(units) > _MOST_NAMED else ""
    return "、".join(units[:_MOST_NAMED]) + more
