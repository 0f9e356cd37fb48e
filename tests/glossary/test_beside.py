"""One unit judged beside a few others of its edition, as the desk does while somebody types."""

import gc
import weakref

import pytest

from workbench.glossary import Concept, Status, Term, Termbase
from workbench.glossary.beside import check_beside, contested, questions

CONCEPTS = [
    Concept("barge", terms=(Term("barge", "en"), Term("gabarra", "es"), Term("lanchón", "es", Status.ADMITTED))),
    Concept("lamp", terms=(Term("lamp", "en"), Term("farol", "es"), Term("faroles de mano", "es", Status.ADMITTED))),
    Concept("council", "organisation", terms=(Term("River Council", "en"), Term("Consejo del Río", "es"))),
    Concept("reed", terms=(Term("reed", "en"), Term("junco", "es", first_mention=True))),
]
EN_ES = {"source_locale": "en", "target_locale": "es"}
BOTH = "The River Council met. The River Council left."


@pytest.fixture(scope="module")
def termbase():
    return Termbase(CONCEPTS)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("A barge.", "Una gabarra.", []),
        ("A barge.", "Un bote.", []),
        ("A barge.", "", []),
        ("Barges.", "Lanchones.", [("barge", False, 1, ())]),
        ("A barge, a barge.", "Una gabarra, un lanchón.", []),
        ("A reed.", "Un junco.", [("reed", True, 0, ())]),
        (BOTH, "El Consejo del Río vino. El Consejo del Río se fue.", []),
        (BOTH, "El Consejo del Río vino. La Junta del Río se fue.", [("council", False, 0, ("Junta del Río",))]),
        (BOTH, "El Consejo del Río vino. Los del Río se fueron.", []),
    ],
)
def test_most_units_leave_nothing_open(termbase, source, target, expected):
    """Others of the edition have to be looked for only where one may find anything by them."""
    asked = questions(termbase, source, target, **EN_ES)
    assert [(one.concept, one.is_first, len(one.strays), one.phrases) for one in asked] == expected


def test_a_unit_is_judged_as_in_the_whole_edition(termbase):
    """Those that have no answer to its questions change nothing."""
    usual, stray = ("Barges.", "Gabarras."), ("Barges.", "Lanchones.")
    edition = [("It rained.", "Llovía."), *[usual] * 4, ("A reed.", "Un junco."), stray]
    whole = termbase.check_edition(edition, **EN_ES)
    assert check_beside(termbase, [*[usual] * 4, stray], 4, **EN_ES) == whole[-1] != []


def test_what_nobody_else_has_is_not_said_to_stand_elsewhere(termbase):
    """Readers of the finding would look for it."""
    here = (BOTH, "El Consejo del Río vino. La Junta del Río se fue.")
    (alone,) = check_beside(termbase, [here], 0, **EN_ES)
    (beside,) = check_beside(termbase, [here, ("The River Council.", "El Consejo del Río.")], 0, **EN_ES)
    assert "does not know Junta del Río" in alone.sentence
    assert beside.sentence.startswith("Elsewhere this edition has Consejo del Río")
    assert alone.key == beside.key


def test_only_concepts_with_a_choice_concern_others(termbase):
    """A save that changes nothing of these looks at no other unit."""
    source = "The River Council has a barge and a reed."
    target = "El Consejo del Río tiene una gabarra y un junco."
    assert contested(termbase, source, target, **EN_ES) == {("barge", "gabarra"), ("reed", "junco")}


def test_what_is_remembered_keeps_no_termbase_alive():
    """A glossary of fifty thousand concepts changes many times a day."""
    termbase = Termbase(CONCEPTS)
    questions(termbase, "A reed.", "Un junco.", **EN_ES)
    there = weakref.ref(termbase)
    del termbase
    gc.collect()
    assert there() is None
