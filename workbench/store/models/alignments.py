"""Alignment pages and their steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.store.models.base import Base, key, now
from workbench.store.models.texts import SourceText


class Alignment(Base):
    """A finished translation that somebody brought along, while it is being aligned with its source."""

    __tablename__ = "alignments"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = key("source_texts.id", cascade=True)
    locale: Mapped[str]
    rows: Mapped[list[Any]]
    step: Mapped[int] = mapped_column(server_default="0", default=0)
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    accepted_at: Mapped[dt.datetime | None]
    source_text: Mapped[SourceText] = relationship(lazy="joined")


class AlignmentStep(Base):
    """One edit of an alignment page, kept so that it can be undone and done again."""

    __tablename__ = "alignment_steps"
    __table_args__ = (sa.UniqueConstraint("alignment_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    alignment_id: Mapped[int] = key("alignments.id", cascade=True, index=False)
    number: Mapped[int]
    action: Mapped[str]
    splice: Mapped[dict[str, Any]]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
