"""Places with everything that binds them, from the data: the one door that reads files."""

from collections.abc import Callable, Sequence

from pubaudit.deadlines.duties import load_duties
from pubaudit.deadlines.question import Place
from pubaudit.limits import load as load_limits
from pubaudit.regions import Region
from pubaudit.regions import load as load_regions
from pubaudit.schemes import available, catalog_root, scheme_for
from pubaudit.workdays import Calendar


def load_places(
    names: Sequence[str], calendar_of: Callable[[Region], tuple[Calendar, Sequence[str]]]
) -> tuple[Place, ...]:
    """Return the yardsticks of places, named or by division code: every topic held for each.

    ``calendar_of`` gives a place's calendar and what to tell the user about it. Raises RegionError
    for an unknown place, SchemeError for data that cannot be read.
    """
    root = catalog_root()
    regions = load_regions(root / "regions.csv")
    book, duties = load_limits(root / "limits.yaml"), load_duties(root / "duties.yaml")
    places: dict[str, Place] = {}
    for name in names:
        found = regions.resolve(name)
        region = found.region
        codes = {holder.code for holder in regions.lineage(region)}
        topics = dict.fromkeys(f.topic for f in available(root) if f.code in codes)
        held = [scheme_for(root, regions, region, topic) for topic in topics]
        calendar, about_calendar = calendar_of(region)
        notes = [f"地区：{region.full_name}（由 --region 指定）", found.note]
        notes += [note for _, standing in held for note in standing]
        places[region.code] = Place(
            code=region.code,
            name=region.full_name,
            schemes=tuple(scheme for scheme, _ in held),
            book=book,
            duties=duties,
            calendar=calendar,
            notes=tuple(filter(None, (*notes, *about_calendar))),
        )
    return tuple(places.values())
