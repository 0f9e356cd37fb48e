"""Which earlier translation is shown, and in which order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from workbench.memory import Candidate, normalise, rank, similarity

MILL = "The mill closed at noon."


def scores(query, *sources, **options):
    """Rank sources numbered from zero; give (id, score) pairs."""
    candidates = [Candidate(number, source, f"target {number}") for number, source in enumerate(sources)]
    return [(match.candidate.id, match.score) for match in rank(query, candidates, locale="en", **options)]


@given(st.text(max_size=30), st.text(max_size=30))
def test_only_equal_texts_are_a_hundred(a, b):
    """A translator takes a 100 without reading; one changed letter in a long text must not round up to it."""
    assert (similarity(a, b) == 100) == (a == b)
    assert similarity(a, b) == similarity(b, a)


def test_one_letter_in_a_thousand_is_no_hundred():
    """Rounding down keeps 99.9 apart from 100."""
    assert similarity("a" * 1000, "a" * 999 + "b") == 99


def test_the_best_comes_first_and_poor_ones_not_at_all():
    """Below the floor, reading a match takes longer than translating."""
    assert scores(MILL, "The mill opened at noon.", "Nobody came.", MILL) == [(2, 100), (0, 83)]


def test_no_more_than_the_limit():
    """Five matches fit beside the text."""
    assert len(scores(MILL, *(f"{MILL[:-1]}{n}" for n in range(9)))) == 5


def test_quotation_marks_and_script_are_no_difference():
    """They follow the region and the keyboard."""
    found = rank("「他們說：磨坊關了。」", [Candidate(1, "“他们说：磨坊关了。”", "x")], locale="zh-Hant")

    assert [match.score for match in found] == [100]


def test_case_is_a_difference():
    """A heading in capitals may be translated otherwise."""
    assert scores("the mill closed", "The mill closed")[0][1] < 100


def test_an_exact_match_in_its_context_comes_before_one_without():
    """'Yes.' after the same question is more likely to be the same 'Yes.'"""
    candidates = [
        Candidate(1, "Yes.", "Así es."),
        Candidate(2, "Yes.", "Sí.", previous="Did it rain?"),
    ]

    found = rank("Yes.", candidates, locale="en", previous="Did it  rain?")

    assert [(match.candidate.id, match.in_context) for match in found] == [(2, True), (1, False)]


def test_an_unknown_context_is_none():
    """Two texts that both begin here have an empty text before them, which says nothing."""
    assert not rank("Yes.", [Candidate(1, "Yes.", "Sí.")], locale="en")[0].in_context


def test_a_fuzzy_match_is_never_in_context():
    """In-context means that it may be taken as it is."""
    found = rank("Yes, yes.", [Candidate(1, "Yes, yes!", "Sí.", previous="Why?")], locale="en", previous="Why?")

    assert not found[0].in_context


def test_the_same_pair_comes_once_and_the_approved_one_first():
    """A refrain of forty verses would fill the list."""
    candidates = [
        Candidate(1, MILL, "A", approved=False),
        Candidate(2, MILL, "B"),
        Candidate(3, MILL, "A"),
        Candidate(4, MILL, "A"),
    ]

    assert [match.candidate.id for match in rank(MILL, candidates, locale="en")] == [3, 2]


@given(st.text(alphabet="abcd ", min_size=1, max_size=20), st.lists(st.text(alphabet="abcd ", max_size=20), max_size=8))
def test_ranking_agrees_with_plain_edit_distance(query, sources):
    """The cut-offs make it fast and must not change the answer."""
    wanted = normalise(query, "en")
    for number, score in scores(query, *sources, limit=99, floor=50):
        source = normalise(sources[number], "en")
        assert score == int(100 * (1 - Levenshtein.distance(wanted, source) / max(len(wanted), len(source), 1)) + 1e-9)
