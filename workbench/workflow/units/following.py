"""Bring the units of an edition in line with a source that changed."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench.store import search, texts
from workbench.store.database import Transaction
from workbench.store.models import Edition, Unit, now
from workbench.workflow.units.steps import refresh_findings, source_of


def follow_source(tx: Transaction, edition: Edition, *, edited: Mapping[int, str | None]) -> None:
    """Bring an edition's units in line with its changed source.

    Args:
        edited: what the segments that were edited, came or went said before, by segment id; None for those that
            were not there.
    """
    segments = texts.segments(tx, edition.source_text_id)
    place = {segment.id: segment.position for segment in segments}
    query = sa.select(Unit).where(Unit.edition_id == edition.id).order_by(Unit.position)
    every = list(tx.session.scalars(query.options(selectinload(Unit.links))))
    covered: set[int] = set()
    anchor: dict[int, float] = {}
    last = -1.0
    for unit in every:
        here = [link.segment_id for link in unit.links if link.segment_id in place]
        if unit.links and not here:
            unit.retired_at = unit.retired_at or now()
            continue
        if here:
            last = min(place[segment_id] for segment_id in here)
            covered.update(here)
            if any(link.segment_id in edited for link in unit.links):
                _follow(tx, unit, edited)
            unit.retired_at = None
        # An insertion stays behind the unit that it followed.
        anchor[unit.id] = last
    missing = [s for s in segments if s.id not in covered]
    taken = {unit.uid for unit in every}
    new = [texts.NewUnit((s.id,), s.uid if s.uid not in taken else f"{s.uid}-{edition.id}") for s in missing]
    tx.session.flush()
    ids = texts.add_units(tx, edition, new, first_position=len(every))
    search.add(tx, ((ids[unit.uid], s.content, "") for unit, s in zip(new, missing, strict=True)))
    for unit_new, segment in zip(new, missing, strict=True):
        anchor[ids[unit_new.uid]] = segment.position
    inserted = {unit.id for unit in every if not unit.links}
    order = sorted(anchor, key=lambda unit_id: (anchor[unit_id], unit_id in inserted, unit_id))
    texts.renumber(tx, {unit_id: position for position, unit_id in enumerate(order)})
    edition.version += 1
    tx.session.flush()
    tx.session.expire_all()


def _follow(tx: Transaction, unit: Unit, before: Mapping[int, str | None]) -> None:
    """Mark a unit as stale whose source changed; a source that says again what was translated is stale no more."""
    source = source_of(unit)
    search.update_source(tx, unit.id, source)
    if not (unit.target.strip() or unit.omitted):
        return
    if not unit.stale and unit.retired_at is None:
        unit.previous_source = _source_before(unit, before)
    unit.stale = bool(unit.previous_source) and unit.previous_source != source
    if not unit.stale:
        unit.previous_source = ""
    refresh_findings(tx, unit)


def _source_before(unit: Unit, before: Mapping[int, str | None]) -> str:
    said = (
        before.get(link.segment_id, link.segment.content if link.segment.retired_at is None else None)
        for link in unit.links
    )
    return "\n\n".join(content for content in said if content is not None)
