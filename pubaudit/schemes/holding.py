"""Whose scheme holds in a place."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pubaudit.models import Scheme
from pubaudit.schemes.draft import load
from pubaudit.schemes.extend import load_for
from pubaudit.schemes.held import MAIN_TOPIC, SchemeFile, available, none_held

if TYPE_CHECKING:
    from pubaudit.regions import Region, Regions

_AREA_DIGITS = {"nation": 0, "province": 2, "city": 4, "county": 6}


def scheme_for(
    root: Path, regions: "Regions", region: "Region", topic: str | None = None
) -> tuple[Scheme, tuple[str, ...]]:
    """Return the scheme that holds in a place, and what to tell the user about the choice.

    That is the place's own scheme, else its city's, its province's, the nation's; ``topic`` None
    is 公共资源配置. No notes for its own; a fallback says that the place may have one that is not
    held (未收录), and names the documents of the places passed over that a held scheme of their
    area names as its ground. Raises ``SchemeError`` if none of them has a scheme on the topic.
    """
    topic = topic or MAIN_TOPIC
    known = available(root)
    codes = {file.code for file in known if file.topic == topic}
    passed: list[Region] = []
    for holder in regions.lineage(region):
        if holder.code in codes:
            scheme = load_for(root, holder.code, topic)
            return scheme, _fallback_notes(known, passed, scheme) if passed else ()
        passed.append(holder)
    raise none_held(region.full_name, topic, known)


def _fallback_notes(
    known: Iterable[SchemeFile], passed: Sequence["Region"], scheme: Scheme
) -> tuple[str, ...]:
    """Say what holds instead, and which documents of the places ``passed`` over are known of."""
    top = passed[-1]
    area = top.code[: _AREA_DIGITS[top.level]]
    unheld: dict[tuple[str, str], str] = {}
    for file in known:
        if file.topic == scheme.topic and file.code.startswith(area):
            for superior in load(file.path).superiors:
                if not superior.held:
                    name = superior.number or f"《{superior.title}》"
                    unheld.setdefault((superior.region, name), file.region)
    notes = [f"{passed[0].full_name}：该地可能另有方案，未收录；按{scheme.region}的方案核查"]
    for place in passed:
        for (issuer, name), source in unheld.items():
            if issuer == place.code:
                notes.append(f"{place.name}的{name}未收录（见于{source}的方案）")
    return tuple(notes)
