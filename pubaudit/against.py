"""A mandated list that is itself a catalog (标准目录): each of its rows is an item to be listed."""

from collections import Counter
from pathlib import PurePath

from pubaudit.errors import InputError
from pubaudit.matching import Thesaurus, says_not_here
from pubaudit.matching.fields import FieldFinder
from pubaudit.matching.views import levels
from pubaudit.models import (
    Basis,
    Catalog,
    Document,
    Entry,
    InForce,
    MandatedItem,
    Scheme,
    SchemeField,
)
from pubaudit.text import list_items, one_line, shorten, strip_numbering

TOPIC = "标准目录"
_LONGEST_NAME = 60
_OPEN = "等"


def scheme_of(standard: Catalog, code: str, thesaurus: Thesaurus) -> Scheme:
    """Return a standard catalog as a scheme of a place (its division code).

    The outermost category (else the sheet) is the field, unless the row's own words speak of
    another one; each row is an item that must be listed, and its basis, in the file's words.
    Raises InputError if no row can be an item.
    """
    fields = _fields(standard, thesaurus)
    rows = [
        (e, field)
        for e, field in zip(standard.entries, fields, strict=True)
        if not says_not_here(e) and (e.path or e.content)
    ]
    if not rows:
        raise InputError(f"{standard.input}：没有可作标准的行；请确认 --against 的文件是否选对")
    alone = Counter(e.path for e, _ in rows)
    title = one_line(standard.title) or PurePath(standard.input).stem
    items: dict[tuple[str, str, str], MandatedItem] = {}
    for entry, field in rows:
        item_id = f"{code}/{TOPIC}/{field}/{len(items) + 1}"
        item = _item(entry, field, item_id, title, distinct=alone[entry.path] == 1)
        items.setdefault((item.field, item.name, entry.content), item)
    return Scheme(
        id=f"{code}/{TOPIC}",
        code=code,
        region="用户给出的标准目录",
        topic=TOPIC,
        document=Document(title, issuer=standard.body),
        status="in_hand",
        fields=tuple(map(SchemeField, dict.fromkeys(i.field for i in items.values()))),
        items=tuple(items.values()),
        in_force=InForce(status="效力由使用者确认"),
        source=standard.input,
        version=standard.sha256[:12],
    )


def note(standard: Catalog, scheme: Scheme) -> str:
    """Say at the head of the report what is held against what."""
    dated = f"，目录日期{standard.dated_as}" if standard.dated_as else ""
    return (
        f"对照：以 {standard.input} 的{len(scheme.items)}个事项为准"
        f"（由 --against 指定{dated}），不用各地方案"
    )


def _fields(standard: Catalog, thesaurus: Thesaurus) -> list[str]:
    """Return the field of each row as the aligner will see it in a catalog that copies the row."""
    outer = [
        strip_numbering(one_line(e.path[0])) if e.path else e.location.sheet
        for e in standard.entries
    ]
    known = {name: thesaurus.canonical(name) for name in dict.fromkeys(outer)}
    own = tuple(dict.fromkeys(known.values()))
    finder = FieldFinder(thesaurus.fields_for(own), own)
    fields = map(finder.of, levels(standard))
    return [
        name if known[name] in found or not found else min(found)
        for name, found in zip(outer, fields, strict=True)
    ]


def _item(entry: Entry, field: str, item_id: str, title: str, *, distinct: bool) -> MandatedItem:
    """Make a row an item: by its innermost category where that is its own, else by its content."""
    content = one_line(entry.content)
    by_category = len(entry.path) > 1 and (distinct or not content)
    name = one_line(entry.path[-1]) if by_category or not content else content
    elements = list_items(entry.content) if by_category else ()
    place = f"{entry.location.sheet} 第{entry.location.row}行"
    return MandatedItem(
        id=item_id,
        field=field,
        name=shorten(name, _LONGEST_NAME),
        basis=(Basis(f" {place}", content or name, title),),
        elements=elements,
        closed=_OPEN not in content,
        origin="annex",
        bodies=(one_line(entry.body),) if entry.body else (),
    )
