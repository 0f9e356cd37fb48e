"""Align two texts: find which source paragraphs and which target paragraphs translate each other.

Method: Gale and Church's dynamic programming over beads, with many small cues beside length (`cues/`), each as
a log ratio against chance; parameters and a small lexicon are learned from a first pass over the same two texts
and used in the next. Confidence is a posterior, made to come true (`confidence.py`). It fails where a translation is
so free that no word, number or name is left to recognise, and for beads of more than four paragraphs a side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.alignment import anchors, lexicon, model, remembered
from workbench.alignment import cues as known
from workbench.alignment.band import Scores, through
from workbench.alignment.beads import Bead, TermFinder
from workbench.alignment.confidence import TEMPER, calibrated
from workbench.alignment.cues import LEARNED, LENGTH, length
from workbench.alignment.cues.meaning import Encoder, encode
from workbench.alignment.dp import Step, best_path
from workbench.alignment.keys import tabulate
from workbench.alignment.model import Classes
from workbench.alignment.pins import Part, Pin, Settled, settle
from workbench.alignment.posterior import posteriors, tempered
from workbench.alignment.score import Evidence, Scorer
from workbench.alignment.sides import Side, prepare
from workbench.errors import N_, WorkbenchError

# A short text has little to learn from at first; in a long one a second pass finds what a third would.
PASSES_SHORT, PASSES_LONG = 3, 2
_SURE = 0.5
# Two texts with so many beads are taken for unrelated when these are less sure than this on average, and what they
# have in common but form speaks against them. The development texts speak for themselves with 2 natural units a bead
# or more, those that were put together wrongly with 0 or less.
_FEWEST_BEADS, _UNSURE = 4, 0.8
_TOLD = 0.5  # a cue is named in a bead from this many natural units of evidence on


class AlignmentError(WorkbenchError):
    """What was given to `align` does not fit together."""


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_locale: str,
    target_locale: str,
    source_kinds: Sequence[str] | None = None,
    target_kinds: Sequence[str] | None = None,
    terms: TermFinder | None = None,
    memory: Sequence[tuple[str, str]] = (),
    pins: Sequence[Pin] = (),
    cues: Collection[str] = known.ALL,
    more: Sequence[known.KeyCue] = (),
    encoder: Encoder | None = None,
) -> list[Bead]:
    """Cover two texts with beads.

    Args:
        source: paragraphs (or sentences) of the source, in order.
        target: the same of the translation.
        source_locale: BCP 47 tag, such as `en`, `es`, `zh-Hans`, `zh-Hant-TW`.
        target_locale: the same for the translation.
        source_kinds: what each source paragraph is (`heading`, `list-item` …), where that is known.
        target_kinds: the same for the target; kinds count only when both sides have them.
        terms: a glossary; anything with `find(text, locale)` that yields matches with a `concept`.
        memory: earlier work in these two languages, as pairs of a source and a target text: paragraphs or sentences
            that stand in it, and words that come together in it, speak for a bead.
        pins: beads that somebody has settled, as pairs of indices (source, target), in any order.
        cues: names of the cues to use, out of `workbench.alignment.CUES`.
        more: cues of the caller's own, used beside these.
        encoder: a sentence encoder, such as `embeddings.load_encoder` gives, for the cue `meaning`.

    Returns:
        Beads in text order; every paragraph of both sides is in exactly one. The same input gives the same beads.

    Raises:
        AlignmentError: kinds and paragraphs differ in number, or an unknown cue is asked for.
        ImpossiblePin: pins overlap, cross, have gaps, or point outside the texts.
        UnknownLocale: the workbench does not work in one of the locales.
    """
    _check(source, source_kinds)
    _check(target, target_kinds)
    unknown = sorted(set(cues) - set(known.ALL))
    if unknown:
        raise AlignmentError(
            N_("There is no cue called %(unknown)s; there are %(known)s."),
            unknown=", ".join(unknown),
            known=", ".join(known.ALL),
        )
    both = source_kinds is not None and target_kinds is not None
    sides = (
        prepare(source, source_locale, source_kinds if both else None),
        prepare(target, target_locale, target_kinds if both else None),
    )
    settled = settle(len(source), len(target), pins)
    if not source or not target:
        # Nothing to compare; where a pin says so, too, its paragraphs stand together.
        pinned = [_pinned(tuple(pin[0]), tuple(pin[1])) for pin in pins]
        left = [Bead((i,), (), 1.0) for i in range(len(source)) if i not in settled.alone[0]]
        left += [Bead((), (j,), 1.0) for j in range(len(target)) if j not in settled.alone[1]]
        return sorted([*left, *pinned], key=lambda bead: (bead.source, bead.target))
    found = search(
        *sides, settled, terms=terms, use=frozenset(cues), more=[*remembered.cues(memory), *more], encoder=encoder
    )
    if _is_chance(found):
        found = found.doubted()
    return _beads(found, settled, pins)


_Solved = tuple[Part, Scores, list[Step]]


@dataclass(frozen=True)
class Found:
    """The outcome of a pass: the path through all parts, how sure the search is of each step, and what scored it."""

    path: list[Step]
    posteriors: list[float]
    scorer: Scorer
    parts: Sequence[Part]

    def confidences(self) -> list[float]:
        """Say how often beads like each of these are right."""
        letters = np.exp(np.mean([np.log(side.mean()) for side in self.scorer.evidence.lengths]))
        return calibrated(self.posteriors, self.path, letters=float(letters))

    def cues(self) -> list[tuple[str, ...]]:
        """Name what speaks for each step, the strongest first."""
        return self.scorer.cues(self.path, _TOLD)

    def doubted(self) -> Found:
        """Align once more and expect most paragraphs to have no partner: better no bead than one that is made up."""
        scorer = Scorer(self.scorer.evidence, model.sceptical(self.scorer.model))
        return _next_pass(scorer, self.parts, self.path)


def search(
    source: Side,
    target: Side,
    settled: Settled,
    *,
    terms: TermFinder | None,
    use: frozenset[str],
    more: Sequence[known.KeyCue] = (),
    encoder: Encoder | None = None,
) -> Found:
    """Align two sides in passes; each learns from the beads of the one before."""
    key_cues = [*(cue for cue in known.key_cues(terms) if cue.name in use), *more]
    class_cues = [cue for cue in known.class_cues() if cue.name in use]
    keys = {cue.name: cue.keys(source, target) for cue in key_cues}
    table = tabulate(keys, len(source), len(target))
    words = lexicon.candidates(source), lexicon.candidates(target)
    lone = _lone(source, use), _lone(target, use)
    evidence = Evidence(
        lengths=(length.lengths(source), length.lengths(target)),
        table=table,
        weights={cue.name: cue.weight for cue in key_cues} | {LEARNED: lexicon.WEIGHT},
        classes=[_classes(cue, source, target) for cue in class_cues],
        lone=(lone[0][0], lone[1][0]),
        last=(lone[0][1], lone[1][1]),
        alone=(_flags(settled.alone[0], len(source)), _flags(settled.alone[1], len(target))),
        use_length=LENGTH in use,
        meaning=encode(encoder, source.raw, target.raw) if encoder else None,
    )
    believed = model.initial(length.default(source, target), key_cues, class_cues)
    found = _first_pass(Scorer(evidence, believed), settled.parts)
    long = len(source) * len(target) > anchors.WHOLE
    for _ in range((PASSES_LONG if long else PASSES_SHORT) - 1):
        path = [*found.path, *settled.pairs]
        confidences = [*found.posteriors, *[1.0] * len(settled.pairs)]
        believed = model.fit(
            believed,
            path,
            confidences,
            lengths=evidence.lengths,
            table=evidence.table,
            classes=evidence.classes,
            meaning=evidence.meaning,
        )
        if LEARNED in use:
            evidence = replace(
                evidence, table=table.extended(LEARNED, lexicon.learn(*words, _likely(path, confidences)))
            )
        found = _next_pass(Scorer(evidence, believed), settled.parts, found.path)
    return found


def _is_chance(found: Found) -> bool:
    """Say whether the beads are such as two unrelated texts give: unsure, and no more in common than by chance."""
    paired = [
        (step, sure)
        for step, sure in zip(found.path, found.posteriors, strict=True)
        if step[0] < step[1] and step[2] < step[3]
    ]
    if len(paired) < _FEWEST_BEADS or sum(sure for _, sure in paired) > _UNSURE * len(paired):
        return False
    evidence = found.scorer.evidence_for(np.array([step for step, _ in paired]))
    return sum(float(values.sum()) for name, values in evidence.items() if name not in known.FORMAL) < 0


def _first_pass(scorer: Scorer, parts: Sequence[Part]) -> Found:
    """Align in a band around anchors, wider where the path touches its edge."""
    points = anchors.find(scorer.evidence.table) if any(part.area > anchors.WHOLE for part in parts) else []
    solved = []
    for part in parts:
        if part.stops:
            solved.append(_between_stops(scorer, part))
            continue
        inside = [(i - part.i0, j - part.j0) for i, j in points if part.holds(i, j)]
        for widen in (1, 2, 4, 8):
            band = anchors.corridor(part.rows, part.columns, inside, widen=widen)
            scores = scorer.scores(band, source_from=part.i0, target_from=part.j0)
            steps = best_path(scores)
            if not anchors.touches(steps, band):
                break
        solved.append((part, scores, steps))
    return _found(scorer, solved)


def _next_pass(scorer: Scorer, parts: Sequence[Part], path: Sequence[Step]) -> Found:
    """Align again, near the path found before."""
    solved = []
    for part in parts:
        if part.stops:
            solved.append(_between_stops(scorer, part))
            continue
        band = anchors.around(part.inner(path), part.rows, part.columns)
        scores = scorer.scores(band, source_from=part.i0, target_from=part.j0)
        solved.append((part, scores, best_path(scores)))
    return _found(scorer, solved)


def _between_stops(scorer: Scorer, part: Part) -> _Solved:
    """Align the stretches between the stops of a part, all in one table."""
    band = through(part.rows, part.columns, part.stops)
    scores = scorer.scores(band, source_from=part.i0, target_from=part.j0).stopped(part.stops)
    return part, scores, best_path(scores)


def _found(scorer: Scorer, solved: Iterable[_Solved]) -> Found:
    path: list[Step] = []
    sure: list[float] = []
    parts = []
    for part, scores, steps in solved:
        parts.append(part)
        path += [part.outer(step) for step in steps]
        sure += posteriors(tempered(scores, TEMPER), steps)
    return Found(path, sure, scorer, parts)


def _check(texts: Sequence[str], kinds: Sequence[str] | None) -> None:
    if kinds is not None and len(kinds) != len(texts):
        raise AlignmentError(
            N_("There are %(paragraphs)s paragraphs, but %(kinds)s kinds; give one kind for each paragraph."),
            paragraphs=len(texts),
            kinds=len(kinds),
        )


def _classes(cue: known.ClassCue, source: Side, target: Side) -> Classes:
    left, right = cue.classes(source), cue.classes(target)
    names = sorted({*left, *right})
    numbers = {name: number for number, name in enumerate(names)}
    arrays = [np.array([numbers[name] for name in side], dtype=np.int64) for side in (left, right)]
    counts = np.bincount(np.concatenate(arrays), minlength=len(names)) + 1.0
    return Classes(cue, arrays[0], arrays[1], counts / counts.sum())


def _lone(side: Side, use: frozenset[str]) -> tuple[length.Floats, length.Floats]:
    """Give each paragraph's log odds for having no partner, and for being the last of several in a bead."""
    alone, last = np.zeros((2, len(side)), dtype=np.float64)
    for cue in known.lone_cues():
        if cue.name in use:
            marked = np.array(cue.marked(side), dtype=np.float64)
            alone += marked * cue.alone
            last += marked * cue.last
    return alone, last


