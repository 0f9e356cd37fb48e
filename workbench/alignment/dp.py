"""Find the best way through the band: an exact Viterbi search, row by row.

All beads with a source paragraph lead from an earlier row, so a row is a maximum of shifted rows. Additions lead
along the row: with the scores of additions summed up, they are a running maximum, and no inner loop is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from workbench.alignment.band import IMPOSSIBLE, Floats, Ints, Scores
from workbench.alignment.beads import LONGEST, PAIRED, Shape

# A bead as borders: source start, source end, target start, target end.
Step = tuple[int, int, int, int]
# The beads that lead from one row to a later one.
MOVES: tuple[Shape, ...] = (*PAIRED, (1, 0))


class Table:
    """A table of the band that is filled row by row from the top; impossible until then.

    It has margins on three sides, so that a row that is read from a few cells further on needs no care at its ends.

    Attributes:
        rows: the middle of the table, source borders x width.
    """

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        rows, width = len(scores.omitted) + 1, scores.band.width
        padded = np.full((LONGEST + rows, LONGEST + 2 * width), IMPOSSIBLE)
        self.rows = padded[LONGEST:, LONGEST : LONGEST + width]
        above = np.arange(LONGEST, LONGEST + rows)[:, None] - np.array([a for a, _ in MOVES])
        self._windows = sliding_window_view(padded.reshape(-1), width)
        self._at = above * padded.shape[1] + LONGEST + shifts(scores)

    def arrivals(self, i: int) -> Floats:
        """Score every bead with a source paragraph that ends in row `i`: one line for each of `MOVES`."""
        found: Floats = self._windows[self._at[i]]
        if i == 0:
            found[0, 0] = 0.0
            return found
        found[:-1] += self._scores.paired[i]
        found[-1] += self._scores.omitted[i - 1]
        return found


def shifts(scores: Scores) -> Ints:
    """Say for every row and move by how many cells the row that it comes from is read further on."""
    low, width = scores.band.low, scores.band.width
    rows = np.arange(len(low))
    moved = [np.minimum(low - low[np.maximum(rows - a, 0)] - b, width) for a, b in MOVES]
    return np.stack(moved, axis=1)


def sums_along(scores: Scores) -> Floats:
    """Sum up the scores of additions along each row; the difference of two entries is the way between them."""
    low, width = scores.band.low, scores.band.width
    sums = np.concatenate([[0.0], np.cumsum(scores.added)])
    columns = np.minimum(low[:, None] + np.arange(width), len(sums) - 1)
    return np.asarray(sums[columns] - sums[low][:, None])


def best_path(scores: Scores) -> list[Step]:
    """Give the beads of the best path from the first to the last border, in order."""
    table, along = Table(scores), sums_along(scores)
    chosen = np.full(along.shape, -1, dtype=np.int8)  # -1 is an addition
    columns = np.arange(scores.band.width)
    for i, row in enumerate(table.rows):
        found = table.arrivals(i)
        best = found.argmax(axis=0)
        reached = found[best, columns]
        np.maximum.accumulate(reached - along[i], out=row)
        row += along[i]
        row[scores.band.size(i) :] = IMPOSSIBLE
        np.copyto(chosen[i], best, where=reached >= row - 1e-9, casting="same_kind")
    return _walk_back(scores, chosen)


def _walk_back(scores: Scores, chosen: NDArray[np.int8]) -> list[Step]:
    low = scores.band.low.tolist()
    i, j = len(scores.omitted), len(scores.added)
    path: list[Step] = []
    while i or j:
        move = int(chosen[i, j - low[i]])
        a, b = MOVES[move] if move >= 0 else (0, 1)
        path.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return path[::-1]
