"""CHN: whether each row names the channels (公开渠道) that the scheme demands for it.

Only rows that list an item of the scheme are asked, and only in a table with a channel column.
A box that is not ticked names no channel.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from pubaudit.matching import says_not_here
from pubaudit.models import Channel, Entry, Finding
from pubaudit.modes import mode_of
from pubaudit.rules.context import Context
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, rows_words, shorten

Row = tuple[Entry, tuple[str, ...]]
"""A row of a catalog and the ids of the items it lists."""

_ONE_OF_SEVERAL = "之一"
_LONGEST_QUOTE = 120


def website(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows whose channels leave out 政府网站, the first platform of most schemes."""
    demanded = _demanded(context, "website")[:1]
    yield from _lacking(rule, context, demanded, "website", "政府网站", lambda _: True)


def platform(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report trading rows that are not on 公共资源交易平台 too, where the scheme says they must."""
    demanded = [c for c in _demanded(context, "platform") if c.force == "must"]
    fields = {f for c in demanded for f in c.fields}
    words = context.practice.channels.trading
    trading = {
        i.id
        for i in context.scheme.items
        if words.are_in(i.name) and (not fields or i.field in fields)
    }
    name = "、".join(f"“{c.name}”" for c in demanded)
    yield from _lacking(
        rule, context, demanded, "platform", name, lambda row: not trading.isdisjoint(row[1])
    )


def credit(rule: Rule, context: Context) -> Iterable[Finding]:
    """Report rows of credit and penalties that are on none of the credit sites (信用中国 …)."""
    demanded = [c for c in _demanded(context, "credit") if "信用" in c.applies_to]
    words = context.practice.channels.credit
    yield from _lacking(
        rule,
        context,
        demanded,
        "credit",
        _credit_sites(demanded),
        lambda row: words.are_in(_own_words(row[0])),
    )


def _demanded(context: Context, kind: str) -> list[Channel]:
    """Return the scheme's channels of a kind that it does not merely encourage or leave open."""
    return [
        c
        for c in context.scheme.channels
        if c.force != "encourage"
        and _ONE_OF_SEVERAL not in c.applies_to
        and context.practice.channels.kind(c.name) == kind
    ]


def _lacking(  # noqa: PLR0913, PLR0917
    rule: Rule,
    context: Context,
    demanded: Sequence[Channel],
    kind: str,
    name: str,
    asked: Callable[[Row], bool],
) -> Iterator[Finding]:
    """Report the rows asked that name no channel of a kind: one finding for each wording."""
    if not demanded:
        return
    rows = [(row, _named(row[0])) for row in _rows(context)]
    wordings = {named for _, named in rows}
    common = len(rows) > 1 and len(wordings) == 1
    kind_of = context.practice.channels.kind
    without = {named for named in wordings if not any(kind_of(n) == kind for n in named)}
    lacking: dict[tuple[str, ...], list[Entry]] = {}
    for row, named in rows:
        if named in without and asked(row):
            lacking.setdefault(named, []).append(row[0])
    basis = demanded[0].basis
    for named, entries in lacking.items():
        shown = "、".join(t.name for t in entries[0].channels if t.ticked)
        where = _rows_of(entries) + ("公开渠道（全列写法相同）" if common else "公开渠道")
        said = f"只列“{shorten(shown, 30)}”，未列{name}" if shown else f"未写明，未列{name}"
        yield rule.finding(
            f"{where}{said}。{cite(basis)}：“{shorten(basis.quote, _LONGEST_QUOTE)}”；"
            f"请核对，并在公开渠道中增列{name}",
            place="、".join((kind, *named)),
            basis=basis,
            body=context.body,
            location=entries[0].location,
        )


def _rows(context: Context) -> Iterator[Row]:
    """Yield the rows that list an item, of tables with a channel column, and publish at all."""
    (catalog,) = context.catalogs
    asked = {t.sheet for t in catalog.tables if any(c.role == "channel" for c in t.columns)}
    for entry, served in zip(catalog.entries, context.alignment.served, strict=True):
        if not served or entry.location.sheet not in asked or says_not_here(entry):
            continue
        if mode_of(entry, context.words) in {"proactive", ""}:
            yield entry, served


def _named(entry: Entry) -> tuple[str, ...]:
    """Return the channels that a row ticks, normalised."""
    return tuple(normalise(t.name) for t in entry.channels if t.ticked)


def _own_words(entry: Entry) -> str:
    return "／".join((*entry.path[-1:], entry.content))


def _rows_of(entries: Sequence[Entry]) -> str:
    return rows_words([e.location for e in entries])


def _credit_sites(demanded: Sequence[Channel]) -> str:
    return "、".join(f"“{c.name}”" for c in demanded) + (
        "（其中之一）" if len(demanded) > 1 else ""
    )
