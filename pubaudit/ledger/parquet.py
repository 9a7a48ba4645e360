"""Parquet through Arrow, row group by row group: dates as integers, words by their dictionaries.

pyarrow is optional (``pip install pubaudit[parquet]``); without it a parquet file is refused.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pubaudit.errors import InputError
from pubaudit.ledger.batch import Batch, Days, Words
from pubaudit.ledger.dates import MISSING, day_of_value
from pubaudit.ledger.words import LedgerWords, require_dates, roles_of

if TYPE_CHECKING:
    import pyarrow as pa

    from pubaudit.ledger.files import Part

_BEIJING_HOURS = 8


def row_groups(path: Path) -> int:
    """Return the number of row groups; raises ``InputError`` if the file cannot be read."""
    return int(_open(path).num_row_groups)


def read_groups(part: "Part", words: LedgerWords) -> Iterator[Batch]:
    """Yield one batch a row group; only the columns that mean something are read."""
    path = Path(part.path)
    names = list(_open(path).schema_arrow.names)
    roles = roles_of(names, words, dict(part.named))
    require_dates(part.path, names, roles, words)
    if part.wanted:
        roles = {role: at for role, at in roles.items() if role in part.wanted}
    columns = {role: names[at] for role, at in roles.items()}
    dates = set(words.dates)
    coded = [name for role, name in columns.items() if role not in dates]
    file = _open(path, coded)
    first = 1 + sum(file.metadata.row_group(n).num_rows for n in range(min(part.groups)))
    for group in part.groups:
        table = file.read_row_group(group, columns=list(columns.values()), use_threads=False)
        yield Batch(
            part.input,
            "",
            first,
            table.num_rows,
            {r: _words(table[name]) for r, name in columns.items() if r not in dates},
            {r: _days(table[name]) for r, name in columns.items() if r in dates},
            None,
            columns,
            first - 1,
        )
        first += table.num_rows


def _open(path: Path, coded: list[str] | None = None) -> Any:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            f"{path.as_posix()}：读 parquet 需要 pyarrow，请先执行 pip install 'pubaudit[parquet]'"
        ) from error
    try:
        return parquet.ParquetFile(path, read_dictionary=coded)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path.as_posix()}：不是完好的 parquet 文件，请重新获取") from error


def _words(column: "pa.ChunkedArray") -> Words:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = (
            array.chunk(0) if array.num_chunks else pa.array([], pa.string()).dictionary_encode()
        )
    names = [str(name or "").strip() for name in array.dictionary.to_pylist()]
    indices = array.indices
    if indices.null_count:
        indices = indices.fill_null(len(names))
        names.append("")
    return Words(indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), tuple(names))


def _days(column: "pa.ChunkedArray") -> Days:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_timestamp(kind):
        if kind.tz:
            hours = pa.scalar(_BEIJING_HOURS * 3600, pa.int64()).cast(pa.duration("s"))
            column = pc.add(
                column.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit)), hours
            )
        column = pc.floor_temporal(column, unit="day").cast(pa.date32())
    elif pa.types.is_date64(kind):
        column = column.cast(pa.date32())
    elif not pa.types.is_date32(kind):
        words = column.dictionary_encode().unify_dictionaries().combine_chunks()
        words = words.chunk(0) if isinstance(words, pa.ChunkedArray) else words
        read = [day_of_value(value) for value in words.dictionary.to_pylist()]
        table = np.array([*read, MISSING], np.int32)
        found: Days = table[words.indices.fill_null(len(read)).to_numpy(zero_copy_only=False)]
        return found
    numbers = column.cast(pa.int32())
    if numbers.null_count:
        numbers = numbers.fill_null(MISSING)
    days: Days = numbers.to_numpy()
    return days
