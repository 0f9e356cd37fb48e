"""What is believed of a pair of texts: priors of shapes, lengths, and how reliable each cue is.

It starts with defaults and is fitted to the beads of a first pass, with pseudo-counts, so that a short text
changes little. A model lives for one call: nothing learned from one text is kept for the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.alignment import lexicon
from workbench.alignment.beads import PRIORS, Shape
from workbench.alignment.cues import LEARNED, ClassCue, KeyCue
from workbench.alignment.cues.length import LengthModel, totals
from workbench.alignment.cues.meaning import SEPARATION, Meaning
from workbench.alignment.dp import Step
from workbench.alignment.keys import Floats, Ints, KeyTable

Directions = tuple[float, float]
_PRIOR_BEADS = 25.0
_PRIOR_KEYS = 40.0
_PRIOR_CLASSES = 20.0
_SURE = 0.5
_RARELY_PAIRED = 0.02


@dataclass(frozen=True)
class Model:
    """The parameters of the scores.

    Attributes:
        priors: probability of each shape.
        length: how long a translation is.
        hits: for each cue with keys, how often a key of the source is met in the target of a right bead, and the
            other way round.
        agreement: for each cue with classes, how often both sides agree for a reason.
        separation: how far off chance an encoder puts right beads.
    """

    priors: Mapping[Shape, float]
    length: LengthModel
    hits: Mapping[str, Directions]
    agreement: Mapping[str, float]
    separation: float = SEPARATION


@dataclass(frozen=True)
class Classes:
    """The classes that one cue found: an integer for each paragraph, and how frequent each is."""

    cue: ClassCue
    source: Ints
    target: Ints
    share: Floats


def initial(length: LengthModel, keys: Sequence[KeyCue], classes: Sequence[ClassCue]) -> Model:
    """Give the model before anything is known of the texts."""
    hits = {cue.name: (cue.hit, cue.hit) for cue in keys} | {LEARNED: (lexicon.HIT, lexicon.HIT)}
    return Model(PRIORS, length, hits, {cue.name: cue.agreement for cue in classes})


def sceptical(model: Model) -> Model:
    """Give a model that expects most paragraphs to have no partner: for two texts that do not fit each other."""
    priors = {
        shape: prior * _RARELY_PAIRED if all(shape) else (1 - _RARELY_PAIRED) / 2 for shape, prior in PRIORS.items()
    }
    return replace(model, priors=priors)


def fit(
    model: Model,
    path: Sequence[Step],
    confidences: Sequence[float],
    *,
    lengths: tuple[Floats, Floats],
    table: KeyTable,
    classes: Sequence[Classes],
    meaning: Meaning | None = None,
) -> Model:
    """Fit a model to the beads of a path that are more likely right than wrong."""
    # Pins may be larger than any bead that the search makes; they say nothing about those.
    sure = [
        (step, weight)
        for step, weight in zip(path, confidences, strict=True)
        if weight > _SURE and (step[1] - step[0], step[3] - step[2]) in PRIORS
    ]
    paired = [(step, weight) for step, weight in sure if step[1] > step[0] and step[3] > step[2]]
    borders = np.array([step for step, _ in paired], dtype=np.int64).reshape(-1, 4)
    sums = totals(lengths[0]), totals(lengths[1])
    source = np.array([sums[0][i1] - sums[0][i0] for (i0, i1, _, _), _ in paired])
    target = np.array([sums[1][j1] - sums[1][j0] for (_, _, j0, j1), _ in paired])
    return replace(
        model,
        priors=_shapes(sure),
        length=model.length.fitted(source, target, np.array([weight for _, weight in paired])),
        hits=_hits(model, borders, table),
        agreement=_agreement(model, [step for step, _ in paired], classes),
        separation=meaning.separation(borders) if meaning else model.separation,
    )


def _shapes(sure: Sequence[tuple[Step, float]]) -> dict[Shape, float]:
    # Who joins or parts two paragraphs often joins three now and then: what is expected of the rare shapes grows
    # with all joins that were seen.
    seen = [(step[1] - step[0], step[3] - step[2], weight) for step, weight in sure]
    joined = sum(prior for (a, b), prior in PRIORS.items() if a + b > 2)
    found = sum(weight for a, b, weight in seen if a + b > 2) + _PRIOR_BEADS * joined
    more = found / (sum(weight for *_, weight in seen) + _PRIOR_BEADS) / joined
    counts = {(a, b): _PRIOR_BEADS * prior * (more if a + b > 2 else 1) for (a, b), prior in PRIORS.items()}
    for a, b, weight in seen:
        counts[a, b] += weight
    total = sum(counts.values())
    return {shape: count / total for shape, count in counts.items()}


def _hits(model: Model, borders: Ints, table: KeyTable) -> dict[str, Directions]:
    *sides, both = (np.bincount(table.cue[keys], minlength=len(table.cues)) for _, keys in table.meetings(borders))
    fitted = dict(model.hits)
    for number, cue in enumerate(table.cues):
        if cue != LEARNED:
            ours, theirs = (
                float(np.clip((both[number] + _PRIOR_KEYS * hit) / (side[number] + _PRIOR_KEYS), 0.05, 0.97))
                for side, hit in zip(sides, model.hits[cue], strict=True)
            )
            fitted[cue] = ours, theirs
    return fitted


def _agreement(model: Model, paired: Sequence[Step], classes: Sequence[Classes]) -> dict[str, float]:
    fitted = {}
    for found in classes:
        same = chance = 0.0
        for i0, i1, j0, j1 in paired:
            left, right = (
                (found.source[i1 - 1], found.target[j1 - 1])
                if found.cue.at_end
                else (found.source[i0], found.target[j0])
            )
            same += float(left == right)
            chance += float(found.share[left])
        # same = agreement * n + (1 - agreement) * chance, solved for the agreement.
        free = len(paired) - chance
        default = model.agreement[found.cue.name]
        counted = (same - chance + _PRIOR_CLASSES * default) / (free + _PRIOR_CLASSES)
        fitted[found.cue.name] = float(np.clip(counted, 0.02, 0.97))
    return fitted
