"""Fenced code begins and ends with a line of its own."""

from __future__ import annotations

import pytest

from workbench.script.fences import fenced


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲\n```\n乙\n```\n丙", ["```\n乙\n```"]),
        ("~~~ py\n乙\n~~~~  ", ["~~~ py\n乙\n~~~~  "]),
        ("````\n```\n乙\n````", ["````\n```\n乙\n````"]),
        ("```\n~~~\n```\n乙\n~~~", ["```\n~~~\n```"]),
        ("> ```\n> 乙\n> ```", ["> ```\n> 乙\n> ```"]),
        ("```\r\n乙\r\n```\r\n", ["```\r\n乙\r\n```\r"]),
        ("```\n``` js\n```", ["```\n``` js\n```"]),
        ("``` `甲` ```", []),
        ("甲 ```\n乙\n```", []),
        ("```\n乙", []),
    ],
)
def test_a_fence_is_closed_by_one_of_its_kind(text, found):
    """As long or longer, and nothing behind it: code may show fences."""
    assert [text[start:end] for start, end in fenced(text)] == found


def test_a_block_that_is_open_is_told_to_who_asks():
    """Who cuts a stream must not cut there."""
    assert fenced("```\n```\n~~~\n甲", with_open=True) == [(0, 7), (8, 13)]
    assert fenced("```\n```\n甲", with_open=True) == [(0, 7)]
