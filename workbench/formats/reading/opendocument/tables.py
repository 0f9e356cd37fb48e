"""A table of an OpenDocument text as Pandoc's tree has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.names import TABLE, TEXT
from workbench.formats.reading.opendocument.styles import Styles

Node = dict[str, Any]
_NO_ATTRIBUTES: tuple[str, list[str], list[str]] = ("", [], [])
_ALIGNS = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight", "": "AlignDefault"}
# A sheet of a spreadsheet says that its last row stands a million times.
_MOST_REPEATED = 200


def table(element: etree._Element, styles: Styles, blocks: Callable[[Iterable[etree._Element]], list[Node]]) -> Node:
    """Give a table.

    Args:
        element: the table.
        styles: those of the file.
        blocks: gives the blocks of a cell.
    """
    head = [row for holder in element.iterchildren(f"{TABLE}table-header-rows") for row in _rows(holder)]
    body = [*_rows(element, but=f"{TABLE}table-header-rows")]
    if not head and len(body) > 1 and _is_head(body[0], styles):
        head, body = body[:1], body[1:]
    width = max((sum(_span(cell) for cell in _cells(row)) for row in (*head, *body)), default=0)
    columns = [[{"t": _ALIGNS[_align(body or head, column, styles)]}, None] for column in range(width)]
    made = [[[_NO_ATTRIBUTES, [*_made(row, blocks)]] for row in part] for part in (head, body)]
    caption: list[Any] = [None, []]
    return {
        "t": "Table",
        "c": [_NO_ATTRIBUTES, caption, columns, [_NO_ATTRIBUTES, made[0]], [[_NO_ATTRIBUTES, 0, [], made[1]]],
              [_NO_ATTRIBUTES, []]],
    }  # fmt: skip


def _rows(holder: etree._Element, *, but: str = "") -> Iterator[etree._Element]:
    for element in holder:
        if element.tag == f"{TABLE}table-row":
            yield element
        elif element.tag != but and xml.local(element) in ("table-rows", "table-row-group", "table-header-rows"):
            yield from _rows(element)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """Give the cells of a row without the places that others reach over."""
    for cell in row.iterchildren(f"{TABLE}table-cell"):
        repeated = _number(cell, "number-columns-repeated")
        yield from [cell] * min(repeated, _MOST_REPEATED)


def _made(row: etree._Element, blocks: Callable[[Iterable[etree._Element]], list[Node]]) -> Iterator[list[Any]]:
    for cell in _cells(row):
        height = min(_number(cell, "number-rows-spanned"), _MOST_REPEATED)
        yield [_NO_ATTRIBUTES, {"t": "AlignDefault"}, height, _span(cell), blocks(cell)]


def _span(cell: etree._Element) -> int:
    return min(_number(cell, "number-columns-spanned"), _MOST_REPEATED)


def _number(element: etree._Element, name: str) -> int:
    said = element.get(f"{TABLE}{name}", "1")
    return max(1, int(said)) if said.isdecimal() else 1


def _is_head(row: etree._Element, styles: Styles) -> bool:
    """Whether a first row is one of headings by the style of all its paragraphs."""
    paragraphs = [one for cell in _cells(row) for one in cell.iterchildren(f"{TEXT}p")]
    return bool(paragraphs) and all("Table Heading" in styles.names(_style(one)) for one in paragraphs)


def _align(rows: list[etree._Element], column: int, styles: Styles) -> str:
    """Give how all that stands in a column is set, or an empty string where it is not set alike."""
    found: set[str] = set()
    for row in rows:
        cells = [*_cells(row)]
        first = cells[column].find(f"{TEXT}p") if column < len(cells) else None
        if first is not None and (first.text or len(first)):
            found.add(styles.align(_style(first)))
    return found.pop() if len(found) == 1 else ""


def _style(paragraph: etree._Element) -> str:
    return paragraph.get(f"{TEXT}style-name", "")
