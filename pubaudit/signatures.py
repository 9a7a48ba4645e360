"""How the bytes of a file begin, by what it is, whatever its name says."""

ZIP = b"PK\x03\x04"  # also xlsx, docx, ods
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # xls, doc
PARQUET = b"PAR1"
