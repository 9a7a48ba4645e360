"""Finds the tables in a sheet and what each column means; the header words are data.

Rows and columns are 0-based. Nothing here knows a file: a ``Grid`` comes in, tables go out.
"""

from pubaudit.headers.cells import Cells, cell_text, column_letter, read_cells
from pubaudit.headers.tables import (
    GROUP_ROLES,
    FoundTable,
    TableColumn,
    find_tables,
)
from pubaudit.headers.titles import body_in, find_body, section_level, title_of
from pubaudit.headers.words import BodyWords, HeaderWords, load_header_words, without_notes

__all__ = [
    "GROUP_ROLES",
    "BodyWords",
    "Cells",
    "FoundTable",
    "HeaderWords",
    "TableColumn",
    "body_in",
    "cell_text",
    "column_letter",
    "find_body",
    "find_tables",
    "load_header_words",
    "read_cells",
    "section_level",
    "title_of",
    "without_notes",
]
