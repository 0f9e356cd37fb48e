"""Files that wait for the background, or for the person who asked for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class KeptFile(Base):
    """A file that is too large for the time of one page: brought to be read by a job, or made by one to be taken away.

    `purpose` says what it is for, `size` how many bytes it has, `details` what is to be told of it: what became of it,
    or what it was made from.
    """

    __tablename__ = "kept_files"
    # The job of a file that is gone must not meet another one under its number.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read by SQLAlchemy as a class attribute
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    purpose: Mapped[str]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger(), server_default="0", default=0)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class KeptPiece(Base):
    """A piece of a file, compressed."""

    __tablename__ = "kept_pieces"
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("kept_files.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary())
