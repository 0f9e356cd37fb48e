"""Which segments the entries of a PO file mean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.formats import ExportUnit
from workbench.store.models import Segment
from workbench.workflow.sync.placing import place

CONTENTS = st.lists(st.sampled_from(["one", "two", "three", "two\n\nhalves"]), max_size=7)


def _segments(*contents: str) -> list[Segment]:
    return [Segment(id=100 + i, uid=f"s{i}", content=content) for i, content in enumerate(contents)]


def _entry(uid: str, *source: str) -> ExportUnit:
    return ExportUnit(uid, source, "")


def test_an_id_wins_over_the_content():
    """The source was edited after the file was written: the id still tells which passage it is."""
    segments = _segments("one, edited", "one")

    assert place([_entry("s0", "one")], segments) == [(100,)]


def test_equal_passages_are_taken_in_order():
    """A refrain stands three times in the text and three times in the file."""
    segments = _segments("refrain", "a", "refrain", "b", "refrain")
    entries = [_entry("", "refrain"), _entry("", "a"), _entry("", "refrain", "b"), _entry("", "refrain")]

    assert place(entries, segments) == [(100,), (101,), (102, 103), (104,)]


def test_a_further_paragraph_that_was_edited_is_found_by_its_neighbour():
    """Only the first paragraph of a unit gave its id to it."""
    segments = _segments("a", "b, edited", "c")

    assert place([_entry("s0", "a", "b"), _entry("s2", "c")], segments) == [(100, 101), (102,)]


def test_what_is_not_there_has_no_place():
    """Additions have no source, and some sources are gone."""
    assert place([_entry("x"), _entry("y", "gone")], _segments("a")) == [(), ()]


@given(CONTENTS, st.lists(st.tuples(st.sampled_from(["s0", "s1", "s2", "", "x"]), CONTENTS), max_size=6))
def test_no_segment_is_given_twice(contents: list[str], entries: list[tuple[str, list[str]]]):
    """Two units with one passage would both be asked for its translation."""
    seen: set[str] = set()
    named = [(uid if uid not in seen and not seen.add(uid) else "", source) for uid, source in entries]

    found = place([_entry(uid, *source) for uid, source in named], _segments(*contents))

    given_out = [segment_id for ids in found for segment_id in ids]
    assert len(given_out) == len(set(given_out))
    assert len(found) == len(entries)
