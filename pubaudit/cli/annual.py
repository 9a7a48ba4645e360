"""``pubaudit annual``: the annual report's tables from ledgers, and the check of a report."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubaudit.cli.calendars import HolidaysOption, calendar_for
from pubaudit.cli.console import say
from pubaudit.cli.delivery import deliver_files, exit_code, files_of, show, to_screen
from pubaudit.cli.options import (
    AsOfOption,
    DebugOption,
    FailOnOption,
    Format,
    FormatOption,
    OutputOption,
    QuietOption,
    parse_day,
)
from pubaudit.errors import UsageError

if TYPE_CHECKING:
    from pubaudit.annual.fill import Question
    from pubaudit.annual.wanted import Listed
    from pubaudit.annual.write import Document
    from pubaudit.form import Forms
    from pubaudit.models import AuditReport
    from pubaudit.regions import Regions

_VERIFY = "verify"
_DEDUPE = "案号"
_MOST_SAID = 100
_OFFICE = "依申请公开工作内部参考"
_NOT_FOR_VERIFY = (
    "--catalog、--fields、--dedupe、--whole、--suggestions 只用于由台账生成，不用于 verify"
)
_FIRST_YEAR, _LAST_YEAR = 1000, 9999

CatalogOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalog",
        metavar="文件",
        help="公开目录；多人申请并获得而目录没有列的，建议主动公开。可写多次。",
    ),
]
SuggestionsOption = Annotated[
    Path | None,
    typer.Option(
        "--suggestions",
        metavar="文件",
        help="建议主动公开的信息另写成一份内部文件，不写进年度报告。",
    ),
]

HELP = """政府信息公开工作年度报告的表格：由台账生成并核对，或核对已写好的报告。

