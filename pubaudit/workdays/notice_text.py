"""The pasted text of a holiday notice, read into a ``Notice``.

The notices have kept their sentence patterns since 2008:
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
A weekday or a number of days that the text gives must agree with its dates; a sentence that cannot
be read is an error, never left out.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from pubaudit.errors import InputError
from pubaudit.workdays.notices import FESTIVALS, DaysOff, Kind, Notice, check_notice

_DASHES = str.maketrans(dict.fromkeys("—–-~～－", "至"))
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^()]*\))?"
_SPAN = rf"{_DAY}(?:至{_DAY})?"
_CLAUSE = re.compile(rf"({_SPAN}(?:[、和及]{_SPAN})*)(放假|调休放假|公休|补休|调休|上班|照常上班)")
_PARTS = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?(至)?")
_ACTS = re.compile(r"放假|补休|上班")
_HEADING = re.compile(r"^[一二三四五六七八九十]+、([^:]{1,20}):")
_TITLE = re.compile(r"[^\s。,:;]*关于[^。,:;]*?(\d{4})年[^。,:;]*?通知")
_NUMBER = re.compile(r"(?:^|\()([\u4e00-\u9fff]{2,12}[\[(〔]\d{4}[\])〕]\d+号)")
_TOTAL = re.compile(r"(?:共|放假)(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_WORK = ("上班", "照常上班")


def parse_notice(text: str, *, source: str, region: str = "") -> Notice:
    """Read a notice from its pasted text; ``source`` names it in messages.

    A notice on a year's 部分节假日 that names all seven holidays is ``yearly``, any other an
    ``amendment``. ``region`` is the code prefix that it holds for. Raises ``InputError`` with the
    sentence that cannot be read or contradicts itself.
    """
    flat = unicodedata.normalize("NFKC", text)
    title = _TITLE.search(re.sub(r"\s+", "", flat.split("各省")[0]) or flat)
    if title is None:
        raise InputError(f"“{source}”里没有“关于……年……通知”的标题，看不出是哪一年的通知，请补上。")
    reader = _Reader(source, int(title[1]))
    sentences = list(_sentences(flat))
    # What stands before 一、 gives reasons and speaks of days off as well.
    headed = (i for i, sentence in enumerate(sentences) if _HEADING.match(sentence))
    for sentence in sentences[next(headed, 0) :]:
        reader.read(sentence)
    names = "".join(block.name for block in reader.off)
    whole = not region and "部分节假日安排" in title[0] and all(f in names for f in FESTIVALS)
    kind: Kind = "yearly" if whole else "amendment"
    if "部分节假日安排" in title[0] and not region and not whole:
        missing = "、".join(name for name in FESTIVALS if name not in names)
        raise InputError(f"“{source}”里没有找到 {missing} 的安排，通知可能没有粘贴完整，请核对。")
    notice = Notice(
        title=re.sub(r"^(?:.*电)?(?=国务院)", "", title[0]),
        year=reader.year,
        kind=kind,
        off=tuple(reader.off),
        work=tuple(sorted(set(reader.work))),
        number=_number(flat),
        region=region,
    )
    wrong = check_notice(notice)
    if wrong:
        raise InputError(f"“{source}”：{wrong}。")
    return notice


def _number(text: str) -> str:
    """Return the number of the document, which stands at the head of a line or in brackets."""
    for line in text.splitlines():
        match = _NUMBER.search("".join(line.split()))
        if match:
            return re.sub(r"[\[(](\d{4})[\])]", r"〔\1〕", match[1])
    return ""


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences without white space; a new line ends one, as headings have no full stop."""
    for line in text.splitlines():
        for sentence in re.split("[。;；]", line):
            bare = "".join(sentence.split())
            if bare:
                yield bare


class _Reader:
    """Reads sentence after sentence; a heading names the days off that follow it."""

    def __init__(self, source: str, year: int) -> None:
        self.year = year
        self.off: list[DaysOff] = []
        self.work: list[date] = []
        self._source = source
        self._name = ""

    def read(self, sentence: str) -> None:
        heading = _HEADING.match(sentence)
        if heading:
            self._name = heading[1]
            sentence = sentence[heading.end() :]
        if not _ACTS.search(sentence):
            return
        spoken = sentence.translate(_DASHES)
        rest = _CLAUSE.sub("", spoken)
        if re.search(_DAY, rest):
            raise self._fault(sentence, "看不懂，请照 README 手工写成覆盖文件")
        blocks: set[date] = set()
        for days, act in _CLAUSE.findall(spoken):
            for first, last in self._spans(days, sentence):
                if act in _WORK:
                    self.work += list(DaysOff("", first, last).days())
                else:
                    blocks |= self._add(first, last)
        total = _TOTAL.search(rest)
        if blocks and total and int(total[1]) != len(blocks):
            raise self._fault(sentence, f"写作{total[1]}天，算来是{len(blocks)}天，请核对")

    def _add(self, first: date, last: date) -> set[date]:
        """Add a block unless one that is there holds it already (其中9月3日放假)."""
        block = DaysOff(self._name or "放假", first, last)
        if not any(b.first <= first and last <= b.last for b in self.off):
            self.off.append(block)
        return set(block.days())

    def _spans(self, text: str, sentence: str) -> Iterator[tuple[date, date]]:
        """Yield first and last day of each span; year and month carry over from the day before."""
        year, month, first = self.year, 0, None
        for match in _PARTS.finditer(text):
            year = int(match[1] or year)
            month = int(match[2] or month)
            day = self._date(year, month, int(match[3]), sentence)
            said = _WEEKDAY.search(match[4] or "")
            actual = _WEEKDAYS[day.weekday()]
            if said and said[1].replace("天", "日") != actual:
                raise self._fault(sentence, f"{day} 写作周{said[1]}，应为周{actual}，请核对年份")
            if match[5]:
                first = day
            else:
                if first is not None and not 0 <= (day - first).days <= 15:
                    raise self._fault(sentence, f"{first} 至 {day} 首尾颠倒或过长，请核对")
                yield first or day, day
                first = None

    def _date(self, year: int, month: int, day: int, sentence: str) -> date:
        try:
            return date(year, month, day)
        except ValueError as error:
            raise self._fault(sentence, f"{year}年{month}月没有{day}日") from error

    def _fault(self, sentence: str, what: str) -> InputError:
        return InputError(f"“{self._source}”中的“{sentence}”：{what}。")
