"""Whose catalog it is: the place and the body, as told or as found, and its desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pubaudit.bodies import Bodies, load
from pubaudit.duty import Desk, holder_of, is_lower
from pubaudit.errors import UsageError
from pubaudit.models import Catalog, Scheme
from pubaudit.regions import Region, Regions, Resolution

if TYPE_CHECKING:
    from pubaudit.bodies.local import LocalBody


def find_place(
    regions: Regions, named: str | None, catalogs: Sequence[Catalog]
) -> tuple[Resolution, str]:
    """Find the place whose scheme holds: as named, else as the catalogs say, else the nation."""
    if named:
        place = regions.resolve(named)
        return place, f"地区：{place.region.full_name}（由 --region 指定）"
    found = {c.input: f for c in catalogs if (f := place_of(regions, c)) is not None}
    places = {f[0].region.code: f for f in found.values()}
    if len(places) > 1:
        named = "、".join(f"{path}为{f[0].region.full_name}" for path, f in found.items())
        raise UsageError(f"几份目录分属不同地区（{named}）；请用 --region 指定一个，或分开核查")
    if places:
        place, source = next(iter(places.values()))
        return place, f"地区：{place.region.full_name}（取自{source}；不对请用 --region 指定）"
    national = regions.resolve("国家")
    return national, "地区：未能从标题、文件名和公开主体认出，按国家清单核查；请用 --region 指定"


def place_of(regions: Regions, catalog: Catalog) -> tuple[Resolution, str] | None:
    """Find the place that a catalog names, and where it names it."""
    bodies = dict.fromkeys(e.body for e in catalog.entries if e.body)
    texts = (
        ("目录标题", catalog.title),
        ("文件名", Path(catalog.input).stem),
        *(("公开主体", body) for body in bodies),
    )
    for source, text in texts:
        place = regions.find_in(text)
        if place is not None:
            return place, source
    return None


def of_body(catalogs: Sequence[Catalog], body: str | None) -> tuple[Catalog, ...]:
    """Return the catalogs with the body that the user gives; only one catalog can have it."""
    if not body:
        return tuple(catalogs)
    if len(catalogs) > 1:
        raise UsageError("--body 只用于单份目录；几份目录的公开主体各自从标题、文件名或栏目认出")
    return tuple(replace(c, body=body.strip(), body_from="option") for c in catalogs)


def desks(  # noqa: PLR0913, PLR0917
    catalogs: Sequence[Catalog],
    scheme: Scheme,
    regions: Regions,
    place: Region,
    root: Path,
    local: Path | None,
    on: date,
) -> tuple[Desk, ...]:
    """Tell, for each catalog, whose it is and how the scheme's duties look from there.

    ``place`` is where the catalogs are held to be of; ``root`` holds the data; ``local`` is a
    county's own 三定. Raises SchemeError or InputError for a file that cannot be read.
    """
    bodies = load(root / "bodies.yaml")
    if local is not None:
        bodies = bodies.with_local(_local_bodies(local, root))

    def desk(catalog: Catalog) -> Desk:
        found = place_of(regions, catalog)
        own = found[0].region if found else place
        holder = holder_of(
            catalog,
            bodies,
            foreign=_is_foreign(regions, catalog, own if found else None, bodies, scheme.code),
            lower=own.code != scheme.code or is_lower(catalog, bodies, scheme.code),
            of_county=own.level == "county",
        )
        return Desk(bodies, scheme, holder, on)

    return tuple(map(desk, catalogs))


def _is_foreign(
    regions: Regions, catalog: Catalog, found: Region | None, bodies: Bodies, code: str
) -> bool:
    """Tell whether a catalog is of a place outside a scheme's region (its code).

    ``found`` is the place that its title, file name or 公开主体 names, else the place before its
    body's name counts; one that the table does not know is outside.
    """

    def inside(region: Region) -> bool:
        return any(top.code == code for top in regions.lineage(region))

    if code == "000000":
        return False
    if found is not None:
        return not inside(found)
    words = bodies.words
    places = [n.place for n in bodies.names(catalog.body) if n.kind != "unknown"]
    named = [
        place
        for place in places
        if len(place) > 2
        and place.endswith(words.divisions)
        and not place.endswith(words.zone_places)
    ]
    return any(not any(map(inside, regions.bearers(place))) for place in named)


def _local_bodies(path: Path, root: Path) -> "tuple[LocalBody, ...]":
    from pubaudit.bodies.local import load_local, local_line

    if path.suffix.lower() in {".yaml", ".yml"}:
        return load_local(path)
    from pubaudit.sidefile import load_words, read_table

    words = load_words(root / "sidefiles.yaml")
    required = {"body": "单位", "item": "领域或事项"}
    return tuple(
        local_line(row.place, row.get("body"), row.get("item"), row.get("date"), row.get("reason"))
        for row in read_table(path, words, required, ("date", "reason"))
    )
