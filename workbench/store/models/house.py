"""Audit log, sync and settings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class AuditEntry(Base):
    """Who changed what, and when; without texts, addresses or devices."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[int | None] = key("users.id", nullable=True, index=False)
    action: Mapped[str]
    object: Mapped[str]
    details: Mapped[dict[str, Any]]


class SyncBase(Base):
    """What folder and database agreed on at the last sync: the base of the three-way merge.

    A digest tells whether something changed. A source text is merged by paragraphs, so the whole of it stands here too.
    """

    __tablename__ = "sync_bases"
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class Setting(Base):
    """A setting or a counter of the house."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
