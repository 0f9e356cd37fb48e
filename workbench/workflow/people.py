"""Look after people: invitations, accounts, sessions and roles.

Tokens are 256 bits from the system's generator; only their SHA-256 is stored, which suffices for secrets that
cannot be guessed. Passwords are hashed with Argon2id by the library's defaults (RFC 9106, low-memory profile).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import joinedload

from workbench import languages
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import AuditEntry, Invitation, RoleGrant, Session, SignInAttempt, User, now
from workbench.workflow import settings
from workbench.workflow.errors import Invalid, NotAllowed, NotFound, TooManyAttempts
from workbench.workflow.permissions import Role, is_keeper, require
from workbench.workflow.wording import line, storable

SESSION_DAYS = 60
INVITATION_DAYS = 14
ATTEMPTS_PER_HOUR = 10
MIN_PASSWORD = 8
MAX_PASSWORD = 256
MAX_NAME = 60
MAX_NOTE = 200

Grant = tuple[Role, str]


@dataclass(frozen=True)
class Person:
    """Somebody as the keeper sees them."""

    id: int
    name: str
    grants: tuple[Grant, ...]
    created_at: dt.datetime
    active: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be used."""

    id: int
    grants: tuple[Grant, ...]
    note: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token goes into the cookie and nowhere else."""

    user: User
    token: str


# --- invitations ------------------------------------------------------------------------------------------------


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
    grants, note = _checked(grants), line(note, field="note")[:MAX_NOTE]
    with store.begin() as tx:
        token = _token_of(tx, key, by) if key else secrets.token_urlsafe(32)
        known = tx.session.scalar(sa.select(Invitation.id).where(Invitation.token_digest == _digest(token)))
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
            token_digest=_digest(token),
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
        return [OpenInvitation(row.id, _grants(row.grants), row.note, row.expires_at) for row in rows]


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
        return OpenInvitation(row.id, _grants(row.grants), row.note, row.expires_at)


def join(store: Store, token: str, *, name: str, password: str, locale: str) -> SignedIn:
    """Make an account with an invitation, which is used up by it; a form that was sent twice makes one account.

    Raises:
        NotFound: the invitation cannot be used.
        Invalid: the name is taken or empty, or the password too short.
    """
    name = _checked_name(name)
    _check_password(password, name)
    hashed = _hasher().hash(password)
    with store.begin() as tx:
        joined = _joined_with(tx, token)
        if joined is not None and _folded(joined.name) == _folded(name) and _verify(joined.password_hash, password):
            return SignedIn(joined, _new_session(tx, joined))
        invitation = _usable(tx, token)
        user = _new_user(tx, name, hashed, _grants(invitation.grants), locale)
        invitation.used_at = now()
        invitation.used_by = user.id
        tx.log("join", f"user:{user.id}", by=user)
        return SignedIn(user, _new_session(tx, user))


def _joined_with(tx: Transaction, token: str) -> User | None:
    """Who made an account with this invitation within the hour."""
    query = (
        sa.select(User)
        .join(Invitation, Invitation.used_by == User.id)
        .where(
            Invitation.token_digest == _digest(token),
            Invitation.used_at > now() - dt.timedelta(hours=1),
            User.deactivated_at.is_(None),
        )
    )
    return tx.session.scalar(query)


def add_user(store: Store, *, name: str, password: str, grants: Sequence[Grant], locale: str = "en") -> User:
    """Make an account from the command line, where the keeper of the machine acts."""
    name = _checked_name(name)
    _check_password(password, name)
    hashed = _hasher().hash(password)
    with store.begin() as tx:
        user = _new_user(tx, name, hashed, _checked(grants), locale)
        tx.log("add-user", f"user:{user.id}", by=None)
        return user


def _new_user(tx: Transaction, name: str, hashed: str, grants: Sequence[Grant], locale: str) -> User:
    if _named(tx, name) is not None:
        raise Invalid(N_("This name is taken; choose another one."), field="name")
    user = User(name=name, password_hash=hashed, locale=languages.parse(locale).tag)
    user.roles = [RoleGrant(role=role.value, locale=where) for role, where in grants]
    tx.session.add(user)
    tx.session.flush()
    return user


def _usable(tx: Transaction, token: str) -> Invitation:
    query = sa.select(Invitation).where(
        Invitation.token_digest == _digest(token),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    # Of two people with one link, the second waits here and finds it used.
    row = tx.session.scalar(query.with_for_update() if tx.writes else query)
    if row is None:
        raise NotFound(N_("This invitation was used already, has expired or was withdrawn; ask for a new one."))
    return row


# --- sessions ---------------------------------------------------------------------------------------------------


def sign_in(store: Store, *, name: str, password: str) -> SignedIn:
    """Begin a session.

    Raises:
        TooManyAttempts: ten failed attempts for this name within the hour.
        NotAllowed: name and password do not belong together; the message does not tell which is wrong.
    """
    with store.read() as tx:
        digest = _account_digest(tx, name)
        _refuse_many_attempts(tx, digest)
        user = _named(tx, name)
        if user is not None and user.deactivated_at is not None:
            user = None
    # An unknown name costs the same time as a wrong password, so that names cannot be tried out.
    right = _verify(user.password_hash if user else _dummy_hash(), password) and user is not None
    with store.begin() as tx:
        if not right or user is None:
            tx.session.add(SignInAttempt(account_digest=digest))
            failure = NotAllowed(N_("Name or password is wrong."))
        else:
            _forget_attempts(tx, digest)
            return SignedIn(user, _new_session(tx, user))
    raise failure


def _refuse_many_attempts(tx: Transaction, digest: str) -> None:
    failed = tx.session.scalar(
        sa.select(sa.func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.account_digest == digest, SignInAttempt.at > _hour_ago())
    )
    if (failed or 0) >= ATTEMPTS_PER_HOUR:
        raise TooManyAttempts(N_("Too many failed attempts for this name; wait an hour or ask the keeper for help."))


def _forget_attempts(tx: Transaction, digest: str) -> None:
    """Forget an account's failed attempts, and those of others that count no more."""
    tx.session.execute(
        sa.delete(SignInAttempt).where(sa.or_(SignInAttempt.account_digest == digest, SignInAttempt.at < _hour_ago()))
    )


