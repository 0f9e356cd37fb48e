"""What the cues see in a paragraph."""

from __future__ import annotations

import pytest

from workbench.alignment.cues.dictionary import Dictionary
from workbench.alignment.cues.latin import Characters, Cognates, Latin
from workbench.alignment.cues.lone import Notes, Openings
from workbench.alignment.cues.names import Names
from workbench.alignment.cues.numbers import figures, values
from workbench.alignment.cues.pinyin import Pinyin, Sounds, skeleton
from workbench.alignment.cues.punctuation import EndMark, Labels, Marks, StartMark
from workbench.alignment.cues.structure import Markup
from workbench.alignment.cues.vocabulary import Vocabulary
from workbench.alignment.sides import prepare


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1,234.5 tons", "en", {"1234.5"}),
        ("1.234,5 toneladas", "es", {"1234.5"}),
        ("１２３ 人", "zh-Hans", {"123"}),
        ("about 1.2 million people", "en", {"1200000"}),
        ("120万人", "zh-Hans", {"1200000"}),
        ("两百三十五人", "zh-Hans", {"235"}),
        ("2亿", "zh-Hans", {"200000000"}),
        ("3億元", "zh-Hant", {"300000000"}),
        ("dos mil millones", "es", {"2000000000"}),
        ("5 mil millones de pesos", "es", {"5000000000"}),
        ("two hundred and five", "en", {"205"}),
        ("treinta y cinco", "es", {"35"}),
        ("百分之三十", "zh-Hans", {"100", "30"}),
        ("二〇一八年5月", "zh-Hans", {"2018", "month 5"}),
        ("in May 2018", "en", {"2018", "month 5"}),
        ("it may be", "en", set()),
        ("el lunes 3 de mayo", "es", {"day 1", "3", "month 5"}),
        ("星期一", "zh-Hans", {"day 1"}),
        ("一个人", "zh-Hans", set()),
        ("one man", "en", set()),
    ],
)
def test_numbers_are_compared_by_value(text, locale, expected):
    """Each language writes them in its own way."""
    found = values(prepare([text], locale))[0]

    assert found == expected or found - {"100"} == expected - {"100"}


def test_a_figure_that_can_be_read_in_two_ways_has_two_values():
    """1.234 is a thousand in Madrid; the other side decides."""
    assert figures("1.234") == [1234.0, 1.234]
    assert figures("1,234,567") == [1234567.0]


def shared(cue, source, target, locales=("en", "zh-Hans")):
    left, right = cue.keys(prepare([source], locales[0]), prepare([target], locales[1]))
    return left[0] & right[0]


@pytest.mark.parametrize(
    ("cue", "source", "target", "locales"),
    [
        pytest.param(Latin(), "The NGO was closed.", "该NGO被查封。", ("en", "zh-Hans"), id="latin"),
        pytest.param(Cognates(), "A philosophy", "Una filosofía", ("en", "es"), id="cognates"),
        pytest.param(Characters(), "劳动者", "勞動者", ("zh-Hans", "zh-Hant"), id="characters"),
        pytest.param(Pinyin(), "Lin Jiayue came.", "林佳悦来了。", ("en", "zh-Hans"), id="pinyin"),
        pytest.param(Pinyin(), "Vino Lin Jiayue.", "林佳悅來了。", ("es", "zh-Hant"), id="pinyin, traditional"),
        pytest.param(Sounds(), "Hamilton spoke.", "汉密尔顿发言。", ("en", "zh-Hans"), id="sounds"),
        pytest.param(Marks(), "Why?", "为什么？", ("en", "zh-Hans"), id="marks"),
        pytest.param(Labels(), "A1: Why?", "A1：为什么？", ("en", "zh-Hans"), id="labels"),
        pytest.param(
            Markup(),
            "See [it](https://example.org/a).",
            "见[此](https://example.org/a)。",
            ("en", "zh-Hans"),
            id="markup",
        ),
        pytest.param(Dictionary(), "The locusts came.", "蝗虫来了。", ("en", "zh-Hans"), id="dictionary"),
        pytest.param(
            Dictionary(), "The locusts came.", "蝗蟲來了。", ("en", "zh-Hant-TW"), id="dictionary, traditional"
        ),
        pytest.param(Dictionary(), "Una hipótesis", "假说", ("es", "zh-Hans"), id="dictionary, by the root"),
        pytest.param(Vocabulary(), "The workers met.", "工人开会。", ("en", "zh-Hans"), id="vocabulary"),
        pytest.param(Vocabulary(), "Las trabajadoras", "勞動者", ("es", "zh-Hant"), id="vocabulary, inflected"),
    ],
)
def test_a_cue_finds_what_both_sides_share(cue, source, target, locales):
    """And it does so whichever side is the source."""
    assert shared(cue, source, target, locales)
    assert shared(cue, target, source, locales[::-1])


