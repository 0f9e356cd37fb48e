"""Footnotes of a page that says what they are, by the words of EPUB, ARIA, or Pandoc.

Source: EPUB 3.3 structural semantics (`noteref`, `footnote`), ARIA's roles for publications (`doc-noteref`,
`doc-backlink`). Those that are only links there and back are found later, by `reading.endnotes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from workbench.formats.reading.endnotes import MARK
from workbench.formats.reading.pages.markup import BLOCKS, said

Node = dict[str, Any]
_REFERS = re.compile(r"\b(?:doc-noteref|noteref|footnote-ref)\b")
_LEADS_BACK = re.compile(r"\b(?:doc-backlink|backlink|footnote-back)\b")
_HOLDERS = frozenset(["aside", "div", "section", "li", "p", "dd", "blockquote"])


class Notes:
    """The footnotes of a page or of a whole book.

    Args:
        pages: the roots of all pages.
        elements: what links lead to, by the names of the places.
        read: gives the blocks of an element.
    """

    def __init__(
        self,
        pages: Iterable[etree._Element],
        elements: Mapping[str, etree._Element],
        read: Callable[[etree._Element], list[Node]],
    ) -> None:
        self._read = read
        self._known: dict[str, list[Node]] = {}
        self._open: list[str] = []
        self._holders: dict[str, etree._Element] = {}
        # For each note the places in and around the paragraphs that refer to it.
        self._sources: dict[str, set[str]] = {}
        beside: dict[etree._Element | None, list[str]] = {}
        for link in (link for page in pages for link in page.iter("a") if is_reference(link)):
            name = _target(link)
            holder = elements.get(name)
            if holder is None or holder.tag not in _HOLDERS:
                continue
            outside = [*_names_around(link)]
            # Some books write the way back as another reference.
            if name in outside or any(name in self._sources.get(one, ()) for one in outside):
                continue
            paragraph = next(link.iterancestors(*BLOCKS), None)
            if paragraph not in beside:
                beside[paragraph] = [] if paragraph is None else [*_names_in(paragraph)]
            self._holders[name] = holder
            self._sources.setdefault(name, set()).update(outside, beside[paragraph])
        for holder in [*self._holders.values()]:
            for one in _names_around(holder):
                self._holders.pop(one, None)  # what holds several notes is none

    def is_note(self, element: etree._Element) -> bool:
        """Whether an element is a note, which stands where it is referred to."""
        return bool(self._holders) and element.get("id") in self._holders

    def left(self) -> Iterator[Node]:
        """Give the blocks of notes that nothing outside of notes refers to, so that their words are not lost."""
        for name in self._holders:
            if name not in self._known:
                yield from self._blocks(name)

    def get(self, link: etree._Element) -> list[Node] | None:
        """Give the blocks of the note that a link refers to, the same list for the same note; None for other links."""
        name = _target(link)
        # Inside itself a note is a link.
        if name not in self._holders or name in self._open or not is_reference(link):
            return None
        return self._known[name] if name in self._known else self._blocks(name)

    def _blocks(self, name: str) -> list[Node]:
        self._open.append(name)
        self._known[name] = self._read(self._holders[name])
        self._open.pop()
        return self._known[name]

    def is_way_back(self, link: etree._Element) -> bool:
        """Whether a link inside a note leads back to where it is referred to."""
        name = _target(link)
        if not (self._open and name and is_number(link)):
            return False
        return bool(_LEADS_BACK.search(said(link))) or name in self._sources[self._open[-1]]


def _names_around(element: etree._Element) -> Iterator[str]:
    """Give the names of the places that an element stands in."""
    return (name for one in element.iterancestors() if (name := one.get("id")))


def _names_in(element: etree._Element) -> Iterator[str]:
    """Give the names of the places in an element."""
    return (name for one in element.iter(etree.Element) if (name := one.get("id")))


def _target(link: etree._Element) -> str:
    address = link.get("href") or ""
    return address[1:] if address[:1] == "#" else ""


def is_reference(link: etree._Element) -> bool:
    """Whether a link says that it refers to a note."""
    return bool(_REFERS.search(said(link)))


def is_number(link: etree._Element) -> bool:
    """Whether a link is a way back, or shows no more than the number of a note."""
    return bool(_LEADS_BACK.search(said(link)) or MARK.fullmatch("".join(map(str, link.itertext())).strip()))
