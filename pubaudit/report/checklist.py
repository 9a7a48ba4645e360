"""What no file can show, as a list to print or fill in: a person checks each line."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from pubaudit.models import Scheme, Standing
from pubaudit.report import View
from pubaudit.report.lines import Line, to_text
from pubaudit.report.scheme import document_words, dump, ground, standing_data

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


def _blocks(scheme: Scheme, standing: Sequence[str]) -> Iterator[RenderableType]:
    yield Line(f"{scheme.region}{scheme.topic}领域政府信息公开人工核查清单", style="bold")
    yield Line(document_words(scheme.document), 2, "依据：")
    for note in standing:
        yield Line(note, 2, "● ")
    total = len(scheme.checklist)
    yield Line(f"共 {total} 条，目录和台账反映不出来，须由人核查。" if total else "没有条目。", 2)
    for number, line in enumerate(scheme.checklist, 1):
        lead = f"{number}. "
        yield Text("")
        yield Line(line.what, lead=lead, style="bold")
        yield Line(line.who, len(lead), "责任：")
        yield Line(line.how, len(lead), "查法：")
        yield Line(f"{ground(scheme, [line.basis])}“{line.basis.quote}”", len(lead), "依据：")
        yield Line(_BLANKS, len(lead))
