"""E-books and web pages: what else they hold, and in which order.

Source: EPUB 3.3, package documents. It fails on e-books whose package says otherwise than their files.
"""

from __future__ import annotations

import html as html_lib
import posixpath
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from lxml import etree, html

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged
from workbench.formats.reading import xml
from workbench.formats.reading.endnotes import MARK
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
DEEPEST = 200
_NESTING = re.compile(rb"<(/?)(?:ul|ol|dl|blockquote|table|div|section|article|figure)\b", re.IGNORECASE)
_TARGET = re.compile(r"""href\s*=\s*(["'])[^"'#>]{0,1000}#([^"'>]{1,200})\1""", re.IGNORECASE)
_NAMED = re.compile(
    r"""<(?:p|sup|sub|em|strong|b|i|td|th|dt|dd|blockquote)\s[^>]{0,500}?\bid\s*=\s*(?:"(?P<name>[^"<>]*)")[^>]{0,500}>""",
    re.IGNORECASE,
)
_SAYING = ("role", "class", "epub:type", "{http://www.idpf.org/2007/ops}type")
_NOTE_MARKS = ("noteref", "backlink", "footnote-back")


def chapters(container: Container) -> list[str]:
    """Give the files of an e-book in reading order.

    Raises:
        Damaged: its package cannot be found, or names no chapters.
    """
    path = _package(container)
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


def folder(container: Container) -> str:
    """Give the folder from which the addresses in an e-book count.

    Raises:
        Damaged: its package cannot be found.
    """
    return posixpath.dirname(_package(container))


def _package(container: Container) -> str:
    package = xml.part(container, "META-INF/container.xml")
    path = "" if package is None else next((one.get("full-path", "") for one in package.iter("{*}rootfile")), "")
    if path not in container:
        raise Damaged(N_("The e-book has no list of its contents; open it in an e-book editor and save it anew."))
    return path


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
    pieces: list[str | None] = []
    reading: list[str] = []
    _gather(root, pieces, reading)
    words: list[str] = []
    for piece in (*pieces, None):
        if piece is not None:
            words.append(piece)
        elif words:
            if said := "".join(words).strip():
                yield Lost(Loss.TEXT, said)
            words = []
    for one in reading:
        yield Lost(Loss.RUBY, one)


def _gather(element: etree._Element, pieces: list[str | None], reading: list[str]) -> None:
    """Gather the text inside an element, None where a block begins or ends, and readings of ruby apart."""
    if element.text:
        pieces.append(element.text)
    for child in element:
        name = child.tag if isinstance(child.tag, str) else ""
        is_block = name in _BLOCKS
        if is_block:
            pieces.append(None)
        if name == "rt":
            reading.append(child.text or "")
        elif name and not (name in _SILENT or _is_apart(child, name)):
            _gather(child, pieces, reading)
        if is_block:
            pieces.append(None)
        if child.tail:
            pieces.append(child.tail)


def targets(page: str) -> set[str]:
    """Give the names of the places that links of a page lead to, in whichever file."""
    return {unquote(html_lib.unescape(name)) for _, name in _TARGET.findall(page)} if "#" in page else set()


def with_places(page: str, wanted: Collection[str]) -> str:
    """Give a page whose places have elements of their own where Pandoc would lose them, as those of paragraphs.

    Args:
        page: its code.
        wanted: the names that links lead to.
    """

    def mark(found: re.Match[str]) -> str:
        name = found["name"]
        is_lost = html_lib.unescape(name) in wanted and not found[0].endswith("/>")
        return f'{found[0]}<span id="{name}"></span>' if is_lost else found[0]

    return _NAMED.sub(mark, page) if wanted else page


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


def _is_apart(element: etree._Element, name: str) -> bool:
    """Whether an element is the number of a footnote, the way back from one, or the contents that an edition makes."""
    if name == "nav":
        return "toc" in (element.get("epub:type") or "")
    if name != "a":
        return False
    said = " ".join(element.get(key) or "" for key in _SAYING)
    if any(mark in said for mark in _NOTE_MARKS):
        return True
    return "#" in (element.get("href") or "") and bool(MARK.fullmatch("".join(map(str, element.itertext())).strip()))
