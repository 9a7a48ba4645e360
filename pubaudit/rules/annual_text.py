"""What an annual report says around its tables, and how the tables are laid out."""

import re
from collections.abc import Iterable
from itertools import product

from pubaudit.form import AnnualReport, Number
from pubaudit.form import number_text as text
from pubaudit.models import Finding
from pubaudit.rules.rule import Rule
from pubaudit.text import cite, normalise, shorten

Findings = Iterable[Finding]

_PERIOD = re.compile(r"20\d\d[年月\d]*日起?(?:至|到)[年月\d]+日")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUOTING = ("overview", "others")
_ALL = ("overview", "proactive", "requests", "disputes", "problems", "others", "")


def quoted(rule: Rule, report: AnnualReport) -> Findings:
    """I10: numbers that sections 一 and 六 quote agree with the tables."""
    for section, known in product(_QUOTING, report.forms.quoted):
        prose = _THOUSANDS.sub("", normalise(report.prose.get(section, "")))
        for match in re.finditer(known.pattern, prose):
            number = int(match[1])
            sums = [_sum(report, keys, known.column) for keys in known.cells]
            given = [value for value in sums if value is not None]
            if given and number not in given:
                title = next(s.title for s in report.forms.sections if s.key == section)
                table = "或".join(text(value) for value in dict.fromkeys(given))
                yield rule.finding(
                    f"“{title}”部分写“{shorten(match[0], 30)}”"
                    f"（{known.name}{number}），"
                    f"表格为{table}，相差{text(abs(number - given[0]))}。"
                    "口径不同的请写明，否则请改为一致。",
                    place=f"I10 {section} {match[0]}",
                    body=report.body,
                )


def edition(rule: Rule, report: AnnualReport) -> Findings:
    """Find the form of another year."""
    form = report.tables.form
    if not report.tables.cells or not report.year:
        return
    if not form.since <= report.year <= form.until:
        wanted = next((f for f in report.forms.forms if f.since <= report.year <= f.until), None)
        if wanted:
            yield rule.finding(
                f"{report.year}年度报告的表格是{form.number}的格式（如第三部分{len(form.requests)}行），"
                f"该年度应使用{wanted.number}的格式（{len(wanted.requests)}行）。请改用现行格式。",
                place="form",
                body=report.body,
            )


def period(rule: Rule, report: AnnualReport) -> Findings:
    """Find a period line that names another year, or has lost digits."""
    whole = normalise("\n".join(report.prose.get(key, "") for key in _ALL))
    for match in _PERIOD.finditer(whole) if report.year else ():
        days = [tuple(map(int, day)) for day in _DAY.findall(match[0])]
        parts = re.split("至|到", match[0])
        if days == [(report.year, 1, 1), (report.year, 12, 31)]:
            continue
        if [day[1:] for day in days] == [(1, 1), (12, 31)]:
            why = f"不是{report.year}年全年"
        elif any("月" not in part for part in parts):
            why = "日期不完整，疑缺“年”“月”或数字"
        else:
            continue  # some other period that the prose mentions
        yield rule.finding(
            f"统计期限写作“{shorten(match[0], 40)}”，{why}。请改为{report.year}年1月1日起至"
            f"{report.year}年12月31日止。",
            place="period",
            body=report.body,
        )
        return


def template(rule: Rule, report: AnnualReport) -> Findings:
    """Words of the template were left in."""
    whole = normalise("\n".join(report.prose.get(key, "") for key in _ALL))
    for words in report.forms.template_text:
        if normalise(words) in whole:
            yield rule.finding(
                f"正文留有格式说明文字“{words}”。请删去。", place=words, body=report.body
            )


def fee(rule: Rule, report: AnnualReport) -> Findings:
    """Section 六 says what was charged for information (信息处理费)."""
    if not report.prose:
        return
    others = normalise(report.prose.get("others", ""))
    if not any(word in others for word in report.forms.fee_words):
        yield rule.finding(
            "第六部分没有写信息处理费收取情况。请写明收取的件数和金额，没有收取的写“未收取”。",
            place="fee",
            body=report.body,
        )


def allocation(rule: Rule, report: AnnualReport) -> Findings:
    """Find no word on 公共资源配置, whose progress the place's scheme wants in the report."""
    if not report.prose:
        return
    said = normalise("".join(report.prose.get(key, "") for key in _QUOTING))
    if any(word in said for word in report.forms.allocation_words):
        return
    duty = report.progress
    if duty is None:
        demand = "没有收录该地的方案，别处的方案要求在年度报告中公布本领域工作进展，请对照本地方案"
    else:
        demand = f"{cite(duty)}要求“{duty.quote}”"
    yield rule.finding(
        f"第一、六部分没有提到公共资源配置（公共资源交易）领域信息公开的进展。{demand}；"
        "本机关不涉及该领域的可不写。",
        place="allocation",
        severity="warning" if duty else "info",
        basis=duty,
        body=report.body,
    )


def strays(rule: Rule, report: AnnualReport) -> Findings:
    """Find rows of section 三 that the form does not have."""
    for stray in report.strays:
        yield rule.finding(
            f"表格中有格式没有的行“{shorten(stray.label)}”，未计入。"
            "请按格式的行填写，把其中的数字归入相应行。",
            place=stray.label,
            body=report.body,
            location=stray.location,
        )


def written(rule: Rule, report: AnnualReport) -> Findings:
    """Money in 元 inside a 万元 table, and changes written in words."""
    form = report.tables.form
    for row, column in form.cells():
        cell = report.tables.get(row.key, column.key)
        if cell is None or cell.value is None:
            continue
        if cell.unit and cell.unit != "元":
            what = f"写作“{cell.shown}”，按{text(cell.value)}核对。请只填数字。"
        elif cell.unit:
            what = f"为“{cell.shown}”，单位是元；按{text(cell.value)}万元核对。请统一为万元。"
        elif column.kind == "change" and not cell.shown.strip().lstrip("-").isdigit():
            what = f"写作“{cell.shown}”，按{text(cell.value)}核对。建议增加填正数、减少填负数。"
        else:
            continue
        yield rule.finding(
            form.name(row.key, column.key) + what,
            place=f"{row.key} {column.key}",
            body=report.body,
            location=cell.location,
        )


def absent(rule: Rule, report: AnnualReport) -> Findings:
    """Tables or rows of the form are missing."""
    form, cells = report.tables.form, report.tables.cells
    parts = (
        ("二", [row for block in form.blocks for row in block.rows]),
        ("三", list(form.requests)),
        ("四", list(form.disputes.rows)),
    )
    for number, rows in parts:
        gone = [row for row in rows if not any(key == row.key for key, _ in cells)]
        if not gone:
            continue
        if len(gone) == len(rows):
            what = f"没有找到第{number}部分的表格。请按{form.number}的格式补上。"
        else:
            named = "、".join(f"“{row.label}”" for row in gone)
            what = f"第{number}部分的表格缺少{named}{len(gone)}行，有关的勾稽关系未判断。请补上。"
        yield rule.finding(what, place=f"absent {number}", body=report.body)


def _sum(report: AnnualReport, keys: tuple[str, ...], column: str) -> Number | None:
    if not any(report.tables.has(key, column) for key in keys):
        return None
    return sum(report.tables.number(key, column) for key in keys)
