"""Score beads: the log prior of their shape, and for each cue the log ratio of its evidence against chance.

Every cue compares how likely it is to see what it sees in a right bead with how likely it is in two paragraphs
taken at random. Unrelated paragraphs thus score below an omission by themselves. For keys: met on the other
side gives log(h / q), not met log((1 - h) / (1 - q)), with h the hit rate of the cue and q the chance that a
block of that many paragraphs has the key; both directions, halved. Frequent keys cancel: no stop list is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.band import IMPOSSIBLE, Band, Scores
from workbench.alignment.beads import LONGEST, PAIRED
from workbench.alignment.cues import LENGTH
from workbench.alignment.cues.length import background, totals
from workbench.alignment.cues.lone import Notes
from workbench.alignment.cues.meaning import MEANING, Meaning
from workbench.alignment.dp import Step
from workbench.alignment.keys import Blocks, Floats, Ints, KeyTable, distinct
from workbench.alignment.model import Classes, Model

Matrix = NDArray[np.float32]
_TILE = 32  # rows of the table that are scored in one go
_SMALL_PRODUCT = 200_000  # multiplications; OpenBLAS stays on one thread up to 262,144


@dataclass(frozen=True)
class Evidence:
    """All that was found in two texts, before any of it is weighed.

    Attributes:
        lengths: letters of each paragraph, source and target.
        table: the keys.
        weights: how much the evidence of each key cue counts.
        classes: what the class cues found.
        lone: log odds for having no partner, source and target.
        last: log odds for being the last of several paragraphs in a bead, source and target.
        alone: whether a pin keeps each paragraph out of beads with two sides, source and target.
        use_length: whether lengths count at all.
        meaning: the vectors of both texts, where there is an encoder.
    """

    lengths: tuple[Floats, Floats]
    table: KeyTable
    weights: Mapping[str, float]
    classes: Sequence[Classes]
    lone: tuple[Floats, Floats]
    last: tuple[Floats, Floats]
    alone: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    use_length: bool = True
    meaning: Meaning | None = None


@dataclass(frozen=True)
class _Blocks:
    """The weighed keys of blocks of one side.

    Attributes:
        both: blocks x twice the keys: 1 where the block has the key, and beside it what the key adds, for the
            chance on this side, when the other side has it, too; the other way round in the target, so that the
            product of both sides sums up the gains of the keys that they share.
        never: for each block, the score of its keys if none is met, apart from chance.
        rate: for each block, how much chance takes from that for each mean paragraph on the other side.
        exposure: the length of each block, in mean paragraphs.
    """

    both: Matrix
    never: Matrix
    rate: Matrix
    exposure: Matrix


@dataclass(frozen=True)
class _Weighed:
    """The same of all blocks of one size of one side, with one gain for each key of each block."""

    blocks: Blocks
    gains: Matrix
    never: Matrix
    rate: Matrix
    exposure: Matrix


class Scorer:
    """Evidence weighed by a model."""

    def __init__(self, evidence: Evidence, model: Model) -> None:
        self.evidence = evidence
        self.model = model
        table = evidence.table
        hits = np.array([model.hits[cue] for cue in table.cues]).reshape(-1, 2).T
        weights = np.array([evidence.weights[cue] for cue in table.cues]) / 2
        self._hit = hits[:, table.cue] if len(table.cue) else np.zeros((2, 0))
        self._weight = weights[table.cue] if len(table.cue) else np.zeros(0)
        self._totals = totals(evidence.lengths[0]), totals(evidence.lengths[1])
        self._chance = totals(background(evidence.lengths[0])), totals(background(evidence.lengths[1]))
        self._exposure = tuple(sums / sums[-1] * (len(sums) - 1) for sums in self._totals)
        self._kept_out = tuple(totals(alone.astype(np.float64)) for alone in evidence.alone)
        self._class_tables = [self._class_table(found) for found in evidence.classes]
        self._weighed = [[self._weigh(side, size) for size in range(1, LONGEST + 1)] for side in (0, 1)]
        self._place = np.full(len(table.cue), -1)  # of each key, its column in the tile that is being scored

    def scores(self, band: Band, *, source_from: int = 0, target_from: int = 0) -> Scores:
        """Score all beads in a band; its row 0 is the border before source paragraph `source_from`."""
        rows, columns = len(band.low) - 1, int(band.high[-1])
        paired = np.full((rows + 1, len(PAIRED), band.width), IMPOSSIBLE, dtype=np.float32)
        for first in range(1, rows + 1, _TILE):
            local = np.arange(first, min(first + _TILE, rows + 1))
            start = int(band.low[local[0]])
            across = np.arange(start, int(band.high[local[-1]]) + 1)
            tile = self._tile(local + source_from, across + target_from)
            # Cut each row's stretch out of the tile.
            at = (band.low[local] - start)[:, None] + np.arange(band.width)
            outside = at > (band.high[local] - start)[:, None]
            cut = tile[:, np.arange(len(local))[:, None], np.minimum(at, len(across) - 1)]
            cut[:, outside] = IMPOSSIBLE
            paired[local] = cut.swapaxes(0, 1)
        lone = self.evidence.lone
        return Scores(
            band,
            paired,
            np.log(self.model.priors[1, 0]) + lone[0][source_from : source_from + rows],
            np.log(self.model.priors[0, 1]) + lone[1][target_from : target_from + columns],
        )

    def cues(self, steps: Sequence[Step], least: float) -> list[tuple[str, ...]]:
        """Name the cues that speak for each bead with at least `least` natural units, the strongest first."""
        borders = np.array(steps, dtype=np.int64).reshape(-1, 4)
        one_sided = (borders[:, 0] == borders[:, 1]) | (borders[:, 2] == borders[:, 3])
        told: list[tuple[str, ...]] = [()] * len(steps)
        odds = [totals(odds) for odds in self.evidence.lone]
        for number in np.flatnonzero(one_sided).tolist():
            i0, i1, j0, j1 = borders[number]
            if odds[0][i1] - odds[0][i0] + odds[1][j1] - odds[1][j0] >= least:
                told[number] = (Notes.name,)
        found = self.evidence_for(borders[~one_sided])
        names = sorted(found)
        values = np.stack([found[name] for name in names], axis=1) if names else np.zeros((0, 0))
        for number, row in zip(np.flatnonzero(~one_sided).tolist(), values, strict=False):
            order = np.argsort(-row, kind="stable").tolist()
            told[number] = tuple(names[at] for at in order if row[at] >= least)
        return told

    def evidence_for(self, borders: Ints) -> dict[str, NDArray[np.floating]]:
        """Give the evidence of each cue for beads with both sides, in natural logarithms.

        Args:
            borders: a bead in a row: source start, source end, target start, target end.
        """
        i0, i1, j0, j1 = borders.T
        table = self.evidence.table
        left, right, both = table.meetings(borders)
        exposure = self._exposure[0][i1] - self._exposure[0][i0], self._exposure[1][j1] - self._exposure[1][j0]
        values = np.zeros(len(borders) * len(table.cues))
        for (beads, keys), other in ((left, 1), (right, 0)):
            missed = self._weight[keys] * self._missed(keys, other, exposure[other][beads])
            values += np.bincount(beads * len(table.cues) + table.cue[keys], missed, len(values))
            beads, keys = both
            gained = self._weight[keys] * self._gain(keys, other, exposure[other][beads])
            values += np.bincount(beads * len(table.cues) + table.cue[keys], gained, len(values))
        by_cue = values.reshape(len(borders), len(table.cues)).T
        found: dict[str, NDArray[np.floating]] = dict(zip(table.cues, by_cue, strict=True))
        for classes, weighed in zip(self.evidence.classes, self._class_tables, strict=True):
            at = (i1 - 1, j1 - 1) if classes.cue.at_end else (i0, j0)
            found[classes.cue.name] = weighed[classes.source[at[0]], classes.target[at[1]]]
        if self.evidence.use_length:
            found[LENGTH] = self._lengths(self._stretches(0, i0, i1), self._stretches(1, j0, j1), i1 - i0, j1 - j0)
        meaning = self.evidence.meaning
        if meaning:
            ours, theirs = meaning.stretches(0, i0, i1), meaning.stretches(1, j0, j1)
            cosines = (ours.vectors * theirs.vectors).sum(axis=1)
            found[MEANING] = meaning.evidence(cosines, ours.usual + theirs.usual, self.model.separation)
        return found

    def _tile(self, rows: Ints, columns: Ints) -> Matrix:
        """Score the beads of all shapes that end at these borders: an array shapes x rows x columns."""
        source, target = self.evidence.table.source, self.evidence.table.target
        common = np.intersect1d(_present(source[0], rows), _present(target[0], columns), assume_unique=True)
        self._place[common] = np.arange(len(common))
        lefts = [self._cut(0, size, rows, common) for size in range(1, LONGEST + 1)]
        rights = [self._cut(1, size, columns, common) for size in range(1, LONGEST + 1)]
        self._place[common] = -1
        classes = list(zip(self.evidence.classes, self._class_tables, strict=True))
        starting = [(found, weighed) for found, weighed in classes if not found.cue.at_end]
        ends = np.zeros((len(rows), len(columns)), dtype=np.float32)
        for found, weighed in classes:
            if found.cue.at_end:
                ends += weighed[
                    found.source[np.maximum(rows - 1, 0)][:, None], found.target[np.maximum(columns - 1, 0)]
                ]
        tiles = np.empty((len(PAIRED), len(rows), len(columns)), dtype=np.float32)
        stretches = [
            [self._stretches(side, np.maximum(ends - size, 0), ends) for size in range(1, LONGEST + 1)]
            for side, ends in ((0, rows[:, None]), (1, columns))
        ]
        meaning = self.evidence.meaning
        meant = [
            [meaning.stretches(side, np.maximum(ends - size, 0), ends) for size in range(1, LONGEST + 1)]
            for side, ends in ((0, rows), (1, columns))
            if meaning
        ]
        for (a, b), tile in zip(PAIRED, tiles, strict=True):
            left, right = lefts[a - 1], rights[b - 1]
            tile[:] = _product(left.both, right.both)
            tile += left.never[:, None] + right.never
            tile += left.rate[:, None] * right.exposure + left.exposure[:, None] * right.rate
            tile += ends
            for found, weighed in starting:
                tile += weighed[
                    found.source[np.maximum(rows - a, 0)][:, None], found.target[np.maximum(columns - b, 0)]
                ]
            if self.evidence.use_length:
                tile += self._lengths(stretches[0][a - 1], stretches[1][b - 1], a, b)
            if meaning:
                ours, theirs = meant[0][a - 1], meant[1][b - 1]
                cosines = _product(ours.vectors, theirs.vectors)
                tile += meaning.evidence(cosines, ours.usual[:, None] + theirs.usual, self.model.separation)
            tile += np.float32(np.log(self.model.priors[a, b]))
            if a > 1:
                tile += self.evidence.last[0][rows - 1, None]
            if b > 1:
                tile += self.evidence.last[1][columns - 1]
            tile[_any(self._kept_out[0], rows, a)] = IMPOSSIBLE
            tile[:, _any(self._kept_out[1], columns, b)] = IMPOSSIBLE
        return tiles

    def _weigh(self, side: int, size: int) -> _Weighed:
        """Weigh the keys of all blocks of `size` paragraphs of one side, once for all tiles."""
        blocks = (self.evidence.table.source, self.evidence.table.target)[side][size - 1]
        sums, keys = self._exposure[side], blocks.keys
        ends = np.arange(len(sums))
        exposure = sums - sums[np.maximum(ends - size, 0)]
        lines = np.repeat(ends, np.diff(blocks.starts))
        weight = self._weight[keys]
        never = np.bincount(lines, weight * np.log1p(-self._hit[side, keys]), len(ends))
        rate = np.bincount(lines, weight * self.evidence.table.rates[1 - side][keys], len(ends))
        gains = weight * self._gain(keys, side, exposure[lines])
        return _Weighed(blocks, *(np.asarray(values, dtype=np.float32) for values in (gains, never, rate, exposure)))

    def _cut(self, side: int, size: int, ends: Ints, common: Ints) -> _Blocks:
        """Cut the blocks that end within `ends` out of those of one side."""
        weighed = self._weighed[side][size - 1]
        first, last = int(ends[0]), int(ends[-1]) + 1
        starts = weighed.blocks.starts
        inner = slice(starts[first], starts[last])
        at = self._place[weighed.blocks.keys[inner]]
        inside = np.flatnonzero(at >= 0)
        lines = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))[inside]
        both = np.zeros((last - first, 2 * len(common)), dtype=np.float32)
        has, gains = (0, len(common)) if side == 0 else (len(common), 0)
        both[lines, at[inside] + has] = 1.0
        both[lines, at[inside] + gains] = weighed.gains[inner][inside]
        return _Blocks(both, weighed.never[first:last], weighed.rate[first:last], weighed.exposure[first:last])

    def _missed(self, keys: Ints, side: int, exposure: Floats) -> Floats:
        """Log ratio for keys that a block of `side` with this exposure does not have."""
        return np.asarray(np.log1p(-self._hit[1 - side, keys]) + exposure * self.evidence.table.rates[side][keys])

    def _gain(self, keys: Ints, side: int, exposure: Floats) -> Floats:
        """What keys add when a block of `side` with this exposure has them, over its not having them."""
        chance = -np.expm1(-exposure * self.evidence.table.rates[side][keys])
        return np.asarray(
            np.log(self._hit[1 - side, keys] / np.maximum(chance, 1e-9)) - self._missed(keys, side, exposure)
        )

    def _stretches(self, side: int, start: Ints, end: Ints) -> tuple[Matrix, Matrix]:
        """Give the letters of stretches and the log density of such lengths, in single precision: half the time."""
        letters = np.maximum(self._totals[side][end] - self._totals[side][start], 1.0)
        chance = self._chance[side][end] - self._chance[side][start]
        return letters.astype(np.float32), chance.astype(np.float32)

    def _lengths(
        self, source: tuple[Matrix, Matrix], target: tuple[Matrix, Matrix], a: int | Ints, b: int | Ints
    ) -> Matrix:
        (left, left_chance), (right, right_chance) = source, target
        # Where a merged paragraph falls apart is anybody's guess: one over its length for every further part.
        ahead = self.model.length.score(left, right)
        ahead -= (b - 1) * np.log(right) + right_chance
        back = self.model.length.inverse().score(right, left)
        back -= (a - 1) * np.log(left) + left_chance
        return np.asarray((ahead + back) / 2, dtype=np.float32)

    def _class_table(self, found: Classes) -> Matrix:
        agreement = self.model.agreement[found.cue.name]
        table = np.full((len(found.share),) * 2, np.log(1 - agreement))
        np.fill_diagonal(table, np.log(1 - agreement + agreement / found.share))
        return np.asarray(found.cue.weight * table, dtype=np.float32)


def _present(blocks: Blocks, ends: Ints) -> Ints:
    """List the keys of all blocks that end within `ends`."""
    first, last = max(int(ends[0]), 1), int(ends[-1])
    own = blocks.keys[blocks.starts[max(first - LONGEST + 1, 0)] : blocks.starts[last + 1]]
    return distinct(own)[0]


def _product(left: Matrix, right: Matrix) -> Matrix:
    """Multiply in pieces too small for the linear algebra library to start threads, which fight over busy cores."""
    out = np.zeros((len(left), len(right)), dtype=np.float32)
    piece = max(_SMALL_PRODUCT // out.size, 1)
    for start in range(0, left.shape[1], piece):
        out += left[:, start : start + piece] @ right[:, start : start + piece].T
    return out


def _any(sums: Floats, ends: Ints, size: int) -> NDArray[np.bool_]:
    """Say of each block whether it has a paragraph that counts in `sums`."""
    return np.asarray(sums[ends] > sums[np.maximum(ends - size, 0)])