def test_a_name_given_in_both_scripts_is_known_from_then_on():
    """The author's own bracket is the best dictionary."""
    source = prepare(["Jasic(佳士) is a firm.", "They left Jasic."], "en")
    target = prepare(["佳士是公司。", "他们离开了佳士。"], "zh-Hans")

    left, right = Names().keys(source, target)

    assert left[1] & right[1] == {"佳士"}


def test_a_chinese_bracket_names_the_last_part_of_a_name():
    """Afterwards only the family name is used."""
    source = prepare(["杰里米·科尔宾（Jeremy Corbyn）发言。", "科尔宾离开了。"], "zh-Hans")
    target = prepare(["Jeremy Corbyn spoke.", "Corbyn left."], "en")

    left, right = Names().keys(source, target)

    assert left[1] & right[1] == {"科尔宾"}


def test_consonants_stand_for_a_name():
    """As in Soundex, vowels are too uncertain."""
    assert skeleton("trump") == "TLNP"
    assert skeleton("hamilton") == "HNLTN"


def test_the_ends_of_paragraphs_are_put_into_classes():
    """A question is a question in every language; quotation marks around it do not count."""
    side = prepare(["“为什么？”", "标题", "好。"], "zh-Hans")

    assert EndMark().classes(side) == ["?", "none", "."]
    assert StartMark().classes(side) == ['"', "none", "none"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("（译注：……）", "zh-Hans"),
        ("（譯者註：……）", "zh-Hant"),
        ("[N. de la T.: …]", "es"),
        ("Nota del traductor: …", "es"),
        ("Translator’s note: …", "en"),
    ],
)
def test_a_note_of_the_translator_is_recognised(text, locale):
    """It has no counterpart in the source."""
    assert Notes().marked(prepare([text], locale)) == [True]
    assert Notes().marked(prepare(["Notable."], locale)) == [False]


def test_dictionary_asides_are_no_words():
    """What a dictionary says of a word (`idiom`, `abbr. for`) is not what the word says."""
    assert not shared(Dictionary(), "An idiom of the old county.", "愚公移山")
    assert shared(Dictionary(), "The mountains were removed.", "愚公移山")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mei:", True), ("**Mei Lin:**", True), ("答：", True), ("Q2 :", True),
        ("Mei: Yes.", False), ("She said the following about the years in the mill:", False), (":", False), ("", False),
    ],
)  # fmt: skip
def test_a_name_with_a_colon_opens_what_follows(text, expected):
    """An interview has a speaker's name on a line of its own; its translation joins it to the answer."""
    assert Openings().marked(prepare([text], "zh-Hans")) == [expected]


def test_a_long_paragraph_without_a_colon_is_read_at_once():
    """The pattern must not try all ways of parting it into words."""
    assert Openings().marked(prepare(["word " * 20_000], "en")) == [False]


def test_the_pair_of_one_language_has_no_dictionary():
    """There is nothing to look up."""
    assert not shared(Dictionary(), "蝗虫", "蝗蟲", ("zh-Hans", "zh-Hant"))
