"""Write an edition as Markdown: the same blocks as the source, so that it can be brought in again.

What the edition is stands in the front matter. Beside each other, the other languages of a passage are quotations
above its translation. Pictures lie in a folder beside the file, and both in a ZIP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.formats.labels import Labels
from workbench.formats.layout import Block, Page, grouped
from workbench.formats.legal import printable
from workbench.formats.writing.code import fence
from workbench.formats.writing.package import pack, stamp
from workbench.formats.writing.titlepage import warnings
from workbench.text import frontmatter, markup, tables
from workbench.text.blocks import continuation
from workbench.text.markdown import write_markdown
from workbench.text.segments import Document, Kind, Segment

_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_ELLIPSIS = "[…]"


def write(page: Page) -> str:
    """Write a page as Markdown with front matter."""
    labels = page.labels
    remark = [Segment(Kind.QUOTE, escape_html(printable(text)), 1, "> ", "\n>\n") for text in page.remark]
    if page.is_parallel:
        pieces = [write_markdown(Document(tuple(remark))).rstrip("\n")] if remark else []
        pieces += [piece for group in grouped(page.rows) for piece in _group(group, page)]
        return frontmatter.join(_meta(page), "\n\n".join(filter(None, pieces)) + "\n")
    segments = [segment for block in page.blocks for segment in _segments(block, labels)]
    return write_markdown(Document((*remark, *segments), _meta(page)))


def write_folder(page: Page, name: str) -> bytes | None:
    """Write a page with the pictures that it shows, as a ZIP; None where it shows none and is a file alone.

    Args:
        page: what is written.
        name: the name of the file of Markdown; the pictures lie beside it, in the folder that it calls them by.
    """
    written = write(page)
    shown = [media for address, media in page.media.items() if f"]({address})" in written]
    files: list[tuple[str, str | bytes]] = [(name, written), *((one.name, one.data) for one in shown)]
    return pack(files, stamp(page.changed)) if shown else None


def _meta(page: Page) -> dict[str, str]:
    said = {fact.name.replace("_", "-"): printable(fact.value) for fact in page.facts}
    meta = {"title": printable(page.title)}
    if page.original_title:
        meta["original-title"] = printable(page.original_title)
    meta |= {name: printable(value) for name, value in page.meta.items() if name != "title"} | said
    status = " ".join(warnings(page))
    return meta | ({"status": status} if status else {})


def _group(rows: Sequence[Sequence[Sequence[Block]]], page: Page) -> Iterator[str]:
    """The other languages of a passage as quotations, then the edition's own."""
    for number, _column in enumerate(page.columns):
        is_own = number == len(page.columns) - 1
        blocks = [block for row in rows for block in row[number]]
        segments = [segment for block in blocks for segment in _segments(block, page.labels)]
        segments = [_alone(one, is_own=is_own, is_first=not place) for place, one in enumerate(segments)]
        if segments:
            written = write_markdown(Document(tuple(segments))).rstrip("\n")
            yield written if is_own else re.sub(r"^", "> ", written, flags=re.MULTILINE).replace("> \n", ">\n")


def _alone(segment: Segment, *, is_own: bool, is_first: bool) -> Segment:
    """A segment without what went before its row: blanks before it would make it code."""
    prefix = segment.prefix.lstrip(" ") if is_first or segment.kind is Kind.NOTE else segment.prefix
    # A note is defined once, by its translation.
    prefix = prefix if is_own else re.sub(r"^\[\^[^\]\s]+\]: ?", "", prefix)
    return replace(segment, prefix=prefix)


def _segments(block: Block, labels: Labels) -> Iterator[Segment]:
    """One segment for all paragraphs; only a heading is followed by paragraphs of their own."""
    prefix, gap, texts = block.prefix, block.gap, block.texts
    if block.kind is Kind.TABLE_CELL and tables.is_cell(prefix):
        content = escape_html(printable(tables.one_line("\n\n".join(texts)))) if texts else _ELLIPSIS
        yield Segment(Kind.TABLE_CELL, content, 0, prefix, gap)
        return
    if block.presence.is_gap:
        yield Segment(Kind.PARAGRAPH, labels.sign(block.presence), 0, block.container, gap)
        return
    match block.kind:
        case Kind.RULE:
            yield Segment(Kind.RULE, next(iter(texts), "---"), 0, prefix, gap)
        case Kind.CODE:
            yield Segment(Kind.CODE, fence(printable("\n\n".join(texts))), 0, prefix, gap)
        case Kind.TITLE | Kind.HEADING:
            yield Segment(Kind.HEADING, escape_html(printable(texts[0])), block.level, prefix, gap)
            for text in texts[1:]:
                yield Segment(Kind.PARAGRAPH, escape_html(printable(text)), prefix=continuation(block.container))
        case _:
            yield Segment(block.kind, escape_html(printable("\n\n".join(texts))), block.level, prefix, gap)


def escape_html(content: str) -> str:
    """Put a backslash before HTML that the workbench shows as text, since other programs would obey it."""
    pieces, at = [], 0
    for mark in markup.marks(content):
        written = content[mark.start : mark.end]
        pieces.append(_TAG_START.sub(r"\<", content[at : mark.start]))
        # What a backslash already stands before is taken over together with it.
        at = mark.end + 1 if mark.kind == "escape" else mark.end
        pieces.append("\\" + written if mark.kind == "html" and not mark.target else content[mark.start : at])
    return "".join([*pieces, _TAG_START.sub(r"\<", content[at:])])
