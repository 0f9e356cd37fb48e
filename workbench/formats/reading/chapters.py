"""Bind chapters that came as files of their own to one document, with the pictures that lie beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from workbench import text
from workbench.formats.reading.inlines import picture
from workbench.formats.reading.pictures import Album, Source
from workbench.formats.reading.tree import normalised
from workbench.text import Document, Kind, Media, Note, Segment, footnotes


def bind(chapters: Sequence[Document]) -> Document:
    """Bind chapters: their titles become headings, their footnotes are numbered through.

    Author, language and the like are those of the first chapter that says them; the whole has no title of its own.

    Raises:
        EmptyText, ParagraphTooLong, TooManySegments: see `text.limits`.
    """
    segments: list[Segment] = []
    media: dict[str, Media] = {}
    notes: dict[str, Note] = {}
    meta: dict[str, str] = {}
    numbers = map(str, count(1))
    for chapter in chapters:
        own = [_as_heading(segment) for segment in chapter.segments]
        opening = len(segments)
        segments += footnotes.relabelled(own, {label: next(numbers) for label in footnotes.labels(own)})
        segments[opening] = replace(segments[opening], gap="\n\n" + segments[opening].gap.lstrip("\n"))
        media |= {one.name: one for one in chapter.media}
        notes |= {note.sentence: note for note in chapter.notes}
        meta = {**{name: value for name, value in chapter.meta.items() if name != "title"}, **meta}
    bound = normalised(segments, "")
    text.check_size([segment.content for segment in bound])
    return Document(bound, meta, tuple(notes.values()), tuple(media.values()))


def illustrated(chapter: Document, source: Source) -> Document:
    """Give a chapter of Markdown with its pictures.

    Args:
        chapter: as it was read.
        source: gives what lies at an address that the chapter has, or None.
    """
    if not any("![" in segment.content for segment in chapter.segments):
        return chapter
    album = Album(source)
    segments = tuple(replace(one, content=_illustrated(one.content, album)) for one in chapter.segments)
    return replace(chapter, segments=segments, media=album.pictures)


def _illustrated(content: str, album: Album) -> str:
    if "![" not in content:
        return content
    pieces: list[str] = []
    at = 0
    for mark in text.markup.marks(content):
        if mark.kind == "image" and (name := album.name(mark.target)):
            pieces += [content[at : mark.start], picture(mark.text, name)]
            at = mark.end
    return "".join([*pieces, content[at:]])


def _as_heading(segment: Segment) -> Segment:
    if segment.kind is not Kind.TITLE:
        return segment
    return Segment(Kind.HEADING, segment.content.replace("\n", " "), 1, "# ")
