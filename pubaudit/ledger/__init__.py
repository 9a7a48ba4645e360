"""Ledgers (公开台账) of published records: files read in batches of integer columns.

``parts_of`` splits a file, ``batches`` reads a part; ``columns`` knows them by meaning, by the
``words`` of ledger.yaml, and ``dates`` the ways in which a day is written. A batch holds days as
integers since 1970-01-01 and words as codes.
"""

from pubaudit.ledger.batch import Batch, Words
from pubaudit.ledger.dates import MISSING, NO_DAY, UNREADABLE, day_of_value
from pubaudit.ledger.files import batches, copies_of, expand, parts_of
from pubaudit.ledger.part import Part
from pubaudit.ledger.spans import with_spans
from pubaudit.ledger.words import NAMING, Doubt, Kind, LedgerWords, load

__all__ = [
    "MISSING",
    "NAMING",
    "NO_DAY",
    "UNREADABLE",
    "Batch",
    "Doubt",
    "Kind",
    "LedgerWords",
    "Part",
    "Words",
    "batches",
    "copies_of",
    "day_of_value",
    "expand",
    "load",
    "parts_of",
    "with_spans",
]