def _hour_ago() -> dt.datetime:
    return now() - dt.timedelta(hours=1)


def _new_session(tx: Transaction, user: User) -> str:
    token = secrets.token_urlsafe(32)
    tx.session.execute(sa.delete(Session).where(Session.expires_at < now()))
    tx.session.add(
        Session(token_digest=_digest(token), user_id=user.id, expires_at=now() + dt.timedelta(days=SESSION_DAYS))
    )
    return token


def sign_out(store: Store, token: str) -> None:
    """End the session of this token."""
    with store.begin() as tx:
        tx.session.execute(sa.delete(Session).where(Session.token_digest == _digest(token)))


def sign_out_elsewhere(store: Store, token: str, *, by: User) -> int:
    """End all sessions of `by` but this one; gives their number."""
    with store.begin() as tx:
        others = tx.session.scalars(
            sa.select(Session.id).where(Session.user_id == by.id, Session.token_digest != _digest(token))
        ).all()
        tx.session.execute(sa.delete(Session).where(Session.id.in_(others)))
        tx.log("end-sessions", f"user:{by.id}", by=by)
    return len(others)


# Every request asks this: made once, and one statement with the roles.
_WHO = (
    sa.select(User)
    .join(Session, Session.user_id == User.id)
    .where(
        Session.token_digest == sa.bindparam("digest"),
        Session.expires_at > sa.bindparam("now"),
        User.deactivated_at.is_(None),
    )
    .options(joinedload(User.roles))
)


