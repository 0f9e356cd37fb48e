"""Headings that only the table of contents of an e-book knows.

LibreOffice and older converters write headings as paragraphs that look large. Where an entry of the contents leads to a
paragraph that says the same words, and to no heading, that paragraph is a heading of the entry's level. Source: EPUB
3.3 navigation documents, and NCX of EPUB 2. It fails on headings that are not in the contents, and on entries that say
more or less than the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from workbench.formats.reading.pages.markup import kind

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_IGNORED = re.compile(r"[\W_]+")
_LONGEST = 200  # characters of a heading

Find = Callable[[str], "tuple[etree._Element, etree._Element | None] | None"]


class Entry(NamedTuple):
    """An entry of the contents: its level from 1, its words, and the address that it leads to."""

    level: int
    words: str
    address: str


def entries(root: etree._Element) -> list[Entry]:
    """Give the entries of a navigation document or an NCX, in order; both without namespaces."""
    if root.tag == "ncx":
        return [entry for one in root.iter("navMap") for entry in _points(one, 1)]
    return [entry for nav in root.iter("nav") if "toc" in kind(nav).split() for entry in _items(nav, 0)]


def _points(holder: etree._Element, level: int) -> Iterator[Entry]:
    for point in holder.iterchildren("navPoint"):
        address = next((one.get("src") or "" for one in point.iterchildren("content")), "")
        words = "".join(str(text) for label in point.iterchildren("navLabel") for text in label.itertext())
        yield Entry(level, words, address)
        yield from _points(point, level + 1)


def _items(holder: etree._Element, level: int) -> Iterator[Entry]:
    for child in holder:
        if child.tag == "a":
            yield Entry(level, "".join(map(str, child.itertext())), child.get("href") or "")
        else:
            yield from _items(child, level + (child.tag == "ol"))


def mark_headings(found: Iterable[Entry], find: Find) -> None:
    """Turn paragraphs into the headings that the contents say they are.

    Args:
        found: the entries.
        find: gives the page that an address leads to, and the element, None for the beginning of the page.
    """
    for entry in found:
        if (place := find(entry.address)) is None:
            continue
        page, element = place
        paragraph = _paragraph(page, element)
        if paragraph is not None and _folded(entry.words) == _folded(_words(paragraph)) != "":
            _make_heading(paragraph, min(max(entry.level, 1), 6))


def _make_heading(paragraph: etree._Element, level: int) -> None:
    """Make a paragraph a heading; what all of it looks like is no emphasis then."""
    paragraph.tag = _HEADINGS[level - 1]
    words = _words(paragraph)
    for one in paragraph.iter("span", "b", "strong", "i", "em"):
        if _words(one) == words:
            one.tag = "span"
            one.attrib.clear()


def _paragraph(page: etree._Element, element: etree._Element | None) -> etree._Element | None:
    """Give the paragraph that a place is in or before; None where it is another block."""
    place = next(page.iter("body"), page) if element is None else next(element.iterancestors("p"), element)
    for one in place.iter("p", *_HEADINGS, "table", "ul", "ol", "blockquote"):
        if one.tag != "p" or _folded(_words(one)):
            return one if one.tag == "p" else None
    return None


def _words(element: etree._Element) -> str:
    words = "".join(map(str, element.itertext()))
    return words if len(words) <= _LONGEST else ""


def _folded(words: str) -> str:
    return _IGNORED.sub("", words).casefold()
