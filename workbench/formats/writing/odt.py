"""Write a book as an OpenDocument text: named styles, real footnotes, real lists, a table of contents.

Source: OpenDocument 1.3 (OASIS), parts 2 and 3. Nothing is taken from a template. Footnotes cannot hold footnotes: what
a note refers to is told at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from workbench.formats.layout import Page
from workbench.formats.legal import escape
from workbench.formats.writing import odt_styles
from workbench.formats.writing.book import Book, Footnote, bind, inner_notes
from workbench.formats.writing.nodes import (
    Anchor,
    Block,
    Break,
    Code,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    Listing,
    Note,
    NoteKey,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    Text,
    words,
)
from workbench.formats.writing.odt_styles import HEADER, MARGIN, NAMESPACES, PAPERS
from workbench.formats.writing.package import iso, pack, stamp
from workbench.formats.writing.pictures import size
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.languages import parse
from workbench.text import markup
from workbench.text.segments import Media

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_STYLES = {"text": "Text_20_body", "verse": "Verse", "sign": "Sign", "heading": "Column_20_heading"}
_SPANS = {
    "strong": "Strong_20_Emphasis",
    "del": "Deleted",
    "sup": "Superscript",
    "sub": "Subscript",
    "code": "Source_20_Text",
    "mark": "Remark",
}
_IN_ROW = "First_20_paragraph"  # the style of texts that stand beside each other
_SMALL_TABLE = 12  # rows; a table of so many is not torn apart
_SPACES = re.compile("  +")
_MILLIMETRES = 25.4 / 96  # to a pixel
_CONTENTS_DEPTH = 3


def write(page: Page) -> bytes:
    """Write a page as an OpenDocument text."""
    book = bind(page)
    writer = _Writer(book)
    content = _content(book, writer)
    moment = iso(stamp(page.changed))
    others = dict.fromkeys(column.locale for column in page.columns if column.locale != page.locale)
    styles = odt_styles.styles(page.locale, columns=len(page.columns), title=words(book.title), others=others)
    pictures = [(_picture(book.media[name]), book.media[name]) for name in writer.pictures]
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


@dataclass(frozen=True)
class _Where:
    """What surrounds a block: its language, and the style of its paragraphs."""

    locale: str
    style: str = ""


class _Writer:
    """Writes nodes as OpenDocument, and gathers the pictures and notes that are met."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.locale = book.page.locale
        columns = min(len(book.page.columns), 3)
        width = PAPERS[columns][0] - 2 * MARGIN
        self.room = width / columns - (4 if columns > 1 else 0)
        self.pictures: dict[str, None] = {}
        self.notes: dict[NoteKey, int] = {}
        self.tables = 0
        self.in_note = False

    # --- blocks -----------------------------------------------------------------------------------------------------

    def body(self) -> str:
        """Write the whole text."""
        if self.book.page.is_parallel:
            rows = self._columns([block for block in self.book.body if isinstance(block, Row)])
            return f'{rows}<text:p text:style-name="Thin"/>'
        return self.blocks(self.book.body, _Where(self.locale))

    def blocks(self, blocks: Iterable[Block], where: _Where) -> str:
        """Write blocks, one below the other."""
        pieces, begins = [], True
        for block in blocks:
            first = begins and not where.style and not parse(where.locale).is_chinese
            pieces.append(self._block(block, where, first=first))
            begins = isinstance(block, Heading | Rule)
        return "".join(pieces)

    def _block(self, block: Block, where: _Where, *, first: bool = False) -> str:
        match block:
            case Paragraph(content, kind, _, locale):
                style = where.style if kind == "text" and where.style else _STYLES[kind]
                style = "First_20_paragraph" if first and style == "Text_20_body" else style
                return paragraph(self.text(content, locale or where.locale), style)
            case Heading(content, level, anchor):
                inside = _bookmark(anchor) + self.text(content, where.locale)
                name = f"Row_20_heading_20_{level}" if where.style == _IN_ROW else f"Heading_20_{level}"
                style = f'text:style-name="{name}" text:outline-level="{level}"'
                return f"<text:h {style}>{inside}</text:h>"
            case Code(text):
                lines = "<text:line-break/>".join(_kept(line) for line in text.split("\n"))
                return paragraph(lines, "Preformatted_20_Text")
            case Rule():
                return paragraph("", "Horizontal_20_Line")
            case Table():
                return self._table(block, where)
            case Figure(image, caption):
                below = paragraph(self.text(caption, where.locale), "Caption") if caption else ""
                return paragraph(self.text((image,), where.locale), "Figure") + below
            case Quote(children):
                is_free = where.style in ("", _IN_ROW)
                return self.blocks(children, replace(where, style="Quotations" if is_free else where.style))
            case Listing():
                return self._listing(block, where)
            case Note(_, children):
                return self.blocks(children, where)
            case Row():
                return self._columns([block])
        assert_never(block)

    def _listing(self, listing: Listing, where: _Where) -> str:
        items, expected = [], 1
        inner = replace(where, style="List_20_Contents")
        for item in listing.items:
            jump = f' text:start-value="{item.number}"' if listing.ordered and item.number != expected else ""
            items.append(f"<text:list-item{jump}>{self.blocks(item.children, inner)}</text:list-item>")
            expected = item.number + 1
        style = "Numbers" if listing.ordered else "Bullets"
        return f'<text:list text:style-name="{style}">{"".join(items)}</text:list>'

    def _table(self, table: Table, where: _Where) -> str:
        rows = []
        for number, row in enumerate(table.rows):
            is_head = table.headed and not number
            cells = []
            for content, align in zip(row, table.aligns, strict=True):
                inside = self.text(content, where.locale)
                style = "Table_20_Heading" if is_head else "Table_20_Contents"
                style += f"_20_{align}" if align in ("center", "right") else ""
                cells.append(_cell(paragraph(inside, style), "Ruled"))
            line = f"<table:table-row>{''.join(cells)}</table:table-row>"
            rows.append(f"<table:table-header-rows>{line}</table:table-header-rows>" if is_head else line)
        return self._frame(rows, len(table.aligns), is_whole=len(table.rows) <= _SMALL_TABLE)

    def _columns(self, rows: list[Row]) -> str:
        """Languages beside each other, one row of a table for each passage."""
        if not rows:
            return ""
        written = []
        for row in rows:
            cells = []
            for cell in row.cells:
                inside = self.blocks(cell.children, _Where(cell.locale, _IN_ROW))
                cells.append(_cell(inside or "<text:p/>", "Open"))
            written.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        return self._frame(written, len(rows[0].cells))

    def _frame(self, rows: list[str], columns: int, *, is_whole: bool = False) -> str:
        self.tables += 1
        column = f'<table:table-column table:number-columns-repeated="{columns}"/>'
        style = ' table:style-name="Whole"' if is_whole else ""
        return f'<table:table table:name="Table{self.tables}"{style}>{column}{"".join(rows)}</table:table>'

    # --- footnotes ----------------------------------------------------------------------------------------------------

    def _refer(self, ref: NoteRef) -> str:
        note = self.book.notes[ref.key]
        if self.in_note:
            return _span(f"[{note.number}]", "Footnote_20_anchor")
        if ref.key in self.notes:
            number = self.notes[ref.key]
            place = f'text:reference-format="text" text:ref-name="ftn{number}"'
            inside = f'<text:note-ref text:note-class="footnote" {place}>{number}</text:note-ref>'
            return _span(inside, "Footnote_20_anchor")
        number = self.notes[ref.key] = len(self.notes) + 1
        self.in_note = True
        body = self._note(note)
        self.in_note = False
        return (
            f'<text:note text:id="ftn{number}" text:note-class="footnote">'
            f"<text:note-citation>{number}</text:note-citation><text:note-body>{body}</text:note-body></text:note>"
        )

    def _note(self, note: Footnote) -> str:
        where = _Where(note.key[0], "Footnote")
        pieces = [self.blocks(note.children, where)]
        for key in inner_notes(note, self.book):
            further = self.book.notes[key]
            pieces += [paragraph(f"[{further.number}]", "Footnote"), self.blocks(further.children, where)]
        return "".join(pieces) or "<text:p/>"

    def rest(self) -> str:
        """The notes that nothing in the text refers to, for its end."""
        told = {key for note in self.book.notes.values() if note.is_referred for key in inner_notes(note, self.book)}
        left = [note for key, note in self.book.notes.items() if key not in self.notes and key not in told]
        self.in_note = True
        pieces = [self._note(note) for note in left]
        self.in_note = False
        if pieces:
            pieces.insert(0, paragraph(escape(self.book.page.labels.notes), "Column_20_heading"))
        return "".join(pieces)

    # --- inside a paragraph -------------------------------------------------------------------------------------------

    def text(self, content: Iterable[Inline], locale: str) -> str:
        """Write what is inside a paragraph, and say its language where that is another than the edition's."""
        inside = self._inlines(content, locale)
        columns = {column.locale for column in self.book.page.columns}
        return _span(inside, f"Lang_{locale}") if inside and locale in columns - {self.locale} else inside

    def _inlines(self, content: Iterable[Inline], locale: str) -> str:
        return "".join(self._inline(node, locale) for node in content)

    def _inline(self, node: Inline, locale: str) -> str:
        match node:
            case Text(text):
                return _kept(text)
            case Break():
                return "<text:line-break/>"
            case Span("rp", _):
                return ""
            case Span("rt", children):
                # A reading in brackets is lost by no program.
                return f"（{self._inlines(children, locale)}）"
            case Span("em", children):
                style = "Emphasis_20_dots" if parse(locale).is_chinese else "Emphasis"
                return _span(self._inlines(children, locale), style)
            case Span(kind, children):
                inside = ("<text:s/>" if kind == "mark" else "") + self._inlines(children, locale)
                return _span(inside, _SPANS[kind]) if kind in _SPANS else inside
            case Link(href, children):
                look = 'text:style-name="Internet_20_link" text:visited-style-name="Internet_20_link"'
                inside = self._inlines(children, locale)
                return f'<text:a xlink:type="simple" xlink:href="{escape(href)}" {look}>{inside}</text:a>'
            case Image(source, alternative):
                return self._picture(source, alternative) or _kept(f"[{alternative}]" if alternative else "")
            case NoteRef():
                return self._refer(node)
            case Anchor(name):
                return _bookmark(name)
        assert_never(node)

    def _picture(self, source: str, alternative: str) -> str:
        found = self.book.media.get(source)
        pixels = size(found) if found else None
        if found is None or pixels is None:
            return ""
        self.pictures[source] = None
        wide, high = (side * _MILLIMETRES for side in pixels)
        share = min(1.0, self.room / wide, self.room * 1.2 / high)
        extent = f'svg:width="{wide * share:.2f}mm" svg:height="{high * share:.2f}mm"'
        name = f'draw:name="Picture {len(self.pictures)}"'
        image = f'<draw:image xlink:href="{_picture(found)}" xlink:type="simple" xlink:show="embed"/>'
        desc = f"<svg:title>{escape(alternative)}</svg:title><svg:desc>{escape(alternative)}</svg:desc>"
        return f'<draw:frame {name} text:anchor-type="as-char" {extent}>{image}{desc}</draw:frame>'


