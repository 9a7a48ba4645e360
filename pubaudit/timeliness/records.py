"""Every record with its verdict, as csv, xlsx or parquet, written batch by batch."""

import csv
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pubaudit.errors import OutputError, UsageError
from pubaudit.ledger import MISSING
from pubaudit.timeliness.judged import JudgedBatch
from pubaudit.timeliness.kernel import LATE, OVERDUE, REASONS
from pubaudit.timeliness.notices import NO_NOTICE, OUTCOMES
from pubaudit.timeliness.notices import REASONS as SHOWN_REASONS
from pubaudit.timeliness.observer import steps_of
from pubaudit.timeliness.rulebook import RuleBook
from pubaudit.timeliness.words import day_word, rough_word, verdict_word

_HEADER = (
    "文件", "工作表", "行", "标题", "文号", "单位", "领域", "公开事项", "信息类型", "信息种类",
    "起算日期", "公开日期", "到期日", "到期日暂估", "结论", "迟（工作日）", "迟（日）",
    "迟的天数暂估", "原因", "重复", "平台晚于媒介（日）", "公示开始", "公示截止", "公示应到",
    "公示结论",
)  # fmt: skip
_NUMBERS = frozenset({"行", "迟（工作日）", "迟（日）", "平台晚于媒介（日）"})
_DAYS = frozenset({"起算日期", "公开日期", "到期日", "公示开始", "公示截止", "公示应到"})
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")
_XLSX_ROWS = (1 << 20) - 1

Record = tuple[Any, ...]
Write = Callable[[Sequence[Record]], None]


@contextmanager
def record_writer(
    path: Path, book: RuleBook, inputs: Sequence[str]
) -> Iterator[Callable[[JudgedBatch], None]]:
    """Give a function that writes judged batches; in the end the file is there whole, or not.

    The format follows the name. Raises ``UsageError`` for another suffix, ``OutputError`` if the
    file cannot be written.
    """
    openers = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
    opener = openers.get(path.suffix.lower())
    if opener is None:
        raise UsageError(f"--records “{path.as_posix()}”的后缀应是 .csv、.xlsx 或 .parquet")
    staged = path.with_name(f".pubaudit-{secrets.token_hex(4)}{path.suffix.lower()}")
    try:
        with opener(staged) as write:
            yield lambda one: write(_records(one, book, inputs))
        staged.replace(path)
    except OSError as error:
        raise OutputError(
            f"无法写入“{path.as_posix()}”：请检查文件夹、权限和磁盘空间，或关闭已打开的文件"
        ) from error
    finally:
        with suppress(OSError):
            staged.unlink()


def _records(one: JudgedBatch, book: RuleBook, inputs: Sequence[str]) -> list[Record]:
    batch, judged = one.batch, one.judged
    file = inputs[batch.input]
    lists = (
        one.kinds.tolist(),
        one.formed.tolist(),
        one.published.tolist(),
        judged.due.tolist(),
        judged.verdict.tolist(),
        judged.late.tolist(),
        (judged.end - judged.due).tolist(),
        judged.early.tolist(),
        judged.provisional.tolist(),
        judged.rough.tolist(),
        one.repeats.tolist(),
    )
    texts = [
        [column.names[c] for c in column.codes.tolist()] if column else [""] * batch.size
        for column in (
            batch.words.get(r) for r in ("title", "number", "body", "field", "item", "type")
        )
    ]
    rows: list[Record] = []
    for i, (
        (kind, formed, published, due, verdict, late, days, early, unsure, rough, again),
        beside,
    ) in enumerate(zip(zip(*lists, strict=True), _beside(one), strict=True)):
        title, number, body, field, item, kind_said = (text[i] for text in texts)
        is_late, is_judged = verdict in (LATE, OVERDUE), verdict <= OVERDUE
        rows.append(
            (
                file, batch.sheet, batch.row(i), title, number, body, field, item, kind_said,
                book.kinds[kind].name if kind >= 0 else "",
                day_word(formed), day_word(published),
                day_word(due) if is_judged else None,
                rough_word(verdict, due, early, provisional=unsure),
                verdict_word(verdict),
                late if is_late else None,
                days if is_late else None,
                "暂估" if is_late and rough else "",
                REASONS.get(verdict, ""), "重复" if again else "",
                *beside,
            )
        )  # fmt: skip
    return rows


def _beside(one: JudgedBatch) -> Iterator[Record]:
    """Yield what was seen of each record beside its verdict: channels and display period."""
    steps, shown = steps_of(one.batch), one.shown
    apart = [None] * one.batch.size if steps is None else steps.tolist()
    if shown is None:
        yield from ((_known(days), None, None, None, "") for days in apart)
        return
    columns = (shown.start.tolist(), shown.end.tolist(), shown.required.tolist())
    for days, start, end, required, outcome in zip(
        apart, *columns, shown.outcome.tolist(), strict=True
    ):
        if outcome == NO_NOTICE:
            yield _known(days), None, None, None, ""
        else:
            judged = required if outcome in OUTCOMES else MISSING
            yield (
                _known(days), day_word(start), day_word(end), day_word(judged),
                OUTCOMES.get(outcome) or f"未判定：{SHOWN_REASONS[outcome]}",
            )  # fmt: skip


def _known(days: int | None) -> int | None:
    return None if days == MISSING else days


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        yield lambda rows: writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: Any) -> Any:
    """Keep a text from becoming a formula in a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_UNSAFE) else cell


@contextmanager
def _xlsx(path: Path) -> Iterator[Write]:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("记录")
        sheet.write_row(0, 0, _HEADER)
        sheet.freeze_panes(1, 0)
        written = 0

        def write(rows: Sequence[Record]) -> None:
            nonlocal written
            if written + len(rows) > _XLSX_ROWS:
                raise OutputError(
                    "记录超过 Excel 一张表的行数，请把 --records 改为 .csv 或 .parquet"
                )
            for row in rows:
                written += 1
                for at, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(written, at, cell)
                    elif cell:
                        sheet.write_string(written, at, cell)

        yield write


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "写 parquet 需要 pyarrow，请先执行 pip install 'pubaudit[parquet]'，或改用 .csv"
        ) from error
    kinds = {**dict.fromkeys(_NUMBERS, pa.int64()), **dict.fromkeys(_DAYS, pa.date32())}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _HEADER])
    with parquet.ParquetWriter(path, schema) as writer:

        def write(rows: Sequence[Record]) -> None:
            columns = list(zip(*rows, strict=True)) or [()] * len(_HEADER)
            written = [
                # Days come as they are said in the other formats.
                pa.array(column, pa.string()).cast(one.type)
                if one.name in _DAYS
                else pa.array(column, one.type)
                for one, column in zip(schema, columns, strict=True)
            ]
            writer.write_table(pa.table(written, schema=schema))

        yield write
