"""Write a book as a Word file: real styles, real footnotes, a table of contents that Word can renew.

Source: ECMA-376 (Office Open XML), parts 1 and 2. Nothing is taken from a template: every part is made here. The page
is that of a paperback, or lies across where three languages stand beside each other. The numbers in the table of
contents are Word's to fill in (F9), since only it knows the pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.formats.layout import Page
from workbench.formats.legal import escape, printable
from workbench.formats.writing.book import Book, bind
from workbench.formats.writing.docx_body import Writer
from workbench.formats.writing.docx_runs import Part, run
from workbench.formats.writing.docx_styles import HEADER, NAMESPACES, numbering, styles
from workbench.formats.writing.nodes import Link, Text, words
from workbench.formats.writing.package import iso, pack, stamp
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.text import markup
from workbench.text.segments import Media

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = ("document", "styles", "numbering", "footnotes", "settings", "header", "footer")
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
# Width, height and margin of the page, in twentieths of a point: A5, A4, and A4 lying across.
_SIZES = {1: (8391, 11906, 1134), 2: (11906, 16838, 1134), 3: (16838, 11906, 1134)}
_CONTENTS_DEPTH = 3


def write(page: Page) -> bytes:
    """Write a page as a Word file."""
    book = bind(page)
    width, _, margin = _size(page)
    writer = Writer(book, width - 2 * margin)
    text = writer.body() + writer.rest()
    document = _document(book, "".join(_front(book, writer)), text)
    moment = stamp(page.changed)
    return pack(
        [
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _package_relations()),
            ("docProps/core.xml", _core(book, iso(moment))),
            ("word/document.xml", document),
            ("word/styles.xml", styles(page.locale)),
            ("word/numbering.xml", numbering(writer.starts)),
            ("word/footnotes.xml", _footnotes(writer)),
            ("word/settings.xml", _settings()),
            ("word/header.xml", _header(book, writer)),
            ("word/footer.xml", _footer()),
            ("word/_rels/document.xml.rels", _relations(writer.runs.text, book, with_parts=True)),
            ("word/_rels/footnotes.xml.rels", _relations(writer.runs.footnotes, book)),
            *((f"word/media/{_file(media)}", media.data) for media in writer.runs.media.values()),
        ],
        moment,
    )


def _size(page: Page) -> tuple[int, int, int]:
    return _SIZES[min(len(page.columns), 3)]


def _file(media: Media) -> str:
    return media.name.rpartition("/")[2].rpartition(".")[0] + "." + _ENDINGS[media.type]


# --- the text -------------------------------------------------------------------------------------------------------


def _document(book: Book, front: str, text: str) -> str:
    width, height, margin = _size(book.page)
    across = ' w:orient="landscape"' if width > height else ""
    page = (
        f'<w:pgSz w:w="{width}" w:h="{height}"{across}/><w:pgMar w:top="{margin}" w:right="{margin}" '
        f'w:bottom="{margin}" w:left="{margin}" w:header="560" w:footer="560" w:gutter="0"/>'
    )
    # The title page and the contents have no running head; the text begins with page 1.
    break_ = f'<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/>{page}</w:sectPr></w:pPr></w:p>'
    last = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
        '<w:footerReference w:type="default" r:id="footer"/>'
        f'<w:type w:val="nextPage"/>{page}<w:pgNumType w:start="1"/></w:sectPr>'
    )
    return f"{HEADER}<w:document {NAMESPACES}><w:body>{front}{break_}{text}{last}</w:body></w:document>"


def _front(book: Book, writer: Writer) -> Iterator[str]:
    page, labels = book.page, book.page.labels
    lines = title_lines(page)
    yield writer.paragraph(writer.runs.write(book.title, page.title_locale), "Title")
    if book.original:
        yield writer.paragraph(writer.runs.write(book.original, page.source_locale), "Subtitle")
    for line in lines:
        if line.name == "author":
            yield writer.paragraph(run(line.value), "Author")
    for line in lines:
        if line.name != "author":
            value = run(line.value)
            if line.address:
                value = writer.runs.write((Link(line.address, (Text(line.value),)),), page.locale)
            yield writer.paragraph(run(line.label + labels.colon) + value, "Fact")
    for sentence in warnings(page):
        yield writer.paragraph(run(sentence), "Notice")
    yield from _contents(book, writer)
    if book.remark:
        yield _new_page(writer.paragraph(run(labels.remark), "TOCHeading"))
        yield writer.blocks(book.remark)


def _contents(book: Book, writer: Writer) -> Iterator[str]:
    """The table of contents as the field that Word renews, filled with links for all who do not renew it."""
    headings = [heading for heading in book.headings if heading.level <= _CONTENTS_DEPTH]
    if not headings:
        return
    yield _new_page(writer.paragraph(run(book.page.labels.contents), "TOCHeading"))
    field = f' TOC \\o "1-{_CONTENTS_DEPTH}" \\h \\z \\u '
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(field)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for number, heading in enumerate(headings):
        entry = (
            f'<w:hyperlink w:anchor="{heading.anchor}" w:history="1">{run(words(heading.content) or "…")}</w:hyperlink>'
        )
        first, last = (begin if number == 0 else ""), (end if number == len(headings) - 1 else "")
        yield writer.paragraph(first + entry + last, f"TOC{heading.level}")


def _new_page(paragraph: str) -> str:
    style, _, rest = paragraph.partition("/>")
    return f"{style}/><w:pageBreakBefore/>{rest}"


def _footnotes(writer: Writer) -> str:
    lines = (("separator", -1), ("continuationSeparator", 0))
    fixed = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in lines
    )
    return f"{HEADER}<w:footnotes {NAMESPACES}>{fixed}{''.join(writer.notes.values())}</w:footnotes>"


def _header(book: Book, writer: Writer) -> str:
    title = run(printable(markup.plain(words(book.title))))
    return f"{HEADER}<w:hdr {NAMESPACES}>{writer.paragraph(title, 'Header')}</w:hdr>"


def _footer() -> str:
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f'{HEADER}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{number}</w:p></w:ftr>'


# --- the package ----------------------------------------------------------------------------------------------------


def _settings() -> str:
    notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    mode = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{HEADER}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{notes}<w:compat>{mode}</w:compat></w:settings>'
    )


def _core(book: Book, modified: str) -> str:
    page = book.page
    facts = {fact.name: escape(markup.plain(fact.value)) for fact in page.facts}
    creator = f"<dc:creator>{facts['author']}</dc:creator>" if "author" in facts else ""
    date = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{modified}</dcterms:{{0}}>'
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(words(book.title))}</dc:title>{creator}<dc:language>{escape(page.locale)}</dc:language>"
        f"{date.format('created')}{date.format('modified')}</cp:coreProperties>"
    )


def _content_types() -> str:
    kinds = {"document": "document.main", "header": "header", "footer": "footer"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kinds.get(name, name)}+xml"/>' for name in _PARTS
    )
    pictures = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for kind, ending in sorted(_ENDINGS.items())
    )
    return (
        f'{HEADER}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{pictures}{overrides}<Override '
        'PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )


def _package_relations() -> str:
    return (
        f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="r2" '
        f'Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
    )


def _relations(part: Part, book: Book, *, with_parts: bool = False) -> str:
    lines = [
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in (_PARTS[1:] if with_parts else ())
    ]
    lines += [
        f'<Relationship Id="{name}" Type="{_RELATIONS}/hyperlink" Target="{escape(address)}" TargetMode="External"/>'
        for address, name in part.links.items()
    ]
    lines += [
        f'<Relationship Id="{name}" Type="{_RELATIONS}/image" Target="media/{_file(book.media[source])}"/>'
        for source, name in part.pictures.items()
    ]
    return f'{HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
