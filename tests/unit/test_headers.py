"""Header words, and the tables found in a sheet."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit.errors import SchemeError, UsageError
from pubaudit.headers import (
    body_in,
    cell_text,
    choices,
    date_of_catalog,
    find_tables,
    load_header_words,
    read_cells,
    read_legend,
    section_level,
    title_of,
    under_label,
    without_notes,
)
from pubaudit.headers.dates import find_date
from pubaudit.headers.values import are_ticks, role_of_values
from pubaudit.models import CellError, Grid, Merge, Tick, Value
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
        ("业务类型", "item"),
        ("公开类型", "mode"),
        ("公开领域（编码）", "item"),
        ("公开内容(要素)", "content"),
        ("信息内容", "content"),
        ("内容说明", "content"),
        ("网上公开的信息", "content"),
        ("公开地点", "channel"),
        ("谁来公开", "body"),
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


@pytest.mark.parametrize("header", ["公开类别", "信息类型"])
@pytest.mark.parametrize(
    ("cells", "role"), [(("主动公开", "依申请公开"), "mode"), (("采购公告", "合同公告"), "item")]
)
def test_a_column_called_kind_is_what_its_cells_are(
    header: str, cells: tuple[str, str], role: str
) -> None:
    rows = (("序号", "公开事项", header), *(("1", "甲", cell) for cell in cells))
    (table,) = find_tables(read_cells(Grid("目录", rows, ())), WORDS)
    assert [column.role for column in table.columns] == ["number", "item", role]


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


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        (("一级栏目", "二级栏目", "备注", "更新频次"), ["item", "item", "note", "limit"]),
        (("序号", "栏目名称", "责任单位"), ["number", "item", "body"]),
        (("序号", "公开事项", "公开栏目"), ["number", "item", "link"]),
        (("公开内容", "一级栏目", "公开时限"), ["content", "link", "limit"]),
        (("序号", "栏目", "公开事项", "公开内容"), ["number", "item", "item", "content"]),
        (("一级栏目", "公开类别", "责任单位"), ["item", "mode", "body"]),
    ],
)
def test_columns_of_a_website_are_items_unless_they_stand_behind_them(
    header: tuple[str, ...], roles: list[str]
) -> None:
    row = tuple("主动公开" if title == "公开类别" else "甲" for title in header)
    grid = Grid("目录", (header, row), ())
    (table,) = find_tables(read_cells(grid), WORDS)
    assert [column.role for column in table.columns] == roles


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


@pytest.mark.parametrize(
    "line",
    ["第2页 共3页", "第 2 页", "- 2 -", "— 12 —", "2/3", "第2页", "共３页，第２页", "第二页"],
)
def test_page_numbers(line: str) -> None:
    assert WORDS.is_page(line)
    assert WORDS.is_filler(line)
    assert title_of([line, "公开目录"], WORDS) == "公开目录"


@pytest.mark.parametrize("line", ["2", "第2页的内容", "2024/5/6", "-", "首页", "第二类"])
def test_other_lines_are_no_page_numbers(line: str) -> None:
    assert not WORDS.is_page(line)


@pytest.mark.parametrize(
    "mark", ["（续表）", "（续）", "(续表1)", "（续上表）", "续表", "（接上页）"]
)
def test_titles_without_the_mark_of_a_further_page(mark: str) -> None:
    assert WORDS.without_continued(f"公共资源目录{mark}") == "公共资源目录"
    assert WORDS.without_continued("续建项目目录") == "续建项目目录"


def test_a_traditional_title_gives_the_body_as_shown() -> None:
    assert body_in("天津市濱海新區財政局政府採購目錄", WORDS) == "天津市濱海新區財政局"


# --- boxes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        ("公开渠道(“■”表示必选项,“□”表示可选项)", {"■": False, "□": True}),
        ("“●”表示必选项，“〇”表示可选项", {"●": False, "〇": True}),
        ("注：◆为必选，▲为可选", {"◆": False, "▲": True}),
        ("公开渠道和载体（在标注范围内至少选择其一公开）", {}),
        ("必选项与可选项", {}),
    ],
)
def test_legend(text: str, legend: dict[str, bool]) -> None:
    assert read_legend(["公开内容", text], WORDS.boxes) == legend


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("", []),
        ("■政府网站", ["政府网站"]),
        ("请选择：■政府网站□其他", ["政府网站", "-其他"]),
        ("■政府网站、公示栏\n□纸质\n媒体", ["政府网站", "公示栏", "-纸质媒体"]),
        ("政府网站\n公示栏", ["政府网站", "公示栏"]),
        ("政府网\n站", ["政府网站"]),
        ("社区（村）公示栏（微信、微博）、广播", ["社区（村）公示栏（微信、微博）", "广播"]),
        ("政府网站√ 政府公报□ 其他√", ["政府网站", "-政府公报", "其他"]),
        ("R政府网站£政府公报", ["政府网站", "-政府公报"]),
        (
            "R县政府网站 £微信公众号 R省交易平台网站",
            ["县政府网站", "-微信公众号", "省交易平台网站"],
        ),
        (
            "R县政府网站£微信公众号 R省公共资源交易平台",
            ["县政府网站", "-微信公众号", "省公共资源交易平台"],
        ),
        ("口县政府网站 口其他", ["-县政府网站", "-其他"]),
        ("口岸政府网站", ["口岸政府网站"]),
        ("RFID系统", ["RFID系统"]),
        ("口头告知", ["口头告知"]),
        ("服务窗口公示栏", ["服务窗口公示栏"]),
        ("二〇二四年公报", ["二〇二四年公报"]),
        ("■□", []),
        ("主动公开√ 依申请公开", ["主动公开", "-依申请公开"]),
        ("主动公开√\n依申请公开", ["主动公开", "-依申请公开"]),
        ("主动公开□ 依申请公开■", ["-主动公开", "依申请公开"]),
        ("主动公开（√）\n依申请公开（ ）", ["主动公开", "-依申请公开"]),
        ("（ ）主动公开 [√]依申请公开", ["-主动公开", "依申请公开"]),
        ("政府网站 ■政府公报", ["政府网站", "政府公报"]),
        ("■政府网站 □其他（ ）", ["政府网站", "-其他（）"]),
        ("政府网站、其他（ ）", ["政府网站", "其他（）"]),
    ],
)
def test_choices(text: str, ticks: list[str]) -> None:
    decoded = choices(text, WORDS.boxes, {})
    assert [("" if t.ticked else "-") + t.name for t in decoded] == ticks


def test_with_a_legend_a_choice_without_a_box_is_not_said_to_be_optional() -> None:
    legend = {"■": False, "□": True}
    assert choices("政府网站■ 政府公报", WORDS.boxes, legend) == (
        Tick("政府网站"),
        Tick("政府公报"),
    )


def test_an_optional_choice_is_ticked_and_said_to_be_optional() -> None:
    legend = {"■": False, "□": True}
    assert choices("■甲 □乙 △丙", WORDS.boxes, legend) == (
        Tick("甲"),
        Tick("乙", optional=True),
        Tick("丙", ticked=False),
    )


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("√面向村民", Tick("特定群体", note="面向村民")),
        ("申请人", Tick("特定群体", note="申请人")),
        ("□村民", Tick("特定群体", ticked=False)),
    ],
)
def test_words_in_place_of_a_tick(text: str, tick: Tick) -> None:
    assert under_label(text, "特定群体", WORDS.boxes) == tick


NAMES = ["政府网站", "政府公报", "两微一端", "其他"]
STYLES = [("■", "□"), ("●", "〇"), ("☑", "☐"), ("R", "£"), ("√", "×"), ("t", "口")]


@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=1, unique_by=lambda p: p[0]
    ),
    st.sampled_from(STYLES),
    st.sampled_from(["", " ", "\n", "、"]),
)
def test_boxes_say_the_same_in_every_style(
    chosen: list[tuple[str, bool]], style: tuple[str, str], between: str
) -> None:
    between = " " if between == "" and style[1] == "口" else between
    text = between.join((style[0] if ticked else style[1]) + name for name, ticked in chosen)
    assert choices(text, WORDS.boxes, {}) == tuple(Tick(n, ticked) for n, ticked in chosen)


# --- what the cells say --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "role"),
    [
        (["20个工作日内", "及时公开"], "limit"),
        (["主动公开", "主动公开、依申请公开"], "mode"),
        (["县财政局", "县住建局、县发改局"], "body"),
        (["《政府采购法》", "财库〔2020〕10号"], "basis"),
        (["2023-05-16", "2023年6月"], "date"),
        (["县级", "县级、乡级"], "level"),
        (["清单", "公告"], ""),
        (["清单", "20个工作日内"], ""),
        (["20个工作日内"] * 4 + ["另行规定"], "limit"),
        ([], ""),
    ],
)
def test_role_of_values(cells: list[str], role: str) -> None:
    assert role_of_values(cells, WORDS) == role


@pytest.mark.parametrize(
    ("cells", "ticks"), [(["√", "□"], True), (["√", "企业"], False), (["R"], True), ([], False)]
)
def test_columns_of_ticks(cells: list[str], ticks: bool) -> None:
    assert are_ticks(cells, WORDS) is ticks


@pytest.mark.parametrize(
    ("text", "day", "shown"),
    [
        ("编制于2023-05-16。", date(2023, 5, 16), "2023-05-16"),
        ("2023/5/6", date(2023, 5, 6), "2023/5/6"),
        ("2023.5.16版", date(2023, 5, 16), "2023.5.16"),
        ("２０２３年 5 月 16 日", date(2023, 5, 16), "２０２３年 5 月 16 日"),
        ("2023年5月", date(2023, 5, 1), "2023年5月"),
        ("目录20221228", date(2022, 12, 28), "20221228"),
        ("目录（2025版）", date(2025, 1, 1), "2025版"),
        ("目录（2025）", date(2025, 1, 1), "（2025）"),
        ("2022年版", date(2022, 1, 1), "2022年版"),
        ("二〇二二年五月十六日", date(2022, 5, 16), "二〇二二年五月十六日"),
        ("二○二二年十二月三十一日", date(2022, 12, 31), "二○二二年十二月三十一日"),
        ("二〇二二年版", date(2022, 1, 1), "二〇二二年"),
    ],
)
def test_find_date(text: str, day: date, shown: str) -> None:
    assert find_date(text) == (day, shown)


@pytest.mark.parametrize(
    "text",
    ["津政办函〔2018〕9号", "津政办函(2018)9号", "2023-13-40", "20个工作日", "自202111日起", ""],
)
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_a_day_reads_back_however_it_is_written(day: date) -> None:
    for written in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert find_date(f"编制日期：{written}") == (day, written)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"line": ["编 制 日 期：2023年5月"], "title": ["2024年目录"]}, ("2023-05-01", "line")),
        ({"line": ["【信息时间：2019/4/26】"], "title": ["2024年目录"]}, ("2024-01-01", "title")),
        ({"column": ["2023-05-16", "2023-06-01", ""]}, ("2023-06-01", "column")),
        ({"sheet": ["2022", "说明"]}, ("2022-01-01", "sheet")),
        ({"title": ["目录2022"], "file": ["目录2022"]}, ("2022-01-01", "file")),
        ({"line": ["版本：V2.0"], "file": ["目录"]}, ("None", "")),
    ],
)
def test_date_of_catalog(places: dict[str, Sequence[str]], expected: tuple[str, str]) -> None:
    day, where, _ = date_of_catalog(places, WORDS)
    assert (str(day), where) == expected


# --- roles set by the user -----------------------------------------------------------------------


def test_roles_set_by_the_user() -> None:
    words = WORDS.with_roles({"谁来办（盖章）": "责任主体", "采购啥": "公开事项"})
    assert [words.role(h) for h in ("谁来办", "采购啥", "公开内容")] == ["body", "item", "content"]
    assert WORDS.role("谁来办") == ""


def test_an_unknown_role_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"“主管领导”.*序号、公开事项、公开内容"):
        WORDS.with_roles({"科室": "主管领导"})
