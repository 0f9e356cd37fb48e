"""Queries over source texts, segments, editions and units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from workbench.states import State
from workbench.store.database import Transaction
from workbench.store.models import Edition, Revision, Segment, SourceText, Unit, UnitSegment

# Made once, and one statement: every save runs it.
_UNIT = sa.select(Unit).where(Unit.id == sa.bindparam("unit_id")).options(joinedload(Unit.links))
_UNIT_TO_WRITE = _UNIT.with_for_update(of=Unit)
_INSERT_REVISION = sa.insert(Revision).returning(Revision.id)
_BY_KEY = sa.select(Revision.id).where(Revision.save_key == sa.bindparam("key"))


def source_text(tx: Transaction, slug: str) -> SourceText | None:
    """The source text at this address; a transaction that writes has it for itself, as SQLite has the whole file."""
    query = sa.select(SourceText).where(SourceText.slug == slug)
    return tx.session.scalar(query.with_for_update() if tx.writes else query)


def segments(tx: Transaction, source_text_id: int) -> list[Segment]:
    """The segments in text order, without the retired ones."""
    query = (
        sa.select(Segment)
        .where(Segment.source_text_id == source_text_id, Segment.retired_at.is_(None))
        .order_by(Segment.position)
    )
    return list(tx.session.scalars(query))


def edition(tx: Transaction, slug: str, locale: str) -> Edition | None:
    """The edition of a text in a locale."""
    return tx.session.scalar(
        sa.select(Edition).join(SourceText).where(SourceText.slug == slug, Edition.locale == locale)
    )


def unit(tx: Transaction, unit_id: int) -> Unit | None:
    """One unit with its edition and its source segments.

    A transaction that writes has it for itself: of two saves of one version, PostgreSQL would let both pass.
    """
    query = _UNIT_TO_WRITE if tx.writes else _UNIT
    return tx.session.scalars(query, {"unit_id": unit_id}).unique().one_or_none()


def add_revision(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Add an entry to a unit's history; gives its id."""
    return int(tx.execute(_INSERT_REVISION, values).scalar_one())


def revision_by_key(tx: Transaction, key: str) -> Revision | None:
    """The revision that a save with this key made."""
    revision_id = tx.execute(_BY_KEY, {"key": key}).scalar()
    return tx.session.get(Revision, revision_id) if revision_id is not None else None


def units(tx: Transaction, edition_id: int) -> list[Unit]:
    """All units of an edition in text order, with their segments, without the retired ones."""
    query = (
        sa.select(Unit)
        .where(Unit.edition_id == edition_id, Unit.retired_at.is_(None))
        .order_by(Unit.position)
        .options(selectinload(Unit.links))
    )
    return list(tx.session.scalars(query))


def with_sources(tx: Transaction, unit_ids: Sequence[int]) -> list[tuple[Unit, str]]:
    """Units by their ids, in that order, each with the source that it translates; retired units are left out."""
    if not unit_ids:
        return []
    loaded = joinedload(Unit.edition).joinedload(Edition.source_text)
    query = sa.select(Unit).where(Unit.id.in_(unit_ids), Unit.retired_at.is_(None)).order_by(Unit.id).options(loaded)
    sources: dict[int, list[str]] = {}
    for unit_id, content in tx.session.execute(
        sa.select(UnitSegment.unit_id, Segment.content)
        .join(Segment)
        .where(UnitSegment.unit_id.in_(unit_ids), Segment.retired_at.is_(None))
        .order_by(UnitSegment.unit_id, UnitSegment.ordinal)
    ):
        sources.setdefault(unit_id, []).append(content)
    return [(unit, "\n\n".join(sources.get(unit.id, []))) for unit in tx.session.scalars(query).unique()]


def counts_by_state(tx: Transaction, edition_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many units of each edition are in which state; all states are there, in their order."""
    result = {edition_id: dict.fromkeys((state.value for state in State), 0) for edition_id in edition_ids}
    query = (
        sa.select(Unit.edition_id, Unit.state, sa.func.count())
        .where(Unit.edition_id.in_(edition_ids), Unit.retired_at.is_(None))
        .group_by(Unit.edition_id, Unit.state)
    )
    for edition_id, state, count in tx.session.execute(query):
        result[edition_id][state] = count
    return result


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made: its source segments by id, and what it starts with."""

    segment_ids: tuple[int, ...]
    uid: str
    target: str = ""
    state: State = State.INITIAL
    omitted: str | None = None
    author_id: int | None = None


def add_units(
    tx: Transaction, edition: Edition, new: Iterable[NewUnit], *, first_position: int = 0, at: dt.datetime | None = None
) -> dict[str, int]:
    """Insert many units with their links in few statements; gives the id of each uid."""
    rows = list(new)
    if not rows:
        return {}
    # What is remembered of an edition's outline holds for one version of it.
    edition.version += 1
    tx.execute(
        sa.insert(Unit),
        [
            {
                "edition_id": edition.id,
                "uid": row.uid,
                "position": first_position + offset,
                "target": row.target,
                "state": row.state.value,
                "omitted": row.omitted,
                "author_id": row.author_id,
                "submitted_at": at if row.state is State.SUBMITTED else None,
            }
            for offset, row in enumerate(rows)
        ],
    )
    stored = tx.execute(sa.select(Unit.uid, Unit.id).where(Unit.edition_id == edition.id))
    ids = {row.uid: row.id for row in stored}
    links = [
        {"unit_id": ids[row.uid], "segment_id": segment_id, "ordinal": ordinal}
        for row in rows
        for ordinal, segment_id in enumerate(row.segment_ids)
    ]
    if links:
        tx.execute(sa.insert(UnitSegment), links)
    return {row.uid: ids[row.uid] for row in rows}


def renumber(tx: Transaction, positions: Mapping[int, int]) -> None:
    """Give units their places in the text: unit id to position."""
    if positions:
        tx.session.execute(
            sa.update(Unit), [{"id": unit_id, "position": position} for unit_id, position in positions.items()]
        )


def titles(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Address and title of every source text, by address."""
    rows = tx.session.execute(sa.select(SourceText.slug, SourceText.title).order_by(SourceText.slug))
    return tuple((slug, title) for slug, title in rows)
