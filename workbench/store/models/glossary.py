"""Concepts, their terms and their history; what is said of them, and what a change of them leaves to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.store.models.base import Base, key, now


class Concept(Base):
    """A meaning with an id; `data` of its revisions is the whole concept with its terms."""

    __tablename__ = "concepts"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    domain: Mapped[str] = mapped_column(server_default="", default="")
    definition: Mapped[str] = mapped_column(server_default="", default="")
    note: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str] = mapped_column(server_default="agreed", default="agreed")
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    scope: Mapped[str] = mapped_column(server_default="", default="")
    relations: Mapped[list[Any]] = mapped_column(server_default="[]", default=list)
    terms: Mapped[list[Term]] = relationship(
        order_by="Term.ordinal", cascade="all, delete-orphan", back_populates="concept", lazy="selectin"
    )


class Term(Base):
    """One expression of a concept in one locale."""

    __tablename__ = "terms"
    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = key("concepts.id", cascade=True)
    ordinal: Mapped[int]
    locale: Mapped[str]
    text: Mapped[str]
    status: Mapped[str]
    flags: Mapped[dict[str, Any]]
    concept: Mapped[Concept] = relationship(back_populates="terms")


class ConceptRevision(Base):
    """One entry of a concept's history."""

    __tablename__ = "concept_revisions"
    __table_args__ = (sa.Index(None, "concept_uid", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    concept_uid: Mapped[str]
    number: Mapped[int]
    action: Mapped[str]
    origin: Mapped[str]
    data: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    conflict: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    save_key: Mapped[str | None] = mapped_column(unique=True)


class ConceptComment(Base):
    """One remark in the discussion of a concept; it outlives the concept, like its history."""

    __tablename__ = "concept_comments"
    __table_args__ = (sa.Index(None, "concept_uid", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    concept_uid: Mapped[str]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)


class ConceptNotice(Base):
    """Tells whoever proposed a concept that it was settled; `state` is what became of it, empty when it was removed."""

    __tablename__ = "concept_notices"
    __table_args__ = (sa.Index(None, "user_id", "seen_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = key("users.id", cascade=True, index=False)
    concept_uid: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime | None]


class Recheck(Base):
    """An approved unit that a change of the glossary concerns: somebody has to look, nothing reopens it by itself.

    `reason` is that of the change; `outcome` is `left`, `returned` or `changed`, and `answer` why it was left.
    """

    __tablename__ = "rechecks"
    __table_args__ = (
        sa.Index(
            "ix_rechecks_open",
            "unit_id",
            "concept_uid",
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    concept_uid: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = key("users.id", nullable=True)
    outcome: Mapped[str] = mapped_column(server_default="", default="")
    answer: Mapped[str] = mapped_column(server_default="", default="")
