"""Plain text: paragraphs separated by blank lines.

An indentation, Chinese or European, is kept as the prefix of its paragraph; a hard-wrapped line stays a line
feed in the content. It fails on texts that mark paragraphs by indentation or by single line ends alone.
"""

from __future__ import annotations

import re

from workbench.text.limits import check_size
from workbench.text.segments import Document, Kind, Segment

# Spaces that indent a paragraph, the ideographic one included; other blanks belong to the text.
_INDENT = re.compile(r"[ \t\u3000]*")


def _split(text: str) -> list[tuple[int, str]]:
    """Split a text into paragraphs, each with the number of blank lines before it."""
    found: list[tuple[int, list[str]]] = []
    blank = 0
    for line in text.split("\n"):
        if not line.strip():
            blank += 1
        elif blank or not found:
            found.append((blank, [line]))
            blank = 0
        else:
            found[-1][1].append(line)
    return [(blank, "\n".join(lines).rstrip()) for blank, lines in found]


def paragraphs(text: str) -> list[str]:
    """Split a text at its blank lines; blanks around a paragraph are dropped."""
    return [paragraph.strip() for _, paragraph in _split(text)]


def read_plain(text: str, *, first_is_title: bool = False) -> Document:
    """Read a plain text, one segment per paragraph.

    Args:
        text: normalised text, as `decode` gives it.
        first_is_title: take the first paragraph for the title; nothing in a plain text tells.

    Raises:
        EmptyText, ParagraphTooLong, TooManySegments: see `limits.check_size`.
    """
    segments: list[Segment] = []
    for blank, paragraph in _split(text):
        indent = _INDENT.match(paragraph)
        prefix = indent[0] if indent else ""
        kind = Kind.TITLE if first_is_title and not segments else Kind.PARAGRAPH
        gap = "\n" * (blank + 1) if segments else ""
        segments.append(Segment(kind, paragraph[len(prefix) :], prefix=prefix, gap=gap))
    check_size([segment.content for segment in segments])
    meta = {"title": segments[0].content} if first_is_title else {}
    return Document(tuple(segments), meta)


def write_plain(document: Document) -> str:
    """Write the segments of a document as plain text, each with its prefix, markup as it stands.

    What was read with `read_plain` is given back, with one line feed at the end and blank lines truly blank.
    """
    pieces: list[str] = []
    for segment in document.segments:
        if pieces:
            pieces.append(segment.gap or "\n\n")
        pieces.append(segment.prefix + segment.content)
    return "".join([*pieces, "\n"])
