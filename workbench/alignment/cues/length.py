"""Lengths: a long paragraph has a long translation.

Method: Gale and Church (1993), with a Student t in place of the Gaussian, since translators now and then leave
out or add half a paragraph, and as a ratio against chance: the length of an unrelated paragraph of the same text
(log-normal). A Chinese character counts as three letters. Knows no words; alone, it fails at omissions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.sides import Side

Floats = NDArray[np.float64]

_WIDE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff60]")
_CHINESE_LETTERS = 3
# Letters of a translation for one letter's worth of Chinese, measured on documentation and news.
_EXPANSION = {"zh": 1.0, "en": 1.05, "es": 1.14}
_FREEDOM = 5.0
_T_CONSTANT = -0.9686  # log of the t density with five degrees of freedom at its middle
_SPREAD = 6.8  # variance in letters for each letter, as in the paper
_SHARE = 0.12  # and the part that grows with the length itself
_TRUST = 20.0  # beads that weigh as much as the defaults


def lengths(side: Side) -> Floats:
    """Give the length of each paragraph in letters, at least 1."""
    found = [len(text) + (_CHINESE_LETTERS - 1) * len(_WIDE.findall(text)) for text in side.texts]
    return np.maximum(np.array(found, dtype=np.float64), 1.0)


@dataclass(frozen=True)
class LengthModel:
    """How long a translation is.

    Attributes:
        ratio: target letters for a source letter.
        scale: by how much the spread differs from the default.
    """

    ratio: float
    scale: float = 1.0

    def fitted(self, source: Floats, target: Floats, weights: Floats) -> LengthModel:
        """Fit ratio and spread to beads known so far; few beads change little.

        Args:
            source: letters of the source of each bead.
            target: letters of its target.
            weights: how sure each bead is, 0 to 1.
        """
        if not len(source):
            return self
        logs = np.log(target / source) - np.log(self.ratio)
        # A median resists the halves of paragraphs that were left out.
        shift = float(np.median(logs)) * weights.sum() / (weights.sum() + _TRUST)
        fitted = replace(self, ratio=self.ratio * float(np.exp(shift)))
        off = np.abs(target - fitted.ratio * source) / np.sqrt(_variance(fitted.ratio * source))
        spread = float(np.median(off)) / 0.7267  # the median of |t| with five degrees of freedom
        trust = weights.sum() / (weights.sum() + _TRUST)
        return replace(fitted, scale=float(np.clip(np.exp(trust * np.log(max(spread, 0.2))), 0.4, 2.5)))

    def score(self, source: NDArray[Any], target: NDArray[Any]) -> NDArray[Any]:
        """Give the log density of target letters, given source letters, in the precision that comes in."""
        expected = self.ratio * source
        variance = _variance(expected) * self.scale**2
        off = (target - expected) ** 2 / variance
        tail = 0.5 * (_FREEDOM + 1.0) * np.log1p(off / _FREEDOM)
        return np.asarray(-tail - 0.5 * np.log(variance) + _T_CONSTANT)

    def inverse(self) -> LengthModel:
        """Give the model of the source's length, given the target's."""
        return replace(self, ratio=1.0 / self.ratio)


def default(source: Side, target: Side) -> LengthModel:
    """Give the model for a pair of languages before anything is known of the texts."""
    return LengthModel(_EXPANSION[target.locale.language] / _EXPANSION[source.locale.language])


def background(values: Floats) -> Floats:
    """Give the log density of each length among the lengths of its text."""
    logs = np.log(values)
    middle, spread = float(logs.mean()), max(float(logs.std()), 0.5)
    return np.asarray(-0.5 * ((logs - middle) / spread) ** 2 - np.log(spread) - logs - 0.5 * np.log(2 * np.pi))


def _variance(expected: NDArray[Any]) -> NDArray[Any]:
    return _SPREAD * expected + (_SHARE * expected) ** 2


def totals(values: Sequence[float] | Floats) -> Floats:
    """Sum up lengths: entry i is the length of the first i paragraphs."""
    return np.concatenate([[0.0], np.cumsum(values)])
