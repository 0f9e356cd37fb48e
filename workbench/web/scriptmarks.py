"""Mark places in a text that is shown as HTML: choices of script conversion, and what differs from another text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workbench.text import markup

_PIECE = re.compile(r"<[^>]+>|&[^;\s]+;|.", re.DOTALL)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text: half-open, in code points as stored.

    Attributes:
        kind: how it is marked; a name of a class of the style sheet.
        place: ties the same place in two texts and in the list together; empty for what is in no list.
    """

    start: int
    end: int
    kind: str
    place: str = ""


def marked(content: str, locale: str, stretches: Sequence[Stretch]) -> Markup:
    """A text as HTML in paragraphs, with its stretches in elements; of two at one place the later one is shown."""
    paragraphs = []
    start = 0
    for paragraph in content.split("\n\n"):
        end = start + len(paragraph)
        here = [stretch for stretch in stretches if stretch.start < end and start < stretch.end]
        paragraphs.append(f"<p>{_paragraph(paragraph, locale, here, start)}</p>")
        start = end + 2
    return Markup("".join(paragraphs))  # noqa: S704 - to_html escapes all but its allow-list


def _paragraph(content: str, locale: str, stretches: Sequence[Stretch], offset: int) -> str:
    pieces = _PIECE.findall(markup.to_html(content, locale=locale))
    if not stretches:
        return "".join(pieces)
    shown = "".join(html.unescape(piece) for piece in pieces if not _is_tag(piece))
    marks: list[Stretch | None] = [None] * len(shown)
    for stretch in stretches:
        start, end = max(stretch.start - offset, 0), min(stretch.end - offset, len(content))
        for at in _places(content, shown, start, end):
            marks[at] = stretch
    return "".join(_with_elements(pieces, marks))


def _places(content: str, shown: str, start: int, end: int) -> range:
    """Where a stretch of the content stands in the text that a reader sees.

    What stands before it is known from the marks of the content. Where the page shows more than the text without
    markup, such as the number of a footnote, the same words are looked for behind that place.
    """
    words = markup.plain(content[start:end])
    at = start
    for mark in markup.marks(content):
        if mark.start >= start:
            break
        # A line break is an element on the page.
        at += len(mark.text.strip("\n")) - (min(mark.end, start) - mark.start)
    found = shown.find(words, at) if words else -1
    return range(found, found + len(words)) if found >= 0 else range(0)


def _is_tag(piece: str) -> bool:
    return piece.startswith("<")


def _with_elements(pieces: Sequence[str], marks: Sequence[Stretch | None]) -> Iterator[str]:
    """Put elements around the stretches; an element ends before a tag and begins again behind it."""
    seen = 0
    now: Stretch | None = None
    for piece in pieces:
        wanted = None if _is_tag(piece) else marks[seen]
        if now is not None and wanted is not now:
            yield "</mark>"
        if wanted is not None and wanted is not now:
            place = f' data-place="{html.escape(wanted.place, quote=True)}"' if wanted.place else ""
            yield f'<mark class="stretch stretch--{wanted.kind}"{place}>'
        now = wanted
        yield piece
        seen += not _is_tag(piece)
    if now is not None:
        yield "</mark>"
