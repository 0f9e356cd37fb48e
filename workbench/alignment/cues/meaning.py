"""Meaning, as a sentence encoder of the user's choice puts it into numbers: the one dense cue.

Method: cosine of the vectors of two blocks, less the mean cosine of each with the other text (a margin, as in Artetxe
and Schwenk, "Margin-based Parallel Corpus Mining with Multilingual Sentence Embeddings", ACL 2019); a block's vector
is the sum of its paragraphs', as in Vecalign. In units of the spread of pairs taken at random, margins of right pairs
lie some way off zero; that separation is learned from the text. Fails as its encoder fails: for rare languages, for
paragraphs longer than the encoder reads, and for numbers and names, which other cues know better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ints = NDArray[np.int64]

MEANING = "meaning"
SEPARATION = 4.0  # before the texts are known
_VARIANCE = 1.5  # of the margins of right pairs and of others, on average
_MOST = 8.0  # natural units that one cue may say
_TRUST = 20.0
_LEAST_SPREAD = 1e-3


class Encoder(Protocol):
    """Anything that gives texts of any language vectors, near each other when they mean the same."""

    def encode(self, texts: list[str], /) -> NDArray[Any]:
        """Give one row of numbers for each text."""


@dataclass(frozen=True)
class Stretches:
    """The vectors of stretches of one text, of length one, and the mean cosine of each with the other text."""

    vectors: Vectors
    usual: Vectors


@dataclass(frozen=True)
class Meaning:
    """The vectors of two texts.

    Attributes:
        sums: for source and target, the sums of the vectors of the first n paragraphs.
        means: for source and target, the mean vector of a paragraph.
        spread: the standard deviation of the margins of pairs taken at random.
    """

    sums: tuple[Vectors, Vectors]
    means: tuple[Vectors, Vectors]
    spread: float

    def stretches(self, side: int, start: Ints, end: Ints) -> Stretches:
        """Give the stretches of one side between these borders."""
        vectors = _unit(self.sums[side][end] - self.sums[side][start])
        return Stretches(vectors, vectors @ self.means[1 - side])

    def evidence(self, cosines: Vectors, usual: Vectors, separation: float) -> Vectors:
        """Give the log ratio for cosines of stretches whose mean cosines add up to `usual`."""
        off = (cosines - usual / 2) / np.float32(self.spread)
        return np.clip(separation / _VARIANCE * (off - separation / 2), -_MOST, _MOST).astype(np.float32)

    def separation(self, borders: Ints) -> float:
        """Learn from beads with both sides (source start and end, target start and end) how far off they lie."""
        i0, i1, j0, j1 = borders.T
        left, right = self.stretches(0, i0, i1), self.stretches(1, j0, j1)
        off = ((left.vectors * right.vectors).sum(axis=1) - (left.usual + right.usual) / 2) / self.spread
        return float(np.clip((off.sum() + _TRUST * SEPARATION) / (len(off) + _TRUST), 1.0, 12.0))


def encode(encoder: Encoder, source: Sequence[str], target: Sequence[str]) -> Meaning:
    """Give the vectors of two texts."""
    units = tuple(_unit(np.asarray(encoder.encode(list(texts)), dtype=np.float32)) for texts in (source, target))
    # A long paragraph counts for more in a block, but not in proportion.
    weights = (np.sqrt([max(len(text), 1) for text in texts]).astype(np.float32)[:, None] for texts in (source, target))
    sums = [
        np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), np.cumsum(vectors * weight, axis=0)])
        for vectors, weight in zip(units, weights, strict=True)
    ]
    means = units[0].mean(axis=0), units[1].mean(axis=0)
    # Every paragraph with one half a text further on: hardly ever its translation.
    rows = np.arange(len(units[0]))
    columns = (rows * len(units[1]) // len(rows) + len(units[1]) // 2) % len(units[1])
    other = (units[0] * units[1][columns]).sum(axis=1)
    margins = other - (units[0] @ means[1] + units[1][columns] @ means[0]) / 2
    return Meaning((sums[0], sums[1]), means, max(float(margins.std()), _LEAST_SPREAD))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
