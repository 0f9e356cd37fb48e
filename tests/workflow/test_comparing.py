"""Aligning and checking two files without a database."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.findings import Severity
from workbench.formats import TranslationUnit
from workbench.text import read_plain
from workbench.workflow import comparing
from workbench.workflow.errors import Invalid


def _unit(source: str, target: str) -> TranslationUnit:
    return TranslationUnit(source, target, "en", "es")


def test_only_what_is_certain_is_settled():
    """A paragraph that stands twice could be either; one that the memory does not know is guessed later."""
    pairs = comparing.known_pairs(
        ["a", "b", "b", "c"], ["A", "B", "C", "X"], [_unit("a", "A"), _unit("b", "B"), _unit("c", "Z")]
    )

    assert pairs == [(0, 0)]


@given(st.permutations(range(8)), st.permutations(range(8)))
def test_settled_pairs_do_not_cross(source: list[int], target: list[int]):
    """An alignment runs forward on both sides."""
    memory = [_unit(str(number), str(number)) for number in range(8)]

    pairs = comparing.known_pairs([str(n) for n in source], [str(n) for n in target], memory)

    assert pairs
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


def test_one_paragraph_with_two_known_translations_is_settled_once():
    """Both translations may stand in the text, one after the other."""
    assert len(comparing.known_pairs(["a"], ["A1", "A2"], [_unit("a", "A1"), _unit("a", "A2")])) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"beads": 3}',
        b'{"beads": [{"source": [0]}]}',
        b'{"beads": [{"source": [true], "target": [0]}]}',
        b'{"beads": [{"source": [0], "target": [1]}]}',
        b'{"beads": [{"source": [0], "target": [0]}, {"source": [], "target": [0]}]}',
    ],
)
def test_an_alignment_that_does_not_fit_is_refused(data: bytes):
    """Wrong places would be worse than none."""
    side = comparing.side(read_plain("One.\n"), "en")

    with pytest.raises(Invalid):
        comparing.read_alignment(data, side, side)


def test_a_paragraph_that_the_translation_leaves_out_is_a_warning():
    """A file cannot say whether it was left out on purpose."""
    source = comparing.side(read_plain("She came late.\n\nThe lamp was out.\n"), "en")
    target = comparing.side(read_plain("Llegó tarde.\n"), "es")
    beads = comparing.read_alignment(
        b'{"beads": [{"source": [0], "target": [0]}, {"source": [1], "target": []}]}', source, target
    )

    found = comparing.check_sides(source, target, beads, termbase=None)

    assert [(item.unit, item.finding.check, item.finding.severity) for item in found] == [
        (1, "untranslated", Severity.WARNING)
    ]
