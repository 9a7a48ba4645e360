"""Build the sample workbooks: ``python sample_data/build.py [FOLDER]``; the same bytes each time.

The two catalogs of 亭湖区 are parsed out of the published scheme's text, cell by cell and merged as
the original is; the two of 云岫县, an invented county, come from ``云岫县.yaml`` beside this file.
Its ledger of published records is drawn by a seeded generator; its register of requests stands in
the same file.
"""

import io
import random
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

HERE = Path(__file__).resolve().parent
SCHEME_TEXT = HERE.parent / "catalogs" / "320902_盐城市亭湖区" / "公共资源配置.txt"
INVENTED = HERE / "云岫县.yaml"

STAMP = datetime(2026, 1, 1)  # noqa: DTZ001 - OOXML properties and zip entries carry no zone
TITLE_FONT = Font(name="宋体", size=16, bold=True)
HEADER_FONT = Font(name="宋体", size=11, bold=True)
BODY_FONT = Font(name="宋体", size=10.5)
HEADER_FILL = PatternFill("solid", fgColor="DDEBF7")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
WIDE = 16  # columns wider than this hold sentences: aligned left, and they set the row's height
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)

Row = list[str]
Place = tuple[int, int, int, int]  # top, left, bottom, right: 1-based, inclusive


def build(folder: Path) -> list[Path]:
    """Write the workbooks into ``folder`` and return their paths."""
    text = SCHEME_TEXT.read_text(encoding="utf-8")
    invented = yaml.load(INVENTED.read_text(encoding="utf-8"), yaml.CSafeLoader)
    books = [
        trading_catalog(text),
        housing_catalog(text),
        national_layout(invented["gaps"]),
        national_layout(invented["complete"]),
        published_ledger(),
        request_register(invented["requests"]),
    ]
    paths = []
    for name, book in books:
        path = folder / name
        path.write_bytes(workbook_bytes(book))
        paths.append(path)
    return paths


