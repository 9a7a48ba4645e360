"""Grids to catalogs: the development set row for row, and each layout met in published ones."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from pubaudit.catalog import parse_catalog
from pubaudit.errors import InputError
from pubaudit.headers import column_letter, find_body, load_header_words
from pubaudit.models import Catalog, Entry, Grid, Location, Merge, Tick, Value
from pubaudit.text import normalise

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
WORDS = load_header_words(ROOT / "catalogs" / "headers.yaml")
DEVSET = sorted((DATA / "devset" / "xlsx").glob("*.xlsx"))
LAYOUTS: list[dict[str, Any]] = yaml.load(
    (DATA / "layouts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)


def merge(reference: str) -> Merge:
    left, top, right, bottom = range_boundaries(reference)
    assert None not in (left, top, right, bottom)
    return Merge((top or 1) - 1, (left or 1) - 1, (bottom or 1) - 1, (right or 1) - 1)


def grid(text: str, merges: Sequence[str] = (), sheet: str = "Sheet1") -> Grid:
    """A grid from lines of cells parted by "|"; "~" is a line break in a cell."""
    lines = [line.replace("~", "\n").split("|") for line in text.rstrip("\n").split("\n")]
    width = max(map(len, lines))
    rows = tuple(
        tuple(cell or None for cell in line) + (None,) * (width - len(line)) for line in lines
    )
    return Grid(sheet, rows, tuple(map(merge, merges)))


def workbook(path: Path) -> list[Grid]:
    """The workbook's sheets by openpyxl: these tests do not depend on the program's readers."""
    return [
        Grid(
            sheet.title,
            tuple(
                tuple(None if value is None else str(value) for value in row)
                for row in sheet.iter_rows(values_only=True)
            ),
            tuple(merge(str(area)) for area in sheet.merged_cells.ranges),
        )
        for sheet in load_workbook(path).worksheets
    ]


def parse(*grids: Grid, path: str = "目录.xlsx") -> Catalog:
    return parse_catalog(grids, WORDS, path=path, sha256="0" * 64)


def said(entry: Entry) -> tuple[object, ...]:
    """Everything an entry says, without its place."""
    words = (entry.number, entry.basis, entry.limit, entry.body, entry.channel)
    more = (entry.audience, entry.mode, entry.level, entry.note)
    choices = (entry.channels, entry.audiences, entry.modes, entry.levels)
    return (entry.path, entry.content, *words, *more, entry.elements, entry.optional, *choices)


# --- the development set -----------------------------------------------------------------------


@pytest.mark.parametrize("path", DEVSET, ids=lambda path: path.stem)
def test_devset_reads_row_for_row(path: Path) -> None:
    expected = json.loads((DATA / "devset" / "catalogs" / f"{path.stem}.json").read_text("utf-8"))
    places = json.loads((DATA / "devset" / "rowmap.json").read_text("utf-8"))[path.stem]
    catalog = parse(*workbook(path), path=path.name)

    assert [[e.location.sheet, e.location.row] for e in catalog.entries] == list(places.values())
    rows = [{normalise(k): v for k, v in row.items()} for row in expected["rows"]]
    assert [{normalise(k): v for k, v in e.columns.items()} for e in catalog.entries] == rows
    assert catalog.title.startswith(expected["title"])
    assert catalog.problems == ()
    categories = [role.header for role in catalog.tables[0].columns if role.role == "item"]
    for entry in catalog.entries:
        assert all(entry.path)
        assert len(entry.path) == len(categories) + ("sections" in expected)


def test_devset_continues_categories() -> None:
    by_stem = {path.stem[:2]: parse(*workbook(path), path=path.name) for path in DEVSET}
    assert by_stem["03"].entries[1].path == ("政策法规", "本县住房保障配套办法")
    assert by_stem["05"].entries[0].path == ("一、机构概况", "机构职能")
    assert [e.path for e in by_stem["10"].entries[7:10]] == [
        ("政府\n采购",),
        ("政府\n采购",),
        ("政府 采购",),
    ]
    assert by_stem["22"].sheets == ("土地", "矿产")
    assert by_stem["24"].entries[2].level == "县级、乡级"


def test_devset_boxes() -> None:
    by_stem = {path.stem[:2]: parse(*workbook(path), path=path.name) for path in DEVSET}
    assert list(map(written, by_stem["03"].entries[0].channels)) == [
        "县政府网站",
        "×政务新媒体",
        "公示栏",
    ]
    assert list(map(written, by_stem["09"].entries[0].channels)) == [
        "县政府网站",
        "×微信公众号",
        "省公共资源交易服务平台",
        "×信用网站",
    ]
    marks = tuple("■●□〇√R£")
    for catalog in by_stem.values():
        for entry in catalog.entries:
            ticks = (*entry.channels, *entry.modes, *entry.audiences, *entry.levels)
            assert not [tick for tick in ticks if tick.name.startswith(marks)]


@pytest.mark.parametrize(
    ("stem", "body", "body_from"),
    [
        ("03", "县住房和城乡建设局", "column"),
        ("05", "柏川市住房和城乡建设局", "title"),
        ("09", "", ""),
        ("10", "区公共资源交易中心", "column"),
        ("14", "桑洲区财政局", "title"),
        ("17", "区自然资源局", "column"),
        ("22", "朔原旗自然资源局", "title"),
    ],
)
def test_devset_bodies(stem: str, body: str, body_from: str) -> None:
    (path,) = [path for path in DEVSET if path.stem.startswith(stem)]
    catalog = parse(*workbook(path), path=path.name)
    assert (catalog.body, catalog.body_from) == (body, body_from)


# --- layouts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: case["name"])
def test_layout(case: Mapping[str, Any]) -> None:
    catalog = parse(grid(case["sheet"], case.get("merges", ())))

    expected = [(row, tuple(path), content) for row, path, content, _ in case["entries"]]
    assert [(e.location.row, e.path, e.content) for e in catalog.entries] == expected
    for entry, (_, _, _, fields) in zip(catalog.entries, case["entries"], strict=True):
        assert entry.location.last_row == fields.get("last_row", entry.location.row)
        assert {name: shown(entry, name) for name in fields if name != "last_row"} == {
            name: said for name, said in fields.items() if name != "last_row"
        }
    assert [[p.row, p.skipped] for p in catalog.problems] == case.get("problems", [])
    assert catalog.title == case.get("title", catalog.title)
    assert len(catalog.tables) == case.get("tables", 1)
    assert [catalog.body, catalog.body_from] == case.get("body", [catalog.body, catalog.body_from])
    dated = [catalog.dated, catalog.dated_from]
    assert dated == case.get("dated", dated)
    roles = {c.column: [c.role, c.by] for c in catalog.tables[0].columns}
    assert roles | case.get("roles", {}) == roles


def shown(entry: Entry, name: str) -> str | list[str]:
    """A field of an entry as the cases write it."""
    value = getattr(entry, name)
    return value if isinstance(value, str) else list(map(written, value))


def written(said: str | Tick) -> str:
    """An element, or a choice with × for an empty box, ? for an optional one, = and its note."""
    if isinstance(said, str):
        return said
    note = f"={said.note}" if said.note else ""
    return "×" * (not said.ticked) + said.name + "?" * said.optional + note


def test_every_layout_and_irregularity_has_a_case() -> None:
    headers = {"V1", "V1b", "V2", "V2b", *(f"V{n}" for n in range(3, 12))}
    irregularities = {f"d{n}" for n in range(1, 30)}
    tokens = {token for case in LAYOUTS for token in case["name"].split()}
    assert headers | irregularities <= tokens


def test_columns_are_as_shown_and_keys_unique() -> None:
    catalog = parse(grid("序号|信息类别|信息内容||公开主体\n1|采购|意向|清单|局\n2|||金额|"))
    assert dict(catalog.entries[1].columns) == {
        "序号": "2",
        "信息类别": "",
        "信息内容": "",
        "信息内容（2）": "金额",
        "公开主体": "",
    }
    assert catalog.entries[1].body == "局"
    assert catalog.entries[1].location == Location(0, "Sheet1", 3, 3, "D")


def test_values_are_words() -> None:
    rows: tuple[tuple[Value, ...], ...] = (
        ("序号", "公开事项", "公开内容", "备注"),
        (1.0, "采购\u200b", "  清单\u3000", date(2024, 5, 1)),
    )
    (entry,) = parse(Grid("Sheet1", rows)).entries
    assert (entry.number, entry.content, entry.note) == ("1", "清单", "2024-05-01")


# --- several sheets, and what cannot be read -----------------------------------------------------

TABLE = "序号|公开事项|公开内容|公开主体\n1|采购意向|清单|县财政局"


def test_sheet_without_a_table_is_a_problem() -> None:
    catalog = parse(grid(TABLE, sheet="甲"), grid("采购\n合同", sheet="乙"), Grid("空", ()))
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [("乙", True)]
    assert catalog.sheets == ("甲",)


def test_an_explanation_is_no_content_left_out() -> None:
    notes = grid("1.公开主体：填写负责公开的局\n序号|按序填写|必填", sheet="填表说明")
    catalog = parse(notes, grid(TABLE, sheet="甲"))
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [("填表说明", False)]
    assert (catalog.title, catalog.body_from) == ("", "column")


COVER = "望溪县财政局编制\n\n望溪县政务公开标准目录\n二〇二四年六月"


@pytest.mark.parametrize("name", ["封面", "Sheet1"])
def test_a_cover_gives_title_body_and_date(name: str) -> None:
    catalog = parse(grid(COVER, sheet=name), grid(TABLE, sheet="甲"))
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [(name, False)]
    assert catalog.title == "望溪县政务公开标准目录"
    assert (catalog.body, catalog.body_from) == ("望溪县财政局", "title")
    assert (catalog.dated, catalog.dated_from) == (date(2024, 6, 1), "title")


def test_the_title_of_the_table_comes_before_the_cover() -> None:
    catalog = parse(grid(COVER, sheet="封面"), grid(f"柏川市财政局2023年公开目录\n{TABLE}"))
    assert (catalog.title, catalog.body) == ("柏川市财政局2023年公开目录", "柏川市财政局")
    assert catalog.dated_as == "2023年"


def test_notes_below_a_table_do_not_hide_the_body_in_its_title() -> None:
    notes = "说明：一至五项\n按有关规定公开\n逐年更新"
    catalog = parse(grid(f"望溪县财政局公开目录\n{TABLE}\n{notes}", sheet="甲"))
    assert (catalog.body, catalog.body_from) == ("望溪县财政局", "title")
    assert parse(grid(f"{TABLE}\n编制单位：望溪县审计局")).body == "望溪县审计局"


def test_a_file_of_covers_only_is_refused() -> None:
    with pytest.raises(InputError, match="未识别到目录表头"):
        parse(grid(COVER, sheet="封面"))


def test_hidden_sheets_and_rows_are_read_and_said() -> None:
    hidden_sheet = Grid("甲", grid(TABLE).rows, hidden=True)
    hidden_row = Grid("乙", grid(TABLE).rows, hidden_rows=frozenset({1}))
    catalog = parse(hidden_sheet, hidden_row)
    assert len(catalog.entries) == 2
    assert [(p.sheet, p.row, p.skipped) for p in catalog.problems] == [
        ("甲", 0, False),
        ("乙", 2, False),
    ]


@pytest.mark.parametrize("grids", [[], [Grid("空", ())], [grid("甲|乙\n1|2", sheet="数据")]])
def test_no_table_at_all_is_refused(grids: list[Grid]) -> None:
    with pytest.raises(InputError, match=r"目录\.xlsx：未识别到目录表头"):
        parse(*grids)


@pytest.mark.parametrize(
    "title", ["某县政府采购台账", "某县统计表", "某县采购信息公开记录", "某表"]
)
def test_a_table_in_unknown_words_that_nothing_calls_a_catalog_is_refused(title: str) -> None:
    table = grid(f"{title}\n哪一块|干了些啥\n采购|采购公告、中标公告\n产权|转让公告")
    with pytest.raises(InputError, match="未识别到目录表头"):
        parse_catalog([table], WORDS, path="a.xlsx", sha256="")


def test_no_table_names_the_remedy() -> None:
    """d30: the list exists only as an attachment's name; nothing says that there is no list."""
    with pytest.raises(InputError, match="--map"):
        parse(grid("望溪县公共资源配置领域实施方案\n附件：主动公开目录清单.pdf"))