例：annual 申请台账.xlsx 复议诉讼.xlsx --year 2025 --body 区财政局 -o 年报.docx；
annual verify 年报.docx --previous 上年年报.docx（核对勾稽关系和常见差错）。
空白台账用 template requests 生成。申请人姓名和申请内容不会出现在任何结果里。"""


def annual(  # noqa: PLR0913, PLR0917
    files: Annotated[
        list[Path],
        typer.Argument(metavar="[verify] 文件", help="台账，一个或多个；或 verify 后接年度报告。"),
    ],
    year: Annotated[
        int | None, typer.Option("--year", metavar="年度", help="报告的年度，如 2025。")
    ] = None,
    body: Annotated[
        str | None,
        typer.Option("--body", metavar="单位", help="报告的单位；台账有单位栏的，只计该单位。"),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="文件", help="上一年的报告，用于核对跨年的勾稽关系。"),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="全部单位合计：台账中各单位的行都计入，--body 只作报告的单位名称。"
        ),
    ] = False,
    dedupe: Annotated[
        str | None,
        typer.Option("--dedupe", metavar="案号", help="几份台账中案号相同的案件只计一次。"),
    ] = None,
    fields: Annotated[
        list[Path] | None,
        typer.Option(
            "--fields",
            metavar="文件",
            help="check、timeliness 的 JSON 报告，另列分领域情况表；可写两次。",
        ),
    ] = None,
    catalog: CatalogOption = None,
    suggestions: SuggestionsOption = None,
    holidays: HolidaysOption = None,
    output_format: FormatOption = "table",
    output: OutputOption = None,
    fail_on: FailOnOption = "error",
    as_of: AsOfOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,  # noqa: ARG001 - read by cli.main
) -> int:
    """Fill or check, deliver, and return the exit code."""
    day = parse_day(as_of)
    _check_year(year, day)
    written: list[tuple[Path, bytes]] = []
    if str(files[0]) == _VERIFY:
        if catalog or fields or dedupe or whole or suggestions:
            raise UsageError(_NOT_FOR_VERIFY)
        report = _verified(files[1:], day, year, body, previous)
    else:
        question = _question(year, day, body, dedupe, whole=whole)
        question = _with_others(question, previous, catalog)
        report, document = _filled(files, question, fields, holidays)
        written = _documents(report, document, output or [], suggestions)
    _deliver(report, output_format, output or [], written)
    if not quiet:
        _say_the_end(report, [*(output or []), *filter(None, [suggestions])], written)
    return exit_code(report, fail_on)


def _question(
    year: int | None, day: date, body: str | None, dedupe: str | None, *, whole: bool
) -> "Question":
    from pubaudit.annual.fill import Question

    if dedupe not in {None, _DEDUPE}:
        raise UsageError(f"--dedupe 只能写 {_DEDUPE}")
    if year is None:
        raise UsageError("请用 --year 写明年度，如 --year 2025")
    return Question(year, day, body or "", dedupe == _DEDUPE, whole)


def _check_year(year: int | None, day: date) -> None:
    """Refuse a year that cannot have a report yet; raises ``UsageError``."""
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UsageError(f"--year {year} 不是年度，请写四位数字，如 --year 2025")
    if year is not None and year > day.year:
        raise UsageError(f"--year {year} 晚于截至日 {day}，请核对年度或 --as-of")


def _data() -> "tuple[Forms, Regions]":
    from pubaudit.form import load_forms
    from pubaudit.regions import load
    from pubaudit.schemes import catalog_root

    root = catalog_root()
    return load_forms(root / "annual.yaml"), load(root / "regions.csv")


def _with_others(
    question: "Question", previous: Path | None, catalogs: list[Path] | None
) -> "Question":
    """Add what other files say: the report of the year before, and the catalogs."""
    question = replace(question, listed=_listed(catalogs))
    if previous is None:
        return question
    from pubaudit.annual.read import read_before

    before = read_before(previous, *_data(), question.year, question.body)
    return replace(question, previous=before.tables, before=before.notes)


def _listed(catalogs: list[Path] | None) -> "Listed | None":
    """Read what the catalogs list; None where none is given."""
    if not catalogs:
        return None
    from pubaudit.annual.wanted import Listed
    from pubaudit.api import read_catalog
    from pubaudit.matching import load_thesaurus
    from pubaudit.schemes import catalog_root

    thesaurus = load_thesaurus(catalog_root())
    vague = _data()[0].suggestion.vague
    return Listed.of([read_catalog(path) for path in catalogs], thesaurus, vague)


def _filled(
    files: list[Path],
    question: "Question",
    fields: list[Path] | None,
    holidays: list[Path] | None,
) -> "tuple[AuditReport, Document]":
    """Fill the tables; return the report on them and the document that they make."""
    from pubaudit.annual.account import refused_table
    from pubaudit.annual.appendix import FIELDS, WORKING, appendices
    from pubaudit.annual.fields import field_table
    from pubaudit.annual.fill import fill
    from pubaudit.annual.layout import printed
    from pubaudit.annual.write import Document

    forms, regions = _data()
    calendar, notes = calendar_for(holidays)
    for note in notes:
        say(note)
    report, tables = fill(files, forms, regions, calendar, question)
    if fields:
        report = replace(report, tables=(*report.tables, field_table(fields)))
    working = [table for table in (*report.tables, refused_table(report.inputs)) if table.rows]
    return report, Document(
        f"{question.body}{question.year}年{forms.title}",
        (*printed(tables), *appendices(report.tables, (FIELDS,))),
        tuple(appendices(working, WORKING)),
    )


def _verified(
    files: list[Path], day: date, year: int | None, body: str | None, previous: Path | None
) -> "AuditReport":
    from pubaudit.annual.read import Known
    from pubaudit.annual.verify import verify

    if not files:
        raise UsageError("没有给出年度报告；用法：pubaudit annual verify 年报.docx")
    if previous and len(files) > 1:
        raise UsageError("--previous 一次只用于一份报告")
    forms, regions = _data()
    known = Known(year or 0, body or "")
    return verify(files, forms, regions, as_of=day, previous=previous, known=known)


def _say_what_a_document_lacks(report: "AuditReport") -> None:
    """Tell on the console what was counted, refused and found: the tables do not show it."""
    from pubaudit.report import words

    for note in report.notes:
        say(note)
    lines = [
        " ".join(
            filter(
                None,
                (
                    "×" if problem.skipped else "-",
                    words.place(report, index, problem.sheet, problem.row),
                    problem.message,
                ),
            )
        )
        for index, source in enumerate(report.inputs)
        for problem in sorted(source.problems, key=lambda problem: not problem.skipped)
    ]
    for line in lines[:_MOST_SAID]:
        say(line)
    if len(lines) > _MOST_SAID:
        say(f"另有{len(lines) - _MOST_SAID}条，见 xlsx 的“未计入”表，或用 -o 报告.json 输出全部")
    for finding in report.findings:
        if finding.severity != "info":
            say(f"- {finding.code} {finding.message}")


def _say_the_end(
    report: "AuditReport", targets: list[Path], written: list[tuple[Path, bytes]]
) -> None:
    """Say what was done: all of it where only documents were written."""
    from pubaudit.report.words import closing_line

    if written and not (targets and to_screen(targets)):
        _say_what_a_document_lacks(report)
    if names := [path.as_posix() for path in files_of(targets)]:
        say(f"已写入 {'、'.join(names)}")
    say(closing_line(report))


def _documents(
    report: "AuditReport", document: "Document", output: list[Path], suggestions: Path | None
) -> list[tuple[Path, bytes]]:
    """Return the files with the official tables, and the one for the office with suggestions."""
    from pubaudit.annual.appendix import SUGGESTED, appendices
    from pubaudit.annual.wanted import suggestion_table
    from pubaudit.annual.write import SUFFIXES, WRITERS, Document

    files = []
    for target in (path for path in files_of(output) if path.suffix.lower() != ".json"):
        if target.suffix.lower() not in WRITERS:
            raise UsageError(
                f"“{target.as_posix()}”的后缀不能写年度报告，请改为{'、'.join(SUFFIXES)}"
            )
        files.append((target, document.write(target.suffix.lower())))
    if suggestions is not None:
        if suggestions.suffix.lower() not in WRITERS:
            raise UsageError(
                f"“{suggestions.as_posix()}”的后缀不能写建议，请改为{'、'.join(WRITERS)}"
            )
        if suggestions in output:
            raise UsageError(f"“{suggestions.as_posix()}”也是 -o 的文件，请换一个文件名")
        given = [table for table in report.tables if table.id == SUGGESTED]
        tables = appendices(given or [suggestion_table(())], (SUGGESTED,))
        office = Document(_OFFICE, tuple(tables))
        files.append((suggestions, office.write(suggestions.suffix.lower())))
    return files


def _deliver(
    report: "AuditReport",
    output_format: Format,
    output: list[Path],
    documents: list[tuple[Path, bytes]],
) -> None:
    """Write the documents, and the report where there is none or JSON is asked for."""
    from pubaudit.report import View, format_of, render
    from pubaudit.report.write import refuse_input

    done = [path for path, _ in documents]
    targets = files_of(output)
    for target in (*targets, *done):
        refuse_input(report, target)
    files = [
        (path, render(report, format_of(path), View())) for path in targets if path not in done
    ]
    deliver_files([*documents, *files], output, lambda: show(report, output_format))
