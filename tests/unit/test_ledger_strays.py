"""Rows of a ledger that are no records: what falls out, how it is said, and what stays."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from pubaudit import workdays
from pubaudit.errors import InputError
from pubaudit.ledger import Batch, batches, files, load, parts_of
from pubaudit.models import Problem
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers
from tests.unit.test_ledger_files import as_csv, book
from tests.workbooks import Row

WORDS = load(catalog_root() / "ledger.yaml")
HEADER = ("序号", "单位", "标题", "形成日期", "公开日期")
ONE = ("1", "县财政局", "甲", "2026-01-05", "2026-01-06")
TWO = ("2", "县住建局", "乙", "2026-01-05", "2026-03-06")
GROUPED = (
    ("序号", "单位", "标题", "日期", None),
    (None, None, None, "形成", "公开"),
)


def found(path: Path) -> tuple[list[Batch], list[str]]:
    """Return the records of a file and what is said of it."""
    read = [one for part in parts_of(0, path) for one in batches(part, WORDS)]
    return (
        [one for one in read if isinstance(one, Batch)],
        [one.message for one in read if isinstance(one, Problem)],
    )


def titles(batch: Batch) -> list[str]:
    return [batch.says("title", at) for at in range(batch.size)]


def written(folder: Path, kind: str, rows: Sequence[Row], *merges: str) -> Path:
    if kind == "csv":
        return as_csv(folder / "t.csv", *rows)
    return book(folder / "t.xlsx", {"台账": rows}, *merges)


# --- a section below the header -------------------------------------------------------------------

SECTIONS: list[Row] = [
    ("一、政府采购领域",),
    ("政府采购领域",),
    ("（一）政府采购领域",),
    ("一", "政府采购领域"),
    ("第一部分", None, "政府采购领域"),
    (None, None, "一、政府采购领域"),
]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("merge", [(), ("A2:E2",)], ids=["plain", "merged"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_section_below_the_header_is_no_part_of_it(
    tmp_path: Path, section: Row, merge: Sequence[str], kind: str
) -> None:
    merges = merge if len(section) == 1 else ()
    (batch,), said = found(written(tmp_path, kind, [HEADER, section, ONE, TWO], *merges))
    assert titles(batch) == ["甲", "乙"]
    assert [batch.row(at) for at in range(2)] == [3, 4]
    assert batch.headers["field"] == "分节行"
    assert [batch.says("field", at) for at in range(2)] == ["政府采购领域"] * 2
    (message,) = said
    assert "另有1行是分节或说明（第2行），未计入；其中如有记录，请补全日期" in message


@pytest.mark.parametrize("header", [HEADER, ("序号", "单位", "文件", "形成日期", "公开日期")])
def test_a_first_record_without_days_is_no_header(tmp_path: Path, header: Row) -> None:
    """However much its words look like those of a header."""
    first = ("1", "公开单位", "政府采购领域", None, None)
    (batch,), said = found(as_csv(tmp_path / "t.csv", header, first, TWO))
    assert (batch.size, batch.headers["published"], said) == (2, "公开日期", [])
    assert "field" not in batch.headers


SECTIONED: list[tuple[Sequence[Row], list[str]]] = [
    ([("一、政府采购领域",), ONE, ("二、其他信息",), TWO], ["政府采购领域", ""]),
    ([("一、政府采购领域",), ("（一）采购公告",), ONE, TWO], ["政府采购领域"] * 2),
    ([ONE, ("二、工程建设",), TWO], ["", "工程建设"]),
]


@pytest.mark.parametrize(("rows", "fields"), SECTIONED)
@pytest.mark.parametrize("block", [1, 100])
def test_a_section_names_the_field_of_what_follows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: Sequence[Row],
    fields: list[str],
    block: int,
) -> None:
    """Whether they are read together or not."""
    monkeypatch.setattr(files, "_ROWS", block)
    read, _ = found(as_csv(tmp_path / "t.csv", HEADER, *rows))
    assert [one.says("field", at) for one in read for at in range(one.size)] == fields


def test_a_column_of_fields_goes_before_the_sections(tmp_path: Path) -> None:
    rows = [(*HEADER, "领域"), ("一、政府采购领域",), (*ONE, "住房保障"), (*TWO, "")]
    (batch,), _ = found(as_csv(tmp_path / "t.csv", *rows))
    assert [batch.says("field", at) for at in range(2)] == ["住房保障", ""]


def test_a_section_of_a_body_is_no_field(tmp_path: Path) -> None:
    (batch,), said = found(as_csv(tmp_path / "t.csv", HEADER, ("一、县财政局",), ONE))
    assert "field" not in batch.headers
    assert len(said) == 1


# --- other rows that are none ---------------------------------------------------------------------

STRAYS: list[tuple[Row, str]] = [
    (("3",), "只有序号"),
    (("3.",), "只有序号"),
    (("3", " ", " "), "只有序号"),
    (("（3）",), "只有序号"),
    (("3", "", "", "", "", 0), "只有序号"),
    ((" ", "", "\u3000"), "只有空格"),
    (("二、县住建局",), "是分节或说明"),
    (("二", "县住建局"), "是分节或说明"),
    (("", "县住建局"), "是分节或说明"),
    (("", "", "（二）住建局"), "是分节或说明"),
    (HEADER, "是重复的表头"),
    (("序 号", "单位", "标 题", "形成日期", "公开日期"), "是重复的表头"),
    (("合计", "", "", "2", "2"), "是合计或签注"),
    (("", "", "合计", "2条", ""), "是合计或签注"),
    (("小计：2条",), "是合计或签注"),
    (("注：1.本表按季填报",), "是合计或签注"),
    (("填表人：张三", "", "审核人：李四", "填表日期：2026-04-01", ""), "是合计或签注"),
    (("填表人：", "张三", "填表日期：", "2026-04-01", ""), "是合计或签注"),
]


@pytest.mark.parametrize(("row", "kind"), STRAYS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_row_that_is_no_record_is_said_and_not_counted(
    tmp_path: Path, row: Row, kind: str, suffix: str
) -> None:
    (batch,), said = found(written(tmp_path, suffix, [HEADER, ONE, row, TWO, row]))
    assert titles(batch) == ["甲", "乙"]
    assert [batch.row(at) for at in range(2)] == [2, 4]
    (message,) = said
    assert f"另有2行{kind}（第3行起），未计入" in message
    assert message.startswith("工作表“台账”") == (suffix == "xlsx")


def test_a_header_of_two_rows_is_known_when_it_is_printed_again(tmp_path: Path) -> None:
    rows = [("云岫县台账",), *GROUPED, ONE, ("云岫县台账",), *GROUPED, TWO]
    (batch,), said = found(book(tmp_path / "t.xlsx", {"台账": rows}, "A1:E1", "A2:A3", "D2:E2"))
    assert titles(batch) == ["甲", "乙"]
    assert said == ["工作表“台账”另有3行是重复的表头（第5行起），未计入"]


def test_the_kinds_are_said_together_once_a_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_ROWS", 2)
    rows = [HEADER, ONE, ("二、县住建局",), TWO, *[(str(n),) for n in range(3, 101)], ("合计",)]
    _, said = found(as_csv(tmp_path / "t.csv", *rows))
    (message,) = said
    assert message == (
        "另有98行只有序号（第5行起）、1行是分节或说明（第3行）、1行是合计或签注（第103行），未计入；"
        "其中如有记录，请补全日期"
    )


def test_a_number_beside_a_merged_cell_is_no_record(tmp_path: Path) -> None:
    rows = [HEADER, ONE, ("2",), ("3", None, "丙")]
    (batch,), said = found(book(tmp_path / "t.xlsx", {"台账": rows}, "B2:B4"))
    assert titles(batch) == ["甲", "丙"]
    assert batch.says("body", 1) == "县财政局"
    assert len(said) == 1


RECORDS: list[Row] = [
    ("3", "县财政局"),
    ("3", "县财政局", "丙"),
    ("", "", "丙"),
    ("3", "", "2026"),
    ("", "", "7"),
    ("3", "", "丙"),
    ("", "", "第一中学校舍改造"),
    ("3", "", "", "2026年", ""),
    ("", "", "", "2026年3月", ""),
    ("", "", "", "12", ""),
    ("合计", "县财政局", "丙", "2026-03-02", ""),
    ("", "", "说明：关于丙", "2026-03-02", ""),
]


@pytest.mark.parametrize("row", RECORDS)
def test_a_record_without_its_days_is_counted(tmp_path: Path, row: Row) -> None:
    (batch,), said = found(as_csv(tmp_path / "t.csv", HEADER, ONE, row))
    assert (batch.size, said) == (2, [])


@pytest.mark.parametrize(
    "header", [("单位", "形成日期", "公开日期"), ("形成日期", "公开日期", "领域")]
)
def test_where_nothing_names_a_record_a_body_alone_is_one(
    tmp_path: Path, header: tuple[str, ...]
) -> None:
    row = ["县财政局" if name in ("单位", "领域") else "" for name in header]
    dated = ["2026-03-02" if "日期" in name else "甲" for name in header]
    (batch,), said = found(as_csv(tmp_path / "t.csv", header, dated, row))
    assert (batch.size, said) == (2, [])


def test_a_file_of_such_rows_only_says_what_it_has(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "t.csv", HEADER, ("1",), ("2",))
    wish = Wish(date(2026, 6, 30), {})
    with pytest.raises(InputError, match="没有数据行，只有2行只有序号（第2行起），未计入"):
        audit_ledgers([path], wish, workdays.load(catalog_root() / "holidays"))
