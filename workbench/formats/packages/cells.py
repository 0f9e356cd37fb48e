"""Tables of word processors as the texts of their cells; Word and OpenDocument differ in the names of the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from workbench.formats.exchanged import BREAK

# Row by row the texts of the cells; the paragraphs of a cell are parted by a blank line.
Rows = list[list[str]]


@dataclass(frozen=True)
class Names:
    """How one kind of file calls the parts of a table.

    Attributes:
        table, row, cell: their elements.
        paragraphs: what may stand in a cell.
        apart: what hangs on a text without being a part of it.
    """

    table: str
    row: str
    cell: str
    paragraphs: tuple[str, ...]
    apart: frozenset[str] = frozenset()


def tables(root: etree._Element, names: Names, written: Callable[[etree._Element], str]) -> Iterator[Rows]:
    """Give each table; one that lies in another's cell is a part of that cell, and its rows are rows as well.

    Args:
        root: what holds the tables.
        names: of their parts.
        written: gives a paragraph as Markdown.
    """
    for table in root.iter(names.table):
        if not _is_within(table, names.table):
            yield [_cells(row, names, written) for row in table.iter(names.row)]


def _cells(row: etree._Element, names: Names, written: Callable[[etree._Element], str]) -> list[str]:
    cells = (cell for cell in row.iter(names.cell) if next(cell.iterancestors(names.row), None) is row)
    return [_text(cell, names, written) for cell in cells]


def _text(cell: etree._Element, names: Names, written: Callable[[etree._Element], str]) -> str:
    own = (one for one in cell.iter(*names.paragraphs) if not (names.apart and _is_within(one, *names.apart)))
    return BREAK.join(text for one in own if (text := written(one)).strip())


def _is_within(element: etree._Element, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
