"""``pubaudit timeliness`` as a user meets it: whose scheme it names, and from when."""

from pathlib import Path

import pytest

from pubaudit.cli import main


@pytest.mark.parametrize(
    ("region", "day", "code", "said"),
    [
        ("云南", "2018-05-21", 2, "于2018-05-22印发，晚于 --as-of 2018-05-21"),
        ("云南", "2018-05-22", 0, "地区：云南省"),
        ("昆明市五华区", "2018-05-21", 2, "晚于 --as-of 2018-05-21"),
        ("亭湖", "2018-05-21", 0, "印发日期未知，未能核对核查日时是否已经印发"),
        ("响水", "2017-12-01", 0, "地区：江苏省盐城市响水县"),
    ],
)
def test_no_ledger_is_held_against_a_scheme_of_later(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    region: str,
    day: str,
    code: int,
    said: str,
) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("形成日期,公开日期\n2017-11-01,2017-11-02\n", encoding="utf-8")
    assert main(["timeliness", str(path), "--region", region, "--as-of", day]) == code
    shown = capsys.readouterr()
    assert said in (shown.err if code else "".join(shown.out.split()))


REFUSED = {
    "blank rule": (["--rule", ""], "--rule 后面没有写时限"),
    "rule in hours": (["--rule", "zb-media-12h"], "不是以日计的期限"),
    "unknown rule": (["--rule", "无此时限"], "--rule 没有“无此时限”；可选："),
    "sample of none": (["--sample", "0"], "--sample “0”抽不到记录"),
    "seed alone": (["--seed", "7"], "请同时用 --sample 写明抽几条"),
    "column twice": (
        ["--column", "形成日期=形成日期", "--column", "形成日期=公开日期"],
        "--column 形成日期 指定了“形成日期”和“公开日期”两列",
    ),
}


@pytest.mark.parametrize(("more", "said"), REFUSED.values(), ids=REFUSED)
def test_what_asks_for_nothing_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("形成日期,公开日期\n2017-11-01,2017-11-02\n", encoding="utf-8")
    assert main(["timeliness", str(path), "--as-of", "2026-06-30", *more]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.count("\n") == 1


def test_the_help_points_to_nothing_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["timeliness", "--help"]) == 0
    shown = "".join(capsys.readouterr().out.split())
    assert "手册" not in shown
    assert "可由workdays--import生成" in shown
