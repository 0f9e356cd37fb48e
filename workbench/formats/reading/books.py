"""OpenDocument, e-books and web pages: what else they hold, and in which order.

Sources: OpenDocument 1.3, part 3; EPUB 3.3, package documents. Pandoc reads no properties of an OpenDocument file, so
its title and language are read here. It fails on e-books whose package says otherwise than their files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree, html

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged
from workbench.formats.reading import xml
from workbench.formats.reading.errors import TooDeep
from workbench.formats.reading.losses import Loss, Lost

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(["head", "script", "style", "template", "noscript", "rp", "title"])
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
DEEPEST = 200
_NESTING = re.compile(rb"<(/?)(?:ul|ol|dl|blockquote|table|div|section|article|figure)\b", re.IGNORECASE)
_NOTE_MARKS = ("noteref", "backlink", "footnote-back")


def odt_text(container: Container, content: etree._Element) -> Iterator[Lost]:
    """Give all the text of an OpenDocument file, whose `content.xml` was parsed, and what is not taken over."""
    for paragraph in content.iter(f"{_TEXT}p", f"{_TEXT}h"):
        outer = {xml.local(one) for one in paragraph.iterancestors()}
        if "tracked-changes" in outer:
            yield Lost(Loss.DELETED, _odt_words(paragraph))
        elif "annotation" in outer:
            yield Lost(Loss.COMMENT, _odt_words(paragraph))
        elif "text-box" in outer:
            yield Lost(Loss.TEXT_BOX, _odt_words(paragraph))
        else:
            yield Lost(Loss.TEXT, _odt_words(paragraph))
    styles = xml.part(container, "styles.xml")
    if styles is not None:
        for running in styles.iter(f"{_STYLE}header", f"{_STYLE}footer"):
            for paragraph in running.iter(f"{_TEXT}p"):
                yield Lost(Loss.RUNNING, _odt_words(paragraph))


def _odt_words(element: etree._Element) -> str:
    """Give the words of a paragraph without the notes, comments, boxes and readings that hang on it."""
    pieces = [element.text or ""]
    for child in element:
        name = xml.local(child)
        if name in ("s", "tab", "line-break"):
            pieces.append(" ")
        elif name not in ("note", "annotation", "frame", "ruby-text", "tracked-changes", ""):
            pieces.append(_odt_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def odt_properties(container: Container, content: etree._Element) -> dict[str, str]:
    """Give title and language of an OpenDocument file, where it says them.

    The author of the properties is whoever owned the computer, so it is not taken.
    """
    found: dict[str, str] = {}
    titles = {"Title"} | {
        str(style.get(f"{_STYLE}name"))
        for style in content.iter(f"{_STYLE}style")
        if style.get(f"{_STYLE}parent-style-name") == "Title"
    }
    first = next((one for one in content.iter(f"{_TEXT}p", f"{_TEXT}h") if _odt_words(one).strip()), None)
    if first is not None and first.get(f"{_TEXT}style-name") in titles:
        found["title"] = " ".join(_odt_words(first).split())
    meta = xml.part(container, "meta.xml")
    if meta is not None:
        for name in ("title", "language"):
            value = " ".join((meta.findtext(f".//{_DC}{name}") or "").split())
            if value:
                found.setdefault(name, value)
    return found


def odt_descriptions(content: etree._Element) -> dict[str, str]:
    """Give what an OpenDocument file says of its pictures, by their place in it."""
    found: dict[str, str] = {}
    for frame in content.iter("{*}frame"):
        words = {xml.local(one): " ".join((one.text or "").split()) for one in frame}
        said = words.get("desc") or words.get("title") or ""
        for image in frame.iter("{*}image"):
            if said:
                found[image.get("{http://www.w3.org/1999/xlink}href", "")] = said
    return found


def chapters(container: Container) -> list[str]:
    """Give the files of an e-book in reading order.

    Raises:
        Damaged: its package cannot be found, or names no chapters.
    """
    package = xml.part(container, "META-INF/container.xml")
    path = "" if package is None else next((one.get("full-path", "") for one in package.iter("{*}rootfile")), "")
    if path not in container:
        raise Damaged(N_("The e-book has no list of its contents; open it in an e-book editor and save it anew."))
    opf = xml.parse(container.read(path))
    files = {
        one.get("id", ""): posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(one.get("href", ""))))
        for one in opf.iter("{*}item")
    }
    order = [files.get(one.get("idref", ""), "") for one in opf.iter("{*}itemref")]
    if not any(name in container for name in order):
        raise Damaged(
            N_("The e-book does not say in which order its chapters are read; save it anew with an e-book editor.")
        )
    return [name for name in order if name in container]


def epub_text(container: Container) -> Iterator[Lost]:
    """Give all the text of an e-book, chapter by chapter."""
    for name in chapters(container):
        yield from html_text(container.read(name))


def html_text(data: bytes | str) -> Iterator[Lost]:
    """Give all the text of a web page, block by block."""
    data = data.encode() if isinstance(data, str) else data
    if not data.strip():
        return
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    words: list[str] = []
    reading: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        is_silent = name in _SILENT or _is_note_mark(element)
        if name in _BLOCKS and words:
            yield Lost(Loss.TEXT, "".join(words))
            words = []
        if event == "start":
            silent += is_silent
            if not silent:
                (reading if name == "rt" else words).append(element.text or "")
        elif event == "end" or not name:
            silent -= is_silent and event == "end"
            if not silent:
                words.append(element.tail or "")
    if words:
        yield Lost(Loss.TEXT, "".join(words))
    for one in reading:
        yield Lost(Loss.RUBY, one)


def require_flat(page: bytes) -> None:
    """Refuse a page whose blocks stand in one another deeper than any book has it; Pandoc's time grows with the square.

    Raises:
        TooDeep: see there.
    """
    depth = 0
    for closes in _NESTING.findall(page):
        depth = max(0, depth - 1) if closes else depth + 1
        if depth > DEEPEST:
            raise TooDeep(N_("Lists, quotations or tables stand in one another too deeply; make the document flatter."))


def _is_note_mark(element: etree._Element) -> bool:
    """Whether an element is the number of a footnote, or the way back from one."""
    said = " ".join(
        element.get(name) or "" for name in ("role", "class", "epub:type", "{http://www.idpf.org/2007/ops}type")
    )
    return element.tag == "a" and any(mark in said for mark in _NOTE_MARKS)
