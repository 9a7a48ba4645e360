"""Request and dispute ledgers, written as real workbooks."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

Row = Sequence[str | int | date | None]
REQUESTS = (
    "登记号",
    "申请人姓名",
    "申请人类型",
    "申请方式",
    "收到日期",
    "确认日期",
    "补正告知日",
    "补正收到日",
    "是否延期",
    "延期告知日",
    "征询开始日期",
    "征询结束日期",
    "答复日期",
    "办理结果",
    "第三十五条",
)
DISPUTES = ("案号", "案件类型", "审理结果", "单位")


def request(number: str, **cells: str | date | None) -> list[str | date | None]:
    """A sound request of a person, answered in time, with some cells otherwise."""
    usual: dict[str, str | date | None] = {
        "登记号": number,
        "申请人姓名": "张某某",
        "申请人类型": "自然人",
        "申请方式": "当面",
        "收到日期": date(2025, 3, 3),
        "答复日期": date(2025, 3, 20),
        "办理结果": "予以公开",
    }
    return [{**usual, **cells}.get(header) for header in REQUESTS]


def book(path: Path, **sheets: Sequence[Row]) -> Path:
    """Write sheets of rows, the first row of each its header."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path
