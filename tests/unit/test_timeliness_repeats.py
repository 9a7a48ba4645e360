"""Records that stand twice: what tells them apart, what does not, and what is said of it."""

import csv
import random
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from pubaudit import workdays
from pubaudit.ledger import Batch, load
from pubaudit.ledger.batch import words_of
from pubaudit.models import AuditReport
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers
from pubaudit.timeliness.seen import Digest, Known, Seen, lasting
from tests.everything import numbered

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
    # a link that is a list, on which several stand
    (
        "云财〔2025〕1号",
        "http://x.cn/zc/list.html",
        "云财〔2025〕2号",
        "http://x.cn/zc/list.html",
        2,
    ),
    ("云财〔2025〕1号", "http://x.cn/zc/1.html", "", "http://x.cn/zc/1.html", 1),
    ("", "http://x.cn/zc/1.html", "云财〔2025〕1号", "http://x.cn/zc/1.html", 1),
    # what numbers nothing
    ("同上", "", "同上", "", 2),
    ("云财〔2025〕号", "", "云财〔2025〕号", "", 2),
    ("无文号", "", "无文号", "", 2),
    ("第十二号公告", "", "第十二号公告", "", 1),
    ("11530000/2025-0012", "", "11530000/2025-0012", "", 1),
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
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    "numbers",
    [
        [n % 31 for n in range(120)],  # within a file and across files
        [n % 40 for n in range(120)],  # across files only
        [*range(40), *(n // 2 for n in range(100, 140)), *range(200, 240)],  # within one only
        list(range(120)),
    ],
)
def test_workers_count_what_stands_twice_once_as_one_process_does(
    tmp_path: Path, kind: str, numbers: list[int]
) -> None:
    paths = numbered(tmp_path / kind, kind, numbers)
    alone, many = (
        audit_ledgers(paths, Wish(date(2026, 6, 30), {}, workers=n, repeats=True), CALENDAR)
        for n in (1, 2)
    )
    assert alone.records.total == len({(n, n % 2 or at % 2) for at, n in enumerate(numbers)})
    assert many == alone


# number, day of publication, in the order of the ledger → the rows that count
FIRST_PUBLISHED = [
    ([(1, ""), (1, "2025-03-05")], [3]),
    ([(1, ""), (1, "2025-03-20"), (1, "2025-03-05"), (1, "2025-03-05")], [4]),
    ([(1, "2025-03-05"), (1, ""), (1, "2025-03-20")], [2]),
    ([(1, ""), (1, "")], [2]),
    ([(1, ""), (2, ""), (1, "2025-03-05"), (2, ""), (3, "2025-03-05")], [3, 4, 6]),
    ([(1, ""), (1, "2025-02-01"), (1, "2025-03-05")], [4]),  # before it was formed: a slip
    ([(1, ""), (1, "2030-03-05")], [2]),  # still to come
    ([(1, "2025-03-20"), (1, ""), (1, "2025-03-25"), (1, "2025-03-10")], [5]),
]


@pytest.mark.parametrize(("made", "counted"), FIRST_PUBLISHED)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_earliest_publication_counts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    made: list[tuple[int, str]],
    counted: list[int],
    size: int,
) -> None:
    monkeypatch.setattr("pubaudit.ledger.files._ROWS", size)
    rows = [f"县财政局,云财〔2025〕{number}号,2025-03-03,{day}" for number, day in made]
    path, out = tmp_path / "t.csv", tmp_path / "out.csv"
    path.write_text("\n".join(["单位,文号,形成日期,公开日期", *rows]), encoding="utf-8")
    report = audit_ledgers([path], Wish(date(2026, 6, 30), {}, records=out), CALENDAR)
    said = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert [int(row["行"]) for row in said if not row["重复"]] == counted
    assert report.records.total == len(counted)
    assert not list(tmp_path.glob(".pubaudit-*"))


