"""The terminal report: what stands where, within the width, within GBK, without surprises."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pubaudit import api
from pubaudit.models import AuditReport, Column, Evidence, Problem, Table
from pubaudit.report import render, terminal
from pubaudit.report.lines import cells, clean, wrap
from pubaudit.report.terminal import render_terminal
from pubaudit.report.words import closing_line
from tests.unit.reports import GOLDEN, ITEMS, REPORTS, region, tianjin, timeliness
from tests.unit.reports import clean as clean_report
from tests.workbooks import catalog

PACKAGE = Path(terminal.__file__).parent
# What a person is told is put into words here; a console of GBK has to show it.
SPOKEN = [*sorted(PACKAGE.glob("*.py")), PACKAGE.parent / "words.py"]


def show(report: AuditReport, width: int = 80, *, entries: bool = False) -> str:
    return render_terminal(report, width=width, color=False, entries=entries)


@pytest.mark.parametrize("name", REPORTS)
def test_output_is_as_expected(name: str) -> None:
    expected = (GOLDEN / f"report_{name}.txt").read_text(encoding="utf-8")
    assert show(REPORTS[name](), entries=True) == expected


def test_a_full_stop_of_the_catalog_does_not_cut_the_fact(tmp_path: Path) -> None:
    rows = [("住房保障", "年度建设计划任务量：开工套数、基本建成套数。")]
    path = catalog(tmp_path / "目录.xlsx", rows)
    shown = show(api.check([path], region="天津", as_of=date(2026, 11, 21)), 300)
    (line,) = (line for line in shown.splitlines() if "未写明计划项目信息" in line)
    assert line.strip().startswith("住房保障“年度建设计划信息”：目录 第3行“年度建设计划任务量")


@pytest.mark.parametrize("width", [60, 72, 80, 100, 143])
@pytest.mark.parametrize("name", REPORTS)
def test_every_line_fits_by_both_ways_of_counting(name: str, width: int) -> None:
    for line in show(REPORTS[name](), width, entries=True).splitlines():
        assert cell_len(line) <= width
        assert cells(line) <= width


def test_narrower_than_sixty_is_shown_at_sixty() -> None:
    assert show(tianjin(), 20) == show(tianjin(), 60)


@pytest.mark.parametrize("name", REPORTS)
def test_output_is_within_gbk(name: str) -> None:
    show(REPORTS[name](), entries=True).encode("gbk")


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: path.stem)
def test_every_literal_is_within_gbk(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value.encode("gbk")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "33"}])
def test_the_environment_changes_nothing(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, coloured = show(tianjin()), render_terminal(tianjin(), width=80, color=True)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert show(tianjin()) == plain
    assert render_terminal(tianjin(), width=80, color=True) == coloured


def test_colour_is_there_only_when_asked_for() -> None:
    assert "\x1b" not in show(tianjin())
    assert "\x1b[31m" in render_terminal(tianjin(), width=80, color=True)


def test_sections_stand_in_order() -> None:
    text = show(tianjin(), entries=True)
    titles = (
        "标准：", "各领域情况", "一、缺项 3 项", "二、要素不全 1 项", "三、需要核实 2 项",
        "四、已列明且无疑问 3 项", "五、不适用 1 项", "六、逐行对照", "七、其他发现",
        "八、未能读取的内容",
    )  # fmt: skip
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


def section(text: str, title: str) -> str:
    after = text[text.index(title) :]
    return after.split("\n\n", 1)[0]


def test_gap_says_severity_basis_quote_and_remedy_once_for_neighbours() -> None:
    gaps = section(show(tianjin()), "、缺项")
    assert "× 采购文件〔错误 COV001〕\n    × 采购项目预算金额〔错误 COV001〕" in gaps
    assert gaps.count("请增列一行") == 1
    assert "津政办函〔2018〕9号二（二）4要求公开" in gaps
    assert "原文：“主要公开采购项目公告、采购文件" in gaps
    assert "对集中采购机构的考核结果〔警告 COV001；请核实〕" in gaps
    assert "第19行“中介机构监督检查结果”" in gaps


def test_partial_says_what_is_there_what_is_not_and_where() -> None:
    partial = section(show(tianjin(), 100), "二、要素不全")
    assert "未写明监督检查处理决定" in partial
    assert "已列明：投诉处理决定" in partial
    assert "所在行：公共资源交易 第18行“投诉处理决定”" in partial


def test_the_words_quoted_show_the_elements_that_are_lacking(tmp_path: Path) -> None:
    rows = [
        ("工程招标投标", "中标候选人公示（排序、名称、投标报价、工期）"),
        ("工程招标投标", "中标结果"),
    ]
    path = catalog(tmp_path / "目录.xlsx", rows)
    text = "".join(show(api.check([path], region="天津", as_of=date(2026, 11, 22)), 120).split())
    quoted = text[text.index("二、要素不全") :].split("原文：")[1]
    assert "提出异议的渠道和方式" in quoted


def test_a_quote_within_another_is_not_repeated(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", "机构职能")])
    text = show(
        api.check([path], region="亭湖", fields=["政府采购"], as_of=date(2026, 11, 22)), 120
    )
    for line in "".join(text.split("\n      ")).splitlines():
        quotes = line.partition("原文：")[2].removeprefix("“").removesuffix("”").split("”“")
        assert not [q for q in quotes for other in quotes if q != other and q in other]


def test_doubtful_item_is_under_review_and_not_among_the_sure_ones() -> None:
    text = show(tianjin())
    assert "? 违法失信行为记录" in section(text, "、需要核实")
    assert "上文已列、标明“请核实”的：对集中采购机构的考核结果" in section(text, "、需要核实")
    assert "违法失信行为记录" not in section(text, "、已列明且无疑问")


def test_every_finding_is_told_exactly_once() -> None:
    findings = section(show(tianjin()), "、其他发现")
    assert "COV001" not in findings
    assert "QUA002 公共资源交易 第22行E列 公开主体为空" in findings
    second = replace(tianjin().findings[0], code="COV009", message="同一事项的另一发现")
    twice = replace(tianjin(), findings=(*tianjin().findings, second))
    assert "COV009 同一事项的另一发现" in section(show(twice), "、其他发现")


def test_finding_of_one_sentence_is_shown_in_full() -> None:
    bare = replace(tianjin().findings[0], message="未列入目录，请增列")
    gaps = section(show(replace(tianjin(), findings=(bare,))), "、缺项")
    assert "未列入目录，请增列" in gaps


def test_gap_without_a_finding_still_says_why() -> None:
    gaps = section(show(replace(tianjin(), findings=())), "、缺项")
    assert "× 采购文件\n      政府采购各行中没有这一内容。" in gaps
    assert "依据：津政办函〔2018〕9号二（二）4" in gaps


def test_report_without_gaps_says_so() -> None:
    assert "没有缺项，也没有要素不全的事项。" in show(clean_report())
    assert "没有缺项" not in show(tianjin())


def test_region_numbers_the_catalogs_and_shows_each_ones_own_gaps() -> None:
    text = show(region())
    assert "目录2：桑洲区/公告目录.xlsx" in text
    assert "√ 出让公告 ← 目录2 表 第3行“土地出让公告及成交公示”" in text
    first, second = section(text, "、各目录自身的情况").split("  ● ")[1:]
    assert first.startswith("桑洲区自然资源局（桑洲区/自然资源局目录.xlsx）")
    assert "各目录都缺、见上文的：土地供应计划" in first
    assert "按方案由其他单位公开的：成交公示" in first
    assert "× 出让公告〔警告 COV001〕" in first
    assert second.startswith("主体未知（桑洲区/公告目录.xlsx）")
    assert "×" not in second


def test_rows_of_the_same_words_stand_together() -> None:
    rows = tuple(Evidence(0, "表", row, row, "采购公告", "equal") for row in range(3, 12))
    text = show(replace(tianjin(), items=(replace(ITEMS[0], evidence=rows),)), 120)
    assert "表 第3行、第4行、第5行、第6行、第7行、第8行“采购公告”；另有3处" in text


def test_long_run_of_one_code_is_cut_and_counted() -> None:
    text = show(timeliness())
    assert text.count("迟 3 个工作日") == 20
    assert "TIM001 另有 4 条" in text


def test_table_shows_rates_and_blanks() -> None:
    text = show(timeliness())
    assert "92.5%" in text
    assert text.index("各主体公开时效") < text.index("一、发现")


def test_words_of_a_file_cannot_steer_the_terminal_or_rich() -> None:
    hostile = Evidence(0, "表[red]1", 3, 3, "采购\x1b[2J公告\r\n\u202e[/bold]:smile:", "equal")
    item = replace(ITEMS[0], evidence=(hostile,), name="采购\x07公告")
    text = render_terminal(replace(tianjin(), items=(item,)), width=80, color=False)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "表[red]1 第3行“采购 [2J公告 [/bold]:smile:”" in text


def test_skipped_content_is_announced_at_the_head() -> None:
    text = show(tianjin())
    assert text.index("有内容未能读取") < text.index("一、")
    fine = replace(tianjin().inputs[0], problems=(Problem("已照常读取"),))
    assert "有内容未能读取" not in show(replace(tianjin(), inputs=(fine,)))


def test_file_is_utf8_of_the_same_text() -> None:
    assert render(tianjin(), "table").decode("utf-8") == show(tianjin())


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("采购文件", 4, ["采购", "文件"]),
        ("采购，文件", 4, ["采", "购，", "文件"]),
        ("见（采购）", 4, ["见", "（采", "购）"]),
        ("第15行 abc", 7, ["第15行", "abc"]),
        ("2018-02-09", 4, ["2018", "-02-", "09"]),
        ("", 4, []),
    ],
)
def test_wrap(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width) == expected


@given(st.text(), st.integers(2, 40))
def test_wrap_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    cleaned = clean(text)
    wrapped = wrap(cleaned, width)
    assert "".join("".join(wrapped).split()) == "".join(cleaned.split())
    assert all(cells(line) <= width for line in wrapped)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "tianjin",
            (
                "共9项：已列明4、要素不全1、缺3、不适用1；需核实2；"
                "发现 错误2 警告3 提示1；有1处未能读取"
            ),
        ),
        ("clean", "共3项：已列明3、要素不全0、缺0；发现 错误0 警告0 提示0"),
        (
            "timeliness",
            (
                "共40条：按时16、迟公开24、逾期未公开0、未到期0、未判定0；"
                "发现 错误24 警告0 提示0 已豁免1"
            ),
        ),
    ],
)
def test_closing_line(name: str, line: str) -> None:
    assert closing_line(REPORTS[name]()) == line


# --- tables -------------------------------------------------------------------------------------

COUNTS = tuple(Column(f"n{at}", "未判定", "count") for at in range(8))
CROWDED = Table(
    "t",
    "按时率",
    (Column("body", "单位", "text"), Column("field", "领域", "text"), *COUNTS),
    ({"body": "县住房和城乡建设局", "field": "工程建设招标投标"} | {c.key: 120 for c in COUNTS},),
)
NOTED = Table(
    "t",
    "记录",
    (
        Column("what", "记录", "text"),
        Column("sheet", "工作表", "text"),
        Column("rate", "按时率", "rate"),
        Column("published", "公开", "date"),
        Column("due", "到期", "date"),
        Column("limit", "时限", "note"),
    ),
    (
        {
            "what": "甲", "sheet": None, "rate": 0.0, "published": None,
            "due": "2026-03-30", "limit": "20个工作日",
        },
    ),
)  # fmt: skip


def table_lines(table: Table, width: int = 80) -> list[str]:
    text = show(replace(timeliness(), tables=(table,), findings=()), width)
    return section(text, f"{table.title}\n").splitlines()[1:]


def test_where_there_is_room_every_column_stands_for_itself() -> None:
    head, row = table_lines(CROWDED, 143)
    assert head.split() == ["单位", "领域", *["未判定"] * 8]
    assert row.split() == ["县住房和城乡建设局", "工程建设招标投标", *["120"] * 8]


def test_where_many_columns_are_tight_names_stand_whole_below_each_other() -> None:
    shown = table_lines(CROWDED)
    assert [line.split()[0] for line in shown] == [
        "单位", "领域", "县住房和城乡建设局", "工程建设招标投标",
    ]  # fmt: skip
    assert shown[1].split()[1:] == ["未判定"] * 8


def test_words_beside_the_numbers_keep_their_columns() -> None:
    worded = replace(CROWDED, columns=(*CROWDED.columns, Column("why", "说明", "text")))
    assert ["单位", "领域"] in [line.split()[:2] for line in table_lines(worded)]


def test_a_row_with_notes_names_its_numbers_and_days_and_drops_none() -> None:
    assert table_lines(NOTED) == [
        "● 甲 | 按时率 0.0% | 公开 - | 到期 2026-03-30",
        "  时限：20个工作日",
    ]
