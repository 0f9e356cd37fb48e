"""OmegaT's tab-separated glossaries: pairs of two locales, in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.omegat_glossary import OmegaTFileError, read_omegat, write_omegat
from workbench.glossary import Concept, Life, Status, Term

PAIR = {"source_locale": "en", "target_locale": "es"}
STRIKE = Concept(
    "strike",
    definition="Stopping of\twork.",
    terms=(Term("strike", "en"), Term("huelga", "es"), Term("paro", "es", Status.FORBIDDEN)),
)
CELLS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)


def test_a_line_has_source_target_and_comment():
    """That is all that OmegaT shows; a forbidden term is named in the comment, since there is no other place."""
    assert write_omegat([STRIKE], **PAIR) == "# en\tes\nstrike\thuelga\tStopping of work. · ≠ paro\n"


def test_what_lacks_a_side_or_is_retired_is_left_out():
    """Half a pair helps nobody."""
    retired = Concept("r", terms=STRIKE.terms, state=Life.RETIRED)

    assert write_omegat([Concept("a", terms=(Term("mill", "en"),)), retired], **PAIR) == "# en\tes\n"


def test_several_targets_of_one_source_become_one_concept():
    """The first is the preferred one; forms of the source term are the same term."""
    data = "strike\thuelga\tnot a blow\r\n# remark\r\n\r\nstrikes\tparo\r\nmill\tfábrica\r\n".encode()

    strike, mill = read_omegat(data, **PAIR)

    assert (strike.id, strike.note) == ("strike", "not a blow")
    assert strike.terms == (Term("strike", "en"), Term("huelga", "es"), Term("paro", "es", Status.ADMITTED))
    assert [term.text for term in mill.terms] == ["mill", "fábrica"]


def test_a_pair_joins_the_concept_that_has_its_source_term():
    """Bringing a file in must not make a second concept of everything."""
    data = "strike\tsuspensión del trabajo\nstrike\tparo\nstrike\thuelga\nmill\tfábrica\n".encode()

    changed, new = read_omegat(data, known=[STRIKE], **PAIR)

    assert (changed.id, new.id) == ("strike", "mill")
    assert Term("suspensión del trabajo", "es", Status.ADMITTED) in changed.terms
    assert Term("paro", "es", Status.FORBIDDEN) in changed.terms


def test_a_file_that_tells_nothing_new_changes_nothing():
    """What was written by the workbench itself is known already."""
    assert read_omegat(write_omegat([STRIKE], **PAIR).encode(), known=[STRIKE], **PAIR) == []


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_all_pairs_survive_the_way_out_and_back(pairs):
    """The words themselves are never changed."""
    concepts = [Concept(str(n), terms=(Term(a, "en"), Term(b, "es"))) for n, (a, b) in enumerate(pairs)]

    read = read_omegat(write_omegat(concepts, **PAIR).encode(), **PAIR)

    written = {b for a, b in pairs}
    assert {term.text for concept in read for term in concept.of("es")} == written


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"strike", 1), (b"a\tb\nstrike\t", 2), (b"\thuelga", 1), ("a\tñ".encode("latin-1"), 1), (b"a\tb\0", 1)],
)
def test_a_bad_line_is_refused_with_its_number(data, line):
    """Nothing is imported by halves."""
    with pytest.raises(OmegaTFileError) as wrong:
        read_omegat(data, **PAIR)

    assert wrong.value.details["line"] == line
