"""Read documents that people bring along: Word, OpenDocument, e-books, web pages, Markdown, plain text, ZIP.

`read` recognises the file by its content, refuses what could do harm, and gives the document with what of the file's
own text was not taken over. Word files go through Pandoc, in a process of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from lxml import etree

from workbench import text
from workbench.findings import N_
from workbench.formats.containers import Container, Damaged, Protected, Unsafe
from workbench.formats.reading import opendocument, order, pages, tree, word, xml
from workbench.formats.reading.chapters import bind, illustrated
from workbench.formats.reading.errors import NoChapters, TooDeep, TooMuchMarkup
from workbench.formats.reading.forms import ENDINGS, Form, UnknownForm, ending, recognise
from workbench.formats.reading.leaving import leave_out
from workbench.formats.reading.losses import Loss, Lost, lost
from workbench.formats.reading.pictures import Album, Source, in_container
from workbench.text import Document, Note

__all__ = [
    "ENDINGS",
    "MAX_CHAPTERS",
    "Damaged",
    "Form",
    "Loss",
    "Lost",
    "NoChapters",
    "Protected",
    "Reading",
    "TooDeep",
    "TooMuchMarkup",
    "UnknownForm",
    "Unsafe",
    "leave_out",
    "read",
    "read_text",
]

MAX_CHAPTERS = 500
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
# What programs put into a ZIP beside the files that were meant.
_BESIDE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)")


@dataclass(frozen=True)
class Reading:
    """A document as it was read.

    Attributes:
        document: the text with its metadata, notes and pictures.
        form: what the file was.
        lost: what of the file's own text is not in the document.
    """

    document: Document
    form: Form
    lost: tuple[Lost, ...] = ()


def read(name: str, data: bytes) -> Reading:
    """Read a file.

    Args:
        name: its name; only its ending counts, and only where the content does not tell.
        data: its bytes.

    Raises:
        UnknownForm, Protected, Damaged, Unsafe, NoChapters, TooDeep, TooMuchMarkup: see there.
        UnreadableText, BadFrontMatter, EmptyText, ParagraphTooLong, TooManySegments: see `workbench.text`.
        PandocMissing, Busy, TooSlow, TooLarge, ConversionFailed: see `formats.pandoc`.
    """
    form, container = recognise(name, data)
    if container is not None:
        container.verify()
    if form is Form.ZIP and container is not None:
        reading = _read_chapters(container)
    elif container is not None:
        reading = _read_container(form, container, data)
    elif form is Form.HTML:
        reading = _read_html(data)
    else:
        reading = Reading(read_text(form, data), form)
    return _with_form_noted(reading, name)


def _with_form_noted(reading: Reading, name: str) -> Reading:
    """Say so if the file is not what its name says."""
    said = ending(name)
    known = {one for endings in ENDINGS.values() for one in endings}
    if said in ENDINGS[reading.form] or said not in known:
        return reading
    values = {"ending": said, "form": f".{reading.form.value}"}
    note = Note(N_("By its name the file is %(ending)s, by its content %(form)s; it was read as that."), values)
    return replace(reading, document=replace(reading.document, notes=(note, *reading.document.notes)))


def read_text(form: Form, data: bytes) -> Document:
    """Read Markdown or plain text, whatever it looks like.

    Raises:
        UnreadableText, BadFrontMatter, EmptyText, ParagraphTooLong, TooManySegments: see `workbench.text`.
    """
    decoded = text.decode(data)
    document = text.read_markdown(decoded.text) if form is Form.MARKDOWN else text.read_plain(decoded.text)
    return replace(document, notes=(*decoded.notes, *document.notes))


def _read_html(data: bytes, album: Album | None = None) -> Reading:
    decoded = text.decode(data, sized=False)
    document, own = _read_pages(lambda: pages.read_page(_without_declared_encoding(decoded.text)), album or Album())
    document = replace(document, notes=(*decoded.notes, *document.notes))
    return Reading(document, Form.HTML, lost(own, document))


def _read_pages(read: Callable[[], pages.Pages], album: Album) -> tuple[Document, Iterator[Lost]]:
    """Give the document of pages with their own text."""
    found: list[pages.Pages] = []

    def make() -> Document:
        found.append(read())
        return tree.document_of_pages(found[0].tree, album)

    return tree.parsed(make), found[0].own_text()


def _without_declared_encoding(page: str) -> str:
    """Take out the encoding that a page says it is in: from here on it is in UTF-8."""
    return re.sub(r"<meta[^>]{0,200}charset[^>]{0,200}>", "", page, flags=re.IGNORECASE)


def _read_container(form: Form, container: Container, data: bytes) -> Reading:
    notes: list[Note] = []
    match form:
        case Form.DOCX:
            roots = word.bodies(container)
            own = iter([*word.own_text(container, roots)])
            data, notes = word.prepare(container, data, roots)
            document = tree.read(form, data, Album(in_container(container, "word")))
        case Form.ODT:
            content = xml.parse(container.read("content.xml"))
            unseen = opendocument.leave_hidden_out(container, content)
            own = chain(unseen, opendocument.own_text(container, content))
            document, notes = _read_opendocument(container, content)
        case _:
            document, own = _read_pages(lambda: pages.read_book(container), Album(in_container(container)))
    document = replace(document, notes=(*notes, *document.notes))
    return Reading(document, form, lost(own, document))


def _read_opendocument(container: Container, content: etree._Element) -> tuple[Document, list[Note]]:
    notes: list[Note] = []

    def make() -> Document:
        read = opendocument.read(container, content)
        notes.extend(read.notes)
        return tree.document(read.tree, Album(in_container(container)), properties=read.properties)

    return tree.parsed(make), notes


def _read_chapters(container: Container) -> Reading:
    """Read every file of a ZIP, in the order of their names."""
    names = sorted((name for name in container.names if not _BESIDE.search(name)), key=order.key)
    wanted = [name for name in names if any(ending(name) in endings for endings in ENDINGS.values())]
    if not wanted or len(wanted) > MAX_CHAPTERS:
        raise NoChapters(
            N_("The ZIP has to hold between 1 and %(most)s texts (.docx, .odt, .epub, .html, .md, .txt)."),
            count=len(wanted),
            most=MAX_CHAPTERS,
        )
    readings = []
    for name in wanted:
        data = container.read(name)
        form, inner = recognise(name, data)
        if form is Form.ZIP:
            raise NoChapters(N_("The ZIP holds another ZIP; put its texts beside the others."), count=len(wanted))
        if inner is not None:
            inner.verify()
        readings.append(_read_one(form, inner, data, in_container(container, posixpath.dirname(name))))
    # A single text is what it is alone, title and all; its pictures lie beside it.
    single = readings[0].document
    document = single if len(readings) == 1 else bind([reading.document for reading in readings])
    pictures = sum(ending(name) in _PICTURES for name in names) if document.media else 0
    if left_out := len(names) - len(wanted) - pictures:
        note = Note(N_("Files in the ZIP that are no texts were left out: %(count)s."), {"count": str(left_out)})
        document = replace(document, notes=(*document.notes, note))
    return Reading(document, Form.ZIP, tuple(one for reading in readings for one in reading.lost))


def _read_one(form: Form, container: Container | None, data: bytes, source: Source) -> Reading:
    """Read a chapter; `source` gives the pictures that lie beside it."""
    if container is not None:
        return _read_container(form, container, data)
    if form is Form.HTML:
        return _read_html(data, Album(source))
    document = read_text(form, data)
    return Reading(illustrated(document, source) if form is Form.MARKDOWN else document, form)
