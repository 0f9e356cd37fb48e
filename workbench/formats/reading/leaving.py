"""Leave segments out of a document, so that what remains is whole: tables keep their columns, no note is missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from workbench.formats.reading.tree import normalised
from workbench.text import Document, Kind, Segment, markup
from workbench.text.blocks import NOTE

_IN_ROW = " "
_RULING = re.compile(r"(?P<marks>[^|\n]*)(?P<line>\|[^\n]*)\n$")


def leave_out(document: Document, numbers: Collection[int]) -> Document:
    """Give a document without some of its segments.

    A title that is left out is no title any more. The place of a cell stays empty; references to a note that is
    left out go with it.

    Args:
        document: as it was read.
        numbers: the segments to leave out, from 0.

    Raises:
        EmptyText: nothing remains.
    """
    gone = {number for number in numbers if 0 <= number < len(document.segments)}
    if not gone:
        return document
    has_title = any(segment.kind is Kind.TITLE for n, segment in enumerate(document.segments) if n not in gone)
    meta = {name: value for name, value in document.meta.items() if name != "title" or has_title}
    kept = [segment for segment in _without_cells(document.segments, gone) if segment.kind is not Kind.TITLE]
    labels = {found[1][2:-2] for n in gone if (found := NOTE.match(document.segments[n].prefix))}
    kept = [replace(segment, content=_without_references(segment.content, labels)) for segment in kept]
    return replace(document, segments=normalised(kept, meta.get("title", "")), meta=meta)


def _without_cells(segments: Sequence[Segment], gone: Collection[int]) -> Iterator[Segment]:
    """Give the segments that stay; what a cell that goes says of its row and table passes to the next cell."""
    before: Segment | None = None
    for number, segment in enumerate(segments):
        is_cell = segment.kind is Kind.TABLE_CELL
        if before is not None and is_cell:
            segment = _heir(before, segment)
        before = segment if is_cell and number in gone else None
        if number not in gone:
            yield segment


def _heir(gone: Segment, cell: Segment) -> Segment:
    """Give a cell with what the one before it, which goes, was there for."""
    if cell.gap == _IN_ROW:
        return replace(cell, prefix=gone.prefix + cell.prefix, gap=gone.gap)
    if gone.gap == _IN_ROW:  # others of its row stay
        return cell
    ruling = _RULING.search(cell.gap)
    if ruling is None:
        return replace(cell, gap=gone.gap) if _RULING.search(gone.gap) else cell
    # All headings go: the table stays, with a row of empty ones.
    empty = ruling["marks"] + "|  " * (ruling["line"].count("|") - 1) + "|\n"
    return replace(cell, gap=f"{gone.gap}{empty}{ruling[0]}")


def _without_references(content: str, labels: Collection[str]) -> str:
    """Take the references to notes that are gone out of a content."""
    if not labels or "[^" not in content:
        return content
    pieces: list[str] = []
    at = 0
    for mark in markup.marks(content):
        if mark.kind == "footnote" and mark.target in labels:
            pieces.append(content[at : mark.start])
            at = mark.end
    return "".join([*pieces, content[at:]])
