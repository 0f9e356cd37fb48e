"""The band of the search table that is looked at, and the scores in it.

Rows are borders between source paragraphs, columns borders between target paragraphs. Every row keeps only a
stretch of columns, so that memory grows with the length of the texts and not with its square.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
IMPOSSIBLE = -np.inf


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
