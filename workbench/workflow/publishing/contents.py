"""What the reading site holds: each text that readers may have, with its original and all variants of its editions.

The texts are read one after the other from one state of the database, and forgotten when they are written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa

from workbench import languages
from workbench.formats import Edition, ExportUnit, Imprint
from workbench.formats.site import SiteFile, SiteText, SiteWords, Version, write_site
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition as EditionRow
from workbench.store.models import Revision, Segment, SourceText, Unit
from workbench.text import Kind
from workbench.text.segments import Media
from workbench.workflow.exports import as_edition, imprint
from workbench.workflow.exports.editions import as_variant
from workbench.workflow.publishing.marks import published
from workbench.workflow.readiness import readiness
from workbench.workflow.texts import media
from workbench.workflow.variants import variants_of

_LAST_CHANGE = (
    sa.select(sa.func.max(Revision.at))
    .join(Unit, Unit.id == Revision.unit_id)
    .where(Revision.edition_id == sa.bindparam("edition_id"), Unit.state == State.APPROVED, Unit.retired_at.is_(None))
)


@dataclass(frozen=True)
class Chosen:
    """An edition that readers may have: its id, its locale, since when they have it."""

    edition_id: int
    locale: str
    published: dt.datetime


def files(store: Store, vocabulary: Mapping[str, SiteWords], *, with_ready: bool = False) -> Iterator[SiteFile]:
    """The files of the site as it is now.

    Args:
        store: where the texts are.
        vocabulary: the words of the site, by language.
        with_ready: editions too that nobody has marked, if everything in them is approved.
    """
    with store.read() as tx:
        texts_of_it = (text(tx, text_id, editions) for text_id, editions in chosen(tx, with_ready=with_ready))
        yield from write_site(texts_of_it, vocabulary)


def published_ids(tx: Transaction) -> dict[int, list[int]]:
    """The texts that editors marked for readers, each with the ids of its editions, by the texts' ids."""
    return {text_id: [one.edition_id for one in editions] for text_id, editions in chosen(tx, with_ready=False)}


def chosen(tx: Transaction, *, with_ready: bool) -> list[tuple[int, list[Chosen]]]:
    """The texts of the site by their ids, each with its editions that readers may have; see `files`."""
    dates = published(tx)
    query = (
        sa.select(SourceText.id, SourceText.slug, SourceText.locale, EditionRow.id, EditionRow.locale)
        .join(EditionRow, EditionRow.source_text_id == SourceText.id)
        .order_by(SourceText.slug, EditionRow.locale)
    )
    found = []
    rows = tx.session.execute(query).all()
    approved = texts.counts_by_state(tx, [row[3] for row in rows]) if rows else {}
    for text_id, slug, source_locale, edition_id, locale in rows:
        date = dates.get((slug, locale))
        if date is None and with_ready:
            ready = readiness(tx, edition_id, source_locale=source_locale, locale=locale)
            date = last_change(tx, edition_id) if ready.total and ready.is_ready else None
        if date is not None and approved[edition_id][State.APPROVED.value]:
            found.append((text_id, Chosen(edition_id, locale, date)))
    return [(text_id, [one for _, one in group]) for text_id, group in groupby(found, key=itemgetter(0))]


def text(tx: Transaction, text_id: int, editions: Sequence[Chosen]) -> SiteText:
    """Read a text in all its languages; nothing of it stays in the session's memory."""
    row = tx.session.get_one(SourceText, text_id)
    pictures = {one.name: one for one in media(tx, text_id)}
    versions = [Version(_original(tx, row, pictures))]
    taken = {row.locale, *(one.locale for one in editions)}
    for one in sorted(editions, key=lambda one: languages.WORKING.index(one.locale)):
        edition_row = tx.session.get_one(EditionRow, one.edition_id)
        edition = replace(
            as_edition(tx, edition_row),
            # Where an edition is to be found in the web is no news to those who read it there.
            imprint=replace(imprint(tx, row.slug, one.locale), address=""),
            media=pictures,
            changed=last_change(tx, one.edition_id),
        )
        versions.append(Version(edition, one.published))
        for tag in variants_of(one.locale):
            if tag not in taken:
                variant = as_variant(tx, edition_row, edition, tag)
                # A region that counts its own approvals alone may have none yet.
                if any(unit.state is State.APPROVED for unit in variant.units):
                    versions.append(Version(variant, one.published, base=one.locale))
    tx.session.expunge_all()
    return SiteText(row.slug, tuple(versions))


def _original(tx: Transaction, row: SourceText, pictures: Mapping[str, Media]) -> Edition:
    return Edition(
        slug=row.slug,
        title=row.title,
        source_locale=row.locale,
        target_locale=row.locale,
        units=tuple(_shown(segment) for segment in texts.segments(tx, row.id)),
        meta={name: str(value) for name, value in row.meta.items()},
        imprint=Imprint(),
        media=pictures,
        changed=row.created_at,
    )


def _shown(segment: Segment) -> ExportUnit:
    """A segment of the original, as a unit that says what its source says."""
    return ExportUnit(
        uid=segment.uid,
        source=(segment.content,),
        target=segment.content,
        kind=Kind(segment.kind),
        level=segment.level,
        prefix=segment.prefix,
        gap=segment.gap,
        state=State.APPROVED,
        segments=(segment.uid,),
    )


def last_change(tx: Transaction, edition_id: int) -> dt.datetime | None:
    """When something of an edition changed that readers have; what somebody drafts beside it is no news to them."""
    latest: dt.datetime | None = tx.execute(_LAST_CHANGE, {"edition_id": edition_id}).scalar()
    return latest
