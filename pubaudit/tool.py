"""What makes the reports: every report says so at its head."""

from datetime import UTC, datetime

from pubaudit import __version__
from pubaudit.models import Tool
from pubaudit.text import NORMALISER_VERSION

# The day on which every document says it was made: the same input gives the same bytes. Formats of
# offices know no time zone.
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
TOOL = Tool("pubaudit", __version__, NORMALISER_VERSION)
