"""Texts that should not have been put together, and what is said of them."""

from __future__ import annotations

import pytest

from workbench.alignment import align
from workbench.alignment import misfits as said
from workbench.alignment.misfits import doubts, language_of

GARDEN = [
    "The garden behind the old brewery belongs to nobody, and that is why so many people look after it.",
    "In the spring we dig the beds together. Each of us has a key, and the water comes from the roof.",
    "Who decides what is planted there?",
    "There is a meeting on the first Sunday of the month, and whoever comes has a voice in it.",
    "We have grown beans, potatoes and pumpkins, and the sunflowers came without being asked.",
    "When the city wanted to sell the ground, three hundred neighbours stood at the gate for a day.",
    "It was the children who painted the signs that you can still see on the wall.",
]
HARBOUR = [
    "Los barcos ya no entran en el puerto desde que se hundió el muelle del norte.",
    "¡Qué viento! Mi tía guardaba las redes en una caja verde debajo de la escalera.",
    "El farero tocaba el acordeón por las noches, y los perros de la plaza lo acompañaban.",
    "Nadie recuerda ya el nombre de la primera maestra, que llegó con un caballo blanco.",
    "Por la tarde se vendía pescado en la esquina, envuelto en periódicos de la semana anterior.",
    "Mi hermano aprendió a nadar antes que a leer, como casi todos en aquella calle.",
]
CHINESE = [
    "老啤酒厂后面的花园不属于任何人，所以有那么多人照料它。",
    "春天我们一起翻地，每个人都有一把钥匙，水是从屋顶流下来的。",
]
FRENCH = [
    "Le jardin derrière la vieille brasserie n'appartient à personne, et c'est pourquoi tant de gens s'en occupent.",
    "Au printemps nous bêchons ensemble ; chacun a une clef, et l'eau vient du toit quand il pleut assez longtemps.",
]


def messages(source: list[str], target: list[str], source_locale: str = "en", target_locale: str = "es") -> list[str]:
    """Align, and give the sentences as they stand in the catalogues."""
    beads = align(source, target, source_locale=source_locale, target_locale=target_locale)
    assert [i for bead in beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in beads for j in bead.target] == list(range(len(target)))
    notes = doubts(source, target, beads, source_locale=source_locale, target_locale=target_locale)
    assert all("%" not in note.sentence for note in notes)
    return [note.message for note in notes]


@pytest.mark.parametrize(("source", "target", "side"), [([], HARBOUR, 0), (GARDEN, [], 1), (GARDEN, [" ", ""], 1)])
def test_an_empty_side_is_said_to_be_empty(source, target, side):
    """And nothing else is said: all the rest follows from it."""
    assert messages(source, target) == [said.EMPTY[side]]


def test_markup_alone_is_no_text():
    """A file of rules, pictures and numbers has nothing to align."""
    assert messages(GARDEN, ["***", "---", "…", "12 · 13", "* * *"]) == [said.NO_WORDS[1]]
    assert messages(["***"], ["—"]) == [said.NO_WORDS[0], said.NO_WORDS[1]]


def test_unrelated_texts_get_no_invented_beads():
    """Somebody would have to find and undo every one of them."""
    beads = align(GARDEN, HARBOUR, source_locale="en", target_locale="es")

    assert sum(bool(bead.source and bead.target) for bead in beads) <= 1
    assert not any(bead.confidence > 0.9 for bead in beads if bead.source and bead.target)
    assert messages(GARDEN, HARBOUR) == [said.NOTHING_FITS]


def test_the_same_text_on_both_sides_is_noticed():
    """The same file was chosen twice: the language of one side is wrong because of that."""
    assert messages(GARDEN, GARDEN) == [said.SAME_TEXT]


@pytest.mark.parametrize(
    ("source", "target", "locales", "expected"),
    [
        pytest.param(GARDEN, CHINESE, ("en", "es"), said.OTHER_LANGUAGE[1], id="Chinese for Spanish"),
        pytest.param(HARBOUR, CHINESE, ("en", "zh-Hans"), said.OTHER_LANGUAGE[0], id="Spanish for English"),
        pytest.param(GARDEN, HARBOUR, ("en", "zh-Hant"), said.OTHER_LANGUAGE[1], id="Spanish for Chinese"),
        pytest.param(GARDEN, FRENCH, ("en", "es"), said.UNKNOWN_LANGUAGE[1], id="French for Spanish"),
    ],
)
def test_the_wrong_language_is_named(source, target, locales, expected):
    """A slip of the hand in a list of languages."""
    assert expected in messages(source, target, *locales)


def test_a_few_words_have_no_language():
    """A heading may be made of names; nothing is said of what cannot be known."""
    assert language_of(["Linden", "React 19"]) is None
    assert messages(["Linden"], ["林登"], "en", "es") == []


def test_one_paragraph_beside_thousands_is_aligned_and_said():
    """Line ends were lost on one side; that must neither take long nor fail."""
    source = ["The first of them had a key. " * 40]
    target = [f"Aquel tenía la llave número {n}, y no la dio." for n in range(5000)]

    assert messages([text * 60 for text in source], target) == [said.ONE_BLOCK[0]]


def test_giant_paragraphs_are_aligned():
    """A whole book without a blank line, on both sides."""
    source, target = [" ".join(GARDEN * 400)], [" ".join(HARBOUR * 400)]

    beads = align(source, target, source_locale="en", target_locale="es")

    assert [i for bead in beads for i in bead.source] == [0]


def test_an_excerpt_that_fits_is_no_doubt():
    """A translation of the first pages only is a good translation."""
    translated = [
        "El jardín detrás de la vieja cervecería no pertenece a nadie, y por eso lo cuida tanta gente.",
        "En primavera cavamos juntos los bancales. Cada uno de nosotros tiene una llave, y el agua viene del techo.",
        "¿Quién decide qué se planta allí?",
        "Hay una reunión el primer domingo del mes, y quien viene tiene voz en ella.",
    ]

    assert messages(GARDEN, translated) == []
