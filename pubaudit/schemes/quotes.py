"""The words of a scheme against its source text: every demand rests on words that are there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pubaudit.data import Fault, Where
from pubaudit.models import Basis, Scheme
from pubaudit.text import shorten

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote, where it stands, and whose it is: an id, else a name."""

    where: Where
    owner: str
    basis: Basis


def plain_source(text: str) -> str:
    """Return a source text or a quote without any whitespace, the one licence a quote has.

    The published texts break lines and put spaces (“20 个工作日”) where their layout did.
    """
    return "".join(text.split())


def quotes_of(scheme: Scheme) -> Iterator[Quote]:
    """Yield every quote of a scheme as written, in the order of its parts."""
    for n, item in enumerate(scheme.items):
        for m, basis in enumerate(item.basis):
            yield Quote(("items", n, "basis", m, "quote"), item.id, basis)
    for part in ("limits", "duties", "targets", "checklist"):
        for n, entry in enumerate(getattr(scheme, part)):
            yield Quote((part, n, "basis", "quote"), entry.id, entry.basis)
    for n, exception in enumerate(scheme.exceptions):
        where: Where = ("exceptions", n, "basis", "quote")
        yield Quote(where, f"例外“{exception.name}”", exception.basis)
    for n, channel in enumerate(scheme.channels):
        yield Quote(("channels", n, "basis", "quote"), f"渠道“{channel.name}”", channel.basis)
    if scheme.form:
        yield Quote(("form", "basis", "quote"), "对目录的要求", scheme.form.basis)


def unfound(scheme: Scheme, source: str) -> Iterator[Fault]:
    """Yield the quotes, conditions and no-demand openings not in the text, white space aside."""
    text = plain_source(source)
    for quote in quotes_of(scheme):
        if plain_source(quote.basis.quote) not in text:
            article = f" {quote.basis.article}" if quote.basis.article else ""
            words = shorten(quote.basis.quote, _SHOWN)
            yield quote.where, f"{quote.owner}{article}：“{words}”在原文中找不到，请与原文逐字核对"
    for n, item in enumerate(scheme.items):
        if plain_source(item.condition) not in text:
            what = f"{item.id} 条件“{item.condition}”在原文中找不到，请用原文的字"
            yield ("items", n, "condition"), what
    for n, words in enumerate(scheme.no_demand):
        if plain_source(words) not in text:
            yield ("no_demand", n), f"“{words}”在原文中找不到，请用原文的字"


def unquoted(scheme: Scheme) -> Iterator[Fault]:
    """Yield the names and elements that are in no quote of their item.

    White space aside, and with or without what stands in brackets in the middle of a name: names
    are given without it (施工许可(开工报告)审批结果).
    """
    for n, item in enumerate(scheme.items):
        # A quote at a time: words that run over from one to the next are in neither.
        quotes = [plain_source(basis.quote) for basis in item.basis]
        parts: list[tuple[Where, str, str]] = [(("name",), "名称", item.name)]
        parts += [(("elements", m), "要素", element) for m, element in enumerate(item.elements)]
        for where, part, words in parts:
            if not any(_says(quote, plain_source(words)) for quote in quotes):
                what = f"{item.id} {part}“{words}”不在本事项的引句中，请用原文的字"
                yield ("items", n, *where), what


def _says(quote: str, words: str) -> bool:
    return words in quote or words in _BRACKETED.sub("", quote)
