"""The plain values that every export format writes: an edition with its units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.states import State
from workbench.text.segments import Kind, Media


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
        segments: the ids of its source segments, in the order of `source`; links inside a text lead to them.
        version: the counter of the unit that `target` is, in a work package; 0 elsewhere.
        terms: what the glossary says: words of the source, each with the term for them.
        apart: footnotes and comments that a word processor hung on words of a work package, as Markdown.
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
    segments: tuple[str, ...] = ()
    version: int = 0
    terms: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imprint:
    """What the people of an edition want to have on its title page; each value as it is printed, or empty.

    Attributes:
        author: the author's name as readers of this language write it.
        translators: the translators as they want to be named; empty if they do not.
        editors: the same for the editors.
        rights: who may do what with the translation.
        address: where this edition is to be found in the web.
        note: the translators' note, paragraphs of inline Markdown with blank lines between.
    """

    author: str = ""
    translators: str = ""
    editors: str = ""
    rights: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sibling:
    """The same text in another language: its locale, its title, and where it is in the web, if that is known."""

    locale: str
    title: str
    address: str = ""


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
        imprint: what stands on the title page besides.
        siblings: the text in its other languages.
        media: the pictures by the names that contents have for them.
        changed: when the edition last changed; files carry it as their date.
    """

    slug: str
    title: str
    source_locale: str
    target_locale: str
    units: tuple[ExportUnit, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    imprint: Imprint = Imprint()
    siblings: tuple[Sibling, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
    changed: dt.datetime | None = None

    @property
    def is_source(self) -> bool:
        """Whether it is the source text itself, as a column beside its translation."""
        return self.source_locale == self.target_locale
