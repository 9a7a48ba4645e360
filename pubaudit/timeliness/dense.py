"""A table of counts that fills up batch by batch.

It counts by place where the ranges of its codes are small, by sorted keys where they are not.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pubaudit.timeliness.tally import Cells, counted, packed, summed

Column = NDArray[np.signedinteger[Any]]
Columns = Mapping[str, Column]

# Places of a dense table, four bytes each: this many at most, and this many a record of a batch.
_DENSE: Final = 1 << 23
_PLACES: Final = 64
# Places that are turned into cells at a time.
_SLICE: Final = 1 << 20
# Sorted tables that wait to be brought together.
_WAITING: Final = 16


@dataclass(frozen=True, slots=True)
class Window:
    """The ranges of codes that a dense table covers: the first and the last of each dimension."""

    lows: tuple[int, ...]
    highs: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of codes of each dimension."""
        return tuple(high - low + 1 for low, high in zip(self.lows, self.highs, strict=True))

    @property
    def size(self) -> int:
        """The number of places."""
        return math.prod(self.sizes)

    def suits(self, records: int) -> bool:
        """Tell whether a dense table of this window is worth its places for so many records."""
        return self.size <= min(_DENSE, _PLACES * records)

    def joined(self, other: "Window") -> "Window":
        """Return the smallest window that covers both."""
        return Window(
            tuple(map(min, self.lows, other.lows)), tuple(map(max, self.highs, other.highs))
        )

    def padded(self) -> "Window":
        """Return a window with some room, so that it need not grow with every batch."""
        steps = [1 << max(size.bit_length() - 3, 0) for size in self.sizes]
        return Window(
            tuple(low // step * step for low, step in zip(self.lows, steps, strict=True)),
            tuple(
                high // step * step + step - 1 for high, step in zip(self.highs, steps, strict=True)
            ),
        )

    def places(self, columns: list[Column]) -> NDArray[np.int32]:
        """Return the place of each record in the table."""
        place = columns[0].astype(np.int32)
        place -= np.int32(self.lows[0])
        for column, low, size in zip(columns[1:], self.lows[1:], self.sizes[1:], strict=True):
            if size > 1:
                place *= np.int32(size)
                place += column
                place -= np.int32(low)
        return place

    def codes(self, places: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """Return the codes that belong to some places, dimension by dimension."""
        codes = [places] * len(self.sizes)
        for at in range(len(self.sizes) - 1, 0, -1):
            places, codes[at] = np.divmod(places, self.sizes[at])
            codes[at] += self.lows[at]
        codes[0] = places + self.lows[0]
        return codes


def window_of(columns: list[Column]) -> Window:
    """Return the window of the codes of some records (at least one)."""
    return Window(tuple(int(c.min()) for c in columns), tuple(int(c.max()) for c in columns))


class DenseTable:
    """Counts records by their codes in some dimensions."""

    def __init__(self, dimensions: tuple[str, ...]) -> None:
        self._dimensions = dimensions
        self._range: Window | None = None
        self._window: Window | None = None
        self._counts = np.empty(0, np.int32)
        self._done: list[Cells] = []

    def add(self, columns: Columns) -> None:
        """Count some records by the columns of the table's dimensions."""
        own = [columns[name] for name in self._dimensions]
        if not len(own[0]):
            return
        needed = window_of(own)
        wider = needed if self._range is None else self._range.joined(needed)
        if wider != self._range:
            self._widen(wider, len(own[0]))
        if self._window is None:
            self._keep(counted(self._dimensions, columns))
        else:
            np.add.at(self._counts, self._window.places(own), np.int32(1))

    def cells(self) -> Cells:
        """Return what was counted so far."""
        self._settle()
        none = np.empty(0, np.int64)
        return summed([Cells(self._dimensions, none, none), *self._done])

    def _widen(self, wider: Window, records: int) -> None:
        self._range = wider
        if self._window is not None and self._window.joined(wider) == self._window:
            return
        self._settle()
        self._window = next((w for w in (wider.padded(), wider) if w.suits(records)), None)
        if self._window is not None:
            self._counts = np.zeros(self._window.size, np.int32)

    def _settle(self) -> None:
        """Turn the dense table into cells, slice by slice: most of a large one is empty."""
        if self._window is None:
            return
        size = np.count_nonzero(self._counts)
        keys, counts = np.empty(size, np.int64), np.empty(size, np.int64)
        end = 0
        for begin in range(0, len(self._counts), _SLICE):
            own = self._counts[begin : begin + _SLICE]
            places = np.flatnonzero(own)
            here = slice(end, end := end + len(places))
            codes = dict(zip(self._dimensions, self._window.codes(places + begin), strict=True))
            keys[here], counts[here] = packed(self._dimensions, codes), own[places]
        self._keep(Cells(self._dimensions, keys, counts))
        self._counts[:] = 0

    def _keep(self, cells: Cells) -> None:
        self._done.append(cells)
        if len(self._done) > _WAITING:
            self._done = [summed(self._done)]
