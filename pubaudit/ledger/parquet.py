"""Parquet through Arrow, row group by row group: dates as integers, words by their dictionaries.

pyarrow is optional (``pip install pubaudit[parquet]``); without it a parquet file is refused.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pubaudit.errors import InputError
from pubaudit.ledger.batch import Batch, Days, Words
from pubaudit.ledger.columns import columns_of, left_aside, require_days, unused
from pubaudit.ledger.dates import MISSING, day_of_value
from pubaudit.ledger.part import Part
from pubaudit.ledger.words import NAMING, LedgerWords

if TYPE_CHECKING:
    import pyarrow as pa

# Records of a batch: every column of one stays in the processor's cache.
_ROWS = 1 << 18
# Records of a part, at most: enough that what is done once a part weighs little.
_PART = 5 << 20
_BEIJING_HOURS = 8


def group_runs(path: Path, pieces: int) -> list[tuple[int, ...]]:
    """Return the row groups in consecutive runs of like size: ``pieces``, more in a long file.

    There is always one run, be it empty. Raises ``InputError`` if the file cannot be read.
    """
    metadata = _open(path).metadata
    groups = range(metadata.num_row_groups)
    ends = np.cumsum([metadata.row_group(group).num_rows for group in groups])
    runs = max(-(-metadata.num_rows // _PART), pieces)
    run_of = (ends - 1) * runs // max(metadata.num_rows, 1)
    found = [tuple(np.flatnonzero(run_of == run).tolist()) for run in range(runs)]
    return [run for run in found if run] or [()]


def read_groups(part: Part, words: LedgerWords) -> Iterator[Batch]:
    """Yield the records of some row groups; only the columns that mean something are read."""
    path = Path(part.path)
    file = _open(path)
    import pyarrow as pa

    names = list(file.schema_arrow.names)
    named = dict(part.named)
    header = columns_of(names, words, named)
    require_days(f"{part.path}：", header, words, named)
    roles = header.roles.keys() & (part.wanted or header.roles.keys())
    columns = {role: names[at] for role, at in header.roles.items() if role in roles}
    aside, rest = tuple(left_aside(header, words)), unused(header, words)
    dates = set(words.dates)
    # Of words that rarely repeat Arrow's dictionary would grow from batch to batch.
    coded = [name for role, name in columns.items() if role not in dates | NAMING]
    metadata = file.metadata
    file = _open(path, coded, metadata)
    first = 1 + sum(metadata.row_group(n).num_rows for n in range(min(part.groups, default=0)))
    try:
        for group in part.groups:
            for table in file.iter_batches(
                _ROWS, [group], list(columns.values()), use_threads=False
            ):
                read = {role: table.column(name) for role, name in columns.items()}
                asked = {role: partial(_texts, read.pop(role)) for role in part.asked & read.keys()}
                yield Batch(
                    part.input,
                    "",
                    first,
                    table.num_rows,
                    {role: _words(own) for role, own in read.items() if role not in dates},
                    {role: _days(own) for role, own in read.items() if role in dates},
                    None,
                    columns,
                    first - 1,
                    aside,
                    rest,
                    asked,
                )
                first += table.num_rows
    except (OSError, KeyError, pa.ArrowException) as error:
        raise _unreadable(path) from error


def _open(path: Path, coded: list[str] | None = None, metadata: Any = None) -> Any:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(
            f"{path.as_posix()}：读 parquet 需要 pyarrow，请先执行 pip install 'pubaudit[parquet]'"
        ) from error
    try:
        return parquet.ParquetFile(path, read_dictionary=coded, metadata=metadata)
    except FileNotFoundError as error:
        raise InputError(
            f"{path.as_posix()}：找不到该文件；在集群上核查时，各机器须能以同一路径读到"
        ) from error
    except KeyError as error:  # a list or a structure where a word should be
        raise _unreadable(path) from error
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path.as_posix()}：不是完好的 parquet 文件，请重新获取") from error


def _unreadable(path: Path) -> InputError:
    return InputError(
        f"{path.as_posix()}：有读不出的数据：文件损坏，或某列的类型不是文字、数字、日期；"
        "请重新获取，或改好后再试"
    )


def _words(column: "pa.Array") -> Words:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    said = column.dictionary
    if pa.types.is_binary(said.type):
        said = said.cast(pa.string())
    names = [str(name or "").strip() for name in said.to_pylist()]
    if column.indices.null_count:
        names.append("")
    return Words(_integers(column.indices, len(names) - 1), tuple(names))


def _texts(column: "pa.Array", rows: NDArray[np.intp], pattern: str) -> list[str]:
    """Return what some records say, blank where the pattern does not match."""
    import pyarrow as pa
    import pyarrow.compute as pc

    said = column.take(pa.array(rows)).cast(pa.string())
    kept = pc.if_else(pc.match_substring_regex(said, pattern), said, "")
    return [str(text or "").strip() for text in kept.to_pylist()]


def _days(column: "pa.Array") -> Days:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_date32(kind):
        return _integers(column.view(pa.int32()), MISSING)
    if pa.types.is_date64(kind):
        return _integers(column.cast(pa.date32()).view(pa.int32()), MISSING)
    if pa.types.is_timestamp(kind):
        return _integers(_beijing_days(column).view(pa.int32()), MISSING)
    words = column.dictionary_encode()
    read = [day_of_value(value) for value in words.dictionary.to_pylist()]
    table = np.array([*read, MISSING], np.int32)
    found: Days = table[_integers(words.indices, len(read))]
    return found


def _beijing_days(column: "pa.Array") -> "pa.Array":
    """Cut times to the day; one with a zone to the day in Beijing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if kind.tz:
        hours = pa.scalar(_BEIJING_HOURS * 3600, pa.int64()).cast(pa.duration("s"))
        plain = column.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit))
        column = pc.add(plain, hours)
    return pc.floor_temporal(column, unit="day").cast(pa.date32())


def _integers(array: "pa.Array", missing: int) -> Days:
    """Return an Arrow array of integers as numpy's, ``missing`` where it has none.

    By its buffers: Arrow's own conversions import its compute functions and pandas.
    """
    import pyarrow as pa

    if not pa.types.is_int32(array.type):
        array = array.cast(pa.int32())
    present, numbers = array.buffers()
    here = slice(array.offset, array.offset + len(array))
    values: Days = np.frombuffer(numbers, np.int32)[here]
    if array.null_count:
        bits = np.unpackbits(np.frombuffer(present, np.uint8), bitorder="little")
        values = np.where(bits[here].view(np.bool_), values, np.int32(missing))
    return values
