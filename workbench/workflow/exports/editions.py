"""Stored editions as the values that the formats write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa

from workbench import formats, languages
from workbench.findings import N_
from workbench.formats import Edition, ExportUnit, Imprint, Sibling
from workbench.states import State
from workbench.store import texts
from workbench.store import variants as stored_variants
from workbench.store.database import Transaction
from workbench.store.models import Edition as EditionRow
from workbench.store.models import Revision, SourceText, Unit
from workbench.store.variants import BaseUnit
from workbench.text import Kind, markup
from workbench.workflow import units, variants
from workbench.workflow.errors import Invalid
from workbench.workflow.exports.imprints import imprint
from workbench.workflow.texts import media


def as_edition(tx: Transaction, row: EditionRow) -> Edition:
    """A stored edition as the value that the formats write."""
    exported = tuple(_export_unit(unit) for unit in texts.units(tx, row.id))
    heads = (unit.target for unit in exported if unit.kind is Kind.TITLE and unit.target.strip())
    source = row.source_text
    return Edition(
        slug=source.slug,
        title=markup.plain(next(heads, source.title)),
        source_locale=source.locale,
        target_locale=row.locale,
        units=exported,
        meta={name: str(value) for name, value in source.meta.items()},
    )


def as_book(tx: Transaction, row: EditionRow, variant: str = "", *, approval: str = "") -> Edition:
    """An edition with all that a reader's file has besides its text, in its own script or as a variant of it.

    Args:
        variant: the script or region; empty for that of the edition.
        approval: whose approval counts for a variant; see `as_variant`.

    Raises:
        Invalid: the edition has no such variant.
    """
    edition = replace(as_edition(tx, row), imprint=imprint(tx, row.source_text.slug, row.locale))
    return replace(
        as_variant(tx, row, edition, variant, approval=approval),
        siblings=tuple(_siblings(tx, row)),
        media={one.name: one for one in media(tx, row.source_text_id)},
        changed=_changed(tx, row),
    )


def as_variant(tx: Transaction, row: EditionRow, edition: Edition, tag: str, *, approval: str = "") -> Edition:
    """The edition as one of its variants says it, with what people corrected and approved there.

    Args:
        tag: the script or region; empty for that of the edition.
        approval: whose approval counts, `edition` or `variant`; empty for what the variant's editors said about that.
    """
    if not tag or languages.parse(tag).tag == edition.target_locale:
        return edition
    found = variants.variant(tx, row, tag)
    whose = variants.Whose(approval) if approval else variants.whose_approval(tx, row, found.tag)
    stored = {unit.uid: unit for unit in stored_variants.units(tx, row.id)}
    return replace(
        edition,
        title=found.way.convert(edition.title),
        imprint=_converted(edition.imprint, found.way),
        target_locale=found.tag,
        units=tuple(
            replace(
                unit,
                target=found.text(stored[unit.uid]),
                state=unit.state if whose is variants.Whose.EDITION else _own_state(found, unit, stored[unit.uid]),
            )
            for unit in edition.units
        ),
    )


def _converted(said: Imprint, way: variants.Way) -> Imprint:
    """What stands on the title page, in the script of a variant; readers of it would have two scripts before them."""
    words = ("author", "translators", "editors", "rights", "note")
    return replace(said, **{name: way.convert(getattr(said, name)) for name in words})


def _own_state(found: variants.Variant, unit: ExportUnit, stored: BaseUnit) -> State:
    """How far a unit is where the variant's own approval counts; where it has no text, the edition has the say."""
    if found.is_approved(stored):
        return State.APPROVED
    if unit.state is State.APPROVED and unit.target.strip() and unit.kind is not Kind.RULE:
        return State.SUBMITTED
    return unit.state


def columns(tx: Transaction, row: EditionRow, edition: Edition, tags: Sequence[str]) -> list[Edition]:
    """The editions that stand beside one: its source, other editions of its text, their variants.

    Args:
        row: the stored edition.
        edition: the same as it is written.
        tags: the locale of each column, in order; without any, the source alone.

    Raises:
        Invalid: the text is not there in one of the locales, or one is named twice.
    """
    wanted = [languages.parse(tag).tag for tag in tags] or [edition.source_locale]
    if len({*wanted, edition.target_locale}) <= len(wanted):
        raise Invalid(N_("Choose each language once."), field="beside")
    return [_column(tx, row.source_text, edition, tag) for tag in wanted]


def _column(tx: Transaction, source: SourceText, edition: Edition, tag: str) -> Edition:
    if tag == edition.source_locale:
        return formats.source_column(edition)
    row = texts.edition(tx, source.slug, languages.base(tag)) or next(
        (other for other in source.editions if tag in languages.VARIANTS.get(other.locale, ())), None
    )
    if row is None:
        raise Invalid(
            N_("There is no edition of %(slug)s in %(locale)s."), slug=source.slug, locale=tag, field="beside"
        )
    return as_variant(tx, row, as_edition(tx, row), tag)


def _siblings(tx: Transaction, row: EditionRow) -> Iterator[Sibling]:
    """The other editions of a text of which something is approved."""
    others = [other for other in row.source_text.editions if other.id != row.id]
    counts = texts.counts_by_state(tx, [other.id for other in others]) if others else {}
    for other in others:
        if counts[other.id][State.APPROVED.value]:
            yield Sibling(other.locale, _title(tx, other), imprint(tx, row.source_text.slug, other.locale).address)


def _title(tx: Transaction, row: EditionRow) -> str:
    """The title of an edition if it is approved."""
    query = sa.select(Unit).where(Unit.edition_id == row.id, Unit.retired_at.is_(None)).order_by(Unit.position).limit(1)
    first = tx.session.scalar(query)
    if first is None or first.state != State.APPROVED or units.kind_of(first) is not Kind.TITLE:
        return ""
    return " ".join(first.target.split())


def _changed(tx: Transaction, row: EditionRow) -> dt.datetime:
    """When the edition's texts last changed."""
    latest = tx.session.scalar(sa.select(sa.func.max(Revision.at)).where(Revision.edition_id == row.id))
    return latest or row.created_at


def _export_unit(unit: Unit) -> ExportUnit:
    segments = units.segments_of(unit)
    first = segments[0] if segments else None
    return ExportUnit(
        uid=unit.uid,
        source=tuple(segment.content for segment in segments),
        target=unit.target,
        kind=units.kind_of(unit),
        level=first.level if first else 0,
        prefix=first.prefix if first else "",
        gap=first.gap if first else "\n\n",
        state=State(unit.state),
        stale=unit.stale,
        previous_source=unit.previous_source,
        omitted=unit.omitted,
        segments=tuple(segment.uid for segment in segments),
    )
