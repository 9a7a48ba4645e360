"""QUA005–QUA007 and PRV001: repealed bases, old catalogs, what changed, personal data."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import api
from pubaudit.errors import UsageError
from pubaudit.practice import load_repealed
from pubaudit.schemes import catalog_root
from tests.found import found
from tests.workbooks import COLUMNS, Row, catalog, write_workbook

AS_OF = date(2026, 11, 22)
ROWS = [("政府采购", "采购项目公告"), ("政府采购", "采购文件"), ("政府采购", "采购合同")]


def with_basis(path: Path, *bases: str) -> Path:
    body: list[Row] = [
        (n, *ROWS[0], basis, "20个工作日内", "财政局", "政府网站", "主动公开", "12345")
        for n, basis in enumerate(bases, 1)
    ]
    return write_workbook(path, {"目录": [COLUMNS, *body]})


@pytest.mark.parametrize(
    ("basis", "as_of", "words"),
    [
        ("《政府信息公开条例》（国务院令第492号）", AS_OF, "已失效（有效至2019-05-14）"),
        ("中华人民共和国国务院令 第 492 号", AS_OF, "国务院令第711号"),
        ("《政府信息公开条例》（国务院令第492号）", date(2019, 5, 14), ""),
        ("《政府信息公开条例》（国务院令第711号）", AS_OF, ""),
        ("《政府信息公开条例》（国务院令第492号公布，第711号修订）", AS_OF, ""),
        ("《政府信息公开条例》", AS_OF, ""),
        ("国资发产权[2009]120号", AS_OF, "国资发产权规〔2025〕17号"),
        ("国资发产权〔2009〕120号", date(2025, 2, 17), ""),
        ("国资发产权﹝2009﹞120号", date(2025, 2, 18), "已失效"),
        ("国办公开办函（2019）60号", AS_OF, "国办公开办函〔2021〕30号"),
        ("国土资发【2011】242号", AS_OF, "疑似已失效"),
        ("财政部令第19号", AS_OF, "请核实后改引"),
        ("财库〔2015〕135号", AS_OF, ""),
        ("", AS_OF, ""),
    ],
)
def test_repealed_basis(tmp_path: Path, basis: str, as_of: date, words: str) -> None:
    path = with_basis(tmp_path / "目录.xlsx", basis, "《政府采购法》")
    findings = found(api.check([path], region="天津", as_of=as_of), "QUA005")
    assert len(findings) == bool(words)
    for finding in findings:
        assert words in finding.message
        assert "目录 第2行" in finding.message
        assert finding.severity == "warning"


def test_a_repealed_document_is_one_finding(tmp_path: Path) -> None:
    path = with_basis(tmp_path / "目录.xlsx", *["国务院令第492号"] * 5)
    (finding,) = found(api.check([path], region="天津", as_of=AS_OF), "QUA005")
    assert "第2、3、4、5、6行" in finding.message


def test_every_repealed_document_says_where_that_is_known_from() -> None:
    documents = load_repealed(catalog_root() / "repealed.yaml")
    assert len(documents) > 5
    for document in documents:
        assert document.successor
        assert document.successor_numbers
        assert document.source
        assert document.quote or document.confidence != "full_text"
        assert not document.is_cited_in(document.successor)


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("天津市某区财政局目录（2018年9月）", "warning"),
        ("天津市某区财政局目录（2018年版）", "warning"),
        ("天津市某区财政局目录（2019年版）", "info"),
        ("天津市某区财政局目录（2024年版）", "info"),
        ("天津市某区财政局目录（2025年版）", ""),
        ("天津市某区财政局目录（2025年10月）", "info"),
        ("天津市某区财政局目录（2026年版）", ""),
        ("天津市某区财政局目录", ""),
    ],
)
def test_the_catalog_s_own_date(tmp_path: Path, title: str, severity: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", ROWS, title)
    findings = found(api.check([path], region="天津", as_of=AS_OF), "QUA006")
    assert [f.severity for f in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (ROWS, ROWS, ["逐行相同"]),
        (ROWS[:2], ROWS, ["新增1行：本版目录 第5行 “采购合同”"]),
        (ROWS, ROWS[:2], ["删去1行：上一版目录 第5行 “采购合同”"]),
        (ROWS, ROWS[::-1], ["逐行相同"]),
        (ROWS[:2], ROWS[1:], ["新增1行", "删去1行"]),
    ],
)
def test_what_changed_since_the_last_version(
    tmp_path: Path, before: list[tuple[str, str]], now: list[tuple[str, str]], words: list[str]
) -> None:
    old, new = catalog(tmp_path / "旧.xlsx", before), catalog(tmp_path / "新.xlsx", now)
    report = api.check([new], region="天津", as_of=AS_OF, previous=old)
    findings = found(report, "QUA007")
    assert [f.severity for f in findings] == ["info"] * len(words)
    for finding, said in zip(findings, words, strict=True):
        assert said in finding.message


def test_a_reworded_cell_is_a_change(tmp_path: Path) -> None:
    old = with_basis(tmp_path / "旧.xlsx", "《政府采购法》")
    new = with_basis(tmp_path / "新.xlsx", "《政府采购法》第十一条")
    report = api.check([new], region="天津", as_of=AS_OF, previous=old)
    (finding,) = found(report, "QUA007")
    assert "改动1行：本版目录 第2行" in finding.message


def test_several_catalogs_have_no_one_last_version(tmp_path: Path) -> None:
    old = catalog(tmp_path / "旧.xlsx", ROWS)
    with pytest.raises(UsageError, match="--previous 只用于单份目录"):
        api.check([old, old], region="天津", as_of=AS_OF, previous=old)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("采购公告，经办人身份证11010519491231002X", "含居民身份证号码（110*************2X）"),
        ("采购公告 110105194912310021", ""),
        ("采购公告，项目编号120100200000000001", ""),
        ("采购公告，退款账户6222021234567890128", "含银行卡号（622**************28）"),
        ("采购公告，退款账户6222021234567890123", ""),
        ("采购公告，联系人 13800001234", "疑似含手机号码（138******34）"),
        ("采购公告，联系电话 022-12345678", ""),
    ],
)
def test_personal_data(tmp_path: Path, text: str, kind: str) -> None:
    path = catalog(tmp_path / "目录.xlsx", [("政府采购", text)])
    findings = found(api.check([path], region="天津", as_of=AS_OF), "PRV001")
    assert len(findings) == bool(kind)
    for finding in findings:
        assert kind in finding.message
        assert "目录 第3行" in finding.message


def test_a_number_meant_to_be_public_is_left_alone(tmp_path: Path) -> None:
    row = (1, *ROWS[0], "", "20个工作日内", "财政局", "政府网站", "主动公开", "13800001234")
    path = write_workbook(tmp_path / "目录.xlsx", {"目录": [COLUMNS, row]})
    assert found(api.check([path], region="天津", as_of=AS_OF), "PRV001") == []
