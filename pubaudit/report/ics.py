"""Deadlines as a calendar file (RFC 5545) for Outlook, WPS and telephones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from pubaudit.deadlines import Entry


def render_ics(entries: Sequence[Entry], as_of: date) -> bytes:
    """Return all-day events, one an entry; the same entries and ``as_of`` give the same bytes.

    A UID is the same from run to run, so that importing twice adds nothing twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//pubaudit//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "政府信息公开时限与任务")
    stamp = datetime.combine(as_of, time(), UTC)
    for entry in entries:
        event = Event()
        event.add("uid", f"{sha256(entry.uid.encode()).hexdigest()[:32]}@pubaudit")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
