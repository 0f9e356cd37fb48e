"""The nodes that a book is made of: plain values, the same for every file format.

A node says what something is, not how it looks; each writer gives it the look of its format. Texts are clean:
no character that XML forbids, none that reorders its surroundings, no address that a book may not lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

SpanKind = Literal["em", "strong", "del", "sup", "sub", "code", "ruby", "rt", "rp", "mark"]
ParagraphKind = Literal["text", "verse", "sign", "heading"]


# --- inside a paragraph ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Characters."""

    text: str


@dataclass(frozen=True)
class Break:
    """The end of a line, as in verse."""


@dataclass(frozen=True)
class Span:
    """A stretch with a meaning; `mark` is a remark of the workbench, such as “not yet reviewed”."""

    kind: SpanKind
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    """A link to another place: in the web (`http`, `https`, `mailto`), or `#` and the name of an anchor of the book."""

    href: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Image:
    """A picture by the address that the text has for it, with the words that stand for it."""

    source: str
    alternative: str


@dataclass(frozen=True)
class NoteRef:
    """The place in the text that a footnote belongs to.

    Attributes:
        key: the note's key in `Book.notes`.
        number: counted from 1 in each language, in the order of the text.
        first: whether no earlier place refers to the same note.
    """

    key: NoteKey
    number: int
    first: bool


@dataclass(frozen=True)
class Anchor:
    """A place that links of the book lead to; names are unique in the book."""

    name: str


Inline: TypeAlias = Text | Break | Span | Link | Image | NoteRef | Anchor
NoteKey: TypeAlias = tuple[str, str]


# --- blocks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `sign` stands in the place of a text that is not shown, `heading` for one beside a translation.

    `locale` is set where it is not that of its surroundings; `draft` where nobody has approved it yet.
    """

    content: tuple[Inline, ...]
    kind: ParagraphKind = "text"
    draft: bool = False
    locale: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; `level` is counted from 1 below the title, without holes. `anchor` is unique in the book."""

    content: tuple[Inline, ...]
    level: int
    anchor: str
    draft: bool = False


@dataclass(frozen=True)
class Code:
    """Lines that are kept as they are typed."""

    text: str
    draft: bool = False


@dataclass(frozen=True)
class Rule:
    """A break between two parts of a text."""


@dataclass(frozen=True)
class Table:
    """Rows of cells, all of one length.

    Attributes:
        rows: for each row, for each column, what stands in the cell.
        headed: the first row holds the headings of the columns.
        aligns: for each column `left`, `center`, `right` or an empty string.
    """

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    headed: bool
    aligns: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A picture of its own, with what is said below it."""

    image: Image
    caption: tuple[Inline, ...]
    draft: bool = False


@dataclass
class Quote:
    """A quotation of whole blocks."""

    children: list[Block] = field(default_factory=list)


@dataclass
class Item:
    """One entry of a list; `number` is what the source calls it, in a list with numbers."""

    number: int
    children: list[Block] = field(default_factory=list)


@dataclass
class Listing:
    """A list with numbers or without."""

    ordered: bool
    items: list[Item] = field(default_factory=list)


@dataclass
class Note:
    """A footnote: its label in the source, and its blocks."""

    label: str
    children: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """One language of a row; `is_plain` if it refers to nothing and nothing to it: it reads alike on every page."""

    locale: str
    children: tuple[Block, ...]
    is_source: bool = False
    is_plain: bool = False


@dataclass(frozen=True)
class Row:
    """The same passage in two or three languages."""

    cells: tuple[Cell, ...]


Block: TypeAlias = Paragraph | Heading | Code | Rule | Table | Figure | Quote | Listing | Note | Row


def words(content: tuple[Inline, ...]) -> str:
    """Give the characters of inline nodes; notes and remarks of the workbench are left out."""
    return "".join(_words(content))


def _words(content: tuple[Inline, ...]) -> Iterator[str]:
    for node in content:
        match node:
            case Text(text):
                yield text
            case Break():
                yield " "
            case Span("mark" | "rt" | "rp", _):
                continue
            case Span(_, children) | Link(_, children):
                yield from _words(children)
            case Image(_, alternative):
                yield alternative


def inner(block: Block) -> Iterator[Block]:
    """Give the blocks right inside a block."""
    match block:
        case Quote(children) | Note(_, children):
            yield from children
        case Listing(_, items):
            for item in items:
                yield from item.children
        case Row(cells):
            for cell in cells:
                yield from cell.children


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give blocks and all that is inside them, in text order."""
    for block in blocks:
        yield block
        yield from walk(inner(block))


def contents(block: Block) -> Iterator[tuple[Inline, ...]]:
    """Give what is written right in a block, without the blocks inside it."""
    match block:
        case Paragraph(content) | Heading(content) | Figure(_, content):
            yield content
        case Table(rows):
            for row in rows:
                yield from row


def within(content: Iterable[Inline]) -> Iterator[Inline]:
    """Give inline nodes and all that is inside them."""
    for node in content:
        yield node
        if isinstance(node, Span | Link):
            yield from within(node.children)


def pictures(blocks: Iterable[Block]) -> Iterator[Image]:
    """Give all pictures of some blocks, in text order."""
    for block in walk(blocks):
        if isinstance(block, Figure):
            yield block.image
        for content in contents(block):
            yield from (node for node in within(content) if isinstance(node, Image))


def references(blocks: Iterable[Block]) -> list[NoteKey]:
    """Give the keys of the footnotes that blocks refer to, in text order."""
    nodes = (node for block in walk(blocks) for content in contents(block) for node in within(content))
    return [node.key for node in nodes if isinstance(node, NoteRef)]