def who(store: Store, token: str) -> User | None:
    """The person whose session this is, or None when it has ended."""
    with store.read() as tx:
        return tx.session.scalars(_WHO, {"digest": _digest(token), "now": now()}).unique().one_or_none()


# --- accounts ---------------------------------------------------------------------------------------------------


def people(store: Store, *, by: User) -> list[Person]:
    """List all accounts."""
    require(by, Role.KEEPER)
    with store.read() as tx:
        rows = tx.session.scalars(sa.select(User).order_by(User.name)).all()
        return [_person(row) for row in rows]


def list_users(store: Store) -> list[Person]:
    """List all accounts for the command line."""
    with store.read() as tx:
        return [_person(row) for row in tx.session.scalars(sa.select(User).order_by(User.name))]


def find_user(store: Store, name: str) -> User:
    """The account of this name.

    Raises:
        NotFound: there is none.
    """
    with store.read() as tx:
        user = _named(tx, name)
    if user is None:
        raise NotFound(N_("There is no account named %(name)s; `workbench user list` shows all."), name=name)
    return user


def set_roles(store: Store, user_id: int, grants: Sequence[Grant], *, by: User | None) -> None:
    """Replace what somebody may do; `by` is None on the command line.

    Raises:
        Invalid: this would leave the workbench without a keeper.
    """
    if by is not None:
        require(by, Role.KEEPER)
    grants = _checked(grants)
    with store.begin() as tx:
        user = _get(tx, user_id)
        if is_keeper(user) and Role.KEEPER not in {role for role, _ in grants}:
            _require_other_keeper(tx, user)
        user.roles = []
        tx.session.flush()
        user.roles = [RoleGrant(role=role.value, locale=where) for role, where in grants]
        tx.log("set-roles", f"user:{user_id}", by=by, roles=[f"{role.value}:{where}" for role, where in grants])


def deactivate(store: Store, user_id: int, *, by: User) -> None:
    """Close an account: its sessions end, its work stays."""
    require(by, Role.KEEPER)
    with store.begin() as tx:
        user = _get(tx, user_id)
        if user.deactivated_at is not None:
            return
        if is_keeper(user):
            _require_other_keeper(tx, user)
        user.deactivated_at = now()
        tx.session.execute(sa.delete(Session).where(Session.user_id == user_id))
        tx.log("deactivate", f"user:{user_id}", by=by)


def set_preferences(store: Store, *, by: User, locale: str | None = None, theme: str | None = None) -> None:
    """Remember the language and the theme that somebody reads in."""
    with store.begin() as tx:
        user = _get(tx, by.id)
        if locale is not None:
            user.locale = languages.parse(locale).tag
        if theme in ("auto", "light", "dark"):
            user.theme = theme


def change_password(store: Store, *, by: User, old: str, new: str, token: str) -> None:
    """Change one's password; all other sessions end.

    Raises:
        NotAllowed: the old password is wrong.
        TooManyAttempts: it was wrong ten times within the hour, here or on signing in.
        Invalid: the new one is too short.
    """
    with store.read() as tx:
        digest = _account_digest(tx, by.name)
        _refuse_many_attempts(tx, digest)
    if not _verify(by.password_hash, old):
        with store.begin() as tx:
            tx.session.add(SignInAttempt(account_digest=digest))
        raise NotAllowed(N_("The present password is wrong."))
    _check_password(new, by.name)
    hashed = _hasher().hash(new)
    with store.begin() as tx:
        _get(tx, by.id).password_hash = hashed
        tx.session.execute(sa.delete(Session).where(Session.user_id == by.id, Session.token_digest != _digest(token)))
        tx.log("change-password", f"user:{by.id}", by=by)


