"""What is wrong with a scheme that its types cannot say; its words against its text: ``quotes``."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from pubaudit.data import Fault, Where
from pubaudit.models import Document, Duty, MandatedItem, Scheme, TimeLimit

_CODE = re.compile(r"[0-9]{6}")
_DATE = "应为日期：每年写 06-20，每月写 *-20，只一次写 2018-07-31"
_DATES = {
    "yearly": (re.compile(r"\d\d-\d\d"), "每年一次的写月日，如 12-31"),
    "half_yearly": (re.compile(r"\d\d-\d\d"), "每半年一次的写月日，如 06-20、12-20"),
    "quarterly": (re.compile(r"\d\d-\d\d"), "每季度一次的写月日，如 03-31"),
    "monthly": (re.compile(r"\*-\d\d"), "每月一次的写 *-20 的样子"),
    "once": (re.compile(r"\d{4}-\d\d-\d\d"), "只一次的写年月日，如 2018-07-31"),
    "standing": (re.compile(r"(?!)"), "长期任务（standing）没有日期，请删去，或改 recurrence"),
}
# A document may be anonymous.
_MAY_BE_EMPTY = {(Document, "issuer")}


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Yield where a scheme as written contradicts itself, and what should be there instead."""
    yield from _empty(scheme, ())
    yield from _bad_head(scheme)
    home = f"{scheme.code}/{scheme.topic}"
    declared = {field.name for field in scheme.fields}
    for n, item in enumerate(scheme.items):
        for key, what in _bad_item(item, home, declared, extends=bool(scheme.extends)):
            yield ("items", n, key), what
    for n, limit in enumerate(scheme.limits):
        for key, what in _bad_limit(limit):
            yield ("limits", n, key), what
    for n, duty in enumerate(scheme.duties):
        for key, what in _bad_duty(duty):
            yield ("duties", n, key), what
    if not scheme.extends:
        yield from unknown_fields(scheme, declared)
    yield from _bad_ids(scheme)


def unknown_fields(scheme: Scheme, declared: Collection[str]) -> Iterator[Fault]:
    """Yield the fields that limits, exceptions and channels are bound to and nothing declares."""
    for part in ("limits", "exceptions", "channels"):
        for n, entry in enumerate(getattr(scheme, part)):
            for m, name in enumerate(entry.fields):
                if name not in declared:
                    yield (part, n, "fields", m), f"“{name}”不在 fields 所列领域之内"


def gaps(ids: Sequence[str], withdrawn: Iterable[str]) -> Iterator[Fault]:
    """Yield the items whose number within the field does not follow the one before it."""
    taken: dict[str, set[int]] = {}
    for one in (*ids, *withdrawn):
        start, _, number = one.rpartition("/")
        if _is_number(number):
            taken.setdefault(start, set()).add(int(number))
    for n, one in enumerate(ids):
        start, _, number = one.rpartition("/")
        if _is_number(number) and int(number) > 1 and int(number) - 1 not in taken[start]:
            last = max((x for x in taken[start] if x < int(number)), default=0)
            what = f"编号从 {last} 跳到 {number}，应当连续；撤销了的编号写进 withdrawn"
            yield ("items", n, "id"), what


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _empty(entry: Any, where: Where) -> Iterator[Fault]:
    """Yield every text of an entry that has to be there and is blank."""
    if isinstance(entry, str):
        if not entry.strip():
            yield where, "不能为空"
    elif isinstance(entry, tuple):
        for n, part in enumerate(entry):
            yield from _empty(part, (*where, n))
    elif is_dataclass(entry) and not isinstance(entry, type):
        for name in _filled(type(entry)):
            yield from _empty(getattr(entry, name), (*where, name))


@cache
def _filled(kind: type) -> tuple[str, ...]:
    """Name the parts of a dataclass that may not be blank: the texts without default, the rest."""
    return tuple(
        field.name
        for field in fields(kind)
        if (field.type is not str or field.default is MISSING)
        and (kind, field.name) not in _MAY_BE_EMPTY
    )


def _bad_head(scheme: Scheme) -> Iterator[Fault]:
    home = f"{scheme.code}/{scheme.topic}"
    if not _CODE.fullmatch(scheme.code):
        yield ("code",), "应为六位区划代码，如 320902（加引号）"
    if scheme.id != home:
        yield ("id",), f"应为 {home}"
    if scheme.extends and not scheme.extends < home:
        # Codes rise from the nation to the county, so that no chain of schemes is a circle.
        yield ("extends",), "应为上级方案的编号，如 000000/公共资源配置"
    if scheme.status == "extends" and not scheme.extends:
        yield ("extends",), "status 是 extends，应写明补充哪个方案，如 000000/公共资源配置"
    if scheme.extends and scheme.status != "extends":
        yield ("status",), "写了 extends 的方案，status 应为 extends"


def _bad_ids(scheme: Scheme) -> Iterator[Fault]:
    seen = set(scheme.withdrawn)
    for part in ("items", "limits", "duties", "targets", "checklist"):
        for n, entry in enumerate(getattr(scheme, part)):
            if entry.id in seen:
                withdrawn = entry.id in scheme.withdrawn
                yield (part, n, "id"), "编号已撤销，不再用" if withdrawn else "编号重复"
            seen.add(entry.id)


def _bad_item(
    item: MandatedItem, home: str, declared: set[str], *, extends: bool
) -> Iterator[tuple[str, str]]:
    if item.field not in declared:
        yield "field", "不在 fields 所列领域之内"
    if not item.basis:
        yield "basis", "至少要有一处依据"
    if item.replaces and not extends:
        yield "replaces", "只能用于有 extends 的方案"
    start, _, number = item.id.rpartition("/")
    if start != f"{home}/{item.field}" or not _is_number(number):
        yield "id", f"应为 {home}/{item.field}/<序号>"


def _bad_limit(limit: TimeLimit) -> Iterator[tuple[str, str]]:
    amount = limit.amount
    if limit.unit == "date":
        if not isinstance(amount, str) or not _is_date(amount):
            yield "amount", _DATE
    elif limit.direction != "advisory" or amount is not None:
        if not isinstance(amount, int) or amount < 1:
            yield "amount", "应为大于零的整数，如 20（不加引号，不写“二十”）"
        elif limit.unit == "none":
            yield "unit", "写了 amount 就要写单位，如 working_day"


def _bad_duty(duty: Duty) -> Iterator[tuple[str, str]]:
    shape, written = _DATES[duty.recurrence]
    if not all(map(_is_date, duty.dates)):
        yield "dates", _DATE
    elif not all(map(shape.fullmatch, duty.dates)):
        yield "dates", written
    if duty.within is not None and duty.within < 1:
        yield "within", "应为大于零的整数"
    if (duty.within is None) != (duty.unit == "none"):
        yield "within", "within 和 unit（单位，如 working_day）要一起写"
    elif duty.unit == "date":
        yield "unit", "日期写进 dates，within 只记天数、月数"


def _is_date(text: str) -> bool:
    full = text if len(text) == len("2000-01-01") else "2000-" + text.replace("*", "01", 1)
    try:
        return date.fromisoformat(full).isoformat() == full
    except ValueError:
        return False
