"""Bind a composed page into a book: a tree of blocks, its footnotes beside it, its places named.

What follows from the text alone is decided here, once for every file format: which footnote has which number, which
heading which level, which link leads where. A link to a place that is not shown is unlinked, a reference to a note
that nobody wrote is only a raised sign.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.formats.labels import Presence
from workbench.formats.layout import Block as Shown
from workbench.formats.layout import Column, Page, grouped, split_notes
from workbench.formats.legal import printable
from workbench.formats.writing.code import unfence
from workbench.formats.writing.flow import Outline, Piece, flow
from workbench.formats.writing.inlines import Scope, read_inlines
from workbench.formats.writing.nodes import (
    Anchor,
    Block,
    Break,
    Cell,
    Code,
    Figure,
    Heading,
    Image,
    Inline,
    Note,
    NoteKey,
    Paragraph,
    ParagraphKind,
    Row,
    Rule,
    Span,
    Table,
    Text,
    references,
    walk,
)
from workbench.text import tables
from workbench.text.blocks import continuation, is_table
from workbench.text.segments import Kind, Media

_NOTE = re.compile(r"\[\^([^\]\s]+)\]:")
_LINKED = re.compile(r"\]\(<?#([^)>\s]+)")
_ELLIPSIS = "[…]"


@dataclass(frozen=True)
class Footnote:
    """A footnote: its number in its language, its blocks, and whether the text refers to it."""

    key: NoteKey
    number: int
    children: tuple[Block, ...]
    is_referred: bool


@dataclass(frozen=True)
class Book:
    """What a writer writes.

    Attributes:
        page: the page that was bound: title, facts, labels, locales.
        title: the title, in `page.title_locale`.
        original: the source's title if it is another, in `page.source_locale`.
        remark: the translators' note, in the edition's language.
        body: the text; rows, where several languages stand beside each other.
        notes: the footnotes by their key, in the order of their numbers, the languages in the order of the columns.
        media: the pictures that the text shows, by the addresses that it has for them.
    """

    page: Page
    title: tuple[Inline, ...]
    original: tuple[Inline, ...]
    remark: tuple[Block, ...]
    body: tuple[Block, ...]
    notes: Mapping[NoteKey, Footnote]
    media: Mapping[str, Media]

    @property
    def headings(self) -> list[Heading]:
        """All headings in text order, for a table of contents."""
        return [block for block in walk(self.body) if isinstance(block, Heading)]


def bind(page: Page) -> Book:
    """Bind a page into a book."""
    sides = [_Side(page, number) for number in range(len(page.columns))]
    body = tuple(_rows(page, sides) if page.is_parallel else sides[0].read(sides[0].text))
    notes = {note.key: note for side in sides for note in side.footnotes()}
    own = Scope(page.locale)
    return Book(
        page=page,
        title=read_inlines(page.title, Scope(page.title_locale)),
        original=read_inlines(page.original_title, Scope(page.source_locale)),
        remark=tuple(Paragraph(read_inlines(text, own)) for text in page.remark),
        body=body,
        notes=notes,
        media=page.media,
    )


def _rows(page: Page, sides: Sequence[_Side]) -> Iterator[Row]:
    """Give a row for each row of the page; the rows of one table are one."""
    for group in grouped(page.rows):
        cells = []
        for number, (side, column) in enumerate(zip(sides, page.columns, strict=True)):
            shown = [block for row in group for block in row[number] if id(block) not in side.note_ids]
            cells.append(side.plain_cell(shown) or Cell(column.locale, tuple(side.read(shown)), column.is_source))
        if any(cell.children for cell in cells):
            yield Row(tuple(cells))


class _Side:
    """One language of a page on its way into the book."""

    def __init__(self, page: Page, number: int) -> None:
        self.labels = page.labels
        self.is_own = number == len(page.columns) - 1
        self.media = page.media
        column = page.columns[number]
        shown = [block for row in page.rows for block in row[number]]
        self.text, self.notes = split_notes(shown)
        self.note_ids = {id(block) for block in self.notes}
        self.notes = list(_first_of_each(self.notes))
        labels = [found[1] for block in self.notes if (found := _NOTE.match(block.prefix))]
        self.anchors = _anchors(self.text, shown, "" if self.is_own else column.locale)
        self.column = column
        self.scope = Scope(column.locale, labels, self.anchors)
        self.outline = Outline()
        # Where nothing is approved yet, the line at the head says it once for all.
        self.marks_drafts = {block.presence for block in shown if block.texts} == {Presence.SHOWN, Presence.DRAFT}
        self.headings = 0

    def read(self, shown: Iterable[Shown]) -> list[Block]:
        """Give the blocks of the book for blocks of the page."""
        return flow(piece for run in _runs(shown) for piece in self._pieces(run))

    def plain_cell(self, shown: Sequence[Shown]) -> Cell | None:
        """Give the cell of one passage that reads alike on every page, made once for all; None for any other."""
        if len(shown) != 1 or any(one in self.anchors for one in shown[0].anchors):
            return None
        return _plain_cell(shown[0], self.column)

    def footnotes(self) -> Iterator[Footnote]:
        """Give the footnotes in the order of their numbers; those that nothing refers to come last."""
        # Reading a note may refer to further ones, so all are read before they are put in order.
        found = {note.label: note for note in self.read(self.notes) if isinstance(note, Note)}
        referred = self.scope.numbers
        for label in sorted(found, key=lambda label: referred.get(label, len(found) + 1)):
            is_referred = label in referred
            number = referred[label] if is_referred else len(referred) + 1
            if not is_referred:
                self.scope.numbers[label] = number
            yield Footnote((self.scope.locale, label), number, tuple(found[label].children), is_referred)

    def _pieces(self, run: list[Shown]) -> Iterator[Piece]:
        if run[0].kind is Kind.TABLE_CELL and tables.is_cell(run[0].prefix):
            yield from self._tables(run)
            return
        block = run[0]
        if block.presence.is_gap:
            yield Piece(self._sign(block), block.container)
        elif block.kind is Kind.TABLE_CELL and is_table(lines := block.texts[0].split("\n")):
            # A table that was stored whole, before tables were read cell by cell.
            cells = [
                Shown(Kind.TABLE_CELL, 0, cell.prefix, cell.gap, (cell.content,), block.presence)
                for cell in tables.split(lines, block.prefix)
            ]
            yield from self._tables(cells)
        else:
            prefix = block.container
            for node in self._nodes(block):
                yield Piece(node, prefix)
                # Only the first one opens a list item; the others go on in it.
                prefix = continuation(block.container)

    def _nodes(self, block: Shown) -> Iterator[Block]:
        draft = self.marks_drafts and block.presence is Presence.DRAFT
        match block.kind:
            case Kind.RULE:
                yield Rule()
                return
            case Kind.CODE:
                yield Code(printable(unfence("\n\n".join(block.texts))), draft)
                return
            case Kind.IMAGE if figure := self._figure(block, draft=draft):
                yield figure
                return
        contents = [read_inlines(text, self.scope) for text in block.texts]
        if not (block.is_heading and self.is_own):
            contents[0] = self._named(block, contents[0])
        if draft:
            contents[-1] += self._mark()
        kind: ParagraphKind = "verse" if block.kind is Kind.VERSE else "text"
        for number, content in enumerate(contents):
            if number or not block.is_heading:
                yield Paragraph(content, kind, draft)
            elif self.is_own:
                self.headings += 1
                yield Heading(content, self.outline.level(block.level), f"h-{self.headings}", draft)
            else:
                yield Paragraph(content, "heading", draft)

    def _figure(self, block: Shown, *, draft: bool) -> Figure | None:
        content = read_inlines(block.texts[0], self.scope)
        if not content or not isinstance(content[0], Image) or content[0].source not in self.media:
            return None
        caption = content[2:] if content[1:] and isinstance(content[1], Break) else content[1:]
        return Figure(content[0], self._named(block, caption) + (self._mark() if draft else ()), draft)

    def _tables(self, run: Iterable[Shown]) -> Iterator[Piece]:
        cells = list(run)
        first = 0
        for table in tables.grid((cell.prefix, cell.gap, cell) for cell in cells):
            shown = [[self._cell(cell) for cell in row] for row in table.rows]
            prefix = tables.BARS.sub("", cells[first].prefix)
            first += sum(cell is not None for row in table.rows for cell in row)
            yield Piece(Table(tuple(map(tuple, shown)), bool(table.head), table.aligns), prefix)

    def _cell(self, cell: Shown | None) -> tuple[Inline, ...]:
        if cell is None:
            return ()
        if not cell.texts:
            return (Span("mark", (Text(_ELLIPSIS),)),)
        content = self._named(cell, read_inlines(tables.one_line(cell.texts[0]), self.scope))
        return content + self._mark() if self.marks_drafts and cell.presence is Presence.DRAFT else content

    def _named(self, block: Shown, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """The content with the names that links lead to before it."""
        return tuple(Anchor(self.anchors[one]) for one in block.anchors if one in self.anchors) + content

    def _mark(self) -> tuple[Inline, ...]:
        return (Span("mark", (Text(f"[{self.labels.draft}]"),)),)

    def _sign(self, block: Shown) -> Paragraph:
        sentence = printable(self.labels.sign(block.presence))
        return Paragraph((Text(sentence),), "sign", locale=self.labels.locale)


@lru_cache(maxsize=8_000)
def _plain_cell(block: Shown, column: Column) -> Cell | None:
    """The cell of a paragraph that refers to nothing; None for any other block."""
    is_paragraph = block.kind is Kind.PARAGRAPH and block.presence is Presence.SHOWN and not block.prefix
    if not is_paragraph or any("[" in text for text in block.texts):
        return None
    scope = Scope(column.locale)
    paragraphs = tuple(Paragraph(read_inlines(text, scope)) for text in block.texts)
    return Cell(column.locale, paragraphs, column.is_source, is_plain=True)


def inner_notes(note: Footnote, book: Book) -> list[NoteKey]:
    """Give the notes that a note refers to, and those that they refer to: not every format has notes in notes."""
    found: list[NoteKey] = []
    waiting = references(note.children)
    while waiting:
        key = waiting.pop(0)
        if key != note.key and key not in found:
            found.append(key)
            waiting += references(book.notes[key].children)
    return found


def untold_notes(book: Book, met: Container[NoteKey]) -> list[Footnote]:
    """Give the notes for the end of a book: those that were not met, and that no other note tells along with itself."""
    told = {key for note in book.notes.values() if note.is_referred for key in inner_notes(note, book)}
    return [note for key, note in book.notes.items() if key not in met and key not in told]


def _runs(shown: Iterable[Shown]) -> Iterator[list[Shown]]:
    """Give each block alone, but the cells that follow each other together."""
    run: list[Shown] = []
    for block in shown:
        goes_on = bool(run) and block.kind is run[-1].kind is Kind.TABLE_CELL and tables.is_cell(block.prefix)
        if run and not goes_on:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _first_of_each(notes: Iterable[Shown]) -> Iterator[Shown]:
    """The notes without those whose label another one had before: as in Markdown, the first is the one referred to."""
    labels: set[str] = set()
    is_again = False
    for block in notes:
        if found := _NOTE.match(block.prefix):
            is_again = found[1] in labels
            labels.add(found[1])
        if not is_again:
            yield block


def _anchors(text: Iterable[Shown], everything: Iterable[Shown], other: str) -> dict[str, str]:
    """Name the places that something links to and that are shown; a heading has the name that it has anyway.

    Args:
        text: the blocks of the text.
        everything: those of the notes as well.
        other: the locale, if it is another one than the edition's.
    """
    wanted = {target for block in everything for one in block.texts for target in _LINKED.findall(one)}
    names: dict[str, str] = {}
    headings = 0
    for block in text:
        if not block.texts or block.kind in (Kind.CODE, Kind.RULE):
            continue
        headings += block.is_heading
        for one in block.anchors:
            if one in wanted and one not in names:
                own = f"h-{headings}" if block.is_heading and not other else f"s-{len(names) + 1}"
                names[one] = f"{own}-{other}" if other else own
    return names
