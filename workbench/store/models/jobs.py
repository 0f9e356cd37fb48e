"""Work that takes longer than a page may take."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class Job(Base):
    """A piece of work for the background; `arguments` are ids only, what it works on lies in the tables.

    `subject` names what it works on, as the audit log does, and has one open job at a time. `worker` is who has claimed
    it and says every few seconds, by `heartbeat_at`, that it is still at it. `problem` is why it failed: a sentence
    with its values.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index(None, "state", "id"),
        sa.Index(
            "uq_jobs_open_subject",
            "subject",
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="waiting", default="waiting")
    done: Mapped[int] = mapped_column(server_default="0", default=0)
    total: Mapped[int] = mapped_column(server_default="0", default=0)
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    worker: Mapped[str] = mapped_column(server_default="", default="")
    heartbeat_at: Mapped[dt.datetime | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    ended_at: Mapped[dt.datetime | None]
