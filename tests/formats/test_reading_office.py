"""Files that LibreOffice made, as Word and as OpenDocument: what people write arrives, whichever they send."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.formats import reading
from workbench.formats.reading import Loss
from workbench.text import write_markdown

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible", "meta": "meta",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"
STYLES = """
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Author" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="Caption" style:family="paragraph"/>
<style:style style:name="Figure" style:family="paragraph" style:parent-style-name="Caption"/>
<style:style style:name="Unseen" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Aside" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"
  style:num-suffix="."/></text:outline-style>
"""
BY_HAND = """
<style:style style:name="T" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="U" style:family="text" style:parent-style-name="Unseen"><style:text-properties
  fo:font-weight="bold"/></style:style>
<style:style style:name="Dots" style:family="text"><style:text-properties
  style:text-emphasize="dot below"/></style:style>
<style:style style:name="Struck" style:family="text"><style:text-properties
  style:text-line-through-style="solid"/></style:style>
<style:style style:name="Small" style:family="text"><style:text-properties fo:font-variant="small-caps"/></style:style>
<style:style style:name="Page" style:family="paragraph"><style:paragraph-properties
  fo:break-before="page"/></style:style>
<style:style style:name="Two" style:family="section"><style:section-properties><style:columns
  fo:column-count="2"/></style:section-properties></style:style>
<style:style style:name="Ruby" style:family="ruby"><style:ruby-properties style:ruby-position="above"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"
  style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
  <text:list-level-style-number text:level="3" style:num-format="i" style:num-suffix=")"/></text:list-style>
"""


def note(kind: str, *paragraphs: str) -> str:
    """A footnote or an endnote."""
    body = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{body}</text:note-body></text:note>"
    )


def item(words: str, *inner: str) -> str:
    """An item of a list, and the list in it."""
    below = f"<text:list>{''.join(inner)}</text:list>" if inner else ""
    return f"<text:list-item><text:p>{words}</text:p>{below}</text:list-item>"


FIGURE = (
    '<text:p><draw:frame text:anchor-type="as-char" svg:width="4cm"><draw:text-box><text:p text:style-name="Figure">'
    '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image><office:binary-data>'
    f"{PNG}</office:binary-data></draw:image><svg:desc>A loom</svg:desc></draw:frame>The loom</text:p>"
    "</draw:text-box></draw:frame></text:p>"
)
RUBY = (
    '<text:ruby text:style-name="Ruby"><text:ruby-base>漢</text:ruby-base>'
    "<text:ruby-text>hàn</text:ruby-text></text:ruby>"
)
BOOK = f"""<text:p text:style-name="Title">The Mill by the Ford</text:p>
<text:p text:style-name="Author">Lin Qiu</text:p>
<text:h text:outline-level="1">The ford</text:h>
<text:p><text:span text:style-name="Small">Small</text:span>, <text:span text:style-name="Struck">struck</text:span>,
soft\u00adhyphen, no\u00a0break, non\u2011breaking, a<text:tab/>tab, שלום in the middle.</text:p>
<text:p>這是<text:span text:style-name="Dots">要緊的話</text:span>，{RUBY}字。</text:p>
<text:list text:style-name="L">{item("one", item("alpha", item("roman"), item("roman two")), item("beta"))}{item("two")}
</text:list>
<text:p>The road is long<text:line-break/><text:tab/>and the lamp<text:line-break/>is <text:s text:c="3"/>low.</text:p>
<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell>
<text:p>Cell{note("footnote", "In a table.", "Its second paragraph.")}</text:p></table:table-cell><table:table-cell>
<text:p>Right</text:p><text:p>below</text:p></table:table-cell></table:table-row></table:table>
<text:p text:style-name="Page">After the page.{note("endnote", "At the end.")}</text:p>
<text:section text:style-name="Two" text:name="two"><text:p>In two columns.</text:p></text:section>
{FIGURE}
<text:p>End.</text:p>"""
READ = """---
title: The Mill by the Ford
author: Lin Qiu
---
# The ford
Small, ~~struck~~, soft\u00adhyphen, no\u00a0break, non\u2011breaking, a tab, שלום in the middle.
這是*要緊的話*，<ruby>漢<rt>hàn</rt></ruby>字。
1. one
   1. alpha
      1. roman
      2. roman two
   2. beta
