"""Inline Markdown."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from workbench.text.markup import digest, elements, marks, plain, to_html

PIECES = [
    "*", "**", "_", "~~", "`", "``", "[", "](", ")", "[^1]", "![", "<", ">", "<sup>", "</sup>", "<br>", "<i>", "<http://a.b>",
    "\\", "\\*", "  \n", "\\\n", "\n", " ", "a", "b c", "文", "。", "“", "”", "「", "𠮷", "&amp;", "http://x.y", '"',
]  # fmt: skip
content = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**商品。**因此", "<strong>商品。</strong>因此"),
        ("他说**“商品”**是", "他说<strong>“商品”</strong>是"),
        ("前*《资本论》*后", "前<em>《资本论》</em>后"),
        ("這是*「水磨」*嗎？", "這是<em>「水磨」</em>嗎？"),
        ("**第一，**第二，**第三，**完", "<strong>第一，</strong>第二，<strong>第三，</strong>完"),
        ("说*[书](#b)*了", '说<em><a href="#b" rel="noopener noreferrer">书</a></em>了'),
        ("a * b * c", "a * b * c"),
        ("snake_case_name", "snake_case_name"),
        ("“_mill_”", "“<em>mill</em>”"),
        ("~~old~~ `a*b*`", "<del>old</del> <code>a*b*</code>"),
        ("水[^3]", '水<sup><a href="#fn-3" rel="noopener noreferrer">3</a></sup>'),
        ("<ruby>漢<rt>hàn</rt></ruby>", "<ruby>漢<rt>hàn</rt></ruby>"),
        ("10<sup>2</sup> \\*", "10<sup>2</sup> *"),
        ("&amp; <b>", "&amp;amp; &lt;b&gt;"),
        ("一\n二", "一二"),
        ("a  \nb", "a<br>b"),
    ],
)
def test_markup_becomes_html(text, expected):
    """Chinese emphasis works, and HTML is shown as written but for a few tags."""
    assert to_html(text, locale="zh-Hans") == expected


def test_lines_of_spaced_languages_keep_their_blank():
    """Only Chinese lines join without one."""
    assert to_html("*a*\nb", locale="en") == "<em>a</em>\nb"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "<img src=x onerror=alert(1)>",
        '[x](http://a"onmouseover="b)',
        "<a href=javascript:x>y</a>",
        "<sup onclick=x>y</sup>",
        "![x](javascript:y)",
        "[^<script>]",
    ],
)
def test_nothing_that_runs_gets_through(text):
    """Anybody may bring in a text."""
    shown = to_html(text, locale="en")

    assert set(re.findall(r"<(\w+)", shown)) <= {"a", "sup"}
    assert all(
        re.fullmatch(r'a href="(http|#)[^"]*" rel="[a-z ]+"|sup', tag) for tag in re.findall(r"<(\w[^>]*)>", shown)
    )


@given(content)
def test_marks_lie_in_order_and_leave_the_plain_text(text):
    """Offsets are exact: the page, seen without its tags, says what lies between the marks."""
    found = marks(text)
    footnotes = re.compile(r'<sup><a href="#fn-1"[^>]*>1</a></sup>')
    shown = re.sub("<br>", "\n", footnotes.sub("", to_html(text, locale="en")))
    shown = html.unescape(re.sub(r"<[^>]*>", "", shown))

    assert all(0 <= mark.start < mark.end <= len(text) for mark in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert "".join(shown.split()) == "".join(plain(text).split())


@given(content)
def test_each_mark_stands_on_its_own_syntax(text):
    """What a check highlights must be the syntax itself."""
    starts = {"emphasis": "*_", "strong": "*_", "deletion": "~", "link-open": "[", "link-close": "]", "code": "`",
              "image": "!", "footnote": "[", "autolink": "<", "html": "<", "escape": "\\", "break": " \\"}  # fmt: skip
    for mark in marks(text):
        assert text[mark.start] in starts[mark.kind]
        if mark.kind in {"emphasis", "strong"}:
            assert len(set(text[mark.start : mark.end])) == 1


@given(st.text("*_ab .,(", max_size=20))
def test_text_without_chinese_is_read_as_commonmark_reads_it(text):
    """The change to the flanking rule touches nothing else."""
    stock = MarkdownIt("zero").enable(["emphasis"]).renderInline(text)

    assert to_html(text, locale="en") == stock


def test_links_carry_their_target():
    """A check compares the addresses of source and target."""
    found = marks("see [the *mill*](http://x.y/水 'T') and ![a *b*](p.png)")

    assert [(mark.kind, mark.target) for mark in found if mark.target] == [
        ("link-open", "http://x.y/水"),
        ("image", "p.png"),
    ]
    assert plain("![a *b*](p.png)") == "a b"


def test_elements_are_whole():
    """What no cut may go through."""
    assert elements("a *b **c*** [d](e) <sup>2</sup> <sub>") == [(2, 11), (5, 10), (12, 18), (19, 31), (32, 37)]


def test_plain_paragraphs_come_out_as_they_are():
    """Most paragraphs have no markup; they skip the parser and must look as if they had not."""
    assert to_html("word & word " * 100, locale="en") == "word &amp; word " * 100


@pytest.mark.parametrize("piece", ["[", "*a ", "![a", "[a](b", "`", "<a ", "[^", "<sup>", "**a~~"])
def test_hostile_markup_comes_to_an_end(piece):
    """Thousands of openings without an end are where Markdown parsers hang; a process must not."""
    shown = to_html(piece * (8000 // len(piece)), locale="en")

    assert "<script" not in shown
    assert shown


def test_a_digest_is_short_and_stable():
    """It names a segment in files that outlive the program."""
    assert digest("水") == digest("水")
    assert re.fullmatch("[a-z2-7]{8}", digest(""))
    assert digest("The mill") != digest("The mill.")
