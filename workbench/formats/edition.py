"""The plain values that every export format writes: an edition with its units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.states import State
from workbench.text.segments import Kind


@dataclass(frozen=True)
class ExportUnit:
    """One unit of an edition.

    Attributes:
        uid: the unit's stable id.
        source: its source segments' texts with inline Markdown, in order; empty for an insertion.
        target: the translation; several paragraphs are separated by a blank line.
        kind: the kind of its first source segment; `note` for an insertion.
        level: the level of its first source segment.
        prefix: the block mark of its first source segment, such as `## `.
        gap: what separates the unit's first segment from the block before it.
        state: its review state.
        stale: the source changed after the translation was made.
        previous_source: what the source said when the translation was made, if it is stale.
        omitted: why the source has no translation here, or None if it is not left out on purpose.
        notes: comments for translators.
    """

    uid: str
    source: tuple[str, ...]
    target: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    prefix: str = ""
    gap: str = "\n\n"
    state: State = State.INITIAL
    stale: bool = False
    previous_source: str = ""
    omitted: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """A source text in one target locale, ready to be written to a file.

    Attributes:
        slug: the source text's address.
        title: the title in the target locale, or the source's while it is not translated.
        source_locale: BCP 47 tag of the source.
        target_locale: BCP 47 tag of the edition or of the variant that it was converted to.
        units: the units in text order.
        meta: author, origin, rights, date and the like of the source text.
    """

    slug: str
    title: str
    source_locale: str
    target_locale: str
    units: tuple[ExportUnit, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
