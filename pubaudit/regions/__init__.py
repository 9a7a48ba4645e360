"""Places: names and division codes (行政区划代码) to one region, and whose scheme holds there.

The data are ``catalogs/regions.csv``: ``code,name,short``. A region's parent is its code's prefix:
320902 亭湖区 → 320900 盐城市 → 320000 江苏省 → 000000 国家. A district of a 直辖市 and a county
directly under a province have no city between.
"""

from collections.abc import Collection
from pathlib import Path

from pubaudit.regions import mentions
from pubaudit.regions.resolve import Resolution, resolve
from pubaudit.regions.table import Region, Table, read_names

__all__ = ["Region", "Regions", "Resolution", "load"]


class Regions(Table):
    """The table of places, and what people mean by a name."""

    def resolve(self, name: str) -> Resolution:
        """Return the place that a user names: by code, short or full name, chain of names, zone.

        Marks around and within a name count for nothing. A province goes before other places of
        its name, and a place before its own parts (南昌市 before 南昌县); a zone, a town (镇, 街道)
        and the code of one stand for the place that they lie in; the note says so. Raises
        ``RegionError`` for a name that several places bear (lists them) and for one that none
        bears (lists the nearest).
        """
        return resolve(self, name)

    def find_in(self, text: str, bodies: Collection[str] = ()) -> Resolution | None:
        """Return the place that a title, a file name or a cell names beyond doubt, else None.

        A name counts when it has its suffix (亭湖区; at least three characters, not a plain word
        such as 老城区); when it follows its superior (江苏盐城亭湖, 西宁市城东区); when one of
        ``bodies`` (住建局 …), 人民政府 or a zone (经济开发区) follows it; or, for a province or
        city, when it stands alone (天津_目录.xlsx). All that count must lie on one line of
        superiors: the lowest is the answer, two unrelated places or two bearers are none.
        """
        return mentions.find_in(self, text, bodies)


def load(path: Path) -> Regions:
    """Read ``regions.csv``; raises ``SchemeError`` if the table is missing or malformed."""
    return Regions(read_names(path))
