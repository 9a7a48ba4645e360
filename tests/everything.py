"""Ledgers with everything that is looked at: channels, display periods, blanks, repeats."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as pa_csv
from pyarrow import parquet

from pubaudit.timeliness import Ask, Stale

HEADER = (
    "标题", "单位", "领域", "信息类型", "形成日期", "公开日期", "公示起止",
    "指定媒介日期", "交易平台日期", "链接",
)  # fmt: skip
ASK = Ask((Stale("政府采购", 30), Stale("没有的栏目", 9)), sample=25, seed=7, late=60)

Rows = list[tuple[str, ...]]


def some_records(count: int, seed: int = 8) -> Rows:
    """Make records whose days lie before 2026-06-30 or soon after."""
    chance = random.Random(seed)

    def after(day: date, most: int, likely: float = 0.8) -> str:
        there = chance.random() < likely
        return str(day + timedelta(days=chance.randint(-1, most))) if there else ""

    made: Rows = []
    for number in range(count):
        day = date(2024, 1, 2) + timedelta(days=chance.randrange(940))
        field = chance.choice(["政府采购", "工程建设", "住房保障"])
        kind = chance.choice(["单一来源公示", "中标候选人公示", "通知", ""])
        start = day + timedelta(days=chance.randrange(9))
        span = f"{start}至{start + timedelta(days=chance.randint(-1, 9))}"
        made.append(
            (
                f"题{number}", f"局{chance.randrange(4)}", field, kind, after(day, 0, 0.97),
                after(day, 90), span if chance.random() < 0.5 else "", after(day, 20),
                after(day, 20), f"http://ju.cn/{number}",
            )
        )  # fmt: skip
    return made


def as_csv(path: Path, rows: Rows) -> Path:
    """Write the records as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def as_parquet(path: Path, rows: Rows, group: int) -> Path:
    """Write the records in row groups of so many."""
    columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    parquet.write_table(pa.table(columns), path, row_group_size=group)
    return path


def numbered(folder: Path, kind: str, numbers: list[int]) -> list[Path]:
    """Ledgers of 40 records each; an even number stands in the 文号, an odd one in the link."""
    folder.mkdir()
    records = [
        {
            "标题": f"第{at}条",
            "单位": f"{'甲乙'[at % 2]}局",
            "文号": "" if number % 2 else f"云财〔2025〕{number}号",
            "链接": f"http://x.cn/a/{number}" if number % 2 else "无",
            "形成日期": date(2025, 3, 3),
            "公开日期": date(2025, 3, 4 + number % 27),
        }
        for at, number in enumerate(numbers)
    ]
    paths = []
    for start in range(0, len(records), 40):
        table = pa.Table.from_pylist(records[start : start + 40])
        paths.append(folder / f"{start:03}.{kind}")
        if kind == "parquet":
            parquet.write_table(table, paths[-1], row_group_size=9)
        else:
            pa_csv.write_csv(table, paths[-1])
    return paths
