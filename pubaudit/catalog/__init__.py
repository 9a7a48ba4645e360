"""A department's catalog (目录): the sheets of its file become entries, every cell as shown.

``parse`` puts tables and sheets together, ``rows`` decides which rows are entries, sections or
notes, ``entry`` reads one entry and carries down what it leaves blank.
"""

from pubaudit.catalog.parse import parse_catalog

__all__ = ["parse_catalog"]
