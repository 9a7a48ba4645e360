"""The Python door: what the command line does, as functions that return reports."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pubaudit.against import note as against_note
from pubaudit.against import scheme_of
from pubaudit.audit import audit, renumbered
from pubaudit.catalog import parse_catalog
from pubaudit.errors import InputError, SchemeError, UsageError
from pubaudit.headers import load_header_words
from pubaudit.inputs import expand, load_names, with_duplicates_named
from pubaudit.matching import Thesaurus, load_thesaurus, prepare, why
from pubaudit.models import AuditReport, Catalog, InputReport, Problem, Scheme, Standing
from pubaudit.modes import load as load_modes
from pubaudit.practice import gather
from pubaudit.readers import read
from pubaudit.regions import Region, Regions
from pubaudit.regions import load as load_regions
from pubaudit.schemes import available, catalog_root, load_for, scheme_for
from pubaudit.schemes.check import SchemeCheck
from pubaudit.schemes.check import check_scheme as checked
from pubaudit.text import normalise, one_line
from pubaudit.whose import desks, find_place, of_body
from pubaudit.yardstick import require_issued, undated

if TYPE_CHECKING:
    from pubaudit.rules.governed import Measure
    from pubaudit.workdays import Calendar

CalendarOf = Callable[[Region], "tuple[Calendar, tuple[str, ...]]"]


def check(  # noqa: PLR0913
    paths: Sequence[Path | str],
    *,
    region: str | None = None,
    topic: str | None = None,
    body: str | None = None,
    bodies: Path | str | None = None,
    fields: Sequence[str] | None = None,
    all_fields: bool = False,
    as_of: date,
    roles: Mapping[str, str] | None = None,
    against: Path | str | None = None,
    applicability: Path | str | None = None,
    decisions: Path | str | None = None,
    previous: Path | str | None = None,
    calendar_of: CalendarOf | None = None,
    tell: Callable[[str], None] | None = None,
) -> AuditReport:
    """Audit one catalog, or several of one region, against the scheme that holds there.

    ``region`` is a name or division code; None looks for it in title, file name and 公开主体.
    ``topic`` chooses among the place's schemes, None being 公共资源配置.
    ``body`` says whose the one catalog is; None looks for it in the same places. ``bodies`` is a
    file with a county's own 三定 (YAML, csv or xlsx: which body has which matter, since when).
    ``fields`` None judges the fields the catalog concerns, unless ``all_fields``. ``roles`` maps
    headers as they stand in the sheet to what they mean (责任科室 → 公开主体);
    ``against`` is a standard catalog whose rows take the place of the scheme's items;
    ``applicability`` and ``decisions`` are tables of what does not apply and what people decided,
    ``previous`` is the last version of the one catalog; ``calendar_of`` gives the calendar of a
    place and what to say of it (None: the published days), asked only where limits are stated;
    ``tell`` is given, line by line, how the
    tables were read. Raises InputError if no catalog could be read,
    RegionError, SchemeError and UsageError as their names say. A file that cannot be read among
    several is reported as skipped.
    """
    case = _case(paths, region, roles, topic, against)
    if tell is not None:
        for line in _layout(case.catalogs):
            tell(line)
    judged = [f.name for f in case.scheme.fields] if all_fields else fields
    catalogs = of_body(case.catalogs, body)
    root = catalog_root()
    local = None if bodies is None else Path(bodies)
    if previous is not None and len(catalogs) > 1:
        raise UsageError("--previous 只用于单份目录；几份目录请逐份与各自的上一版比较")
    measure, said = _measure(catalogs, case.place, root, as_of, calendar_of)
    return audit(
        case.scheme,
        catalogs,
        case.thesaurus,
        desks=desks(catalogs, case.scheme, case.regions, case.place, root, local, as_of),
        words=load_modes(root / "modes.yaml"),
        measure=measure,
        as_of=as_of,
        practice=gather(
            root,
            case.scheme,
            case.place,
            as_of,
            applicability=applicability,
            decisions=decisions,
            previous=None if previous is None else read_catalog(previous, roles),
        ),
        fields=judged,
        notes=(*case.notes, *said),
        unread=case.unread,
    )


def _measure(
    catalogs: Sequence[Catalog], place: Region, root: Path, on: date, calendar_of: CalendarOf | None
) -> "tuple[Measure | None, tuple[str, ...]]":
    """Return what time limits are measured with, and what to say of it.

    None where no catalog states any: then nothing is loaded.
    """
    if not any(catalog.has("limit") for catalog in catalogs):
        return None, ()
    from pubaudit import workdays
    from pubaudit.limits import load as load_limits
    from pubaudit.rules.governed import Measure

    book = load_limits(root / "limits.yaml")
    calendar, said = calendar_of(place) if calendar_of else (workdays.load(root / "holidays"), ())
    return Measure(book, calendar, place.code, on), said


def explain_item(  # noqa: PLR0913
    paths: Sequence[Path | str],
    name: str,
    *,
    region: str | None = None,
    topic: str | None = None,
    fields: Sequence[str] | None = None,
    roles: Mapping[str, str] | None = None,
    against: Path | str | None = None,
) -> tuple[str, ...]:
    """Explain, in Chinese lines, the judgement on every item whose name holds ``name``.

    Reads and judges as ``check`` does, and raises what it raises; UsageError if ``name`` is blank
    or the scheme has no such item.
    """
    if not name.strip():
        raise UsageError("--why 之后要写事项名称，如 --why 采购结果")
    case = _case(paths, region, roles, topic, against)
    catalogs = [renumbered(c, i) for i, c in enumerate(case.catalogs)]
    lines = why(prepare(case.scheme, case.thesaurus), catalogs, name, fields)
    if not lines:
        known = "、".join(dict.fromkeys(i.name for i in case.scheme.items))
        raise UsageError(f"{case.scheme.region}的方案没有名称含“{name}”的事项；可选：{known}")
    return lines


@dataclass(frozen=True, slots=True)
class _Case:
    """What a check starts from: the catalogs read, and the yardstick that holds for them."""

    catalogs: Sequence[Catalog]
    unread: Sequence[InputReport]
    scheme: Scheme
    thesaurus: Thesaurus
    notes: tuple[str, ...]
    regions: Regions
    place: Region


def _case(
    paths: Sequence[Path | str],
    region: str | None,
    roles: Mapping[str, str] | None,
    topic: str | None,
    against: Path | str | None,
) -> _Case:
    if not paths:
        raise UsageError("没有给出目录文件；用法：pubaudit check 目录.xlsx")
    if topic and against is not None:
        raise UsageError("--topic 选用方案，--against 用标准目录代替方案，两者只能写一个")
    root = catalog_root()
    names = load_names(root / "filenames.yaml")
    given = expand([Path(p) for p in paths], names)
    read_ones, unread = _read_all(given.files, roles)
    catalogs = with_duplicates_named(read_ones, names)
    regions = load_regions(root / "regions.csv")
    place, how = find_place(regions, region, catalogs)
    if against is None:
        scheme, standing = _scheme_on(root, regions, place.region, topic)
        thesaurus = load_thesaurus(root, scheme.topic)
    else:
        standard, thesaurus = read_catalog(against), load_thesaurus(root)
        scheme = scheme_of(standard, place.region.code, thesaurus)
        standing = (against_note(standard, scheme),)
    notes = tuple(filter(None, (how, place.note, *given.notes, *standing)))
    return _Case(catalogs, unread, scheme, thesaurus, notes, regions, place.region)


def find_scheme(
    region: str, topic: str | None = None, as_of: date | None = None
) -> tuple[Scheme, Standing]:
    """Return the scheme that holds in a place, and whose it is.

    The notes say how the place was recognised, whose scheme stands in for its own, and which
    other topics are held for it. ``topic`` None is 公共资源配置. Raises RegionError for an unknown
    or ambiguous place, SchemeError (listing the topics) where none on the topic is held, or if the
    scheme was issued after ``as_of``.
    """
    root = catalog_root()
    regions = load_regions(root / "regions.csv")
    place = regions.resolve(region)
    scheme, notes = _scheme_on(root, regions, place.region, topic)
    if as_of:
        require_issued(scheme, as_of)
        notes = (*notes, *undated(scheme))
    said = tuple(filter(None, (place.note, *notes)))
    code, name = place.region.code, place.region.full_name
    return scheme, Standing(region, code, name, scheme.code, scheme.region, said)


def _scheme_on(
    root: Path, regions: Regions, region: Region, topic: str | None
) -> tuple[Scheme, tuple[str, ...]]:
    topic = topic and topic.strip()
    known = available(root)
    topics = dict.fromkeys(
        f.topic for r in regions.lineage(region) for f in known if f.code == r.code
    )
    if topic and topic not in topics:
        raise SchemeError(f"{region.full_name}没有“{topic}”主题的方案；可选：{'、'.join(topics)}")
    scheme, standing = scheme_for(root, regions, region, topic)
    others = "、".join(t for t in topics if t != scheme.topic)
    also = (f"该地另有其他主题的方案：{others}（用 --topic 指定）",) if others else ()
    return scheme, (*standing, *also)


def list_schemes() -> tuple[Scheme, ...]:
    """Return every held scheme, each joined with the one it extends, by code and topic."""
    root = catalog_root()
    return tuple(load_for(root, file.code, file.topic) for file in available(root))


def check_scheme(path: Path | str) -> SchemeCheck:
    """Read a scheme file of the user's own and look for its words in the text beside it.

    The text, UTF-8, is what ``source`` names (relative to the scheme file), else ``<stem>.txt``.
    Raises SchemeError if the scheme or its text cannot be read, FaultsError with everything that
    is wrong, a line each with file, line and key, if it is no scheme that can be used: a text that
    it names is not there, or what it extends is not held, among others.
    """
    root = catalog_root()
    return checked(Path(path), root, load_regions(root / "regions.csv"))


def read_catalog(path: Path | str, roles: Mapping[str, str] | None = None) -> Catalog:
    """Read one department catalog.

    ``roles`` maps headers to their meaning, as in ``check``. Raises InputError, naming file,
    reason and remedy, and UsageError for a meaning that there is none of.
    """
    path = Path(path)
    grids = read(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    words = load_header_words(catalog_root() / "headers.yaml")
    if roles:
        words = words.with_roles(roles)
    catalog = parse_catalog(grids, words, path=path.as_posix(), sha256=digest)
    if not catalog.entries:
        raise InputError(
            f"{path.as_posix()}：表头之下没有数据行，没有可核查的事项；请确认文件是否选对"
        )
    return catalog


def _layout(catalogs: Sequence[Catalog]) -> Iterator[str]:
    from pubaudit.report.layout import layout_lines

    names = load_header_words(catalog_root() / "headers.yaml").names
    return (line for catalog in catalogs for line in layout_lines(catalog, names))


def _read_all(
    paths: Sequence[Path], roles: Mapping[str, str] | None
) -> tuple[list[Catalog], list[InputReport]]:
    """Read every catalog that can be read; with a single one, its error is the run's."""
    catalogs: list[Catalog] = []
    unread: list[InputReport] = []
    for path in paths:
        try:
            catalogs.append(read_catalog(path, roles))
        except InputError as error:
            if len(paths) == 1:
                raise
            problem = Problem(str(error), skipped=True)
            unread.append(InputReport(path.as_posix(), "", "", "", (), 0, (), (problem,)))
    if not catalogs:
        raise InputError("；".join(p.message.rstrip("。") for i in unread for p in i.problems))
    _require_headers(catalogs, roles or {})
    return catalogs, unread


def _require_headers(catalogs: Sequence[Catalog], roles: Mapping[str, str]) -> None:
    columns = [c for catalog in catalogs for table in catalog.tables for c in table.columns]
    mapped = [normalise(c.header) for c in columns if c.by == "map"]
    for header in roles:
        if not any(normalise(header) in known for known in mapped):
            headers = "、".join(dict.fromkeys(one_line(c.header) for c in columns if c.header))
            raise UsageError(f"--map 中的表头“{header}”在目录中没有；目录的表头：{headers}")
