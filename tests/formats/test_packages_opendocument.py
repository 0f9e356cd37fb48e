"""A table that LibreOffice saved in its own format says the same as one in Word's."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.containers import Damaged, Protected, Unsafe
from workbench.formats.edition import ExportUnit
from workbench.formats.packages import UnknownPackage, read_package
from workbench.formats.packages.table import TableFileError

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
LOOKS = "".join(
    f'<style:style style:name="{name}" style:family="{family}"><style:text-properties {look}/></style:style>'
    for name, family, look in (
        ("B", "text", 'fo:font-weight="bold"'),
        ("I", "text", 'fo:font-style="italic"'),
        ("Plain", "text", 'fo:font-weight="normal" fo:color="#ff0000"'),
        ("Up", "text", 'style:text-position="super 58%"'),
        ("Struck", "text", 'style:text-line-through-style="solid"'),
        ("Under", "text", 'style:text-underline-style="solid"'),
        ("AllBold", "paragraph", 'fo:font-weight="bold"'),
    )
)
HEAD = "<text:p>tale: en → es</text:p><text:p>Do not change</text:p>"


def p(text: str, name: str = "Standard") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{name}">{text}</text:p>'


def row(*cells: str) -> str:
    """A row of a table."""
    return (
        f"<table:table-row>{''.join(f'<table:table-cell>{one}</table:table-cell>' for one in cells)}</table:table-row>"
    )


def table(*rows: str, head: str = HEAD) -> str:
    """A table as our Word file becomes one."""
    first = f"<table:table-header-rows>{row(p('Source'), p('Translation'), head)}</table:table-header-rows>"
    return f"<table:table>{first}{''.join(rows)}</table:table>"


def odt(body: str, *, manifest: str = "<manifest/>", start: str = "") -> bytes:
    """An OpenDocument text with this body."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr(
            "content.xml",
            f"{start}<office:document-content {NAMESPACES}><office:automatic-styles>{LOOKS}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return packed.getvalue()


def unit(cell: str, source: str = "<text:p>One.</text:p>") -> ExportUnit:
    """What is read of a row."""
    [found] = read_package("work.odt", odt(table(row(source, cell, p("p-1 #3"))))).entries
    return found


def target(cell: str) -> str:
    """What is read of the middle cell of a row."""
    return unit(cell).target


def test_ids_texts_versions_and_languages_come_back():
    """They are what the three texts of a merge are found by."""
    rows = (
        row(p("One.") + p("Two<text:line-break/>lines."), p("Uno.") + p("") + p("Dos<text:tab/>líneas."), p("p-1 #3")),
        row(p("Three."), p(""), p("p-2 #1") + p("mill → fábrica") + p("See #12")),
        row(p("Four."), p("Cuatro."), p("")),
    )

    back = read_package("work", odt(p("Un cuento", "Title") + table(*rows)))

    assert (back.slug, back.source_locale, back.target_locale) == ("tale", "en", "es")
    assert [(unit.uid, unit.source, unit.target, unit.version) for unit in back.entries] == [
        ("p-1", ("One.\n\nTwo\nlines.",), "Uno.\n\nDos\tlíneas.", 3),
        ("p-2", ("Three.",), "", 1),
        ("", ("Four.",), "Cuatro.", 0),
    ]


def test_several_texts_stay_apart():
    """Each has its own table."""
    other = table(row(p("A fox."), p("Un zorro."), p("f-1 #1")), head=p("fable: en → es"))

    back = read_package("work.odt", odt(table(row(p("One."), p("Uno."), p("p-1 #3"))) + other))

    assert [(part.slug, len(part.entries)) for part in back.parts] == [("tale", 1), ("fable", 1)]


def span(text: str, name: str) -> str:
    """Words in a style of characters."""
    return f'<text:span text:style-name="{name}">{text}</text:span>'


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (p(f"Una {span('rueda ', 'B')}gira."), "Una **rueda** gira."),
        (p(span(f"a {span('b', 'I')} c", "B")), "**a *b* c**"),
        (p(f"m{span('2', 'Up')} {span('x', 'Struck')} {span('y', 'Under')}"), "m<sup>2</sup> ~~x~~ y"),
        (p(f"Una {span('rueda', 'Plain')} gira.", "AllBold"), "**Una** rueda **gira.**"),
        (p(f"quizá {span('no', 'Emphasis')}"), "quizá *no*"),
        # What stands in marks already is not marked again.
        (p(f"**Una {span('rueda', 'B')}**"), "**Una rueda**"),
    ],
)
def test_bold_and_italics_are_read(cell: str, expected: str):
    """That is what the buttons are for; a colour or an underline is a remark of the person to herself."""
    assert target(cell) == expected


