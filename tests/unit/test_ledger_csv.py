"""Ledgers as csv: delimiters, cells of several lines, and quotes that were never closed."""

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubaudit import workdays
from pubaudit.errors import InputError
from pubaudit.ledger.csv_text import csv_rows
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers

CALENDAR = workdays.load(catalog_root() / "holidays")
HEADER = "标题,单位,形成日期,公开日期"
RECORD = "公告{n},财政局,2026-03-02,2026-03-04"


def lines(count: int, **changed: str) -> list[str]:
    """Return a header and some records; ``changed`` are others in their place, by number (l3)."""
    return [HEADER, *(changed.get(f"l{n}", RECORD.format(n=n)) for n in range(2, count + 2))]


def ledger(folder: Path, text: Sequence[str], end: str = "\n") -> Path:
    path = folder / "t.csv"
    path.write_text("\n".join(text) + end, encoding="utf-8", newline="")
    return path


STRAY = '"公告,财政局,2026-03-02,2026-03-04'


@pytest.mark.parametrize("count", [30, 25_000], ids=["one block", "several"])
@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"l9": STRAY}, 9),
        ({"l31": STRAY}, 31),
        ({"l9": '公告,"财政局,2026-03-02,2026-03-04'}, 9),
        ({"l9": STRAY, "l20": '"公告",财政局,2026-03-02,2026-03-04'}, 9),
        ({"l9": STRAY, "l20": '公告",财政局,2026-03-02,2026-03-04'}, 9),
        ({"l9": STRAY, "l10": '公告",财政局,2026-03-02,2026-03-04'}, 9),
        ({"l9": STRAY, "l20": '公告,财政局",2026-03-02,2026-03-04'}, 9),
        ({"l5": '"关于"十四五"规划",局,2026-03-02,2026-03-04', "l9": STRAY}, 9),
        ({"l5": '"关于"十四五"规划",局,2026-03-02,2026-03-04', "l9": STRAY,
          "l20": '公告",财政局,2026-03-02,2026-03-04'}, 9),
        ({"l5": '"两\n行",局,2026-03-02,2026-03-04', "l8": STRAY}, 9),
    ],
)  # fmt: skip
def test_a_quote_never_swallows_records(
    tmp_path: Path, changed: dict[str, str], line: int, count: int, end: str
) -> None:
    path = ledger(tmp_path, lines(count, **changed), end)
    with pytest.raises(InputError, match=f"t.csv 第{line}行：引号没有成对.*请改正这一行"):
        list(csv_rows(path))


def test_the_records_before_a_quote_too_many_are_not_the_ledger(tmp_path: Path) -> None:
    path = ledger(tmp_path, lines(500, l11=STRAY))
    with pytest.raises(InputError, match="第11行：引号没有成对"):
        audit_ledgers([path], Wish(date(2026, 6, 30), {}), CALENDAR)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"关于"十四五"规划",局,2026-03-02,2026-03-04', '关于十四五"规划"'),
        ('关于"十四五"规划,局,2026-03-02,2026-03-04', '关于"十四五"规划'),
        ('"关于""十四五""规划",局,2026-03-02,2026-03-04', '关于"十四五"规划'),
        ('"一, 二\n三, 四",局,2026-03-02,2026-03-04', "一, 二\n三, 四"),
        ('"一\r\n二\r\n三",局,2026-03-02,2026-03-04', "一\r\n二\r\n三"),
    ],
)
def test_a_quote_that_spoils_no_other_record_is_read(
    tmp_path: Path, written: str, read: str
) -> None:
    rows = list(csv_rows(ledger(tmp_path, lines(25_000, l9=written))))
    assert (len(rows), rows[8][0], rows[9][0]) == (25_001, read, "公告10")


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('甲乙",;|\t\n'), max_size=6), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_written_as_csv_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["形成", "公开", "题"], *rows])
    try:
        assert list(csv_rows(path))[1:] == rows
    except InputError as error:
        assert "引号没有成对" in str(error)  # noqa: PT017


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "标题", "形成日期", "公开日期", "日期", "1", "2026-03-02", "合计"])
        ),
        max_size=6,
    )
)
def test_rows_of_any_length_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    with suppress(InputError):
        audit_ledgers([path], Wish(date(2026, 6, 30), {}), CALENDAR)


TITLES = {
    "semicolons within quotes": '"甲;乙;丙;丁;戊;己"',
    "commas without": "甲,乙,丙,丁,戊,己",
    "semicolons without": "甲;乙;丙;丁;戊;己",
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_the_delimiter_is_what_makes_like_rows(tmp_path: Path, delimiter: str, title: str) -> None:
    if delimiter in title and not title.startswith('"'):
        title = f'"{title}"'
    rows = [HEADER.split(","), *([title, "财政局", "2026-03-02", "2026-03-04"] for _ in range(3))]
    path = ledger(tmp_path, ["某县台账", *(delimiter.join(row) for row in rows)])
    assert [len(row) for row in csv_rows(path)] == [1, 4, 4, 4, 4]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, suffix: str, kind: str) -> None:
    (tmp_path / "sound").mkdir()
    path, sound = tmp_path / f"t{suffix}", ledger(tmp_path / "sound", lines(3))
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    wish = Wish(date(2026, 6, 30), {})
    said = "这是文件夹" if kind == "folder" else "这不是普通文件（是设备或管道）"
    with pytest.raises(InputError, match=f"t{suffix}：{said}"):
        audit_ledgers([path], wish, CALENDAR)
    report = audit_ledgers([path, sound], wish, CALENDAR)
    assert report.inputs[0].problems[0].message.startswith(said)
    assert (report.inputs[0].sha256, report.records.total) == ("", 3)
