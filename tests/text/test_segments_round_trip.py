"""Reading and writing texts: nothing is lost, and normalised text is given back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.text import BadFrontMatter, Document, EmptyText, Kind, Segment, read_markdown, write_markdown
from workbench.text.plain import paragraphs, read_plain, write_plain
from workbench.text.tables import Table, grid

PIECES = [
    "> ", ">", "- ", "* ", "+", "1. ", "2) ", "10. ", "# ", "## ", "#", " #", "---", "***", "===", "--", "```", "~~~",
    "`", "[^1]: ", " ", "    ", "\t", "\u3000", "mill", "b c", "文", "。", "\\", "  ", "|", "a|b", "-|-", "\\\n", "\n",
    "\n\n", "=",
]  # fmt: skip
markdown = st.lists(st.sampled_from(PIECES), min_size=1, max_size=16).map("".join)


@given(markdown)
def test_markdown_to_segments_and_back_is_the_identity(text):
    """A text goes through the folder and the database many times; each trip may change nothing."""
    try:
        document = read_markdown(text)
    except (EmptyText, BadFrontMatter):
        assume(False)
    written = write_markdown(document)

    assert read_markdown(written).segments == document.segments
    assert write_markdown(read_markdown(written)) == written


@given(markdown)
def test_no_word_of_a_markdown_text_is_lost(text):
    """Normalising may drop marks, never what somebody wrote."""
    try:
        document = read_markdown(text)
    except (EmptyText, BadFrontMatter):
        assume(False)
    words = re.findall("mill|b|c|文|。", text)

    assert re.findall("mill|b|c|文|。", "\n".join(segment.content for segment in document.segments)) == words


@given(st.lists(st.sampled_from(["mill", "文", " ", "\u3000", "\t", "\n", "\n\n", "- "]), min_size=1).map("".join))
def test_plain_text_to_segments_and_back_is_the_identity(text):
    """The gaps and the indentation are kept; only blanks at line ends and around the text go."""
    assume(text.strip())
    document = read_plain(text)
    written = write_plain(document)

    assert read_plain(written) == document
    assert write_plain(read_plain(written)) == written
    assert "".join(written.split()) == "".join(text.split())


BLOCKS = [
    pytest.param("# One #", Kind.HEADING, "One", 1, "# ", id="atx"),
    pytest.param("Two\n---", Kind.HEADING, "Two", 2, "## ", id="setext"),
    pytest.param("> one\ntwo", Kind.QUOTE, "one\ntwo", 1, "> ", id="lazy quote"),
    pytest.param("3) x", Kind.LIST_ITEM, "x", 1, "3) ", id="ordered"),
    pytest.param("> - x", Kind.LIST_ITEM, "x", 2, "> - ", id="item in a quote"),
    pytest.param("[^n]: see\n    below", Kind.NOTE, "see\nbelow", 0, "[^n]: ", id="note"),
    pytest.param("```py\nx\n\n  y\n```", Kind.CODE, "```py\nx\n\n  y\n```", 0, "", id="code"),
    pytest.param("~~~\nx", Kind.CODE, "~~~\nx\n~~~", 0, "", id="fence that is never closed"),
    pytest.param("* * *", Kind.RULE, "* * *", 0, "", id="rule"),
    pytest.param("|a|\n|-|", Kind.TABLE_CELL, "a", 0, "| ", id="table"),
    pytest.param("![Loom](media/a.png)", Kind.IMAGE, "![Loom](media/a.png)", 0, "", id="picture"),
    pytest.param("![x](b.png)\\\nAt work", Kind.IMAGE, "![x](b.png)\\\nAt work", 0, "", id="picture with its caption"),
    pytest.param("one\\\ntwo  \nthree", Kind.VERSE, "one\\\ntwo  \nthree", 0, "", id="verse"),
    pytest.param("　　他来了。", Kind.PARAGRAPH, "他来了。", 0, "　　", id="Chinese indentation"),
    pytest.param("    not code", Kind.PARAGRAPH, "not code", 0, "", id="indentation is no code"),
    pytest.param("#标题", Kind.PARAGRAPH, "#标题", 0, "", id="no blank, no heading"),
    pytest.param("line\n2. two", Kind.PARAGRAPH, "line\n2. two", 0, "", id="a number in a hard-wrapped line"),
]


@pytest.mark.parametrize(("text", "kind", "content", "level", "prefix"), BLOCKS)
def test_each_kind_of_block_is_known(text, kind, content, level, prefix):
    """Export, checks and alignment go by the kind of a segment."""
    assert read_markdown(text).segments == (Segment(kind, content, level, prefix, gap=""),)


def test_paragraphs_of_one_item_are_segments_of_their_own():
    """A volunteer translates paragraph by paragraph, in lists as well."""
    segments = read_markdown("- one\n\n  two\n- three\n  - four").segments

    assert [(one.content, one.level, one.prefix, one.gap) for one in segments] == [
        ("one", 1, "- ", ""),
        ("two", 1, "  ", "\n\n"),
        ("three", 1, "- ", "\n"),
        ("four", 2, "  - ", "\n"),
    ]


def test_a_table_is_read_cell_by_cell():
    """A translator writes cells; bars are told by prefix and gap, empty cells by the next one's prefix."""
    text = "|  | 1958 | 1962 |\n|---|--:|---|\n| Looms | 12 |\n| a\\|b |  | 31[^2] |\n\nEnd\n"
    document = read_markdown(text)

    assert [(one.content, one.prefix, one.gap) for one in document.segments] == [
        ("1958", "|  | ", ""),
        ("1962", "| ", " "),
        ("Looms", "| ", "\n|---|--:|---|\n"),
        ("12", "| ", " "),
        ("a|b", "| ", "\n"),
        ("31[^2]", "|  | ", " "),
        ("End", "", "\n\n"),
    ]
    assert write_markdown(document) == text


