"""Records that stand twice: what tells them apart, what does not, and what is said of it."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from pubaudit import workdays
from pubaudit.ledger import load
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers
from pubaudit.timeliness.seen import Seen

ROOT = catalog_root()
WORDS = load(ROOT / "ledger.yaml")
CALENDAR = workdays.load(ROOT / "holidays")


def audit(path: Path, pairs: list[tuple[str, str]], workers: int = 0) -> AuditReport:
    """Audit records of one body with these numbers and links."""
    rows = [f"甲,县财政局,{number},{link},2025-03-03,2025-03-20" for number, link in pairs]
    path.write_text("\n".join(["标题,单位,文号,链接,形成日期,公开日期", *rows]), encoding="utf-8")
    return audit_ledgers([path], Wish(date(2026, 6, 30), {}, workers=workers), CALENDAR)


PAIRS = [
    # number, link; number, link → records
    ("无", "", "无", "", 2),
    ("／", "", "/", "", 2),
    ("——", "", "——", "", 2),
    ("暂无", "NULL", "暂无", "NULL", 2),
    ("", "http://www.x.gov.cn/", "", "http://www.x.gov.cn/", 2),
    ("", "http://www.x.gov.cn", "", "http://www.x.gov.cn", 2),
    ("", "https://www.x.gov.cn/index.html", "", "https://www.x.gov.cn/index.html", 2),
    ("", "www.x.gov.cn", "", "www.x.gov.cn", 2),
    ("", "http://x.cn/art/1.html", "", "http://x.cn/art/1.html", 1),
    ("", "http://x.cn/?id=1", "", "http://x.cn/?id=1", 1),
    ("", "http://x.cn/?id=1", "", "http://x.cn/?id=2", 2),
    ("", "http://x.cn/a/B", "", "http://x.cn/a/b", 2),
    ("", "http://x.cn/a/1", "", "http://x.cn/a/1 ", 1),
    ("", '"http://x.cn/a/1\nhttp://x.cn/"', "", '"http://x.cn/a/1\nhttp://x.cn/"', 1),
    ("云财〔2025〕1号", "", "云财[2025]1号", "", 1),
    ("云财〔2025〕1号", "", "云财﹝2025﹞1号", "", 1),
    ("云财（2025）1号", "", "云财 〔2025〕 1号", "", 1),
    ("云财〔2025〕1号", "", "云财〔2025〕2号", "", 2),
]


@pytest.mark.parametrize(("number", "link", "again", "there", "records"), PAIRS)
def test_what_names_no_record_makes_no_repeat(
    tmp_path: Path, number: str, link: str, again: str, there: str, records: int
) -> None:
    report = audit(tmp_path / "t.csv", [(number, link), (again, there)])
    assert report.records.total == records


def test_words_that_a_batch_only_might_say_are_not_met(tmp_path: Path) -> None:
    links = [f"http://x.cn/a/{n}.html" for n in range(300)]
    column = pa.DictionaryArray.from_arrays(pa.array(range(300), pa.int32()), links)
    days = pa.array([date(2025, 3, 3)] * 300)
    table = pa.table({"单位": ["甲局"] * 300, "链接": column, "形成日期": days, "公开日期": days})
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=100)
    report = audit_ledgers([tmp_path / "t.parquet"], Wish(date(2026, 6, 30), {}), CALENDAR)
    assert report.records.total == 300


def test_a_small_ledger_is_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    pairs = [(f"云财〔2025〕{n % 6}号", "") for n in range(10)]
    alone, many = (audit(tmp_path / "t.csv", pairs, workers) for workers in (1, 2))
    assert many == alone
    assert many.records.total == 6


@pytest.mark.usefixtures("spread")
def test_what_was_not_looked_for_is_said(tmp_path: Path) -> None:
    pairs = [("云财〔2025〕1号", "")] * 3
    for name in ("a.csv", "b.csv"):
        audit(tmp_path / name, pairs, 1)
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    report = audit_ledgers(paths, Wish(date(2026, 6, 30), {}, workers=2), CALENDAR)
    assert any("未查重复登记" in note and "较大" not in note for note in report.notes)


def test_looking_no_further_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubaudit.ledger.files._ROWS", 4)
    monkeypatch.setattr("pubaudit.timeliness.audit.Seen", lambda blank: Seen(blank, most=3))
    pairs = [(f"云财〔2025〕{n % 5}号", "") for n in range(12)]
    report = audit(tmp_path / "t.csv", pairs)
    assert report.records.total == 12
    assert any("超过3个，其后的记录未查重复登记" in note for note in report.notes)
    few = audit(tmp_path / "t.csv", pairs[:4])
    assert not any("未查重复登记" in note for note in few.notes)
