"""The text of a page itself, to be compared with what was taken of it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workbench.formats.reading.losses import Loss, Lost
from workbench.formats.reading.pages.markup import BLOCKS, SILENT, is_made_anew
from workbench.formats.reading.pages.notes import is_number, is_reference

_PARTING = BLOCKS | {"br"}


def own_text(page: etree._Element) -> Iterator[Lost]:
    """Give all the text of a page, block by block."""
    pieces: list[str | None] = []
    reading: list[str] = []
    _gather(page, pieces, reading)
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
        is_parting = child.tag in _PARTING
        if is_parting:
            pieces.append(None)
        if child.tag == "rt":
            reading.append("".join(map(str, child.itertext())))
        elif not (child.tag in SILENT or _is_apart(child)):
            _gather(child, pieces, reading)
        if is_parting:
            pieces.append(None)
        if child.tail:
            pieces.append(child.tail)


def _is_apart(element: etree._Element) -> bool:
    """Whether an element is the number of a footnote, the way back from one, or the contents that an edition makes."""
    if element.tag == "nav":
        return is_made_anew(element)
    if element.tag != "a":
        return False
    return is_reference(element) or ((element.get("href") or "")[:1] == "#" and is_number(element))
