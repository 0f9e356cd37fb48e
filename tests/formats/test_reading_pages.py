"""Web pages and e-books as they are found: notes that are only links, looks and headings that only other parts know."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.formats import reading
from workbench.text import Kind, markup, write_markdown
from workbench.text.tables import grid

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)

EPUB = "http://www.idpf.org/2007/ops"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def page(body: str, style: str = "") -> str:
    """What is read of a web page, as Markdown."""
    return write_markdown(reading.read("a.html", f"<html><style>{style}</style><body>{body}</body></html>".encode())
                          .document)  # fmt: skip


def book(*chapters: str, css: str = "", spine: str = "", metadata: str = "", **parts: str | bytes) -> reading.Reading:
    """What is read of an e-book of these chapters; further parts by their names, with `__` for the dot."""
    names = [f"c{number}" for number, _ in enumerate(chapters, 1)]
    items = "".join(f'<item id="{n}" href="text/{n}.xhtml" media-type="application/xhtml+xml"/>' for n in names)
    others = {name.replace("__", "."): content for name, content in parts.items()}
    marks = {"nav.xhtml": 'properties="nav"', "cover.png": 'properties="cover-image"'}
    items += "".join(f'<item id="{name}" href="{name}" {marks.get(name, "")}/>' for name in others)
    refs = "".join(f'<itemref idref="{name}"/>' for name in names)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", CONTAINER)
        file.writestr(
            "OPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
            f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine {spine}>{refs}</spine></package>",
        )
        file.writestr("OPS/style.css", css)
        for name, content in others.items():
            file.writestr(f"OPS/{name}", content)
        for name, chapter in zip(names, chapters, strict=True):
            body = f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="{EPUB}"><body>{chapter}</body></html>'
            file.writestr(f"OPS/text/{name}.xhtml", body)
    return reading.read("a.epub", packed.getvalue())


def contents(read: reading.Reading) -> list[str]:
    """The segments as they stand in Markdown."""
    return [one.prefix + one.content for one in read.document.segments]


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

    assert [note.values["count"] for note in read.document.notes] == ["1"]


def test_a_list_beside_its_item_stands_in_it():
    """Office programs write an inner list beside the item that it belongs to."""
    body = "<ol><li>one</li></ol><ul><ul><li>inner</li></ul></ul><ol start=2><li>two</li><ul><li>more</li></ul></ol>"

    assert page(body).replace("\n\n", "\n") == "1. one\n   - inner\n2. two\n   - more\n"


# --- notes that say what they are ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        '<aside epub:type="footnote" id="n"><p><a href="#r">1</a>\xa0The note.</p><p>More.</p></aside>',
        '<section epub:type="footnotes"><hr/><ol><li id="n"><p>The note.</p><p>More. <a role="doc-backlink" href="#r">'
        "back to the text</a></p></li></ol></section>",
        # The way back as another reference.
        '<div id="n"><p><a epub:type="noteref" href="#r">1</a> The note.</p><p>More.</p></div>',
    ],
    ids=["aside", "list", "reference back"],
)
def test_notes_that_say_so_stand_where_they_are_referred_to(note: str):
    """Their numbers and the ways back belong to the file, not to the text."""
    read = book(f'<p id="r">Text<a epub:type="noteref" href="#n"><sup>1</sup></a> goes on.</p>{note}<p>End.</p>')

    assert contents(read) == ["Text[^1] goes on.", "[^1]: The note.", "    More.", "End."]
    assert read.lost == ()


def test_a_note_may_name_another():
    """Only the way back is no text; the number of another note is."""
    notes = (
        '<dl><dt>Notes</dt><dd id="m"><a href="#r">1</a> One.</dd>'
        '<dd id="n"><a href="#r">2</a> Like note <a href="#m">1</a>. <a href="#r">^</a></dd></dl>'
    )
    refers = '<p id="r">a<a role="doc-noteref" href="#m">1</a> b<a role="doc-noteref" href="#n">2</a></p>'

    assert page(refers + notes) == "a[^1] b[^2]\n\n[^1]: One.\n\n[^2]: Like note 1.\n\n- Notes\n"


def test_what_holds_several_notes_is_none():
    """Some references lead to the whole of the notes."""
    notes = '<div id="all"><p id="n">One.</p><p>Two.</p></div>'
    refers = '<p>a<a role="doc-noteref" href="#n">1</a> b<a role="doc-noteref" href="#all">2</a></p>'

    assert page(refers + notes).startswith("a[^1] b")
    assert page(refers + notes).endswith("[^1]: One.\n\nTwo.\n")


@pytest.mark.parametrize(
    "body",
    [
        '<p id="a">One<a role="doc-noteref" href="#a">1</a></p>',
        '<p id="a">One<a role="doc-noteref" href="#b">1</a></p><p id="b">Two<a role="doc-noteref" href="#a">2</a></p>',
        '<div id="a"><p>One<a role="doc-noteref" href="#b">1</a></p></div>'
        '<div id="b"><p>Two<a role="doc-noteref" href="#c">1</a></p></div>'
        '<div id="c"><p>Three<a role="doc-noteref" href="#a">1</a></p></div>',
    ],
)
def test_notes_that_lead_in_a_circle_are_kept(body: str):
    """What is only taken out where it is referred to would be nowhere."""
    read = reading.read("a.html", body.encode())

    assert all(word in write_markdown(read.document) for word in ("One", "Two", "Three") if word in body)


# --- what other parts of a book know ------------------------------------------------------------------------------

NAV = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc">'
    '<ol><li><a href="text/c1.xhtml">The mill</a><ol><li><a href="text/c1.xhtml#ford">The ford, in <i>spring</i></a>'
    '</li></ol></li><li><a href="text/c2.xhtml">Section 2</a></li><li><a href="text/c2.xhtml#real">The weir</a></li>'
    "</ol></nav></body></html>"
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>The mill</text></navLabel>'
    '<content src="text/c1.xhtml"/><navPoint><navLabel><text>The ford, in spring</text></navLabel>'
    '<content src="text/c1.xhtml#ford"/></navPoint></navPoint></navMap></ncx>'
)


@pytest.mark.parametrize("parts", [{"nav__xhtml": NAV}, {"toc__ncx": NCX}], ids=["navigation", "NCX"])
def test_paragraphs_that_the_contents_name_are_headings(parts: dict[str, str]):
    """LibreOffice and old converters write headings as large paragraphs; one with other words stays what it is."""
    read = book(
        '<p><span class="big"> </span></p><p><span class="big">The Mill</span></p><p>It stood by the river.</p>'
        '<p><a id="ford"></a>The ford, in <i>spring</i></p><p>Mud.</p>',
        '<p>No section.</p><h3 id="real">The weir</h3>',
        css=".big { font-size: 200%; font-weight: bold }",
        spine='toc="toc.ncx"',
        **parts,
    )

    assert contents(read) == [
        "# The Mill", "It stood by the river.", "## The ford, in *spring*", "Mud.", "No section.", "### The weir",
    ]  # fmt: skip
    assert read.lost == ()


def test_links_of_a_book_lead_to_places_in_other_chapters():
    """The same id may stand in each of them, and a link may lead to the beginning of one."""
    there = (
        '<p>See <a href="c2.xhtml#a">there</a>, <a href="c2.xhtml">the chapter</a>, <a href="c3.xhtml">none</a>.</p>'
    )
    read = book(f'{there}<p id="a">Here.</p>', '<h1>Two</h1><blockquote id="a">There.</blockquote>')

    places = [markup.digest("There."), markup.digest("Two")]
    assert contents(read)[0] == "See [there](#{}), [the chapter](#{}), none.".format(*places)


def test_a_book_says_its_title_authors_and_language():
    """Authors stand in the order of the title page; dates of the file come after that of the text."""
    said = {"title": ["The Mill"], "creator": ["Lin Qiu", "Ana Paz"], "date": ["1931-05-01T00:00:00Z", "2020"],
            "rights": ["CC BY 4.0"], "language": ["zh-Hant", "en"]}  # fmt: skip
    metadata = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, values in said.items() for value in values)

    assert book("<p>x</p>", metadata=metadata).document.meta == {
        "title": "The Mill", "author": "Lin Qiu, Ana Paz", "date": "1931-05-01", "rights": "CC BY 4.0",
        "language": "zh-Hant",
    }  # fmt: skip


@pytest.mark.parametrize("shown", [True, False])
def test_the_cover_of_a_book_is_there_once(shown: bool):
    """Its page draws it as a part of a drawing, or the package alone knows it."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image xlink:href="../cover.png"/></svg>'
    )
    read = book(f"<div>{drawing if shown else ''}</div>", "<p>x</p>", cover__png=PNG)

    assert [one.kind for one in read.document.segments] == [Kind.IMAGE, Kind.PARAGRAPH]
    assert [one.data for one in read.document.media] == [PNG]


