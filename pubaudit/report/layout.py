"""How a catalog was read: header rows, what each column was taken for, and why (--verbose)."""

from collections.abc import Iterator, Mapping

from pubaudit.models import Catalog, CatalogTable, HeaderColumn, RoleFrom
from pubaudit.report.words import rows
from pubaudit.text import one_line, shorten

_BY: dict[RoleFrom, str] = {
    "header": "",
    "content": "（表头未说明，按各行内容认出）",
    "map": "（由 --map 指定）",
}
_DATED_FROM = {
    "line": "表外说明",
    "title": "标题",
    "column": "编制日期一栏",
    "sheet": "工作表名",
    "file": "文件名",
}


def layout_lines(catalog: Catalog, names: Mapping[str, str]) -> Iterator[str]:
    """Yield Chinese lines on each table of a catalog; ``names`` are the roles' Chinese names."""
    dated = (
        f"日期“{catalog.dated_as}”（取自{_DATED_FROM[catalog.dated_from]}）"
        if catalog.dated
        else "日期未写明"
    )
    count = len(catalog.entries)
    yield f"{catalog.input}：{len(catalog.tables)}个表，{count}个条目，{dated}"
    for table in catalog.tables:
        yield from _table_lines(table, names)


def _table_lines(table: CatalogTable, names: Mapping[str, str]) -> Iterator[str]:
    place = rows(table.header_row, table.last_header_row)
    header = f"表头{place}" if place else "无表头，续上一工作表"
    title = f"，标题“{shorten(table.title, 40)}”" if table.title else "，无标题"
    sections = "、".join(shorten(section, 20) for section in table.sections)
    yield f"  {table.sheet} {header}{title}" + (f"，分节：{sections}" if sections else "")
    for column in table.columns:
        yield f"    {column.column}列 {_column(column, names)}"


def _column(column: HeaderColumn, names: Mapping[str, str]) -> str:
    header = f"“{one_line(column.header)}”" if column.header else "（无表头）"
    if not column.role:
        return f"{header}：未认出含义，只保留原文"
    return f"{header}：{names[column.role]}{_BY[column.by]}"
