"""Invitations: links that make one account each."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Invitation, RoleGrant, User, now
from workbench.workflow import settings
from workbench.workflow.errors import NotFound
from workbench.workflow.people.accounts import (
    Grant,
    checked_grants,
    checked_name,
    folded,
    grants_of,
    new_user,
)
from workbench.workflow.people.credentials import check_password, digest_of, hash_password, verify
from workbench.workflow.people.sessions import SignedIn, new_session
from workbench.workflow.permissions import Role, require
from workbench.workflow.wording import line

INVITATION_DAYS = 14

MAX_NOTE = 200


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be used."""

    id: int
    grants: tuple[Grant, ...]
    note: str
    expires_at: dt.datetime


def first_invitation(store: Store) -> str | None:
    """Make the link with which the keeper makes the first account; None once there is a keeper."""
    with store.begin() as tx:
        keepers = tx.session.scalar(
            sa.select(sa.func.count()).select_from(RoleGrant).where(RoleGrant.role == Role.KEEPER)
        )
        if keepers:
            return None
        # An older first link must not stay valid beside the new one.
        tx.session.execute(
            sa.update(Invitation)
            .where(Invitation.created_by.is_(None), Invitation.used_at.is_(None))
            .values(revoked_at=now())
        )
        token = secrets.token_urlsafe(32)
        _new_invitation(tx, [(Role.KEEPER, "")], note="", by=None, token=token)
        return token


def invite(store: Store, grants: Sequence[Grant], *, by: User, note: str = "", key: str = "") -> str:
    """Make an invitation for one person; gives the token, which is shown once.

    Args:
        key: made with the form, different for each; a form that is sent twice makes one invitation.

    Raises:
        NotAllowed: `by` is no keeper.
        Invalid: no role, or an unknown locale.
    """
    require(by, Role.KEEPER)
    grants, note = checked_grants(grants), line(note, field="note")[:MAX_NOTE]
    with store.begin() as tx:
        token = _token_of(tx, key, by) if key else secrets.token_urlsafe(32)
        known = tx.session.scalar(sa.select(Invitation.id).where(Invitation.token_digest == digest_of(token)))
        if known is None:
            _new_invitation(tx, grants, note=note, by=by, token=token)
            tx.log("invite", "invitation", by=by, roles=[role.value for role, _ in grants])
    return token


def _token_of(tx: Transaction, key: str, by: User) -> str:
    """The token that belongs to a form: neither the form nor the database alone gives it away."""
    secret = (settings.get(tx, settings.SECRET_KEY) or "").encode()
    message = f"invitation {by.id} {key}".encode(errors="replace")
    return urlsafe_b64encode(hmac.digest(secret, message, "sha256")).decode().rstrip("=")


def _new_invitation(tx: Transaction, grants: Sequence[Grant], *, note: str, by: User | None, token: str) -> None:
    tx.session.add(
        Invitation(
            token_digest=digest_of(token),
            grants=[[role.value, locale] for role, locale in grants],
            note=note,
            created_by=by.id if by else None,
            expires_at=now() + dt.timedelta(days=INVITATION_DAYS),
        )
    )


def open_invitations(store: Store, *, by: User) -> list[OpenInvitation]:
    """List the invitations that nobody used yet."""
    require(by, Role.KEEPER)
    with store.read() as tx:
        rows = tx.session.scalars(
            sa.select(Invitation)
            .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now())
            .order_by(Invitation.id)
        )
        return [OpenInvitation(row.id, grants_of(row.grants), row.note, row.expires_at) for row in rows]


def revoke_invitation(store: Store, invitation_id: int, *, by: User) -> None:
    """Make an invitation useless."""
    require(by, Role.KEEPER)
    with store.begin() as tx:
        invitation = tx.session.get(Invitation, invitation_id)
        if invitation is None:
            raise NotFound(N_("There is no such invitation."))
        if invitation.used_at is None and invitation.revoked_at is None:
            invitation.revoked_at = now()
            tx.log("revoke-invitation", f"invitation:{invitation_id}", by=by)


def look_at_invitation(store: Store, token: str) -> OpenInvitation:
    """Show what an invitation offers.

    Raises:
        NotFound: unknown, used, revoked or expired; the message does not tell which.
    """
    with store.read() as tx:
        row = _usable(tx, token)
        return OpenInvitation(row.id, grants_of(row.grants), row.note, row.expires_at)


def join(store: Store, token: str, *, name: str, password: str, locale: str) -> SignedIn:
    """Make an account with an invitation, which is used up by it; a form that was sent twice makes one account.

    Raises:
        NotFound: the invitation cannot be used.
        Invalid: the name is taken or empty, or the password too short.
    """
    name = checked_name(name)
    check_password(password, name)
    hashed = hash_password(password)
    with store.begin() as tx:
        joined = _joined_with(tx, token)
        if joined is not None and folded(joined.name) == folded(name) and verify(joined.password_hash, password):
            return SignedIn(joined, new_session(tx, joined))
        invitation = _usable(tx, token)
        user = new_user(tx, name, hashed, grants_of(invitation.grants), locale)
        invitation.used_at = now()
        invitation.used_by = user.id
        tx.log("join", f"user:{user.id}", by=user)
        return SignedIn(user, new_session(tx, user))


def _joined_with(tx: Transaction, token: str) -> User | None:
    """Who made an account with this invitation within the hour."""
    query = (
        sa.select(User)
        .join(Invitation, Invitation.used_by == User.id)
        .where(
            Invitation.token_digest == digest_of(token),
            Invitation.used_at > now() - dt.timedelta(hours=1),
            User.deactivated_at.is_(None),
        )
    )
    return tx.session.scalar(query)


def _usable(tx: Transaction, token: str) -> Invitation:
    query = sa.select(Invitation).where(
        Invitation.token_digest == digest_of(token),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    # Of two people with one link, the second waits here and finds it used.
    row = tx.session.scalar(query.with_for_update() if tx.writes else query)
    if row is None:
        raise NotFound(N_("This invitation was used already, has expired or was withdrawn; ask for a new one."))
    return row
