"""Reads one annual report: its tables, its prose by section, its year and whose it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pubaudit.annual.find import find_tables
from pubaudit.annual.pages import Piece, Prose, open_report
from pubaudit.errors import InputError, UsageError
from pubaudit.form import AnnualReport, AnnualTables, Forms, stem
from pubaudit.models import Basis
from pubaudit.regions import Regions
from pubaudit.schemes import catalog_root, scheme_for
from pubaudit.text import normalise

_YEAR = re.compile(r"(20\d\d)年?度?")
_TITLE_YEAR = re.compile(r"(20\d\d)年度?(?:.{0,24})?(?:政府信息公开|信息公开|年度报)")
_NUMBERED = re.compile(r"^[一二三四五六][、.]")
_LONGEST_TITLE = 44
_REPORT = "年度报告"
_RULE_MAKERS = ("国务院", "国家", "中华人民共和国")


@dataclass(frozen=True, slots=True)
class Known:
    """What the user says of a report; 0 and "" where nothing is said."""

    year: int = 0
    body: str = ""


def read_report(
    path: Path, forms: Forms, regions: Regions, known: Known, index: int = 0
) -> AnnualReport:
    """Read one report.

    Year and body are taken from the title, the year else from the file name. Raises ``InputError``
    if the file cannot be read or holds none of the official tables.
    """
    pieces = open_report(path)
    found = find_tables(pieces, forms, index)
    if not found.tables.cells:
        raise InputError(
            f"{path.as_posix()}：没有找到年度报告第二、三、四部分的表格。"
            "请确认文件是否选对，表格须是真正的表格（不是图片）。"
        )
    prose = _sections(pieces, forms)
    title = _title(pieces, forms)
    body = known.body or title.partition("20")[0].strip(" 《") or _after_year(title)
    year = known.year or _year(title) or _year(path.stem)
    return AnnualReport(
        tables=found.tables,
        forms=forms,
        year=year,
        body=body,
        prose=prose,
        strays=found.strays,
        power=rule_power(body, regions, forms),
        progress=progress_duty(body, regions),
    )


@dataclass(frozen=True, slots=True)
class Before:
    """The tables of the year before, and what is to be said of that report."""

    tables: AnnualTables
    notes: tuple[str, ...] = ()


def read_before(path: Path, forms: Forms, regions: Regions, year: int, body: str) -> Before:
    """Read the report of the year before ``year`` (0: unknown) of ``body`` ("": unknown).

    Raises ``InputError`` if it holds no tables, ``UsageError`` if it is of another year; that it
    names another body, or no year, is noted.
    """
    report = read_report(path, forms, regions, Known())
    name = path.as_posix()
    if year and report.year and report.year != year - 1:
        raise UsageError(f"--previous {name} 是{report.year}年度的报告，请改为{year - 1}年度的")
    notes = []
    if year and not report.year:
        notes.append(f"--previous {name} 没有写明年度，按{year - 1}年度核对；请确认。")
    if body and report.body and not (body.endswith(report.body) or report.body.endswith(body)):
        notes.append(
            f"--previous {name} 是“{report.body}”的报告，本报告的单位是“{body}”；请确认是同一单位。"
        )
    return Before(report.tables, tuple(notes))


def rule_power(body: str, regions: Regions, forms: Forms) -> bool | None:
    """Tell whether a body may make 规章, None if its name does not say.

    State Council departments and the governments of provinces, cities with districts and
    autonomous prefectures may; county level and below and local departments may not.
    """
    if not body:
        return None
    if body.startswith(_RULE_MAKERS):
        return True
    place = regions.find_in(body)
    if "政府" in body:
        if any(word in body for word in ("镇", "乡", "街道")) and not body.endswith("办公厅"):
            return False
        return None if place is None else place.region.level in {"province", "city"}
    if body.endswith(forms.department_words):
        return False
    return None if place is None else (False if place.region.level == "county" else None)


def progress_duty(body: str, regions: Regions) -> Basis | None:
    """Return the words by which the body's scheme wants progress told in the annual report.

    None if its name names no place, or no scheme of the place that is held says so.
    """
    place = regions.find_in(body) if body else None
    if place is None:
        return None
    scheme, _ = scheme_for(catalog_root(), regions, place.region)
    return next((duty.basis for duty in scheme.duties if duty.to.endswith(_REPORT)), None)


def _title(pieces: Sequence[Piece], forms: Forms) -> str:
    """Return the first line that names an annual report, with the line before if that begins it.

    A title may stand in two paragraphs: the body (and the year), then what it is.
    """
    before = ""
    for piece in pieces:
        if not isinstance(piece, Prose):
            before = ""
            continue
        bare = "".join(piece.text.split())
        if len(piece.text) < _LONGEST_TITLE * 2 and (
            forms.title in bare or "信息公开年度报告" in bare or "信息公开工作年度报" in bare
        ):
            nameless = bare.startswith(("20", "政府信息公开", "信息公开"))
            return before + bare if nameless and _begins_title(before, forms) else bare
        before = bare
    return ""


def _begins_title(line: str, forms: Forms) -> bool:
    """Tell whether a line is a body, or a body and a year."""
    rest = re.sub(r"(?:关于)?(?:20\d\d年?度?)?$", "", line)
    return len(line) < _LONGEST_TITLE and rest.endswith((*forms.department_words, "政府", "院"))


def _after_year(title: str) -> str:
    """Return the body of 2024年某某局政府信息公开…."""
    rest = _YEAR.sub("", title, count=1)
    return rest.partition("政府信息公开")[0].strip("年度 《》")


def _year(text: str) -> int:
    match = _TITLE_YEAR.search(text) or _YEAR.search(text)
    return int(match[1]) if match else 0


def _sections(pieces: Sequence[Piece], forms: Forms) -> dict[str, str]:
    """Return the prose by section key; what stands before the first title is under "".

    A title is a short numbered line: by its own words, else by its number (rewritten titles).
    Empty if there is nothing but tables.
    """
    texts: dict[str, list[str]] = {}
    current = ""
    for piece in pieces:
        if not isinstance(piece, Prose):
            continue
        key = _section_of(piece.text, forms)
        if key:
            current = key
        else:
            texts.setdefault(current, []).append(piece.text)
    sections = {key: "\n".join(lines) for key, lines in texts.items()}
    return sections if sections.keys() & {"overview", "others"} else {}


def _section_of(text: str, forms: Forms) -> str:
    plain = normalise(text)
    if len(plain) > _LONGEST_TITLE:
        return ""
    bare = stem(text)
    for section in forms.sections:
        if any(normalise(word) in bare for word in section.stems):
            numbered = _NUMBERED.match(plain) is not None
            return section.key if numbered or len(bare) < _LONGEST_TITLE // 2 else ""
    if _NUMBERED.match(plain) and not plain.endswith(("。", ";")):
        # 一、本年新收… and the like are rows of the table, not titles.
        rows = (row for form in forms.forms for row in form.requests)
        if not any(word in bare for row in rows for word in row.stems):
            return next(s.key for s in forms.sections if s.number == plain[0])
    return ""
