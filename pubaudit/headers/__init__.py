"""Finds the tables in a sheet and what each column means; the header words are data.

Rows and columns are 0-based. Nothing here knows a file: a ``Grid`` comes in, tables go out.
"""

from pubaudit.headers.boxes import Legend, choices, read_legend, under_label
from pubaudit.headers.cells import Cells, cell_text, column_letter, read_cells
from pubaudit.headers.columns import GROUP_ROLES, TableColumn
from pubaudit.headers.dates import date_of_catalog
from pubaudit.headers.tables import FoundTable, find_tables
from pubaudit.headers.titles import body_in, find_body, section_level, title_of
from pubaudit.headers.words import HeaderWords, load_header_words, without_notes

__all__ = [
    "GROUP_ROLES",
    "Cells",
    "FoundTable",
    "HeaderWords",
    "Legend",
    "TableColumn",
    "body_in",
    "cell_text",
    "choices",
    "column_letter",
    "date_of_catalog",
    "find_body",
    "find_tables",
    "load_header_words",
    "read_cells",
    "read_legend",
    "section_level",
    "title_of",
    "under_label",
    "without_notes",
]
