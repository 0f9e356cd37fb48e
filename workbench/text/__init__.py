"""Segments, sentences, words, inline markup, and the way from the bytes of a file to normalised text."""

from __future__ import annotations

from workbench.text import markup
from workbench.text.decoding import Decoded, UnreadableText, clean, decode
from workbench.text.frontmatter import BadFrontMatter
from workbench.text.limits import (
    MAX_PARAGRAPH,
    MAX_SEGMENTS,
    EmptyText,
    ParagraphTooLong,
    TooManySegments,
    check_size,
)
from workbench.text.markdown import read_markdown, write_markdown
from workbench.text.markup import Mark, digest
from workbench.text.merging import Merged, merge_versions
from workbench.text.plain import paragraphs, read_plain, write_plain
from workbench.text.segments import Document, Kind, Media, Note, Segment
from workbench.text.sentences import sentences
from workbench.text.versions import match_versions
from workbench.text.words import Change, diff, merge, tokens

__all__ = [
    "MAX_PARAGRAPH",
    "MAX_SEGMENTS",
    "BadFrontMatter",
    "Change",
    "Decoded",
    "Document",
    "EmptyText",
    "Kind",
    "Mark",
    "Media",
    "Merged",
    "Note",
    "ParagraphTooLong",
    "Segment",
    "TooManySegments",
    "UnreadableText",
    "check_size",
    "clean",
    "decode",
    "diff",
    "digest",
    "markup",
    "match_versions",
    "merge",
    "merge_versions",
    "paragraphs",
    "read_markdown",
    "read_plain",
    "sentences",
    "tokens",
    "write_markdown",
    "write_plain",
]