def test_links_are_read_but_not_those_that_libreoffice_made_itself():
    """It makes a link of every address that is typed."""
    cell = (
        '<text:a xlink:href="https://example.org/a">rueda</text:a> '
        '<text:a xlink:href="javascript:alert(1)">mala</text:a> '
        '[y](<text:a xlink:href="https://example.org/b">https://example.org/b</text:a>)'
    )

    assert target(p(cell)) == "[rueda](https://example.org/a) mala [y](https://example.org/b)"


def test_what_hangs_on_a_text_is_not_in_it():
    """A comment for a friend, a footnote by mistake, a bookmark, a page break, the description of a picture."""
    cell = (
        "Uno<office:annotation><text:p>¿Así?</text:p></office:annotation><office:annotation-end/>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Nota</text:p></text:note-body>"
        "</text:note><text:bookmark/><text:soft-page-break/> dos<draw:frame><svg:desc>Foto</svg:desc></draw:frame>"
        "<text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zì</text:ruby-text></text:ruby>."
    )

    assert target(p(cell)) == "Uno dos字."


def note(words: str, mark: str = "1") -> str:
    """A footnote."""
    citation = f"<text:note-citation>{mark}</text:note-citation>"
    return f"<text:note>{citation}<text:note-body>{words}</text:note-body></text:note>"


def remark(words: str) -> str:
    """A comment of LibreOffice, which says who wrote it, and when."""
    creator = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ana</dc:creator>'
    return f"<office:annotation>{creator}{words}</office:annotation>"


def test_footnotes_and_comments_are_given_apart():
    """Somebody thought about them; the name of who did is no part of them."""
    first = note(p(f"Nota {span('uno', 'B')}.{remark(p('¿Sí?'))}") + p("") + p("Sigue."))
    found = unit(p(f"Uno{first} dos{remark(p('¿Así?'))}.{note(p(''))}"), p(f"One{remark(p('Which one?'))}."))

    assert found.target == "Uno dos."
    assert found.apart == ("Which one?", "Nota **uno**.\n\nSigue.", "¿Sí?", "¿Así?")


def test_a_row_that_lost_its_mark_keeps_its_footnotes():
    """The report shows them, since nobody knows where they belong."""
    [lost] = read_package("work.odt", odt(table(row(p("One."), p(note(p("Nota."))), p(""))))).entries

    assert (lost.uid, lost.target, lost.apart) == ("", "", ("Nota.",))


def test_tracked_changes_count_as_accepted():
    """What was deleted is kept elsewhere in the file."""
    kept = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Viejo.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    rows = row(p("One."), p("<text:change/><text:change-start/>Nuevo.<text:change-end/>"), p("p-1 #3"))
    [unit] = read_package("work.odt", odt(kept + table(rows))).entries

    assert unit.target == "Nuevo."


@given(st.text("ab<>&\"' 中𠮷*_[]\u3000", min_size=1, max_size=20))
def test_any_line_survives(line: str):
    """Blanks that are meant are written as elements; all others are one."""
    written = escape(line).replace("  ", ' <text:s text:c="1"/>')

    assert target(p(f"a{written}z")) == f"a{line}z"


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("work.odt", odt(p("Our prices")), TableFileError),
        ("work.odt", odt(table(), manifest="<encryption-data/>"), Protected),
        ("work.odt", odt(table(), start='<!DOCTYPE a [<!ENTITY b "c">]>'), Unsafe),
        ("work.odt", odt("")[:-200], Damaged),
        ("work.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnknownPackage),
    ],
)
def test_what_is_no_table_of_ours_is_refused(name: str, data: bytes, error: type[Exception]):
    """Each with what to do about it."""
    with pytest.raises(error):
        read_package(name, data)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "META-INF/container.xml", "chapter-1.md"])
@pytest.mark.parametrize("name", ["work.docx", "work.xlsx", "work"])
def test_other_containers_are_told_what_is_expected(name: str, part: str):
    """A spreadsheet, an e-book or a ZIP is not damaged, and sending it again does not help."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("[Content_Types].xml" if part.startswith("xl") else "mimetype", "<Types/>")
        file.writestr(part, "x")

    with pytest.raises(UnknownPackage, match="DOCX or ODT"):
        read_package(name, packed.getvalue())
