"""A whole ledger, record by record, against what a person would say of each."""

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from pubaudit import limits
from pubaudit.models import TimeLimit
from pubaudit.schemes import catalog_root
from tests.published import AS_OF, CALENDAR, audit, ledger, records, rows

ROOT = catalog_root()


HEADER = (
    "领域,信息类型,形成日期,作出决定日期,合同签订日期,变更日期,"
    "首次发布日期,公开日期,公示起止,指定媒介日期,交易平台日期"
)
KINDS = {
    # 领域, 信息类型 → kind, its limits, the column of its own trigger, notice, its limit
    ("政府采购", "合同公告"): (("cg-contract",), "合同签订日期", None),
    ("政府采购", "单一来源公示"): ((), "", "cg-single"),
    ("政府采购", "招标公告"): ((), "", "cg-notice-show"),
    ("工程建设", "中标候选人公示"): (("zb-candidate",), "", "zb-candidate-show"),
    ("", "行政许可"): (("118-permit-penalty", "97-permit-penalty"), "作出决定日期", None),
    ("住房保障", "通知"): ((), "", None),
}
GENERAL = ("xxgk-proactive-711", "xxgk-proactive-492")
BY_ID = {limit.id: limit for limit in limits.load(ROOT / "limits.yaml").limits}


def holds(limit: TimeLimit, on: date) -> bool:
    since, until = limit.in_force.since, limit.in_force.until
    return (since is None or since <= on) and (until is None or on <= until)


def counted(start: date, limit: TimeLimit, *, first_day: bool, roll: bool) -> date:
    """Go on day by day until the limit's days are full."""
    assert isinstance(limit.amount, int)
    day, left = start - timedelta(days=first_day), limit.amount
    while left:
        day += timedelta(days=1)
        left -= limit.unit == "day" or CALENDAR.is_workday(day)
    while roll and not CALENDAR.is_workday(day):
        day += timedelta(days=1)
    return day


def judged(cells: dict[str, str], as_of: date) -> tuple[str, str, str]:
    """Verdict, outcome of the display period, days of the platform: as a person finds them."""
    day = {
        name: date.fromisoformat(text)
        for name, text in cells.items()
        if text[:2] == "20" and "至" not in text
    }
    first, _, last = cells["公示起止"].partition("至")
    span = (date.fromisoformat(first), date.fromisoformat(last)) if last else None
    says: tuple[date | None, ...] = (
        day.get("首次发布日期"), day.get("公开日期"), span and span[0], day.get("指定媒介日期"),
        day.get("交易平台日期"),
    )  # fmt: skip
    shown = next((d for d in says if d), None)
    own, trigger, notice = KINDS[cells["领域"], cells["信息类型"]]
    formed = next(
        (day[n] for n in (trigger, "形成日期", "作出决定日期", "合同签订日期") if n in day), None
    )
    changed = day.get("变更日期")
    happened = changed is not None and changed <= as_of and (shown is None or shown >= changed)
    if changed and happened and (formed is None or changed > formed):
        formed = changed
    both = day.get("指定媒介日期"), day.get("交易平台日期")
    step = str((both[1] - both[0]).days) if both[0] and both[1] else ""
    return verdict(formed, shown, own, as_of), displayed(span, shown, notice, as_of), step


def verdict(formed: date | None, shown: date | None, own: tuple[str, ...], as_of: date) -> str:
    if formed is None:
        return "未判定"
    limit = next((BY_ID[n] for n in (*own, *GENERAL) if holds(BY_ID[n], formed)), None)
    if limit is None or formed > as_of or (shown and not formed <= shown <= as_of):
        return "未判定"
    due = counted(formed, limit, first_day=False, roll=limit.unit == "day")
    public, end = shown is not None, shown or as_of
    return {(False, True): "按时", (True, True): "迟公开", (False, False): "未到期"}.get(
        (end > due, public), "逾期未公开"
    )


def displayed(
    span: tuple[date, date] | None, shown: date | None, notice: str | None, as_of: date
) -> str:
    if span is None:
        silent = notice is None or shown is None or shown > as_of
        return "" if silent else "未判定：没有公示截止日期"
    if notice is None:
        return "未判定：没有适用的公示期规定"
    start, end = span
    if end < start:
        return "未判定：公示截止早于公示开始"
    limit = BY_ID[notice]
    if not holds(limit, start):
        return "未判定：公示开始时有关规定尚未施行或已失效，或超出工作日历的年份"
    counts = notice == "cg-notice-show"
    strict = counted(start, limit, first_day=counts, roll=limit.unit == "day")
    lenient = counted(start, limit, first_day=True, roll=False)
    return "足期" if end >= strict else "从宽才足" if end >= lenient else "不足"


def random_ledger(path: Path, count: int, seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    names = HEADER.split(",")
    made = []
    for _ in range(count):
        field, kind = chance.choice(list(KINDS))
        begin = date(2009, 1, 1) + timedelta(days=chance.randrange(6_530))
        if chance.random() < 0.1:
            begin = AS_OF - timedelta(days=chance.randrange(-3, 30))

        def near(likely: float, low: int, high: int, begin: date = begin) -> str:
            there = chance.random() < likely
            return str(begin + timedelta(days=chance.randint(low, high))) if there else ""

        span = ""
        if chance.random() < 0.4:
            start = begin + timedelta(days=chance.randint(0, 20))
            span = f"{start}至{start + timedelta(days=chance.randint(-1, 9))}"
        cells = [field, kind, near(0.8, 0, 0), near(0.3, -2, 2), near(0.3, -2, 2), near(0.2, 1, 9)]
        cells += [near(0.2, 0, 40), near(0.6, -1, 45), span, near(0.3, 0, 40), near(0.3, 0, 40)]
        made.append(dict(zip(names, cells, strict=True)))
    ledger(path, HEADER, *(",".join(row.values()) for row in made))
    return made


def agree(tmp_path: Path, count: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    made = random_ledger(tmp_path / "t.csv", count, seed)
    report = audit(tmp_path / "t.csv", records=tmp_path / "out.csv")
    verdicts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for cells, one in zip(made, records(tmp_path / "out.csv"), strict=True):
        ours = (one["结论"], one["公示结论"], one["平台晚于媒介（日）"])
        assert ours == judged(cells, AS_OF), cells
        verdicts[ours[0]] += 1
        outcomes[ours[1]] += 1
    assert report.records.total == count
    assert report.records.on_time == verdicts["按时"]
    counts = rows(report, "ledger_notices")
    assert sum(row["enough"] for row in counts) == outcomes["足期"]
    assert sum(row["short"] for row in counts) == outcomes["不足"]
    return verdicts, outcomes


def test_a_whole_ledger_agrees_with_a_person(tmp_path: Path) -> None:
    verdicts, outcomes = agree(tmp_path, 1_500, 8)
    assert len(verdicts) == 5
    assert len(outcomes) == 8


@pytest.mark.slow
def test_200_000_records_agree_with_a_person(tmp_path: Path) -> None:
    verdicts, outcomes = agree(tmp_path, 200_000, 9)
    assert len(verdicts) == 5
    assert len(outcomes) == 8
