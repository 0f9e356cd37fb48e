"""The tables of a Word file.

Source: ECMA-376, part 1, 17.3.2, 17.4, 17.11 and 17.13.4. Words that were marked as deleted are gone, words that were
marked as added are there. Footnotes, endnotes and comments are parts of their own, which the text names by their ids.
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
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VAL = f"{W}val"
_OFF = frozenset(["0", "false", "off", "none"])
_ELEMENTS = {f"{W}b": "strong", f"{W}i": "em", f"{W}em": "em", f"{W}strike": "del", f"{W}dstrike": "del"}
_RAISED = {"superscript": "sup", "subscript": "sub"}
# Styles of characters by their ids, which no program translates.
_NAMED = {"Strong": "strong", "StrongEmphasis": "strong", "Emphasis": "em"}
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_GONE = _DELETED | {f"{W}txbxContent"}
# What refers to a part, the part, and its elements.
_APART = (
    (f"{W}footnoteReference", "footnotes", f"{W}footnote"),
    (f"{W}endnoteReference", "endnotes", f"{W}endnote"),
    (f"{W}commentReference", "comments", f"{W}comment"),
)
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}


def tables(container: Container) -> Iterator[cells.Rows]:
    """Give the tables of a Word file.

    Raises:
        Damaged, Unsafe: it cannot be read.
    """
    root = xml.part(container, "word/document.xml")
    if root is None:
        raise Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew."))
    apart = _apart(container)

    def hung(cell: etree._Element) -> Iterator[str]:
        for reference in cell.iter(*(tag for tag, _, _ in _APART)):
            if next(reference.iterancestors(*_DELETED), None) is None:
                yield apart.get((reference.tag, reference.get(f"{W}id", "")), "")

    return cells.tables(root, _NAMES, _writer(container, "document"), hung)


def _apart(container: Container) -> dict[tuple[str, str], str]:
    """Give the footnotes, endnotes and comments by what refers to them: an element and an id."""
    found: dict[tuple[str, str], str] = {}
    for reference, name, element in _APART:
        root = xml.part(container, f"word/{name}.xml")
        if root is not None:
            write = _writer(container, name)
            for one in root.iter(element):
                found[reference, one.get(f"{W}id", "")] = cells.joined(one.iter(*_NAMES.paragraphs), write).strip()
    return found


def _writer(container: Container, name: str) -> cells.Written:
    """Give what makes Markdown of the paragraphs of a part; each part has links of its own."""
    known = _links(container, name)
    return lambda paragraph: written([*_pieces(paragraph, frozenset(), known)])


def _links(container: Container, name: str) -> dict[str, str]:
    """Give the addresses that a part leads to, by their ids."""
    relations = xml.part(container, f"word/_rels/{name}.xml.rels")
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
