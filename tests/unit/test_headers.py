"""Header words, and the tables found in a sheet."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from pubaudit.errors import SchemeError
from pubaudit.headers import (
    cell_text,
    find_tables,
    load_header_words,
    read_cells,
    section_level,
    title_of,
    without_notes,
)
from pubaudit.models import CellError, Grid, Merge, Value
from pubaudit.text import normalise

YAML = Path(__file__).parents[2] / "catalogs" / "headers.yaml"
WORDS = load_header_words(YAML)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("序 号", "number"),
        ("公开\n事项", "item"),
        ("一级事项", "item"),
        ("信息类别", "item"),
        ("公开领域（编码）", "item"),
        ("公开内容(要素)", "content"),
        ("信息内容", "content"),
        ("公开依据", "basis"),
        ("公开\u200b时限", "limit"),
        ("更新周期", "limit"),
        ("公开主体", "body"),
        ("责任股室", "body"),
        ("公开责任科室", "body"),
        ("公开渠道和载体（“■”表示必选项，“□”表示可选项）", "channel"),
        ("公开渠道和方式", "channel"),
        ("公开对象", "audience"),
        ("公开范围", "audience"),
        ("公开属性", "mode"),
        ("是否公开", "mode"),
        ("公开层级", "level"),
        ("监督渠道", "supervision"),
        ("编制日期", "date"),
        ("公开栏目", "link"),
        ("备注", "note"),
        ("开内容", "content"),
        ("过程（决策…）", ""),
        ("招标公告", ""),
        ("本局职责、内设科室、领导分工及其他各项内容", ""),
        ("公开内容" * 30, ""),
    ],
)
def test_roles(header: str, role: str) -> None:
    assert WORDS.role(header) == role


@pytest.mark.parametrize(
    ("header", "group"),
    [
        ("特定 群体", "audience"),
        ("特定群体（请写明）", "audience"),
        ("依申\n请", "mode"),
        ("乡、村级", "level"),
        ("县（市、区）级", "level"),
        ("一级", "item"),
        ("公开内容", ""),
    ],
)
def test_labels(header: str, group: str) -> None:
    assert WORDS.label(header) == group


def test_main_body_comes_before_office() -> None:
    assert WORDS.meaning("公开主体").rank < WORDS.meaning("责任科室").rank


def test_every_word_is_normalised_and_means_one_thing() -> None:
    assert all(word == normalise(word) for word in (*WORDS.exact, *WORDS.labels))
    assert not set(WORDS.ticks) & set(WORDS.unticks)


@pytest.mark.parametrize("text", ["roles: [", "roles: {}", "[]", "ticks: 1"])
def test_malformed_words_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "headers.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemeError, match=r"headers\.yaml"):
        load_header_words(path)


def test_missing_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemeError):
        load_header_words(tmp_path / "headers.yaml")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("公开内容(要素)", "公开内容"),
        ("a(b(c))", "a"),
        ("a(b)(c)", "a"),
        ("(要素)", "(要素)"),
        ("a)", "a)"),
    ],
)
def test_without_notes(word: str, expected: str) -> None:
    assert without_notes(word) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("\u3000 甲\n乙 \xa0\ufeff", "甲\n乙"),
        (12.0, "12"),
        (0.5, "0.5"),
        (7, "7"),
        (True, "TRUE"),
        (datetime(2024, 5, 1), "2024-05-01"),  # noqa: DTZ001
        (datetime(2024, 5, 1, 8, 30), "2024-05-01 08:30:00"),  # noqa: DTZ001
        (time(8, 30), "08:30:00"),
        (timedelta(hours=1), "1:00:00"),
        (CellError("#REF!"), "#REF!"),
    ],
)
def test_cell_text(value: Value, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、机构概况", 2),
        ("（二）工程建设", 3),
        ("第三部分 住房保障", 1),
        ("十一、其他", 2),
        ("一般公共预算", 0),
        ("二级事项", 0),
        ("1.公开事项", 0),
        ("政府采购", 0),
        ("", 0),
    ],
)
def test_section_levels(text: str, level: int) -> None:
    assert section_level(text) == level


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["附件1", "甲县目录"], "甲县目录"),
        (["甲县财政局", "主动公开目录", "单位：万元"], "甲县财政局主动公开目录"),
        (["现将有关事项公布如下：", "甲县目录"], "甲县目录"),
        (["甲县目录", "填报单位：甲县财政局", "（续表）"], "甲县目录"),
        (["附件2-1：甲县目录", "（2024年版）"], "甲县目录（2024年版）"),
        (["一、采购"], ""),
        ([], ""),
    ],
)
def test_title(lines: list[str], title: str) -> None:
    assert title_of(lines, WORDS) == title


def test_merges_beyond_the_grid_are_clipped() -> None:
    grid = Grid("a", (("甲", "乙"), (None, None)), (Merge(0, 0, 900, 900), Merge(50, 0, 60, 0)))
    cells = read_cells(grid)
    assert set(cells.merges) == {(0, 0), (0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize(
    "row",
    [
        ("公开方式", "主动公开", "公开时限", "常年公开"),
        ("1", "公开事项", "请示", "批复", "答复"),
        ("公开内容", None, None, None),
        ("时间", "地点", "责任单位", None),
    ],
)
def test_rows_that_are_no_header(row: tuple[Value, ...]) -> None:
    assert find_tables(read_cells(Grid("a", (row, row))), WORDS) == []


def test_table_places() -> None:
    rows: tuple[tuple[Value, ...], ...] = (
        ("甲县目录", None, None, None),
        ("序号", "公开事项", "公开方式", None),
        (None, None, "主动", "依申请"),
        (1, "采购意向", "√", None),
    )
    (table,) = find_tables(read_cells(Grid("a", rows)), WORDS)
    assert (table.top, table.bottom, table.rows, table.lines) == (1, 2, (3,), ("甲县目录",))
    assert [(c.index, c.parts, c.role, c.label) for c in table.columns] == [
        (0, ("序号",), "number", ""),
        (1, ("公开事项",), "item", ""),
        (2, ("公开方式", "主动"), "mode", "主动"),
        (3, ("公开方式", "依申请"), "mode", "依申请"),
    ]
