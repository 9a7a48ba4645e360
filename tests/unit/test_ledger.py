"""Ledgers read: days as people write them, columns by meaning, files of every format."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet

from pubaudit.errors import InputError, UsageError
from pubaudit.ledger import (
    MISSING,
    NO_DAY,
    UNREADABLE,
    Batch,
    batches,
    day_of_value,
    expand,
    load,
    parts_of,
)
from pubaudit.schemes import catalog_root

WORDS = load(catalog_root() / "ledger.yaml")
EPOCH = date(1970, 1, 1)
DAY = (date(2026, 2, 10) - EPOCH).days
HEADER = [
    "序号",
    "文件标题",
    "文号",
    "公开单位",
    "所属领域",
    "信息类型",
    "成文日期",
    "发布时间",
    "网址",
]
ROWS: list[list[Any]] = [
    [
        1,
        "甲",
        "云财〔2026〕1号",
        "财政局",
        "政府采购",
        "通知",
        "2026年2月10日",
        "2026-02-11 08:30",
        "u1",
    ],
    [2, "乙", "", "住建局", "住房保障", "", "二〇二六年二月", "", "u2"],
]

# --- days ---------------------------------------------------------------------------------------

WRITTEN = [
    "2026-02-10", "2026/2/10", "2026.02.10", "20260210", " 2026年2月10日 ", "2026年02月10号",
    "二〇二六年二月十日", "二○二六年二月十日", "二零二六年二月十日", "２０２６年２月１０日",
    "2026-02-10 23:59:59", "2026-02-10T08:00", "2026-02-09T16:00:00Z", "2026-02-10T23:00:00+08:00",
    "2026-02-10（周二）", "46063", "46063.75", "20260210.0",
    46063, 46063.9, 20260210, 20260210.0, date(2026, 2, 10), datetime(2026, 2, 10, 23, 59),  # noqa: DTZ001
    datetime(2026, 2, 9, 16, 0, tzinfo=UTC),
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN, ids=repr)
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    assert day_of_value(written) == DAY


@pytest.mark.parametrize("blank", [None, "", "  ", "-", "无", "NaN", "未公开", float("nan")])
def test_a_blank_is_missing(blank: object) -> None:
    assert day_of_value(blank) == MISSING


@pytest.mark.parametrize(
    "written", ["2026年2月", "2026-02", "2026", "202602", 2026, 202602, "二〇二六年二月", "2026年"]
)
def test_a_month_or_a_year_is_no_day(written: object) -> None:
    assert day_of_value(written) == NO_DAY


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "2月10日", "昨天", "2026-13-01", "#REF!", "2026-02-100", True, time(8), 12, 3.5,
     "二〇二六年十三月一日", "二〇二六年二月十十日", object()],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(written: object) -> None:
    assert day_of_value(written) == UNREADABLE


@given(st.dates(date(1955, 1, 1), date(2118, 12, 31)), st.sampled_from(["-", "/", ".", "cjk", ""]))
def test_every_day_reads_back(day: date, mark: str) -> None:
    text = (
        f"{day.year}年{day.month}月{day.day}日"
        if mark == "cjk"
        else f"{day.year:04d}{mark}{day.month:02d}{mark}{day.day:02d}"
    )
    assert day_of_value(text) == (day - EPOCH).days
    assert day_of_value((day - date(1899, 12, 30)).days) == (day - EPOCH).days


@given(st.text(max_size=20))
def test_any_text_gives_an_answer(text: str) -> None:
    assert isinstance(day_of_value(text), int)


# --- files --------------------------------------------------------------------------------------


def only(path: Path, **named: str) -> Batch:
    parts = parts_of(0, path, named=named)
    found = [b for part in parts for b in batches(part, WORDS) if isinstance(b, Batch)]
    assert len(found) == 1
    return found[0]


def as_csv(path: Path, encoding: str, mark: str = ",") -> None:
    lines = [["某县公开清单"], HEADER, *ROWS[:1], [""] * 9, *ROWS[1:]]
    path.write_bytes("\r\n".join(mark.join(map(str, line)) for line in lines).encode(encoding))


def as_xlsx(path: Path) -> None:
    book = Workbook()
    book.active.append(["说明"])  # type: ignore[union-attr]
    sheet = book.create_sheet("清单")
    for row in (["某县公开清单"], HEADER, *ROWS[:1], [None] * 9, *ROWS[1:]):
        sheet.append(row)
    book.save(path)


def check(batch: Batch, rows: tuple[int, int] = (3, 5)) -> None:
    assert batch.size == 2
    assert [batch.row(i) for i in range(2)] == list(rows)
    assert batch.says("body", 0) == "财政局"
    assert batch.says("field", 1) == "住房保障"
    assert batch.says("number", 0) == "云财〔2026〕1号"
    assert batch.says("link", 1) == "u2"
    assert batch.days["dated"].tolist() == [DAY, NO_DAY]
    assert batch.days["published"].tolist() == [DAY + 1, MISSING]
    assert batch.headers["published"] == "发布时间"


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-8", "\t")]
)
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    as_csv(tmp_path / "台账.csv", encoding, mark)
    check(only(tmp_path / "台账.csv"))


def test_a_workbook_whose_first_sheet_is_a_note(tmp_path: Path) -> None:
    as_xlsx(tmp_path / "台账.xlsx")
    batch = only(tmp_path / "台账.xlsx")
    check(batch)
    assert batch.sheet == "清单"


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "台账.jsonl"
    lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS]
    path.write_text("\n".join(lines), encoding="utf-8")
    check(only(path), rows=(1, 2))


@pytest.mark.parametrize("kind", ["date32", "ms", "utc", "text"])
def test_parquet_with_days_of_every_type(tmp_path: Path, kind: str) -> None:
    days = [date(2026, 2, 10), None, date(2026, 3, 1)]
    moments = [None if d is None else datetime(d.year, d.month, d.day, 7) for d in days]  # noqa: DTZ001
    zoned = [None if m is None else m.replace(tzinfo=UTC) for m in moments]
    columns: dict[str, Any] = {
        "date32": pa.array(days, pa.date32()),
        "ms": pa.array(moments, pa.timestamp("ms")),
        "utc": pa.array(zoned, pa.timestamp("us", "UTC")),
        "text": pa.array([None if d is None else f"{d:%Y/%m/%d}" for d in days]),
    }
    table = pa.table(
        {"单位": ["甲", None, "甲"], "形成日期": columns[kind], "公开日期": columns[kind]}
    )
    parquet.write_table(table, tmp_path / "台账.parquet", row_group_size=2)
    parts = parts_of(0, tmp_path / "台账.parquet")
    read = (b for part in parts for b in batches(part, WORDS))
    first, second = (b for b in read if isinstance(b, Batch))
    assert first.days["formed"].tolist() == [DAY, MISSING]
    assert second.days["published"].tolist() == [(date(2026, 3, 1) - EPOCH).days]
    assert [first.says("body", 0), first.says("body", 1)] == ["甲", ""]
    assert second.row(0) == 3 + 1 - 1


def test_parquet_with_columns_of_odd_types(tmp_path: Path) -> None:
    days = pa.array([date(2026, 2, 10), None], pa.date32())
    table = pa.table(
        {
            "单位": pa.nulls(2),
            "文号": pa.array([7, None]),
            "标题": pa.array(["标题".encode(), None]),
            "领域": pa.array(["甲", None]).dictionary_encode(),
            "形成日期": days.dictionary_encode(),
            "公开日期": pa.nulls(2),
        }
    )
    parquet.write_table(table, tmp_path / "t.parquet")
    batch = only(tmp_path / "t.parquet")
    assert [batch.says("body", 0), batch.says("number", 0), batch.says("field", 0)] == [
        "",
        "7",
        "甲",
    ]
    assert batch.says("title", 0) == "标题"
    assert [batch.says("number", 1), batch.says("field", 1)] == ["", ""]
    assert batch.days["formed"].tolist() == [DAY, MISSING]
    assert batch.days["published"].tolist() == [MISSING, MISSING]


@pytest.mark.parametrize("bodies", [pa.array([b"\xff"]), pa.array([["甲"]])], ids=["bytes", "list"])
def test_parquet_that_cannot_be_read_is_refused(tmp_path: Path, bodies: Any) -> None:
    days = pa.array([date(2026, 2, 10)], pa.date32())
    table = pa.table({"单位": bodies, "形成日期": days, "公开日期": days})
    parquet.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(InputError, match="有读不出的数据"):
        only(tmp_path / "t.parquet")


def test_parquet_without_a_record_has_one_part(tmp_path: Path) -> None:
    none = pa.array([], pa.date32())
    parquet.write_table(pa.table({"形成日期": none, "公开日期": none}), tmp_path / "t.parquet")
    (part,) = parts_of(0, tmp_path / "t.parquet", pieces=3)
    assert list(batches(part, WORDS)) == []


def test_a_late_evening_in_utc_is_the_next_day_in_beijing(tmp_path: Path) -> None:
    late = pa.array([datetime(2026, 2, 9, 16, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    parquet.write_table(pa.table({"形成日期": late, "公开日期": late}), tmp_path / "t.parquet")
    assert only(tmp_path / "t.parquet").days["formed"].tolist() == [DAY]


def test_columns_by_name(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("iss,pub,单位\n2026-02-10,2026-02-11,甲\n", encoding="utf-8")
    batch = only(path, 形成日期="iss", 公开日期="pub")
    assert batch.days["formed"].tolist() == [DAY]
    assert batch.says("body", 0) == "甲"


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("iss,pub\n2026-02-10,2026-02-11\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"没有认出形成日期一列.*--column.*iss、pub"):
        only(path)
    with pytest.raises(UsageError, match="没有“形成”这一列"):
        only(path, 形成="iss")
    (tmp_path / "t.jsonl").write_text('{"形成日期": 1\n', encoding="utf-8")
    with pytest.raises(InputError, match="第1行"):
        only(tmp_path / "t.jsonl")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(InputError, match="不是 UTF-8"):
        only(tmp_path / "bad.csv")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="不是完好的 parquet"):
        parts_of(0, tmp_path / "bad.parquet")


def test_globs_and_paths_each_once(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    found = expand([tmp_path / "b.csv", str(tmp_path / "*.csv")])
    assert [path.name for path in found] == ["b.csv", "a.csv"]
    with pytest.raises(InputError, match="找不到"):
        expand([tmp_path / "c*.csv"])
