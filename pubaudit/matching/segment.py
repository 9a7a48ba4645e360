"""Cut the text of a cell into clauses and spell out what parallel parts share.

``采购、成交公告`` names 采购公告 and 成交公告; ``合同订立、履约`` names 合同订立 and 合同履约.
A shared head (公告) or modifier (合同) is written once in Chinese; here each part gets it back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pubaudit.text import list_to_clauses, normalise

_SENTENCE = re.compile(r"[;。\n]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_COMMA = re.compile(r"[、,/|]+")
_PARALLEL = re.compile(r"以及|[、,/|和及或与]")
_LEAD = re.compile(r"^(?:有关|相关|其他|其它|以及|包括|含|及其|及|和|等)+")
_BEFORE_BRACKET = re.compile(r"(?<![^、,;:()])([^、,;:()]{1,8})\(([^()]*)\)")
_LEFT_OUT = re.compile(
    r"(?:不含|不包括)[^;。)]{0,200}|[^,;。()、:]{0,30}不(?:予|对外|向社会)?(?:公开|公示|公布|上网|登网|挂网)[^;。)]{0,200}|除[^;。()]{1,40}?外的?,?"
)
# A clause that ends so speaks of rules, samples or disputes about a thing, not of the thing.
_RULE_ENDS = (
    "办法", "细则", "制度", "规定", "规程", "规范", "范本", "样本", "样式", "模板", "格式", "编制",
    "标准文本", "示范文本", "编制要求", "编制说明", "填写说明", "操作手册", "培训",
    "指南", "意向", "链接", "媒介", "流程",
)  # fmt: skip
ABOUT_ENDS = (
    *_RULE_ENDS, "质疑", "答复", "纠纷", "纠纷处理", "澄清", "修改", "异议处理", "异议处理结果",
    "异议处理情况", "异议情况", "异议投诉处理", "解读", "须知", "费用", "费标准", "金标准",
    "限额标准", "媒介名单", "清退名单", "清退情况", "情况评估",
)  # fmt: skip
# What ends so takes no head from the parts behind it.
_WHOLE_ENDS = ("备案", "批复", "核准", "审批", "登记", "意见", "许可", "名称", "时间", "日期")
_LINK = re.compile(r"(?<![标目])的(?!士)")
_SHORT_LABEL = 8
_SHORT_PART = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """The words that parallel parts may share, as patterns: heads at the end, modifiers in front.

    Heads are nouns such as 公告 and 处理决定, modifiers such as 合同 and 采购; the longest wins.
    """

    head: re.Pattern[str]
    modifier: re.Pattern[str]

    @classmethod
    def of(cls, heads: Iterable[str], modifiers: Iterable[str]) -> "Shared":
        """Compile the words."""
        return cls(re.compile(f"(?:{_either(heads)})$"), re.compile(_either(modifiers)))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def bare(text: str) -> str:
    """Leave out the 的 that some write and some do not: 投标文件的递交. That of 标的 stays."""
    return _LINK.sub("", text) if "的" in text else text


def comparable(text: str) -> str:
    """Return the form in which the wordings of items, schemes and catalogs are compared."""
    return bare(normalise(text))


def clauses(text: str, shared: Shared) -> tuple[str, tuple[str, ...]]:
    """Return the normalised text of a cell, and its readings clause by clause and distributed.

    What the cell says is not disclosed (不含…, 除…外, …不公开) is in neither.
    """
    whole = _LEFT_OUT.sub("", normalise(list_to_clauses(text)))
    readings: dict[str, None] = {}
    for sentence in _SENTENCE.split(whole):
        label, colon, said = sentence.rpartition(":")
        groups = [said]
        if "(" in said:
            groups = [_BRACKET.sub("", said), *_BRACKET.findall(said)]
            readings.update(_labelled(_BEFORE_BRACKET.findall(said)))
        if colon:
            readings.update(dict.fromkeys((label, *_COMMA.split(label))))
        for group in groups:
            readings.update(dict.fromkeys(_COMMA.split(group)))
            parts = _parts(group)
            if len(parts) > 1:
                readings.update(dict.fromkeys(_distributed(parts, shared)))
            if colon:
                readings.update(_labelled([(label, group)]))
    readings.pop("", None)
    return whole, tuple(readings)


def _parts(group: str) -> list[str]:
    """Cut a group into parallel parts; a rule on two things (甲和乙管理办法) stays whole."""
    parts: list[str] = []
    for piece in _COMMA.split(group):
        cut = _PARALLEL.split(piece)
        if piece.endswith(_RULE_ENDS) and not all(c.endswith(_RULE_ENDS) for c in cut):
            cut = [piece]
        parts += [p for part in cut if (p := _LEAD.sub("", part))]
    return parts


def labelled(label: str, text: str) -> tuple[str, ...]:
    """Return the short parts of a cell joined with the category they stand under, normalised."""
    listed = _BRACKET.sub("", normalise(text))
    return tuple(_labelled((normalise(label), part) for part in _SENTENCE.split(listed)))


def _labelled(lists: Iterable[tuple[str, str]]) -> dict[str, None]:
    """Join a short label with the short parts listed first behind it: 土地供应（计划、结果）.

    A longer part has a head of its own, and what follows it belongs to it.
    """
    return {
        label + part: None
        for label, listed in lists
        if len(label) <= _SHORT_LABEL
        for part in takewhile(_is_short, _PARALLEL.split(listed))
        if part
    }


def _is_short(part: str) -> bool:
    return len(part) <= _SHORT_PART


def _distributed(parts: Sequence[str], shared: Shared) -> list[str]:
    """Give each of two or more parts the head after it and the modifier before it."""
    spelled: list[str] = []
    head = ""
    for part in reversed(parts):
        plain = part.replace("等", "")
        own = shared.head.search(plain)
        if own and own[0] != plain:
            head = own[0]
        if head and not own and not plain.endswith(_WHOLE_ENDS):
            spelled.append(plain + head)
        spelled.append(plain)
    return spelled[::-1] + _modified(parts, shared)


def _modified(parts: Sequence[str], shared: Shared) -> list[str]:
    """Give parts the modifier before them, and short ones all that stood before the last head.

    合同订立、履行 names 合同履行; 保障性住房分配政策、对象 names 保障性住房分配对象.
    """
    spelled: list[str] = []
    modifier = stem = ""
    for part in parts:
        plain = part.replace("等", "")
        own = shared.modifier.match(part)
        if own and own[0] != part:
            modifier = own[0]
        elif modifier:
            spelled.append(modifier + plain)
        if stem and len(plain) <= _SHORT_PART:
            spelled.append(stem + plain)
        head = shared.head.search(plain)
        if head and len(plain) - len(head[0]) >= _SHORT_PART - 1:
            stem = plain[: -len(head[0])]
    return spelled
