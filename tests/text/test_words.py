"""Words, differences and merges."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.words import diff, merge, tokens

texts = st.lists(st.sampled_from(["mill", "river", "the", " ", ", ", ".", "水", "磨", "。", "\n"]), max_size=25).map(
    "".join
)
locales = st.sampled_from(["en", "zh-Hans"])


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Don’t stop-go, 1,5 km.", "en", ["Don’t", "stop-go", "1", "5", "km"]),
        ("la ‘niña’ canta", "es", ["la", "niña", "canta"]),
        ("他x1们，12。", "zh-Hans", ["他", "x1", "们", "12"]),
    ],
)
def test_words_are_found(text, locale, expected):
    """Chinese characters stand for themselves; punctuation is no word."""
    assert [text[start:end] for start, end in tokens(text, locale)] == expected


@given(texts, texts, locales)
def test_a_difference_gives_both_texts_back(old, new, locale):
    """What is shown as kept, deleted and inserted is all there is."""
    changes = diff(old, new, locale=locale)

    assert "".join(change.old for change in changes) == old
    assert "".join(change.new for change in changes) == new
    assert all(change.old == change.new for change in changes if change.op == "equal")


def test_a_difference_reads_well():
    """Replaced words stand together; a blank between two changes is no agreement."""
    changes = diff("I saw an old mill there.", "I saw some new mill there.", locale="en")

    assert [(change.op, change.old or change.new) for change in changes] == [
        ("equal", "I saw "),
        ("delete", "an old"),
        ("insert", "some new"),
        ("equal", " mill there."),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("水磨坊的河。" * 660, "河边的水磨。" * 660),
        ("的" * 4000, ("的" * 30 + "了") * 130),
        ("a b " * 1000, "b a " * 1000),
    ],
    ids=["prose", "one character", "two words"],
)
def test_differences_of_long_paragraphs_are_fast(old, new):
    """Measured below 15 ms, with room for slow machines."""
    start = time.perf_counter()
    diff(old, new, locale="zh-Hans")
    assert time.perf_counter() - start < 0.3


def test_a_merge_takes_the_changes_of_both():
    """Two people who mend different words need not be asked."""
    merged = merge("The old mill by the river.", "The mill by the river.", "The old mill by the lake.", locale="en")

    assert merged == "The mill by the lake."


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [("a b c", "a x c", "a y c"), ("水磨坊", "水车坊", "水磨房"), ("a c", "a b c", "a d c")],
    ids=["same word", "next character", "same place"],
)
def test_a_merge_gives_up_where_changes_meet(base, ours, theirs):
    """A person must see both; a wrong guess would pass for somebody's text."""
    assert merge(base, ours, theirs, locale="zh-Hans") is None


@given(texts, texts, locales)
def test_a_merge_with_one_side_unchanged_is_the_other_side(base, changed, locale):
    """Whoever changed nothing has no say."""
    assert merge(base, changed, base, locale=locale) == changed
    assert merge(base, base, changed, locale=locale) == changed
    assert merge(base, changed, changed, locale=locale) == changed


@given(texts, texts, texts, locales)
def test_a_merge_does_not_depend_on_who_is_first(base, ours, theirs, locale):
    """The order of two saves is chance."""
    assert merge(base, ours, theirs, locale=locale) == merge(base, theirs, ours, locale=locale)