def test_a_chapter_that_is_not_well_formed_is_read_all_the_same():
    """Reading programs show such books as well; names of characters are no entities of XML."""
    read = book("<p>One&nbsp;two &eacute;&hellip;</p><p>a<br>b</p>", "<p>Three &nosuch; <b>four</p>")

    assert contents(read)[0] == "One\xa0two é…"
    assert [one.replace("\\\n", "/") for one in contents(read)[1:]] == ["a/b", "Three &nosuch; **four**"]
    assert read.lost == ()


# --- structure ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "head", "cells"),
    [
        ("", "", '<td align="right">1</td><td style="text-align: center">b</td>'),
        (".r, td.c { text-align: end } .c { text-align: center }", "", '<td class="r">1</td><td class="x c">b</td>'),
        ("p.p7 { margin: 0; text-align: right }", "", '<td><p class="p7">1</p></td><td><p align="center">b</p></td>'),
        (".n { text-align: right }", '<colgroup><col class="n"/><col align="center"/></colgroup>',
         "<td>1</td><td>b</td>"),
    ],
    ids=["attributes", "classes", "paragraphs", "columns"],
)  # fmt: skip
def test_columns_are_set_as_their_cells_are(style: str, head: str, cells: str):
    """Numbers stand under each other in every program that writes tables, and each says so in its own way."""
    style = style.replace("td.c { text-align: end }", "td.z { text-align: end }")
    row = "<tr><th>A</th><th>B</th></tr>"
    body = f"<html><style>{style}</style><body><table>{head}{row}<tr>{cells}</tr></table></body></html>"
    (table,) = grid(
        (one.prefix, one.gap, one.content) for one in reading.read("a.html", body.encode()).document.segments
    )

    assert table.aligns == ("right", "center")
    assert table.head == 1


