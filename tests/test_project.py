"""The project's shell: what is pinned, what is shipped, what a bare machine is told."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_data"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def canonical(requirement: str) -> str:
    """The normalised project name (PEP 503) at the start of a requirement."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


# --- constraints --------------------------------------------------------------------------------


@pytest.mark.parametrize("line", PINS)
def test_a_constraint_is_a_name_and_a_version(line: str) -> None:
    assert not re.search(r"@|://|/", line)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9]+(\.[0-9]+)*(\.post[0-9]+)?", line)


def test_constraints_are_sorted_and_unique() -> None:
    names = [canonical(line) for line in PINS]
    assert names == sorted(set(names))


def test_every_direct_dependency_is_pinned() -> None:
    project = PYPROJECT["project"]
    direct = [
        *PYPROJECT["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
    ]
    assert {canonical(line) for line in direct} <= {canonical(line) for line in PINS}


def test_nothing_pinned_is_under_the_gpl() -> None:
    """By the metadata of what is installed here; colorama and the like come on Windows only."""
    seen = 0
    for line in PINS:
        try:
            about = metadata.metadata(canonical(line))
        except metadata.PackageNotFoundError:
            continue
        keys = ("License-Expression", "License", "Classifier")
        stated = [text for key in keys for text in about.get_all(key) or []]
        assert not re.search(r"GPL|General Public", "\n".join(stated)), line
        seen += 1
    assert seen > len(PINS) / 2


def test_installing_never_floats() -> None:
    """No recipe upgrades pip, names an index or lets the build back end float."""
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("README.md", "README.en.md", "CONTRIBUTING.md", ".ci/run"):
        recipes += (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"index-url|--find-links|(-U|--upgrade) +pip\b", recipes)
    for line in re.findall(r".*(?:PIP\)|pip install).* -e .*", recipes):
        assert "--no-build-isolation" in line, line


# --- make ---------------------------------------------------------------------------------------

PYTHONS = {
    "missing": ("", "未找到", "apt install python3 python3-venv"),
    "old": (
        '#!/bin/sh\ncase "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac\n',
        "Python 3.9.2 版本过低",
        "PYTHON=",
    ),
    "no venv": (
        '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n',
        "缺少 venv 模块",
        "apt install python3-venv",
    ),
}


@pytest.mark.parametrize("case", PYTHONS)
def test_make_says_what_python_lacks(case: str, tmp_path: Path) -> None:
    script, complaint, remedy = PYTHONS[case]
    python = tmp_path / "python"
    if script:
        python.write_text(script, encoding="utf-8")
        python.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "constraints.txt").touch()
    command = ["make", "demo", f"PYTHON={python}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert remedy in done.stderr
    assert not (tmp_path / ".venv").exists()


# --- samples ------------------------------------------------------------------------------------


def members(book: Path) -> dict[str, tuple[tuple[int, ...], bytes]]:
    """Date and bytes of each part: what the builder decides, whatever zlib compressed it."""
    with zipfile.ZipFile(book) as package:
        return {i.filename: (i.date_time, package.read(i)) for i in package.infolist()}


def test_samples_are_what_their_script_builds(tmp_path: Path) -> None:
    build: Callable[[Path], list[Path]] = runpy.run_path(str(SAMPLES / "build.py"))["build"]
    built = build(tmp_path)
    assert {path.name for path in built} == {path.name for path in SAMPLES.glob("*.xlsx")}
    for path in built:
        assert members(path) == members(SAMPLES / path.name), path.name


def test_the_invented_county_is_no_real_place() -> None:
    assert "云岫" not in (ROOT / "catalogs" / "regions.csv").read_text(encoding="utf-8")


# --- what is shipped ----------------------------------------------------------------------------


def run(*command: str | Path, cwd: Path) -> str:
    """Run to exit 0 as a user would, without this checkout on the path; its standard output."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_NO_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**plain, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


def build_wheel(folder: Path) -> Path:
    """The wheel, built as ``pip install`` builds it, with the back end that is installed here."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def fresh_environment(folder: Path, wheel: Path) -> Path:
    """A new environment with the wheel in it; it sees the dependencies through one ``.pth``."""
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    # Only now: pip would take this environment's own pubaudit for an installed one.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def test_the_wheel_works_from_another_directory(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path)
    with zipfile.ZipFile(wheel) as package:
        shipped = set(package.namelist())
    data = [path for path in (ROOT / "catalogs").rglob("*") if path.is_file()]
    assert {path.suffix for path in data} >= {".yaml", ".txt", ".csv"}
    pages = list((ROOT / "pubaudit" / "rules" / "pages").glob("*.md"))
    assert pages
    package_data = [ROOT / "pubaudit" / "report" / "schema.json", *pages]
    assert shipped >= {f"pubaudit/{path.relative_to(ROOT).as_posix()}" for path in data}
    assert shipped >= {path.relative_to(ROOT).as_posix() for path in package_data}
    assert not {name for name in shipped if name.startswith(("tests/", "sample_data/", "bench/"))}

    python = fresh_environment(tmp_path / "env", wheel)
    version = run(python.with_name("pubaudit"), "--version", cwd=tmp_path)
    assert wheel.name.split("-")[1] in version
    assert_checks(python, tmp_path)


def test_the_source_archive_holds_what_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)  # where a build back end looks for the project
    name = import_module("hatchling.build").build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / name) as archive:
        inside = {member.split("/", 1)[1] for member in archive.getnames()}
    named = PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    always = {"pyproject.toml", "PKG-INFO", ".gitignore"}
    assert {path.split("/")[0] for path in inside} == {part[1:] for part in named} | always
    assert {f"sample_data/{path.name}" for path in SAMPLES.glob("*.xlsx")} <= inside


def test_an_editable_install_finds_the_catalogs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    name = import_module("hatchling.build").build_editable(str(tmp_path))
    python = fresh_environment(tmp_path / "env", tmp_path / name)
    assert_checks(python, tmp_path)


def assert_checks(python: Path, folder: Path) -> None:
    """``check`` reports the copied sample against its scheme's catalogs, from ``folder``."""
    sample = SAMPLES / "亭湖区公共资源交易领域政府信息公开事项目录.xlsx"
    shutil.copy(sample, folder / "目录.xlsx")
    checked = run(python, "-m", "pubaudit", "check", "目录.xlsx", "--fail-on", "never", cwd=folder)
    assert "亭湖" in checked
