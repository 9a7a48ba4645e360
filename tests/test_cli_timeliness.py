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
