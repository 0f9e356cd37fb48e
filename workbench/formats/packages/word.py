"""The tables of a Word file.

Source: ECMA-376, part 1, 17.3.2 and 17.4. Words that were marked as deleted are gone, words that were marked as added
are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged
from workbench.formats.packages import cells
from workbench.formats.packages.faces import Piece, linked, written
from workbench.formats.reading import xml
from workbench.formats.reading.xml import W

_NAMES = cells.Names(f"{W}tbl", f"{W}tr", f"{W}tc", (f"{W}p",))
_RELATIONS = "word/_rels/document.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VAL = f"{W}val"
_OFF = frozenset(["0", "false", "off", "none"])
_ELEMENTS = {f"{W}b": "strong", f"{W}i": "em", f"{W}em": "em", f"{W}strike": "del", f"{W}dstrike": "del"}
_RAISED = {"superscript": "sup", "subscript": "sub"}
# Styles of characters by their ids, which no program translates.
_NAMED = {"Strong": "strong", "StrongEmphasis": "strong", "Emphasis": "em"}
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}txbxContent"})
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}


def tables(container: Container) -> Iterator[cells.Rows]:
    """Give the tables of a Word file.

    Raises:
        Damaged, Unsafe: it cannot be read.
    """
    root = xml.part(container, "word/document.xml")
    if root is None:
        raise Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew."))
    known = _links(container)
    return cells.tables(root, _NAMES, lambda paragraph: written([*_pieces(paragraph, frozenset(), known)]))


def _links(container: Container) -> dict[str, str]:
    """Give the addresses that the text leads to, by their ids."""
    relations = xml.part(container, _RELATIONS)
    if relations is None:
        return {}
    return {one.get("Id", ""): one.get("Target", "") for one in relations.iter("{*}Relationship")}


def _pieces(element: etree._Element, styles: frozenset[str], known: Mapping[str, str]) -> Iterator[Piece]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or "", styles
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag], styles
        elif child.tag == f"{W}r":
            yield from _pieces(child, styles | _face(child.find(f"{W}rPr")), known)
        elif child.tag == f"{W}hyperlink":
            yield from linked([*_pieces(child, styles, known)], known.get(child.get(_ID, ""), ""))
        elif isinstance(child.tag, str) and child.tag not in _GONE and not child.tag.endswith("Pr"):
            yield from _pieces(child, styles, known)


def _face(properties: etree._Element | None) -> frozenset[str]:
    found: set[str] = set()
    for one in () if properties is None else properties:
        said = one.get(_VAL, "")
        if one.tag in _ELEMENTS and said not in _OFF:
            found.add(_ELEMENTS[one.tag])
        elif one.tag == f"{W}vertAlign" and said in _RAISED:
            found.add(_RAISED[said])
        elif one.tag == f"{W}rStyle" and said in _NAMED:
            found.add(_NAMED[said])
    return frozenset(found)
