"""``pubaudit annual`` and ``pubaudit template``: files, exit codes, messages."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pubaudit.annual.layout import printed
from pubaudit.annual.pages import open_report
from pubaudit.annual.word import word
from pubaudit.cli import main
from pubaudit.report.json import load_schema
from tests.annual_sets import FORMS, tables, with_cell
from tests.ledgers import DISPUTES, REQUESTS, book, request

DAY = ("--as-of", "2026-01-20")


def ledger(folder: Path) -> Path:
    cases = [DISPUTES, ("复1", "行政复议", "维持", "甲局")]
    return book(folder / "台账.xlsx", 申请=[REQUESTS, request("1")], 案件=cases)


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "html"])
def test_filled_tables_verify(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"年报.{suffix}"
    given = ("annual", str(ledger(tmp_path)), "--year", "2025", "--body", "甲局", *DAY)
    assert main([*given, "-o", str(target)]) == 0
    first = target.read_bytes()
    assert main([*given, "-o", str(target)]) == 0
    assert target.read_bytes() == first
    assert main(["annual", "verify", str(target), *DAY]) == 0


def test_the_report_as_json_keeps_the_schema(tmp_path: Path) -> None:
    import jsonschema

    target = tmp_path / "r.json"
    given = ("annual", str(ledger(tmp_path)), "--year", "2025", *DAY)
    assert main([*given, "-o", str(target), "-o", str(tmp_path / "r.md")]) == 0
    report = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(report, load_schema())
    assert report["kind"] == "annual"
    assert report["records"]["on_time"] == 1
    assert "张某某" not in target.read_text(encoding="utf-8")
    assert "| 三、本年度办理结果 |" in (tmp_path / "r.md").read_text(encoding="utf-8")


SAMPLES = Path(__file__).parent.parent / "sample_data"
REGISTER = SAMPLES / "云岫县财政局依申请公开登记表（2025）.xlsx"
LISTING = SAMPLES / "云岫县财政局政府采购信息公开目录（完整）.xlsx"


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "md"])
def test_suggestions_are_a_file_of_their_own(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, office = tmp_path / f"年报.{suffix}", tmp_path / f"建议.{suffix}"
    given = ["annual", str(REGISTER), "--year", "2025", "--body", "云岫县财政局", *DAY]
    given += ["--catalog", str(LISTING), "-o", str(target), "--suggestions", str(office)]
    assert main(given) == 3

    def written(path: Path) -> str:
        text = path.suffix in {".html", ".md"}
        return path.read_text(encoding="utf-8") if text else repr(open_report(path))

    assert "云财发〔2024〕18号" not in written(target)
    assert "惠农补贴" not in written(target)
    shown = written(office)
    assert "不随年度报告公布" in shown
    assert "云财发〔2024〕18号" in shown
    assert "惠农补贴资金发放统计表" in shown
    assert "政府采购合同" not in shown
    assert "本年新收" not in shown
    assert FORMS.title not in shown
    said = capsys.readouterr().err
    assert "申请登记 第10行 办理结果不是格式所列的类别" in said
    assert f"已写入 {target.as_posix()}、{office.as_posix()}" in said


def test_all_that_was_said_stands_on_the_console_and_in_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        (*REQUESTS, "承办单位"),
        [*request("1"), "甲局"],
        [*request("2", 答复日期=date(2025, 5, 20)), "乙局"],
        [*request("3", 办理结果="予已公开"), "乙局"],
        [*request("4", 答复日期=None), "乙局"],
    ]
    path = book(tmp_path / "台账.xlsx", 申请=rows, 旧表=[("甲", "乙"), (1, 2)])
    target = tmp_path / "年报.xlsx"
    given = ("annual", str(path), "--year", "2025", *DAY)
    assert main([*given, "-o", str(target), "-o", str(tmp_path / "年报.docx")]) == 3
    said = capsys.readouterr().err
    for words in (
        "没有复议诉讼台账，第四部分全部按0填写",
        "台账共读取4行：计入3行",
        "时限未判断1件：没有答复日期（申请 第5行）",
        "× 申请 第4行 办理结果不是格式所列的类别",
        "× 旧表 没有认出表头",
    ):
        assert words in said
    workbook = load_workbook(target)
    assert workbook.sheetnames == ["二", "三", "四", "分单位", "超期", "未判断", "未计入"]
    refused = [str(cell.value) for row in workbook["未计入"] for cell in row]
    assert any("是否为“予以公开”" in text for text in refused)
    assert not any("超期" in repr(piece) for piece in open_report(tmp_path / "年报.docx"))


def test_the_report_of_the_year_before_must_be_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now, before = tmp_path / "now.docx", tmp_path / "before.docx"
    now.write_bytes(word(printed(tables("R3")), "宿迁市人民政府2024年政府信息公开工作年度报告"))
    given = ("annual", "verify", str(now), "--previous", str(before), *DAY)
    for title, code, words in (
        ("宿迁市人民政府2023年政府信息公开工作年度报告", 0, ""),
        ("宿迁市人民政府2024年政府信息公开工作年度报告", 2, "是2024年度的报告，请改为2023年度的"),
        ("宿迁市2022年政府信息公开工作年度报告", 2, "请改为2023年度的"),
        ("淮安市人民政府2023年政府信息公开工作年度报告", 0, "请确认是同一单位"),
        ("政府信息公开工作年度报告", 0, "没有写明年度"),
    ):
        before.write_bytes(word(printed(tables("R2")), title))
        assert main(given) == code, title
        shown = capsys.readouterr()
        assert words in (shown.out + shown.err).replace("\n", "").replace(" ", ""), title


def test_a_damaged_report_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.docx"
    path.write_bytes(word(printed(with_cell(tables("R3"), "A", "person", 1)), "报告"))
    assert main(["annual", "verify", str(path), *DAY]) == 1
    assert "ANN001" in capsys.readouterr().out


def test_several_reports_are_judged_each(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.docx" for name in ("R2", "R3")]
    for path in paths:
        path.write_bytes(word(printed(tables(path.stem)), "报告"))
    bad = tmp_path / "x.docx"
    bad.write_bytes(b"x")
    assert main(["annual", "verify", *map(str, paths), *DAY]) == 0
    assert main(["annual", "verify", *map(str, paths), str(bad), *DAY]) == 3


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("verify",), "没有给出年度报告"),
        (("verify", "台账.xlsx", "--dedupe", "案号"), "不用于 verify"),
        (("台账.xlsx",), "--year"),
        (("台账.xlsx", "--year", "2018"), "2019"),
        (("台账.xlsx", "--year", "2035"), "晚于截至日 2026-01-20"),
        (("台账.xlsx", "--year", "25"), "四位数字"),
        (("verify", "台账.xlsx", "--year", "20255"), "四位数字"),
        (("verify", "台账.xlsx", "--whole"), "不用于 verify"),
        (("台账.xlsx", "--year", "2025", "--body", "丙局"), "有：甲局"),
        (("台账.xlsx", "--year", "2025", "--suggestions", "r.pdf"), ".docx"),
        (("台账.xlsx", "--year", "2025", "-o", "a.md", "--suggestions", "a.md"), "-o 的文件"),
        (("台账.xlsx", "--year", "2025", "--suggestions", "台账.xlsx"), "被核查的文件"),
        (("台账.xlsx", "--year", "2025", "--dedupe", "x"), "案号"),
        (("台账.xlsx", "--year", "2025", "-o", "r.pdf"), ".docx"),
        (("台账.xlsx", "--year", "2025", "-o", "台账.xlsx"), "被核查的文件"),
    ],
)
def test_usage(
    argv: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger(tmp_path)
    assert main(["annual", *argv, *DAY]) == 2
    assert words in capsys.readouterr().err


def test_the_blank_ledger_can_be_filled_and_read(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    assert main(["template", "requests", "-o", str(path)]) == 0
    assert main(["template", "requests", "-o", str(path)]) == 2
    workbook = load_workbook(path)
    sheet = workbook["申请台账"]
    headers = [str(cell.value) for cell in sheet[1]]
    options = [str(cell.value) for cell in workbook["选项"]["C"] if cell.value]
    assert len(options) == 22
    for number, result in enumerate(options, 2):
        replied = None if result == "结转" else date(2025, 3, 4)
        row: dict[str, str | date | None] = {
            "申请编号": str(number),
            "申请人类型": "自然人",
            "收到日期": date(2025, 3, 3),
            "答复日期": replied,
            "办理结果": result,
        }
        for column, header in enumerate(headers, 1):
            sheet.cell(number, column, row.get(header))
    workbook.save(path)
    target = tmp_path / "r.json"
    given = ("annual", str(path), "--year", "2025", "--fail-on", "never", *DAY)
    assert main([*given, "-o", str(target)]) == 0
    report = json.loads(target.read_text(encoding="utf-8"))
    rows = next(t for t in report["tables"] if t["id"] == "annual_requests")["rows"]
    assert [r["person"] for r in rows] == [22, 0, *[1] * 21, 21, 1]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A report of check on the sample catalog, and one of timeliness on two records."""
    folder = tmp_path_factory.mktemp("reports")
    catalog = SAMPLES / "亭湖区公共资源交易领域政府信息公开事项目录.xlsx"
    checked, timely = folder / "check.json", folder / "timeliness.json"
    quiet = ("--fail-on", "never", "--quiet", *DAY)
    main(["check", str(catalog), "-o", str(checked), *quiet])
    rows = "公开单位,领域,信息名称,信息形成日期,公开日期\n"
    rows += "甲局,政府采购,采购合同,2025-03-03,2025-03-04\n"
    rows += "甲局,政府采购,采购公告,2025-03-03,2025-06-04\n"
    (folder / "台账.csv").write_text(rows, encoding="utf-8")
    main(["timeliness", str(folder / "台账.csv"), "--region", "云南", "-o", str(timely), *quiet])
    return checked, timely


