"""What people type is stored in one form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.text import clean
from workbench.workflow.wording import storable

_TRICKY = st.text("a é\u0301\u3000\ufeff\u200f\x85\r\n\x02豈著", max_size=8)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30) | _TRICKY)
def test_the_short_way_for_clean_texts_changes_nothing(typed):
    """A memory must be found by what people type, so all come to one form, whichever way they took."""
    assert storable(typed, field="text") == clean(typed)[0]
