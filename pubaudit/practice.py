"""What the rules know beside the scheme: channel words, repealed documents, what people say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pubaudit import data
from pubaudit.applicability import Statement, excused, read_statements, speaking
from pubaudit.decisions import Decision, decided, read_decisions
from pubaudit.matching import Alignment
from pubaudit.models import Catalog, Confidence, Scheme
from pubaudit.regions import Region
from pubaudit.sidefile import SideWords, load_words
from pubaudit.text import normalise


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a text must hold one of, and words (``but``) that it must not hold."""

    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def are_in(self, text: str) -> bool:
        """Tell whether a text, normalised here, is meant."""
        plain = normalise(text)
        return any(w in plain for w in self.words) and not any(b in plain for b in self.but)


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """How channels (公开渠道) are called, and which items and rows are of trading or credit."""

    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trading: Words = Words()
    credit: Words = Words()

    def kind(self, name: str) -> str:
        """Return the kind of a channel (credit, platform, market, website), or ""."""
        plain = normalise(name)
        return next((k for k, words in self.kinds.items() if any(w in plain for w in words)), "")


@dataclass(frozen=True, slots=True)
class Repealed:
    """A document that holds no more: how it is cited, its last day, and what took its place.

    ``numbers`` are its numbers; ``titles`` names by which it alone is cited. ``until`` None: the
    day is not known. ``successor`` is "" where none is known.
    """

    title: str
    numbers: tuple[str, ...]
    successor: str
    successor_numbers: tuple[str, ...]
    source: str
    quote: str
    confidence: Confidence
    titles: tuple[str, ...] = ()
    until: date | None = None

    def is_cited_in(self, text: str) -> bool:
        """Tell whether a text cites this document, and not what took its place beside it."""
        plain = normalise(text)
        cited = any(normalise(n) in plain for n in (*self.numbers, *self.titles))
        return cited and not any(normalise(n) in plain for n in self.successor_numbers)


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything of one run that the rules may know beside the scheme and the catalogs.

    ``place`` is the division code of the place judged, ``region`` its names; ``previous`` the
    catalog's last version. ``as_of`` None: nothing that depends on the day is said.
    """

    channels: ChannelWords = ChannelWords()
    repealed: tuple[Repealed, ...] = ()
    as_of: date | None = None
    place: str = ""
    region: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    previous: Catalog | None = None


NO_PRACTICE = Practice()


def as_people_say(alignment: Alignment, practice: Practice, body: str) -> Alignment:
    """Return an alignment with what does not apply left out and what people decided put in.

    ``body`` is the subject's, "" for a region's.
    """
    statements = speaking(practice.statements, (body, *practice.region))
    return replace(
        alignment,
        matches=tuple(
            decided(excused(m, statements, practice.place), practice.decisions, body)
            for m in alignment.matches
        ),
    )


def load_channels(path: Path) -> ChannelWords:
    """Read ``channels.yaml``; raises SchemeError, one line with file, line and key."""
    _, text = data.read(path, "渠道用词表")
    return data.shaped(path, text, data.parse(path, text), ChannelWords)


def load_repealed(path: Path) -> tuple[Repealed, ...]:
    """Read ``repealed.yaml``; raises SchemeError, one line with file, line and key."""
    _, text = data.read(path, "失效文件表")
    return data.shaped(path, text, data.parse(path, text), tuple[Repealed, ...])


def gather(  # noqa: PLR0913
    root: Path,
    scheme: Scheme,
    place: Region,
    as_of: date,
    *,
    applicability: Path | str | None = None,
    decisions: Path | str | None = None,
    previous: Catalog | None = None,
) -> Practice:
    """Read what one run knows beside the scheme: our data under ``root``, the files people give.

    Raises InputError, one line with file and row, for a file that cannot be used.
    """
    words = load_words(root / "sidefiles.yaml") if applicability or decisions else SideWords()
    return Practice(
        channels=load_channels(root / "channels.yaml"),
        repealed=load_repealed(root / "repealed.yaml"),
        as_of=as_of,
        place=place.code,
        region=(place.name, place.full_name),
        statements=read_statements(Path(applicability), words, scheme) if applicability else (),
        decisions=read_decisions(Path(decisions), words, scheme) if decisions else (),
        previous=previous,
    )
