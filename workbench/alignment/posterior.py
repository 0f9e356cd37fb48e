"""How sure the search is of each bead: forward-backward over all paths in the band.

The posterior of a bead is the share, among all ways through the table weighted by their scores, of those that
contain it. It is never larger than the posterior of either of its borders. Scores add up evidence that is not
independent, so they are tempered (multiplied by less than one) before; by how much, and how posteriors become
confidences, is in `confidence.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from workbench.alignment.band import IMPOSSIBLE, Floats, Scores
from workbench.alignment.beads import LONGEST, PAIRED
from workbench.alignment.dp import MOVES, Step, Table, shifts, sums_along

_LOWEST, _LEAST = -1e300, 1e-300  # in place of what logarithms cannot hold

_LOWEST, _LEAST = -1e300, 1e-300  # in place of what logarithms cannot hold

_LOWEST, _LEAST = -1e300, 1e-300  # in place of what logarithms cannot hold

_LOWEST, _LEAST = -1e300, 1e-300  # in place of what logarithms cannot hold


def tempered(scores: Scores, power: float) -> Scores:
    """Multiply all log scores by `power`; below 1 the search is less sure of itself."""
    paired = scores.paired * np.float32(power)
    return Scores(scores.band, paired, scores.omitted * power, scores.added * power)


def posteriors(scores: Scores, path: Sequence[Step]) -> list[float]:
    """Give the posterior of each bead of `path`."""
    ahead, behind = forward(scores), backward(scores)
    low = scores.band.low.tolist()
    total = behind[0, 0]
    found = []
    for i0, i1, j0, j1 in path:
        if i0 == i1:
            own = scores.added[j0]
        elif j0 == j1:
            own = scores.omitted[i0]
        else:
            own = scores.paired[i1, PAIRED.index((i1 - i0, j1 - j0)), j1 - low[i1]]
        log = ahead[i0, j0 - low[i0]] + own + behind[i1, j1 - low[i1]] - total
        found.append(float(np.exp(min(log, 0.0))))
    return found


def forward(scores: Scores) -> Floats:
    """Sum over all ways from the first border to each cell, in logarithms."""
    table, along = Table(scores), sums_along(scores)
    for i, row in enumerate(table.rows):
        np.logaddexp.accumulate(_sum(table.arrivals(i)) - along[i], out=row)
        row += along[i]
        row[scores.band.size(i) :] = IMPOSSIBLE
    return table.rows


def backward(scores: Scores) -> Floats:
    """Sum over all ways from each cell to the last border, in logarithms.

    Every row hands what it knows to the rows that beads lead here from. Those that wait for it are at most
    `LONGEST` rows above, so that a ring of a few rows holds what they have been handed.
    """
    rows, width = len(scores.omitted), scores.band.width
    ring = np.full((LONGEST + 1, len(MOVES), LONGEST + 2 * width), IMPOSSIBLE)
    windows = sliding_window_view(ring.reshape(-1), width, writeable=True)
    above = (np.arange(rows + 1)[:, None] - np.array([a for a, _ in MOVES])) % len(ring)
    at = (above * len(MOVES) + np.arange(len(MOVES))) * ring.shape[2] + LONGEST + shifts(scores)
    along, table = sums_along(scores), np.empty((rows + 1, width))
    for i in range(rows, -1, -1):
        handed = ring[i % len(ring)]
        reached = _sum(handed[:, LONGEST : LONGEST + width])
        if i == rows:
            reached[scores.band.size(i) - 1] = 0.0
        reached[scores.band.size(i) :] = IMPOSSIBLE
        table[i] = np.logaddexp.accumulate((reached + along[i])[::-1])[::-1] - along[i]
        table[i, scores.band.size(i) :] = IMPOSSIBLE
        handed[:] = IMPOSSIBLE
        if i:
            onward = np.concatenate([scores.paired[i], np.full((1, width), scores.omitted[i - 1])])
            windows[at[i]] = onward + table[i]
    return table


def _sum(lines: Floats) -> Floats:
    top = np.maximum(lines.max(axis=0), _LOWEST)
    return np.asarray(top + np.log(np.maximum(np.exp(lines - top).sum(axis=0), _LEAST)))
