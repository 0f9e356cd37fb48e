"""Web pages and e-books: read as Pandoc's tree, without Pandoc.

Pandoc's own reader of pages needs as long as everything else that happens to a book, loses the places of paragraphs and
the emphasis of style sheets, and leaves its code where a tag is not closed. So pages are read here, into the same tree,
and take the same way from there; only formulas go through Pandoc. Sources: the HTML Standard, EPUB 3.3. It fails on
pages that scripts write, and on drawings.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import books
from workbench.formats.reading.losses import Lost
from workbench.formats.reading.pages import contents, formulas, markup
from workbench.formats.reading.pages.body import Body, Node
from workbench.formats.reading.pages.inlines import place
from workbench.formats.reading.pages.looks import Looks
from workbench.formats.reading.pages.own import own_text
from workbench.formats.reading.pages.places import Places

_META = {"author": "author", "date": "date", "dcterms.date": "date", "rights": "rights", "dc.rights": "rights"}


@dataclass(frozen=True)
class Pages:
    """A web page or an e-book as it was read.

    Attributes:
        tree: its text in the form of Pandoc's JSON.
        roots: the elements that it was read from.
    """

    tree: dict[str, Any]
    roots: tuple[etree._Element, ...]

    def own_text(self) -> Iterator[Lost]:
        """Give all the text of the file, block by block."""
        for root in self.roots:
            yield from own_text(root)


def read_page(page: str) -> Pages:
    """Read a web page.

    Raises:
        Unsafe, TooDeep, TooMuchMarkup: see `markup.require_modest`.
        RecursionError: its elements stand in one another too deeply.
        PandocMissing, Busy, TooSlow, TooLarge, ConversionFailed: its formulas could not be read, see `formats.pandoc`.
    """
    markup.require_modest([page.encode()])
    root = markup.parse_page(page)
    if root is None:
        return Pages({"blocks": [], "meta": {}}, ())
    blocks = _blocks({"": root}, Places({"": root}), [])
    return Pages({"blocks": blocks, "meta": _meta(root)}, (root,))


def read_book(container: Container) -> Pages:
    """Read an e-book.

    Raises:
        Damaged: see `books.book`.
        Unsafe, TooDeep, TooMuchMarkup, RecursionError and those of Pandoc: see `read_page`.
    """
    book = books.book(container)
    files = {path: container.read(path) for path in dict.fromkeys([*book.chapters, book.contents]) if path}
    markup.require_modest([*files.values()])
    parsed = {path: root for path, data in files.items() if (root := markup.parse_chapter(data)) is not None}
    entries = contents.entries(parsed[book.contents]) if book.contents in parsed else []
    pages = {path: parsed[path] for path in book.chapters if path in parsed}
    places = Places(pages, [(book.contents, entry.address) for entry in entries])
    contents.mark_headings(entries, lambda address: places.find(book.contents, address))
    sheets = (container.read(name).decode("utf-8", "replace") for name in container.names if name.endswith(".css"))
    blocks = [*_cover(book.cover, pages), *_blocks(pages, places, sheets)]
    return Pages({"blocks": blocks, "meta": book.meta}, tuple(pages.values()))


def _blocks(pages: Mapping[str, etree._Element], places: Places, sheets: Iterator[str] | list[str]) -> list[Node]:
    """Give the blocks of all pages."""
    own = ("".join(map(str, style.itertext())) for page in pages.values() for style in page.iter("style"))
    body = Body(pages, places, Looks([*sheets, *own]), formulas.as_tex(pages.values()))
    found: list[Node] = []
    for path, page in pages.items():
        if name := places.chapter(path):
            found.append({"t": "Plain", "c": [place(name)]})
        found += body.blocks(page if path else _main(page))
    return [*found, *body.notes_left()]


def _main(page: etree._Element) -> etree._Element:
    """Give what a web page says is its text, without the heads and ways around it; else all of it."""
    return next((one for one in page.iter("main", "div", "section") if _is_main(one)), page)


def _is_main(element: etree._Element) -> bool:
    return element.tag == "main" or element.get("role") == "main"


def _cover(path: str, pages: Mapping[str, etree._Element]) -> list[Node]:
    """Give the picture on the cover, if no page shows it."""
    addresses = (value for page in pages.values() for one in page.iter("img", "image") for value in one.attrib.values())
    if not path or any(posixpath.normpath(unquote(address)) == path for address in addresses):
        return []
    return [{"t": "Para", "c": [{"t": "Image", "c": [["", [], []], [], [quote(path), ""]]}]}]


def _meta(root: etree._Element) -> dict[str, Any]:
    """Give what a page says of itself, in the form of Pandoc's JSON."""
    found = {"title": ["".join(map(str, title.itertext())) for title in root.iter("title")][:1]}
    for one in root.iter("meta"):
        if key := _META.get((one.get("name") or "").lower()):
            found.setdefault(key, []).append(one.get("content") or "")
    languages = (one.get("lang") or one.get("xml:lang") for one in (root, *root.iterchildren("body")))
    found["lang"] = [said for said in languages if said][:1]
    return {key: books.meta_list(values[:1] if key == "date" else values) for key, values in found.items()}
