"""Tables of word processors as the texts of their cells; Word and OpenDocument differ in the names of the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from workbench.formats.exchanged import BREAK


@dataclass(frozen=True)
class Cell:
    """What a cell says.

    Attributes:
        text: its paragraphs as Markdown, parted by a blank line.
        apart: the footnotes and comments that hang on its words, each as Markdown.
    """

    text: str = ""
    apart: tuple[str, ...] = ()


Rows = list[list[Cell]]
# Gives a paragraph as Markdown.
Written = Callable[[etree._Element], str]
# Gives the footnotes and comments that hang on the words of a cell.
Hung = Callable[[etree._Element], Iterable[str]]


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


def tables(root: etree._Element, names: Names, written: Written, hung: Hung) -> Iterator[Rows]:
    """Give each table; one that lies in another's cell is a part of that cell, and its rows are rows as well.

    Args:
        root: what holds the tables.
        names: of their parts.
        written, hung: what is read of a paragraph, and of a cell besides.
    """
    for table in root.iter(names.table):
        if not _is_within(table, names.table):
            yield [_cells(row, names, written, hung) for row in table.iter(names.row)]


def joined(paragraphs: Iterable[etree._Element], written: Written) -> str:
    """Give paragraphs as one text; empty ones are none."""
    return BREAK.join(text for one in paragraphs if (text := written(one)).strip())


def _cells(row: etree._Element, names: Names, written: Written, hung: Hung) -> list[Cell]:
    cells = (cell for cell in row.iter(names.cell) if next(cell.iterancestors(names.row), None) is row)
    return [Cell(_text(cell, names, written), tuple(filter(None, hung(cell)))) for cell in cells]


def _text(cell: etree._Element, names: Names, written: Written) -> str:
    own = (one for one in cell.iter(*names.paragraphs) if not (names.apart and _is_within(one, *names.apart)))
    return joined(own, written)


def _is_within(element: etree._Element, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
