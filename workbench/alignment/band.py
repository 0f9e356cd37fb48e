"""The band of the search table that is looked at, and the scores in it.

Rows are borders between source paragraphs, columns borders between target paragraphs. Every row keeps only a
stretch of columns, so that memory grows with the length of the texts and not with its square.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.beads import PAIRED

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
IMPOSSIBLE = -np.inf
Point = tuple[int, int]


@dataclass(frozen=True)
class Band:
    """The columns that each row keeps.

    Attributes:
        low: first column of every row; never falls from row to row.
        high: last column of every row, included; never falls.
    """

    low: Ints
    high: Ints

    @property
    def width(self) -> int:
        """The columns of the widest row."""
        return int((self.high - self.low).max()) + 1

    def size(self, row: int) -> int:
        """The columns of one row."""
        return int(self.high[row] - self.low[row]) + 1


def full(rows: int, columns: int) -> Band:
    """Give the band that is the whole table of `rows` source and `columns` target paragraphs."""
    return Band(np.zeros(rows + 1, dtype=np.int64), np.full(rows + 1, columns, dtype=np.int64))


def through(rows: int, columns: int, stops: Sequence[Point]) -> Band:
    """Give the band of the tables between stops: borders, rising on both sides, that every path has to touch.

    The row of a stop belongs to the table before it and to the one after it: additions may stand in either.
    """
    low, high = np.zeros(rows + 1, dtype=np.int64), np.zeros(rows + 1, dtype=np.int64)
    for (i0, j0), (i1, j1) in itertools.pairwise([(0, 0), *stops, (rows, columns)]):
        low[i0 + 1 : i1 + 1] = j0
        high[i0:i1] = j1
    high[rows] = columns
    return Band(low, high)


@dataclass(frozen=True)
class Scores:
    """Log scores of all beads whose end lies in the band.

    Attributes:
        band: where the rows begin and end.
        paired: an array rows x shapes with both sides (in the order of `PAIRED`) x width; the entry [i, n, c] is
            the bead of shape n that ends at the borders i and `band.low[i] + c`.
        omitted: for each source paragraph, the score of leaving it out.
        added: for each target paragraph, the score of its being an addition.
    """

    band: Band
    paired: NDArray[np.float32]
    omitted: Floats
    added: Floats

    def stopped(self, stops: Sequence[Point]) -> Scores:
        """Forbid the beads that go across stops, in a band that leads `through` them."""
        rows, columns = np.arange(len(self.paired)), self.band.low[:, None] + np.arange(self.band.width)
        borders = np.array([(0, 0), *stops, (len(self.omitted), len(self.added))])
        part = np.maximum(np.searchsorted(borders[:, 0], rows) - 1, 0)
        (first, start), (_, end) = borders[part].T, borders[part + 1].T
        paired = self.paired.copy()
        for table, (a, b) in zip(paired.swapaxes(0, 1), PAIRED, strict=True):
            table[rows - a < first] = IMPOSSIBLE
            table[(columns - b < start[:, None]) | (columns > end[:, None])] = IMPOSSIBLE
        return replace(self, paired=paired)
