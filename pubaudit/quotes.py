"""The quotes of a scheme against its source text: every demand rests on words that are there."""

from collections.abc import Iterator
from dataclasses import dataclass

from pubaudit.models import Basis, Scheme
from pubaudit.schemes import plain_source


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote and whose it is: the id of an item, limit, duty or checklist line, else its name."""

    owner: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class SchemeCheck:
    """A scheme file that could be read, and how its quotes stand.

    ``joined`` is the scheme with the one it extends; ``source`` the path of the text that the
    ``quotes`` were looked for in, "" if there is none; ``unfound`` those that are not in it;
    ``held`` whether the file is one of the program's own data, and ``place_known`` whether its
    division code is in the table of places.
    """

    path: str
    scheme: Scheme
    joined: Scheme
    held: bool
    place_known: bool
    source: str
    quotes: int
    unfound: tuple[Quote, ...]


def quotes_of(scheme: Scheme) -> Iterator[Quote]:
    """Yield every quote of a scheme as written, in the order of its parts."""
    for item in scheme.items:
        for basis in item.basis:
            yield Quote(item.id, basis)
    yield from (Quote(limit.id, limit.basis) for limit in scheme.limits)
    yield from (Quote(duty.id, duty.basis) for duty in scheme.duties)
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
