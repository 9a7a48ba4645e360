"""Time limits (时限): what the law sets, what a catalog states, and how the two compare.

``load`` reads ``catalogs/limits.yaml``; ``in_force`` and ``governing`` choose among limits by day,
field, event and place. ``stated.parse_stated`` reads a 公开时限 cell; ``compare.compare`` holds two
limits side by side over every start day of the official calendar; a ledger needs neither. All pure
but ``load``.
"""

from pubaudit.limits.book import Event, LimitBook, governing, in_force, load

__all__ = ["Event", "LimitBook", "governing", "in_force", "load"]
