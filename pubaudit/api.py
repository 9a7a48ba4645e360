"""The Python door: what the command line does, as functions that return reports."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pubaudit.audit import audit
from pubaudit.catalog import parse_catalog
from pubaudit.errors import InputError, UsageError
from pubaudit.headers import load_header_words
from pubaudit.matching import load_thesaurus
from pubaudit.models import AuditReport, Catalog, InputReport, Problem, Scheme
from pubaudit.readers import read
from pubaudit.regions import Regions, Resolution
from pubaudit.regions import load as load_regions
from pubaudit.schemes import catalog_root, scheme_for


def check(
    paths: Sequence[Path | str],
    *,
    region: str | None = None,
    fields: Sequence[str] | None = None,
    all_fields: bool = False,
    as_of: date,
) -> AuditReport:
    """Audit one catalog, or several of one region, against the scheme that holds there.

    ``region`` is a name or division code; None looks for it in title, file name and 公开主体.
    ``fields`` None judges the fields the catalog concerns, unless ``all_fields``. Raises
    InputError if no catalog could be read, RegionError, SchemeError and UsageError as their names
    say. A file that cannot be read among several is reported as skipped.
    """
    if not paths:
        raise UsageError("没有给出目录文件；用法：pubaudit check 目录.xlsx")
    catalogs, unread = _read_all([Path(p) for p in paths])
    root = catalog_root()
    regions = load_regions(root / "regions.csv")
    place, how = _place(regions, region, catalogs)
    scheme, standing = scheme_for(root, regions, place.region)
    judged = [f.name for f in scheme.fields] if all_fields else fields
    return audit(
        scheme,
        catalogs,
        load_thesaurus(root / "thesaurus.yaml"),
        as_of=as_of,
        fields=judged,
        notes=tuple(filter(None, (how, place.note, *standing))),
        unread=unread,
    )


def load_scheme(region: str, topic: str | None = None) -> Scheme:
    """Return the scheme that holds in a place: its own, else its superiors', else the nation's.

    Raises RegionError for an unknown place, SchemeError where no scheme on the topic is held.
    """
    root = catalog_root()
    regions = load_regions(root / "regions.csv")
    return scheme_for(root, regions, regions.resolve(region).region, topic)[0]


def read_catalog(path: Path | str) -> Catalog:
    """Read one department catalog.

    Raises InputError, naming file, reason and remedy.
    """
    path = Path(path)
    grids = read(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    words = load_header_words(catalog_root() / "headers.yaml")
    return parse_catalog(grids, words, path=path.as_posix(), sha256=digest)


def _read_all(paths: Sequence[Path]) -> tuple[list[Catalog], list[InputReport]]:
    """Read every catalog that can be read; with a single one, its error is the run's."""
    catalogs: list[Catalog] = []
    unread: list[InputReport] = []
    for path in paths:
        try:
            catalogs.append(read_catalog(path))
        except InputError as error:
            if len(paths) == 1:
                raise
            problem = Problem(str(error), skipped=True)
            unread.append(InputReport(path.as_posix(), "", "", "", (), 0, (), (problem,)))
    if not catalogs:
        raise InputError("；".join(p.message for i in unread for p in i.problems))
    return catalogs, unread


def _place(
    regions: Regions, named: str | None, catalogs: Sequence[Catalog]
) -> tuple[Resolution, str]:
    """Find the place whose scheme holds: as named, else as the catalogs say, else the nation."""
    if named:
        place = regions.resolve(named)
        return place, f"地区：{place.region.full_name}（由 --region 指定）"
    for source, text in _place_texts(catalogs):
        found = regions.find_in(text)
        if found:
            name = found.region.full_name
            return found, f"地区：{name}（取自{source}；不对请用 --region 指定）"
    national = regions.resolve("国家")
    return national, "地区：未能从标题、文件名和公开主体认出，按国家清单核查；请用 --region 指定"


def _place_texts(catalogs: Sequence[Catalog]) -> list[tuple[str, str]]:
    first = catalogs[0]
    bodies = dict.fromkeys(e.body for e in first.entries if e.body)
    return [
        ("目录标题", first.title),
        ("文件名", Path(first.input).stem),
        *(("公开主体", body) for body in bodies),
    ]
