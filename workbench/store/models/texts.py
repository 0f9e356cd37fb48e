"""Source texts, their segments and their editions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.store.models.base import Base, key, now


class SourceText(Base):
    """A document to be translated."""

    __tablename__ = "source_texts"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str]
    title: Mapped[str]
    meta: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    segments: Mapped[list[Segment]] = relationship(
        back_populates="source_text",
        order_by="Segment.position",
        primaryjoin="and_(Segment.source_text_id == SourceText.id, Segment.retired_at.is_(None))",
        viewonly=True,
    )
    editions: Mapped[list[Edition]] = relationship(back_populates="source_text", order_by="Edition.locale")


class Segment(Base):
    """One block of a source text; a block that the source lost is retired, not deleted."""

    __tablename__ = "segments"
    __table_args__ = (
        sa.UniqueConstraint("source_text_id", "uid"),
        sa.Index(None, "source_text_id", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = key("source_texts.id", cascade=True, index=False)
    uid: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    level: Mapped[int] = mapped_column(server_default="0", default=0)
    prefix: Mapped[str] = mapped_column(server_default="", default="")
    gap: Mapped[str] = mapped_column(server_default="\n\n", default="\n\n")
    content: Mapped[str]
    digest: Mapped[str]
    retired_at: Mapped[dt.datetime | None]
    source_text: Mapped[SourceText] = relationship(back_populates="segments", viewonly=True)


class Edition(Base):
    """One source text in one target locale."""

    __tablename__ = "editions"
    __table_args__ = (sa.UniqueConstraint("source_text_id", "locale"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = key("source_texts.id", cascade=True, index=False)
    locale: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    source_text: Mapped[SourceText] = relationship(back_populates="editions", lazy="joined")
