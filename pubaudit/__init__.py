"""Audit of government-information disclosure catalogs in public resource allocation."""

__version__ = "0.1.0"
