"""Whether a request was answered in time.

条例（国务院令第711号）第三十条、第三十一条、第三十三条、第三十五条; before 2019-05-15 第492号.
"""

from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from pubaudit.annual.records import Request
from pubaudit.errors import UsageError
from pubaudit.models import Due
from pubaudit.workdays import Calendar
from pubaudit.workdays.table import day_number, day_of

Verdict = Literal["on_time", "late", "overdue", "pending", "not_judged"]

_NEW_LAW = day_number(date(2019, 5, 15))
_DAYS_711 = 20
_DAYS_492 = 15
_CORRECTION = 7
_CONFIRMED = frozenset({"letter", "online", "fax"})


class Answer(NamedTuple):
    """The verdict on one request and what it rests on; ``over`` counts working days past due."""

    verdict: Verdict
    reason: str = ""
    start: date | None = None
    due: date | None = None
    over: int = 0
    at_once: bool = False


class RequestClock:
    """Judges requests on one calendar as of one day."""

    def __init__(self, calendar: Calendar, as_of: date) -> None:
        self._calendar = calendar
        self._as_of = as_of
        self._due = lru_cache(1 << 14)(self._due_of)
        self._answers: dict[Hashable, Answer] = {}  # many requests have the same days

    def judge(self, request: Request) -> Answer:
        """Judge one request; a reason says why it is not judged."""
        open_still = request.result == "D"
        key = (request.days, request.channel, request.extended, request.delayed, open_still)
        answer = self._answers.get(key)
        if answer is None:
            try:
                answer = self._judge(request)
            except UsageError as error:
                answer = Answer("not_judged", str(error).rstrip("。"))
            self._answers[key] = answer
        return answer

    def _judge(self, request: Request) -> Answer:
        days = request.days
        received = days.came
        if received is None:
            return Answer("not_judged", "没有收到日期")
        if request.delayed:
            return Answer("not_judged", "按第三十五条确定延迟答复的合理期限")
        if fault := _impossible(request):
            return Answer("not_judged", fault)
        new = received >= _NEW_LAW
        start, unsure = _start(request, received, new=new)
        if days.correction_asked is not None:
            if not new:
                return Answer("not_judged", "第492号令没有补正后重新起算的规定")
            asked_by = self._due(start, _CORRECTION).date
            if day_of(days.correction_asked) <= asked_by:
                if days.corrected is None:
                    return Answer("not_judged", "已告知补正，没有收到补正的日期")
                start, unsure = days.corrected, ""
        due = self._due_with_stops(request, start, _DAYS_711 if new else _DAYS_492)
        return due if isinstance(due, Answer) else self._compared(request, start, due, unsure)

    def _due_with_stops(self, request: Request, start: int, limit: int) -> Due | Answer:
        """Return the due day with the clock stopped while others are asked, and extended."""
        days = request.days
        pause = 0
        if days.asked_from is not None or days.asked_to is not None:
            first, last = days.asked_from, days.asked_to
            if first is None or last is None or last < first:
                return Answer("not_judged", "征求意见的起止日期不全或颠倒")
            pause = self._calendar.between(day_of(first), day_of(last)).days
        due = self._due(start, limit + pause)
        told = days.extension_told
        if told is None and request.extended is None:
            return Answer("not_judged", "延期栏的写法认不出，请写“是”“否”或告知日期")
        if told is None and request.extended:
            return Answer("not_judged", "写明延期，没有告知日期")
        if told is not None and day_of(told) <= due.date:
            return self._due(start, 2 * limit + pause)
        return due

    def _compared(self, request: Request, start: int, due: Due, unsure: str) -> Answer:
        replied = request.days.replied
        began = day_of(start)
        if replied is None:
            if request.result != "D":
                return Answer("not_judged", "没有答复日期", began, due.date)
            late = self._as_of > due.latest
            over = self._over(due.date, self._as_of) if late else 0
            return Answer("overdue" if late else "pending", "", began, due.date, over)
        day = day_of(replied)
        if day <= due.earliest:
            return Answer("on_time", "", began, due.date, at_once=day == began)
        if unsure:
            return Answer("not_judged", unsure, began, due.date)
        if day > due.latest:
            return Answer("late", "", began, due.date, self._over(due.date, day))
        return Answer("not_judged", "到期日为暂估", began, due.date)

    def _over(self, due: date, day: date) -> int:
        return self._calendar.between(due, day).days

    def _due_of(self, start: int, days: int) -> Due:
        return self._calendar.due(day_of(start), days)


_STEPS = (
    ("confirmed", "确认日期"),
    ("correction_asked", "补正告知日期"),
    ("corrected", "补正日期"),
    ("extension_told", "延期告知日期"),
    ("asked_from", "第三方征询开始"),
    ("asked_to", "第三方征询结束"),
)


def _impossible(request: Request) -> str:
    """Say which step stands before the receipt, after the reply, or before what it answers."""
    days = request.days
    if request.result == "D" and days.replied is not None:
        return "办理结果为未办结，却有答复日期"
    first = min(day for day in (days.received, days.signed) if day is not None)
    for step, name in _STEPS:
        day = getattr(days, step)
        if day is not None and day < first:
            return f"{name}早于收到日期"
        if day is not None and days.replied is not None and day > days.replied:
            return f"{name}晚于答复日期"
    asked, corrected = days.correction_asked, days.corrected
    if asked is not None and corrected is not None and corrected < asked:
        return "补正日期早于补正告知日期"
    return ""


def _start(request: Request, received: int, *, new: bool) -> tuple[int, str]:
    """Return the day the clock starts from (第三十一条), and why it may have started later."""
    days = request.days
    if request.channel == "mail" and days.signed is not None:
        return days.signed, ""
    if new and request.channel in _CONFIRMED:
        if days.confirmed is not None:
            return days.confirmed, ""
        return received, "没有与申请人确认的日期（第三十一条），按收到日期已超期"
    return received, ""
