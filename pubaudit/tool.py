"""What makes the reports: every report says so at its head."""

from pubaudit import __version__
from pubaudit.models import Tool
from pubaudit.text import NORMALISER_VERSION

TOOL = Tool("pubaudit", __version__, NORMALISER_VERSION)
