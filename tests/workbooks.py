"""Small real workbooks for tests, written on the spot."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

CHANNELS = "政府网站、公共资源交易平台、信用中国"
Row = Sequence[str | int | float | None]

COLUMNS = (
    "序号", "公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
    "公开方式", "监督渠道",
)  # fmt: skip


def write_workbook(
    path: Path, sheets: Mapping[str, Sequence[Row]], merges: Sequence[str] = ()
) -> Path:
    """Write each sheet's rows from A1 on; ``merges`` (A1:B2) apply to the first sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for merge in merges:
        workbook.worksheets[0].merge_cells(merge)
    workbook.save(path)
    return path


def catalog(
    path: Path, rows: Sequence[tuple[str, str]], title: str = "天津市某区财政局目录"
) -> Path:
    """Write a catalog with every required column; ``rows`` are (公开事项, 公开内容)."""
    body = [
        (n, item, content, "《条例》", "2个工作日内", "区财政局", CHANNELS, "主动公开", "12345")
        for n, (item, content) in enumerate(rows, 1)
    ]
    return write_workbook(path, {"目录": [(title,), COLUMNS, *body]})
