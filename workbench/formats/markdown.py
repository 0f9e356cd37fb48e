"""Write an edition as Markdown: the same blocks as the source, so that it can be brought in again.

What the edition is stands in the front matter. In the parallel layout each source block is a quotation above
its translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.formats.edition import Edition
from workbench.formats.elements import fence
from workbench.formats.layout import Block, Labels, Layout, Page, compose
from workbench.formats.legal import printable
from workbench.text import markup
from workbench.text.blocks import continuation
from workbench.text.markdown import write_markdown
from workbench.text.segments import Document, Kind, Segment

_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")


def write(
    edition: Edition, *, layout: Layout = "plain", approved_only: bool = False, labels: Labels | None = None
) -> str:
    """Write an edition as Markdown with front matter.

    Args:
        edition: what to write.
        layout: `plain` for the translation alone, `parallel` for each source block quoted above it.
        approved_only: leave a sign in the place of every text that is not approved.
        labels: the words around the text; English by default.
    """
    labels = labels or Labels()
    page = compose(edition, layout=layout, approved_only=approved_only)
    segments: list[Segment] = []
    for block in page.blocks:
        if layout == "parallel":
            segments += _source(block, labels)
        segments += _target(block, labels, alone=layout == "plain")
    return write_markdown(Document(tuple(segments), _meta(edition, page, labels)))


def _meta(edition: Edition, page: Page, labels: Labels) -> dict[str, str]:
    meta = {"title": printable(page.title)}
    if page.original_title:
        meta["original-title"] = printable(page.original_title)
    meta |= {name: printable(value) for name, value in edition.meta.items() if name != "title"}
    return meta | ({"status": labels.unreviewed} if page.has_drafts else {})


def _source(block: Block, labels: Labels) -> Iterator[Segment]:
    if not block.source:
        yield Segment(Kind.QUOTE, labels.added, prefix="> ")
        return
    # A note is defined once, by its translation.
    prefix = "" if block.prefix.startswith("[^") else block.prefix.lstrip(" ")
    yield from _segments(block, block.source, "> " + prefix, "\n\n")


def _target(block: Block, labels: Labels, *, alone: bool) -> Iterator[Segment]:
    # Beside its source a block stands alone, and blanks before it would make it code.
    prefix, gap = (block.prefix, block.gap) if alone else (block.prefix.lstrip(" "), "\n\n")
    if block.presence.is_gap:
        container = block.container if alone else block.container.lstrip(" ")
        yield Segment(Kind.PARAGRAPH, labels.gap(block.presence), 0, container, gap)
    else:
        yield from _segments(block, block.target, prefix, gap)


def _segments(block: Block, texts: tuple[str, ...], prefix: str, gap: str) -> Iterator[Segment]:
    """One segment for all paragraphs; only a heading is followed by paragraphs of their own."""
    match block.kind:
        case Kind.RULE:
            rule = next(filter(None, (*texts, *block.source)), "---")
            yield Segment(Kind.RULE, rule, 0, prefix, gap)
        case Kind.CODE:
            yield Segment(Kind.CODE, fence(printable("\n\n".join(texts))), 0, prefix, gap)
        case Kind.TITLE | Kind.HEADING:
            yield Segment(Kind.HEADING, escape_html(printable(texts[0])), block.level, prefix, gap)
            for text in texts[1:]:
                yield Segment(
                    Kind.PARAGRAPH, escape_html(printable(text)), prefix=continuation(re.sub(r"#+ *$", "", prefix))
                )
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
