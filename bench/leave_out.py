"""How much the thesaurus owes to the very catalogs that it is measured on.

    python bench/leave_out.py [FOLDER …]

For each labelled catalog the wordings that occur in it and in no other labelled catalog are taken
out of the thesaurus, and the catalog is judged without them. The difference to the full thesaurus
is what such wordings, general or not, contribute.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pubaudit.api import read_catalog
from pubaudit.matching import Thesaurus, align, load_thesaurus
from pubaudit.models import Catalog
from pubaudit.schemes import catalog_root, load_for
from pubaudit.text import normalise

DATA = Path(__file__).parent.parent / "tests" / "data"
FOLDERS = ("devset", "labelled", "heldout")


def catalogs(folders: Sequence[Path]) -> Iterator[tuple[Catalog, list[dict[str, object]]]]:
    """Give each catalog with its unambiguous labels."""
    for folder in folders:
        for path in sorted((folder / "gold").glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            labels = gold.get("labels") or gold.get("items") or []
            kept = [o for o in labels if not o["ambiguous"] and o["label"] != "not_applicable"]
            yield read_catalog(folder / "xlsx" / f"{path.stem}.xlsx"), kept


def text(catalog: Catalog) -> str:
    """Return everything a catalog says, normalised."""
    return "\n".join(normalise(" ".join((*e.path, e.content))) for e in catalog.entries)


def without(thesaurus: Thesaurus, own: str, others: str) -> Thesaurus:
    """Drop the wordings that only this catalog has."""

    def kept(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(w for w in words if w.lstrip("~") not in own or w.lstrip("~") in others)

    concepts = tuple(
        replace(
            c,
            same=kept(c.same),
            parts={k: kept(v) for k, v in c.parts.items()},
            elements={k: kept(v) for k, v in c.elements.items()},
        )
        for c in thesaurus.concepts
    )
    return replace(thesaurus, concepts=concepts)


def score(
    thesaurus: Thesaurus, catalog: Catalog, labels: Sequence[dict[str, object]]
) -> list[bool]:
    """Judge one catalog; True for each label that is met."""
    scheme = load_for(catalog_root(), "120000")
    found = align(scheme, [catalog], thesaurus, [f.name for f in scheme.fields]).matches
    verdicts = {(m.item.field, m.item.name): m.verdict for m in found}
    return [verdicts[str(o["field"]), str(o["item"])] == o["label"] for o in labels]


def main() -> None:
    """Print accuracy with the full thesaurus and with each catalog's own wordings left out."""
    folders = [Path(f) for f in sys.argv[1:]] or [DATA / f for f in FOLDERS]
    thesaurus = load_thesaurus(catalog_root() / "thesaurus.yaml")
    sets = list(catalogs(folders))
    texts = [text(catalog) for catalog, _ in sets]
    full: list[bool] = []
    left: list[bool] = []
    for place, (catalog, labels) in enumerate(sets):
        others = "\n".join(t for n, t in enumerate(texts) if n != place)
        full += score(thesaurus, catalog, labels)
        left += score(without(thesaurus, texts[place], others), catalog, labels)
    print(f"{len(sets)} catalogs, {len(full)} labels")
    print(f"accuracy, full thesaurus:        {sum(full) / len(full):.3f}")
    print(f"accuracy, own wordings left out: {sum(left) / len(left):.3f}")


if __name__ == "__main__":
    main()
