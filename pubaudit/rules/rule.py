"""What a rule is, and what it may look at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pubaudit.duty import Desk
from pubaudit.matching import Alignment
from pubaudit.models import Basis, Catalog, Finding, Location, Scheme, Severity
from pubaudit.modes import ModeWords
from pubaudit.practice import NO_PRACTICE, Practice
from pubaudit.text import fingerprint

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


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: a code that never changes meaning, and a pure function over one context.

    ``severity`` is the gravest it can give; ``version`` grows when its meaning is refined;
    ``scope`` says whether it looks at one catalog, at the subject as a whole, or
    at another report (an ``AnnualReport`` or ``LedgerFacts``, no ``Context``).
    """

    code: str
    name: str
    severity: Severity
    version: int
    basis: str
    scope: Literal["subject", "catalog", "report"]
    check: Callable[["Rule", Any], Iterable[Finding]]

    def finding(  # noqa: PLR0913
        self,
        message: str,
        *,
        place: str,
        severity: Severity | None = None,
        basis: Basis | None = None,
        item: str = "",
        body: str = "",
        location: Location | None = None,
    ) -> Finding:
        """Build a finding of this rule; ``place`` is the text that identifies it across runs."""
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            message=message,
            basis=basis,
            item=item,
            body=body,
            location=location,
            fingerprint=fingerprint(self.code, item, body, place),
        )
