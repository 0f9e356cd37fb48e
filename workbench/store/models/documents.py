"""Documents that were read and wait to be kept, and the pictures of texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class Arrival(Base):
    """A document that somebody brought and that waits for their word; nothing else knows of it until then.

    `document` has its segments, metadata and notes, `digest` knows it again when it is sent twice, `lost` is what of
    the file's own text was not taken.
    """

    __tablename__ = "arrivals"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = key("users.id", cascade=True)
    source_text_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("source_texts.id", ondelete="CASCADE"), index=True, nullable=True
    )
    purpose: Mapped[str]
    form: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="", default="")
    title: Mapped[str] = mapped_column(server_default="", default="")
    digest: Mapped[str] = mapped_column(server_default="", default="")
    document: Mapped[dict[str, Any]]
    lost: Mapped[list[Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class ArrivalPicture(Base):
    """A picture of a document that waits."""

    __tablename__ = "arrival_pictures"
    arrival_id: Mapped[int] = mapped_column(sa.ForeignKey("arrivals.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary())


class Picture(Base):
    """A picture of a source text; its name is made of its content, unless somebody put it into the folder."""

    __tablename__ = "pictures"
    source_text_id: Mapped[int] = mapped_column(sa.ForeignKey("source_texts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary())