# --- one table over several sheets ---------------------------------------------------------------

FIRST = "序号|公开事项||公开内容|公开主体\n|一级|二级||\n1|采购|意向|清单|县财政局\n2||结果|名单|"


def test_a_sheet_without_header_continues_the_one_before() -> None:
    second = grid("续表\n3||合同|文本|\n4|产权|公告|标的|县国资办", sheet="2")
    catalog = parse(grid(FIRST, sheet="1"), second)
    assert [(e.location.sheet, e.location.row, e.path, e.body) for e in catalog.entries[2:]] == [
        ("2", 2, ("采购", "合同"), "县财政局"),
        ("2", 3, ("产权", "公告"), "县国资办"),
    ]
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [("2", False)]
    assert "工作表“1”" in catalog.problems[0].message
    assert [(t.sheet, t.header_row) for t in catalog.tables] == [("1", 1), ("2", 0)]
    assert catalog.tables[0].columns == catalog.tables[1].columns


@pytest.mark.parametrize(
    "second",
    ["7|产权|公告|标的|县国资办", "|产权|公告|标的|县国资办", "3|产权|公告|标的|县国资办|多一列"],
    ids=["number leaps", "no number", "more columns"],
)
def test_a_sheet_that_does_not_fit_is_said_to_be_left_out(second: str) -> None:
    catalog = parse(grid(FIRST, sheet="1"), grid(second, sheet="2"))
    assert len(catalog.entries) == 2
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [("2", True)]


