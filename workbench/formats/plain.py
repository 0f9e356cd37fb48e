"""Write an edition as plain text: no markup, one blank line between blocks.

Lists and quotations keep their marks, since nothing else shows them; links lose their addresses. In the
parallel layout the lines of a unit stand together, the source above its translation.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.formats.edition import Edition
from workbench.formats.elements import unfence
from workbench.formats.layout import Block, Labels, Layout, Page, compose
from workbench.formats.legal import printable
from workbench.text import markup
from workbench.text.blocks import continuation
from workbench.text.segments import Kind


def write(
    edition: Edition, *, layout: Layout = "plain", approved_only: bool = False, labels: Labels | None = None
) -> str:
    """Write an edition as plain text, its title and origin at the head.

    Args:
        edition: what to write.
        layout: `plain` for the translation alone, `parallel` for each source block above its translation.
        approved_only: leave a sign in the place of every text that is not approved.
        labels: the words around the text; English by default.
    """
    labels = labels or Labels()
    page = compose(edition, layout=layout, approved_only=approved_only)
    blocks = [_head(page, labels), *(_block(block, layout, labels) for block in page.blocks)]
    if page.has_drafts:
        blocks.insert(1, f"[{labels.unreviewed}]")
    return printable("\n\n".join(blocks)) + "\n"


def words(content: str) -> str:
    """Give the text of inline Markdown without its markup, footnote references as `[1]`."""
    pieces, at = [], 0
    for mark in markup.marks(content):
        shown = f"[{mark.target}]" if mark.kind == "footnote" else mark.text
        pieces += [content[at : mark.start], shown]
        at = mark.end
    return "".join([*pieces, content[at:]])


def _head(page: Page, labels: Labels) -> str:
    lines = [words(page.title)]
    if page.original_title:
        lines.append(f"{labels.original_title}{labels.colon}{words(page.original_title)}")
    return "\n".join(lines + [f"{getattr(labels, name)}{labels.colon}{value}" for name, value in page.facts])


def _block(block: Block, layout: Layout, labels: Labels) -> str:
    if block.presence.is_gap:
        target = block.container + labels.gap(block.presence)
    else:
        target = "\n\n".join(_texts(block, block.target))
    if layout == "plain":
        return target
    source = "\n".join(_texts(block, block.source)) if block.source else f"[{labels.added}]"
    return source if block.kind is Kind.RULE else source + "\n" + target.replace("\n\n", "\n")


def _texts(block: Block, texts: tuple[str, ...]) -> Iterator[str]:
    """The paragraphs with what stands before their lines; a footnote is `[1]` as where it is referred to."""
    if block.kind is Kind.RULE:
        texts = ("* * *",)
    prefix, later = block.container, continuation(block.container)
    if prefix.startswith("[^"):
        prefix = prefix.replace("[^", "[", 1).replace("]:", "]", 1)
    for text in texts:
        shown = unfence(text) if block.kind is Kind.CODE else words(text)
        first, *others = shown.split("\n")
        yield "\n".join([prefix + first, *((later + line).rstrip() for line in others)])
        prefix = later
