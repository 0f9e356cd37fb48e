"""The places that links of a page or of a whole book lead to, each under a name that is nobody else's.

A book has one file for each chapter, and the same id may stand in all of them. So links and ids are written anew
before anything is read: `c2.xhtml#n` and the element that it leads to become `place-7`; other ids go, but for those of
frames. Addresses of pictures count from the root of the book then.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree

TITLE = "title-block-header"  # Pandoc's own name for the title of a page
_FRAMES = frozenset(["div", "aside", "section"])
_Place = tuple[str, str]


class Places:
    """Names places.

    Args:
        pages: the roots of all pages by the paths of their files; that of a web page is empty.
        further: other links, each with the path of the file that it stands in.

    Attributes:
        elements: what links lead to, by the names of the places.
    """

    def __init__(self, pages: Mapping[str, etree._Element], further: Iterable[tuple[str, str]] = ()) -> None:
        self._pages = pages
        self._names: dict[_Place, str] = {}
        self.elements: dict[str, etree._Element] = {}
        for path, link_there in further:
            if place := self._place(path, link_there):
                self._name(place)
        for path, page in pages.items():
            base = next((one.get("href") or "" for one in page.iter("base")), "")
            for link in page.iter("a"):
                if address := link.get("href"):
                    link.set("href", self._link(path, base, address.strip()))
        for path, page in pages.items():
            for element in page.iter(etree.Element):
                if element.attrib:
                    self._rename(path, element)

    def chapter(self, path: str) -> str:
        """Give the name of the beginning of a page, or an empty string where no link leads there."""
        return self._names.get((path, ""), "")

    def find(self, path: str, address: str) -> tuple[etree._Element, etree._Element | None] | None:
        """Give the page that an address in a file leads to, and the element, None for the beginning of the page."""
        file, name = self._place(path, address) or ("", "")
        element = self.elements.get(self._names.get((file, name), "")) if name else None
        if file not in self._pages or (name and element is None):
            return None
        return self._pages[file], element

    def _link(self, path: str, base: str, address: str) -> str:
        """Give an address as the tree has it."""
        place = self._place(path, address)
        if place is None:
            return _joined(base, address) if base else address
        return f"#{self._name(place)}" if place != ("", "") else "#"

    def _name(self, place: _Place) -> str:
        return self._names.setdefault(place, f"place-{len(self._names) + 1}")

    def _place(self, path: str, address: str) -> _Place | None:
        """Give the file and the id that an address in a file leads to, or None where it leads elsewhere."""
        file, _, fragment = address.partition("#")
        if not file:
            return path, unquote(fragment)
        if not path or _has_scheme(address):
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
        return (target, unquote(fragment)) if target in self._pages else None

    def _rename(self, path: str, element: etree._Element) -> None:
        found = element.get("id") or (element.get("name") if element.tag == "a" else None)
        element.attrib.pop("id", "")
        if found == TITLE:
            element.set("id", found)
        elif found:
            # A frame that has a name holds one thing, such as all paragraphs of a note.
            name = self._name((path, found)) if element.tag in _FRAMES else self._names.get((path, found), "")
            if name and name not in self.elements:
                element.set("id", name)
                self.elements[name] = element
        if path and element.tag in ("img", "image"):
            for key in ("src", "href", "{http://www.w3.org/1999/xlink}href"):
                if (address := element.get(key)) and not _has_scheme(address):
                    element.set(key, posixpath.join(quote(posixpath.dirname(path)), address))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _has_scheme(address: str) -> bool:
    try:
        return bool(urlsplit(address).scheme)
    except ValueError:
        return True
