"""From the posterior of the search to a confidence that comes true.

The posterior takes the evidence of different keys for independent. It is not, and the more of it there is, the more
the sum says too much: of beads of long paragraphs fewer are right than their posteriors say, of short ones more. So
log odds are scaled by the mean length of the paragraphs. Where two paragraphs stand against one, length and words
both had to fit twice; such beads are more often right than the search knows, larger ones less.

The numbers come from a logistic regression (Platt, "Probabilistic Outputs for Support Vector Machines", 1999) on the
development texts, on these after other changes, and on messages of free programs in translation; what was held out was
always a whole family of texts. It fails where paragraphs of two translations are cut at different places: there both
halves find enough to be sure of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.dp import Step

# What scores are multiplied by before the search sums up over all paths; also what the next pass learns from.
TEMPER = 0.65
_LETTERS = 150.0
_SCALE, _SCALE_FALLS = 0.87, 0.31
_LEAST_SCALE, _MOST_SCALE = 0.3, 1.3
_JOINED, _LARGE = 0.84, -0.74
_CERTAIN = 1e-4


def calibrated(posteriors: Sequence[float], path: Sequence[Step], *, letters: float) -> list[float]:
    """Give the confidences of beads.

    Args:
        posteriors: how sure the search is of each bead, from tempered scores.
        path: the beads.
        letters: the mean length of a paragraph, the geometric mean of both sides, a Chinese character being three.
    """
    if not path:
        return []
    i0, i1, j0, j1 = np.array(path).T
    both = (i1 > i0) & (j1 > j0)
    units = np.where(both, i1 - i0 + j1 - j0, 0)
    sure = np.clip(np.array(posteriors), _CERTAIN, 1 - _CERTAIN)
    scale = np.clip(_SCALE - _SCALE_FALLS * np.log(letters / _LETTERS), _LEAST_SCALE, _MOST_SCALE)
    odds = scale * np.log(sure / (1 - sure)) + _JOINED * (units > 2) + _LARGE * (units > 3)
    found: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return found