@pytest.mark.parametrize(
    "text",
    [
        "|  |  |\n|---|---|\n| a | b |\n",
        "Before\n\n|  |\n|---|\n| a |\n\n| c |\n|---|\n| d |\n",
        "> | a | b |\n> |---|---|\n> |  | 3 |\n>\n> End\n",
        "- | a |\n  |---|\n  | b |\n- | c |\n  |---|\n",
        "---\ntitle: T\n---\n\n|  |\n|---|\n| a |\n",
    ],
    ids=["no headings", "two tables", "in a quotation", "in items", "behind a title"],
)
def test_tables_are_given_back(text):
    """Tables stand everywhere, and mostly without headings where a Word file made them."""
    assert read_markdown(write_markdown(read_markdown(text))).segments == read_markdown(text).segments
    assert write_markdown(read_markdown(text)).replace("  |", "") == text.replace("  |", "")


def test_cells_make_a_table_again():
    """Books set tables in rows and columns."""
    segments = read_markdown("| a | b |\n|:--|:-:|\n| 1 |\n|  | 2 |\n").segments
    (table,) = grid((one.prefix, one.gap, one.content) for one in segments)

    assert table == Table((("a", "b"), ("1", None), (None, "2")), 1, ("left", "center"))


def test_a_translation_with_lines_stays_one_cell():
    """A line feed inside a cell would end its row."""
    cells = read_markdown("| a | b |\n|---|---|\n").segments
    written = write_markdown(Document((replace(cells[0], content="one\\\ntwo\n\nthree"), cells[1])))

    assert written == "| one<br>two<br><br>three | b |\n|---|---|\n"


def test_a_title_stands_in_the_front_matter_and_first_among_the_segments():
    """It is translated like any paragraph, and written back to where it came from."""
    text = "---\ntitle: 'Mill: a talk'\ndate: 1983-05-01\npart: 010\n---\n\nBody.\n"
    document = read_markdown(text)

    assert document.meta == {"title": "Mill: a talk", "date": "1983-05-01", "part": "010"}
    assert document.segments[0] == Segment(Kind.TITLE, "Mill: a talk", gap="")
    assert write_markdown(document) == text


def test_a_changed_title_is_written_to_the_front_matter():
    """The segment is what people edit; the metadata follows."""
    document = Document((Segment(Kind.TITLE, "水磨坊"), Segment(Kind.PARAGRAPH, "正文。")), {"title": "Mill"})

    assert write_markdown(document) == "---\ntitle: 水磨坊\n---\n\n正文。\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a: b\n---\nx", 2),
        ("---\na: 1\na: 2\n---\nx", 3),
        ("---\na: &x [1]\nb: {c: *x}\n---\nx", 3),
        ("---\na: " + "[" * 5000 + "\n---\nx", 1),
    ],
    ids=["colon", "twice", "nested", "deep"],
)
def test_front_matter_that_cannot_be_read_is_refused_by_line(text, line):
    """Guessing would lose metadata; the message must lead to the place."""
    with pytest.raises(BadFrontMatter) as caught:
        read_markdown(text)

    assert caught.value.details["line"] == line


def test_a_rule_at_the_start_is_no_front_matter():
    """Texts open with ornaments."""
    assert [one.kind for one in read_markdown("---\n\nText\n\n---\n").segments] == [
        Kind.RULE,
        Kind.PARAGRAPH,
        Kind.RULE,
    ]


@pytest.mark.parametrize(
    "content", ["- no list", "1. no list", "# no heading", "a\n---", "> x", "***", "x\n\n+ y", "```"]
)
def test_text_that_looks_like_a_mark_is_escaped_on_writing(content):
    """A translation, or a plain text, may begin with a dash or a number."""
    written = write_markdown(Document((Segment(Kind.PARAGRAPH, content),)))

    assert {one.kind for one in read_markdown(written).segments} == {Kind.PARAGRAPH}
    assert written.replace("\\", "") == content + "\n"


def test_several_paragraphs_in_one_segment_get_the_marks_of_its_block():
    """One paragraph of a quotation may become two in the translation."""
    written = write_markdown(Document((Segment(Kind.QUOTE, "one\n\ntwo", 1, "> "),)))

    assert written == "> one\n>\n> two\n"


def test_paragraphs_are_parted_by_blank_lines():
    """The form of plain text that the command line promises."""
    assert paragraphs("\n a\nb \n \n\u3000\nc\n") == ["a\nb", "c"]


def test_the_first_paragraph_is_the_title_only_on_request():
    """Nothing in a plain text tells a title."""
    assert read_plain("A\n\nB").segments[0].kind is Kind.PARAGRAPH
    assert read_plain("A\n\nB", first_is_title=True).segments[0].kind is Kind.TITLE


def test_footnotes_with_one_label_are_said():
    """An edition leads from both places to the first of them, and nobody would see why."""
    twice = read_markdown("One.[^2] Two.[^2]\n\n[^2]: First.\n\n[^2]: Second.\n")
    once = read_markdown("One.[^2] Two.[^2]\n\n[^2]: First.\n")

    assert [note.values for note in twice.notes] == [{"labels": "[^2]"}]
    assert once.notes == ()
