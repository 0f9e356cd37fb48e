"""The translation memory and its index."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, now


class MemoryEntry(Base):
    """A pair of texts from earlier work."""

    __tablename__ = "memory_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_locale: Mapped[str]
    target_locale: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    previous: Mapped[str] = mapped_column(server_default="", default="")
    following: Mapped[str] = mapped_column(server_default="", default="")
    approved: Mapped[bool] = mapped_column(server_default=sa.true(), default=True)
    origin: Mapped[str] = mapped_column(server_default="", default="")
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id", ondelete="SET NULL"), unique=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)


class MemoryGram(Base):
    """Posting: the entry has this n-gram among its rarest.

    It has no foreign key and no index by entry, which would cost as much again as a posting itself, and there are
    sixteen for each entry. Whoever deletes an entry takes its postings away; one without its entry finds nothing.
    """

    __tablename__ = "memory_grams"
    gram: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy as a class attribute


class MemoryGramCount(Base):
    """In how many entries an n-gram occurs; decides which ones are rare."""

    __tablename__ = "memory_gram_counts"
    gram: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy as a class attribute
