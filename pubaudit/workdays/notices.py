"""Holiday notices as data: one YAML file a notice, in the shape of a State Council notice.

``catalogs/holidays/README.md`` describes the shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import yaml

from pubaudit.errors import InputError
from pubaudit.textfiles import read_text

Kind = Literal["yearly", "amendment"]

FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
MAX_BYTES = 1 << 20
_LONGEST_BLOCK = 20  # the longest ever was 10 days (2020); more is a mistyped month
_SATURDAY = 5
_KEYS = frozenset(("title", "number", "year", "kind", "region", "off", "work", "note"))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A block of days off, both ends inclusive, weekends among them included."""

    name: str
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield every day of the block."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice on days off and make-up work.

    ``yearly`` settles the whole ``year``, ``amendment`` only the days it names. ``region`` is the
    prefix of the division codes that it holds for, "" for the whole country.
    """

    title: str
    year: int
    kind: Kind
    off: tuple[DaysOff, ...] = ()
    work: tuple[date, ...] = ()
    number: str = ""
    region: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The notice in few words: its number, else its title."""
        return self.number or self.title


def read_notice(path: Path) -> Notice:
    """Read and check one overlay file.

    Raises ``InputError``, one Chinese line with file, line (1-based) and key.
    """
    text = read_text(path, MAX_BYTES)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第{mark.line + 1}行" if mark else ""
        raise InputError(
            f"{path.as_posix()}{line}：不是合法的 YAML，请检查缩进、引号和冒号后的空格。"
        ) from error
    return _NoticeFile(path.as_posix()).notice(root)


def check_notice(notice: Notice) -> str:
    """Return what is wrong with a notice as a whole, in Chinese; "" if nothing."""
    off = [day for block in notice.off for day in block.days()]
    both = sorted(set(off) & set(notice.work))
    first, last = date(notice.year - 1, 12, 1), date(notice.year, 12, 31)
    outside = [day for day in (*off, *notice.work) if not first <= day <= last]
    wrong = ""
    if not off and not notice.work:
        wrong = "没有放假或上班的日子（off、work 都是空的）"
    elif outside:
        wrong = f"{outside[0]} 不在 {notice.year} 年（或上一年12月），请核对年份"
    elif both:
        wrong = f"{both[0]} 既放假又上班，请核对"
    elif notice.kind == "yearly":
        wrong = _check_yearly(notice)
    return wrong


def _check_yearly(notice: Notice) -> str:
    weekdays = [day for day in notice.work if day.weekday() < _SATURDAY]
    named = "".join(block.name for block in notice.off)
    missing = [name for name in FESTIVALS if name not in named]
    if notice.region:
        return "地方的安排（region）只能是 kind: amendment"
    if weekdays:
        return f"上班的 {weekdays[0]} 不是周六、周日，请核对日期和年份"
    return f"全年安排缺少 {'、'.join(missing)}，请补齐，或改为 kind: amendment" if missing else ""


def dump_notice(notice: Notice) -> str:
    """Write a notice as an overlay file; ``read_notice`` gives it back."""
    import json

    quoted = {
        key: json.dumps(value, ensure_ascii=False)
        for key, value in (
            ("title", notice.title),
            ("number", notice.number),
            ("region", notice.region),
            ("note", notice.note),
        )
    }
    lines = [f"title: {quoted['title']}", f"number: {quoted['number']}"]
    lines += [f"year: {notice.year}", f"kind: {notice.kind}"]
    lines += [f"{key}: {quoted[key]}" for key in ("region", "note") if getattr(notice, key)]
    lines += ["off:"] if notice.off else []
    for block in notice.off:
        name = json.dumps(block.name, ensure_ascii=False)
        lines += [f"  - name: {name}", f"    from: {block.first}", f"    to: {block.last}"]
    lines += ["work:"] if notice.work else []
    lines += [f"  - {day}" for day in notice.work]
    return "\n".join(lines) + "\n"


class _NoticeFile:
    """The nodes of one file, read with their line numbers at hand."""

    def __init__(self, path: str) -> None:
        self._path = path

    def notice(self, root: yaml.Node | None) -> Notice:
        keys = self._mapping(root, "整个文件")
        for key, node in keys.items():
            if key not in _KEYS:
                raise self._fault(node, key, f"不认识这个键，可用的键：{'、'.join(sorted(_KEYS))}")
        for key in ("title", "year", "kind"):
            if key not in keys:
                raise self._fault(root, key, "缺少这一项")
        region = self._text(keys, "region")
        if region and not (region.isdecimal() and len(region) in (2, 4, 6)):
            raise self._fault(keys["region"], "region", "应为区划代码，如 450000")
        kind = self._text(keys, "kind")
        if kind not in ("yearly", "amendment"):
            raise self._fault(keys["kind"], "kind", "只能是 yearly 或 amendment")
        year = self._text(keys, "year")
        if not (year.isdecimal() and len(year) == 4):
            raise self._fault(keys["year"], "year", "应为四位年份，如 2027")
        work = self._items(keys, "work")
        notice = Notice(
            title=self._text(keys, "title"),
            year=int(year),
            kind="yearly" if kind == "yearly" else "amendment",
            off=tuple(self._block(node) for node in self._items(keys, "off")),
            work=tuple(self._day(node, "work") for node in work),
            number=self._text(keys, "number"),
            region=code_prefix(region),
            note=self._text(keys, "note"),
        )
        if not notice.title:
            raise self._fault(keys["title"], "title", "不能为空")
        wrong = check_notice(notice)
        if wrong:
            raise self._fault(root, "off、work", wrong)
        return notice

    def _block(self, node: yaml.Node) -> DaysOff:
        keys = self._mapping(node, "off")
        if set(keys) != {"name", "from", "to"}:
            raise self._fault(node, "off", "每项应有且只有 name、from、to")
        first, last = self._day(keys["from"], "from"), self._day(keys["to"], "to")
        if not 0 <= (last - first).days < _LONGEST_BLOCK:
            raise self._fault(node, "off", f"{first} 至 {last} 首尾颠倒或过长，请核对")
        return DaysOff(self._text(keys, "name"), first, last)

    def _day(self, node: yaml.Node, key: str) -> date:
        try:
            return date.fromisoformat(str(node.value))
        except ValueError as error:
            raise self._fault(node, key, "应为日期，如 2027-02-05") from error

    def _mapping(self, node: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._fault(node, key, "应为“键: 值”的一组")
        keys: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if name.value in keys:
                raise self._fault(name, str(name.value), "键重复，请删去一处")
            keys[str(name.value)] = value
        return keys

    def _items(self, keys: dict[str, yaml.Node], key: str) -> Sequence[yaml.Node]:
        node = keys.get(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self._fault(node, key, "应为列表，每项以“- ”开头")
        return list(node.value)

    def _text(self, keys: dict[str, yaml.Node], key: str) -> str:
        node = keys.get(key)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._fault(node, key, "应为文字")
        return str(node.value).strip()

    def _fault(self, node: yaml.Node | None, key: str, what: str) -> InputError:
        line = node.start_mark.line + 1 if node else 1
        return InputError(f"{self._path} 第{line}行 {key}：{what}。")


def code_prefix(code: str) -> str:
    """Return the part of a division code that its places share: 450000 → 45, 530100 → 5301."""
    while code.endswith("00"):
        code = code[:-2]
    return code
