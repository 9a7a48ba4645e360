"""The field table that the schemes want in the annual report, from reports of check and timeliness.

每年将本领域工作进展情况……在政府信息公开年度报告中公布. Every number is taken from those
reports, and their sums must agree with their own totals.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pubaudit.errors import InputError, UsageError
from pubaudit.models import Column, Table

_TITLE = "公共资源配置领域信息公开情况"
_TOTAL = "合计"
_ITEMS = ("total", "covered", "partial", "missing")
_RECORDS = ("on_time", "late", "overdue")
_COLUMNS = (
    Column("field", "领域", "text"),
    Column("total", "应公开事项", "count"),
    Column("covered", "已列明", "count"),
    Column("partial", "要素不全", "count"),
    Column("missing", "缺项", "count"),
    Column("published", "公开信息", "count"),
    Column("on_time", "按时", "count"),
    Column("late", "迟公开", "count"),
    Column("overdue", "逾期未公开", "count"),
    Column("rate", "按时率", "rate"),
)
Row = dict[str, str | int | float | None]


def field_table(paths: Sequence[Path]) -> Table:
    """Return the table by field; numbers of a report that is not given are None.

    ``published`` is on time and late together. Raises ``InputError`` for a file that is no report
    or whose parts do not add up to its totals, ``UsageError`` for two reports of one kind (bodies
    are to be checked together: one mandated item may stand in several catalogs).
    """
    rows: dict[str, Row] = {}
    kinds: set[str] = set()
    for path in paths:
        report = _load(path)
        kind = "timeliness" if report["kind"] == "timeliness" else "check"
        if kind in kinds:
            raise UsageError(f"{path.as_posix()}：同一种报告只能给一份，请把各单位的文件一起核查")
        kinds.add(kind)
        try:
            (_records if kind == "timeliness" else _items)(path, report, rows)
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{path.as_posix()}：JSON 报告缺少内容或写法不对。请用本程序重新生成。"
            ) from error
    total = rows.pop(_TOTAL)
    body = [*rows.values(), total] if len(rows) > 1 else list(rows.values()) or [total]
    return Table("annual_fields", _TITLE, _COLUMNS, tuple(body))


def _load(path: Path) -> Mapping[str, Any]:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.as_posix()}：读不到，或不是 JSON 报告。") from error
    kinds = {"check", "region", "timeliness"}
    if not isinstance(report, dict) or report.get("kind") not in kinds:
        raise InputError(
            f"{path.as_posix()}：不是 check 或 timeliness 的 JSON 报告。请用 -o 报告.json 生成。"
        )
    return report


def _items(path: Path, report: Mapping[str, Any], rows: dict[str, Row]) -> None:
    """Take the counts of mandated items by field; 共通 fields stay outside the total."""
    given = [dict(row) for row in _rows(path, report, "fields") if row["field"] != _TOTAL]
    summed = dict.fromkeys(_ITEMS, 0)
    for row in given:
        _row(rows, row["field"]).update({key: row[key] for key in _ITEMS})
        if not str(row["field"]).endswith("（不计入合计）"):
            summed = {key: summed[key] + row[key] for key in _ITEMS}
    _agree(path, summed, report["summary"]["items"])
    _row(rows, _TOTAL).update(summed)


def _records(path: Path, report: Mapping[str, Any], rows: dict[str, Row]) -> None:
    """Add up the verdicts on records by field, over all bodies."""
    counts: dict[str, dict[str, int]] = {}
    for row in _rows(path, report, "ledger_bodies"):
        field = counts.setdefault(row["field"], dict.fromkeys(_RECORDS, 0))
        for key in _RECORDS:
            field[key] += row[key]
    summed = {key: sum(field[key] for field in counts.values()) for key in _RECORDS}
    _agree(path, summed, report["records"])
    for name, field in (*counts.items(), (_TOTAL, summed)):
        judged = sum(field.values())
        rate = round(field["on_time"] / judged, 4) if judged else None
        published = field["on_time"] + field["late"]
        _row(rows, name).update({**field, "published": published, "rate": rate})


def _rows(path: Path, report: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    for table in report["tables"]:
        if table["id"] == name:
            rows: Sequence[Mapping[str, Any]] = table["rows"]
            return rows
    raise InputError(f"{path.as_posix()}：报告中没有分领域的表。请用本程序重新生成。")


def _row(rows: dict[str, Row], field: str) -> Row:
    return rows.setdefault(field, {"field": field})


def _agree(path: Path, summed: Mapping[str, int], totals: Mapping[str, int]) -> None:
    wrong = [key for key, value in summed.items() if totals[key] != value]
    if wrong:
        raise InputError(
            f"{path.as_posix()}：分领域之和与报告自己的合计不一致（{'、'.join(wrong)}）。"
            "请用本程序重新生成，不要手工改动。"
        )
