"""The search itself: anchors, the band, the best path and its posterior."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment import align, anchors
from workbench.alignment.band import Scores, full
from workbench.alignment.beads import PAIRED
from workbench.alignment.dp import best_path
from workbench.alignment.lexicon import learn
from workbench.alignment.posterior import backward, forward, posteriors


def random_scores(rows: int, columns: int, seed: int) -> Scores:
    dice = np.random.default_rng(seed)
    paired = dice.normal(-2, 2, (rows + 1, len(PAIRED), columns + 1)).astype(np.float32)
    return Scores(full(rows, columns), paired, dice.normal(-2, 1, rows), dice.normal(-2, 1, columns))


def all_paths(i: int, j: int):
    """Every way from (0, 0) to (i, j)."""
    if i == j == 0:
        yield []
    for a, b in [*PAIRED, (1, 0), (0, 1)]:
        if a <= i and b <= j:
            for path in all_paths(i - a, j - b):
                yield [*path, (i - a, i, j - b, j)]


def value(scores: Scores, path) -> float:
    total = 0.0
    for i0, i1, j0, j1 in path:
        if i0 == i1:
            total += scores.added[j0]
        elif j0 == j1:
            total += scores.omitted[i0]
        else:
            total += scores.paired[i1, PAIRED.index((i1 - i0, j1 - j0)), j1]
    return total


@pytest.mark.parametrize(
    ("rows", "columns", "seed"), [(1, 1, 1), (3, 3, 2), (4, 3, 3), (2, 5, 4), (0, 2, 5), (2, 0, 6)]
)
def test_the_search_equals_looking_at_every_path(rows, columns, seed):
    """The running maximum along a row must not lose a path, nor count one twice."""
    scores = random_scores(rows, columns, seed)
    every = list(all_paths(rows, columns))
    values = np.array([value(scores, path) for path in every])

    path = best_path(scores)

    assert value(scores, path) == pytest.approx(values.max(), abs=1e-4)
    assert forward(scores)[rows, columns] == pytest.approx(np.logaddexp.reduce(values), abs=1e-4)
    assert backward(scores)[0, 0] == pytest.approx(np.logaddexp.reduce(values), abs=1e-4)
    weights = np.exp(values - np.logaddexp.reduce(values))
    for step, found in zip(path, posteriors(scores, path), strict=True):
        share = sum(weight for other, weight in zip(every, weights, strict=True) if step in other)
        assert found == pytest.approx(share, abs=1e-4)


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.integers(1, 5), max_size=9))
def test_the_chain_of_anchors_is_the_heaviest_that_rises(votes):
    """One false anchor with many votes must not outweigh a line of true ones, and the other way round."""
    found = anchors.chain(votes)
    best = 0
    for size in range(len(votes) + 1):
        for points in itertools.combinations(sorted(votes), size):
            if all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(points)):
                best = max(best, sum(votes[point] for point in points))

    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(found))
    assert sum(votes[point] for point in found) == best


@given(
    st.integers(300, 900),
    st.integers(300, 900),
    st.lists(st.tuples(st.integers(0, 299), st.integers(0, 299)), max_size=8),
    st.sampled_from([1, 2]),
)
def test_a_band_is_a_way_through_the_table(rows, columns, points, widen):
    """Whatever the anchors, the path must have room from corner to corner."""
    rising = anchors.chain(dict.fromkeys(points, 1))
    band = anchors.corridor(rows, columns, rising, widen=widen)

    assert band.low[0] == 0
    assert band.high[-1] == columns
    assert (np.diff(band.low) >= 0).all()
    assert (np.diff(band.high) >= 0).all()
    assert (band.low[1:] <= band.high[:-1] + 1).all()
    assert all(band.low[i] <= j and j + 1 <= band.high[i + 1] for i, j in rising)


@pytest.mark.parametrize("widen", [1, 8])
def test_the_band_of_a_book_without_anchors_is_bounded(widen):
    """A book that repeats itself has none; a tenth of its length to each side once took five gigabytes."""
    band = anchors.corridor(20_000, 20_000, [], widen=widen)

    assert int((band.high - band.low + 1).sum()) < 8_000_000


def invented(paragraphs: int) -> tuple[list[str], list[str], set[tuple[tuple[int, ...], tuple[int, ...]]]]:
    dice = random.Random(7)
    words = ["".join(dice.choices("bdfgklmnprst", k=3)) + "o" for _ in range(900)]
    signs = ["".join(chr(dice.randint(0x4E00, 0x5FFF)) for _ in range(2)) for _ in words]
    source, target, gold = [], [], set()
    for number in range(paragraphs):
        chosen = [int(900 * dice.random() ** 2) for _ in range(dice.randint(5, 30))]
        text = " ".join(words[n] for n in chosen)
        translated = "".join(signs[n] for n in chosen)
        if dice.random() < 0.3:
            text, translated = f"{text} {number + 100}", f"{translated}{number + 100}"
        # A whole chapter is missing in the middle.
        if paragraphs // 2 < number < paragraphs // 2 + 60 or dice.random() < 0.03:
            gold.add(((len(source),), ()))
        else:
            gold.add(((len(source),), (len(target),)))
            target.append(translated)
        source.append(text)
    return source, target, gold


def test_a_long_text_is_aligned_in_a_band():
    """Books have thousands of paragraphs, and chapters that were left out."""
    source, target, gold = invented(600)
    assert len(source) * len(target) > anchors.WHOLE

    beads = align(source, target, source_locale="en", target_locale="zh-Hans")

    found = {(bead.source, bead.target) for bead in beads}
    assert len(found & gold) / len(gold) > 0.95
    assert [j for bead in beads for j in bead.target] == list(range(len(target)))


def test_a_long_text_without_anchors_is_aligned_near_the_diagonal():
    """Without a number or a name in common there is still the length."""
    dice = random.Random(3)
    source = ["x" * dice.randint(20, 400) for _ in range(500)]
    target = [text.replace("x", "y") for text in source]

    beads = align(source, target, source_locale="en", target_locale="es")

    assert sum(bead.source == bead.target for bead in beads) > 480


def test_a_word_is_learned_from_two_other_beads_at_least():
    """What is seen in one bead only would vote for that very bead."""
    source = [{"house", f"a{n}"} for n in range(6)] + [{f"b{n}"} for n in range(20)]
    target = [{"casa", f"c{n}"} for n in range(6)] + [{f"d{n}"} for n in range(20)]

    left, right = learn(source, target, [(n, n + 1, n, n + 1) for n in range(26)])

    assert all(left[n] == right[n] != set() for n in range(6))
    assert not any(left[6:])
    assert not any(right[6:])
