"""Write a book as EPUB: a cover and a title page made of type, a table of contents, chapters, notes that pop up.

Source: EPUB 3.3 (W3C), whose files version 3.2 readers take as well; EPUB Accessibility 1.1 for the metadata. A chapter
begins at each heading of the first level; its footnotes stand at its end. Several languages stand below each other,
passage by passage, since a page of an e-reader has no room for columns.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from importlib import resources

from workbench.formats.html import header, nested
from workbench.formats.layout import Page
from workbench.formats.legal import escape, printable
from workbench.formats.writing.book import Book, Footnote, bind
from workbench.formats.writing.chapters import Chapter, begins_chapter, chapters
from workbench.formats.writing.nodes import Block, pictures, words
from workbench.formats.writing.package import iso, pack, stamp
from workbench.formats.writing.xhtml import Writer
from workbench.text import markup
from workbench.text.segments import Media

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_NAMESPACE = uuid.UUID("6f1c7a52-0d0c-5a58-9d0f-5a2b6a7f5c11")
_CREATORS = {"author": ("creator", "aut"), "translators": ("contributor", "trl"), "editors": ("contributor", "edt")}


def write(page: Page) -> bytes:
    """Write a page as an EPUB."""
    book = bind(page)
    cut = chapters(book)
    homes = {place: _name(chapter) for chapter in cut for place in chapter.places}
    shown = {image.source for image in pictures((*book.body, *_note_blocks(book.notes.values())))}
    media = {name: found for name, found in book.media.items() if name in shown}
    moment = stamp(page.changed)

    def writer(here: str) -> Writer:
        return Writer(
            page.locale,
            page.labels.locale,
            back=page.labels.back,
            media=media,
            picture=_picture,
            place=lambda name: f"#{name}" if homes.get(name, here) == here else f"{homes[name]}#{name}",
            epub=True,
        )

    front = [("cover.xhtml", _cover(book, writer("cover.xhtml"))), ("title.xhtml", _title(book, writer("title.xhtml")))]
    front.append(("contents.xhtml", _contents(book, cut, writer("contents.xhtml"))))
    if book.remark:
        front.append(("remark.xhtml", _remark(book, writer("remark.xhtml"))))
    texts = [(_name(chapter), _text(book, chapter, writer(_name(chapter)))) for chapter in cut]
    style = resources.files(__package__).joinpath("epub.css").read_text(encoding="utf-8")
    files = [*front, *texts]
    manifest = _package(book, [name for name, _ in files], media, iso(moment))
    return pack(
        [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", _CONTAINER),
            ("EPUB/package.opf", manifest),
            ("EPUB/style.css", style),
            *((f"EPUB/{name}", content) for name, content in files),
            *((f"EPUB/{_picture(found)}", found.data) for found in media.values()),
        ],
        moment,
    )


def _name(chapter: Chapter) -> str:
    return f"text-{chapter.number:03}.xhtml"


def _picture(media: Media) -> str:
    return media.name


def _note_blocks(notes: Iterable[Footnote]) -> Iterator[Block]:
    for note in notes:
        yield from note.children


# --- files ----------------------------------------------------------------------------------------------------------


def _document(book: Book, writer: Writer, title: str, body: str, *, kind: str) -> str:
    lang = writer.lang(book.page.locale)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{lang}>
<head>
<meta charset="utf-8"/>
<title>{escape(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body epub:type="{kind}">
{body}
</body>
</html>
"""


def _cover(book: Book, writer: Writer) -> str:
    page = book.page
    author = next((fact for fact in page.facts if fact.name == "author"), None)
    lines = ['<section class="cover" epub:type="cover">']
    if author:
        lines.append(f'<p class="by"{writer.lang(author.locale)}>{escape(author.value)}</p>')
    lines.append(f'<p class="name"{writer.lang(page.title_locale)}>{writer.inlines(book.title)}</p>')
    if book.original:
        lines.append(f'<p class="original"{writer.lang(page.source_locale)}>{writer.inlines(book.original)}</p>')
    return _document(book, writer, words(book.title), "\n".join([*lines, "</section>"]), kind="frontmatter")


