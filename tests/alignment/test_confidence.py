"""Confidences: posteriors made to come true."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.confidence import calibrated

ONE, JOINED, LARGE, OMITTED = (0, 1, 0, 1), (0, 1, 0, 2), (0, 3, 0, 1), (0, 1, 0, 0)


def test_long_paragraphs_are_trusted_less():
    """Their many words are not independent witnesses."""
    short, middle, long = (calibrated([0.99], [ONE], letters=letters)[0] for letters in (50, 150, 900))

    assert short > middle > long > 0.5


def test_two_paragraphs_against_one_are_trusted_more_and_three_less():
    """Length and words both had to fit twice; larger beads are right less often."""
    one, joined, large = (calibrated([0.8], [step], letters=150)[0] for step in (ONE, JOINED, LARGE))

    assert joined > one
    assert joined > large


def test_the_size_of_a_bead_with_one_side_says_nothing():
    """An omission has no lengths to compare."""
    assert calibrated([0.8], [OMITTED], letters=150) == calibrated([0.8], [ONE], letters=150)


@given(st.lists(st.floats(0, 1), max_size=9), st.floats(1, 1e5))
def test_confidences_stay_in_order_between_0_and_1(posteriors, letters):
    """Whatever is surer before is surer after."""
    found = calibrated(sorted(posteriors), [ONE] * len(posteriors), letters=letters)

    assert found == sorted(found)
    assert all(0 < confidence < 1 for confidence in found)
