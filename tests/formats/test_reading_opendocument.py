"""OpenDocument as people's programs write it: what Pandoc's own reader drops is there."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from workbench.formats import reading
from workbench.formats.reading import Loss
from workbench.text import digest, write_markdown

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
LISTS = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>'
    '<text:list-style style:name="Blank"><text:list-level-style-bullet text:level="1" text:bullet-char=" "/>'
    "</text:list-style>"
)


def style(name: str, inside: str, *, family: str = "text", parent: str = "") -> str:
    """An automatic style."""
    above = f'style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}" {above}>{inside}</style:style>'


def read(body: str, styles: str = "") -> reading.Reading:
    """What is read of an OpenDocument text with this body."""
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", content)
    return reading.read("a.odt", packed.getvalue())


def p(text: str, name: str = "Standard") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{name}">{text}</text:p>'


def items(*texts: str, attributes: str = 'text:style-name="N"') -> str:
    """A list."""
    return f"<text:list {attributes}>{''.join(f'<text:list-item>{one}</text:list-item>' for one in texts)}</text:list>"


INNER = items(items(p("inner"), attributes=""))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The inner list in an empty item of a list of its own, and the outer one that goes on.
        (items(p("one")) + INNER + items(p("two"), attributes='text:style-name="N" text:continue-numbering="true"'),
         "1. one\n   - inner\n2. two\n"),
        (items(p("one"), attributes='xml:id="a" text:style-name="N"') + p("between")
         + items(p("two"), attributes='text:continue-list="a" text:style-name="N"'),
         "1. one\n\nbetween\n\n2. two\n"),
        (f'<text:list text:style-name="N"><text:list-item text:start-value="7">{p("x")}</text:list-item></text:list>',
         "7. x\n"),
        (items(p("one")) + items(p("still one"), attributes='text:style-name="Blank"'), "1. one\n   still one\n"),
        (items(p("one")) + p("still one", "List_20_1_20_Cont."), "1. one\n   still one\n"),
        (items('<text:h text:outline-level="1">Chapter</text:h>') + p("x"), "# Chapter\n\nx\n"),
    ],
    ids=["cut", "interrupted", "start", "no sign", "goes on", "headings"],
)  # fmt: skip
def test_a_list_is_one_list_again(body: str, expected: str):
    """Word processors close a list wherever its look changes."""
    assert write_markdown(read(body, LISTS).document).replace("\n\n   still", "\n   still") == expected


def test_emphasis_is_what_is_seen():
    """By hand or by name, Western or Chinese; the blue of a link is none, and upright words in slanted ones are not."""
    styles = (
        style("P1", '<style:text-properties fo:font-style="italic"/>', family="paragraph")
        + style("T1", '<style:text-properties style:font-weight-asian="bold"/>')
        + style("T2", '<style:text-properties style:text-position="super 58%"/>')
        + style("T3", '<style:text-properties fo:font-style="normal"/>')
        + style("T4", '<style:text-properties style:text-underline-style="solid"/>')
        + style("T5", '<style:text-properties style:text-emphasize="dot below"/>')
    )

    def span(name: str, text: str) -> str:
        return f'<text:span text:style-name="{name}">{text}</text:span>'

    link = f'<text:a xlink:href="https://example.org">{span("T4", "here")}</text:a>'
    body = p(f"{span('T1', '商品')}和{span('T5', '要緊')}，x{span('T2', '2')} {link} {span('Emphasis', 'so')}") + p(
        f"all but {span('T3', 'this')} slants", "P1"
    )

    assert [one.content for one in read(body, styles).document.segments] == [
        "**商品**和*要緊*，x<sup>2</sup> [here](https://example.org) *so*",
        "*all but* this *slants*",
    ]


def test_ruby_boxes_and_lines_are_kept():
    """A reading, an aside, and the break between two parts of a chapter belong to the text."""
    ruby = "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>hàn</text:ruby-text></text:ruby>"
    box = f"<draw:frame><draw:text-box>{p('In the box.')}</draw:text-box></draw:frame>"
    border = style("P9", '<style:paragraph-properties fo:border-bottom="1pt solid #000"/>', family="paragraph")
    found = read(p(f"{ruby}字{box}") + p("", "P9") + p("After.") + p("", "Horizontal_20_Line") + p("End."), border)

    assert [one.content for one in found.document.segments] == [
        "<ruby>漢<rt>hàn</rt></ruby>字", "In the box.", "---", "After.", "---", "End.",
    ]  # fmt: skip
    assert found.lost == ()
    assert [note.values for note in found.document.notes] == [{"count": "1"}]


def test_a_note_that_is_referred_to_again_is_one_note():
    """Our own files say so, and so do those of LibreOffice by a cross-reference."""
    note = f'<text:note text:id="n1"><text:note-body>{p("A note.")}</text:note-body></text:note>'
    again = '<text:note-ref text:ref-name="n1">1</text:note-ref>'
    found = read(p(f"One{note} and{again}.") + p(f"See note {again.replace('n1', 'n7')}."))

    assert write_markdown(found.document) == "One[^1] and[^1].\n\n[^1]: A note.\n\nSee note 1.\n"
    assert found.lost == ()


def test_verse_is_no_quotation():
    """Both are set in; lines that end before the margin make the difference."""
    set_in = style("P3", '<style:paragraph-properties fo:margin-left="1cm"/>', family="paragraph")
    found = read(p("The road<text:line-break/>is long", "P3") + p("A letter.", "P3"), set_in)

    assert write_markdown(found.document) == "The road\\\nis long\n\n> A letter.\n"


def test_the_contents_and_what_was_struck_are_left_out():
    """An edition makes its own contents; somebody should see what was deleted."""
    index = f"<text:table-of-content><text:index-body>{p('Chapter 7')}</text:index-body></text:table-of-content>"
    deleted = f"<text:tracked-changes><text:changed-region><text:deletion>{p('old')}</text:deletion>"
    comment = f"<office:annotation>{p('Is that so?')}</office:annotation>"
    found = read(f"{deleted}</text:changed-region></text:tracked-changes>{index}{p('Text' + comment + '.')}")

    assert [one.content for one in found.document.segments] == ["Text."]
    assert [note.message for note in found.document.notes] == [
        "The table of contents was left out; an edition makes its own."
    ]
    assert [(one.kind, one.text) for one in found.lost] == [(Loss.DELETED, "old"), (Loss.COMMENT, "Is that so?")]


def test_a_link_to_a_heading_finds_it():
    """LibreOffice names headings by their words and numbers, other places by bookmarks."""
    link = '<text:a xlink:href="#1.The mill|outline">there</text:a> <text:a xlink:href="#b">here</text:a>'
    marked = p('<text:bookmark text:name="b"/>Ford.')
    found = read(f"<text:h text:outline-level='1'>The mill</text:h>{p(link)}{marked}")
    heading, paragraph, place = found.document.segments

    assert paragraph.content.startswith("[there](#")
    assert [one.split(")")[0] for one in paragraph.content.split("#")[1:]] == [
        digest(one.content) for one in (heading, place)
    ]


def test_a_cell_over_two_columns_and_rows_leaves_the_others_in_their_place():
    """The columns must stay columns, and flush numbers flush."""
    right = style("R", '<style:paragraph-properties fo:text-align="end"/>', family="paragraph")
    table = (
        '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2">'
        f"{p('a')}</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>"
        f'<table:table-row><table:table-cell table:number-rows-spanned="2">{p("b")}</table:table-cell>'
        f"<table:table-cell>{p('1', 'R')}</table:table-cell></table:table-row><table:table-row>"
        f"<table:covered-table-cell/><table:table-cell>{p('2', 'R')}</table:table-cell></table:table-row></table:table>"
    )

    assert write_markdown(read(table, right).document) == "| a |  |\n|---|--:|\n| b | 1 |\n|  | 2 |\n"


def test_deep_lists_are_refused_and_endless_numbers_are_not_believed():
    """A file may say anything."""
    wide = f'<table:table-cell table:number-columns-repeated="1000000">{p("x")}</table:table-cell>'
    found = read(f"<table:table><table:table-row>{wide}</table:table-row></table:table>")
    assert len(found.document.segments) <= 200

    with pytest.raises(reading.Damaged):
        read("<text:list><text:list-item>" * 300 + "</text:list-item></text:list>" * 300)
