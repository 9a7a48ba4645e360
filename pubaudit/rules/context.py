"""What the rules about catalogs may look at."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubaudit.duty import Desk
from pubaudit.matching import Alignment
from pubaudit.models import Catalog, Scheme
from pubaudit.modes import ModeWords
from pubaudit.practice import NO_PRACTICE, Practice

if TYPE_CHECKING:
    from pubaudit.rules.governed import Governed


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a rule may look at: one subject, already aligned.

    ``catalogs`` holds one catalog, or all of a region's; their entries, in this order, are those
    that ``alignment.served`` counts. ``desk`` tells whose duty an item is; ``words`` read modes,
    audiences and levels. ``governed`` are the rows of tables with a 公开时限 column, their stated
    limits beside those of the law.
    """

    scheme: Scheme
    catalogs: tuple[Catalog, ...]
    alignment: Alignment
    desk: Desk
    words: ModeWords
    practice: Practice = NO_PRACTICE
    governed: "tuple[Governed, ...]" = ()

    @property
    def body(self) -> str:
        """The body whose catalog is judged; empty for a region's."""
        return self.catalogs[0].body if len(self.catalogs) == 1 else ""
