"""A display period (公示期) written in one cell, split into its first and last day."""

import re
from dataclasses import replace

import numpy as np

from pubaudit.ledger.batch import Batch, Days
from pubaudit.ledger.dates import MISSING, UNREADABLE, day_of_value

_SPAN, _FROM, _UNTIL = "shown", "shown_from", "shown_until"
_BETWEEN = re.compile(r"\s*(?:起?[至到]|[~～]|[—–]+|--+|\s-\s|(?<=[日号])-)\s*")
_HYPHEN = re.compile(
    r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{8})\s*-\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8})"
)
_REMARK = re.compile(r"[（(][^（()）]*[）)]\s*$")
_LENGTH = re.compile(r"(?:不少于|为)?[\d一二三四五六七八九十]+个?(?:工作日|自然日|日历天|日|天)")
_FIRST = re.compile(r"(\d{4}\s*[-/.年])\s*(\d{1,2}\s*[-/.月])")
_SHORT = re.compile(r"(?:(\d{1,2})\s*[-/.月]\s*)?(\d{1,2})\s*[日号]?")


def with_spans(batch: Batch) -> Batch:
    """Return the batch with the days of its 公示起止 cells where no column of their own says them.

    Each distinct cell is read once.
    """
    if _SPAN not in batch.words:
        return batch
    column = batch.words[_SPAN]
    ends = np.array([days_of_span(name) for name in column.names], np.int32).reshape(-1, 2)
    days = dict(batch.days)
    for role, read in ((_FROM, ends[:, 0]), (_UNTIL, ends[:, 1])):
        said: Days = read[column.codes]
        own = days.get(role)
        days[role] = said if own is None else np.where(own == MISSING, said, own)
    return replace(batch, days=days)


def days_of_span(text: str) -> tuple[int, int]:
    """Return the first and last day number of 2026-03-02至2026-03-06, or sentinels for them.

    The second day may leave out year and month (2026年3月2日至6日). A cell with one day has no
    last day; one with only a length (5个工作日) has no first day, and its last is UNREADABLE.
    """
    plain = _REMARK.sub("", text.strip()).removeprefix("自").removesuffix("止").strip()
    if not plain:
        return MISSING, MISSING
    if _LENGTH.fullmatch(plain):
        return MISSING, UNREADABLE
    hyphened = _HYPHEN.fullmatch(plain)
    halves = [hyphened[1], hyphened[3]] if hyphened else _BETWEEN.split(plain)
    if len(halves) > 2:
        return UNREADABLE, UNREADABLE
    first = day_of_value(halves[0].strip())
    if first == MISSING or len(halves) == 1:
        return first, MISSING
    return first, day_of_value(_completed(halves[0], halves[1].strip()))


def _completed(first: str, last: str) -> str:
    """Give the last day the year, and the month, that it takes over from the first."""
    known, short = _FIRST.match(first), _SHORT.fullmatch(last)
    if not known or not short:
        return last
    year, month = known[1], f"{short[1]}-" if short[1] else known[2]
    return "-".join(part.rstrip("-/.年月 ") for part in (year, month, short[2]))
