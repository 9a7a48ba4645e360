"""Reports that somebody else wrote: found by their header cells, with their real anomalies."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pubaudit.annual.find import find_tables
from pubaudit.annual.layout import printed
from pubaudit.annual.numbers import read_cell
from pubaudit.annual.pages import Prose, Rectangle, open_report
from pubaudit.annual.read import Known, read_report, rule_power
from pubaudit.annual.verify import verify
from pubaudit.annual.word import word
from pubaudit.annual.write import page, workbook
from pubaudit.errors import InputError
from pubaudit.form import AnnualTables
from pubaudit.models import AuditReport
from tests.annual_sets import FORMS, REGIONS, tables, with_cell
from tests.found import found as of

AS_OF = date(2026, 1, 31)
TITLE = "宿迁市人民政府2024年政府信息公开工作年度报告"
PERIOD = "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
OVERVIEW = "全年收到信息公开申请3525件。公共资源交易领域公开信息100条。"
OTHERS = "2024年收取信息处理费3件，2230元。"


def web(
    path: Path,
    base: AnnualTables,
    *,
    title: str = TITLE,
    period: str = PERIOD,
    overview: str = OVERVIEW,
    others: str = OTHERS,
) -> Path:
    body = page(printed(base), title).decode()
    head = f"<p>{period}</p><h2>一、总体情况</h2><p>{overview}</p>"
    tail = "<h2>五、存在的主要问题及改进情况</h2><p>略。</p>"
    tail += f"<h2>六、其他需要报告的事项</h2><p>{others}</p>"
    text = body.replace("</h1>", f"</h1>{head}", 1).replace("</body>", f"{tail}</body>")
    path.write_text(text, encoding="utf-8")
    return path


def check(path: Path, **known: object) -> AuditReport:
    return verify([path], FORMS, REGIONS, as_of=AS_OF, known=Known(**known))  # type: ignore[arg-type]


def test_a_sound_report_has_no_error_or_warning(tmp_path: Path) -> None:
    report = check(web(tmp_path / "r.html", tables("R3")))
    assert [f.message for f in report.findings if f.severity != "info"] == []
    assert report.inputs[0].body == "宿迁市人民政府"
    assert any("I5、I6" in note for note in report.notes)
    identities = next(t for t in report.tables if t.id == "annual_identities")
    assert {r["identity"]: r["result"] for r in identities.rows}["I5"] == "未判断：只有一年的报告"


@pytest.mark.parametrize("name", ["R1", "R2", "R3", "S"])
@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".html"])
def test_what_is_written_is_read_back_equal(name: str, suffix: str, tmp_path: Path) -> None:
    base = tables(name)
    write = {".xlsx": workbook, ".docx": word, ".html": page}[suffix]
    path = tmp_path / f"r{suffix}"
    path.write_bytes(write(printed(base), TITLE))
    read = find_tables(open_report(path), FORMS).tables
    assert read.form.id == base.form.id
    keys = [(row.key, column.key) for row, column in base.form.cells()]
    assert {k: read.number(*k) for k in keys} == {k: base.number(*k) for k in keys}
    assert set(read.cells) == set(keys)


def test_the_same_tables_give_the_same_bytes() -> None:
    base = tables("R2")
    for write in (workbook, word, page):
        assert write(printed(base), TITLE) == write(printed(base), TITLE)


def test_a_damaged_cell_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook(printed(with_cell(tables("R3"), "C3.7", "company", 3)), TITLE))
    report = check(path)
    (found,) = of(report, "ANN003")
    assert found.location is not None
    assert (found.location.sheet, found.location.row, found.location.column) == ("三", 16, "J")
    assert "属于行政执法案卷" in found.message


def test_last_years_report_joins_the_identities(tmp_path: Path) -> None:
    now, before = web(tmp_path / "r.html", tables("R3")), tmp_path / "b.docx"
    before.write_bytes(word(printed(with_cell(tables("R2"), "D", "person", 120)), "上年"))
    report = verify([now], FORMS, REGIONS, as_of=AS_OF, previous=before)
    (found,) = of(report, "ANN005")
    assert "120" in found.message
    assert not any("未判断" in note for note in report.notes)


# --- the thirteen anomalies of published reports ------------------------------------------------


@pytest.mark.parametrize(
    ("body", "power"),
    [
        ("南京市栖霞区城乡建设局", False),
        ("尼勒克县乌拉斯台乡人民政府", False),
        ("盐城市亭湖区人民政府", False),
        ("宿迁市人民政府", True),
        ("上海市人民政府办公厅", True),
        ("国家统计局", True),
        ("", None),
    ],
)
def test_1_rules_of_a_body_that_makes_none(body: str, power: bool | None, tmp_path: Path) -> None:
    assert rule_power(body, REGIONS, FORMS) is power
    report = check(web(tmp_path / "r.html", tables("R3")), body=body or "甲")
    assert bool(of(report, "ANN009")) is (power is False)


def test_2_the_old_form_after_2021(tmp_path: Path) -> None:
    title = "佳县人民政府2022年政府信息公开工作年度报告"
    (found,) = of(check(web(tmp_path / "r.html", tables("R1"), title=title)), "ANN014")
    assert "23行" in found.message
    assert not of(check(web(tmp_path / "r.html", tables("R1")), year=2019), "ANN014")


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("减4", "change", -4, ""),
        ("+173", "change", 173, ""),
        ("增加12", "change", 12, ""),
        ("251000元", "money", 25.1, "元"),
        ("316441万元", "money", 316441, ""),
        ("１２", "count", 12, ""),
        ("1,234", "count", 1234, ""),
        ("/", "count", None, ""),
        ("——", "count", None, ""),
        ("约30", "count", None, ""),
        ("12件", "count", 12, "件"),
        ("3 个", "count", 3, "个"),
        ("无", "count", None, ""),
        ("一", "count", None, ""),
    ],
)
def test_3_4_numbers_as_people_write_them(
    text: str, kind: str, value: float | None, unit: str
) -> None:
    cell = read_cell(text, kind, FORMS.blank_marks)  # type: ignore[arg-type]
    assert (cell.value, cell.unit) == (value, unit)


def test_3_4_changes_in_words_and_money_in_yuan_are_told(tmp_path: Path) -> None:
    text = page(printed(tables("R1")), TITLE).decode().replace(">25.1<", ">251000元<")
    path = tmp_path / "r.html"
    path.write_text(text.replace(">0</td></tr>", ">减4</td></tr>", 1), encoding="utf-8")
    found = of(check(path), "ANN020")
    assert any("25.1万元" in f.message for f in found)


def test_5_a_slash_in_every_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    path.write_text(
        page(printed(tables("R2")), TITLE).decode().replace(">0<", ">/<"), encoding="utf-8"
    )
    report = check(path)
    assert not report.summary.findings.error
    (found,) = of(report, "ANN012")
    assert "“/”" in found.message


def test_6_blank_totals_are_computed(tmp_path: Path) -> None:
    base = tables("R3")
    for row in base.form.requests:
        base = with_cell(base, row.key, "total", None)
    text = page(printed(base), TITLE).decode()
    ends = re.compile(r'(<tr><th.*)<td rowspan="1" colspan="1">[\d.]+</td></tr>')
    rows = [ends.sub(r"\1<td></td></tr>", line) for line in text.splitlines()]
    path = tmp_path / "b.html"
    path.write_text("\n".join(rows), encoding="utf-8")
    report = check(path)
    assert not report.summary.findings.error
    assert len(of(report, "ANN012")) == 1


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (PERIOD, False),
        ("所列数据的统计期限自202411日起至20241231日止。", True),
        ("数据统计期限为202411日到1231日。", True),
        ("统计期限自2020年1月1日起至2020年12月31日止。", True),
        ("2024年5月10日至5月12日举办培训。", False),
    ],
)
def test_7_8_the_period_line(period: str, told: bool, tmp_path: Path) -> None:
    report = check(web(tmp_path / "r.html", tables("R3"), period=period))
    assert bool(of(report, "ANN015")) is told


def test_9_prose_against_tables(tmp_path: Path) -> None:
    said = "因政府信息公开被申请行政复议134件，被提起行政诉讼57件，受理申请3646件。公共资源配置。"
    found = of(check(web(tmp_path / "r.html", tables("R3"), overview=said)), "ANN010")
    assert [("134" in f.message, "57" in f.message) for f in found] == [
        (True, False),
        (False, True),
    ]
    assert "170" in found[0].message
    assert "77" in found[1].message


def test_9_new_requests_are_those_of_the_year_alone(tmp_path: Path) -> None:
    """3525 came in, 121 were left over: 3646 were on hand, but not new."""
    for said, told in (("新收申请3646件。", 1), ("新收申请3525件。", 0), ("受理申请3646件。", 0)):
        path = web(tmp_path / "r.html", tables("R3"), overview=said + OVERVIEW)
        assert len(of(check(path), "ANN010")) == told, said


def test_10_numbering_quotes_and_digits_vary(tmp_path: Path) -> None:
    text = page(printed(tables("R3")), TITLE).decode()
    for old, new in (
        ("3．危及“三安全一稳定”", '3、危及"三安全一稳定"'),
        ("1．属于国家秘密", "１．属于国家秘密"),
        ("1．申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
        (">1408<", ">１４０８<"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "r.html"
    path.write_text(text, encoding="utf-8")
    assert not check(path).summary.findings.error
    assert not of(check(path), "ANN021")


def test_11_titles_changed_and_headers_upright(tmp_path: Path) -> None:
    text = (
        page(printed(tables("R3")), TITLE)
        .decode()
        .replace("三、收到和处理政府信息公开申请情况", "五、年度报")
    )
    text = text.replace("自然人", "自<br>然<br>人").replace("结果维持", "结 果 维 持")
    path = tmp_path / "r.html"
    path.write_text(text, encoding="utf-8")
    report = check(path)
    assert not of(report, "ANN021")
    assert not report.summary.findings.error


def test_12_13_fee_and_allocation_are_mentioned(tmp_path: Path) -> None:
    report = check(web(tmp_path / "r.html", tables("R3"), overview="略。", others="无。"))
    assert len(of(report, "ANN017")) == len(of(report, "ANN018")) == 1


@pytest.mark.parametrize(
    ("body", "severity", "words"),
    [
        ("天津市财政局", "warning", "津政办函〔2018〕9号"),
        ("凤冈县财政局", "warning", "在政府信息公开年度报告中"),
        ("宿迁市人民政府", "info", "没有收录该地的方案"),
        ("甲", "info", "没有收录该地的方案"),
    ],
)
def test_13_progress_is_missed_where_the_scheme_demands_it(
    body: str, severity: str, words: str, tmp_path: Path
) -> None:
    path = web(tmp_path / "r.html", tables("R3"), overview="略。")
    (found,) = of(check(path, body=body), "ANN018")
    assert found.severity == severity
    assert words in found.message
    assert (found.basis is not None) is (severity == "warning")


def test_words_of_the_template_are_told(tmp_path: Path) -> None:
    said = OVERVIEW + "该部分以表格形式报告。表格如下:"
    assert of(check(web(tmp_path / "r.html", tables("R3"), overview=said)), "ANN016")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("收到申请3,999件。", "3999"),
        ("收到申请3,525件。", ""),
        ("收到申请3525件，办结3000件。", "3000"),
        ("收到申请3525件，办结3521件。", ""),
        ("其中予以公开1500件。", "1500"),
        ("其中予以公开1431件、部分公开471件、不予公开92件。", ""),
        ("其中部分公开9件。", "9"),
        ("不予公开80件。", "80"),
        ("决定不予以公开1500件。", ""),
        ("办理行政许可100件。", "100"),
        ("行政许可事项100项。", ""),
        ("作出行政处罚决定200件。", "200"),
        ("现行有效规范性文件500件。", "500"),
        ("制发规范性文件50件，现行有效420件。", ""),
        ("制发规范性文件50件，现行有效421件。", "421"),
        ("办理人大建议35件，全部办结35件。", ""),
    ],
)
def test_9_numbers_that_prose_quotes(said: str, told: str, tmp_path: Path) -> None:
    path = web(tmp_path / "r.html", tables("R3"), overview=said)
    found = [f.message for f in of(check(path), "ANN010")]
    assert len(found) == bool(told)
    assert all(told in message for message in found)


# --- tables in other clothes ---------------------------------------------------------------------


def test_letters_in_rows_of_their_own_make_a_header() -> None:
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总　　计"]
    letters = [[label[n] for label in outcomes * 3] for n in range(4)]
    rows = [["行政复议"] + [""] * 14, *letters, [str(n) for n in range(15)]]
    found = find_tables([Rectangle("表1", tuple(map(tuple, rows)))], FORMS).tables
    assert [found.number(r.key, "upheld") for r in found.form.disputes.rows] == [0, 5, 10]


def _laid_out(text: str) -> str:
    return text.replace("<body>", "<body><table><tr><td>").replace(
        "</body>", "</td></tr></table></body>"
    )


def _in_two_rows(text: str) -> str:
    head = "<body><table><tr><td>"
    text = text.replace("<body>", head).replace("<h2>二、", "</td></tr><tr><td><h2>二、", 1)
    return text.replace("</body>", "</td></tr></table></body>")


def _in_one_column(text: str) -> str:
    """Put the prose before section 二 in a table of its own, a row a paragraph."""
    start, end = text.index("<h1>"), text.index("<h2>二、")
    rows = re.sub(r"<(h1|h2|p)>(.*?)</\1>", r"<tr><td>\2</td></tr>", text[start:end])
    return f"{text[:start]}<table>{rows}</table>{text[end:]}"


def _without_head_s_end(text: str) -> str:
    return text.replace("</head>", "")


@pytest.mark.parametrize("change", [_laid_out, _in_two_rows, _in_one_column, _without_head_s_end])
def test_prose_is_read_however_the_page_is_laid_out(
    change: Callable[[str], str], tmp_path: Path
) -> None:
    path = web(tmp_path / "r.html", tables("R3"), overview="收到申请9999件。")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    report = check(path)
    assert len(of(report, "ANN010")) == 1
    assert not any("没有正文" in note for note in report.notes)
    assert report.inputs[0].body == "宿迁市人民政府"
    assert not report.summary.findings.error
    assert not of(report, "ANN021")


def test_prose_is_read_from_a_layout_table_in_word(tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "r.docx"
    path.write_bytes(word(printed(tables("R3")), TITLE))
    document = Document(str(path))
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "一、总体情况"
    outer.add_paragraph("收到申请9999件。")
    document.save(str(path))
    assert len(of(check(path), "ANN010")) == 1


@pytest.mark.parametrize(
    ("first", "second", "body"),
    [
        ("凤冈县财政局", "2024年政府信息公开工作年度报告", "凤冈县财政局"),
        ("凤冈县财政局2024年", "政府信息公开工作年度报告", "凤冈县财政局"),
        ("索引号：000014349", "2024年政府信息公开工作年度报告", ""),
    ],
)
def test_a_title_in_two_paragraphs(first: str, second: str, body: str, tmp_path: Path) -> None:
    path = web(tmp_path / "r.html", tables("R3"))
    text = path.read_text(encoding="utf-8")
    parts = f"<h1>{first}</h1><h1>{second}</h1>"
    path.write_text(re.sub("<h1>.*?</h1>", parts, text), encoding="utf-8")
    report = read_report(path, FORMS, REGIONS, Known())
    assert (report.body, report.year) == (body, 2024)


def _section_four(text: str, change: Callable[[str], str]) -> str:
    start = text.index("<h2>四、")
    end = text.index("</table>", start)
    return text[:start] + change(text[start:end]) + text[end:]


def _split(text: str) -> str:
    mark = '<tr><th rowspan="5" colspan="1">（五）不予处理'
    at = text.index(mark)
    head = text[:at].replace('rowspan="22"', 'rowspan="13"')
    rest = '<tr><th rowspan="9"></th>' + text[at + len("<tr>") :]
    return f"{head}</table><p>续表</p><table>{rest}"


LAYOUTS: dict[str, Callable[[str], str]] = {
    "续表": _split,
    "第四部分空白": lambda t: _section_four(t, lambda s: re.sub(r">\d+</td>", "></td>", s)),
    "第四部分横线": lambda t: _section_four(t, lambda s: re.sub(r">0</td>", ">—</td>", s)),
    "标签缩写": lambda t: (
        t.replace("2．重复申请", "2.重复")
        .replace("1．信访举报投诉类申请", "1.信访投诉")
        .replace("2．没有现成信息需要另行制作", "2.无现成信息")
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_is_no_arithmetic(name: str, tmp_path: Path) -> None:
    path = web(tmp_path / "r.html", tables("R3"))
    text = path.read_text(encoding="utf-8")
    changed = LAYOUTS[name](text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    report = check(path)
    assert [f.message for f in report.findings if f.severity != "info"] == []


def test_a_header_in_yuan_is_a_unit(tmp_path: Path) -> None:
    path = web(tmp_path / "r.html", tables("R3"))
    text = path.read_text(encoding="utf-8").replace("（单位：万元）", "（单位：元）")
    path.write_text(text.replace(">72701.2578<", ">727012578<"), encoding="utf-8")
    report = check(path)
    assert {f.code for f in report.findings if f.severity != "info"} == {"ANN020"}
    assert "72701.2578万元" in of(report, "ANN020")[0].message


def test_a_row_that_the_form_does_not_have_is_told_not_counted(tmp_path: Path) -> None:
    text = page(printed(tables("R3")), TITLE).decode()
    extra = '<tr><th colspan="2">9．属于工作秘密</th>' + "<td>2</td>" * 7 + "</tr>\n"
    mark = text.index('<tr><th rowspan="3" colspan="1">（四）无法提供')
    path = tmp_path / "r.html"
    text = (text[:mark] + extra + text[mark:]).replace('rowspan="22"', 'rowspan="23"')
    path.write_text(text, encoding="utf-8")
    report = check(path)
    assert "工作秘密" in of(report, "ANN019")[0].message
    assert not of(report, "ANN002")


def test_a_missing_row_is_told(tmp_path: Path) -> None:
    lines = page(printed(tables("R2")), TITLE).decode().splitlines()
    path = tmp_path / "r.html"
    path.write_text("\n".join(x for x in lines if "重复申请" not in x), encoding="utf-8")
    report = check(path)
    (found,) = of(report, "ANN021")
    assert "重复申请" in found.message
    assert not of(report, "ANN002")  # the row held numbers: what is not there is not judged
    identities = next(t for t in report.tables if t.id == "annual_identities")
    assert {r["identity"]: r["result"] for r in identities.rows}["I2"] == "未判断：表格缺少行"


def test_a_file_without_the_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    path.write_text("<p>一、总体情况</p><p>略</p>", encoding="utf-8")
    with pytest.raises(InputError, match="没有找到年度报告"):
        read_report(path, FORMS, REGIONS, Known())
    (tmp_path / "r.docx").write_bytes(b"not a zip")
    with pytest.raises(InputError, match="不是 Word 文档"):
        open_report(tmp_path / "r.docx")


def test_html_with_spans_and_nested_text() -> None:
    assert open_report(Path(__file__).parents[1] / "data" / "annual" / "spans.html") == [
        Prose("标题"),
        Rectangle("表1", (("甲", "甲", "乙"), ("甲", "甲", "1"), ("2", "3", ""))),
    ]
