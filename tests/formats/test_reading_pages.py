"""Web pages and e-books as they are found: notes that are only links, emphasis that only the style sheet knows."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from workbench.formats import reading
from workbench.text import write_markdown

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(body: str, style: str = "") -> str:
    """What is read of a web page, as Markdown."""
    return write_markdown(reading.read("a.html", f"<html><style>{style}</style><body>{body}</body></html>".encode())
                          .document)  # fmt: skip


def book(*chapters: str, css: str = "", spine: str = "") -> reading.Reading:
    """What is read of an e-book of these chapters."""
    names = [f"c{number}" for number, _ in enumerate(chapters, 1)]
    items = "".join(f'<item id="{n}" href="text/{n}.xhtml" media-type="application/xhtml+xml"/>' for n in names)
    refs = "".join(f'<itemref idref="{name}"/>' for name in names)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", CONTAINER)
        file.writestr(
            "OPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
            f"<manifest>{items}</manifest><spine {spine}>{refs}</spine></package>",
        )
        file.writestr("OPS/style.css", css)
        for name, chapter in zip(names, chapters, strict=True):
            body = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
            file.writestr(f"OPS/text/{name}.xhtml", body)
    return reading.read("a.epub", packed.getvalue())


@pytest.mark.parametrize(
    "body",
    [
        # LibreOffice
        '<p>Text<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> goes on.</p>'
        '<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>The note.'
        "</p><p>More.</p></div>",
        # Word
        '<p>Text<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a> goes on.</p><div><hr>'
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> The note.</p><p>More.</p></div></div>',
        # a page of an encyclopedia
        '<p>Text<sup id="ref-1"><a href="#note-1">[1]</a></sup> goes on.</p><ol><li id="note-1"><a href="#ref-1">^</a> '
        "<span>The note.</span><p>More.</p></li></ol>",
        # an old e-book
        '<p>Text<a id="r1"></a><a href="#n1">①</a> goes on.</p><div id="n1"><p><a href="#r1">①</a>The note.</p>'
        "<p>More.</p></div>",
    ],
    ids=["LibreOffice", "Word", "encyclopedia", "old book"],
)
def test_links_there_and_back_are_notes(body: str):
    """Pandoc leaves the number in the text, and the notes as paragraphs at the end."""
    assert page(body).startswith("Text[^1] goes on.\n\n[^1]: The note.\n\n    More.\n")


def test_notes_of_a_book_may_stand_in_another_chapter():
    """Many books gather them at their end; two places may refer to one."""
    read = book(
        '<p>One<a id="a" href="c2.xhtml#n">1</a> two<a id="b" href="c2.xhtml#n">1</a>.</p>',
        '<h1>Notes</h1><p id="n"><a href="c1.xhtml#a">1</a> The note.</p>',
    )

    assert [one.content for one in read.document.segments] == ["One[^1] two[^1].", "The note.", "Notes"]
    assert read.lost == ()


@pytest.mark.parametrize(
    "body",
    [
        '<p>See <a href="#x">chapter 1</a>.</p><p id="x">One.</p>',
        '<p id="top"><a href="#x">1</a> <a href="#y">2</a></p><p id="x">One.</p><p id="y">Two.</p>',
    ],
)
def test_a_link_that_leads_one_way_is_no_note(body: str):
    """Contents and cross references are links as well."""
    assert "[^" not in page(body)


def test_emphasis_of_the_style_sheet_is_emphasis():
    """Converted books and pages of office programs have nothing else."""
    css = (
        ".c1 { font-style: italic } span.c2, .x { font-weight: 700; font-style: italic } .c3 { color: red }"
        ".c4 { font-size: .6em; position: relative; top: -0.33em } .dots { text-emphasis-style: dot }"
    )
    chapter = (
        '<p>a <span class="c1">b</span> <span class="c2">c</span> <span class="c3">d</span> x<span class="c4">2</span>'
        '&nbsp;<span style="text-decoration: line-through">e</span> <span class="dots">要</span></p>'
    )
    expected = "a *b* ***c*** d x<sup>2</sup>\xa0~~e~~ *要*"

    assert [one.content for one in book(chapter, css=css).document.segments] == [expected]
    assert page(chapter, css) == expected + "\n"


def test_a_chinese_book_with_ruby_and_lines_from_top_to_bottom_is_read_in_order():
    """Pages that turn to the right and readings above the characters are usual in Taiwan."""
    chapter = "<h1>河邊</h1><p><ruby>磨<rt>ㄇㄛˊ</rt>坊<rt>ㄈㄤ</rt></ruby>在河邊。<em>慢慢</em>走。</p>"
    read = book(chapter, "<h1>渡口</h1><p>船來晚了。</p>", css="html { writing-mode: vertical-rl }",
                spine='page-progression-direction="rtl"')  # fmt: skip

    assert [one.content for one in read.document.segments] == [
        "河邊", "<ruby>磨<rt>ㄇㄛˊ</rt>坊<rt>ㄈㄤ</rt></ruby>在河邊。*慢慢*走。", "渡口", "船來晚了。",
    ]  # fmt: skip
    assert read.lost == ()


def test_looks_are_not_counted_as_code_that_was_left_out():
    """Nobody misses a `<font>`, and a warning about fifty of them hides the one that matters."""
    read = reading.read("a.html", b"<p><font color=red>x</font><nobr>z</nobr><video>y</video></p>")

    assert [note.values["count"] for note in read.document.notes] == ["2"]


def test_a_list_beside_its_item_stands_in_it():
    """Office programs write an inner list beside the item that it belongs to."""
    body = "<ol><li>one</li></ol><ul><ul><li>inner</li></ul></ul><ol start=2><li>two</li><ul><li>more</li></ul></ol>"

    assert page(body).replace("\n\n", "\n") == "1. one\n   - inner\n2. two\n   - more\n"
