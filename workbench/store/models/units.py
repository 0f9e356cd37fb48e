"""Units with all that hangs on them: history, findings, waivers, comments, suggestions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.states import State
from workbench.store.models.base import Base, key, now
from workbench.store.models.texts import Edition, Segment


class Unit(Base):
    """A bead of an edition with its translation and its review state."""

    __tablename__ = "units"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "uid"),
        sa.Index(None, "edition_id", "position"),
        sa.Index(None, "state", "submitted_at"),
        sa.CheckConstraint("state IN ('initial', 'draft', 'returned', 'submitted', 'approved')", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = key("editions.id", cascade=True, index=False)
    uid: Mapped[str]
    position: Mapped[int]
    target: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str] = mapped_column(server_default=State.INITIAL.value, default=State.INITIAL.value)
    stale: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    previous_source: Mapped[str] = mapped_column(server_default="", default="")
    omitted: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    author_id: Mapped[int | None] = key("users.id", nullable=True)
    approved_revision_id: Mapped[int | None]
    submitted_at: Mapped[dt.datetime | None]
    retired_at: Mapped[dt.datetime | None]
    edition: Mapped[Edition] = relationship(lazy="joined")
    links: Mapped[list[UnitSegment]] = relationship(
        order_by="UnitSegment.ordinal", cascade="all, delete-orphan", back_populates="unit"
    )


class UnitSegment(Base):
    """Which source segments a unit translates, in order."""

    __tablename__ = "unit_segments"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("segments.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    ordinal: Mapped[int]
    unit: Mapped[Unit] = relationship(back_populates="links")
    segment: Mapped[Segment] = relationship(lazy="joined")


class Revision(Base):
    """One entry of a unit's history; never changed, never deleted.

    `number` is the unit's version after it; a conflicting text that was kept beside the unit has the version that
    it met. `save_key` was made on the device: a save that arrives twice finds its own revision. `replaced` is what an
    approval put in the place of something else, so that it can be taken back.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        sa.Index(None, "unit_id", "id"),
        sa.Index(None, "edition_id", "id"),
        # Nearly no revision is one; without this, the desk would read the whole history of its units.
        sa.Index(
            "ix_revisions_unsettled",
            "unit_id",
            sqlite_where=sa.text("conflict AND NOT settled"),
            postgresql_where=sa.text("conflict AND NOT settled"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True, index=False)
    edition_id: Mapped[int] = key("editions.id", cascade=True, index=False)
    number: Mapped[int]
    action: Mapped[str]
    origin: Mapped[str]
    target: Mapped[str]
    state: Mapped[str]
    omitted: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    conflict: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    settled: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    save_key: Mapped[str | None] = mapped_column(unique=True)
    replaced: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))


class Finding(Base):
    """What the checks found in a unit's present text."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    key: Mapped[str]
    check: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    values: Mapped[dict[str, Any]]
    start: Mapped[int | None]
    end: Mapped[int | None]
    source_start: Mapped[int | None]
    source_end: Mapped[int | None]
    concept: Mapped[str | None]
    found: Mapped[str] = mapped_column(server_default="", default="")
    expected: Mapped[list[Any]]
    replacement: Mapped[str | None]
    waived: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)


class Waiver(Base):
    """An editor's word that a finding is right as it is, with the reason.

    `reach` tells how far it holds: `place` for its unit, `text` for the unit's edition, `always` for all editions in
    the locale of that edition.
    """

    __tablename__ = "waivers"
    __table_args__ = (
        # Nearly all waivers hold for their unit alone.
        sa.Index(
            "ix_waivers_wide",
            "finding_key",
            sqlite_where=sa.text("reach <> 'place'"),
            postgresql_where=sa.text("reach <> 'place'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    finding_key: Mapped[str]
    reach: Mapped[str] = mapped_column(server_default="place", default="place")
    reason: Mapped[str]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[int | None] = key("users.id", nullable=True)


class Comment(Base):
    """One remark about a unit; an answer names the remark that it answers."""

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)
    resolved_at: Mapped[dt.datetime | None]
    resolved_by: Mapped[int | None] = key("users.id", nullable=True)


class Suggestion(Base):
    """Another wording for a unit, offered beside its text."""

    __tablename__ = "suggestions"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    target: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    at: Mapped[dt.datetime] = mapped_column(default=now)
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = key("users.id", nullable=True)


class Presence(Base):
    """Who has which unit open; a row without a sign of life is forgotten."""

    __tablename__ = "presence"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
