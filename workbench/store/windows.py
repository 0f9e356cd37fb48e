"""Queries of the desk. Each statement is made once: to make one costs more of the processor than to run it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench.store.database import Transaction
from workbench.store.findings import open_findings
from workbench.store.models import Comment, Edition, Revision, Segment, Setting, SourceText, Unit, UnitSegment


@dataclass(frozen=True)
class Head:
    """What a window needs to know of its edition.

    Attributes:
        newest_revision, newest_at: of the edition, None where nothing was written yet.
        edition_version, text_version: they count up when units come, go or move.
        setting: value of the setting that was asked for.
        position: of the unit that was asked for, else of the one that the person wrote in last, else None.
    """

    edition_id: int
    title: str
    source_locale: str
    edition_version: int
    text_version: int
    newest_revision: int | None
    newest_at: dt.datetime | None
    setting: str | None
    position: int | None


def _head() -> sa.Select[Any]:
    edition, text, unit, revision, setting = (
        model.__table__ for model in (Edition, SourceText, Unit, Revision, Setting)
    )

    def newest(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        query = sa.select(*columns).where(revision.c.edition_id == edition.c.id)
        return query.order_by(revision.c.id.desc()).limit(1)

    here = sa.select(unit.c.position).where(unit.c.edition_id == edition.c.id)
    asked = here.where(unit.c.uid == sa.bindparam("around"))
    own = newest(revision.c.unit_id).where(revision.c.user_id == sa.bindparam("user_id"))
    last = here.where(unit.c.id == own.correlate(edition).scalar_subquery(), unit.c.retired_at.is_(None))
    return (
        sa.select(
            edition.c.id,
            text.c.title,
            text.c.locale,
            edition.c.version,
            text.c.version,
            newest(revision.c.id).correlate(edition).scalar_subquery(),
            newest(revision.c.at).correlate(edition).scalar_subquery(),
            sa.select(setting.c.value).where(setting.c.key == sa.bindparam("setting")).scalar_subquery(),
            sa.case(
                (sa.bindparam("around") != "", asked.correlate(edition).scalar_subquery()),
                else_=last.correlate(edition).scalar_subquery(),
            ),
        )
        .select_from(edition.join(text, text.c.id == edition.c.source_text_id))
        .where(text.c.slug == sa.bindparam("slug"), edition.c.locale == sa.bindparam("locale"))
    )


def _rows() -> sa.Select[Any]:
    unit, link, segment, comment, revision = (
        model.__table__ for model in (Unit, UnitSegment, Segment, Comment, Revision)
    )
    found = open_findings(unit.c.id)
    comments = sa.select(sa.func.count()).where(comment.c.unit_id == unit.c.id, comment.c.resolved_at.is_(None))
    conflicts = sa.select(sa.func.count()).where(
        revision.c.unit_id == unit.c.id, revision.c.conflict.is_(True), revision.c.settled.is_(False)
    )
    return (
        sa.select(
            unit.c.id,
            unit.c.uid,
            unit.c.position,
            unit.c.version,
            unit.c.state,
            unit.c.stale,
            unit.c.target,
            unit.c.omitted,
            found.scalar_subquery(),
            comments.scalar_subquery(),
            conflicts.scalar_subquery(),
            segment.c.uid,
            segment.c.kind,
            segment.c.level,
            segment.c.content,
            segment.c.retired_at,
        )
        .select_from(
            unit.outerjoin(link, link.c.unit_id == unit.c.id).outerjoin(segment, segment.c.id == link.c.segment_id)
        )
        .where(unit.c.id.in_(sa.bindparam("ids", expanding=True)))
        .order_by(unit.c.position, unit.c.id, link.c.ordinal)
    )


_HEAD = _head()
_ROWS = _rows()


def head(tx: Transaction, slug: str, locale: str, *, around: str, user_id: int, setting: str) -> Head | None:
    """The edition, and where to open it: at the unit `around`, or where the person wrote last."""
    values = {"slug": slug, "locale": locale, "around": around, "user_id": user_id, "setting": setting}
    row = tx.execute(_HEAD, values).first()
    return None if row is None else Head(*tuple(row))


def places(tx: Transaction, conditions: Sequence[sa.ColumnElement[bool]]) -> list[tuple[int, int, str]]:
    """Position, id and state of the units that fulfil the conditions, in text order."""
    query = sa.select(Unit.position, Unit.id, Unit.state).where(*conditions).order_by(Unit.position, Unit.id)
    return [tuple(row) for row in tx.execute(query)]


def rows(tx: Transaction, unit_ids: Sequence[int]) -> Sequence[sa.Row[Any]]:
    """Units with the numbers of what is open in them: one row for each segment, in text order."""
    return tx.execute(_ROWS, {"ids": unit_ids}).all()
