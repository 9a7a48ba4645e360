"""What does not apply, and what people decide: files read, applied, and contradicted by rows."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.cli import main
from pubaudit.errors import InputError
from pubaudit.models import AuditReport, ItemReport
from tests.found import found
from tests.workbooks import Row, catalog, write_workbook

AS_OF = date(2026, 11, 22)
ROWS = [("政府采购", "采购项目公告"), ("政府采购", "采购合同")]
MINING = ("矿业权出让", "本县不涉及")


def item(report: AuditReport, name: str) -> ItemReport:
    (only,) = [i for i in report.items if i.name == name]
    return only


def csv(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


# --- the catalog's own words -------------------------------------------------------------------


def test_a_field_declared_absent_is_not_applicable_with_the_words(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [*ROWS, MINING])
    report = api.check([path], region="天津", as_of=AS_OF)
    mining = [i for i in report.items if i.field == "矿业权出让"]
    assert [i.verdict for i in mining] == ["not_applicable"] * 3
    assert all("本县不涉及" in i.reason for i in mining)
    assert found(report, "COV004") == []


def test_a_declaration_contradicted_by_a_row(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", [*ROWS, MINING, ("矿业权出让", "采矿权出让公告")])
    (finding,) = found(api.check([path], region="天津", as_of=AS_OF), "COV004")
    assert finding.severity == "warning"
    assert "目录 第5行写明“矿业权出让／本县不涉及”" in finding.message
    assert "目录 第6行列有“采矿权出让公告”" in finding.message


def test_a_declaration_of_one_item_does_not_speak_of_the_others(tmp_path: Path) -> None:
    rows = [("住房保障", "农村危房改造：本区不涉及"), ("住房保障", "保障性住房分配政策")]
    path = catalog(tmp_path / "目录.xlsx", rows)
    assert found(api.check([path], region="天津", as_of=AS_OF), "COV004") == []


# --- --applicability ---------------------------------------------------------------------------

HEAD = "主体或地区,领域或事项,理由,认定人,日期"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (",采购文件,由市级集中采购,张三,2026-01-05", {"采购文件"}),
        (",政府采购/采购文件,由市级集中采购,张三,", {"采购文件"}),
        ("某区财政局,采购文件,由市级集中采购,张三,", {"采购文件"}),
        ("天津,采购文件,由市级集中采购,张三,", {"采购文件"}),
        ("天津市,采购文件,由市级集中采购,张三,", {"采购文件"}),
        ("住建局,采购文件,由市级集中采购,张三,", set()),
        ("云南,采购文件,由市级集中采购,张三,", set()),
    ],
)
def test_what_is_stated_not_to_apply(tmp_path: Path, line: str, names: set[str]) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    stated = csv(tmp_path / "不涉及.csv", HEAD, line)
    report = api.check([path], region="天津", as_of=AS_OF, applicability=stated)
    assert {i.name for i in report.items if i.verdict == "not_applicable"} == names
    if names:
        reason = item(report, "采购文件").reason
        assert "由市级集中采购（张三认定" in reason
        assert "不涉及.csv 第2行" in reason
        assert not any(f.item == item(report, "采购文件").id for f in found(report, "COV001"))


def test_a_field_stated_leaves_the_denominator(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    sheet: list[Row] = [("不涉及事项表",), tuple(HEAD.split(",")), ("", "矿业权出让", "无", "李四")]
    stated = write_workbook(tmp_path / "不涉及.xlsx", {"表": sheet})
    report = api.check([path], region="天津", as_of=AS_OF, all_fields=True, applicability=stated)
    assert report.summary.items.not_applicable == 3
    assert "不涉及.xlsx 表 第3行" in item(report, "审批结果信息").reason


def test_a_statement_contradicted_by_a_row(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    stated = csv(tmp_path / "不涉及.csv", HEAD, ",采购合同,没有合同,张三,")
    report = api.check([path], region="天津", as_of=AS_OF, applicability=stated)
    assert item(report, "采购合同").verdict == "covered"
    (finding,) = found(report, "COV004")
    assert "不涉及.csv 第2行申报“采购合同”不涉及，但目录 第4行列有“采购合同”" in finding.message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEAD, ",采煤权,无,张三,"], r"不涉及.csv 第2行：天津市的方案没有“采煤权”领域或事项"),
        ([HEAD, ",采购文件,,张三,"], r"第2行：“理由”是空的"),
        ([HEAD, "", ",采购文件,无,,"], r"第3行：“认定人”是空的"),
        (["甲,乙", "1,2"], r"没有表头；须有“领域或事项、理由、认定人”各列"),
    ],
)
def test_a_bad_statement_is_one_line(tmp_path: Path, lines: list[str], message: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    stated = csv(tmp_path / "不涉及.csv", *lines)
    with pytest.raises(InputError, match=message) as caught:
        api.check([path], region="天津", as_of=AS_OF, applicability=stated)
    assert "\n" not in str(caught.value)


def test_a_statement_of_a_gbk_csv_is_read(tmp_path: Path) -> None:
    stated = tmp_path / "不涉及.csv"
    stated.write_bytes(f"{HEAD}\n,采购文件,市级集中采购,张三,\n".encode("gbk"))
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    report = api.check([path], region="天津", as_of=AS_OF, applicability=stated)
    assert item(report, "采购文件").verdict == "not_applicable"


def test_a_damaged_byte_is_refused_not_replaced(tmp_path: Path) -> None:
    stated = tmp_path / "不涉及.csv"
    line = f"{HEAD}\n,采购文件,市级集中采购,张三,\n".encode()
    stated.write_bytes(line[:-4] + b"\xff" + line[-4:])
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    with pytest.raises(InputError, match="不是文本文件"):
        api.check([path], region="天津", as_of=AS_OF, applicability=stated)


# --- --decisions -------------------------------------------------------------------------------

DECIDED = "事项,主体,认定结果,理由,认定人,日期"


@pytest.mark.parametrize(
    ("line", "name", "verdict"),
    [
        ("采购文件,,已列明,见专栏,张三,2026-01-05", "采购文件", "covered"),
        ("采购文件,财政局,不涉及,无,张三,", "采购文件", "not_applicable"),
        ("采购文件,住建局,不涉及,无,张三,", "采购文件", "missing"),
        ("采购合同,,要素不全,缺变更,张三,", "采购合同", "partial"),
        ("采购合同,,缺,只列了标题,张三,", "采购合同", "missing"),
        ("政府采购/采购文件,,已列明,,张三,", "采购文件", "covered"),
    ],
)
def test_what_people_decide_holds(tmp_path: Path, line: str, name: str, verdict: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    decided = csv(tmp_path / "认定.csv", DECIDED, line)
    report = api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    assert item(report, name).verdict == verdict
    if "住建局" not in line:
        assert "人工认定" in item(report, name).reason
        assert "工具原判" in item(report, name).reason


def test_decisions_stand_apart_in_the_rates(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    plain = api.check([path], region="天津", as_of=AS_OF)
    decided = csv(tmp_path / "认定.csv", DECIDED, "采购文件,,已列明,见专栏,张三,")
    report = api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    (before,), (row,) = plain.tables[0].rows, report.tables[0].rows
    assert (row["decided"], row["covered"]) == (1, 3)
    assert row["rate"] == 0.375
    assert row["rate_read"] == before["rate"] == 0.25
    assert "人工认定" in "".join(c.title for c in report.tables[0].columns)
    assert "人工认定" not in "".join(c.title for c in plain.tables[0].columns)


def test_an_objection_changes_no_verdict(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    decided = csv(tmp_path / "认定.csv", DECIDED, "采购文件,,有异议,属市级,张三,")
    report = api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    assert item(report, "采购文件").verdict == "missing"
    assert "申诉中" in item(report, "采购文件").reason


def test_the_fingerprint_of_a_finding_names_its_item(tmp_path: Path) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    first = api.check([path], region="天津", as_of=AS_OF)
    finding = next(f for f in found(first, "COV001") if "采购文件" in f.message)
    line = f"{finding.fingerprint},{finding.body},已列明,见专栏,张三,"
    decided = csv(tmp_path / "认定.csv", DECIDED, line)
    moved = catalog(tmp_path / "新.xlsx", [("机构", "领导分工"), *ROWS])
    report = api.check([moved], region="天津", as_of=AS_OF, decisions=decided)
    assert item(report, "采购文件").verdict == "covered"


@pytest.mark.parametrize(("listed", "count"), [(False, 1), (True, 0)])
def test_what_is_said_to_be_rectified_is_looked_for(
    tmp_path: Path, listed: bool, count: int
) -> None:
    rows = [*ROWS, ("政府采购", "采购文件")] if listed else ROWS
    path = catalog(tmp_path / "目录.xlsx", rows)
    decided = csv(tmp_path / "认定.csv", DECIDED, "采购文件,,已整改,已补列,张三,")
    report = api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    assert item(report, "采购文件").verdict == ("covered" if listed else "missing")
    findings = found(report, "COV005")
    assert len(findings) == count
    assert all("已整改（张三），但本次核查的目录仍未列出" in f.message for f in findings)


@pytest.mark.parametrize(
    ("line", "evidence", "count"),
    [
        ("采购合同,,不涉及,无,张三,", "", 1),
        ("采购合同,,缺,只列了标题,张三,", "采购合同", 0),
        ("采购合同,,缺,只列了标题,张三,", "合同", 1),
        ("采购文件,,不涉及,无,张三,", "", 0),
        ("采购合同,,已列明,,张三,", "", 0),
    ],
)
def test_new_evidence_against_a_decision(
    tmp_path: Path, line: str, evidence: str, count: int
) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    decided = csv(tmp_path / "认定.csv", f"{DECIDED},认定时所见", f"{line},{evidence}")
    report = api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    findings = found(report, "COV005")
    assert len(findings) == count
    for finding in findings:
        assert "认定.csv 第2行人工认定政府采购“采购合同”" in finding.message
        assert "目录 第4行现列有“采购合同”" in finding.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("采煤许可,,已列明,,张三,", "第2行：天津市的方案没有“采煤许可”事项"),
        ("采购文件,,好,,张三,", "第2行：不认识的认定结果“好”；可写：已列明、要素不全、缺"),
        ("采购文件,,已列明,,,", "第2行：“认定人”是空的"),
    ],
)
def test_a_bad_decision_is_one_line(tmp_path: Path, line: str, message: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    decided = csv(tmp_path / "认定.csv", DECIDED, line)
    with pytest.raises(InputError, match=message) as caught:
        api.check([path], region="天津", as_of=AS_OF, decisions=decided)
    assert "\n" not in str(caught.value)


# --- the command line --------------------------------------------------------------------------


def test_the_options_reach_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    old = catalog(tmp_path / "旧.xlsx", ROWS[:1])
    stated = csv(tmp_path / "不涉及.csv", HEAD, ",采购文件,由市级集中采购,张三,")
    decided = csv(tmp_path / "认定.csv", DECIDED, "采购结果,,已列明,见专栏,张三,")
    options = ["--applicability", str(stated), "--decisions", str(decided), "--previous", str(old)]
    assert main(["check", str(path), "-r", "天津", *options]) == 1
    out = capsys.readouterr().out
    for words in ("申报不涉及：由市级集中采购", "人工认定：已列明（张三；见专栏）", "新增1行"):
        assert words in out.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("option", ["--applicability", "--decisions", "--previous", "--against"])
def test_a_file_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS)
    for name in ("没有.csv", "没有.xlsx"):
        assert main(["check", str(path), "-r", "天津", option, str(tmp_path / name)]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert name in error