def test_the_field_table_ties_out_to_its_reports(
    reports: tuple[Path, Path], tmp_path: Path
) -> None:
    target, document = tmp_path / "r.json", tmp_path / "r.docx"
    given = ["annual", str(ledger(tmp_path)), "--year", "2025", *DAY]
    given += ["--fields", str(reports[0]), "--fields", str(reports[1])]
    assert main([*given, "-o", str(target), "-o", str(document)]) == 0
    report = json.loads(target.read_text(encoding="utf-8"))
    rows = next(t for t in report["tables"] if t["id"] == "annual_fields")["rows"]
    checked, timely = (json.loads(path.read_text(encoding="utf-8")) for path in reports)
    items = checked["summary"]["items"]
    assert {k: rows[-1][k] for k in ("total", "covered", "partial", "missing")} == {
        k: items[k] for k in ("total", "covered", "partial", "missing")
    }
    assert (rows[-1]["on_time"], rows[-1]["late"]) == (1, 1)
    assert rows[-1]["on_time"] == timely["records"]["on_time"]
    assert main(["annual", "verify", str(document), *DAY]) == 0


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        ("check", {"summary": {}}),
        ("check", {"tables": [{"id": "fields", "rows": [{"field": "甲"}]}]}),
        ("check", {"tables": None}),
        ("check", {"summary": None}),
        ("timeliness", {"records": {}}),
        ("timeliness", {"tables": [{"id": "ledger_bodies", "rows": [{"field": "甲"}]}]}),
        ("timeliness", {"tables": ["甲"]}),
    ],
)
def test_a_report_with_something_missing_is_refused_in_one_line(
    kind: str,
    damage: dict[str, object],
    reports: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = json.loads(reports[kind == "timeliness"].read_text(encoding="utf-8"))
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps({**whole, **damage}), encoding="utf-8")
    given = ["annual", str(ledger(tmp_path)), "--year", "2025", *DAY, "--fields", str(changed)]
    assert main(given) == 2
    said = capsys.readouterr().err
    assert "changed.json" in said
    assert "程序内部出错" not in said


def test_a_report_changed_by_hand_is_refused(
    reports: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.loads(reports[0].read_text(encoding="utf-8"))
    text["summary"]["items"]["covered"] += 1
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(text), encoding="utf-8")
    given = ["annual", str(ledger(tmp_path)), "--year", "2025", *DAY]
    assert main([*given, "--fields", str(changed)]) == 2
    assert "合计不一致" in capsys.readouterr().err
    assert main([*given, "--fields", str(reports[0]), "--fields", str(reports[0])]) == 2
    assert "一起核查" in capsys.readouterr().err
