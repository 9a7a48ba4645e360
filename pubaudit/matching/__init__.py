"""Alignment of a catalog's wording with the items that a scheme mandates."""

from pubaudit.matching.assign import Alignment, align
from pubaudit.matching.marks import says_not_here
from pubaudit.matching.thesaurus import Thesaurus, load_thesaurus
from pubaudit.matching.why import why

__all__ = ["Alignment", "Thesaurus", "align", "load_thesaurus", "says_not_here", "why"]
