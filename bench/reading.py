"""How long reading a workbook takes, as whole processes, ours and another in turn.

usage: python bench/reading.py [--rows 20000] [--merges 900] [--pairs 9]

The workbook is made here: 12 columns, a merged title, a two-row header, wrapped text, groups of 8
and of 3 rows in columns 2 and 3, of which so many as said are merged from the top on; below, the
first row of a group alone says its name. Absolute times drift with the machine; the median of the
ratios, taken pair by pair, is what to compare.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    *("序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限"),
    *("公开主体", "公开渠道", "公开对象", "公开方式", "公开层级", "备注"),
)
FIELDS = ("财政预决算", "社会救助", "政府采购", "保障性住房", "土地征收", "矿业权出让", "招标投标")
LIMITS = ("20个工作日内", "信息形成（变更）之日起7个工作日内予以公开", "长期公示，及时更新")


def ours(path: Path) -> None:
    from pubaudit.readers import read

    read(path)


def openpyxl_read_only(path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    for _ in book[book.sheetnames[0]].iter_rows(values_only=True):
        pass


def expat(path: Path) -> None:
    """Unzip and parse the sheet and the shared strings; keep nothing."""
    import zipfile
    from xml.parsers.expat import ParserCreate

    archive = zipfile.ZipFile(path)
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
            ParserCreate().ParseFile(archive.open(name))


def calamine(path: Path) -> None:
    """Values and merges as calamine gives them: no preflight, no grid."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    _ = sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges


def pandas_calamine(path: Path) -> None:
    import pandas as pd

    pd.read_excel(path, header=None, engine="calamine")


METHODS = {
    "ours": ours,
    "openpyxl-read-only": openpyxl_read_only,
    "expat": expat,
    "calamine": calamine,
    "pandas-calamine": pandas_calamine,
}


def make(path: Path, rows: int, merges: int) -> None:
    """Write the workbook with at most ``merges`` merged ranges to ``path``."""
    import xlsxwriter

    chance = random.Random(7)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("目录")
    style = book.add_format({"text_wrap": True, "border": 1})
    sheet.merge_range(0, 0, 0, 11, "某县政务公开标准目录", style)
    for column, name in enumerate(HEADER):
        sheet.merge_range(1, column, 2, column, name, style)
    for row in range(rows):
        field = FIELDS[row // 8 % len(FIELDS)]
        values = [row + 1, None, None, f"{field}政策文件；\n办事指南第{row % 211}项；\n审批结果"]
        values += [f"《某办法》第{chance.randrange(60)}条\n《某意见》", chance.choice(LIMITS)]
        values += [f"某县主管部门{row % 37}", "■政府网站 □政府公报\n□两微一端 □发布会听证会"]
        values += [
            "全社会",
            "主动",
            chance.choice(("县级", "乡级")),
            "" if row % 5 else f"备注{row}",
        ]
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row + 3, column, value, style)
    merges -= 1 + len(HEADER)
    groups = [
        (top, column, step) for column, step in ((1, 8), (2, 3)) for top in range(0, rows, step)
    ]
    for top, column, step in sorted(groups):
        bottom = min(top + step, rows) - 1
        text = f"{FIELDS[top // 8 % len(FIELDS)]}{'' if column == 1 else top // 3 % 97}"
        if bottom > top and merges > 0:
            merges -= 1
            sheet.merge_range(top + 3, column, bottom + 3, column, text, style)
        else:
            sheet.write(top + 3, column, text, style)
    book.close()


def seconds(method: str, path: Path) -> float:
    """The wall time of one whole process that reads ``path``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--run", method, str(path)], check=True)
    return time.perf_counter() - start


def compare(other: str, path: Path, pairs: int) -> None:
    """Print the median ratio of ours to ``other``, taken in turn."""
    taken = [(seconds("ours", path), seconds(other, path)) for _ in range(pairs)]
    ratios = [mine / theirs for mine, theirs in taken]
    print(
        f"{path.stem:>6} rows  ours / {other:<18} {statistics.median(ratios):.3f}"
        f"  ({min(ratios):.3f}-{max(ratios):.3f})"
        f"  {statistics.median(mine for mine, _ in taken) * 1000:.0f} ms"
        f" / {statistics.median(theirs for _, theirs in taken) * 1000:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[50, 2_000, 20_000])
    parser.add_argument("--merges", type=int, default=900)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--run", nargs=2, metavar=("METHOD", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        method, path = options.run
        METHODS[method](Path(path))
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in options.rows:
            path = Path(folder) / f"{rows}.xlsx"
            make(path, rows, options.merges)
            for other in list(METHODS)[1:]:
                compare(other, path, options.pairs)


if __name__ == "__main__":
    main()
