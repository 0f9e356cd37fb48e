"""The units of a translation memory, and those that the editions of a text give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.formats.edition import Edition
from workbench.states import State


@dataclass(frozen=True)
class TranslationUnit:
    """One source text with its translation.

    Attributes:
        source: the source text; paragraphs are separated by blank lines.
        target: its translation.
        source_locale: BCP 47 tag.
        target_locale: BCP 47 tag.
        uid: an id that is unique in the file, or an empty string.
        confidence: 0 to 1 for a pair found by alignment, else None.
        approved: an editor accepted the pair.
        origin: where the pair comes from, such as the address of a text; empty if that is not known.
        changed: when the translation was written, in UTC, or None.
    """

    source: str
    target: str
    source_locale: str
    target_locale: str
    uid: str = ""
    confidence: float | None = None
    approved: bool = False
    origin: str = ""
    changed: dt.datetime | None = None


def edition_units(edition: Edition, *, approved_only: bool = False) -> Iterator[TranslationUnit]:
    """Give the pairs of an edition that have both sides; stale ones are left out, they pair no longer."""
    for unit in edition.units:
        source = "\n\n".join(unit.source)
        approved = unit.state is State.APPROVED
        if source.strip() and unit.target.strip() and not unit.stale and (approved or not approved_only):
            yield TranslationUnit(
                source, unit.target, edition.source_locale, edition.target_locale, unit.uid, approved=approved
            )


def text_units(editions: Sequence[Edition], *, approved_only: bool = False) -> Iterator[TranslationUnit]:
    """Give the pairs of all editions of one text, in text order, so that a passage stands with all its languages.

    Passages that are cut alike in several editions are one unit of the file.
    """
    pairs: dict[tuple[str, ...], list[TranslationUnit]] = {}
    uids: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        cuts = {unit.uid: unit.segments or (unit.uid,) for unit in edition.units}
        for pair in edition_units(edition, approved_only=approved_only):
            passage = cuts[pair.uid]
            # An edition that cuts the text in another way may use the same id for it.
            uid = pair.uid if uids.setdefault(pair.uid, passage) == passage else f"{pair.uid}-{edition.target_locale}"
            pairs.setdefault(passage, []).append(replace(pair, uid=uid, origin=edition.slug))
    order = {unit.segments or (unit.uid,): at for edition in editions for at, unit in enumerate(edition.units)}
    for passage in sorted(pairs, key=lambda passage: order[passage]):
        first, *others = pairs[passage]
        yield from (first, *(replace(pair, uid=first.uid) for pair in others))
