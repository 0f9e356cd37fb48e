"""The values that a text is made of: segments, each one paragraph-level block with inline Markdown."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Kind(enum.StrEnum):
    """What a segment is in its text."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST_ITEM = "list-item"
    NOTE = "note"
    VERSE = "verse"
    CODE = "code"
    TABLE_CELL = "table-cell"
    RULE = "rule"
    IMAGE = "image"


@dataclass(frozen=True)
class Note:
    """Something that was changed on reading, for the person who brought the text in.

    Attributes:
        message: an English sentence with named `%(value)s` places, marked with `N_`; only the edge translates it.
        values: what fills the sentence.
    """

    message: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The English sentence with its values, for the command line and for logs."""
        return self.message % dict(self.values)


@dataclass(frozen=True)
class Segment:
    r"""One block of a text.

    Attributes:
        kind: what the block is.
        content: its text with inline Markdown, without the mark that makes it a block (`## `, `> `, `1. `).
        level: 1 to 6 for headings, depth of nesting from 1 for list items and quotations, else 0.
        prefix: the block mark exactly as written before the first line, such as `## ` or `  - `.
        gap: what separates the block from the one before it, such as two line feeds, or `\n>\n` inside a
            quotation; for the first block what stands before it, mostly nothing.
    """

    kind: Kind
    content: str
    level: int = 0
    prefix: str = ""
    gap: str = "\n\n"


@dataclass(frozen=True)
class Media:
    """A picture of a text.

    Attributes:
        name: what contents call it: `media/`, hexadecimal digits of its digest, and the ending of its type, or the name
            of a file that somebody put into the folder of a workspace.
        type: its media type, such as `image/png`.
        data: the bytes of the file.
    """

    name: str
    type: str
    data: bytes


@dataclass(frozen=True)
class Document:
    """A text with its metadata, as read from a file.

    Attributes:
        segments: the blocks in order; a title in the metadata stands first as a segment of kind `title`.
        meta: title, author, origin, rights, date and whatever else the front matter holds, as text.
        notes: what was changed on reading (encoding converted, invisible characters taken out).
        media: the pictures that its contents show.
    """

    segments: tuple[Segment, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    media: tuple[Media, ...] = ()
