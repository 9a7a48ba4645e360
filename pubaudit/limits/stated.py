"""A 公开时限 cell, read into the limits that it states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pubaudit.models import Basis, Direction, TimeLimit, Unit
from pubaudit.text import chinese_number, list_to_clauses, normalise, shorten
from pubaudit.words import UNIT

Kind = Literal["amount", "promptly", "cadence", "bound", "standing", "exception", "unreadable"]


@dataclass(frozen=True, slots=True)
class StatedLimit:
    """One limit stated in a cell, in its ``words`` (normalised).

    ``kind``: ``amount`` (a number or a fixed date), ``promptly`` (及时, 实时, 随时, 按进展),
    ``cadence`` (每季度), ``bound`` to another event (随采购公告公开), ``standing`` (长期),
    ``exception`` (法律法规另有规定的除外: no limit of its own), ``unreadable``. ``limit`` has rank
    ``catalog``, None for the last two; ``reason`` says in Chinese why, or what was assumed.
    ``bare``: a number without 内, 前, 公示 or the like; its direction ``within`` is an assumption.
    """

    words: str
    kind: Kind
    limit: TimeLimit | None = None
    reason: str = ""
    bare: bool = False


@lru_cache(maxsize=1 << 12)
def parse_stated(text: str) -> tuple[StatedLimit, ...]:
    """Read a 公开时限 cell into the limits that it states; empty for a blank cell.

    同上 must have been resolved. What cannot be read is a ``StatedLimit`` with a reason.
    """
    if len(text) > _LONGEST:
        reason = f"超过{_LONGEST}字，不像时限，请只写时限"
        return (StatedLimit(shorten(text), "unreadable", reason=reason),)
    clauses = _clauses(normalise(list_to_clauses(text)).replace("工作曰", "工作日"))
    found = [piece for clause in clauses for piece in _pieces(clause)]
    telling = tuple(piece for piece in found if not _is_detail(piece))
    if telling or not found:
        return telling
    return (StatedLimit(shorten(text), "unreadable", reason=_UNCLEAR),)


def in_words(limit: TimeLimit) -> str:
    """Say a limit in Chinese: 合同签订之日起2个工作日内; ``parse_stated`` reads numbers back."""
    if limit.unit == "date":
        return _date_words(str(limit.amount))
    trigger = limit.trigger
    if not isinstance(limit.amount, int):
        return f"{trigger}后及时" if trigger else "及时"
    if limit.unit == "day" and limit.amount == 0:
        return f"{trigger}当日"
    amount = f"{limit.amount}{UNIT[limit.unit]}"
    if limit.direction == "before":
        return f"{trigger}{amount}前" if trigger else f"提前{amount}"
    if limit.direction in {"shown", "window"}:
        return f"{trigger}期不少于{amount}" if trigger else f"不少于{amount}"
    return f"{trigger}{'起' if trigger.endswith('日') else '后' if trigger else ''}{amount}内"


# --- the grammar --------------------------------------------------------------------------------

_UNITS: dict[str, tuple[Unit, int]] = {
    "工作日": ("working_day", 1),
    "自然日": ("day", 1),
    "日历日": ("day", 1),
    "日": ("day", 1),
    "天": ("day", 1),
    "小时": ("hour", 1),
    "周": ("day", 7),
    "星期": ("day", 7),
    "月": ("month", 1),
    "年": ("year", 1),
}
# The longest real cell seen has 60 characters; the patterns are not linear in the length.
_LONGEST = 400
_MONTH_ENDS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNIT_MISSING = "原文缺“日”或“工作日”，暂按“日”理解，请补全"
_UNCLEAR = "看不出时限，请写成“信息形成或变更之日起×个工作日内”"
# Ten years: no limit is longer, and the calendar reaches further.
_MOST_DAYS = 3720
_DAYS: dict[Unit, int] = {"working_day": 1, "day": 1, "hour": 1, "month": 31, "year": 366}

_NUMBER = r"(?<![第下\d])(?:\d{1,3}|(?<![一二三四五六七八九十])[一二两三四五六七八九十百]{1,5})"
# A 、 parts two limits only where the first is complete: 15日前、……3日前; a bracket holds one of
# its own where it has a number of days: (公示5个工作日).
_BREAK = re.compile(
    r"[;。,]|(?<=[前内])、|(?<!\d)/(?!\d)|(?=或(?:者)?按)"
    rf"|\((?=[^()年]*{_NUMBER}(?:个?(?:工作日|自然日|日历日|日|天|小时|星期|周)|个月)[^()]*\))"
)
_OPEN_END = ("起", "后", "之日", "时")
_EXCEPT_LEAD = re.compile(r"除.*?外(?=自|应|在)")
_EXCEPTION = re.compile(
    r"另有规定|从其规定|除外|除.+外$|规定.*执行|情况紧急|缩短期限|顺延|依申请公开$"
)
# Since when the limit holds, which is no limit itself.
_EFFECTIVE = re.compile(r"自?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?起(?:执行|施行|实施|生效)?")
_AMOUNT = re.compile(
    rf"(?:(?<![第下\d])\d{{1,3}}[-~至到])?(?P<n>{_NUMBER})"
    r"(?:个?(?P<unit>工作日|自然日|日历日|日|天|小时|星期|周|年)|个(?P<month>月)|(?=内))"
    r"(?P<tail>(?:以|之)?[内前]|的公[示告])?"
)
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号]|底)")
_MONTHLY = re.compile(r"每月(?:的)?(\d{1,2})[日号](?:以|之)?前")
_YEAR_END = re.compile(r"(?:每年)?(?:年底|年末)(?:之)?前")
_SAME_DAY = re.compile(r"(?P<trigger>.*?)(?:的)?(?P<day>当日|当天|次日)")
_SHOWN = re.compile(
    r"(?P<trigger>.*(?:公示|公告|公布|展示|征求意见|张贴|保留|保存))"
    r"(?:期|期限|时间|时限|时长)?(?:为期|为|是|:)?(?:一般)?(?:应)?"
    r"(?:不得?少于|不低于|不短于|至少|满)?$"
)
_WINDOW = re.compile(
    r"(?P<trigger>.*(?:提供|发售|挂牌|报名|递交|提交|获取|等标).*?)"
    r"(?:(?:期|期限|时间)(?:为|是|:)?(?:不得?少于|不低于|不短于|至少)?|(?:不得?少于|不低于|至少))$"
)
_LEAST = re.compile(r"(?P<trigger>.*?)(?:期|期限|时间)?(?:为期|不得?少于|不低于|不短于|至少)$")
_AT_LEAST = re.compile(r"(?P<trigger>.*?)(?:应当?)?(?:不得?少于|不低于|至少)$")
_AHEAD = re.compile(r"(?P<what>.*)提前(?P<trigger>.*)")
# What names no number, in the order in which it is looked for; the group is what it follows.
_ADVISORY: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "cadence",
        re.compile(
            r"(每年年[初底末]|(?:每|按|分)(?:半年|年|季度|季|月|周|日|天|学期)|定期"
            r"|每\d+个?(?:工作日|日|天|周|月|年)|(?:半年|季度|月度|年度)(?=公开|更新|公布))"
        ),
    ),
    ("bound", re.compile(r"随(?!时)(.+?)(?:公开|公告|公布|发布)?$|^在(.+)时")),
    ("bound", re.compile(r"^(?:与|和|同)?(.*?)(?:同时|同步|一并)")),
    (
        "promptly",
        re.compile(
            r"^(.*?)(?:及时|实时|随时|即时|立即|适时|尽快|第一时间|动态更新|动态调整"
            r"|有则(?:更新|公开)|一事一公开|(?:按|依|随|根据).{0,12}进展)"
        ),
    ),
    ("standing", re.compile(r"长期|常年|永久|持续|始终|全年")),
)
_LEADS = re.compile(
    r"^(?:\.|或者?|和|且|并|其中|其他|应当?|须|需|要|于|在|从|由|最迟|一般|原则上"
    r"|:|的|《.*》在)+"
)
_TAILS = re.compile(
    r"(?:之日起|日起|起|之日|之后|以后|后|之内|最长|不得?超过|最迟|不晚于|应当?|须|需|要|在|于|的|个|:|公开|完成时限)+$"
)
_TIME_WORD = re.compile(r"\d|[日月年周季]|期限|时限|小时")


def _clauses(text: str) -> Iterator[str]:
    """Yield the parts of a cell; one that only says from when (……之日起,) goes with the next."""
    opened = ""
    for part in _BREAK.split(text):
        clause = opened + part
        if part.endswith(_OPEN_END) and not _AMOUNT.search(clause):
            opened = clause
            continue
        opened = ""
        if clause.count(")") > clause.count("("):
            clause = clause.removesuffix(")")
        if clause.strip(".、:-/()*"):
            yield clause
    if opened:
        yield opened


def _pieces(clause: str) -> Iterator[StatedLimit]:
    """Yield what one clause says."""
    lead = _EXCEPT_LEAD.match(clause)
    if lead:
        yield StatedLimit(lead[0], "exception", reason="例外，不是时限")
        clause = clause[lead.end() :]
    since = _EFFECTIVE.search(clause)
    if since:
        yield StatedLimit(since[0], "exception", reason="施行日期，不是时限")
        clause = clause.replace(since[0], "")
        if not clause.strip("()"):
            return
    dated = list(_dates(clause))
    if dated:
        yield from dated
        return
    amounts = list(_AMOUNT.finditer(clause))
    if amounts and not re.match(r"每\d", clause):
        start = 0
        for match in amounts:
            yield _amount(clause, start, match)
            start = match.end()
        return
    yield _without_number(clause)


def _dates(clause: str) -> Iterator[StatedLimit]:
    monthly = _MONTHLY.search(clause)
    if monthly and 1 <= int(monthly[1]) <= 31:
        yield _stated(clause, "by", f"*-{int(monthly[1]):02}", "date")
    elif _YEAR_END.search(clause):
        yield _stated(clause, "by", "12-31", "date")
    elif "前" in clause:
        for year, month, day in _DATE.findall(clause):
            if 1 <= int(month) <= 12 and (not day or 1 <= int(day) <= 31):
                on = f"{int(month):02}-{int(day) if day else _MONTH_ENDS[int(month) - 1]:02}"
                yield _stated(clause, "by", f"{year}-{on}" if year else on, "date")


def _amount(clause: str, start: int, match: re.Match[str]) -> StatedLimit:
    """Read one number: its unit, what it counts from, and in which direction."""
    before, tail = clause[start : match.start()], (match["tail"] or "")[-1:]
    words = clause[start : match.end()] if start else clause
    unit, times = _UNITS[match["unit"] or match["month"] or "日"]
    missing = not (match["unit"] or match["month"])
    count = chinese_number(match["n"]) * times
    if count * _DAYS[unit] > _MOST_DAYS:
        return StatedLimit(words, "unreadable", reason="时限超过10年，请核对是否写错")
    tail = "内" if missing else tail
    if tail == "前" and before.endswith("月"):
        return StatedLimit(words, "unreadable", reason="日期写法看不懂，请写成“每年×月×日前”")
    if tail == "内" and before.endswith("前"):
        return StatedLimit(words, "unreadable", reason="“……前×日内”看不出是最早还是最迟，请写明")
    direction, trigger = _direction(before, tail)
    if direction == "within" and "收到" in trigger and "申请" in trigger:
        direction = "reply"
    return _stated(
        words,
        direction,
        count,
        unit,
        trigger=trigger,
        reason=_UNIT_MISSING if missing else "",
        bare=direction == "within" and not tail and not trigger,
    )


def _direction(before: str, tail: str) -> tuple[Direction, str]:
    """Tell which way a number counts, and from what, by what stands before and after it."""
    ahead = _AHEAD.search(before)
    if before.endswith("前") and not tail and not ahead:
        return "before", _clean(before[:-1])
    if tail == "前" or ahead:
        trigger = ahead["trigger"] if ahead and ahead["trigger"] else before
        trigger = ahead["what"] if ahead and not _clean(_least(ahead["trigger"])) else trigger
        return "before", _clean(_least(trigger))
    if tail == "内":
        return "within", _clean(before.rpartition("自")[2])
    for direction, form in _MINIMUM:
        found = form.search(before)
        if found:
            return direction, _clean(found["trigger"])
    if tail in {"示", "告"}:
        return "shown", f"公{tail}"
    return "within", _clean(before.rpartition("自")[2])


_MINIMUM: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    ("shown", _SHOWN),
    ("window", _WINDOW),
    ("shown", _LEAST),
)


def _least(words: str) -> str:
    found = _AT_LEAST.fullmatch(words)
    return found["trigger"] if found else words


def _without_number(clause: str) -> StatedLimit:
    """Read a clause that names no number."""
    same_day = _SAME_DAY.match(clause)
    if same_day:
        days = 1 if same_day["day"] == "次日" else 0
        trigger = _clean(same_day["trigger"].rpartition("自")[2])
        return _stated(clause, "within", days, "day", trigger=trigger)
    if _EXCEPTION.search(clause):
        return StatedLimit(clause, "exception", reason="例外，不是时限")
    for kind, form in _ADVISORY:
        found = form.search(clause)
        if found:
            trigger = next(filter(None, found.groups()), "").rpartition("自")[2]
            trigger = trigger.removesuffix("同时").removesuffix("一并")
            return _stated(clause, "advisory", None, "none", trigger=_clean(trigger), kind=kind)
    if "同上" in clause or "同前" in clause:
        reason = "“同上”没有所指的上一行，请写明时限"
    else:
        reason = _UNCLEAR
    return StatedLimit(clause, "unreadable", reason=reason)


def _is_detail(piece: StatedLimit) -> bool:
    """Tell whether a clause beside a limit only says for what, where or how (在村公示栏公开)."""
    silent = not _TIME_WORD.search(piece.words) and "同上" not in piece.words
    return piece.kind == "unreadable" and silent


def _clean(trigger: str) -> str:
    return _TAILS.sub("", _LEADS.sub("", trigger)) + ("之日" if _has_day(trigger) else "")


def _has_day(trigger: str) -> bool:
    return trigger.endswith(("之日起", "之日"))


def _stated(  # noqa: PLR0913
    words: str,
    direction: Direction,
    amount: int | str | None,
    unit: Unit,
    *,
    trigger: str = "",
    kind: Kind = "amount",
    reason: str = "",
    bare: bool = False,
) -> StatedLimit:
    limit = TimeLimit("", direction, amount, unit, trigger, Basis("", ""), "catalog")
    return StatedLimit(words, kind, limit, reason, bare)


def _date_words(amount: str) -> str:
    *year, month, day = amount.split("-")
    if month == "*":
        return f"每月{int(day)}日前"
    return f"{f'{year[0]}年' if year else '每年'}{int(month)}月{int(day)}日前"
