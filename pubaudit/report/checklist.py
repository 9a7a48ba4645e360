"""What no file can show, as a list to print or fill in: a person checks each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from pubaudit.models import Column, Scheme, Standing, Table
from pubaudit.report import View
from pubaudit.report.lines import Line, to_text
from pubaudit.report.scheme import document_words, dump, ground, standing_data

_COLUMNS = (
    Column("number", "序号", "count"),
    Column("what", "要求", "text"),
    Column("who", "责任", "text"),
    Column("how", "查法", "text"),
    Column("basis", "依据", "note"),
    Column("result", "核查结果（符合／部分符合／不符合）", "text"),
    Column("evidence", "证据链接或材料", "text"),
    Column("checked_by", "核查人、日期", "text"),
)
_BLANKS = f"核查结果：{'_' * 12} 证据链接：{'_' * 20} 核查人：{'_' * 8}"


def checklist_json(scheme: Scheme, standing: Standing) -> str:
    """Return the lines as JSON; ``result``, ``evidence`` and ``checked_by`` are to be filled in."""
    blank = {"result": "", "evidence": "", "checked_by": ""}
    return dump(
        {
            "schema": "pubaudit/checklist/1",
            "scheme": scheme.id,
            "region": scheme.region,
            "topic": scheme.topic,
            "document": asdict(scheme.document),
            **standing_data(standing),
            "notes": list(standing.notes),
            "checklist": [{**asdict(line), **blank} for line in scheme.checklist],
        }
    )


def checklist_text(scheme: Scheme, standing: Sequence[str], view: View) -> str:
    """Return the lines for printing, each with blanks for result, evidence and name."""
    return to_text(_blocks(scheme, standing), width=view.width, color=view.color)


def checklist_xlsx(scheme: Scheme, standing: Sequence[str]) -> bytes:
    """Return the lines as a workbook with columns for result, evidence and name to fill in."""
    from pubaudit.report.xlsx import workbook

    rows: tuple[Mapping[str, str | int], ...] = tuple(
        {
            "number": number,
            "what": line.what,
            "who": line.who,
            "how": line.how,
            "basis": f"{ground(scheme, [line.basis])}“{line.basis.quote}”",
        }
        for number, line in enumerate(scheme.checklist, 1)
    )
    head = [_title(scheme), f"依据：{document_words(scheme.document)}", *standing, _total(scheme)]
    return workbook(head, [Table("checklist", "人工核查清单", _COLUMNS, rows)])


def _title(scheme: Scheme) -> str:
    return f"{scheme.region}{scheme.topic}领域政府信息公开人工核查清单"


def _total(scheme: Scheme) -> str:
    total = len(scheme.checklist)
    return f"共 {total} 条，目录和台账反映不出来，须由人核查。" if total else "没有条目。"


def _blocks(scheme: Scheme, standing: Sequence[str]) -> Iterator[RenderableType]:
    yield Line(_title(scheme), style="bold")
    yield Line(document_words(scheme.document), 2, "依据：")
    for note in standing:
        yield Line(note, 2, "● ")
    yield Line(_total(scheme), 2)
    for number, line in enumerate(scheme.checklist, 1):
        lead = f"{number}. "
        yield Text("")
        yield Line(line.what, lead=lead, style="bold")
        yield Line(line.who, len(lead), "责任：")
        yield Line(line.how, len(lead), "查法：")
        yield Line(f"{ground(scheme, [line.basis])}“{line.basis.quote}”", len(lead), "依据：")
        yield Line(_BLANKS, len(lead))
