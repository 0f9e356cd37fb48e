"""Sentences inside the beads of paragraphs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.alignment import Bead, align, align_sentences
from workbench.alignment.sentences import flatten

EN = [
    "The kiln was cold. Nobody had lit it since March 2014. Who would carry the 600 bricks?",
    "Ana laughed. She had brought a cart, two ropes and a thermos of tea.",
    "The last page is missing. It was about the weather.",
]
ES = [
    "El horno estaba frío y nadie lo había encendido desde marzo de 2014. ¿Quién iba a cargar los 600 ladrillos?",
    "Ana se rio. Había traído un carro. También dos cuerdas y un termo de té.",
    "[N. de la T.: Así en el original.]",
]
BEADS = [Bead((0,), (0,), 1.0), Bead((1,), (1,), 0.5), Bead((2,), (), 0.9), Bead((), (2,), 0.8)]


def texts(paragraphs, places):
    return [paragraphs[place.paragraph][place.start : place.end] for place in places]


def test_sentences_are_joined_and_parted_inside_their_bead():
    """What the memory learns from a translation are sentences."""
    found = align_sentences(EN, ES, BEADS, source_locale="en", target_locale="es")
    pairs = [(texts(EN, bead.source), texts(ES, bead.target)) for bead in found]

    assert (
        ["The kiln was cold.", "Nobody had lit it since March 2014."],
        ["El horno estaba frío y nadie lo había encendido desde marzo de 2014."],
    ) in pairs
    assert (["Who would carry the 600 bricks?"], ["¿Quién iba a cargar los 600 ladrillos?"]) in pairs
    assert (["Ana laughed."], ["Ana se rio."]) in pairs
    assert all(bead.source == () or bead.target == () for bead in found if bead.bead > 1)


def test_a_sentence_is_not_surer_than_its_bead():
    """If the paragraphs do not belong together, neither do their sentences."""
    found = align_sentences(EN, ES, BEADS, source_locale="en", target_locale="es")

    assert all(bead.confidence <= BEADS[bead.bead].confidence for bead in found)


def test_a_flat_list_counts_sentences():
    """TMX and PO have no paragraphs around their units."""
    found = align_sentences(EN, ES, BEADS, source_locale="en", target_locale="es")
    source, target, beads = flatten(EN, ES, found)

    assert source[2] == "Who would carry the 600 bricks?"
    assert [i for bead in beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in beads for j in bead.target] == list(range(len(target)))


sentence = st.sampled_from(["One goes.", "Two of 3 stay?", "A man came!", " ", "Mei laughed, and 12 left.", "…"])
paragraphs = st.lists(st.lists(sentence, max_size=9).map(" ".join), min_size=1, max_size=9)


@settings(deadline=None, max_examples=40)
@given(paragraphs, paragraphs)
def test_no_sentence_is_lost_or_leaves_its_bead(source, target):
    """All beads are searched in one table; the borders between them must hold."""
    beads = align(source, target, source_locale="en", target_locale="es")
    found = align_sentences(source, target, beads, source_locale="en", target_locale="es")

    for side, paragraphs_of in ((0, source), (1, target)):
        places = [place for bead in found for place in (bead.source, bead.target)[side]]
        assert sorted(places, key=lambda place: (place.paragraph, place.start)) == places
        for bead in found:
            allowed = (beads[bead.bead].source, beads[bead.bead].target)[side]
            assert {place.paragraph for place in (bead.source, bead.target)[side]} <= set(allowed)
        for number, text in enumerate(paragraphs_of):
            kept = "".join(text[place.start : place.end] for place in places if place.paragraph == number)
            assert "".join(kept.split()) == "".join(text.split())


def test_a_bead_of_many_sentences_is_searched_on_its_own():
    """A chapter without a blank line between chapters of short paragraphs."""
    source = ["One goes. Two stay.", " ".join(f"Number {n} came in." for n in range(200)), "The end. Good night."]
    target = ["Uno va. Dos se quedan.", " ".join(f"Entró el número {n}." for n in range(200)), "Fin. Buenas noches."]
    beads = [Bead((n,), (n,), 1.0) for n in range(3)]

    found = align_sentences(source, target, beads, source_locale="en", target_locale="es")

    assert sum(len(bead.source) == len(bead.target) == 1 for bead in found if bead.bead == 1) > 190
    assert [bead.bead for bead in found] == sorted(bead.bead for bead in found)