def workbook_bytes(book: Workbook) -> bytes:
    """Save with fixed dates: openpyxl stamps the present moment into properties and zip entries."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    book.properties.creator = "pubaudit"
    book.properties.created = book.properties.modified = STAMP
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            core = name == "docProps/core.xml"
            data = tostring(book.properties.to_tree()) if core else old.read(name)
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, data)
    return out.getvalue()


# --- the annexes of 亭湖区 ------------------------------------------------------------------------


def annex(text: str, number: int) -> tuple[str, list[Row]]:
    """Title and rows (header rows too) of one annex.

    In the text a tab opens a cell, a line without one continues it, and a row ends before the next
    序号. Cells that the text lost at its very end come back as blanks.
    """
    # The annexes follow the scheme's body, whose last list only names them.
    part = text.split(f"\n附件{number}\n", 1)[1].split("\n附件", 1)[0]
    title, _, table = part.strip("\n").partition("\n")
    cells: list[str] = []
    for line in table.split("\n"):
        if line.startswith("\t"):
            cells.append(line[1:].strip())
        elif line.strip():
            cells[-1] = f"{cells[-1]}\n{line.strip()}"
    rows: list[Row] = []
    for cell in cells:
        if cell == "序号" or cell.isdecimal():
            rows.append([])
        rows[-1].append(cell)
    return title.strip(), rows


def trading_catalog(text: str) -> tuple[str, Workbook]:
    """附件1: five columns, 信息类别 merged down, the header once more at the page break."""
    title, rows = annex(text, 1)
    book, sheet = new_sheet("Sheet1", [7, 15, 46, 12, 42])
    write_title(sheet, title, 5)
    for number, row in enumerate(rows, start=2):
        write_row(sheet, number, row, header=row[0] == "序号")
    merge_down(sheet, 2, [row[1] for row in rows], first=2)
    return f"{title}.xlsx", book


def housing_catalog(text: str) -> tuple[str, Workbook]:
    """附件2: 信息内容 spans two columns; the second holds the sub-level where there is one."""
    title, rows = annex(text, 2)
    book, sheet = new_sheet("Sheet1", [7, 12, 30, 30, 12, 14])
    write_title(sheet, title, 6)
    wide = [housing_row(row) for row in rows]
    for number, row in enumerate(wide, start=2):
        write_row(sheet, number, row, header=row[0] == "序号")
        if row[2] and not row[3]:
            merge(sheet, (number, 3, number, 4))
    merge_down(sheet, 2, [row[1] for row in wide], first=2)
    merge_down(sheet, 3, [row[2] for row in wide], first=2)
    merge_down(sheet, 5, [row[4] for row in wide], first=2)
    merge_down(sheet, 6, [row[5] for row in wide], first=2)
    return f"{title}.xlsx", book


def housing_row(row: Row) -> Row:
    """Six cells for a row: one without a sub-level has five, the last of the text only three."""
    if len(row) == 6:
        return row
    return [*row[:3], "", *row[3:], *[""] * (5 - len(row))]


# --- the invented county --------------------------------------------------------------------------


def national_layout(spec: dict[str, Any]) -> tuple[str, Workbook]:
    """Lay a catalog out in the national form: title, note, two header rows, rows, a footnote."""
    header, rows = spec["header"], spec["rows"]
    book, sheet = new_sheet("标准目录", spec["widths"])
    write_title(sheet, spec["title"], len(header))
    write_line(sheet, 2, spec["note"], len(header))
    write_header(sheet, 3, header)
    for number, row in enumerate(rows, start=5):
        write_row(sheet, number, ["" if cell is None else str(cell) for cell in row], header=False)
    for column in range(1, len(header) + 1):
        cells = [row[column - 1] for row in rows]
        # Only ~ continues the cell above; "" is a cell that was left blank.
        merge_down(sheet, column, [" " if cell == "" else cell or "" for cell in cells], first=5)
    if spec["footnote"]:
        write_line(sheet, 5 + len(rows), spec["footnote"], len(header))
    sheet.print_title_rows = "3:4"
    sheet.freeze_panes = "A5"
    return spec["file"], book


def write_header(sheet: Worksheet, top: int, header: Sequence[Sequence[str]]) -> None:
    """Two header rows: a name of one level spans both, equal first levels span their columns."""
    write_row(sheet, top, [names[0] for names in header], header=True)
    write_row(sheet, top + 1, ["".join(names[1:]) for names in header], header=True)
    start = 0
    while start < len(header):
        stop = start + 1
        if len(header[start]) == 1:
            merge(sheet, (top, start + 1, top + 1, start + 1))
        else:
            while stop < len(header) and header[stop][0] == header[start][0]:
                stop += 1
            merge(sheet, (top, start + 1, top, stop))
        start = stop


# --- the ledger of 云岫县 -------------------------------------------------------------------------

LEDGER_HEADER = [
    "序号", "文件标题", "文号", "公开单位", "所属领域", "信息类型", "备注",
    "形成日期", "作出决定日期", "合同签订日期", "公开日期", "指定媒介发布日期", "交易平台发布日期",
    "公示起止", "公开渠道", "链接",
]  # fmt: skip
# 单位, 领域, 信息类型, 备注, the column of its day, usual days until publication
LEDGER_KINDS = [
    ("县财政局", "政府采购", "合同公告", "", "合同签订日期", 3),
    ("县财政局", "政府采购", "采购公告", "", "形成日期", 12),
    ("县财政局", "政府采购", "验收结果", "公共服务项目", "形成日期", 3),
    ("县住房和城乡建设局", "住房保障", "分配结果", "", "形成日期", 18),
    ("县住房和城乡建设局", "工程建设项目招标投标", "中标候选人公示", "", "形成日期", 3),
    ("县市场监督管理局", "市场监管", "行政许可", "", "作出决定日期", 8),
    ("县市场监督管理局", "市场监管", "行政处罚", "具有一定社会影响", "作出决定日期", 8),
    ("县自然资源局", "国有土地使用权出让", "出让结果", "", "形成日期", 16),
]
LEDGER_ODD = [
    ("县财政局", "政府采购", "采购公告", "", "", "2026-03-05"),
    ("县财政局", "政府采购", "采购公告", "", "2026年4月", "2026-04-20"),
    ("县住房和城乡建设局", "住房保障", "分配结果", "", "二〇二六年五月十一日", "2026-05-20"),
    ("县住房和城乡建设局", "住房保障", "分配结果", "", "2026-06-31", "2026-07-02"),
    ("县自然资源局", "国有土地使用权出让", "出让结果", "", "2026-05-12", "2026-05-08"),
    ("县自然资源局", "国有土地使用权出让", "规划", "", "2007-09-20", "2025-01-10"),
    ("云岫县城市建设有限公司", "住房保障", "工程进展", "", "2026-02-03", "2026-03-30"),
    ("县市场监督管理局", "市场监管", "行政处罚", "", "2026-04-08", ""),
]
# 公示起止：有一条足期，一条不足，一条从宽才足，其余不能判定
LEDGER_NOTICES = [
    ("2026-03-02", "2026-03-02至2026-03-09"),
    ("2026-03-02", "2026-03-02至2026-03-05"),
    ("2026-03-02", "2026-03-02至2026-03-06"),
    ("2026-03-02", "2026-03-02"),
    ("2026-03-02", "2026-03-09至2026-03-02"),
    ("2026-03-02", "见公告"),
]
# Those traded, whose notices stand in the media and on the platform.
LEDGER_TRADED = frozenset({"采购公告", "合同公告", "出让结果", "中标候选人公示"})


def published_ledger() -> tuple[str, Workbook]:
    """Lay out some 400 records with every verdict, a day of bulk publication and two repeats."""
    chance = random.Random(20261122)  # noqa: S311 - a sample, drawn the same each time
    title = "云岫县公共资源配置领域已公开信息台账（2025-2026）"
    book, sheet = new_sheet("台账", [7, 44, 20, 22, 20, 16, 18, 16, 16, 16, 14, 18, 18, 26, 14, 44])
    write_title(sheet, title, len(LEDGER_HEADER))
    write_row(sheet, 2, LEDGER_HEADER, header=True)
    rows = [ledger_row(chance, n + 1, LEDGER_KINDS[n % len(LEDGER_KINDS)]) for n in range(384)]
    for body, field, kind, note, formed, published in LEDGER_ODD:
        days = [formed, "", "", published]
        if kind == "行政处罚":
            days = ["", formed, "", published]
        rows.append([f"{field}{kind}", "", body, field, kind, note, *days])
    for published, span in LEDGER_NOTICES:
        words = ["政府采购单一来源公示", "", "县财政局", "政府采购", "单一来源公示", ""]
        rows.append([*words, "2026-03-01", "", "", published, "", "", span])
    rows = [[*row, *channel_days(chance, row)][: len(LEDGER_HEADER) - 3] for row in rows]
    for number, row in enumerate([*rows, rows[10], rows[200]], start=1):
        shown = number if number <= len(rows) else (11, 201)[number - len(rows) - 1]
        published = row[LEDGER_HEADER.index("公开日期") - 1]
        link = f"https://www.yunxiu.example.gov.cn/zwgk/{shown:04d}.html" if published else ""
        cells = [str(number), *row, "政府网站" if published else "", link]
        write_row(sheet, number + 2, cells, header=False)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(LEDGER_HEADER))}{len(rows) + 4}"
    return f"{title}.xlsx", book


def ledger_row(
    chance: random.Random, serial: int, kind: tuple[str, str, str, str, str, int]
) -> Row:
    """One record: its day between 2025 and today, published after the usual days or not at all."""
    body, field, name, note, column, usual = kind
    day = date(2025, 1, 6) + timedelta(days=chance.randrange(680))
    published = day + timedelta(days=int(chance.gammavariate(3, usual / 3)))
    shown = "" if chance.random() < 0.05 or published > date(2026, 11, 20) else str(published)
    if body == "县自然资源局" and day.year == 2025:
        shown = "2025-12-31"  # as if a new site had been filled that day
    number = f"云岫{body[1]}〔{day.year}〕{serial}号"
    days = {"形成日期": "", "作出决定日期": "", "合同签订日期": "", column: str(day)}
    title = f"{field}{name}（{day.year}年第{serial}号）"
    return [title, number, body, field, name, note, *days.values(), shown]


def channel_days(chance: random.Random, row: Row) -> Row:
    """Return the days in the media and on the platform, and the span that a notice was shown."""
    kind, shown = row[4], row[9]
    if kind not in LEDGER_TRADED or not shown:
        return ["", "", ""]
    day = date.fromisoformat(shown)
    platform = day + timedelta(days=chance.choice([0] * 12 + [1, 3, -1]))
    span = f"{day}至{day + timedelta(days=chance.choice([2, 3, 5, 5, 5, 7]))}"
    return [shown, str(platform), span if kind == "中标候选人公示" else ""]


def request_register(spec: dict[str, Any]) -> tuple[str, Workbook]:
    """Lay out the three sheets of a year's requests, reviews and counts under one title each."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for part in spec["sheets"]:
        sheet = set_up(book.create_sheet(part["name"]), part["widths"])
        write_title(sheet, spec["title"], len(part["header"]))
        write_row(sheet, 2, part["header"], header=True)
        for number, row in enumerate(part["rows"], start=3):
            write_row(sheet, number, row, header=row[0] == part["header"][0])
        sheet.freeze_panes = "A3"
    return spec["file"], book


