"""What is due when (时限与任务): duties with their next days, and limits counted from an event.

``report`` answers a ``Question`` about ``Place`` s; ``entries`` gives the same days for a calendar
file. Pure but for ``load_duties``.
"""

from pubaudit.deadlines.answers import Answer, answer
from pubaudit.deadlines.duties import (
    DutyBook,
    Occurrence,
    Role,
    Task,
    fixed_date_verdict,
    load_duties,
    occurrences,
    tasks_of,
)
from pubaudit.deadlines.places import load_places
from pubaudit.deadlines.question import Place, Question
from pubaudit.deadlines.report import Entry, entries, report

__all__ = [
    "Answer",
    "DutyBook",
    "Entry",
    "Occurrence",
    "Place",
    "Question",
    "Role",
    "Task",
    "answer",
    "entries",
    "fixed_date_verdict",
    "load_duties",
    "load_places",
    "occurrences",
    "report",
    "tasks_of",
]
