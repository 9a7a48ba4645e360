"""Which files a run reads: folders opened one level deep, what is left out, likely duplicates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pubaudit import data
from pubaudit.errors import InputError
from pubaudit.models import Catalog, Problem
from pubaudit.text import normalise

_SHOWN = 5
_COUNTED = re.compile(r"\(\d+\)$|^\(\d+\)")
_EDGES = " -_—.·"


@dataclass(frozen=True, slots=True)
class FileNames:
    """Words for file names, as ``filenames.yaml`` has them."""

    tables: tuple[str, ...]
    temporary: tuple[str, ...]
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files to read, in order, and Chinese lines that say what was left out."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def load_names(path: Path) -> FileNames:
    """Read ``filenames.yaml``; raises SchemeError, one line with file, line and key."""
    _, text = data.read(path, "文件名用词表")
    return data.shaped(path, text, data.parse(path, text), FileNames)


def expand(paths: Sequence[Path], names: FileNames) -> Inputs:
    """Return the files that paths mean; of a folder its own tables, by name, not those below it.

    Temporary files of office programs are left out. Raises InputError, one line, for a folder that
    cannot be read or has no table in it, and where nothing but temporary files is given.
    """
    files: list[Path] = []
    notes: list[str] = []
    for path in paths:
        if path.is_dir():
            found, said = _opened(path, names)
            files += found
            notes += said
        elif path.name.startswith(names.temporary):
            notes.append(f"未读 {path.as_posix()}：办公软件打开文件时的临时文件")
        else:
            files.append(path)
    if not files:
        raise InputError("给出的都是办公软件的临时文件，没有目录可读；请指定目录文件本身")
    return Inputs(tuple(files), tuple(notes))


def _opened(folder: Path, names: FileNames) -> tuple[list[Path], list[str]]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder.as_posix()}：文件夹打不开，请检查权限") from error
    temporary = [p for p in inside if p.name.startswith(names.temporary)]
    rest = [p for p in inside if p not in temporary]
    tables = [p for p in rest if p.suffix.lower() in names.tables and not p.is_dir()]
    below = [p for p in rest if p.is_dir()]
    others = [p for p in rest if p not in tables and p not in below]
    if not tables:
        kinds = "、".join(suffix[1:] for suffix in names.tables)
        raise InputError(
            f"{folder.as_posix()}：文件夹里没有可读的目录文件（{kinds}；不含下级文件夹）；请检查路径"
        )
    left_out = [
        f"{what} {_named(some)}"
        for what, some in (("临时文件", temporary), ("其他文件", others), ("下级文件夹", below))
        if some
    ]
    said = f"文件夹 {folder.as_posix()}：读取{len(tables)}份目录"
    return tables, [said + (f"；未读：{'；'.join(left_out)}" if left_out else "")]


def _named(paths: Sequence[Path]) -> str:
    more = f"等{len(paths)}个" if len(paths) > _SHOWN else ""
    return "、".join(p.name for p in paths[:_SHOWN]) + more


def with_duplicates_named(catalogs: Sequence[Catalog], names: FileNames) -> tuple[Catalog, ...]:
    """Return the catalogs, those that look like copies of another with a Problem saying so.

    Copies have the same bytes, or a file name that differs by 副本, 最终版 or (1) only; the one of
    the shortest name is held to be the original.
    """
    by_bytes: dict[str, int] = {}
    by_name: dict[str, int] = {}
    paths = [catalog.input for catalog in catalogs]
    cores = [_core(Path(path).stem, names.copies) for path in paths]
    order = sorted(range(len(paths)), key=lambda n: (len(Path(paths[n]).stem), n))
    said: dict[int, str] = {}
    for n in order:
        same = by_bytes.setdefault(catalogs[n].sha256, n)
        like = by_name.setdefault(cores[n], n)
        if same != n:
            said[n] = f"内容与 {paths[same]} 完全相同，重复计入；请只留一份"
        elif like != n:
            said[n] = f"文件名疑为 {paths[like]} 的另一版本，两份都计入；请核对后只留一份"
    return tuple(
        replace(c, problems=(*c.problems, Problem(said[n]))) if n in said else c
        for n, c in enumerate(catalogs)
    )


def _core(stem: str, copies: Iterable[str]) -> str:
    """Return a normalised file name without the words and numbers that mark a copy."""
    name, before = normalise(stem).strip(_EDGES), ""
    while name != before:
        before = name
        name = _COUNTED.sub("", name).strip(_EDGES)
        for word in copies:
            name = name.removesuffix(word).removeprefix(word).strip(_EDGES)
    return name
