"""Counts a year's reviews and suits into section 四; joint cases once if that is asked for."""

import re
from collections.abc import Sequence
from datetime import date

from pubaudit.annual.ledger import Refusals
from pubaudit.annual.records import Dispute
from pubaudit.annual.tally import Outside, Tally, seen_from
from pubaudit.models import Problem
from pubaudit.workdays.table import day_number, day_of

_PENDING = "pending"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def tally_cases(  # noqa: PLR0913
    tally: Tally,
    cases: Sequence[Dispute],
    refusals: Refusals,
    year: int,
    *,
    dedupe: bool = False,
    only: str = "",
) -> None:
    """Count the cases of a year, of the body ``only`` if that is given.

    A number that comes again in one body is refused. The same number of several bodies is a joint
    case: it counts under each, and with ``dedupe`` once in the tables. Where its rows disagree the
    closed outcome counts, and both rows are named.
    """
    own = []
    for case in cases:
        if only and case.body != only:
            tally.outside.append(Outside(case.input, case.sheet, case.row))
        elif (placed := _placed(case, year, refusals)) is None:
            tally.outside.append(Outside(case.input, case.sheet, case.row, _year(case)))
        else:
            own.append(placed)
    groups: dict[str, list[Dispute]] = {}
    for number, case in enumerate(_once(own, refusals)):
        groups.setdefault(case.key or f"\x1f{number}", []).append(case)
    for group in groups.values():
        counted = [_agreed(group, refusals)] if dedupe else group
        if len(group) > 1 and not dedupe:
            _hint(group, refusals)
        tally.joint += len(group) - len(counted)
        tally.counted += len(counted)
        for case in group:
            tally.bodies[case.body][case.kind] += 1
        for case in counted:
            tally.cells[case.kind, case.outcome] += 1
            tally.plain_suits += case.plain


def _placed(case: Dispute, year: int, refusals: Refusals) -> Dispute | None:
    """Return a case with its outcome at the end of the year, None if it is of another year.

    Of a case without dates its number tells the year.
    """
    first, last = day_number(date(year, 1, 1)), day_number(date(year, 12, 31))
    begun = _year(case)
    if begun > year or (case.closed is not None and case.closed < first):
        return None
    if case.closed is not None and case.closed > last:
        return case._replace(outcome=_PENDING)
    if case.outcome == _PENDING and case.closed is not None:
        _note(case, "尚未审结却有结案日期，按尚未审结计入；请核对", refusals)
    if case.closed is None and case.outcome != _PENDING and 0 < begun < year:
        said = f"是{begun}年的案件，没有结案日期，按本年审结计入；不是本年审结的请填结案日期"
        _note(case, said, refusals)
    return case


def _year(case: Dispute) -> int:
    """Return the year in which a case began, 0 if neither a date nor its number says it."""
    if case.opened is not None:
        return day_of(case.opened).year
    found = _YEAR.search(case.key) if case.closed is None else None
    return int(found[1]) if found else 0


def _once(cases: Sequence[Dispute], refusals: Refusals) -> list[Dispute]:
    """Return each case of a body once; of one pending and one closed the closed one stays."""
    kept: dict[tuple[str, str], Dispute] = {}
    for number, case in enumerate(cases):
        key = (case.body, case.key or f"\x1f{number}")
        before = kept.get(key)
        if before is None:
            kept[key] = case
            continue
        if before.outcome == _PENDING != case.outcome:
            kept[key], before, again = case, case, before
        else:
            again = case
        differs = "，审理结果不同，请核对" if before.outcome != again.outcome else ""
        reason = f"案号“{again.number}”与{seen_from(before, again)}重复{differs}"
        refusals.refuse(again.input, again.sheet, again.row, reason)
    return list(kept.values())


def _agreed(group: Sequence[Dispute], refusals: Refusals) -> Dispute:
    """Return the row by which a joint case counts: the first that is closed, else the first."""
    chosen = next((case for case in group if case.outcome != _PENDING), group[0])
    for other in group:
        if (other.kind, other.outcome) != (chosen.kind, chosen.outcome):
            said = f"与{seen_from(chosen, other)}同一案号，类型或审理结果不同，按后者计入；请核对"
            _note(other, said, refusals)
    return chosen


def _hint(group: Sequence[Dispute], refusals: Refusals) -> None:
    for other in group[1:]:
        said = f"与{seen_from(group[0], other)}同一案号，各计一次；是共同案件的请加 --dedupe 案号"
        _note(other, said, refusals)


def _note(case: Dispute, said: str, refusals: Refusals) -> None:
    refusals.note(case.input, Problem(f"案号“{case.number}”{said}", case.sheet, case.row))
