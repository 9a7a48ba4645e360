"""Schemes made ready for the aligner, and catalogs judged by them."""

import json
from functools import cache
from pathlib import Path

from pubaudit import api
from pubaudit.matching import Alignment, Prepared, align, load_thesaurus, prepare
from pubaudit.models import Scheme
from pubaudit.schemes import catalog_root, load_for

DATA = Path(__file__).parent / "data"
KNOWN = json.loads((DATA / "labelled.json").read_text("utf-8"))
ROOT = catalog_root()
THESAURUS = load_thesaurus(ROOT)


@cache
def tianjin() -> Scheme:
    return load_for(ROOT, "120000")


@cache
def ready() -> Prepared:
    return prepare(tianjin(), THESAURUS)


@cache
def ready_for(mandated: str) -> Prepared:
    code, topic = KNOWN["schemes"][mandated].split("/")
    return prepare(load_for(ROOT, code, topic), load_thesaurus(ROOT, topic))


def judged(path: Path) -> Alignment:
    """Judge a catalog by every field of 天津."""
    return judged_by(ready(), path)


def judged_by(prepared: Prepared, path: Path) -> Alignment:
    fields = list(dict.fromkeys(t.item.field for t in prepared.targets))
    return align(prepared, [api.read_catalog(path)], fields)
