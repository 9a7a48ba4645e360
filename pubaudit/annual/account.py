"""Accounts for the rows of ledgers: what was counted, what was not, what was late, and where."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from pubaudit.annual.ledger import Refusals
from pubaudit.annual.tally import Judged, Outside, Tally
from pubaudit.models import Column, InputReport, Table

_BODIES = (
    ("A", "新收"),
    ("B", "上年结转"),
    ("C7", "办结"),
    ("D", "结转下年度"),
    ("late", "超期"),
    ("review", "行政复议"),
    ("suit", "直接起诉"),
    ("suit_after", "复议后起诉"),
)
_ROWS = (
    ("read", "读取"),
    ("counted", "计入"),
    ("outside", "不属于本年度或本单位"),
    ("joint", "共同案件"),
    ("refused", "未计入"),
)
_MOST_RANGES = 6
Rows = tuple[Mapping[str, str | int | float | None], ...]


def row_notes(tally: Tally, refusals: Refusals, year: int) -> Iterator[str]:
    """Say how many rows were read and what became of them; those of other years by sheet."""
    joint = f"，共同案件{tally.joint}行（同一案号只计一次）" if tally.joint else ""
    yield (
        f"台账共读取{tally.read.total()}行：计入{tally.counted}行，"
        f"不属于本年度或本单位{len(tally.outside)}行{joint}，未计入{refusals.refused}行。"
    )
    others = [row for row in tally.outside if row.year >= 0]
    if others:
        yield f"不是{year}年度的{len(others)}行：{_places(others)}。"
    if elsewhere := len(tally.outside) - len(others):
        yield f"其他单位的{elsewhere}行没有计入。"
    if tally.unnumbered:
        yield f"{tally.unnumbered}件申请没有编号，无法查重，逐行计入。"
    if tally.plain_suits:
        yield (
            f"{tally.plain_suits}件诉讼没有写明是否经过复议，按“未经复议直接起诉”计入；"
            "经过复议的请写“复议后起诉”。"
        )


def clock_notes(tally: Tally) -> Iterator[str]:
    """Say why requests are not judged, with their rows, and how many were answered at once."""
    reasons: dict[str, list[Judged]] = {}
    for one in tally.not_judged:
        reasons.setdefault(one.answer.reason, []).append(one)
    for reason, ones in sorted(reasons.items()):
        rows = [Outside(r.input, r.sheet, r.row) for r in (one.request for one in ones)]
        yield f"时限未判断{len(ones)}件：{reason}（{_places(rows)}）。"
    if tally.at_once:
        yield f"其中收到当日答复{tally.at_once}件。"


def years_found(tally: Tally) -> str:
    """Name the years of the rows that are not counted: 2023年9行、2024年2行."""
    years = Counter(row.year for row in tally.outside if row.year > 0)
    return "、".join(f"{year}年{number}行" for year, number in sorted(years.items()))


def account_tables(tally: Tally, refusals: Refusals) -> Iterator[Table]:
    """Return the tables on rows, bodies, late requests and those that are not judged."""
    counts = {
        "read": tally.read.total(),
        "counted": tally.counted,
        "outside": len(tally.outside),
        "joint": tally.joint,
        "refused": refusals.refused,
    }
    yield Table("annual_rows", "台账各行的去向", _columns(_ROWS), (counts,))
    if len(tally.bodies) > 1:
        joint = "（共同案件各自计入）" if tally.joint else ""
        columns = (Column("body", "单位", "text"), *_columns(_BODIES))
        rows: Rows = tuple(
            {"body": body, **{key: numbers[key] for key, _ in _BODIES}}
            for body, numbers in sorted(tally.bodies.items())
        )
        yield Table("annual_bodies", f"分单位{joint}", columns, rows)
    if tally.late:
        yield _late(tally.late)
    if tally.not_judged:
        yield _not_judged(tally.not_judged)


def refused_table(inputs: Sequence[InputReport]) -> Table:
    """Return what was not counted and why, from the problems of the inputs."""
    columns = (
        Column("file", "文件", "text"),
        Column("row", "所在行", "text"),
        Column("reason", "说明", "text"),
    )
    rows = tuple(
        {
            "file": source.path.rpartition("/")[2],
            "row": f"{problem.sheet} 第{problem.row}行" if problem.row else problem.sheet,
            "reason": problem.message,
        }
        for source in inputs
        for problem in source.problems
    )
    return Table("annual_refused", "未计入的行和需要核对的内容", columns, rows)


def _columns(named: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(key, title, "count") for key, title in named)


_WHICH = (
    Column("number", "申请编号", "text"),
    Column("body", "单位", "text"),
    Column("row", "所在行", "text"),
)


def _which(one: Judged) -> dict[str, str | int | float | None]:
    request = one.request
    place = f"{request.sheet} 第{request.row}行"
    return {"number": request.number, "body": request.body, "row": place}


def _late(late: Sequence[Judged]) -> Table:
    columns = (
        *_WHICH,
        Column("start", "起算日", "date"),
        Column("due", "到期日", "date"),
        Column("state", "情形", "text"),
        Column("over", "超过工作日", "count"),
    )
    rows: Rows = tuple(
        {
            **_which(one),
            "start": str(one.answer.start),
            "due": str(one.answer.due),
            "state": "迟答复" if one.answer.verdict == "late" else "逾期未答复",
            "over": one.answer.over,
        }
        for one in late
    )
    return Table("annual_late", "超过答复期限的申请", columns, rows)


def _not_judged(ones: Sequence[Judged]) -> Table:
    columns = (*_WHICH, Column("reason", "原因", "text"))
    rows: Rows = tuple({**_which(one), "reason": one.answer.reason} for one in ones)
    return Table("annual_not_judged", "没有判断时限的申请", columns, rows)


def _places(rows: Sequence[Outside]) -> str:
    """Name rows by sheet, those that follow each other as one range; files if several."""
    several = len({row.input for row in rows}) > 1
    parts = []
    place = attrgetter("input", "sheet", "row")
    for (index, sheet), group in groupby(sorted(rows, key=place), key=attrgetter("input", "sheet")):
        ranges = list(_ranges(row.row for row in group))
        more = "等" if len(ranges) > _MOST_RANGES else ""
        file = f"文件{index + 1} " if several else ""
        parts.append(f"{file}{sheet} 第{'、'.join(ranges[:_MOST_RANGES])}行{more}")
    more = f"等{len(parts)}张表" if len(parts) > _MOST_RANGES else ""
    return "，".join(parts[:_MOST_RANGES]) + more


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Yield 3-5, 8 for 3, 4, 5, 8."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (number for _, number in run)
        yield f"{first}-{rest[-1]}" if rest else str(first)
