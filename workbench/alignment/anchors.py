"""Where to look: a band around anchors, so that long texts need no table of their whole area.

Anchors are places where keys that occur at most three times, and equally often on both sides, fall together: the
heaviest chain of them that rises on both sides (Fenwick tree, n log n), without those that lie off the diagonal of
their neighbours. Short texts get the whole table. Texts without anchors get a band around the
straight line, as wide as memory allows.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from workbench.alignment.band import Band, Point, full
from workbench.alignment.dp import Step
from workbench.alignment.keys import Ints, KeyTable

WHOLE = 160_000  # cells up to which the whole table is searched
_RAREST = 3
_MARGIN = 10
_WIDE = 60
_OPEN_GAP = 120  # longest stretch between anchors that is searched as a whole
_STRAY = 6
# Cells that a band without anchors may have: scores of all shapes take 64 bytes a cell. A book of 20,000 paragraphs
# that repeats itself from end to end is searched 150 paragraphs to each side of the straight line.
_MOST_CELLS = 6_000_000


def find(table: KeyTable) -> list[Point]:
    """Give pairs of paragraphs, rising on both sides, that most likely belong together."""
    sides = []
    for blocks in (table.source[0], table.target[0]):
        units = np.repeat(np.arange(len(blocks.starts) - 1), np.diff(blocks.starts)) - 1
        order = np.argsort(blocks.keys, kind="stable")
        sides.append((blocks.keys[order], units[order]))
    (source_keys, source_units), (target_keys, target_units) = sides
    count = len(table.cue)
    left, right = np.bincount(source_keys, minlength=count), np.bincount(target_keys, minlength=count)
    rare = (left == right) & (left <= _RAREST)
    pairs = zip(source_units[rare[source_keys]].tolist(), target_units[rare[target_keys]].tolist(), strict=True)
    votes: dict[Point, int] = {}
    for pair in pairs:
        votes[pair] = votes.get(pair, 0) + 1
    return _without_strays(chain({pair: n for pair, n in votes.items() if n > 1}))


def chain(votes: dict[Point, int]) -> list[Point]:
    """Give the points with the highest sum of votes that rise strictly on both sides."""
    # From each row the rightmost first, so that two points of one row never follow each other.
    points = sorted(votes, key=lambda point: (point[0], -point[1]))
    size = max((j for _, j in points), default=0) + 1
    tree: list[tuple[int, int]] = [(0, -1)] * (size + 1)  # best sum up to a column, and the point that ends it
    before = []
    for number, point in enumerate(points):
        best = (0, -1)
        at = point[1]
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        own = (best[0] + votes[point], number)
        at = point[1] + 1
        while at <= size:
            tree[at] = max(tree[at], own)
            at += at & -at
    best = (0, -1)
    at = size
    while at > 0:
        best = max(best, tree[at])
        at -= at & -at
    found, last = [], best[1]
    while last >= 0:
        found.append(points[last])
        last = before[last]
    return found[::-1]


def _without_strays(points: Sequence[Point]) -> list[Point]:
    """Keep the anchors that lie near the diagonal of their neighbours on at least one side."""
    diagonals = [j - i for i, j in points]
    kept = []
    for n, point in enumerate(points):
        for near in (diagonals[max(n - 2, 0) : n], diagonals[n + 1 : n + 3]):
            if near and all(abs(diagonal - diagonals[n]) <= _STRAY for diagonal in near):
                kept.append(point)
                break
    return kept


def corridor(rows: int, columns: int, points: Sequence[Point], *, widen: int = 1) -> Band:
    """Give the band around anchors that lie within a table of `rows` x `columns` paragraphs.

    Args:
        rows: source paragraphs.
        columns: target paragraphs.
        points: anchors, rising.
        widen: factor for the band between distant anchors, after a path has run along its edge.
    """
    if rows * columns <= WHOLE:
        return full(rows, columns)
    low, high = np.full(rows + 1, columns), np.zeros(rows + 1, dtype=np.int64)
    stops = [(0, 0), *points, (rows, columns)]
    widest = max(_WIDE, _MOST_CELLS // (2 * rows))
    for (i0, j0), (i1, j1) in itertools.pairwise(stops):
        inside = np.arange(i0, i1 + 1)
        if max(i1 - i0, j1 - j0) <= _OPEN_GAP:
            start, end = np.full(len(inside), j0), np.full(len(inside), j1)
            margin = _MARGIN * widen
        else:
            # The slope may be steep: a row covers what the line crosses from the row before to the row after.
            slope = (j1 - j0) / max(i1 - i0, 1)
            line = j0 + slope * (inside - i0)
            start, end = np.floor(line - slope).astype(int), np.ceil(line + slope).astype(int)
            margin = min((_WIDE + max(i1 - i0, j1 - j0) // 10) * widen, widest)
        low[inside] = np.minimum(low[inside], start - margin)
        high[inside] = np.maximum(high[inside], end + margin)
    return _tidy(low, high, columns)


def around(path: Sequence[Step], rows: int, columns: int, *, margin: int = 6) -> Band:
    """Give a narrow band around a path, for the passes after the first."""
    if rows * columns <= WHOLE:
        return full(rows, columns)
    low, high = np.full(rows + 1, columns), np.zeros(rows + 1, dtype=np.int64)
    for i0, i1, j0, j1 in path:
        first, last = max(i0 - margin, 0), min(i1 + margin, rows)
        low[first : last + 1] = np.minimum(low[first : last + 1], j0 - margin)
        high[first : last + 1] = np.maximum(high[first : last + 1], j1 + margin)
    return _tidy(low, high, columns)


def touches(path: Sequence[Step], band: Band) -> bool:
    """Say whether a path runs along the edge of its band, so that the band may have been too narrow."""
    last = int(band.high[-1])
    return any(
        (j - band.low[i] <= 1 and band.low[i] > 0) or (band.high[i] - j <= 1 and band.high[i] < last)
        for _, i, _, j in path
    )


def _tidy(low: Ints, high: Ints, columns: int) -> Band:
    """Make low and high rise, stay in the table, and reach its corners."""
    low = np.minimum.accumulate(np.clip(low, 0, columns)[::-1])[::-1].copy()
    high = np.maximum.accumulate(np.clip(high, 0, columns))
    low[0], high[-1] = 0, columns
    return Band(low, high)
