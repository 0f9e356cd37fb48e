"""The tables of an OpenDocument text, which LibreOffice makes of our Word file when people save it in its own format.

Source: OpenDocument 1.3 (OASIS), part 3. What was deleted while changes were tracked is kept apart from the text, so
changes count as accepted here too. Comments and footnotes stand among the words, and are given apart from them; the
readings of ruby are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged
from workbench.formats.packages import cells
from workbench.formats.packages.faces import Piece, linked, written
from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.names import OFFICE, SVG, TABLE, TEXT, XLINK
from workbench.formats.reading.opendocument.styles import Face, Styles

_APART = frozenset([f"{OFFICE}annotation", f"{TEXT}note"])
_NAMES = cells.Names(f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-cell", (f"{TEXT}p", f"{TEXT}h"), apart=_APART)
_STYLES = {"Emph": "em", "Strong": "strong", "Strikeout": "del", "Superscript": "sup", "Subscript": "sub"}
# A text box has paragraphs of its own, which are read by themselves.
_SKIPPED = _APART | {f"{TEXT}p", f"{TEXT}ruby-text", f"{SVG}title", f"{SVG}desc"}
# White space between the words of the file is what one blank is; blanks that are meant are elements.
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 1000


def tables(container: Container) -> Iterator[cells.Rows]:
    """Give the tables of an OpenDocument text.

    Raises:
        Damaged, Unsafe: it cannot be read.
    """
    root = xml.part(container, "content.xml")
    if root is None:
        raise Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew."))
    styles = Styles(root, xml.part(container, "styles.xml"))

    def write(paragraph: etree._Element) -> str:
        return _written(paragraph, styles)

    def hung(cell: etree._Element) -> Iterator[str]:
        for one in cell.iter(*_APART):
            own = (part for part in one.iter(*_NAMES.paragraphs) if next(part.iterancestors(*_APART), None) is one)
            yield cells.joined(own, write).strip()

    return cells.tables(root, _NAMES, write, hung)


def _written(paragraph: etree._Element, styles: Styles) -> str:
    face = styles.own_face(paragraph.get(f"{TEXT}style-name", ""))
    return written([*_inside(paragraph, face, styles)])


def _inside(element: etree._Element, face: Face, styles: Styles) -> Iterator[Piece]:
    shown = frozenset(ours for name, ours in _STYLES.items() if face.get(name))
    yield _BLANKS.sub(" ", element.text or ""), shown
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _child(child, face, shown, styles)
        yield _BLANKS.sub(" ", child.tail or ""), shown


def _child(child: etree._Element, face: Face, shown: frozenset[str], styles: Styles) -> Iterator[Piece]:
    match child.tag.removeprefix(TEXT):
        case "s":
            said = child.get(f"{TEXT}c", "1")
            yield " " * (min(int(said), _MOST_BLANKS) if said.isdecimal() else 1), shown
        case "tab":
            yield "\t", shown
        case "line-break":
            yield "\n", shown
        case "span":
            own = styles.face(child.get(f"{TEXT}style-name", ""))
            yield from _inside(child, {**face, **own}, styles)
        case "a":
            yield from linked([*_inside(child, face, styles)], child.get(f"{XLINK}href", ""))
        case _:
            yield from _inside(child, face, styles)
