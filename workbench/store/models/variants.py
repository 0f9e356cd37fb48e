"""Variants of an edition: what people chose where script conversion had to choose, and what they approved.

A variant itself is never stored: it is derived from the base text, these rows and the glossary. Every row keeps the
base text that it was made on. Whether it still holds is found by comparing that with the present one, so that no
way in which a text may change can forget to tell.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.models.base import Base, key, now


class Override(Base):
    """A choice of script conversion made by hand, anchored on the base text that it was made on.

    `base_text` are the characters that it stands for, `made_on` is the unit's whole text then. `confirms` says that
    the conversion gave the same already: somebody looked at the place and found it right. An override that was taken
    back or replaced has `ended_at` and stays as history.
    """

    __tablename__ = "overrides"
    __table_args__ = (sa.Index(None, "unit_id", "variant"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True)
    variant: Mapped[str]
    start: Mapped[int]
    base_text: Mapped[str]
    before: Mapped[str] = mapped_column(server_default="", default="")
    after: Mapped[str] = mapped_column(server_default="", default="")
    chosen: Mapped[str]
    made_on: Mapped[str] = mapped_column(server_default="", default="")
    confirms: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    ended_at: Mapped[dt.datetime | None]


class VariantApproval(Base):
    """The text of one unit in one variant as an editor approved it; the newest that was not withdrawn counts.

    It is in force, and its text frozen, while the unit's text is `base`; it is again when that text comes back.
    """

    __tablename__ = "variant_approvals"
    __table_args__ = (sa.Index(None, "unit_id", "variant"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = key("units.id", cascade=True, index=False)
    variant: Mapped[str]
    base: Mapped[str]
    text: Mapped[str]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[dt.datetime | None]


class ScriptRule(Base):
    """Words of the base and what a variant has for them, in one text or, without a source text, in all."""

    __tablename__ = "script_rules"
    __table_args__ = (sa.Index(None, "base_locale", "variant"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    base_locale: Mapped[str]
    variant: Mapped[str]
    source_text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("source_texts.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    chosen: Mapped[str]
    reason: Mapped[str]
    user_id: Mapped[int | None] = key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    ended_at: Mapped[dt.datetime | None]
