"""Ledgers as they are handed in: sheets, merged cells, two header rows, JSON, broken files."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from pubaudit import workdays
from pubaudit.errors import InputError, UsageError
from pubaudit.ledger import UNREADABLE, Batch, batches, files, load, parts_of
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.signatures import OLE
from pubaudit.timeliness import Wish, audit_ledgers
from tests.workbooks import Row, write_workbook

WORDS = load(catalog_root() / "ledger.yaml")
CALENDAR = workdays.load(catalog_root() / "holidays")
HEADER = ("标题", "单位", "形成日期", "公开日期")
RECORD = ("甲", "财政局", "2026-03-02", "2026-03-04")


def read(path: Path) -> list[Batch]:
    return [b for part in parts_of(0, path) for b in batches(part, WORDS) if isinstance(b, Batch)]


def audit(*paths: Path, **wish: Any) -> AuditReport:
    return audit_ledgers(paths, Wish(date(2026, 6, 30), {}, **wish), CALENDAR)


def as_csv(path: Path, *rows: Sequence[Any]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def as_lines(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def book(path: Path, sheets: Mapping[str, Sequence[Row]], *merges: str, hidden: str = "") -> Path:
    """Write sheets of rows; ``merges`` are ranges of the first sheet, ``hidden`` names a sheet."""
    write_workbook(path, dict(sheets), merges)
    if hidden:
        workbook = load_workbook(path)
        workbook[hidden].sheet_state = "hidden"
        workbook.save(path)
    return path


# --- sheets -------------------------------------------------------------------------------------

STRANGE = [("标题", "单位", "何时形成", "何时上网"), RECORD]


def test_a_sheet_that_is_not_understood_is_named_and_the_others_count(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"2025": [HEADER, RECORD], "2026": STRANGE})
    report = audit(path)
    assert report.inputs[0].entries == 1
    (problem,) = report.inputs[0].problems
    assert problem.skipped
    assert problem.message.startswith("工作表“2026”没有核查，没有认出形成日期一列")
    assert report.summary.skipped == 1


def test_where_no_sheet_is_understood_all_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"t.xlsx：工作表“甲”没有核查.*工作表“乙”没有核查"):
        audit(book(tmp_path / "t.xlsx", {"甲": STRANGE, "乙": STRANGE}))


@pytest.mark.parametrize("note", [[("填表说明",), ("一、逐条填写",)], []], ids=["note", "blank"])
def test_a_sheet_without_a_table_is_no_problem(
    tmp_path: Path, note: Sequence[Sequence[str]]
) -> None:
    report = audit(book(tmp_path / "t.xlsx", {"说明": note, "台账": [HEADER, RECORD]}))
    assert report.inputs[0].problems == ()


def test_a_hidden_sheet_counts_and_is_said(tmp_path: Path) -> None:
    sheets = {"一": [HEADER, RECORD], "二": [HEADER, RECORD]}
    report = audit(book(tmp_path / "t.xlsx", sheets, hidden="二"))
    (problem,) = report.inputs[0].problems
    assert (report.inputs[0].entries, problem.skipped, report.summary.skipped) == (2, False, 0)
    assert problem.message.startswith("工作表“二”是隐藏的，照常计入")


def test_a_hidden_sheet_without_a_record_is_not_said(tmp_path: Path) -> None:
    title = ("云岫县", "台账", "", "")
    sheets = {"一": [HEADER, RECORD], "二": [title, HEADER]}
    assert audit(book(tmp_path / "t.xlsx", sheets, hidden="二")).inputs[0].problems == ()


def test_a_refused_sheet_is_skipped_though_another_is_hidden(tmp_path: Path) -> None:
    sheets = {"一": STRANGE, "二": [HEADER, RECORD]}
    problems = audit(book(tmp_path / "t.xlsx", sheets, hidden="二")).inputs[0].problems
    assert [(p.sheet, p.skipped) for p in problems] == [("一", True), ("二", False)]


def test_hidden_rows_count_and_are_said_once(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"一": [HEADER, RECORD, RECORD, RECORD, (None,) * 4]})
    workbook = load_workbook(path)
    for row in (1, 3, 4, 5):
        workbook["一"].row_dimensions[row].hidden = True
    workbook.save(path)
    report = audit(path)
    (problem,) = report.inputs[0].problems
    assert (report.inputs[0].entries, problem.skipped) == (3, False)
    assert problem.message == ("工作表“一”有2条记录（第3行起）是隐藏的，照常计入；不该计入的请删去")


# --- formulas without a result ------------------------------------------------------------------

FORMULA = "=DATE(2026,3,2)"
UNSTORED: list[tuple[Row, list[str]]] = [
    (("甲", "财政局", FORMULA, "2026-03-04"), ["形成日期读不出"]),
    (("甲", "财政局", "2026-03-02", FORMULA), ["公开日期读不出或没有到日"]),
    (("甲", '=CONCAT("财政局")', "2026-03-02", "2026-03-04"), []),
]


@pytest.mark.parametrize(("row", "reasons"), UNSTORED)
def test_a_formula_without_a_result_is_no_blank(
    tmp_path: Path, row: Row, reasons: list[str]
) -> None:
    report = audit(book(tmp_path / "t.xlsx", {"一": [HEADER, RECORD, row]}))
    (problem,) = report.inputs[0].problems
    assert problem.skipped
    at = next(at for at, cell in enumerate(row) if str(cell).startswith("="))
    assert problem.message == (
        f"工作表“一”有1格读不出（第3行“{HEADER[at]}”）：公式没有保存结果，或者内容与类型不符；"
        "请在 Excel 或 WPS 中打开后另存，再核查"
    )
    found = {t.id: [r["reason"] for r in t.rows] for t in report.tables if t.id == "ledger_reasons"}
    assert found.get("ledger_reasons", []) == reasons
    assert report.records.overdue == 0


def test_formulas_where_nothing_is_read_are_no_problem(tmp_path: Path) -> None:
    """Numbers of rows, a column without a meaning, a sum below."""
    rows: list[Row] = [
        ("序号", *HEADER, "天数"),
        ("=ROW()-1", *RECORD, "=E2-D2"),
        ("=ROW()-1",),
        ("合计", None, None, None, "=COUNT(E2:E2)"),
    ]
    report = audit(book(tmp_path / "t.xlsx", {"一": rows}))
    assert report.records.total == 1
    (problem,) = report.inputs[0].problems
    assert "1行只有序号（第3行）、1行是合计或签注（第4行），未计入" in problem.message


# --- headers and merged cells -------------------------------------------------------------------

TWO_ROWS = {
    "words in the lower row": [
        ("标题", "单位", "日期", None), (None, None, "形成日期", "公开日期"),
    ],
    "words from both rows": [("标题", "单位", "日期", None), (None, None, "形成", "公开")],
    "under a title": [
        ("云岫县台账", None, None, None), ("标题", "单位", "时间", None),
        (None, None, "形成", "公开"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("header", TWO_ROWS.values(), ids=TWO_ROWS)
@pytest.mark.parametrize("merge", [True, False], ids=["merged", "plain"])
def test_a_header_of_two_rows(
    tmp_path: Path, header: list[tuple[str | None, ...]], merge: bool
) -> None:
    top = len(header) - 1
    merged = [f"{letter}{top}:{letter}{top + 1}" for letter in "AB"] + [f"C{top}:D{top}"]
    path = book(tmp_path / "t.xlsx", {"台账": [*header, RECORD]}, *(merged if merge else ()))
    (batch,) = read(path)
    assert (batch.size, batch.row(0)) == (1, top + 2)
    assert [batch.says(role, 0) for role in ("title", "body")] == ["甲", "财政局"]
    assert batch.days["published"] - batch.days["formed"] == 2


def test_a_record_is_never_part_of_the_header(tmp_path: Path) -> None:
    first = ("公告标题", "公开单位", "2026-03-02", "2026-03-04", "文号")
    (batch,) = read(as_csv(tmp_path / "t.csv", ("标题", "", *HEADER[2:], ""), first))
    assert (batch.size, batch.says("title", 0)) == (1, "公告标题")


@pytest.mark.parametrize(
    "row",
    [(1, 2, 3, 4), ("1", "2", "3", "4"), ("（1）", "（2）", "（3）", "（4）"),
     ("甲", "乙", "丙", "丁"), ("甲", "乙", 1, 2), ("栏次", 1, 2, 3)],
)  # fmt: skip
def test_a_row_that_numbers_the_columns_is_no_record(tmp_path: Path, row: Row) -> None:
    (batch,) = read(book(tmp_path / "t.xlsx", {"台账": [HEADER, row, RECORD]}))
    assert (batch.size, batch.row(0), batch.says("title", 0)) == (1, 3, "甲")


@pytest.mark.parametrize("row", [(1, 3, 4, 5), ("甲", "丙", 1, 2), ("甲", "乙", "", "")])
def test_a_row_that_only_looks_like_it_is_one(tmp_path: Path, row: Row) -> None:
    (batch,) = read(book(tmp_path / "t.xlsx", {"台账": [HEADER, row, RECORD]}))
    assert batch.size == 2


@pytest.mark.parametrize(
    "row",
    [("合 计", "", "", ""), ("", "总计", "", ""), ("合计：3条", "", "", ""),
     ("填表人：张三", "审核人：李四", "", ""), ("", "填报日期：2026年6月", "", ""),
     ("注：本表按季填报", "", "", "")],
)  # fmt: skip
def test_the_foot_of_a_form_is_no_record(tmp_path: Path, row: Row) -> None:
    (batch,) = read(as_csv(tmp_path / "t.csv", HEADER, RECORD, row, RECORD, row))
    assert [batch.row(at) for at in range(batch.size)] == [2, 4]
    with pytest.raises(InputError, match="没有数据行"):
        audit(as_csv(tmp_path / "u.csv", HEADER, row))


@pytest.mark.parametrize(
    "row",
    [
        ("合计", "财政局", "2026-03-02", ""),
        ("合计表", "财政局", "", ""),
        ("填表人须知", "", "", ""),
    ],
)
def test_a_record_that_begins_like_a_foot_stays(tmp_path: Path, row: Row) -> None:
    (batch,) = read(as_csv(tmp_path / "t.csv", HEADER, row, RECORD))
    assert batch.size == 2


def test_a_cell_merged_downwards_speaks_for_every_record(tmp_path: Path) -> None:
    rows = [HEADER, RECORD, ("乙", None, *RECORD[2:]), (None,) * 4]
    (batch,) = read(book(tmp_path / "t.xlsx", {"台账": rows}, "B2:B9", "H2:H3"))
    assert batch.size == 2
    assert [batch.says("body", at) for at in range(2)] == ["财政局"] * 2


# --- JSON ---------------------------------------------------------------------------------------


def record(**more: Any) -> str:
    return json.dumps(dict(zip(HEADER, RECORD, strict=True)) | more, ensure_ascii=False)


def test_the_row_of_an_object_is_its_line(tmp_path: Path) -> None:
    path = as_lines(tmp_path / "t.jsonl", "", record(), "", record(标题="乙"))
    (batch,) = read(path)
    assert [batch.row(at) for at in range(batch.size)] == [2, 4]


def test_a_key_that_comes_late_is_a_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_ROWS", 2)
    late = record(信息类型="行政许可", 变更日期="2026-03-03")
    first, second = read(as_lines(tmp_path / "t.jsonl", record(), record(), late))
    assert "type" not in first.words
    assert second.says("type", 0) == "行政许可"
    assert "changed" in second.days
    assert second.before == 2


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_is_read_too(tmp_path: Path, indent: int | None) -> None:
    array = [json.loads(record()), json.loads(record(标题="乙"))]
    path = as_lines(tmp_path / "t.json", "", json.dumps(array, ensure_ascii=False, indent=indent))
    (batch,) = read(path)
    assert [(batch.row(at), batch.says("title", at)) for at in range(2)] == [(1, "甲"), (2, "乙")]


def test_a_list_in_a_cell_is_its_json(tmp_path: Path) -> None:
    line = record(标题=["甲", "乙"], 公开日期=["2026-03-04"])
    (batch,) = read(as_lines(tmp_path / "t.jsonl", line))
    assert batch.says("title", 0) == '["甲", "乙"]'
    assert batch.days["published"].tolist() == [UNREADABLE]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("t.json", "[1]", "第1条：应是一个 JSON 对象"),
        ("t.json", '[\n{"标题":}]', "第2行：不是合法的 JSON"),
        ("t.jsonl", "\n3", "第2行：应是一个 JSON 对象"),
        ("t.jsonl", "{" * 3, "第1行：不是合法的 JSON"),
        ("t.jsonl", '{"a": ' + "[" * 100_000, "第1行：不是合法的 JSON"),
        ("t.csv", f"{','.join(HEADER)}\n{'长' * 200_000},,,", "第2行：.*有一格超过131072字"),
    ],
    ids=["number", "array", "line", "cut", "deep", "long cell"],
)
def test_what_cannot_be_read_is_named_with_its_row(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=f"{name}.*{said}"):
        read(as_lines(tmp_path / name, text))


@pytest.mark.parametrize("suffix", ["csv", "txt", "jsonl"])
@pytest.mark.parametrize("kind", ["xlsx", "xls", "parquet"])
def test_a_workbook_under_the_name_of_a_text_is_named(
    tmp_path: Path, suffix: str, kind: str
) -> None:
    made = tmp_path / f"t.{kind}"
    if kind == "xlsx":
        book(made, {"台账": [HEADER, RECORD]})
    elif kind == "parquet":
        parquet.write_table(pa.table({name: [""] for name in HEADER}), made)
    else:
        made.write_bytes(OLE + b"x")
    text = made.rename(tmp_path / f"t.{suffix}")
    said = rf"文件名是 .{suffix}，内容却是.*；请把扩展名改为 .{kind} 后再试"
    with pytest.raises(InputError, match=said):
        read(text)


# --- what is read beside what is not ------------------------------------------------------------


def test_a_sound_file_is_judged_beside_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "b.parquet").write_bytes(b"PAR1xxxx")
    report = audit(as_csv(tmp_path / "a.csv", HEADER, RECORD), tmp_path / "b.parquet")
    assert [source.entries for source in report.inputs] == [1, 0]
    assert report.inputs[1].problems[0].message == "不是完好的 parquet 文件，请重新获取"
    assert report.summary.skipped == 1


def test_a_column_named_for_several_files_is_missed_in_one(tmp_path: Path) -> None:
    one = as_csv(tmp_path / "a.csv", HEADER, RECORD)
    other = as_csv(tmp_path / "b.csv", (*HEADER[:3], "上网"), RECORD)
    wish = Wish(date(2026, 6, 30), {"公开日期": "上网"})
    report = audit_ledgers([one, other], wish, CALENDAR)
    assert [source.entries for source in report.inputs] == [0, 1]
    assert report.inputs[0].problems[0].message.startswith("没有“上网”一列")


@pytest.mark.parametrize("given", ["t.csv", "./t.csv", "link.csv"])
def test_records_are_never_written_over_a_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    path = as_csv(tmp_path / "t.csv", HEADER, RECORD)
    (tmp_path / "link.csv").hardlink_to(path)
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="是要核查的台账，请另起文件名"):
        audit(path, records=Path(given))
    assert path.read_bytes() == before


# --- the same content twice ---------------------------------------------------------------------

COPIES: list[tuple[dict[str, str], list[int], dict[str, str]]] = [
    ({"a": "甲", "b": "甲"}, [1, 0], {"b": "a"}),
    ({"a": "甲", "b": "乙", "c": "甲"}, [1, 1, 0], {"c": "a"}),
    ({"a": "甲", "b": "甲", "c": "甲"}, [1, 0, 0], {"b": "a", "c": "a"}),
    ({"a": "甲", "b": "乙"}, [1, 1], {}),
]


@pytest.mark.parametrize(("made", "entries", "copies"), COPIES)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_copy_is_counted_once_and_said(
    tmp_path: Path, made: dict[str, str], entries: list[int], copies: dict[str, str], kind: str
) -> None:
    paths = {name: tmp_path / f"{name}.{kind}" for name in made}
    for name, title in made.items():
        row = (title, *RECORD[1:])
        if kind == "csv":
            as_csv(paths[name], HEADER, row)
        else:
            columns = {header: [cell] for header, cell in zip(HEADER, row, strict=True)}
            parquet.write_table(pa.table(columns), paths[name])
    report = audit(*paths.values())
    assert [source.entries for source in report.inputs] == entries
    assert report.records.total == sum(entries)
    assert report.summary.skipped == 0
    for name, source in zip(made, report.inputs, strict=True):
        original = copies.get(name)
        told = (
            [f"内容与 {paths[original].as_posix()} 完全相同，只计一次；请只留一份"]
            if original
            else []
        )
        assert [problem.message for problem in source.problems] == told


# --- what is said of the columns ----------------------------------------------------------------


def test_where_one_day_is_blank_the_next_one_starts_the_clock(tmp_path: Path) -> None:
    header = ("序号", "标题", "印发日期", "落款日期", "成文日期", "公开日期", "经办人")
    rows = [
        ("1", "甲", "2026-03-09", "2026-03-03", "2026-03-02", "2026-03-20", "张某"),
        ("2", "乙", "2026-03-09", "2026-03-03", "", "2026-03-20", "张某"),
        ("3", "丙", "2026-03-09", "", "", "2026-03-20", "张某"),
    ]
    target = tmp_path / "r.csv"
    report = audit(as_csv(tmp_path / "t.csv", header, *rows), records=target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        formed = [row["起算日期"] for row in csv.DictReader(file)]
    assert formed == ["2026-03-02", "2026-03-03", "2026-03-09"]
    assert "起算：全部从“成文日期”“落款日期”“印发日期”（依次取有值的）" in report.notes
    assert "其余未用的列：经办人" in report.notes


def test_many_columns_of_no_meaning_are_cut_short(tmp_path: Path) -> None:
    more = tuple(f"甲{n:02}" for n in range(30))
    report = audit(as_csv(tmp_path / "t.csv", (*HEADER, *more), (*RECORD, *more)))
    (said,) = (note for note in report.notes if note.startswith("其余未用的列"))
    assert said.endswith("甲19等30列")
