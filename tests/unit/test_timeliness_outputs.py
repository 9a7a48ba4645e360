"""What a run over ledgers writes and says while it runs: progress, targets, each file once."""

from datetime import date
from pathlib import Path

import pytest

from pubaudit import workdays
from pubaudit.cli import main
from pubaudit.cli.timeliness import _progress
from pubaudit.schemes import catalog_root
from pubaudit.timeliness import Wish, audit_ledgers

CALENDAR = workdays.load(catalog_root() / "holidays")
RECORD = "2025-03-03,2025-03-20"


def ledger(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["形成日期,公开日期", *rows]) + "\n", encoding="utf-8")
    return path


def test_progress_tells_rows_rate_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    told = _progress()
    told(2, 2, 1_234_567)
    shown = capsys.readouterr().err
    assert "已核查 1,234,567 条（2/2）" in shown
    assert "约余 0 秒" in shown
    assert shown.endswith("\n")
    _progress()(0, 1, 12)
    shown = capsys.readouterr().err
    assert "已核查 12 条（0/1）" in shown
    assert "约余" not in shown


def test_a_single_file_tells_its_progress_batch_by_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pubaudit.ledger.files._ROWS", 2)
    path = ledger(tmp_path / "t.csv", *[RECORD] * 5)
    told: list[tuple[int, int, int]] = []
    audit_ledgers(
        [path], Wish(date(2026, 6, 30), {}), CALENDAR, progress=lambda *said: told.append(said)
    )
    assert told == [(0, 1, 2), (0, 1, 4), (0, 1, 5), (1, 1, 5)]


def test_a_file_spelt_in_two_ways_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ledger(tmp_path / "t.csv", RECORD)
    (tmp_path / "again.csv").symlink_to(path)
    monkeypatch.chdir(tmp_path)
    spelt: list[Path | str] = [
        Path("t.csv"),
        path,
        tmp_path / "again.csv",
        f"{tmp_path.name}/../t.csv",
    ]
    (tmp_path / tmp_path.name).mkdir()
    report = audit_ledgers(spelt, Wish(date(2026, 6, 30), {}), CALENDAR)
    assert report.records.total == 1


def test_outputs_that_cannot_be_written_are_said_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger(tmp_path / "t.csv", RECORD)
    kept = tmp_path / "r.xlsx"
    kept.write_bytes(b"old")
    for more, said in (
        (["-o", str(tmp_path / "r.pdf")], "后缀"),
        (["-o", str(tmp_path / "none" / "r.json")], "文件夹不存在"),
        (["-o", str(kept), "--records", str(kept)], "请各用一个文件名"),
    ):
        assert main(["timeliness", str(path), *more]) == 2
        assert said in capsys.readouterr().err
    empty = ledger(tmp_path / "e.csv")
    assert main(["timeliness", str(empty), "--records", str(kept)]) == 2
    assert kept.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["e.csv", "r.xlsx", "t.csv"]