def reset_password(store: Store, name: str, new: str) -> None:
    """Give an account a new password from the command line, where the keeper of the machine acts.

    All its sessions end.

    Raises:
        NotFound: there is no such account.
        Invalid: the password is too short.
    """
    user = find_user(store, name)
    _check_password(new, user.name)
    hashed = _hasher().hash(new)
    with store.begin() as tx:
        _get(tx, user.id).password_hash = hashed
        tx.session.execute(sa.delete(Session).where(Session.user_id == user.id))
        digest = _account_digest(tx, user.name)
        tx.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.account_digest == digest))
        tx.log("reset-password", f"user:{user.id}", by=None)


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit log."""

    at: dt.datetime
    user: str
    action: str
    object: str


def audit_log(store: Store, *, by: User, before: int | None = None, limit: int = 100) -> list[AuditLine]:
    """The newest lines of the audit log, newest first."""
    require(by, Role.KEEPER)
    with store.read() as tx:
        query = (
            sa.select(AuditEntry.at, User.name, AuditEntry.action, AuditEntry.object)
            .outerjoin(User, User.id == AuditEntry.user_id)
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(AuditEntry.id < before)
        return [AuditLine(at, name or "", action, what) for at, name, action, what in tx.session.execute(query)]


# --- pieces -----------------------------------------------------------------------------------------------------


def _named(tx: Transaction, name: str) -> User | None:
    """The account of a name, in any case: neither database folds the case of all letters, so it is done here."""
    wanted = _folded(name)
    names = tx.session.execute(sa.select(User.id, User.name))
    found = next((user_id for user_id, known in names if _folded(known) == wanted), None)
    return None if found is None else tx.session.get(User, found)


def _folded(name: str) -> str:
    """A name as it is compared: case, width and spaces make no other person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _get(tx: Transaction, user_id: int) -> User:
    user = tx.session.get(User, user_id)
    if user is None:
        raise NotFound(N_("There is no such account."))
    return user


def _require_other_keeper(tx: Transaction, user: User) -> None:
    others = tx.session.scalar(
        sa.select(sa.func.count())
        .select_from(RoleGrant)
        .join(User)
        .where(RoleGrant.role == Role.KEEPER, RoleGrant.user_id != user.id, User.deactivated_at.is_(None))
    )
    if not others:
        raise Invalid(N_("The workbench needs a keeper; make somebody else a keeper first."), field="roles")


def _person(user: User) -> Person:
    grants = tuple((Role(grant.role), grant.locale) for grant in user.roles)
    return Person(user.id, user.name, grants, user.created_at, user.deactivated_at is None)


def _grants(stored: Sequence[Sequence[str]]) -> tuple[Grant, ...]:
    return tuple((Role(role), locale) for role, locale in stored)


def _checked(grants: Sequence[Grant]) -> list[Grant]:
    if not grants:
        raise Invalid(N_("Choose at least one role."), field="roles")
    # A keeper is one everywhere; texts are translated into working locales, not into their variants.
    checked = {
        (Role(role), languages.base(locale) if locale and role != Role.KEEPER else "") for role, locale in grants
    }
    return sorted(checked)


def _checked_name(name: str) -> str:
    name = line(name, field="name")
    if not name or len(name) > MAX_NAME:
        raise Invalid(N_("A name has 1 to %(most)s characters."), most=MAX_NAME, field="name")
    if not name.isprintable():
        raise Invalid(N_("A name has only characters that can be seen."), field="name")
    return name


def _check_password(password: str, name: str) -> None:
    storable(password, field="password")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise Invalid(
            N_("A password has %(least)s to %(most)s characters."),
            least=MIN_PASSWORD,
            most=MAX_PASSWORD,
            field="password",
        )
    if password.casefold() == name.casefold() or len(set(password)) < 4:
        raise Invalid(N_("This password is too easy to guess; a few words in a row make a good one."), field="password")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _dummy_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password[:MAX_PASSWORD].encode(errors="replace"))
    except VerifyMismatchError:
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _account_digest(tx: Transaction, name: str) -> str:
    key = (settings.get(tx, settings.SECRET_KEY) or "").encode()[:64]
    return hashlib.blake2b(_folded(name).encode(errors="replace"), key=key).hexdigest()[:32]
