"""Lines of Chinese text for a console: cleaned, measured and broken where Chinese may break."""

import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style

# A token keeps an opening mark with what follows it and a closing mark with what precedes it;
# a run of Latin letters and digits is one token.
_OPENING = "（《〈“‘【〔「『"
_CLOSING = "），。、；：！？》〉”’】〕」』…"
_TOKEN = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~]+|\S)[{_CLOSING}]*")
_UNSEEN = frozenset({"Cc", "Cf"})


def clean(text: str) -> str:
    """Make words from a file one line without control or writing-direction characters."""
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(seen.split())


def cells(text: str) -> int:
    """Count the cells the text takes on a Chinese console.

    Characters of ambiguous width (“ × ①) count two, as there; on other consoles a line is then
    shorter than it might be, and never too long.
    """
    return sum(map(_cells_of, text))


@cache
def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most ``width`` cells.

    Breaks between Chinese characters, not inside a number or Latin word unless it is longer than
    a line, not before a closing mark and not after an opening one.
    """
    lines: list[str] = []
    line, used = "", 0
    for token in _TOKEN.findall(text):
        for piece in [token] if cells(token) <= width else token:
            size = cells(piece)
            if used + size > width:
                lines.append(line.rstrip())
                line, used = "", 0
            if line or not piece.isspace():
                line += piece
                used += size
    return [*lines, line.rstrip()] if line else lines


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph for Rich with a hanging indent: ``lead`` stands before its first line."""

    text: str
    indent: int = 0
    lead: str = ""
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the wrapped lines, each in the paragraph's style."""
        lead = " " * self.indent + self.lead
        hang = " " * cell_len(lead)
        style = Style.parse(self.style)
        for number, line in enumerate(wrap(clean(self.text), options.max_width - cells(lead))):
            yield Segment((hang if number else lead) + line, style)
            yield Segment.line()


def to_text(blocks: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """Print blocks into a text of at most ``width`` cells a line (at least 60).

    ANSI colours only if ``color``; the environment changes nothing; no line ends in a space.
    """
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=max(width, 60),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
    )
    for block in blocks:
        console.print(block)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())
