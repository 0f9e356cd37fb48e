"""Parse the pages of the web and of e-books, and tell what their elements are.

Chapters of e-books are XML; those that are not well formed, and web pages, are read as browsers read them. The names of
elements lose their namespaces, and comments go. It fails on pages that scripts write.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lxml import etree
from lxml import html as lxml_html

from workbench.findings import N_
from workbench.formats.containers import Unsafe
from workbench.formats.reading import xml
from workbench.formats.reading.errors import TooDeep, TooMuchMarkup

BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
# What shows nothing, or shows what an edition shows in its own way.
SILENT = frozenset(["head", "script", "style", "template", "noscript", "rp", "title", "link", "meta", "base"])
DEEPEST = 200
MOST_BYTES = 48 << 20  # of all pages of a book; more than fifty long novels
MOST_TAGS = 300_000  # of all pages of a book; one of 2,000 paragraphs has some 10,000
_NESTING = re.compile(rb"<(/?)(?:ul|ol|dl|blockquote|table|div|section|article|figure)\b", re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset([b"amp", b"lt", b"gt", b"quot", b"apos"])
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_CONTENTS = re.compile(r"\b(?:doc-)?(?:toc|landmarks|page-?list|lo[itav])\b")


def require_modest(pages: Sequence[bytes]) -> None:
    """Refuse pages that declare entities, stand in one another deeper than any book has it, or have no end.

    Raises:
        Unsafe: they declare entities, see `xml.parse`, or are larger than any book.
        TooDeep, TooMuchMarkup: see there.
    """
    if sum(map(len, pages)) > MOST_BYTES:
        raise Unsafe(
            N_(
                "The file unpacks to more than %(limit)s MB, far more than any book; "
                "take large pictures out, or divide it into parts."
            ),
            limit=MOST_BYTES >> 20,
        )
    for page in pages:
        xml.refuse_entities(page)
        depth = 0
        for closes in _NESTING.findall(page):
            depth = max(0, depth - 1) if closes else depth + 1
            if depth > DEEPEST:
                raise TooDeep(
                    N_("Lists, quotations or tables stand in one another too deeply; make the document flatter.")
                )
    if sum(page.count(b"<") for page in pages) > MOST_TAGS:
        raise TooMuchMarkup(
            N_("The document has more than %(limit)s tags; divide it into several texts."), limit=MOST_TAGS
        )


def parse_chapter(data: bytes) -> etree._Element | None:
    """Give the root of a chapter of an e-book, or None where there is nothing in it."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return _plain_names(etree.fromstring(_ENTITY.sub(_character, data), parser))
    except (etree.XMLSyntaxError, ValueError):
        return _parse_loosely(data)


def parse_page(page: str) -> etree._Element | None:
    """Give the root of a web page, or None where there is nothing in it."""
    return _parse_loosely(page.encode())


def _parse_loosely(data: bytes) -> etree._Element | None:
    # A tree that is too deep is refused where it is read; without `huge_tree` its end would be cut off in silence.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return _plain_names(lxml_html.document_fromstring(data, parser=parser)) if data.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _character(found: re.Match[bytes]) -> bytes:
    """Give the character for a name that XML does not know."""
    if found[1] in _OF_XML:
        return found[0]
    characters = html.entities.html5.get(found[1].decode() + ";", "")
    return b"".join(b"&#%d;" % ord(character) for character in characters) or found[0]


def _plain_names(root: etree._Element) -> etree._Element:
    """Take the namespaces out of the names of all elements."""
    for element in root.iter(etree.Element):
        if element.tag[0] == "{":
            element.tag = element.tag.rpartition("}")[2]
    return root


def said(element: etree._Element) -> str:
    """Give all that an element says of the part that it plays."""
    values = (element.get(key) for key in ("role", "class", "epub:type", _EPUB_TYPE))
    return " ".join(value for value in values if value)


def kind(element: etree._Element) -> str:
    """Give the part that an element plays in a book, by the words of EPUB and ARIA."""
    values = (element.get(key) for key in ("role", "epub:type", _EPUB_TYPE))
    return " ".join(value for value in values if value)


def is_made_anew(element: etree._Element) -> bool:
    """Whether an element holds what every edition makes itself: contents and lists of pages, a title page."""
    if element.tag == "nav":
        links = [link.get("href") or "" for link in element.iter("a")]
        return bool(_CONTENTS.search(kind(element))) or (bool(links) and all(link[:1] == "#" for link in links))
    return element.tag in ("section", "div", "body") and "titlepage" in kind(element)
