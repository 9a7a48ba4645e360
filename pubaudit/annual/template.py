"""A blank request ledger: drop-downs of the form's own categories, and an example."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from pubaudit.form import Form, Forms, Line, number_text
from pubaudit.tool import MADE

NOT_READ = ("示例", "填写说明", "选项")
_LAST_ROW = 2000
_WIDTH = 16
_CHANNELS = ("当面", "邮寄", "平常信函", "网络", "传真")
_DATES = ("日期", "开始", "结束")
_NOTES = (
    "一行一件申请；不要填写申请人姓名和申请内容，填了也不会读入报告。",
    "申请人代号自定（如 A1），同一申请人用同一代号，只用来数人数。",
    "信息文号、信息名称填所申请的文件，没有文号的填名称，用于主动公开的建议（条例第四十四条）。",
    "申请人类型、申请方式、办理结果请从下拉表选择，选项即年度报告格式所列的类别。",
    "没有办结的，办理结果选“结转”，答复日期留空。",
    "网络、平常信函、传真申请请填确认日期：答复期限从与申请人确认之日起算（条例第三十一条）。",
    "要求补正的填补正告知日期和补正日期；延期的填“是”和延期告知日期；征求第三方意见的填起止日期。",
    "复议诉讼表一行一案，二审不另起一行；受理日期、结案日期用来分年度。件数表填第二部分的数字，金额单位为万元。",
    "示例表中是举例，不会计入报告；填好后运行：pubaudit annual 本文件.xlsx --year 年度",
)
_EXAMPLE = {
    "number": "2025-001",
    "who": "A1",
    "document": "某政发〔2024〕3号",
    "title": "关于某事项的通知",
    "applicant": "自然人",
    "received": date(2025, 3, 3),
    "channel": "网络",
    "confirmed": date(2025, 3, 4),
    "replied": date(2025, 3, 20),
    "reply_number": "某依复〔2025〕1号",
    "result": "予以公开",
    "body": "某局",
}


def blank_requests(forms: Forms, form: Form) -> bytes:
    """Return the workbook; the same form, the same bytes.

    Sheets 申请台账, 复议诉讼 and 件数 are to be filled; 选项 feeds the drop-downs; 示例 and
    填写说明 are not read.
    """
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    book.set_properties({"title": "政府信息公开申请台账", "created": MADE})
    styles = {
        "head": book.add_format(
            {"bold": True, "border": 1, "bg_color": "#DDEBF7", "align": "center"}
        ),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrap": book.add_format({"text_wrap": True}),
    }
    sheet = book.add_worksheet("申请台账")
    others = [book.add_worksheet(name) for name in ("复议诉讼", "件数", *NOT_READ)]
    ledger, counts, example, notes, choices = others
    roles = [role for role in forms.request_roles if role.blank]
    lists = {
        "applicant": [column.label for column in form.applicants if column.key != "total"],
        "channel": list(_CHANNELS),
        "result": [*_results(form.requests), "结转"],
        "extended": ["是", "否"],
        "delayed": ["是", "否"],
        "kind": [row.label for row in form.disputes.rows],
        "outcome": [c.label for c in form.disputes.columns if c.key != "total"],
    }
    places = _choices(choices, lists)
    _table(sheet, [(role.key, role.name) for role in roles], places, styles)
    _table(ledger, [(role.key, role.name) for role in forms.dispute_roles], places, styles)
    _counts(counts, form, styles["head"])
    _example(example, [(role.key, role.name) for role in roles], styles)
    notes.set_column(0, 0, 100, styles["wrap"])
    for row, text in enumerate(_NOTES):
        notes.write_string(row, 0, f"{number_text(row + 1)}. {text}")
    book.close()
    return target.getvalue()


def _results(lines: Sequence[Line]) -> list[str]:
    """Return the single results in the form's words, each with its group, without numbers."""
    return [
        (line.path[1].partition("）")[2] + "：" if len(line.path) > 1 else "") + _bare(line.label)
        for line in lines
        if line.key[0] == "C" and line.key != "C7"
    ]


def _bare(label: str) -> str:
    """Drop the number before and the bracket behind a label."""
    rest = label.partition("）")[2] if label.startswith("（") else label.partition("．")[2]
    return (rest or label).partition("（")[0]


def _choices(sheet: Any, lists: dict[str, list[str]]) -> dict[str, str]:
    """Write the options, one column a list; return the range of each."""
    places = {}
    for column, (key, options) in enumerate(lists.items()):
        for row, text in enumerate(options):
            sheet.write_string(row, column, text)
        letter = chr(ord("A") + column)
        places[key] = f"=选项!${letter}$1:${letter}${len(options)}"
    sheet.hide()
    return places


def _table(
    sheet: Any, columns: Sequence[tuple[str, str]], places: dict[str, str], styles: dict[str, Any]
) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for at, (key, name) in enumerate(columns):
        day = name.endswith(_DATES)
        sheet.set_column(at, at, _WIDTH, styles["day"] if day else None)
        sheet.write_string(0, at, name, styles["head"])
        rule: dict[str, Any] = {}
        if key in places:
            rule = {"validate": "list", "source": places[key], "error_message": "请从下拉表选择"}
        elif day:
            rule = {
                "validate": "date",
                "criteria": ">=",
                "value": date(2008, 5, 1),
                "error_message": "请填写日期，如 2025-03-03",
            }
        if rule:
            sheet.data_validation(1, at, _LAST_ROW, at, rule)


def _counts(sheet: Any, form: Form, head: Any) -> None:
    """Lay out section 二 as the form has it, blank."""
    sheet.set_column(0, 3, 24)
    row = 0
    for block in form.blocks:
        sheet.write_string(row, 0, block.title, head)
        sheet.write_row(row + 1, 0, ["信息内容", *(column.label for column in block.columns)], head)
        for number, line in enumerate(block.rows, row + 2):
            sheet.write_string(number, 0, line.label)
        row += 2 + len(block.rows)


def _example(sheet: Any, columns: Sequence[tuple[str, str]], styles: dict[str, Any]) -> None:
    """Show one filled row upright, so that it is no ledger: name of the column, value, remark."""
    sheet.set_column(0, 1, 24)
    for row, (key, name) in enumerate(columns):
        sheet.write_string(row, 0, name, styles["head"])
        value = _EXAMPLE.get(key)
        if isinstance(value, date):
            sheet.write_datetime(row, 1, value, styles["day"])
        elif value is not None:
            sheet.write_string(row, 1, value)
