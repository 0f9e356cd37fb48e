"""A table of a page as Pandoc's tree has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from workbench.formats.reading.pages.looks import Looks

Node = dict[str, Any]
_ALIGNS = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight", "": "AlignDefault"}
_MOST_SPANNED = 200
_PARTS = ("thead", "tbody", "tfoot")


def table(element: etree._Element, looks: Looks, blocks: Callable[[etree._Element], list[Node]]) -> Node:
    """Give a table.

    Args:
        element: the table.
        looks: those of the page.
        blocks: gives the blocks of a cell or of the caption.
    """
    caption = [block for one in element.iterchildren("caption") for block in blocks(one)]
    head = [row for part in element.iterchildren("thead") for row in part.iterchildren("tr")]
    foot = [row for part in element.iterchildren("tfoot") for row in part.iterchildren("tr")]
    body = [*_rows(element)]
    if not head and len(body) > 1 and all(cell.tag == "th" for cell in body[0].iterchildren("th", "td")):
        head, body = body[:1], body[1:]
    width = max((sum(_span(cell, "colspan") for cell in _cells(row)) for row in (*head, *body, *foot)), default=0)
    aligns = _aligns(element, body or head, width, looks)
    columns = [[{"t": _ALIGNS[align]}, {"t": "ColWidthDefault"}] for align in aligns]
    made = [[[_attributes(), [*_made(row, blocks)]] for row in part] for part in (head, body, foot)]
    return {
        "t": "Table",
        "c": [[element.get("id") or "", [], []], [None, caption], columns, [_attributes(), made[0]],
              [[_attributes(), 0, [], made[1]]], [_attributes(), made[2]]],
    }  # fmt: skip


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag == "tbody":
            yield from child.iterchildren("tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return row.iterchildren("th", "td")


def _made(row: etree._Element, blocks: Callable[[etree._Element], list[Node]]) -> Iterator[list[Any]]:
    for cell in _cells(row):
        spans = _span(cell, "rowspan"), _span(cell, "colspan")
        yield [_attributes(), {"t": "AlignDefault"}, *spans, blocks(cell)]


def _span(cell: etree._Element, name: str) -> int:
    said = (cell.get(name) or "").strip()
    return min(max(1, int(said)), _MOST_SPANNED) if said.isdecimal() else 1


def _aligns(element: etree._Element, rows: list[etree._Element], width: int, looks: Looks) -> list[str]:
    """Give how each column is set: as all of its cells that hold something, else as the table says of it."""
    found: list[set[str]] = [set() for _ in range(width)]
    for row in rows:
        column = 0
        for cell in _cells(row):
            span = _span(cell, "colspan")
            if span == 1 and (len(cell) or (cell.text or "").strip()):
                found[column].add(_align(cell, row, looks))
            column += span
    said = [looks.align(one) for one in element.iter("col") for _ in range(_span(one, "span"))]
    said += [""] * (width - len(said))
    return [(aligns.pop() if len(aligns) == 1 else "") or said[column] for column, aligns in enumerate(found)]


def _align(cell: etree._Element, row: etree._Element, looks: Looks) -> str:
    """Give how a cell is set: by what it says, else by its first paragraph or its row."""
    first = next(cell.iterchildren("p", "div"), None)
    own = looks.align(cell) or (looks.align(first) if first is not None else "")
    return own or looks.align(row)


def _attributes() -> list[Any]:
    return ["", [], []]
