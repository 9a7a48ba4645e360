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
from pubaudit.models import Catalog, Entry, Grid, Location, Merge, Value
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
    return (entry.path, entry.content, *words, entry.audience, entry.mode, entry.level, entry.note)


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
        said_fields = {name: text for name, text in fields.items() if name != "last_row"}
        assert {name: getattr(entry, name) for name in said_fields} == said_fields
    assert [[p.row, p.skipped] for p in catalog.problems] == case.get("problems", [])
    assert catalog.title == case.get("title", catalog.title)
    assert len(catalog.tables) == case.get("tables", 1)


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
    catalog = parse(
        grid(TABLE, sheet="甲"), grid("填表须知\n请认真填写", sheet="须知"), Grid("空", ())
    )
    assert [(p.sheet, p.skipped) for p in catalog.problems] == [("须知", True)]
    assert catalog.sheets == ("甲",)


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


@given(st.permutations(PLAIN[:4]))
def test_order_of_sheets_changes_nothing(cases: list[Mapping[str, Any]]) -> None:
    grids = [grid(c["sheet"], c.get("merges", ()), c["name"]) for c in cases]
    entries = {(e.location.sheet, said(e)) for e in parse(*grids).entries}
    assert entries == {(g.sheet, said(e)) for g in grids for e in parse(g).entries}


HEADER = "序号|公开事项||公开内容|公开时限|公开主体|公开方式|\n|一级事项|二级事项||||主动|依申请"
BODY = "1|采购|意向|清单|提前30日|县财政局|√|\n2||结果|供应商|及时|县财政局||√"
HEADER_MERGES = ["A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2", "G1:H1"]


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
