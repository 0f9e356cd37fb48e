"""Write the blocks of a book as OpenDocument: real lists, real tables, real footnotes.

Source: OpenDocument 1.3 (OASIS), part 3. Footnotes cannot hold footnotes: what a note refers to is told at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from workbench.formats.legal import escape
from workbench.formats.writing.book import Book, Footnote, inner_notes, untold_notes
from workbench.formats.writing.nodes import (
    Block,
    Code,
    Figure,
    Heading,
    Listing,
    Note,
    NoteKey,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
)
from workbench.formats.writing.odt_inlines import Faces, Inlines, bookmark, kept
from workbench.formats.writing.odt_styles import MARGIN, PAPERS
from workbench.languages import parse

_STYLES = {"text": "Text_20_body", "verse": "Verse", "sign": "Sign", "heading": "Column_20_heading"}
_IN_ROW = "First_20_paragraph"  # the style of texts that stand beside each other
_ANCHOR = "Footnote_20_anchor"
_SMALL_TABLE = 12  # rows; a table of so many is not torn apart


@dataclass(frozen=True)
class Where:
    """What surrounds a block: its language, and the style of its paragraphs."""

    locale: str
    style: str = ""


class Writer:
    """Writes the blocks of one book, and gathers the notes that are met.

    Attributes:
        inlines: writes what stands inside paragraphs, and knows the pictures and styles that were met.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.locale = book.page.locale
        columns = min(len(book.page.columns), 3)
        width = PAPERS[columns][0] - 2 * MARGIN
        self.inlines = Inlines(book, width / columns - (4 if columns > 1 else 0), self._refer)
        self._notes: dict[NoteKey, int] = {}
        self._tables = 0
        self._is_in_note = False

    # --- blocks -----------------------------------------------------------------------------------------------------

    def body(self) -> str:
        """Write the whole text."""
        if self.book.page.is_parallel:
            rows = self._columns([block for block in self.book.body if isinstance(block, Row)])
            return f'{rows}<text:p text:style-name="Thin"/>'
        return self.blocks(self.book.body, Where(self.locale))

    def blocks(self, blocks: Iterable[Block], where: Where) -> str:
        """Write blocks, one below the other."""
        pieces, begins = [], True
        for block in blocks:
            first = begins and not where.style and not parse(where.locale).is_chinese
            pieces.append(self._block(block, where, first=first))
            begins = isinstance(block, Heading | Rule)
        return "".join(pieces)

    def _block(self, block: Block, where: Where, *, first: bool = False) -> str:
        match block:
            case Paragraph(content, kind, _, locale):
                style = where.style if kind == "text" and where.style else _STYLES[kind]
                style = "First_20_paragraph" if first and style == "Text_20_body" else style
                return paragraph(self.inlines.write(content, locale or where.locale), style)
            case Heading(content, level, anchor):
                inside = bookmark(anchor) + self.inlines.write(content, where.locale)
                name = f"Row_20_heading_20_{level}" if where.style == _IN_ROW else f"Heading_20_{level}"
                style = f'text:style-name="{name}" text:outline-level="{level}"'
                return f"<text:h {style}>{inside}</text:h>"
            case Code(text):
                lines = "<text:line-break/>".join(kept(line) for line in text.split("\n"))
                return paragraph(lines, "Preformatted_20_Text")
            case Rule():
                return paragraph("", "Horizontal_20_Line")
            case Table():
                return self._table(block, where)
            case Figure(image, caption):
                below = paragraph(self.inlines.write(caption, where.locale), "Caption") if caption else ""
                return paragraph(self.inlines.write((image,), where.locale), "Figure") + below
            case Quote(children):
                is_free = where.style in ("", _IN_ROW)
                return self.blocks(children, replace(where, style="Quotations" if is_free else where.style))
            case Listing():
                return self._listing(block, where)
            case Note(_, children):
                return self.blocks(children, where)
            case Row():
                return self._columns([block])
        assert_never(block)

    def _listing(self, listing: Listing, where: Where) -> str:
        items, expected = [], 1
        inner = replace(where, style="List_20_Contents")
        for item in listing.items:
            jump = f' text:start-value="{item.number}"' if listing.ordered and item.number != expected else ""
            items.append(f"<text:list-item{jump}>{self.blocks(item.children, inner)}</text:list-item>")
            expected = item.number + 1
        style = "Numbers" if listing.ordered else "Bullets"
        return f'<text:list text:style-name="{style}">{"".join(items)}</text:list>'

    def _table(self, table: Table, where: Where) -> str:
        rows = []
        for number, row in enumerate(table.rows):
            is_head = table.headed and not number
            cells = []
            for content, align in zip(row, table.aligns, strict=True):
                inside = self.inlines.write(content, where.locale)
                style = "Table_20_Heading" if is_head else "Table_20_Contents"
                style += f"_20_{align}" if align in ("center", "right") else ""
                cells.append(_cell(paragraph(inside, style), "Ruled"))
            line = f"<table:table-row>{''.join(cells)}</table:table-row>"
            rows.append(f"<table:table-header-rows>{line}</table:table-header-rows>" if is_head else line)
        return self._frame(rows, len(table.aligns), is_whole=len(table.rows) <= _SMALL_TABLE)

    def _columns(self, rows: list[Row]) -> str:
        """Languages beside each other, one row of a table for each passage."""
        if not rows:
            return ""
        written = []
        for row in rows:
            cells = []
            for cell in row.cells:
                inside = self.blocks(cell.children, Where(cell.locale, _IN_ROW))
                cells.append(_cell(inside or "<text:p/>", "Open"))
            written.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        return self._frame(written, len(rows[0].cells))

    def _frame(self, rows: list[str], columns: int, *, is_whole: bool = False) -> str:
        self._tables += 1
        column = f'<table:table-column table:number-columns-repeated="{columns}"/>'
        style = ' table:style-name="Whole"' if is_whole else ""
        return f'<table:table table:name="Table{self._tables}"{style}>{column}{"".join(rows)}</table:table>'

    # --- footnotes ----------------------------------------------------------------------------------------------------

    def _refer(self, ref: NoteRef) -> tuple[str, Faces]:
        note = self.book.notes[ref.key]
        if self._is_in_note:
            return f"[{note.number}]", (_ANCHOR,)
        if ref.key in self._notes:
            number = self._notes[ref.key]
            place = f'text:reference-format="text" text:ref-name="ftn{number}"'
            return f'<text:note-ref text:note-class="footnote" {place}>{number}</text:note-ref>', (_ANCHOR,)
        number = self._notes[ref.key] = len(self._notes) + 1
        self._is_in_note = True
        body = self._note(note)
        self._is_in_note = False
        return (
            f'<text:note text:id="ftn{number}" text:note-class="footnote">'
            f"<text:note-citation>{number}</text:note-citation><text:note-body>{body}</text:note-body></text:note>",
            (),
        )

    def _note(self, note: Footnote) -> str:
        where = Where(note.key[0], "Footnote")
        pieces = [self.blocks(note.children, where)]
        for key in inner_notes(note, self.book):
            further = self.book.notes[key]
            pieces += [paragraph(f"[{further.number}]", "Footnote"), self.blocks(further.children, where)]
        return "".join(pieces) or "<text:p/>"

    def rest(self) -> str:
        """The notes that nothing in the text refers to, for its end."""
        self._is_in_note = True
        pieces = [self._note(note) for note in untold_notes(self.book, self._notes)]
        self._is_in_note = False
        if pieces:
            pieces.insert(0, paragraph(escape(self.book.page.labels.notes), "Column_20_heading"))
        return "".join(pieces)


def paragraph(inside: str, style: str) -> str:
    """Give a paragraph in a named style."""
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def _cell(inside: str, style: str) -> str:
    return f'<table:table-cell office:value-type="string" table:style-name="{style}">{inside}</table:table-cell>'
