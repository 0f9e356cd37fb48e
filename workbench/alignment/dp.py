"""Find the best way through the band: an exact Viterbi search, row by row.

All beads with a source paragraph lead from an earlier row, so a row is a maximum of shifted rows. Additions lead
along the row: with the scores of additions summed up, they are a running maximum, and no inner loop is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.band import IMPOSSIBLE, Floats, Scores
from workbench.alignment.beads import LONGEST, Shape

# A bead as borders: source start, source end, target start, target end.
Step = tuple[int, int, int, int]


def blank(rows: int, width: int) -> tuple[Floats, Floats]:
    """Give an impossible table with margins, so that moved rows need no care at their ends, and its middle."""
    table = np.full((rows + 1, LONGEST + 2 * width), IMPOSSIBLE)
    return table, table[:, LONGEST : LONGEST + width]


def arrivals(scores: Scores, table: Floats, i: int, moves: list[Shape]) -> Floats:
    """Score every bead with a source paragraph that ends in row `i`: one line for each of `moves`.

    `table` has margins (see `blank`) and is filled above row `i`.
    """
    starts, width = scores.band.starts, scores.band.width
    out = np.full((len(moves), width), IMPOSSIBLE)
    for line, (a, b) in enumerate(moves):
        if a <= i:
            at = LONGEST + min(starts[i] - starts[i - a] - b, width)
            np.add(table[i - a, at : at + width], scores.paired[a, b][i] if b else scores.omitted[i - 1], out=out[line])
    return out


def sums_along(scores: Scores, i: int, width: int) -> Floats:
    """Sum up the scores of additions along row `i`; the difference of two entries is the way between them."""
    low, high = int(scores.band.low[i]), int(scores.band.high[i])
    out = np.zeros(width)
    np.cumsum(scores.added[low:high], out=out[1 : high - low + 1])
    return out


def best_path(scores: Scores) -> list[Step]:
    """Give the beads of the best path from the first to the last border, in order."""
    rows, width = len(scores.omitted), scores.band.width
    moves = [*scores.paired, (1, 0)]
    padded, table = blank(rows, width)
    chosen = np.full((rows + 1, width), -1, dtype=np.int8)  # -1 is an addition
    columns = np.arange(width)
    for i in range(rows + 1):
        found = arrivals(scores, padded, i, moves)
        if i == 0:
            found[0, 0] = 0.0
        best = found.argmax(axis=0)
        reached = found[best, columns]
        along = sums_along(scores, i, width)
        table[i] = np.maximum.accumulate(reached - along) + along
        table[i, scores.band.size(i) :] = IMPOSSIBLE
        np.copyto(chosen[i], best, where=reached >= table[i] - 1e-9, casting="same_kind")
    return _walk_back(scores, chosen, moves)


def _walk_back(scores: Scores, chosen: NDArray[np.int8], moves: list[Shape]) -> list[Step]:
    low = scores.band.low
    i, j = len(scores.omitted), len(scores.added)
    path: list[Step] = []
    while i or j:
        move = chosen[i, j - low[i]]
        a, b = moves[move] if move >= 0 else (0, 1)
        path.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return path[::-1]
