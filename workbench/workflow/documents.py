"""From what a person brings along to a document: a file, or a text pasted into a form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from workbench import text
from workbench.findings import N_
from workbench.text import Document
from workbench.workflow.errors import Invalid

MARKDOWN = (".md", ".markdown")
PLAIN = (".txt", ".text", "")


def read_file(name: str, data: bytes) -> Document:
    """Read a file by the ending of its name; its encoding is recognised and said in the document's notes.

    Raises:
        Invalid: the ending is none that the workbench reads.
        UnreadableText, EmptyText, ParagraphTooLong, TooManySegments: see `workbench.text.decode`.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in (*MARKDOWN, *PLAIN):
        raise Invalid(
            N_("Files of the kind %(ending)s are not read yet; save the text as .md or .txt and bring that."),
            ending=ending,
            field="file",
        )
    decoded = text.decode(data)
    document = text.read_markdown(decoded.text) if ending in MARKDOWN else text.read_plain(decoded.text)
    return replace(document, notes=(*decoded.notes, *document.notes))


def read_pasted(pasted: str) -> Document:
    """Read a pasted text as Markdown, in which plain paragraphs are paragraphs.

    Raises:
        The same errors as `read_file`.
    """
    try:
        data = pasted.encode()
    except UnicodeEncodeError as error:
        raise Invalid(N_("The text has half a character in it; copy it again."), field="text") from error
    return read_file("pasted.md", data)


def with_meta(document: Document, **meta: str) -> Document:
    """The document with what the form says of it; empty fields leave what the file says."""
    given = {key: " ".join(value.split()) for key, value in meta.items() if value.strip()}
    title = given.get("title", "")
    segments = document.segments
    if title and not any(segment.kind is text.Kind.TITLE for segment in segments):
        segments = (text.Segment(text.Kind.TITLE, title, gap=""), *segments)
    return replace(document, segments=segments, meta={**document.meta, **given})
