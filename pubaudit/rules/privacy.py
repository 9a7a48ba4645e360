"""PRV: personal data in a catalog. A finding names the place and shows no number in full."""

import re
from collections.abc import Iterable, Iterator

from pubaudit.models import Entry, Finding
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import normalise, rows_words

# 18 digits of an identity number, a card number (from 62), a mobile number: told apart below.
_NUMBER = re.compile(r"(?<![\dA-Za-z])(?:\d{17}[\dXx]|62\d{14,17}|1[3-9]\d{9})(?![\dA-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_IDENTITY, _CARD, _MOBILE = "居民身份证号码", "银行卡号", "手机号码"
_MOBILE_LENGTH, _IDENTITY_LENGTH = 11, 18
_TEN = 10


def personal_data(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report cells that hold an identity, card or mobile number, once a kind.

    A mobile number may be an office's own and is only suspected; one in a column of supervision or
    contact is meant to be public and is left alone.
    """
    found: dict[str, list[tuple[Entry, str]]] = {}
    for entry in context.catalogs[0].entries:
        for kind, number in _numbers(entry):
            found.setdefault(kind, []).append((entry, number))
    for kind, places in found.items():
        rows = rows_words(list(dict.fromkeys(e.location for e, _ in places)))
        shown = _masked(places[0][1])
        yield rule.finding(
            f"{rows}{'疑似含' if kind == _MOBILE else '含'}{kind}（{shown}）。"
            "目录公开后任何人可见；请核实，确属个人信息的请删去或改为办公电话",
            place=f"{kind}{shown}",
            body=context.body,
            location=places[0][0].location,
        )


def _numbers(entry: Entry) -> Iterator[tuple[str, str]]:
    for header, text in entry.columns.items():
        for kind, number in personal_numbers(text):
            if not (kind == _MOBILE and _is_contact(header)):
                yield kind, number


def personal_numbers(text: str) -> Iterator[tuple[str, str]]:
    """Yield the identity, card and mobile numbers in a text, each with its kind."""
    if len(text) < _MOBILE_LENGTH:
        return
    for number in _NUMBER.findall(normalise(text)):
        if kind := _kind(number):
            yield kind, number


def _is_contact(header: str) -> bool:
    return any(word in header for word in ("监督", "电话", "联系", "咨询", "渠道", "方式"))


def _kind(number: str) -> str:
    """Tell what a number is by its own check digit; "" for one that is none of them."""
    if len(number) == _MOBILE_LENGTH:
        return _MOBILE
    if len(number) == _IDENTITY_LENGTH and _is_identity(number.upper()):
        return _IDENTITY
    return _CARD if number.startswith("62") and _is_card(number) else ""


def _is_identity(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    dated = 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31
    return dated and _CHECKS[total % 11] == number[17]


def _is_card(number: str) -> bool:
    """Tell whether the digits have the check digit of a card (Luhn)."""
    if not number.isdecimal():
        return False
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(number))]
    return sum(d // _TEN + d % _TEN for d in doubled) % _TEN == 0


def _masked(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:].upper()}"