# --- cells ----------------------------------------------------------------------------------------


def new_sheet(name: str, widths: Iterable[float]) -> tuple[Workbook, Worksheet]:
    """Return a book with one sheet, set up to print."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    return book, set_up(sheet, widths)


def set_up(sheet: Worksheet, widths: Iterable[float]) -> Worksheet:
    """Set a sheet's column widths, and have it print on landscape A4, one page wide."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def write_title(sheet: Worksheet, title: str, columns: int) -> None:
    """Put the title into row 1, merged over all columns."""
    sheet.cell(1, 1, title).font = TITLE_FONT
    sheet.cell(1, 1).alignment = CENTRED
    sheet.row_dimensions[1].height = 32
    merge(sheet, (1, 1, 1, columns))


def write_line(sheet: Worksheet, row: int, text: str, columns: int) -> None:
    """Put a line of text over all columns: who made the table, a footnote."""
    sheet.cell(row, 1, text).font = BODY_FONT
    sheet.cell(row, 1).alignment = LEFT
    sheet.row_dimensions[row].height = 20
    merge(sheet, (row, 1, row, columns))


def write_row(sheet: Worksheet, number: int, cells: Row, *, header: bool) -> None:
    """Write one bordered row; numbers become numbers, blanks stay empty."""
    lines = 2 if header else 1
    for column, text in enumerate(cells, start=1):
        wide = sheet.column_dimensions[get_column_letter(column)].width > WIDE
        cell = sheet.cell(number, column)
        cell.value = int(text) if text.isdecimal() else text or None
        cell.font = HEADER_FONT if header else BODY_FONT
        cell.alignment = LEFT if wide and not header else CENTRED
        cell.border = BOX
        if header:
            cell.fill = HEADER_FILL
        elif wide:  # the narrow ones are merged down, or short
            width = sheet.column_dimensions[get_column_letter(column)].width
            lines = max(lines, lines_needed(text, width))
    sheet.row_dimensions[number].height = 8 + 15 * lines


def lines_needed(text: str, width: float) -> int:
    """Lines that a Chinese text takes in a column ``width`` digits wide."""
    per_line = max(1, int(width / 2.2))
    return sum(-(-len(line) // per_line) for line in text.split("\n")) if text else 1


def merge_down(sheet: Worksheet, column: int, cells: Sequence[str], *, first: int) -> None:
    """Merge each filled cell with the blanks below it; ``first`` is the row of ``cells[0]``."""
    start = 0
    for index in range(1, len(cells) + 1):
        if index == len(cells) or cells[index]:
            if index - start > 1:
                merge(sheet, (first + start, column, first + index - 1, column))
            start = index


def merge(sheet: Worksheet, place: Place) -> None:
    """Merge a range."""
    top, left, bottom, right = place
    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


if __name__ == "__main__":
    for built in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(built.name)
