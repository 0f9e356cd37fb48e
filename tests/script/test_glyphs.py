"""What is a decision about a word and what is one about its glyph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script import Converter
from workbench.script.glyphs import folded, in_own_glyphs, is_spelling
from workbench.script.package import dictionary

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
PAIRS = [(base, form) for base, forms in dictionary("STCharacters.txt").items() for form in forms]


@pytest.mark.parametrize("glyphs", ["裡裏", "台臺", "衛衞", "著着", "峰峯", "麵麪", "為爲"])
def test_glyphs_of_one_character_are_folded(glyphs: str):
    """A region's glyph says nothing about the word."""
    assert len(set(map(folded, glyphs))) == 1


@pytest.mark.parametrize("words", ["幹乾", "後后", "裡里", "髮發", "麵面", "臺檯"])
def test_characters_of_different_words_are_not_folded(words: str):
    """These are what a person decides about."""
    assert len(set(map(folded, words))) == len(words)


@given(st.sampled_from(PAIRS))
def test_every_form_of_the_dictionary_is_a_spelling(pair: tuple[str, str]):
    """Whatever a conversion may give for a character is that character spelled in another script."""
    assert is_spelling(*pair)


@pytest.mark.parametrize(("base", "chosen"), [("干活", "工作"), ("头发", "秀髮"), ("发", "發了"), ("出租车", "計程車")])
def test_another_wording_is_no_spelling(base: str, chosen: str):
    """It may be the taste of one region."""
    assert not is_spelling(base, chosen)


@pytest.mark.parametrize(
    ("tag", "chosen", "expected"),
    [
        (HK, "乾活", "乾活"),
        (TW, "乾活", "乾活"),
        (HK, "里", "里"),
        (TW, "裏", "裡"),
        (HK, "裡", "裏"),
        (HK, "麵", "麪"),
        ("zh-Hant", "衞", "衛"),
        (HK, "衛", "衞"),
    ],
)
def test_a_word_is_printed_in_the_glyphs_of_the_region(tag: str, chosen: str, expected: str):
    """Each region has its own hand."""
    base = "夜里他干活，卫生，一斗面"
    start = min(at for at in range(len(base)) if is_spelling(base[at : at + len(chosen)], chosen))
    conversion = Converter("zh-Hans", tag).convert_with_choices(base)

    assert in_own_glyphs(chosen, conversion, start, target_tag=tag) == expected


@settings(deadline=None)  # the first conversion reads the dictionaries
@given(st.sampled_from(PAIRS), st.sampled_from([TW, HK, "zh-Hant"]))
def test_a_glyph_stays_the_same_character(pair: tuple[str, str], tag: str):
    """Whatever the region makes of it, folded it is what was chosen; and made twice, it is the same."""
    base, form = pair
    conversion = Converter("zh-Hans", tag).convert_with_choices(base)

    own = in_own_glyphs(form, conversion, 0, target_tag=tag)

    assert own is not None
    assert folded(own) == folded(form)
    assert in_own_glyphs(own, conversion, 0, target_tag=tag) == own


def test_a_place_that_a_term_decided_is_left_alone():
    """The glossary of this locale has spoken already."""
    conversion = Converter("zh-Hans", HK, terms=[("干活", "做嘢")]).convert_with_choices("他干活")

    assert in_own_glyphs("乾", conversion, 1, target_tag=HK) is None
