"""Which pairs of a memory are there already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.workflow.memories import known
from workbench.workflow.memories.known import Known

numbers = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 2**64 - 1)), max_size=40)


@given(stored=numbers, brought=numbers, most=st.integers(1, 5))
def test_a_pair_is_new_once(stored, brought, most):
    """Whether it was there before, came a moment ago, or long before: sorting in must lose none."""
    seen = set(stored)
    expected = []
    for number in brought:
        expected.append(number not in seen)
        seen.add(number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_MOST_FRESH", most)
        found = Known(stored)
        assert [found.add(number) for number in brought] == expected