def paragraph(inside: str, style: str) -> str:
    """Give a paragraph in a named style."""
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def _span(inside: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def _cell(inside: str, style: str) -> str:
    return f'<table:table-cell office:value-type="string" table:style-name="{style}">{inside}</table:table-cell>'


def _bookmark(name: str) -> str:
    return f'<text:bookmark-start text:name="{name}"/><text:bookmark-end text:name="{name}"/>'


def _kept(text: str) -> str:
    """Characters with all their blanks, of which a reader would keep only one."""
    found = _SPACES.sub(lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', escape(text))
    if found.startswith(" "):
        found = "<text:s/>" + found[1:]
    return found.replace("\t", "<text:tab/>")


# --- files ----------------------------------------------------------------------------------------------------------


def _content(book: Book, writer: _Writer) -> str:
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
    )
    return (
        f'{HEADER}<office:document-content {NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}{start}{text}</office:text></office:body></office:document-content>"
    )


def _front(book: Book, writer: _Writer) -> Iterator[str]:
    page, labels = book.page, book.page.labels
    lines = title_lines(page)
    yield paragraph(writer.text(book.title, page.title_locale), "Title")
    if book.original:
        yield paragraph(writer.text(book.original, page.source_locale), "Subtitle")
    yield from (paragraph(_kept(line.value), "Author") for line in lines if line.name == "author")
    for line in lines:
        if line.name != "author":
            value: Inline = Link(line.address, (Text(line.value),)) if line.address else Text(line.value)
            yield paragraph(_kept(line.label + labels.colon) + writer.text((value,), page.locale), "Fact")
    yield from (paragraph(_kept(sentence), "Notice") for sentence in warnings(page))
    yield _contents(book)
    if book.remark:
        yield paragraph(_kept(labels.remark), "Contents_20_Heading")
        yield writer.blocks(book.remark, _Where(page.locale))


def _contents(book: Book) -> str:
    """The table of contents, filled with links; the program fills in the pages when it is told to renew it."""
    headings = [heading for heading in book.headings if heading.level <= _CONTENTS_DEPTH]
    if not headings:
        return ""
    title = paragraph(_kept(book.page.labels.contents), "Contents_20_Heading")
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
            f"{_kept(words(heading.content) or '…')}</text:a>",
            f"Contents_20_{heading.level}",
        )
        for heading in headings
    )
    return (
        f'<text:table-of-content text:name="Contents"><text:table-of-content-source '
        f'text:outline-level="{_CONTENTS_DEPTH}"><text:index-title-template text:style-name="Contents_20_Heading">'
        f"{_kept(book.page.labels.contents)}</text:index-title-template>{levels}</text:table-of-content-source>"
        f'<text:index-body><text:index-title text:name="Contents_Head">{title}</text:index-title>{entries}'
        "</text:index-body></text:table-of-content>"
    )


def _picture(media: Media) -> str:
    return "Pictures/" + media.name.rpartition("/")[2]


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
