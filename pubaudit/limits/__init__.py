"""Time limits (时限): what the law sets, what a catalog states, and how the two compare.

``load`` reads ``catalogs/limits.yaml``; ``in_force`` and ``governing`` choose among limits by day,
field, event and place; ``parse_stated`` reads a 公开时限 cell; ``compare`` holds two limits side by
side over every start day of the official calendar. All pure but ``load``.
"""

from pubaudit.limits.book import Event, LimitBook, governing, in_force, load
from pubaudit.limits.compare import Comparison, Example, compare
from pubaudit.limits.stated import StatedLimit, in_words, parse_stated

__all__ = [
    "Comparison",
    "Event",
    "Example",
    "LimitBook",
    "StatedLimit",
    "compare",
    "governing",
    "in_force",
    "in_words",
    "load",
    "parse_stated",
]
