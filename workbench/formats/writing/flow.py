"""Put a row of blocks into what contains them: items into lists, quotations and notes around them.

A block of a source text says by its prefix (`> 1. `) what contains it, and by blanks that it goes on in what
the block before it opened. Books want blocks that contain each other; their readers want headings without a
missing level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.formats.writing.nodes import Block, Item, Listing, Note, Quote

_MARK = re.compile(r"(?P<quote> *> ?)|\[\^(?P<note>[^\]\s]+)\]: ?| *(?:[-+*]|(?P<number>\d{1,9})[.)]) +")
_NOTE_INDENT = 4


@dataclass(frozen=True)
class Piece:
    """One block, and the block marks that say what contains it."""

    block: Block
    prefix: str = ""


@dataclass
class _Open:
    """A container that is not closed yet, where its blocks go, and how far its later blocks are indented."""

    node: Quote | Listing | Note
    children: list[Block]
    width: int


def flow(pieces: Iterable[Piece]) -> list[Block]:
    """Give the blocks with lists, quotations and notes around them, in text order."""
    top: list[Block] = []
    opened: list[_Open] = []
    for piece in pieces:
        rest, depth = _descend(opened, piece.prefix)
        mark = _MARK.match(rest)
        if mark and depth < len(opened) and _goes_on(opened[depth].node, mark):
            del opened[depth + 1 :]
            opened[depth] = _item(opened[depth].node, mark)
            rest = rest[mark.end() :]
        else:
            del opened[depth:]
        while mark := _MARK.match(rest):
            container = _open(mark)
            (opened[-1].children if opened else top).append(container.node)
            opened.append(container)
            rest = rest[mark.end() :]
        (opened[-1].children if opened else top).append(piece.block)
    return top


def _descend(opened: list[_Open], prefix: str) -> tuple[str, int]:
    """Take the marks of open containers off a prefix; give what remains and how many go on."""
    for depth, container in enumerate(opened):
        is_quote = isinstance(container.node, Quote)
        mark = _MARK.match(prefix)
        if is_quote and mark and mark["quote"]:
            prefix = prefix[mark.end() :]
        elif not is_quote and prefix.startswith(" " * container.width):
            prefix = prefix[container.width :]
        else:
            return prefix, depth
    return prefix, len(opened)


def _goes_on(node: Quote | Listing | Note, mark: re.Match[str]) -> bool:
    """Whether a mark is that of a further item of a list."""
    if not isinstance(node, Listing) or mark["quote"] or mark["note"]:
        return False
    return node.ordered == bool(mark["number"])


def _open(mark: re.Match[str]) -> _Open:
    if mark["quote"]:
        quote = Quote()
        return _Open(quote, quote.children, 0)
    if mark["note"]:
        note = Note(mark["note"])
        return _Open(note, note.children, _NOTE_INDENT)
    return _item(Listing(ordered=bool(mark["number"])), mark)


def _item(listing: Quote | Listing | Note, mark: re.Match[str]) -> _Open:
    """Add an item to a list; what follows goes into it."""
    item = Item(int(mark["number"] or 0))
    if isinstance(listing, Listing):
        listing.items.append(item)
    return _Open(listing, item.children, len(mark[0]))


class Outline:
    """Gives each heading the next level that readers expect: below the title, and no step deeper than one.

    A text that goes from its title to headings of the third level, or begins anew at the first, still gets an
    outline that a screen reader can walk.
    """

    def __init__(self) -> None:
        self._open: list[int] = []

    def level(self, wanted: int) -> int:
        """Give the level, 1 to 5, for a heading of this level in the source."""
        while self._open and self._open[-1] >= wanted:
            self._open.pop()
        self._open.append(wanted)
        return min(len(self._open), 5)