HEADED = "序号|一级事项|二级事项|公开内容|公开主体"


@pytest.mark.parametrize(
    "before", ["", "公共资源目录（续）\n", "|"], ids=["plain", "titled", "shifted"]
)
def test_a_further_sheet_with_a_header_goes_on_in_the_category(before: str) -> None:
    first = grid(f"公共资源目录\n{HEADED}\n1|采购|意向|清单|县财政局", sheet="1")
    rows = f"{HEADED}\n2||结果|名单|\n3|产权|公告|标的|县国资办"
    further = rows.replace("\n", "\n|") if before == "|" else rows
    catalog = parse(first, grid(before + further, sheet="2"))
    assert [(e.path, e.body) for e in catalog.entries[1:]] == [
        (("采购", "结果"), "县财政局"),
        (("产权", "公告"), "县国资办"),
    ]
    assert catalog.problems == ()


@pytest.mark.parametrize(
    "second",
    [f"{HEADED}\n1||结果|名单|", f"{HEADED}|备注\n2||结果|名单||"],
    ids=["number begins again", "other columns"],
)
def test_a_blank_first_category_that_nothing_fills_is_said(second: str) -> None:
    catalog = parse(
        grid(f"{HEADED}\n1|采购|意向|清单|县财政局", sheet="1"), grid(second, sheet="2")
    )
    assert (catalog.entries[1].path, catalog.entries[1].body) == (("结果",), "")
    assert [(p.sheet, p.row, p.skipped) for p in catalog.problems] == [("2", 2, False)]
    assert "“一级事项”为空" in catalog.problems[0].message


