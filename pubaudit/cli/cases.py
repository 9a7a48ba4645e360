"""``pubaudit workdays --table``: a table of questions, answered row by row in the order given."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pubaudit.cli.calendars import read_date
from pubaudit.cli.console import say
from pubaudit.errors import InputError, UsageError
from pubaudit.signatures import ZIP
from pubaudit.textfiles import decoded, read_bytes

if TYPE_CHECKING:
    from pubaudit.models import Value
    from pubaudit.workdays import Calendar

Answer = str | int | bool | None
_MAX_BYTES = 64 << 20
_HEADER_WITHIN = 10  # a title may stand above the header
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")


def answer_table(
    path: Path, calendar: "Calendar", output_format: Literal["csv", "xlsx", "json"]
) -> tuple[bytes, int]:
    """Return the table with its answers, and the exit code: 3 if a row could not be answered.

    Columns ``start`` and ``n`` get ``due``, columns ``start`` and ``end`` get ``workdays``, both
    ``provisional``. A row that cannot be answered keeps its place, says why in ``problem``, and is
    said on stderr. Raises ``InputError`` if the file cannot be read or lacks the columns.
    """
    header, rows, first = _read(path)
    names = _names(header)
    if "start" not in names or not {"n", "end"} & set(names):
        raise InputError(
            f"“{path.as_posix()}”的首行没有 start 和 n（或 start 和 end）两列，请补上列名。"
        )
    added = [
        *(("due",) if "n" in names else ()),
        *(("workdays",) if "end" in names else ()),
        "provisional",
        "problem",
    ]
    answers = [_answered(dict(zip(names, row, strict=False)), calendar) for row in rows]
    wrong = [(first + i, a["problem"]) for i, a in enumerate(answers) if a["problem"]]
    for line, problem in wrong:
        say(f"{path.as_posix()} 第{line}行：{problem}")
    if not wrong:
        added.remove("problem")
    kept = [(name, i) for i, name in enumerate(header) if names[i] not in added]
    columns = [*(str(name) for name, _ in kept), *added]
    table: list[list[Answer]] = [
        [*(_shown(row[i]) for _, i in kept), *(answer.get(key) for key in added)]
        for row, answer in zip(rows, answers, strict=True)
    ]
    write = {"csv": _csv, "xlsx": _xlsx, "json": _json}[output_format]
    return write(columns, table), 3 if wrong else 0


# --- one row -------------------------------------------------------------------------------------


def _answered(row: dict[str, "Value"], calendar: "Calendar") -> dict[str, Answer]:
    answer: dict[str, Answer] = {"provisional": None, "problem": None}
    if _is_blank(list(row.values())):
        return answer
    try:
        start = _date(row, "start")
        official = True
        if row.get("n") not in (None, ""):
            due = calendar.due(start, _number(row["n"]))
            answer["due"], official = str(due.date), due.official
        if row.get("end") not in (None, ""):
            span = calendar.between(start, _date(row, "end"))
            answer["workdays"], official = span.days, official and span.official
        if len(answer) == 2:
            raise UsageError("n、end 都是空的")
        answer["provisional"] = not official
    except UsageError as error:
        answer["problem"] = str(error)
    return answer


def _date(row: dict[str, "Value"], name: str) -> date:
    value = row.get(name)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    day = read_date(str(value)) if value is not None else None
    if day is None:
        raise UsageError(f"{name}“{'' if value is None else value}”不是日期")
    return day


def _number(value: "Value") -> int:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value) if isinstance(value, int | float | str) else float("nan")
        if number.is_integer():
            return int(number)
    except ValueError:
        pass
    raise UsageError(f"n“{value}”不是整数")


def _shown(value: "Value") -> Answer:
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) or value is None else str(value)


# --- reading -------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[Sequence["Value"], list[Sequence["Value"]], int]:
    """Return the header, the rows below it, and the number (1-based) of the first of them."""
    content = read_bytes(path, _MAX_BYTES)
    rows: list[Sequence[Value]]
    if content.startswith(ZIP):
        from pubaudit.readers import read

        rows = list(read(path)[0].rows)
    else:
        rows = list(csv.reader(io.StringIO(decoded(path, content, remedy="csv "), newline="")))
    if not rows:
        raise InputError(f"“{path.as_posix()}”是空的，请检查。")
    top = next((i for i, row in enumerate(rows[:_HEADER_WITHIN]) if "start" in _names(row)), 0)
    header = [name if name is not None else "" for name in rows[top]]
    width = len(header)
    body = [[*row[:width], *[None] * (width - len(row))] for row in rows[top + 1 :]]
    while body and _is_blank(body[-1]):
        body.pop()
    return header, list(body), top + 2


def _names(header: Sequence["Value"]) -> list[str]:
    return [str(name).strip().lower() for name in header]


def _is_blank(row: Sequence["Value"]) -> bool:
    return all(value in (None, "") for value in row)


# --- writing -------------------------------------------------------------------------------------


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Answer]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Answer) -> str | int:
    """Return a value as CSV shows it; a text that a spreadsheet would run is made plain text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_UNSAFE) and not _is_number(value):
        return f"'{value}"
    return "" if value is None else value


def _is_number(text: str) -> bool:
    return text.lstrip("+-").isdecimal()


def _json(columns: Sequence[str], rows: Sequence[Sequence[Answer]]) -> bytes:
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _xlsx(columns: Sequence[str], rows: Sequence[Sequence[Answer]]) -> bytes:
    """Write one sheet; fixed properties, so that the same table gives the same bytes."""
    import xlsxwriter

    from pubaudit.tool import MADE

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet("工作日")
    for r, row in enumerate((columns, *rows)):
        for c, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(r, c, value)
            elif isinstance(value, int):
                sheet.write_number(r, c, value)
            elif value is not None:
                sheet.write_string(r, c, value)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 14)
    book.close()
    return content.getvalue()
