"""Cut a book into chapters, for formats that keep each in a file of its own.

A chapter has its footnotes with it, and knows the names of its places, so that a link can find the file that it leads
to. What nothing refers to stands at the end of the last chapter: it is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.formats.writing.book import Book, Footnote
from workbench.formats.writing.nodes import (
    Anchor,
    Block,
    Heading,
    Inline,
    NoteKey,
    NoteRef,
    Row,
    contents,
    references,
    walk,
    within,
)
from workbench.formats.writing.xhtml import note_id


@dataclass
class Chapter:
    """One piece of a book: its number from 1, its blocks, its notes, and the names of the places in it."""

    number: int
    blocks: list[Block] = field(default_factory=list)
    notes: list[Footnote] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    @property
    def heading(self) -> tuple[Inline, ...]:
        """What its first heading says; nothing if it has none."""
        return next((block.content for block in walk(self.blocks) if isinstance(block, Heading)), ())


def chapters(book: Book, *, level: int = 1) -> list[Chapter]:
    """Cut the text at its headings, and give each piece its notes and places.

    Args:
        book: what is cut.
        level: a heading of this level or a higher one begins a chapter; 0 leaves the text whole.
    """
    pieces: list[list[Block]] = [[]]
    for block in book.body:
        if begins_chapter(block, level=level) and pieces[-1]:
            pieces.append([])
        pieces[-1].append(block)
    left = dict(book.notes)
    cut = [_chapter(number, piece, left, book) for number, piece in enumerate(pieces, start=1)]
    for note in left.values():
        _add_note(cut[-1], note, book)
    return cut


def begins_chapter(block: Block, *, level: int = 1) -> bool:
    """Whether a chapter begins with this block of the book's body."""
    first = next(iter(block.cells[-1].children), None) if isinstance(block, Row) else block
    return isinstance(first, Heading) and first.level <= level


def _chapter(number: int, blocks: list[Block], left: dict[NoteKey, Footnote], book: Book) -> Chapter:
    """A chapter takes the notes that it refers to first, and those that they refer to."""
    chapter = Chapter(number, blocks)
    _find_places(chapter, blocks, book)
    waiting = references(blocks)
    while waiting:
        key = waiting.pop(0)
        if key in left:
            note = left.pop(key)
            _add_note(chapter, note, book)
            waiting += references(note.children)
    chapter.notes.sort(key=lambda note: note.number)
    return chapter


def _add_note(chapter: Chapter, note: Footnote, book: Book) -> None:
    chapter.notes.append(note)
    chapter.places.add(note_id(note.key[0], note.number, book.page.locale))
    _find_places(chapter, note.children, book)


def _find_places(chapter: Chapter, blocks: Iterable[Block], book: Book) -> None:
    for block in walk(blocks):
        if isinstance(block, Heading):
            chapter.places.add(block.anchor)
        for node in within(node for content in contents(block) for node in content):
            if isinstance(node, Anchor):
                chapter.places.add(node.name)
            elif isinstance(node, NoteRef) and node.first:
                chapter.places.add("ref-" + note_id(node.key[0], node.number, book.page.locale))
