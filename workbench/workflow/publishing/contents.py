"""What the reading site holds: each text that readers may have, with its original and all variants of its editions.

The texts are read one after the other from one state of the database, and forgotten when they are written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import sqlalchemy as sa

from workbench import languages
from workbench.formats import Edition, ExportUnit, Imprint
from workbench.formats.site import SiteFile, SiteText, SiteWords, Version, write_site
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition as EditionRow
from workbench.store.models import Revision, Segment, SourceText
from workbench.text import Kind
from workbench.text.segments import Media
from workbench.workflow.exports import as_edition, imprint
from workbench.workflow.exports.editions import as_variant
from workbench.workflow.publishing.marks import published
from workbench.workflow.readiness import readiness
from workbench.workflow.texts import media
from workbench.workflow.variants import variants_of


@dataclass(frozen=True)
class _Chosen:
    """An edition that readers may have, by its id."""

    text_id: int
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
        yield from write_site(_texts(tx, _chosen(tx, with_ready=with_ready)), vocabulary)


def published_ids(tx: Transaction) -> dict[int, list[int]]:
    """The texts that editors marked for readers, each with the ids of its editions, by the texts' ids."""
    found: dict[int, list[int]] = {}
    for one in _chosen(tx, with_ready=False):
        found.setdefault(one.text_id, []).append(one.edition_id)
    return found


def _chosen(tx: Transaction, *, with_ready: bool) -> list[_Chosen]:
    """The editions of the site, those of one text next to each other."""
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
            date = _changed(tx, edition_id) if ready.total and ready.is_ready else None
        if date is not None and approved[edition_id][State.APPROVED.value]:
            found.append(_Chosen(text_id, edition_id, locale, date))
    return found


def _texts(tx: Transaction, chosen: list[_Chosen]) -> Iterator[SiteText]:
    for text_id, group in groupby(chosen, key=lambda one: one.text_id):
        yield _text(tx, text_id, list(group))
        # What was read of it would stay in the session's memory.
        tx.session.expunge_all()


def _text(tx: Transaction, text_id: int, chosen: list[_Chosen]) -> SiteText:
    row = tx.session.get_one(SourceText, text_id)
    pictures = {one.name: one for one in media(tx, text_id)}
    versions = [Version(_original(tx, row, pictures))]
    taken = {row.locale, *(one.locale for one in chosen)}
    for one in sorted(chosen, key=lambda one: languages.WORKING.index(one.locale)):
        edition_row = tx.session.get_one(EditionRow, one.edition_id)
        edition = replace(
            as_edition(tx, edition_row),
            # Where an edition is to be found in the web is no news to those who read it there.
            imprint=replace(imprint(tx, row.slug, one.locale), address=""),
            media=pictures,
            changed=_changed(tx, one.edition_id),
        )
        versions.append(Version(edition, one.published))
        for tag in variants_of(one.locale):
            if tag not in taken:
                variant = as_variant(tx, edition_row, edition, tag)
                # A region that counts its own approvals alone may have none yet.
                if any(unit.state is State.APPROVED for unit in variant.units):
                    versions.append(Version(variant, one.published, base=one.locale))
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


def _changed(tx: Transaction, edition_id: int) -> dt.datetime | None:
    """When the texts of an edition last changed."""
    latest: dt.datetime | None = tx.session.scalar(
        sa.select(sa.func.max(Revision.at)).where(Revision.edition_id == edition_id)
    )
    return latest
