"""Records that stand twice in the ledgers, known by their link or their 文号."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch
from pubaudit.ledger.batch import Codes, encode
from pubaudit.text import normalise

MOST = 2_000_000
_OF_BODY = "\n"
# A whole site, or its front page, is where a record might be, not which one it is; nor do strokes
# and the like name one.
_NO_RECORD = re.compile(r"[\W_]*|(?:[a-z]+://|www\.)[^/?#]*/*(?:(?:index|default)\.\w+)?[?#]?")


@dataclass(slots=True)
class Seen:
    """The links and numbers met so far, so that a record that stands twice counts once.

    ``blank`` are the words that stand for no number or link (无). After ``most`` links and numbers,
    blank ones among them, ``full`` is set and nothing more is looked for: memory stays bounded.
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
                again |= self._met(role, *encode(_keys_of(batch, role)))
        return again

    def _met(self, role: str, codes: Codes, keys: Sequence[str]) -> NDArray[np.bool_]:
        """Mark what was met before; whether it names a record at all is asked of that only."""
        known = self.keys[role]
        before = np.fromiter(map(known.__contains__, keys), np.bool_, len(keys))
        several = np.bincount(codes, minlength=len(keys)) > 1
        twice = np.zeros(len(keys), np.bool_)
        for code in np.flatnonzero(before | several).tolist():
            twice[code] = self._names_record(role, keys[code])
        met: NDArray[np.bool_] = twice[codes]
        _, first = np.unique(codes, return_index=True)
        met[first[twice & ~before]] = False
        known.update(keys)
        return met

    def _names_record(self, role: str, key: str) -> bool:
        plain = key.partition(_OF_BODY)[2] if role == "number" else key.lower()
        return plain not in self.blank and not _NO_RECORD.fullmatch(plain)


def _keys_of(batch: Batch, role: str) -> list[str]:
    """Return what each record is compared by: its link as it is written, its number with its body.

    The brackets of a 文号 (〔〕 [] ﹝﹞ （）) are one and the same; case tells links apart.
    """
    column = batch.words[role]
    codes = column.codes.tolist()
    if role == "link":
        return [column.names[code] for code in codes]
    plain = [normalise(name) for name in column.names]
    bodies = (batch.says("body", index) for index in range(batch.size))
    return [
        f"{body.replace(_OF_BODY, ' ')}{_OF_BODY}{plain[code]}"
        for body, code in zip(bodies, codes, strict=True)
    ]
