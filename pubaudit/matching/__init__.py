"""Alignment of a catalog's wording with the items that a scheme mandates."""

from pubaudit.matching.assign import Alignment, align
from pubaudit.matching.marks import says_not_here
from pubaudit.matching.prepared import Prepared, prepare
from pubaudit.matching.thesaurus import Thesaurus, load_thesaurus
from pubaudit.matching.why import why

__all__ = [
    "Alignment",
    "Prepared",
    "Thesaurus",
    "align",
    "load_thesaurus",
    "prepare",
    "says_not_here",
    "why",
]
