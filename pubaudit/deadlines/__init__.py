"""What is due when (时限与任务): duties with their next days, and limits counted from an event.

``report`` answers a ``Question`` about ``Place`` s; ``entries`` gives the same days for a calendar
file. Pure but for ``load_places``.
"""

from pubaudit.deadlines.places import load_places
from pubaudit.deadlines.question import Place, Question
from pubaudit.deadlines.report import Entry, entries, report

__all__ = ["Entry", "Place", "Question", "entries", "load_places", "report"]
