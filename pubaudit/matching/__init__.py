"""Alignment of a catalog's wording with the items that a scheme mandates."""

from pubaudit.matching.assign import Alignment, align
from pubaudit.matching.thesaurus import Thesaurus, load_thesaurus

__all__ = ["Alignment", "Thesaurus", "align", "load_thesaurus"]
