"""How sure the search is of each bead: forward-backward over all paths in the band.

The posterior of a bead is the share, among all ways through the table weighted by their scores, of those that
contain it. It is never larger than the posterior of either of its borders. Scores add up evidence that is not
independent, so they are tempered (divided by a temperature) before; the temperature was set on development texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.band import IMPOSSIBLE, Floats, Scores
from workbench.alignment.dp import Step, arrivals, blank, sums_along


def tempered(scores: Scores, power: float) -> Scores:
    """Multiply all log scores by `power`; below 1 the search is less sure of itself."""
    paired = {shape: table * np.float32(power) for shape, table in scores.paired.items()}
    return Scores(scores.band, paired, scores.omitted * power, scores.added * power)


def posteriors(scores: Scores, path: Sequence[Step]) -> list[float]:
    """Give the posterior of each bead of `path`."""
    ahead, behind = forward(scores), backward(scores)
    low = scores.band.low
    total = behind[0, 0]
    found = []
    for i0, i1, j0, j1 in path:
        if i0 == i1:
            own = scores.added[j0]
        elif j0 == j1:
            own = scores.omitted[i0]
        else:
            own = scores.paired[i1 - i0, j1 - j0][i1, j1 - low[i1]]
        log = ahead[i0, j0 - low[i0]] + own + behind[i1, j1 - low[i1]] - total
        found.append(float(np.exp(min(log, 0.0))))
    return found


def forward(scores: Scores) -> Floats:
    """Sum over all ways from the first border to each cell, in logarithms."""
    rows, width = len(scores.omitted), scores.band.width
    moves = [*scores.paired, (1, 0)]
    padded, table = blank(rows, width)
    for i in range(rows + 1):
        found = arrivals(scores, padded, i, moves)
        if i == 0:
            found[0, 0] = 0.0
        along = sums_along(scores, i, width)
        table[i] = np.logaddexp.accumulate(_sum(found) - along) + along
        table[i, scores.band.size(i) :] = IMPOSSIBLE
    return table


def backward(scores: Scores) -> Floats:
    """Sum over all ways from each cell to the last border, in logarithms."""
    rows, width = len(scores.omitted), scores.band.width
    starts = scores.band.starts
    moves = [*scores.paired, (1, 0)]
    table = np.full((rows + 1, width), IMPOSSIBLE)
    for i in range(rows, -1, -1):
        found = np.full((len(moves), width), IMPOSSIBLE)
        for line, (a, b) in enumerate(moves):
            if i + a <= rows:
                onward = table[i + a] + (scores.paired[a, b][i + a] if b else scores.omitted[i])
                _shift_into(found[line], onward, starts[i] - starts[i + a] + b)
        if i == rows:
            found[0, scores.band.size(i) - 1] = 0.0
        along = sums_along(scores, i, width)
        reached = _sum(found)
        reached[scores.band.size(i) :] = IMPOSSIBLE
        table[i] = np.logaddexp.accumulate((reached + along)[::-1])[::-1] - along
        table[i, scores.band.size(i) :] = IMPOSSIBLE
    return table


def _shift_into(out: Floats, row: Floats, shift: int) -> None:
    """Write `row`, moved left by `shift`, into `out` where both have columns."""
    start, end = max(-shift, 0), min(len(row) - shift, len(out))
    if start < end:
        out[start:end] = row[start + shift : end + shift]


def _sum(lines: Floats) -> Floats:
    top = lines.max(axis=0)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(safe + np.log(np.exp(lines - safe).sum(axis=0)))
