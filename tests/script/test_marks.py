"""What is told at sight is what the Markdown parser says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script.marks import simple_marks
from workbench.text.markup import marks

PIECES = (
    *("*", "**", "***", "_", "__", "`", "``", "[", "]", "(", ")", "](x.html)", "]()", "](<a b>)", "](javascript:x)"),
    *(
        "](http://a.b)",
        "](a_b*c~~d)",
        "[^1]",
        "~",
        "~~",
        "<b>",
        "</b>",
        "<br/>",
        "<http://a.org/里>",
        "<a@b.org>",
        "<a b='c'>",
        "<!-- -->",
    ),
    *(
        "![",
        "![里](x)",
        '](x "里")',
        "<?",
        "?>",
        "!",
        "<",
        "\\",
        "\\*",
        "\\-",
        "<文件>",
        "头",
        "发",
        "里",
        "。",
        "“",
        "’",
        " ",
        "\n",
        "\t",
        "\u3000",
        "x",
        "1",
    ),
)
# Tags are protected as they stand, so it does not matter what else they are.
TAG = re.compile(r"</?[A-Za-z!][^<>\n]*>")


def parsed(paragraph: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What the parser says, less tags and less line breaks, which are white space either way."""
    tags = {found.span() for found in TAG.finditer(paragraph)}
    found = [mark for mark in marks(paragraph) if mark.kind != "break" and (mark.start, mark.end) not in tags]
    opaque = [(mark.start, mark.end) for mark in found if mark.kind in ("code", "autolink")]
    transparent = [(mark.start, mark.end) for mark in found if mark.kind not in ("code", "autolink", "image")]
    for mark in found:
        if mark.kind == "image":
            transparent.append((mark.start, mark.start + 2))
            opaque.append((paragraph.rindex("](", mark.start, mark.end), mark.end))
    return sorted(transparent), sorted(opaque)


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join).filter(lambda text: not re.search(r"\n\s*\n", text)))
def test_what_is_told_at_sight_is_what_the_parser_says(paragraph):
    """A mark that is missed goes into the conversion; one too many cuts a word."""
    told = simple_marks(paragraph)

    assert told is None or (sorted(told[0]), sorted(told[1])) == parsed(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "在 `config/settings.toml` 里改 **一个** 字",
        "见[发布页](https://example.org/a_b)与[*说明*](notes.html#here)。",
        "文件 a_file_name 的大小是 2 * 3，写成 <文件名> 或 [可选]",
        "理[^1]发，头**发**，\\*不是强调",
        '![晒谷场](media/a.png)，见[附录](b.html "附录甲")',
        "输入 <?> 之后",
    ],
)
def test_what_people_write_needs_no_parser(paragraph):
    """Else it would not be worth having."""
    assert simple_marks(paragraph) is not None


@pytest.mark.parametrize(
    "paragraph",
    [
        "*a **b** c*",
        "[![图](a)](b)",
        "![*图*](a.png)",
        "\\![图](a)",
        "![^1](a)",
        "[a](b 'c')",
        "<?a?>",
        "``a`b``",
        "_a_",
        "~~a~~",
        "**a*",
    ],
)
def test_what_can_be_read_in_two_ways_is_left_to_the_parser(paragraph):
    """Here it is asked, so that there is one set of rules."""
    assert simple_marks(paragraph) is None
