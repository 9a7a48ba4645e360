"""Every command that the READMEs show is run, on a copy of the sample data."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from pubaudit.cli import main
from pubaudit.workdays import read_notice

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.en.md")


def commands(name: str) -> list[str]:
    """The ``pubaudit …`` lines of the ``console`` blocks, without the prompt."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^(?:\$ )?(pubaudit .*)$", "".join(blocks), flags=re.MULTILINE)


def split(line: str) -> tuple[tuple[str, ...], int]:
    """Arguments, and the exit code: the one in the closing comment, else 0."""
    stated = re.search(r"#.*(?:退出码|exit code) *(\d+)", line)
    argv = tuple(shlex.split(line, comments=True)[1:])
    return argv, int(stated.group(1)) if stated else 0


SHOWN = sorted({split(line) for name in READMES for line in commands(name)}, key=str)


@pytest.mark.parametrize(("argv", "code"), SHOWN, ids=range(len(SHOWN)))
def test_readme_command_runs(
    argv: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    assert main(argv) == code


def shown_output(name: str) -> list[tuple[str, list[str]]]:
    """Each command that is shown with output, and the lines of it; … stands for lines left out."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    sessions = [s for block in blocks for s in re.split(r"^\$ ", block, flags=re.MULTILINE) if s]
    pairs = [(first, rest.splitlines()) for first, _, rest in (s.partition("\n") for s in sessions)]
    return [(command, lines) for command, lines in pairs if lines]


@pytest.mark.parametrize("name", READMES)
def test_the_output_shown_is_real(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    shown = shown_output(name)
    assert shown
    for command, lines in shown:
        main(shlex.split(command, comments=True)[1:])
        captured = capsys.readouterr()
        real = iter((captured.out + captured.err).splitlines())
        assert all(line in real for line in lines if line != "…"), command


def test_both_readmes_show_the_same_commands() -> None:
    shown = [[shlex.split(line, comments=True) for line in commands(name)] for name in READMES]
    assert shown[0]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("name", READMES)
def test_the_overlay_file_shown_is_one(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    path = tmp_path / "地方.yaml"
    path.write_text(shown, encoding="utf-8")
    assert read_notice(path).off
