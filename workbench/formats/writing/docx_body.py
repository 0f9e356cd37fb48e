"""Write the blocks of a book as WordprocessingML.

Source: ECMA-376, part 1; the order of elements inside `pPr` is that of its schema, since Word repairs files that do not
keep it. Footnotes cannot hold footnotes: what a note refers to is told at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from workbench.formats.writing.book import Book, Footnote, inner_notes, untold_notes
from workbench.formats.writing.docx_runs import Runs, dressed, run
from workbench.formats.writing.docx_styles import BULLETS, NUMBERS, STEP
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
from workbench.languages import parse

_NO_LIST = 0  # the list whose items have no sign before them
# A paragraph that a table needs behind it, and nobody sees.
_THIN = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
CELL_MARGIN = 108  # that of the table style
SMALL_TABLE = 12  # rows; a table of so many is not torn apart
_REFERENCE = '<w:rStyle w:val="FootnoteReference"/>'
_STYLES = {"text": "BodyText", "verse": "Verse", "sign": "Sign", "heading": "ColumnHeading"}


@dataclass(frozen=True)
class _Where:
    """What surrounds a block: its language, how far it is set to the right, how deep in lists, and its style."""

    locale: str
    indent: int = 0
    depth: int = -1
    style: str = ""
    number: str = ""
    further: str = ""
    in_row: bool = False
    width: int = 0


class Writer:
    """Writes the blocks of one book, and gathers what its other files need.

    Args:
        book: what is written.
        width: of the text, in twentieths of a point.

    Attributes:
        runs: writes what stands inside paragraphs, and knows the links and pictures that were met.
        starts: for each list with numbers its depth from 0 and its first number.
        notes: the footnotes that were referred to, as they are written.
    """

    def __init__(self, book: Book, width: int) -> None:
        self.book = book
        self.locale = book.page.locale
        self.width = width
        self.runs = Runs(book, width, self._refer)
        self.starts: list[tuple[int, int]] = []
        self.notes: dict[NoteKey, str] = {}

    # --- blocks -----------------------------------------------------------------------------------------------------

    def body(self) -> str:
        """Write the whole text."""
        if self.book.page.is_parallel:
            return self._columns([block for block in self.book.body if isinstance(block, Row)])
        return self._blocks(self.book.body, _Where(self.locale, width=self.width))

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Write blocks in the language of the edition."""
        return self._blocks(blocks, _Where(self.locale, width=self.width))

    def _blocks(self, blocks: Iterable[Block], where: _Where) -> str:
        pieces = []
        begins = True
        for block in blocks:
            first = begins and isinstance(block, Paragraph) and not where.style
            pieces.append(self._block(block, where, first=first))
            begins = isinstance(block, Heading | Rule)
            # Only the first paragraph of an item has its number; the others go on in it.
            where = replace(where, number=where.further)
        return "".join(pieces)

    def _block(self, block: Block, where: _Where, *, first: bool = False) -> str:
        match block:
            case Paragraph():
                style = where.style if block.kind == "text" and where.style else _STYLES[block.kind]
                if style == "BodyText" and first and not parse(where.locale).is_chinese:
                    style = "FirstParagraph"
                locale = block.locale or where.locale
                return self.paragraph(self.runs.write(block.content, locale), style, where)
            case Heading(content, level, anchor):
                inside = self.runs.bookmark(anchor) + self.runs.write(content, where.locale)
                return self.paragraph(inside, f"Heading{level}", where)
            case Code(text):
                return self.paragraph(run(text), "SourceCode", where)
            case Rule():
                return self.paragraph("", "Rule")
            case Table():
                return self._table(block, where)
            case Figure(image, caption):
                picture = self.paragraph(self.runs.write((image,), where.locale), "Figure", where)
                below = self.paragraph(self.runs.write(caption, where.locale), "Caption", where) if caption else ""
                return picture + below
            case Quote(children):
                inner = replace(where, indent=where.indent + STEP, style=where.style or "Quote")
                return self._blocks(children, inner)
            case Listing():
                return self._listing(block, where)
            case Note(_, children):
                return self._blocks(children, where)
            case Row():
                return self._columns([block])
        assert_never(block)

    def paragraph(self, inside: str, style: str, where: _Where | None = None) -> str:
        """Write one paragraph from its runs."""
        number = where.number if where else ""
        is_first = bool(where and number and number != where.further)
        hanging = ' w:hanging="360"' if is_first else ' w:hanging="0"' if number else ""
        # What the style says already is not said again: only then do programs see one list, one quotation.
        own = STEP if style in ("Quote", "ListParagraph") and not number else 0
        indent = f'<w:ind w:left="{where.indent}"{hanging}/>' if where and where.indent not in (0, own) else ""
        # Headings that stand beside each other begin at one height.
        level = '<w:spacing w:before="240" w:after="120"/>' if where and where.in_row and "Heading" in style else ""
        look = f'<w:pStyle w:val="{style}"/>{number}{level}{indent}'
        return f"<w:p><w:pPr>{look}</w:pPr>{inside}</w:p>"

    def _listing(self, listing: Listing, where: _Where) -> str:
        depth = min(where.depth + 1, 8)
        pieces, expected, list_id = [], None, BULLETS
        for item in listing.items:
            if listing.ordered and item.number != expected:
                self.starts.append((depth, item.number))
                list_id = NUMBERS + len(self.starts) - 1
            expected = item.number + 1
            number, further = (
                f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{one}"/></w:numPr>' for one in (list_id, _NO_LIST)
            )
            indent = (depth + 1) * STEP + where.indent - max(where.depth + 1, 0) * STEP
            inner = replace(where, depth=depth, indent=indent, style="ListParagraph", number=number, further=further)
            pieces.append(self._blocks(item.children, inner))
        return "".join(pieces)

    def _table(self, table: Table, where: _Where) -> str:
        columns = len(table.aligns)
        width = max((where.width or self.width) - where.indent, columns * 200) // columns
        is_small = len(table.rows) <= SMALL_TABLE
        rows = []
        for number, row in enumerate(table.rows):
            is_head = table.headed and not number
            cells = []
            for content, align in zip(row, table.aligns, strict=True):
                inside = self.runs.write(content, where.locale)
                how = f'<w:jc w:val="{align}"/>' if align in ("center", "right") else ""
                style = "TableHeading" if is_head else "TableText"
                keep = "<w:keepNext/>" if is_small and number + 1 < len(table.rows) else ""
                look = f'<w:pPr><w:pStyle w:val="{style}"/>{keep}{how}</w:pPr>'
                cells.append(
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{look}{inside}</w:p></w:tc>'
                )
            head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
            rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        borders = "".join(line.format(side) for side in ("top", "bottom", "insideH"))
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        # A table that ends a cell or a page needs a paragraph behind it.
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{width * columns}" w:type="dxa"/>'
            f'<w:tblInd w:w="{where.indent}" w:type="dxa"/>'
            f"<w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def _columns(self, rows: list[Row]) -> str:
        """Languages beside each other, one row of a table for each passage."""
        if not rows:
            return ""
        count = len(rows[0].cells)
        width = self.width // count
        self.runs.room = width - 2 * CELL_MARGIN
        written = []
        for row in rows:
            cells = []
            for cell in row.cells:
                where = _Where(cell.locale, style="FirstParagraph", width=width - 240, in_row=True)
                inside = self._blocks(cell.children, where) or "<w:p/>"
                cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>')
            # A small table or picture is not torn apart; a long paragraph may be.
            whole = any(isinstance(block, Table | Figure) for cell in row.cells for block in cell.children)
            look = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
            written.append(f"<w:tr>{look}{''.join(cells)}</w:tr>")
        margins = '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/></w:tblCellMar>'
        grid = f'<w:gridCol w:w="{width}"/>' * count
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{width * count}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{margins}'
            "</w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(written)}</w:tbl>{_THIN}"
        )

    # --- footnotes ----------------------------------------------------------------------------------------------------

    def _refer(self, ref: NoteRef, face: str) -> str:
        note = self.book.notes[ref.key]
        if self.runs.part is self.runs.footnotes:
            return run(f"[{note.number}]", face + _REFERENCE)
        if ref.key not in self.notes:
            number = len(self.notes) + 1
            self.notes[ref.key] = ""
            self.runs.part = self.runs.footnotes
            inside = self._note(note)
            self.runs.part = self.runs.text
            self.notes[ref.key] = f'<w:footnote w:id="{number}">{inside}</w:footnote>'
            return dressed(f'<w:footnoteReference w:id="{number}"/>', face + _REFERENCE)
        number = list(self.notes).index(ref.key) + 1
        return run(str(number), face + _REFERENCE)

    def _note(self, note: Footnote) -> str:
        where = _Where(note.key[0], style="FootnoteText", width=self.width)
        mark = dressed("<w:footnoteRef/>", _REFERENCE) + run(" ")
        inside = self._blocks(note.children, where)
        for key in inner_notes(note, self.book):
            further = self.book.notes[key]
            label = run(f"[{further.number}] ", _REFERENCE)
            inside += _into_first(self._blocks(further.children, where), label)
        return _into_first(inside, mark)

    def rest(self) -> str:
        """The notes that nothing in the text refers to, for its end."""
        pieces = []
        for note in untold_notes(self.book, self.notes):
            where = _Where(note.key[0], style="FootnoteText", width=self.width)
            pieces.append(_into_first(self._blocks(note.children, where), run(f"[{note.number}] ")))
        if pieces:
            pieces.insert(0, self.paragraph(run(self.book.page.labels.notes), "ColumnHeading"))
        return "".join(pieces)


def _into_first(paragraphs: str, runs: str) -> str:
    """Put runs at the beginning of the first paragraph."""
    if "</w:pPr>" not in paragraphs:
        return f'<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>{runs}</w:p>' + paragraphs
    return paragraphs.replace("</w:pPr>", "</w:pPr>" + runs, 1)
