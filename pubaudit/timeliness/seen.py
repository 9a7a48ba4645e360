"""Records that stand twice in the ledgers, known by their link or their 文号."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch
from pubaudit.text import normalise

MOST = 2_000_000
# A whole site, or its front page, is where a record might be, not which one it is; nor do strokes
# and the like name one.
_NO_RECORD = re.compile(r"[\W_]*|(?:[a-z]+://|www\.)[^/?#]*/*(?:(?:index|default)\.\w+)?[?#]?")


@dataclass(slots=True)
class Seen:
    """The links and numbers met so far, so that a record that stands twice counts once.

    ``blank`` are the words that stand for no number or link (无). After ``most`` of them ``full``
    is set and nothing more is looked for, so that memory stays bounded.
    """

    blank: Sequence[str] = ()
    most: int = MOST
    full: bool = False
    keys: dict[str, set[str]] = field(default_factory=lambda: {"link": set(), "number": set()})

    def repeats(self, batch: Batch) -> NDArray[np.bool_]:
        """Mark the records whose link, or whose number at the same body, was met before."""
        again = np.zeros(batch.size, np.bool_)
        looked_for = [role for role in self.keys if role in batch.words]
        self.full |= bool(looked_for) and sum(map(len, self.keys.values())) > self.most
        if not self.full:
            for role in looked_for:
                self._mark(batch, role, again)
        return again

    def _mark(self, batch: Batch, role: str, again: NDArray[np.bool_]) -> None:
        known, codes = self.keys[role], batch.words[role].codes
        names = [self._key(role, name) for name in batch.words[role].names]
        written = np.flatnonzero(np.array([bool(name) for name in names])[codes])
        said = [names[code] for code in codes[written].tolist()]
        if role == "number":
            said = [
                f"{batch.says('body', int(i))}\n{own}" for i, own in zip(written, said, strict=True)
            ]
        fresh = set(said)
        if len(fresh) == len(said) and known.isdisjoint(fresh):
            known |= fresh
            return
        for index, own in zip(written.tolist(), said, strict=True):
            again[index] |= own in known
            known.add(own)

    def _key(self, role: str, name: str) -> str:
        """Return what a number or link is compared by, "" if it names no record.

        The brackets of a 文号 (〔〕 [] ﹝﹞ （）) are one and the same; case tells links apart.
        """
        plain = normalise(name) if role == "number" else name.lower()
        if plain in self.blank or _NO_RECORD.fullmatch(plain):
            return ""
        return plain if role == "number" else name
