"""Long texts are cut where a cut does no harm."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script import streaming


def cut(text: str, size: int) -> list[str]:
    return list(streaming.pieces(text[at : at + size] for at in range(0, len(text), size)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["里面。", "\n", "\n\n", "\r\n\r\n", "“话", "甲" * 9000]), max_size=60),
    st.integers(500, 9000),
)
def test_the_pieces_are_the_text(parts, size):
    """Nothing is lost at a cut and nothing comes twice."""
    assert "".join(cut("".join(parts), size)) == "".join(parts)


def test_a_piece_ends_after_a_blank_line():
    """A quotation or a mark of the inline markup never reaches over one."""
    found = cut("“头发\n里面”\n\n" * 30_000, 10_000)

    assert len(found) > 2
    assert all(piece.endswith("\n\n") for piece in found)


@given(st.integers(1, 40), st.integers(9_000, 90_000))
@settings(max_examples=30, deadline=None)
def test_fenced_code_is_not_cut(blocks, size):
    """Half a fence would turn code into prose, and all that follows into code."""
    code = "```sh\n" + "# 里面\n\n" * 4_000 + "```\n\n"
    found = cut(("里面。\n\n" * 700 + code) * blocks, size)

    assert all(piece.count("```") % 2 == 0 for piece in found)
    assert blocks < 3 or len(found) > 1


def test_a_fence_that_is_never_closed_does_not_fill_the_memory():
    """A stray line is worth no more than a line without end."""
    found = cut("```\n" + "里面。\n\n" * 400_000, 90_000)

    assert all(len(piece) <= streaming.LONGEST for piece in found)


def test_a_line_without_end_is_cut_behind_a_sentence():
    """Memory stays small whatever comes in."""
    found = cut("里面没有人。" * 400_000, 60_000)

    assert all(len(piece) <= streaming.LONGEST and piece.endswith("。") for piece in found)


def test_bytes_that_fit_no_encoding_become_a_sign():
    """Output is still produced; who reads it sees where."""
    blocks = streaming.decoded("里".encode()[:2], io.BytesIO("里面".encode()), "utf-8")

    assert "".join(blocks) == "\ufffd里面"