2. two
The road is long\\
\u2003\u2003and the lamp\\
is low.
|  |  |
|---|---|
| Cell[^1] | Right<br><br>below |
[^1]: In a table.
    Its second paragraph.
After the page.[^2]
[^2]: At the end.
In two columns.
![A loom](PICTURE)\\
The loom
End."""
HIDDEN = """<text:p>The mill <text:span text:style-name="T">secretly </text:span>stands <text:span
text:style-name="U">in silence </text:span>here.</text:p>
<text:p text:style-name="Aside">Nobody reads this.</text:p>
<text:p><text:span text:style-name="T">Nor this.</text:span></text:p><text:p>End.</text:p>"""
FILES = {"book": (BOOK, ""), "hidden": (HIDDEN, ""),
         "named": ("<text:p>One.</text:p>", "<dc:title>The Mill</dc:title>"
                   "<meta:initial-creator>Lin Qiu; Ana Paz</meta:initial-creator>"),
         "typed": ("<text:p>One.</text:p>", "<meta:initial-creator>Computer</meta:initial-creator>"),
         "section": ('<text:section text:name="x" text:display="none"><text:p>Put away.</text:p></text:section>'
                     "<text:p>One.</text:p>", "")}  # fmt: skip


@pytest.fixture(scope="session")
def office(
    require: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], reading.Reading]:
    """LibreOffice opens our files and saves each of them in a form; they are read."""
    folder = tmp_path_factory.mktemp("office")
    for name, (body, meta) in FILES.items():
        (folder / f"{name}.fodt").write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" '
            f'office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>{meta}</office:meta>'
            f"<office:styles>{STYLES}</office:styles><office:automatic-styles>{BY_HAND}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document>",
            encoding="utf-8",
        )

    def make(name: str, form: str) -> reading.Reading:
        out = folder / form
        if not out.exists():
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            files: list[Path] = sorted(folder.glob("*.fodt"))
            command = [require("soffice"), profile, "--headless", "--convert-to", form, "--outdir", out, *files]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        path = out / f"{name}.{form}"
        return reading.read(path.name, path.read_bytes())

    return make


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_what_people_write_arrives_whichever_form_they_send(office: Callable[[str, str], reading.Reading], form: str):
    """A title and its author, lists in lists, verse that is set in, ruby and dots, notes, a picture and its caption."""
    read = office("book", form)
    written = write_markdown(read.document)
    for picture in read.document.media:
        written = written.replace(picture.name, "PICTURE")

    assert "\n".join(line for line in written.split("\n") if line.strip() and "language:" not in line) == READ
    assert read.lost == ()


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_hidden_text_is_left_out_and_told(office: Callable[[str, str], reading.Reading], form: str):
    """Nobody who opens the file sees it, so nobody should translate it by mistake, nor miss it without a word."""
    read = office("hidden", form)

    assert [segment.content for segment in read.document.segments] == ["The mill stands here.", "End."]
    assert {one.kind for one in read.lost} == {Loss.HIDDEN}
    assert " ".join(" ".join(one.text for one in read.lost).split()) == (
        "secretly in silence Nobody reads this. Nor this."
    )


def test_a_hidden_section_is_left_out_and_told(office: Callable[[str, str], reading.Reading]):
    """OpenDocument alone has it; LibreOffice shows such a section in the Word files that it writes."""
    read = office("section", "odt")

    assert [segment.content for segment in read.document.segments] == ["One."]
    assert read.lost == ((Loss.HIDDEN, "Put away."),)


def test_the_properties_name_the_author_where_somebody_filled_them_in(office: Callable[[str, str], reading.Reading]):
    """A program writes the owner of the computer there by itself, but never a title."""
    named, typed = office("named", "odt").document, office("typed", "odt").document

    assert (named.meta["title"], named.meta["author"]) == ("The Mill", "Lin Qiu, Ana Paz")
    assert "author" not in typed.meta
    assert (len(named.notes), len(typed.notes)) == (1, 0)