@pytest.mark.usefixtures("spread")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(("made", "counted"), FIRST_PUBLISHED)
def test_the_earliest_publication_counts_wherever_it_is_judged(
    tmp_path: Path, kind: str, made: list[tuple[int, str]], counted: list[int]
) -> None:
    paths = []
    for at, (number, day) in enumerate(made):
        paths.append(tmp_path / f"{at}.{kind}")
        columns = {
            "单位": "县局",
            "文号": f"云财〔2025〕{number}号",
            "形成日期": "2025-03-03",
            "公开日期": day,
        }
        table = pa.table({name: [value] for name, value in columns.items()})
        if kind == "csv":
            lines = (",".join(columns), ",".join(columns.values()))
            paths[-1].write_text("\n".join(lines), encoding="utf-8")
        else:
            parquet.write_table(table, paths[-1])
    alone, many = (
        audit_ledgers(paths, Wish(date(2026, 6, 30), {}, workers=n, repeats=True), CALENDAR)
        for n in (1, 2)
    )
    assert many == alone
    assert alone.records.total == len(counted)


@pytest.mark.usefixtures("spread")
def test_many_records_of_one_list_stay_apart_however_they_are_spread(tmp_path: Path) -> None:
    draw, paths = random.Random(5), []
    for at in range(4):
        paths.append(tmp_path / f"{at}.csv")
        lines = ["单位,文号,链接,形成日期,公开日期"]
        for _ in range(60):
            number, link = (
                draw.choice(["", f"财〔2025〕{draw.randrange(90)}号"]),
                draw.randrange(40),
            )
            place = draw.choice(["", "http://x.cn/list.html", f"http://x.cn/{link}.html"])
            day = draw.choice(["", f"2025-03-{draw.randrange(4, 31):02d}"])
            lines.append(f"{draw.choice('甲乙')}局,{number},{place},2025-03-03,{day}")
        paths[-1].write_text("\n".join(lines), encoding="utf-8")
    alone, many = (
        audit_ledgers(paths, Wish(date(2026, 6, 30), {}, workers=n), CALENDAR) for n in (1, 2)
    )
    assert many == alone


def test_the_record_that_is_repeated_is_named_with_its_file_and_sheet(tmp_path: Path) -> None:
    header, row = "单位,文号,形成日期,公开日期", "县财政局,云财〔2025〕1号,2025-03-03,"
    one, other = tmp_path / "甲.csv", tmp_path / "乙.csv"
    one.write_text(f"{header}\n{row}\n", encoding="utf-8")
    other.write_text(f"{header}\n县局,,2025-03-03,\n{row}2025-03-05\n", encoding="utf-8")
    report = audit_ledgers([one, other], Wish(date(2026, 6, 30), {}), CALENDAR)
    assert (report.records.overdue, report.records.on_time) == (1, 1)
    (finding,) = (f for f in report.findings if f.code == "TIM004")
    assert "甲.csv 第2行（同乙.csv 第3行）" in finding.message
    (table,) = (t for t in report.tables if t.id == "ledger_repeats")
    assert (table.rows[0]["place"], table.rows[0]["twin"]) == ("甲.csv 第2行", "乙.csv 第3行")
    alone = audit(one, [("云财〔2025〕1号", "")] * 2)
    (finding,) = (f for f in alone.findings if f.code == "TIM004")
    assert "第3行（同第2行）" in finding.message


@pytest.mark.usefixtures("spread")
def test_what_was_not_looked_for_is_said(tmp_path: Path) -> None:
    paths = {kind: numbered(tmp_path / kind, kind, [1] * 50) for kind in ("csv", "parquet")}
    paths["both"] = [*paths["csv"][:1], *paths["parquet"][1:]]
    for kind, workers, repeats, looked in (
        ("csv", 1, None, True),
        ("csv", 2, None, True),
        ("csv", 2, False, False),
        ("csv", 1, False, False),
        ("parquet", 1, None, True),
        ("parquet", 2, None, False),
        ("parquet", 2, True, True),
        ("both", 2, None, False),
        ("both", 2, True, True),
    ):
        wish = Wish(date(2026, 6, 30), {}, workers=workers, repeats=repeats)
        report = audit_ledgers(paths[kind], wish, CALENDAR)
        assert report.records.total == (1 if looked else 50), (kind, workers, repeats)
        said = [note for note in report.notes if "未查重复登记" in note]
        assert bool(said) != looked
        assert any("按 --no-repeats" in note for note in said) == (repeats is False)