def _title(book: Book, writer: Writer) -> str:
    body = f'<section class="title" epub:type="titlepage">\n{header(book, writer)}\n</section>'
    return _document(book, writer, words(book.title), body, kind="frontmatter")


def _contents(book: Book, cut: list[Chapter], writer: Writer) -> str:
    labels = book.page.labels
    label = escape(labels.contents)
    entries = nested(book.headings, writer)
    if not (cut[0].blocks and begins_chapter(cut[0].blocks[0])):
        # What stands before the first heading is found under the title.
        start = f'<li><a href="{_name(cut[0])}">{escape(words(book.title))}</a></li>'
        entries = entries.replace("<ol>", f"<ol>{start}", 1) if entries else f"<ol>{start}</ol>"
    inside = f"<h1{writer.label_lang}>{label}</h1>\n{entries}"
    body = f'<nav class="contents" epub:type="toc" role="doc-toc" id="toc">\n{inside}\n</nav>'
    return _document(book, writer, labels.contents, body, kind="frontmatter")


def _remark(book: Book, writer: Writer) -> str:
    label = book.page.labels.remark
    heading = f"<h1{writer.label_lang}>{escape(label)}</h1>"
    body = f'<section class="remark" epub:type="preface">\n{heading}\n{writer.blocks(book.remark)}\n</section>'
    return _document(book, writer, label, body, kind="frontmatter")


def _text(book: Book, chapter: Chapter, writer: Writer) -> str:
    title = words(chapter.heading)
    pieces = [f'<section class="text" epub:type="chapter">\n{writer.blocks(chapter.blocks)}\n</section>']
    if chapter.notes:
        notes = "\n".join(map(writer.note, chapter.notes))
        pieces.append(f'<section class="notes" epub:type="footnotes">\n{notes}\n</section>')
    return _document(book, writer, title or words(book.title), "\n".join(pieces), kind="bodymatter")


def _package(book: Book, names: list[str], media: dict[str, Media], modified: str) -> str:
    page = book.page
    items = [
        f'<item id="{name[:-6]}" href="{name}" media-type="application/xhtml+xml"'
        + (' properties="nav"/>' if name == "contents.xhtml" else "/>")
        for name in names
    ]
    items.append('<item id="style" href="style.css" media-type="text/css"/>')
    for number, found in enumerate(media.values(), start=1):
        place = f'href="{escape(_picture(found))}" media-type="{escape(found.type)}"'
        items.append(f'<item id="picture-{number}" {place}/>')
    spine = [f'<itemref idref="{name[:-6]}"/>' for name in names]
    return f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{escape(page.locale)}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{"".join(f"{line}{chr(10)}" for line in _metadata(book))}<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
{chr(10).join(items)}
</manifest>
<spine>
{chr(10).join(spine)}
</spine>
</package>
"""


def _metadata(book: Book) -> Iterator[str]:
    page = book.page
    locales = list(dict.fromkeys([page.locale, *(column.locale for column in page.columns)]))
    name = f"{page.slug}/{'+'.join(locales)}"
    yield f'<dc:identifier id="id">urn:uuid:{uuid.uuid5(_NAMESPACE, name)}</dc:identifier>'
    yield f"<dc:title>{escape(printable(words(book.title))) or '…'}</dc:title>"
    for locale in locales:
        yield f"<dc:language>{escape(locale)}</dc:language>"
    for fact in page.facts:
        value = escape(markup.plain(fact.value))
        if fact.name in _CREATORS:
            element, role = _CREATORS[fact.name]
            yield f'<dc:{element} id="{fact.name}">{value}</dc:{element}>'
            yield f'<meta refines="#{fact.name}" property="role" scheme="marc:relators">{role}</meta>'
        elif fact.name in ("rights", "translation_rights"):
            yield f"<dc:rights>{value}</dc:rights>"
        elif fact.name == "origin":
            yield f"<dc:source>{value}</dc:source>"
    yield '<meta property="schema:accessMode">textual</meta>'
    yield '<meta property="schema:accessModeSufficient">textual</meta>'
    yield '<meta property="schema:accessibilityFeature">structuralNavigation</meta>'
    yield '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
    yield '<meta property="schema:accessibilityHazard">none</meta>'
