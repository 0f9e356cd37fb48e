"""Bold, italics and links that people gave to words in a cell with their word processor, as inline Markdown.

Source: ECMA-376, part 1, 17.3.2. Colours, underlines and sizes are no part of a text. What stands in marks already, and
addresses that a word processor made links of by itself, stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.inlines import mark_up
from workbench.formats.reading.xml import W
from workbench.text import markup

_RELATIONS = "word/_rels/document.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VAL = f"{W}val"
_OFF = frozenset(["0", "false", "off", "none"])
_ELEMENTS = {f"{W}b": "strong", f"{W}i": "em", f"{W}em": "em", f"{W}strike": "del", f"{W}dstrike": "del"}
_RAISED = {"superscript": "sup", "subscript": "sub"}
# Styles of characters by their ids, which no program translates.
_NAMED = {"Strong": "strong", "StrongEmphasis": "strong", "Emphasis": "em"}
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}txbxContent"})
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>()]+", re.IGNORECASE)
_KINDS = {"emphasis": "em", "strong": "strong", "deletion": "del", "link-open": "link:"}
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}

Piece = tuple[str, frozenset[str]]


def links(container: Container) -> dict[str, str]:
    """Give the addresses in the web that the text leads to, by their ids."""
    relations = xml.part(container, _RELATIONS)
    if relations is None:
        return {}
    found = {one.get("Id", ""): one.get("Target", "") for one in relations.iter("{*}Relationship")}
    return {name: target for name, target in found.items() if _ADDRESS.fullmatch(target)}


def written(paragraph: etree._Element, known: Mapping[str, str]) -> str:
    """Give a paragraph as Markdown; words that were marked as deleted are gone.

    Args:
        paragraph: with whatever a word processor put into it.
        known: addresses by their ids.
    """
    pieces = [*_pieces(paragraph, frozenset(), known)]
    if not any(styles for _, styles in pieces):
        return "".join(text for text, _ in pieces)
    return mark_up(_unmarked(pieces))


def _unmarked(pieces: Sequence[Piece]) -> list[Piece]:
    """Give pieces without the styles of those that stand in marks of the same kind, or hold a part of some."""
    marks = [*markup.marks("".join(text for text, _ in pieces))]
    spans: list[tuple[markup.Mark, markup.Mark]] = []
    opened: list[markup.Mark] = []
    for mark in marks:
        if mark.side == "open":
            opened.append(mark)
        elif mark.side == "close" and opened:
            spans.append((opened.pop(), mark))
    found: list[Piece] = []
    at = 0
    for text, styles in pieces:
        start, at = at, at + len(text)

        def holds(mark: markup.Mark, start: int = start, end: int = at) -> bool:
            return start <= mark.start and mark.end <= end

        cut = any(mark.start < at and start < mark.end and not holds(mark) for mark in marks)
        crossed = any(holds(first) is not holds(last) for first, last in spans)
        around = {_KINDS.get(first.kind, "") for first, last in spans if first.start < start and at < last.end}
        around |= {style for style in styles if style.startswith("link:") and "link:" in around}
        found.append((text, frozenset() if cut or crossed else styles - around))
    return found


def _pieces(element: etree._Element, styles: frozenset[str], known: Mapping[str, str]) -> Iterator[Piece]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or "", styles
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag], styles
        elif child.tag == f"{W}r":
            yield from _pieces(child, styles | _face(child.find(f"{W}rPr")), known)
        elif child.tag == f"{W}hyperlink":
            yield from _link(child, styles, known)
        elif isinstance(child.tag, str) and child.tag not in _GONE and not child.tag.endswith("Pr"):
            yield from _pieces(child, styles, known)


def _link(element: etree._Element, styles: frozenset[str], known: Mapping[str, str]) -> Iterator[Piece]:
    inside = [*_pieces(element, styles, known)]
    address = known.get(element.get(_ID, ""), "")
    shown = "".join(text for text, _ in inside).strip()
    if address and not _ADDRESS.fullmatch(shown):
        inside = [(text, faces | {f"link:{address}"}) for text, faces in inside]
    yield from inside


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
