"""Variants of an edition: what people chose where script conversion had to choose."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class Override(Base):
    """A choice of script conversion made by hand, anchored on the base text that it was made on."""

    __tablename__ = "overrides"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    variant: Mapped[str]
    start: Mapped[int]
    base_text: Mapped[str]
    before: Mapped[str] = mapped_column(server_default="", default="")
    after: Mapped[str] = mapped_column(server_default="", default="")
    chosen: Mapped[str]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
