"""Source texts: bring them in, revise them, begin editions, and show what is there."""

from __future__ import annotations

from workbench.workflow.texts.arrival import (
    MAX_SLUG,
    MAX_TITLE,
    RESERVED,
    add_source_text,
    as_document,
    bring_in,
    document,
    free_slug,
    is_same,
    require_segments,
    take_in,
    title_of,
)
from workbench.workflow.texts.editions import add_edition, add_units, start_edition
from workbench.workflow.texts.pictures import add as add_pictures
from workbench.workflow.texts.pictures import media, picture
from workbench.workflow.texts.revision import (
    RetiredSegment,
    RevisionPreview,
    RevisionReport,
    apply_revision,
    bring_back,
    may_revise,
    preview,
    retired,
    revise,
    take_revision,
)
from workbench.workflow.texts.shelf import EditionCard, TextCard, TextPage, library, page

__all__ = [
    "MAX_SLUG",
    "MAX_TITLE",
    "RESERVED",
    "EditionCard",
    "RetiredSegment",
    "RevisionPreview",
    "RevisionReport",
    "TextCard",
    "TextPage",
    "add_edition",
    "add_pictures",
    "add_source_text",
    "add_units",
    "apply_revision",
    "as_document",
    "bring_back",
    "bring_in",
    "document",
    "free_slug",
    "is_same",
    "library",
    "may_revise",
    "media",
    "page",
    "picture",
    "preview",
    "require_segments",
    "retired",
    "revise",
    "start_edition",
    "take_in",
    "take_revision",
    "title_of",
]
