"""Every look at a text exists twice, and both ways have to see the same."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script import Converter, scanning
from workbench.script.scanning import Characters, Places, Table, replaced

# Of several planes, with a lone surrogate and the lowest code point of all.
ALPHABET = "甲乙丙丁里后𠮷𪚥a \n\0\ud800"
CHARACTERS = st.sampled_from(ALPHABET)
TEXTS = st.text(alphabet=ALPHABET, max_size=30)
NEIGHBOURS = st.dictionaries(CHARACTERS, st.text(alphabet=ALPHABET, min_size=1, max_size=4), max_size=4)


def both_ways(look, text):
    """Take a look through dictionaries, then through arrays."""
    with pytest.MonkeyPatch.context() as patch:
        for arrays in (False, True):
            patch.setattr(scanning, "takes_arrays", lambda text, least, arrays=arrays: arrays)
            yield look(text)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(CHARACTERS, CHARACTERS), TEXTS)
def test_a_table_gives_the_same_forms(forms, text):
    """A long text must not be converted otherwise than a short one."""
    one, other = both_ways(Table({ord(key): form for key, form in forms.items()}).convert, text)

    assert one == other == "".join(forms.get(character, character) for character in text)


@settings(max_examples=200, deadline=None)
@given(st.frozensets(CHARACTERS, min_size=1), TEXTS)
def test_characters_are_counted_alike(members, text):
    """The script of a text must not depend on its length."""
    characters = Characters(members)
    one, other = both_ways(characters.find, text)

    assert one == other == [character for character in text if character in members]
    assert list(both_ways(characters.count, text)) == [len(one)] * 2


@settings(max_examples=300, deadline=None)
@given(NEIGHBOURS, NEIGHBOURS, st.text(alphabet=ALPHABET, max_size=3), TEXTS)
def test_places_are_found_alike(before, after, alone, text):
    """Also at both ends of a text, where a neighbour is missing."""
    one, other = both_ways(Places(before, after, alone).find, text)
    expected = [
        at
        for at, character in enumerate(text)
        if character in alone
        or (at and text[at - 1] in before.get(character, ""))
        or (at + 1 < len(text) and text[at + 1] in after.get(character, ""))
    ]

    assert one == other == expected


@pytest.mark.parametrize("length", [100, 2_000, 10_000])
def test_a_conversion_is_the_same_both_ways(length):
    """The whole of it, with words, rules, marks and quotation marks."""
    paragraph = "“于女士的头**发**干了”，工会里的干部系好鞋带，参加[第一出戏](notes.html)的排练，共12.5公里。"
    text = "\n\n".join(f"{number}{paragraph}" for number in range(length // len(paragraph) + 1))
    one, other = both_ways(Converter("zh-Hans", "zh-Hant-TW").convert, text)

    assert one == other


def test_a_short_text_waits_for_no_arrays():
    """Importing them takes longer than converting a chapter; and without them, everything works."""
    program = (
        "import sys; sys.modules['{name}'] = None\n"
        "from workbench.script import Converter\n"
        "print(Converter('zh-Hans', 'zh-Hant-TW').convert('头发干了' * {times})[:4], 'numpy.linalg' in sys.modules)"
    )
    for name, times in (("nothing", 500), ("numpy", 5000)):
        done = subprocess.run(
            [sys.executable, "-c", program.format(name=name, times=times)],
            capture_output=True,
            check=True,
            env={"PYTHONIOENCODING": "utf-8"},
        )

        assert done.stdout.decode().split() == ["頭髮乾了", "False"]


def test_edits_that_overlap_are_put_one_after_the_other():
    """A mark inside a term of another length comes behind it."""
    assert replaced("abcdef", [(1, 4, "XY"), (2, 2, "**"), (5, 6, "")]) == "aXY**e"
