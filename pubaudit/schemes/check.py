"""A scheme file of the user's own, checked: its faults, else how its words stand in its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pubaudit import data
from pubaudit.errors import SchemeError
from pubaudit.models import Scheme
from pubaudit.regions import Regions
from pubaudit.schemes.draft import draft, load
from pubaudit.schemes.extend import inherited
from pubaudit.schemes.held import available
from pubaudit.schemes.quotes import quotes_of, unfound, unquoted
from pubaudit.schemes.soundness import unknown_fields


@dataclass(frozen=True, slots=True)
class SchemeCheck:
    """A scheme file that could be read, and how its words stand.

    ``joined`` is the scheme with the one it extends; ``source`` the path of the text that the
    ``quotes`` were looked for in, "" if there is none; ``findings`` are the words that are not
    where they should be, a line each with file, line and key; ``held`` is whether the file is one
    of the program's own data, and ``place_known`` whether its code is in the table of places.
    """

    path: str
    scheme: Scheme
    joined: Scheme
    held: bool
    place_known: bool
    source: str
    quotes: int
    findings: tuple[str, ...]


def check_scheme(path: Path, root: Path, regions: Regions) -> SchemeCheck:
    """Read a scheme file of the user's own and look for its words in the text beside it.

    The text, UTF-8, is what ``source`` names (relative to the scheme file), else ``<stem>.txt``.
    Raises SchemeError if the scheme or its text cannot be read, FaultsError with everything that
    is wrong, a line each with file, line and key, if it is no scheme that can be used: a text that
    it names is not there, or what it extends is not held, among others.
    """
    found = draft(path)
    if found.scheme is None:
        raise data.faulty(path, found.text, found.faults)
    source = path.parent / found.scheme.source if found.scheme.source else path.with_suffix(".txt")
    has_text = source.is_file()
    faults = [*found.faults, *_unmet(root, found.scheme, has_text=has_text)]
    words = [*unquoted(found.scheme)]
    if has_text:
        words += unfound(found.scheme, data.read(source, "方案原文")[1])
    words = [found.in_file(fault) for fault in words]
    if faults:
        raise data.faulty(path, found.text, [*faults, *words])
    scheme = load(path)
    return SchemeCheck(
        path=path.as_posix(),
        scheme=scheme,
        joined=inherited(root, scheme),
        held=any(file.path.samefile(path) for file in available(root)),
        place_known=regions.get(scheme.code) is not None,
        source=source.as_posix() if has_text else "",
        quotes=sum(1 for _ in quotes_of(scheme)),
        findings=data.located(path, found.text, words),
    )


def _unmet(root: Path, scheme: Scheme, *, has_text: bool) -> Iterator[data.Fault]:
    """Yield what a scheme relies on and is not there: its text, what it extends."""
    if scheme.source and not has_text:
        what = f"旁边没有原文 {scheme.source}，请改正文件名，或把原文放到方案文件旁边"
        yield ("source",), what
    if not scheme.extends:
        return
    try:
        joined = inherited(root, scheme)
    except SchemeError as error:
        yield ("extends",), str(error).rstrip("。")
    else:
        yield from unknown_fields(scheme, {field.name for field in joined.fields})
