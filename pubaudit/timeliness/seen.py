"""Records that stand twice in the ledgers, known by their link or their 文号."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pubaudit.ledger import Batch, Words
from pubaudit.ledger.batch import encode
from pubaudit.text import normalise

MOST = 2_000_000
_OF_BODY = "\n"
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
                again |= self._met(role, _keys_of(batch, role))
        return again

    def _met(self, role: str, keys: Words) -> NDArray[np.bool_]:
        """Mark what was met before; whether it names a record at all is asked of that only."""
        known, names = self.keys[role], keys.names
        before = np.fromiter(map(known.__contains__, names), np.bool_, len(names))
        several = np.bincount(keys.codes, minlength=len(names)) > 1
        twice = np.zeros(len(names), np.bool_)
        for code in np.flatnonzero(before | several).tolist():
            twice[code] = self._names_record(names[code])
        met: NDArray[np.bool_] = twice[keys.codes]
        present, first = np.unique(keys.codes, return_index=True)
        met[first[(twice & ~before)[present]]] = False
        known.update(names)
        return met

    def _names_record(self, key: str) -> bool:
        plain = key.rpartition(_OF_BODY)[2].lower()
        return plain not in self.blank and not _NO_RECORD.fullmatch(plain)


def _keys_of(batch: Batch, role: str) -> Words:
    """Return what records are compared by: a link as it is written, a number with its body.

    The brackets of a 文号 (〔〕 [] ﹝﹞ （）) are one and the same; case tells links apart.
    """
    column = batch.words[role]
    if role == "link":
        return column
    plain = [normalise(name) for name in column.names]
    said = [
        f"{batch.says('body', index)}{_OF_BODY}{plain[code]}"
        for index, code in enumerate(column.codes.tolist())
    ]
    codes, names = encode(said)
    return Words(codes, tuple(names))
