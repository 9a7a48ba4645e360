"""The quotes of a scheme against its source text: every demand rests on words that are there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pubaudit.models import Basis, MandatedItem, Scheme
from pubaudit.schemes import plain_source

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote and whose it is: the id of an item, limit, duty, target or line, else its name."""

    owner: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Unquoted:
    """Words that an item lists and none of its quotes holds: its name or one of its elements."""

    item: str
    part: Literal["name", "element"]
    words: str


@dataclass(frozen=True, slots=True)
class SchemeCheck:
    """A scheme file that could be read, and how its quotes stand.

    ``joined`` is the scheme with the one it extends; ``source`` the path of the text that the
    ``quotes`` were looked for in, "" if there is none; ``unfound`` those that are not in it;
    ``unquoted`` the names and elements that none of their item's quotes holds; ``held`` whether
    the file is one of the program's own data, and ``place_known`` whether its division code is in
    the table of places.
    """

    path: str
    scheme: Scheme
    joined: Scheme
    held: bool
    place_known: bool
    source: str
    quotes: int
    unfound: tuple[Quote, ...]
    unquoted: tuple[Unquoted, ...]


def quotes_of(scheme: Scheme) -> Iterator[Quote]:
    """Yield every quote of a scheme as written, in the order of its parts."""
    for item in scheme.items:
        for basis in item.basis:
            yield Quote(item.id, basis)
    yield from (Quote(limit.id, limit.basis) for limit in scheme.limits)
    yield from (Quote(duty.id, duty.basis) for duty in scheme.duties)
    yield from (Quote(target.id, target.basis) for target in scheme.targets)
    yield from (Quote(line.id, line.basis) for line in scheme.checklist)
    for exception in scheme.exceptions:
        yield Quote(f"例外“{exception.name}”", exception.basis)
    for channel in scheme.channels:
        yield Quote(f"渠道“{channel.name}”", channel.basis)
    if scheme.form:
        yield Quote("form", scheme.form.basis)


def unfound(scheme: Scheme, source: str) -> tuple[Quote, ...]:
    """Return the quotes that are not in the source text, white space aside."""
    text = plain_source(source)
    return tuple(
        quote for quote in quotes_of(scheme) if plain_source(quote.basis.quote) not in text
    )


def unquoted(scheme: Scheme) -> tuple[Unquoted, ...]:
    """Return the names and elements that are in no quote of their item.

    White space aside, and with or without what stands in brackets in the middle of a name: names
    are given without it (施工许可(开工报告)审批结果).
    """
    return tuple(_unquoted(scheme.items))


def _unquoted(items: Iterable[MandatedItem]) -> Iterator[Unquoted]:
    for item in items:
        # A quote at a time: words that run over from one to the next are in neither.
        quotes = [plain_source(basis.quote) for basis in item.basis]
        parts: list[tuple[Literal["name", "element"], str]] = [("name", item.name)]
        parts += [("element", element) for element in item.elements]
        for part, words in parts:
            if not any(_says(quote, plain_source(words)) for quote in quotes):
                yield Unquoted(item.id, part, words)


def _says(quote: str, words: str) -> bool:
    return words in quote or words in _BRACKETED.sub("", quote)