def test_looking_no_further_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pubaudit.ledger.files._ROWS", 4)
    monkeypatch.setattr("pubaudit.timeliness.seen.MOST", 3)
    pairs = [(f"云财〔2025〕{n % 5}号", "") for n in range(12)]
    report = audit(tmp_path / "t.csv", pairs)
    assert report.records.total == 12
    assert any("超过3个，其后的未全部查重复登记" in note for note in report.notes)
    few = audit(tmp_path / "t.csv", pairs[:4])
    assert not any("查重复登记" in note for note in few.notes)


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["甲局", "乙局", ""]),
        st.sampled_from(["云财〔2025〕1号", "云财[2025]1号", "云财〔2025〕2号", "无", "", "——"]),
        st.sampled_from(["http://x.cn/1", "http://x.cn/2", "http://X.cn/1", "http://x.cn/", ""]),
    ),
    max_size=40,
)


def naive(records: list[tuple[str, str, str]]) -> list[bool]:
    """Tell record by record whether its link, or its number at its body, was met before.

    Records of different numbers are different, even under one link.
    """
    met: list[tuple[str, str, str]] = []
    again = []
    for body, written, linked in records:
        number = written.replace("[", "〔").replace("]", "〕") if "云财" in written else ""
        link = linked if linked.rpartition("/")[2] else ""
        again.append(
            any(
                (number and (body, number) == (there, other))
                or (link and link == place and (not number or not other or number == other))
                for there, other, place in met
            )
        )
        met.append((body, number, link))
    return again


@given(RECORDS, st.lists(st.integers(0, 40), max_size=4), st.sampled_from([hash, lasting]))
def test_repeats_are_those_a_plain_set_finds_however_the_records_are_cut(
    records: list[tuple[str, str, str]], cuts: list[int], digest: Digest
) -> None:
    seen = Seen(WORDS.blank, digest)
    found: list[bool] = []
    for start, end in pairwise(sorted({0, len(records), *(min(c, len(records)) for c in cuts)})):
        columns = zip(*records[start:end], strict=True)
        words = dict(zip(("body", "number", "link"), map(words_of, columns), strict=True))
        days = np.ones(end - start, np.int32)
        found += (seen.repeats(Batch(0, "", 1, end - start, words), days) > 0).tolist()
    assert found == naive(records)


def test_many_marks_are_known_by_few_runs() -> None:
    known, draw = Known(), np.random.default_rng(4)
    for _ in range(50):
        new = np.unique(draw.integers(0, 1 << 40, 30).astype(np.uint64))
        known.add(new, new + np.uint64(1))
    assert len(known.runs) < 8
    every = np.concatenate([marks for marks, _ in known.runs])
    assert (known.find(every) == every + np.uint64(1)).all()
    few, more = np.sort(every[:7]), np.array([1 << 50], np.uint64)
    other = Known((few, few), (more, more))
    assert len(known.shared(other)) == 7
    assert not known.has(np.array([1 << 50], np.uint64)).any()


@pytest.mark.usefixtures("spread")
def test_a_ledger_without_bodies_is_as_one_with_blank_ones(tmp_path: Path) -> None:
    one, other, odd = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.jsonl"
    days = "形成日期,公开日期\n"
    one.write_text(f"单位,文号,{days},云财〔2025〕1号,2025-03-03,2025-03-20\n", "utf-8")
    other.write_text(f"文号,{days}云财〔2025〕1号,2025-03-03,2025-03-20\n", "utf-8")
    surrogate = '{"链接": "http://x.cn/\\ud83d/1", "形成日期": "2025-03-03", "公开日期": ""}'
    odd.write_text(surrogate, "utf-8")
    for workers in (1, 3):
        wish = Wish(date(2026, 6, 30), {}, workers=workers)
        assert audit_ledgers([one, other, odd], wish, CALENDAR).records.total == 2


def test_what_names_no_record_is_not_kept() -> None:
    seen = Seen(WORDS.blank)
    words = {
        "number": words_of(["", "无", "——", "1号"]),
        "link": words_of(["", "http://x.cn/"] * 2),
    }
    assert not seen.repeats(Batch(0, "", 1, 4, words), np.ones(4, np.int32)).any()
    assert seen.size == 1


def test_what_stands_for_no_number_numbers_nothing() -> None:
    """Numbers are told by their digits alone, without a look at these words."""
    blank = [*WORDS.blank, "无文号", "—", ""]
    seen = Seen(WORDS.blank, hash)
    words = {"number": words_of([word for word in blank for _ in range(2)])}
    batch = Batch(0, "", 1, 2 * len(blank), words)
    assert not seen.repeats(batch, np.ones(batch.size, np.int32)).any()


def test_a_lasting_mark_is_the_same_everywhere() -> None:
    assert lasting("云财〔2025〕1号") == 0x6F844E711C8A5CE7
