"""Alignment pages, their rows and their steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.store.models.base import Base, key, now
from workbench.store.models.texts import SourceText


class Alignment(Base):
    """A finished translation that somebody brought along, while it is being aligned with its source.

    `aligned` is false as long as its rows are nothing but the paragraphs that were brought; `digest` tells two
    translations apart; `doubts` are sentences about the two texts as a whole, with their values.
    """

    __tablename__ = "alignments"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = key("source_texts.id", cascade=True)
    locale: Mapped[str]
    digest: Mapped[str] = mapped_column(server_default="", default="")
    aligned: Mapped[bool] = mapped_column(server_default=sa.true(), default=True)
    doubts: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    step: Mapped[int] = mapped_column(server_default="0", default=0)
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    accepted_at: Mapped[dt.datetime | None]
    source_text: Mapped[SourceText] = relationship(lazy="joined", innerjoin=True)


class AlignmentRow(Base):
    """One row of an alignment page; `position` counts from 0 without gaps.

    The index holds everything that the head of the page asks of all rows, so that no text is read for it. It is not
    unique: rows below an edit move one after the other.
    """

    __tablename__ = "alignment_rows"
    __table_args__ = (
        sa.Index("ix_alignment_rows_outline", "alignment_id", "position", "pinned", "confidence", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    alignment_id: Mapped[int] = key("alignments.id", cascade=True, index=False)
    position: Mapped[int]
    source: Mapped[list[Any]]
    target: Mapped[list[Any]]
    kinds: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    confidence: Mapped[float]
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    pinned: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)


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