def _likely(path: Iterable[Step], confidences: Iterable[float]) -> list[Step]:
    return [
        step
        for step, sure in zip(path, confidences, strict=True)
        if sure > _SURE and step[0] < step[1] and step[2] < step[3]
    ]


def _beads(found: Found, settled: Settled, pins: Sequence[Pin]) -> list[Bead]:
    """Put the steps that were found and the pins together, in text order."""
    steps: list[tuple[Step, float | None, tuple[str, ...]]] = [(step, None, ()) for step in settled.pairs]
    steps += zip(found.path, found.confidences(), found.cues(), strict=True)
    # Every step starts further on than the one before, on one side or on both.
    steps.sort(key=lambda entry: entry[0][0] + entry[0][2])
    # A pin with one side takes its paragraphs from the single steps; it stands where its first one stands.
    lone: tuple[dict[int, Pin], dict[int, Pin]] = {}, {}
    for pin in pins:
        if not pin[0] or not pin[1]:
            lone[0].update(dict.fromkeys(pin[0], pin))
            lone[1].update(dict.fromkeys(pin[1], pin))
    beads = []
    for step, confidence, cues in steps:
        i0, i1, j0, j1 = step
        alone = lone[0].get(i0) if j0 == j1 else lone[1].get(j0) if i0 == i1 else None
        if alone is not None:
            if (i0 if alone[0] else j0) == (alone[0] or alone[1])[0]:
                beads.append(_pinned(tuple(alone[0]), tuple(alone[1])))
        elif confidence is None:
            beads.append(_pinned(tuple(range(i0, i1)), tuple(range(j0, j1))))
        else:
            beads.append(Bead(tuple(range(i0, i1)), tuple(range(j0, j1)), round(confidence, 4), cues))
    return beads


def _pinned(source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    return Bead(source, target, 1.0, ("pin",))


def _flags(members: Iterable[int], size: int) -> NDArray[np.bool_]:
    flags = np.zeros(size, dtype=np.bool_)
    flags[list(members)] = True
    return flags
