"""Write a book as an OpenDocument text: named styles, real footnotes, real lists, a table of contents.

Source: OpenDocument 1.3 (OASIS), parts 2 and 3. Nothing is taken from a template.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.formats.layout import Page
from workbench.formats.legal import escape
from workbench.formats.writing import odt_styles
from workbench.formats.writing.book import Book, bind
from workbench.formats.writing.nodes import Inline, Link, Text, words
from workbench.formats.writing.odt_body import Where, Writer, paragraph
from workbench.formats.writing.odt_inlines import address, kept
from workbench.formats.writing.odt_styles import HEADER, NAMESPACES
from workbench.formats.writing.package import iso, pack, stamp
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.text import markup
from workbench.text.segments import Media

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_CONTENTS_DEPTH = 3


def write(page: Page) -> bytes:
    """Write a page as an OpenDocument text."""
    book = bind(page)
    writer = Writer(book)
    content = _content(book, writer)
    moment = iso(stamp(page.changed))
    others = dict.fromkeys(column.locale for column in page.columns if column.locale != page.locale)
    styles = odt_styles.styles(page.locale, columns=len(page.columns), title=words(book.title), others=others)
    pictures = [(address(book.media[name]), book.media[name]) for name in writer.inlines.pictures]
    return pack(
        [
            ("mimetype", _MIMETYPE),
            ("META-INF/manifest.xml", _manifest(pictures)),
            ("content.xml", content),
            ("styles.xml", styles),
            ("meta.xml", _meta(book, moment)),
            *((name, media.data) for name, media in pictures),
        ],
        stamp(page.changed),
    )


def _content(book: Book, writer: Writer) -> str:
    body = "".join(_front(book, writer))
    text = writer.body() + writer.rest()
    # The text begins on a page with a running head, which is numbered 1.
    start = '<text:p text:style-name="Start"/>'
    line = 'fo:border-bottom="0.4pt solid #808080"'
    automatic = (
        '<style:style style:name="Start" style:family="paragraph" style:parent-style-name="Standard" '
        'style:master-page-name="Standard"><style:paragraph-properties style:page-number="1" fo:line-height="1pt"/>'
        '<style:text-properties fo:font-size="1pt" style:font-size-asian="1pt"/></style:style>'
        '<style:style style:name="Thin" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:line-height="1pt"/>'
        '<style:text-properties fo:font-size="1pt" style:font-size-asian="1pt"/></style:style>'
        '<style:style style:name="Whole" style:family="table"><style:table-properties '
        'style:may-break-between-rows="false"/></style:style>'
        '<style:style style:name="Ruled" style:family="table-cell">'
        f'<style:table-cell-properties fo:padding="1mm" {line}/></style:style>'
        '<style:style style:name="Open" style:family="table-cell">'
        '<style:table-cell-properties fo:padding="2mm"/></style:style>'
    ) + "".join(writer.inlines.combined.values())
    return (
        f'{HEADER}<office:document-content {NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}{start}{text}</office:text></office:body></office:document-content>"
    )


def _front(book: Book, writer: Writer) -> Iterator[str]:
    page, labels = book.page, book.page.labels
    lines = title_lines(page)
    yield paragraph(writer.inlines.write(book.title, page.title_locale), "Title")
    if book.original:
        yield paragraph(writer.inlines.write(book.original, page.source_locale), "Subtitle")
    yield from (paragraph(kept(line.value), "Author") for line in lines if line.name == "author")
    for line in lines:
        if line.name != "author":
            value: Inline = Link(line.address, (Text(line.value),)) if line.address else Text(line.value)
            yield paragraph(kept(line.label + labels.colon) + writer.inlines.write((value,), page.locale), "Fact")
    yield from (paragraph(kept(sentence), "Notice") for sentence in warnings(page))
    yield _contents(book)
    if book.remark:
        yield paragraph(kept(labels.remark), "Contents_20_Heading")
        yield writer.blocks(book.remark, Where(page.locale))


def _contents(book: Book) -> str:
    """The table of contents, filled with links; the program fills in the pages when it is told to renew it."""
    headings = [heading for heading in book.headings if heading.level <= _CONTENTS_DEPTH]
    if not headings:
        return ""
    title = paragraph(kept(book.page.labels.contents), "Contents_20_Heading")
    levels = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        '<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
        'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
        "</text:table-of-content-entry-template>"
        for level in range(1, _CONTENTS_DEPTH + 1)
    )
    look = 'text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link"'
    entries = "".join(
        paragraph(
            f'<text:a xlink:type="simple" xlink:href="#{heading.anchor}" {look}>'
            f"{kept(words(heading.content) or '…')}</text:a>",
            f"Contents_20_{heading.level}",
        )
        for heading in headings
    )
    return (
        f'<text:table-of-content text:name="Contents"><text:table-of-content-source '
        f'text:outline-level="{_CONTENTS_DEPTH}"><text:index-title-template text:style-name="Contents_20_Heading">'
        f"{kept(book.page.labels.contents)}</text:index-title-template>{levels}</text:table-of-content-source>"
        f'<text:index-body><text:index-title text:name="Contents_Head">{title}</text:index-title>{entries}'
        "</text:index-body></text:table-of-content>"
    )


def _manifest(pictures: list[tuple[str, Media]]) -> str:
    files = [("/", _MIMETYPE), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml"))]
    files += [(name, media.type) for name, media in pictures]
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{escape(name)}" manifest:media-type="{escape(kind)}"/>'
        for name, kind in files
    )
    uri = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return f'{HEADER}<manifest:manifest xmlns:manifest="{uri}" manifest:version="1.3">{entries}</manifest:manifest>'


def _meta(book: Book, moment: str) -> str:
    author = next((escape(markup.plain(fact.value)) for fact in book.page.facts if fact.name == "author"), "")
    creator = (
        f"<meta:initial-creator>{author}</meta:initial-creator><dc:creator>{author}</dc:creator>" if author else ""
    )
    return (
        f'{HEADER}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(words(book.title))}</dc:title>{creator}<dc:language>{escape(book.page.locale)}</dc:language>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date></office:meta></office:document-meta>"
    )
