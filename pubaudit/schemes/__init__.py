"""Schemes (实施方案) as data: where they lie, which holds in a place, and one read and checked.

A scheme is ``catalogs/<division code>_<region>/<topic>.yaml`` with its source text beside it.
"""

from pubaudit.schemes.draft import load
from pubaudit.schemes.extend import inherited, load_for
from pubaudit.schemes.held import SchemeFile, available, catalog_root
from pubaudit.schemes.holding import scheme_for
from pubaudit.schemes.quotes import plain_source

__all__ = [
    "SchemeFile",
    "available",
    "catalog_root",
    "inherited",
    "load",
    "load_for",
    "plain_source",
    "scheme_for",
]
