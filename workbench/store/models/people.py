"""Accounts, roles, invitations and sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.store.models.base import Base, key, now


class User(Base):
    """Somebody with an account. The name is a pseudonym; nothing else about a person is kept."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="en")
    theme: Mapped[str] = mapped_column(server_default="auto")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    deactivated_at: Mapped[dt.datetime | None]
    roles: Mapped[list[RoleGrant]] = relationship(back_populates="user", cascade="all, delete-orphan", lazy="selectin")


class RoleGrant(Base):
    """What somebody may do: site-wide where `locale` is empty, else for the editions in that locale."""

    __tablename__ = "roles"
    __table_args__ = (sa.UniqueConstraint("user_id", "role", "locale"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = key("users.id", cascade=True)
    role: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="")
    user: Mapped[User] = relationship(back_populates="roles")


class Invitation(Base):
    """A link that makes one account. Only the digest of its token is kept."""

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    grants: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[int | None] = key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    used_by: Mapped[int | None] = key("users.id", nullable=True)
    revoked_at: Mapped[dt.datetime | None]


class Session(Base):
    """One signed-in browser; ending it here ends it there."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = key("users.id", cascade=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    user: Mapped[User] = relationship(lazy="joined")


class SignInAttempt(Base):
    """A failed sign-in, counted for the limit; the account is kept as a keyed digest."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (sa.Index(None, "account_digest", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_digest: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)