def test_a_column_whose_cells_differ_is_set_in_no_way():
    """One number that stands on the right does not move the words below it."""
    body = '<table><tr><td align="right">1</td></tr><tr><td>a word</td></tr></table>'
    (table,) = grid(
        (one.prefix, one.gap, one.content) for one in reading.read("a.html", body.encode()).document.segments
    )

    assert table.aligns == ("",)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<nav><a href='/'>Home</a></nav><main><p>x</p></main><footer>Imprint</footer>", "x"),
        ("<ul>stray<li>one</li>between</ul>", "- stray\n- one\n- between"),
        ("<dl><dt>mill</dt><dd>a house<dl><dt>weir</dt><dd>a wall</dd></dl></dd></dl>",
         "- mill\n\n  a house\n\n  - weir\n\n    a wall"),
        ("<dl><dd>only set in</dd></dl>", "only set in"),
        ("<a href='https://example.org/a'><h2>Head</h2><p>x</p></a>",
         "## [Head](https://example.org/a)\n\n[x](https://example.org/a)"),
        ("<h2>One<div>two</div></h2>", "## One two"),
        ("<p>a <q>b <q>c</q></q></p>", "a “b ‘c’”"),
        ("<p><code>a<br>b</code> <tt>c  d</tt></p>", "`a`\\\n`b` `c d`"),
        ("<pre>\n  a\n\tb\n</pre>", "```\n  a\n    b\n```"),
        ("<p>x<math><msup><mi>y</mi><mn>2</mn></msup></math></p>", "x`y^{2}`"),
        ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", "<ruby>漢<rt>hàn</rt></ruby>"),
        ("<figure><div><img src='x.svg' alt='A mill'></div><figcaption>The mill</figcaption></figure>",
         "A mill\\\nThe mill"),
        ("<nav><h2>Contents</h2><ol><li><a href='#a'>One</a></li></ol></nav><h1 id=a>One</h1>", "# One"),
    ],
)  # fmt: skip
def test_a_page_is_read_as_it_is_shown(body: str, expected: str):
    """Pages are written by many hands, and few of them by the book."""
    assert page(body).rstrip("\n") == expected


def test_the_ways_around_a_text_are_said_to_be_left_out():
    """What a page does not count as its text may be wanted all the same."""
    read = reading.read("a.html", b"<header><p>A river paper</p></header><main><p>x</p></main>")

    assert [one.text for one in read.lost] == ["A river paper"]


TAGS = st.sampled_from(
    ["p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "h2", "b", "i", "span", "a", "sup",
     "blockquote", "pre", "code", "figure", "figcaption", "section", "aside", "q", "ruby", "rt", "center", "br", "hr"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' id="x"', ' id="y"', ' href="#x"', ' href="#y" role="doc-noteref"', ' class="c"', ' epub:type="footnote"']
)
TREES = st.recursive(
    st.integers(0, 9999).map(lambda number: f" {markup.digest(str(number))} "),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{''.join(made[2])}</{made[0]}>"
    ),
    max_leaves=12,
)
WORDS = re.compile(r"(?<= )[0-9a-z]{8}(?= )")


@given(st.lists(TREES, max_size=4).map("".join), st.booleans())
def test_every_word_of_a_page_is_taken_or_said_to_be_lost(body: str, is_book: bool):
    """Whatever stands in what: text never goes in silence."""
    try:
        read = book(body) if is_book else reading.read("a.html", f"<body>{body}</body>".encode())
    except WorkbenchError:
        return  # empty, by and large
    found = write_markdown(read.document) + " ".join(one.text for one in read.lost)

    assert [word for word in WORDS.findall(body) if word not in found] == []
