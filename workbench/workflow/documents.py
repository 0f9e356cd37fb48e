"""From what a person brings along to a document: a file, or a text pasted into a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from workbench import text
from workbench.findings import N_
from workbench.text import Document
from workbench.workflow.errors import Invalid
from workbench.workflow.wording import line, storable

MARKDOWN = (".md", ".markdown")
PLAIN = (".txt", ".text", "")
MAX_META = 1_000


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
    text.check_size([segment.content for segment in document.segments])
    meta = {name: _short(value, name) for name, value in document.meta.items()}
    # Front matter may spell a character that a file may not hold: a title in quotation marks with `\u202e` in it.
    segments = tuple(replace(s, content=storable(s.content, field="text")) for s in document.segments)
    return replace(document, segments=segments, meta=meta, notes=(*decoded.notes, *document.notes))


def _short(value: str, name: str) -> str:
    """A value of the metadata as it is stored.

    Raises:
        Invalid: it is too long to be one.
    """
    value = storable(value, field=name)
    if len(value) > MAX_META:
        raise Invalid(N_("%(name)s has at most %(most)s characters."), name=name[:40], most=MAX_META, field=name)
    return value


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
    """The document with what the form says of it; empty fields leave what the file says.

    Raises:
        Invalid: a field is too long, or has a character that no text may have.
    """
    given = {key: _short(line(value, field=key), key) for key, value in meta.items() if value.strip()}
    return _titled(replace(document, meta={**document.meta, **given}))


def with_meta_of(document: Document, earlier: Mapping[str, str]) -> Document:
    """A new version of a text with what was known of the one before; what the new one says itself stands."""
    return _titled(replace(document, meta={**earlier, **document.meta}))


def _titled(document: Document) -> Document:
    """The document with its title as its first segment, as a text that is read from a file has it."""
    title = document.meta.get("title", "")
    if not title:
        return document
    rest = [segment for segment in document.segments if segment.kind is not text.Kind.TITLE]
    return replace(document, segments=(text.Segment(text.Kind.TITLE, title, gap=""), *rest))