def test_a_narrower_sheet_without_header_is_read() -> None:
    catalog = parse(grid(FIRST, sheet="1"), grid("3||合同|文本", sheet="2"))
    assert (catalog.entries[2].path, catalog.entries[2].body) == (("采购", "合同"), "县财政局")


def test_a_sheet_that_continues_goes_on_with_its_sections() -> None:
    first = grid("序号|公开事项|公开内容|公开主体\n一、采购|||\n1|意向|清单|县财政局", sheet="1")
    catalog = parse(first, grid("2|结果|名单|县财政局", sheet="2"))
    assert catalog.entries[1].path == ("一、采购", "结果")
    assert catalog.tables[0].sections == ("一、采购",)


# --- whose catalog -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "path", "expected"),
    [
        ("柏川市住房和城乡建设局主动公开事项清单", "a.xlsx", ("柏川市住房和城乡建设局", "title")),
        ("桑洲区财政局2024年政府信息主动公开基本目录", "a.xlsx", ("桑洲区财政局", "title")),
        ("望溪县人民政府办公室政府信息公开目录", "a.xlsx", ("望溪县人民政府办公室", "title")),
        ("望溪县发展和改革委员会政务公开目录", "a.xlsx", ("望溪县发展和改革委员会", "title")),
        ("望溪县公共资源交易中心信息公开目录", "a.xlsx", ("望溪县公共资源交易中心", "title")),
        ("望溪县国资委权力清单", "a.xlsx", ("望溪县国资委", "title")),
        ("望溪县政府信息公开目录", "a.xlsx", ("", "")),
        ("望溪县政府采购领域公开目录", "a.xlsx", ("", "")),
        ("办事公开目录", "a.xlsx", ("", "")),
        ("望溪县住建局住房保障领域信息公开目录", "a.xlsx", ("望溪县住建局", "title")),
        ("填报单位：望溪县财政局", "a.xlsx", ("望溪县财政局", "title")),
        ("附件1 望溪县财政局公开目录", "a.xlsx", ("望溪县财政局", "title")),
        ("根据望溪县财政局通知，现将目录公布如下：", "a.xlsx", ("", "")),
        ("", "C:\\下载\\05_柏川市_住建局主动公开.xlsx", ("柏川市住建局", "file")),
        ("公开目录", "dir/望溪县财政局.xlsx", ("望溪县财政局", "file")),
    ],
)
def test_body_of_title_and_file(title: str, path: str, expected: tuple[str, str]) -> None:
    assert find_body([title], path, (), WORDS) == expected


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (["县财政局", "县财政局", "县住建局"], "县财政局"),
        (["县财政局", "县住建局"], ""),
        (["县财政局、县住建局", "县财政局、县住建局"], ""),
        (["县财政局\n代理机构", "县财政局"], "县财政局"),
        (["采购科", "采购科"], ""),
    ],
)
def test_body_of_column(bodies: list[str], expected: str) -> None:
    assert find_body([], "a.xlsx", bodies, WORDS)[0] == expected


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (["县财政局"], ("县财政局", "sheet")),
        (["县财政局", "县住建局"], ("", "")),
        (["县财政局", "Sheet2"], ("", "")),
        (["Sheet1"], ("", "")),
    ],
)
def test_body_of_sheets(sheets: list[str], expected: tuple[str, str]) -> None:
    assert find_body([], "a.xlsx", (), WORDS, sheets) == expected


