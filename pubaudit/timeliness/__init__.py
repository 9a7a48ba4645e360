"""Timeliness (时效): ledgers of published records judged against the clock, at any size.

``kernel`` judges arrays, ``rulebook`` says which limit holds for a record. ``counter`` and
``dense`` count, ``tally`` is what adds up; ``observer`` looks at what is no verdict (stale columns,
a sample, channels in step, and with ``notices`` the display periods), ``beside`` is what adds up of
that. ``run`` goes through the parts, ``pool`` says where. ``figures``, ``facts`` and ``summary``
make the report, with ``beside_facts`` and ``beside_tables``; ``records`` writes every record with
its verdict. ``audit.audit_ledgers`` is the door.
"""

from pubaudit.timeliness.audit import Wish, audit_ledgers
from pubaudit.timeliness.beside import Ask, Stale
from pubaudit.timeliness.rulebook import RuleBook, rule_book
from pubaudit.timeliness.run import Job, map_reduce, tally_part, work_of
from pubaudit.timeliness.seen import Seen
from pubaudit.timeliness.summary import Setting, summarise
from pubaudit.timeliness.tally import Tally, add, empty

__all__ = [
    "Ask",
    "Job",
    "RuleBook",
    "Seen",
    "Setting",
    "Stale",
    "Tally",
    "Wish",
    "add",
    "audit_ledgers",
    "empty",
    "map_reduce",
    "rule_book",
    "summarise",
    "tally_part",
    "work_of",
]
