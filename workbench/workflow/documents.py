"""From what a person brings along to a document: a file, or a text pasted into a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from workbench import languages, script, text
from workbench.findings import N_
from workbench.formats import reading as reader
from workbench.formats.reading import Reading, apart
from workbench.text import Document, characters
from workbench.workflow.errors import Invalid
from workbench.workflow.wording import line, storable

MAX_META = 1_000

# Words that nearly every sentence of a language has and the other has not.
_TELLING = {
    "en": frozenset(
        ["the", "of", "and", "to", "in", "is", "that", "was", "for", "with", "his", "they", "this", "which"]
    ),
    "es": frozenset(["de", "la", "que", "el", "en", "los", "se", "las", "por", "con", "una", "para", "como", "del"]),
}
_HAN = re.compile(f"[{characters.HAN}]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # characters that tell the language


def read(name: str, data: bytes) -> Reading:
    """Read a file of any form that is read, by its content; see `workbench.formats.reading.read`.

    Raises:
        Invalid: a value of its metadata is too long, or has a character that no text may have.
        WorkbenchError: the children that `formats.reading.read` names.
    """
    return _stored(apart.read(name, data))


def _stored(reading: Reading) -> Reading:
    """A reading with only what a database can hold."""
    document = reading.document
    text.check_size([segment.content for segment in document.segments])
    meta = {name: _short(value, name) for name, value in document.meta.items()}
    # Front matter may spell a character that a file may not hold: a title in quotation marks with `\u202e` in it.
    segments = tuple(replace(s, content=storable(s.content, field="text")) for s in document.segments)
    return replace(reading, document=replace(document, segments=segments, meta=meta))


def read_file(name: str, data: bytes) -> Document:
    """Read a file, without what was not taken over.

    Raises:
        The same errors as `read`.
    """
    return read(name, data).document


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
        The same errors as `read`.
    """
    return read_pasted_whole(pasted).document


def read_pasted_whole(pasted: str) -> Reading:
    """The same as `read_pasted`, as a reading that can wait for somebody's word."""
    try:
        data = pasted.encode()
    except UnicodeEncodeError as error:
        raise Invalid(N_("The text has half a character in it; copy it again."), field="text") from error
    return _stored(Reading(reader.read_text(reader.Form.MARKDOWN, data), reader.Form.MARKDOWN))


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
    return settled(replace(document, segments=(text.Segment(text.Kind.TITLE, title, gap=""), *rest)))


def settled(document: Document) -> Document:
    """The document with its first blocks set apart as a text that is read from a file has them."""
    segments = list(document.segments)
    if segments:
        segments[0] = replace(segments[0], gap=segments[0].gap.lstrip("\n"))
    if len(segments) > 1 and segments[0].kind is text.Kind.TITLE:
        segments[1] = replace(segments[1], gap="\n\n" + segments[1].gap.lstrip("\n"))
    return replace(document, segments=tuple(segments))


def guess_locale(document: Document) -> str:
    """Give the locale that a document is probably in, or an empty string.

    What the file says of itself counts only where its letters do not speak against it: word processors write the
    language of the computer into every file.
    """
    sample = "".join(text.markup.plain(segment.content) + "\n" for segment in document.segments[:400])[:_SAMPLE]
    han = len(_HAN.findall(sample))
    letters = sum(character.isalpha() for character in sample)
    if not letters:
        return _said_locale(document)
    if han * 4 > letters:
        said, found = _said_locale(document), script.detect(sample)
        if len(found.hans) == len(found.hant):
            return said if said.startswith("zh") else "zh-Hans"
        return "zh-Hans" if len(found.hans) > len(found.hant) else "zh-Hant"
    words = [word.casefold() for word in _WORD.findall(sample)]
    scores = {tag: sum(word in telling for word in words) for tag, telling in _TELLING.items()}
    best = max(scores, key=lambda tag: scores[tag])
    if scores[best] * 20 > len(words) and scores[best] > min(scores.values()):
        return best
    said = _said_locale(document)
    return "" if said.startswith("zh") else said


def _said_locale(document: Document) -> str:
    """Give the locale that the file names, if it is one of ours."""
    try:
        return languages.base(document.meta.get("language", "") or document.meta.get("lang", ""))
    except languages.UnknownLocale:
        return ""