def test_date_of_a_catalog() -> None:
    catalog = parse(grid(f"望溪县财政局公开目录（2022年版）\n{TABLE}"))
    assert (catalog.dated, catalog.dated_from) == (date(2022, 1, 1), "title")
    assert catalog.dated_as == "2022年版"


def test_roles_set_by_the_user_stand_alone() -> None:
    words = WORDS.with_roles({"责任科室": "公开主体"})
    source = grid("序号|公开事项|公开内容|公开主体|责任科室\n1|采购|清单|县财政局|采购科")
    catalog = parse_catalog([source], words, path="a.xlsx", sha256="")
    assert catalog.entries[0].body == "采购科"
    assert [(c.role, c.by) for c in catalog.tables[0].columns[3:]] == [
        ("", "header"),
        ("body", "map"),
    ]


def test_a_header_unknown_but_for_the_user() -> None:
    words = WORDS.with_roles({"办啥": "公开事项", "谁办": "公开主体"})
    source = grid("办啥|谁办\n采购|县财政局")
    (entry,) = parse_catalog([source], words, path="a.xlsx", sha256="").entries
    assert (entry.path, entry.body) == (("采购",), "县财政局")


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- what must not matter ------------------------------------------------------------------------

PLAIN = [case for case in LAYOUTS if "左移" not in case["name"] and "断在" not in case["name"]]


