"""Write an edition as plain text: no markup, one blank line between blocks.

Lists and quotations keep their marks, since nothing else shows them; links lose their addresses. Beside each other,
the lines of a passage stand together, the other languages above its translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.formats.labels import Labels
from workbench.formats.layout import Block, Page, grouped
from workbench.formats.legal import printable
from workbench.formats.writing.code import unfence
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.text import markup, tables
from workbench.text.blocks import continuation
from workbench.text.segments import Kind


def write(page: Page) -> str:
    """Write a page as plain text, its title and origin at the head."""
    blocks = [
        words(page.title),
        _about(page),
        *(f"[{sentence}]" for sentence in warnings(page)),
        *map(words, page.remark),
    ]
    for group in grouped(page.rows):
        sides = [
            _side([block for row in group for block in row[number]], page.labels) for number in range(len(page.columns))
        ]
        # A rule is the same in every language.
        shown = dict.fromkeys(filter(None, sides))
        blocks.append("\n".join(side.replace("\n\n", "\n") for side in shown) if page.is_parallel else sides[0])
    return printable("\n\n".join(filter(None, blocks))) + "\n"


def words(content: str) -> str:
    """Give the text of inline Markdown without its markup, footnotes as `[1]`, pictures as what they show."""
    pieces, at = [], 0
    for mark in markup.marks(content):
        said = {"footnote": mark.target, "image": mark.text}.get(mark.kind)
        shown = mark.text if said is None else f"[{said}]" if said else ""
        pieces += [content[at : mark.start], shown]
        at = mark.end
    return "".join([*pieces, content[at:]])


def _about(page: Page) -> str:
    """Where the text is from, line by line; a block of its own, so that the title stays one when it is read again."""
    labels = page.labels
    lines = [f"{one.label}{labels.colon}{one.value}" for one in title_lines(page)]
    if page.original_title:
        lines.insert(0, f"{labels.original_title}{labels.colon}{words(page.original_title)}")
    return "\n".join(lines)


def _side(blocks: Sequence[Block], labels: Labels) -> str:
    """The blocks of one passage in one language; cells stand in lines of their own, row by row."""
    if blocks and all(block.kind is Kind.TABLE_CELL and tables.is_cell(block.prefix) for block in blocks):
        return "\n".join(_table_lines(blocks))
    return "\n\n".join(text for block in blocks for text in _texts(block, labels))


def _table_lines(cells: Sequence[Block]) -> Iterator[str]:
    for table in tables.grid((cell.prefix, cell.gap, " ".join(map(words, cell.texts)) or "[…]") for cell in cells):
        for row in table.rows:
            yield " | ".join((cell or "").replace("\n", " ") for cell in row).rstrip(" |")


def _texts(block: Block, labels: Labels) -> Iterator[str]:
    """The paragraphs with what stands before their lines; a footnote is `[1]` as where it is referred to."""
    texts = ("* * *",) if block.kind is Kind.RULE else block.texts
    if block.presence.is_gap:
        texts = (labels.sign(block.presence),)
    prefix, later = block.container, continuation(block.container)
    if prefix.startswith("[^"):
        prefix = prefix.replace("[^", "[", 1).replace("]:", "]", 1)
    for text in texts:
        shown = unfence(text) if block.kind is Kind.CODE else words(text).strip("\n")
        first, *others = shown.split("\n")
        yield "\n".join([prefix + first, *((later + line).rstrip() for line in others)])
        prefix = later
