"""What readers see, and the way back to the text as stored."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.checks.pair import CODE_SIGN, view
from workbench.text import markup


def seen(content):
    return view(content, markup.marks(content))


def test_spans_lead_back_into_the_stored_text():
    """A finding is shown in the text as stored, where the markup still stands."""
    content = "The *old* [mill](https://a.example/) closed."
    shown = seen(content)

    assert shown.text == "The old mill closed."
    start, end = shown.span(shown.text.index("mill"), shown.text.index("mill") + 4)
    assert content[start:end] == "mill"


def test_a_span_across_markup_includes_it():
    """Two words with an asterisk between them are still one finding."""
    content = "The *old* mill"
    shown = seen(content)

    assert content[slice(*shown.span(0, len(shown.text)))] == content


def test_code_is_no_text():
    """What stands in ticks follows no rule of any language."""
    assert seen("Type `go  now` now").text == f"Type {CODE_SIGN} now"


@given(st.text(alphabet="ab *_`[]()!~<>\\\n^磨", max_size=40))
def test_every_visible_character_is_found_again(content):
    """The way back must hold for any markup, nested or broken."""
    shown = seen(content)

    for at, char in enumerate(shown.text):
        start, end = shown.span(at, at + 1)
        assert 0 <= start < end <= len(content)
        if not markup.marks(content):
            assert content[start] == char
