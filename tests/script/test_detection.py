"""The script of a text by its characters."""

from __future__ import annotations

import pytest

from workbench.script import detect


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("这些文件说明了问题", "Hans"),
        ("這些文件說明了問題", "Hant"),
        ("这些文件说明了问题，這些文件說明了問題", "mixed"),
        ("群山秘峰床上", "either"),
        ("中文", "either"),
        ("No Chinese at all, ¿verdad?", "other"),
        ("", "other"),
    ],
)
def test_the_script_is_told_by_characters_that_only_one_side_has(text, script):
    """群 秘 峰 床 are printed in Taiwan too, so they say nothing."""
    assert detect(text).script == script


def test_a_name_in_the_other_script_does_not_make_a_text_mixed():
    """One in ten is the border."""
    assert detect("这篇关于纺织业罢工运动的报道里提到一个台湾团体：勞").script == "Hans"


def test_the_characters_that_speak_are_shown_once_each_and_in_order():
    """A reader wants to see what gave the text away."""
    found = detect("说这话的人说：龍")

    assert found.hans == ("说", "这", "话")
    assert found.hant == ("龍",)


def test_rare_characters_beyond_the_basic_plane_count_too():
    """𫍯 is the Simplified form of 𧦧; 𠮷 belongs to both."""
    assert detect("𠮷").script == "either"
    assert "\U0002b36f" in detect("\U0002b36f人").hans


def test_the_share_and_what_speaks_against_it_are_told():
    """A person decides by them whether a text is what it is said to be."""
    found = detect("这些文件说明了问题：勞工")

    assert found.counts == (4, 1)
    assert found.share == pytest.approx(0.8)
    assert found.against == ("勞",)
    assert detect("中文").share == 0


def test_pieces_of_a_text_say_together_what_the_text_says():
    """A stream is judged piece by piece."""
    text = "这些文件说明了问题。中文。這些文件。"
    pieces = text.split("。")
    joined = detect(pieces[0])
    for piece in pieces[1:]:
        joined = joined.joined(detect(piece))

    assert joined == detect(text)
