"""The words that an exported edition adds of its own, and why a text may not be shown."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Presence(enum.StrEnum):
    """Whether a block's text is shown, and if not, why."""

    SHOWN = "shown"
    DRAFT = "draft"
    HELD_BACK = "held-back"
    MISSING = "missing"
    OMITTED = "omitted"
    ADDED = "added"

    @property
    def is_gap(self) -> bool:
        """Whether a sign stands in the place of the text."""
        return self not in (Presence.SHOWN, Presence.DRAFT)


@dataclass(frozen=True)
class Labels:
    """The words that an exported edition adds of its own, in the reader's language.

    `locale` is the BCP 47 tag of these words. `colon` stands between a label and its value; `unreviewed` at the head of
    an edition with drafts, `incomplete` at the head of one from which texts are left out without a sign.
    """

    locale: str = "en"
    author: str = "Author"
    translators: str = "Translators"
    editors: str = "Editors"
    date: str = "Date"
    origin: str = "Source"
    rights: str = "Rights"
    translation_rights: str = "Rights of the translation"
    address: str = "This edition"
    siblings: str = "In other languages"
    colon: str = ": "
    original_title: str = "Original title"
    contents: str = "Contents"
    remark: str = "Translators’ note"
    notes: str = "Notes"
    back: str = "Back to the text"
    added: str = "Added in the translation"
    draft: str = "not yet reviewed"
    held_back: str = "A passage here is not yet reviewed."
    missing: str = "A passage here is not yet translated."
    omitted: str = "A passage here was left out on purpose."
    unreviewed: str = "Parts of this translation are not yet reviewed."
    incomplete: str = "Parts of this text are not in this edition, since they are not yet reviewed."

    def sign(self, presence: Presence) -> str:
        """Give the line that stands in the place of a text that is not shown."""
        if presence is Presence.ADDED:
            return self.added
        sentences = {
            Presence.HELD_BACK: self.held_back,
            Presence.MISSING: self.missing,
            Presence.OMITTED: self.omitted,
        }
        return f"[…] {sentences[presence]}"
