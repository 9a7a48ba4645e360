"""What a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pubaudit.models import Basis, Finding, Location, Severity
from pubaudit.text import fingerprint

_GRAVITY: tuple[Severity, ...] = get_args(Severity)


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by severity; those of one severity keep their order."""
    return tuple(sorted(findings, key=lambda found: _GRAVITY.index(found.severity)))


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