def with_blank_row(source: Grid, at: int) -> Grid:
    blank: tuple[Value, ...] = (None,) * len(source.rows[0])
    merges = tuple(
        Merge(m.top + (m.top >= at), m.left, m.bottom + (m.bottom >= at), m.right)
        for m in source.merges
    )
    return Grid(source.sheet, (*source.rows[:at], blank, *source.rows[at:]), merges)


def with_blank_column(source: Grid, at: int) -> Grid:
    rows = tuple((*row[:at], None, *row[at:]) for row in source.rows)
    merges = tuple(
        Merge(m.top, m.left + (m.left >= at), m.bottom, m.right + (m.right >= at))
        for m in source.merges
    )
    return Grid(source.sheet, rows, merges)


@given(st.sampled_from(PLAIN), st.data())
def test_blank_rows_and_columns_change_nothing(
    case: Mapping[str, Any], data: st.DataObject
) -> None:
    source = grid(case["sheet"], case.get("merges", ()))
    changed = with_blank_row(source, data.draw(st.integers(0, len(source.rows)), label="row"))
    changed = with_blank_column(
        changed, data.draw(st.integers(0, len(source.rows[0])), label="column")
    )
    assert list(map(said, parse(changed).entries)) == list(map(said, parse(source).entries))


ORDERLY = [case for case in PLAIN if case["name"].startswith(("V1 ", "V1b", "V3 ", "d6", "d15"))]


@given(st.permutations(ORDERLY))
def test_order_of_sheets_changes_nothing(cases: list[Mapping[str, Any]]) -> None:
    grids = [grid(c["sheet"], c.get("merges", ()), c["name"]) for c in cases]
    entries = {(e.location.sheet, said(e)) for e in parse(*grids).entries}
    assert entries == {(g.sheet, said(e)) for g in grids for e in parse(g).entries}


HEADER = (
    "序号|公开事项||公开内容|公开时限|公开主体|公开方式||公开渠道（“■”表示必选项，“□”表示可选项）\n"
    "|一级事项|二级事项||||主动|依申请|"
)
BODY = (
    "1|采购|意向|1.清单；2.金额|提前30日|县财政局|√||■网站 □公报\n"
    "2||结果|①供应商②价格|及时|县财政局||R|■网站"
)
HEADER_MERGES = ["A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2", "G1:H1", "I1:I2"]


@given(st.sets(st.sampled_from(HEADER_MERGES)))
def test_split_or_merged_header_changes_nothing(merges: set[str]) -> None:
    whole = parse(grid(f"{HEADER}\n{BODY}", HEADER_MERGES)).entries
    changed = parse(grid(f"{HEADER}\n{BODY}", sorted(merges))).entries
    assert list(map(said, changed)) == list(map(said, whole))


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=5), max_size=8))
def test_any_text_is_read_or_refused(rows: list[list[str]]) -> None:
    body = tuple((*row, "", "")[:5] for row in rows)
    header = ("序号", "类别", "公开内容", "公开时限", "公开主体")
    catalog = parse(Grid("Sheet1", (header, *body)))
    places = [entry.location.row for entry in catalog.entries]
    assert places == sorted(set(places))
    assert all(entry.path or entry.content for entry in catalog.entries)
