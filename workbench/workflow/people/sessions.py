"""Sign in and out, and change or reset a password."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Session, SignInAttempt, User, now
from workbench.workflow import settings
from workbench.workflow.errors import NotAllowed, TooManyAttempts
from workbench.workflow.people.accounts import account, find_user, folded, named
from workbench.workflow.people.credentials import check_password, digest_of, dummy_hash, hash_password, verify

SESSION_DAYS = 60

ATTEMPTS_PER_HOUR = 10


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token goes into the cookie and nowhere else."""

    user: User
    token: str


def sign_in(store: Store, *, name: str, password: str) -> SignedIn:
    """Begin a session.

    Raises:
        TooManyAttempts: ten failed attempts for this name within the hour.
        NotAllowed: name and password do not belong together; the message does not tell which is wrong.
    """
    with store.read() as tx:
        digest = _account_digest(tx, name)
        _refuse_many_attempts(tx, digest)
        user = named(tx, name)
        if user is not None and user.deactivated_at is not None:
            user = None
    # An unknown name costs the same time as a wrong password, so that names cannot be tried out.
    right = verify(user.password_hash if user else dummy_hash(), password) and user is not None
    with store.begin() as tx:
        if not right or user is None:
            tx.session.add(SignInAttempt(account_digest=digest))
            failure = NotAllowed(N_("Name or password is wrong."))
        else:
            _forget_attempts(tx, digest)
            return SignedIn(user, new_session(tx, user))
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


def new_session(tx: Transaction, user: User) -> str:
    """Begin a session, inside a transaction of the caller; gives its token."""
    token = secrets.token_urlsafe(32)
    tx.session.execute(sa.delete(Session).where(Session.expires_at < now()))
    tx.session.add(
        Session(token_digest=digest_of(token), user_id=user.id, expires_at=now() + dt.timedelta(days=SESSION_DAYS))
    )
    return token


def sign_out(store: Store, token: str) -> None:
    """End the session of this token."""
    with store.begin() as tx:
        tx.session.execute(sa.delete(Session).where(Session.token_digest == digest_of(token)))


def sign_out_elsewhere(store: Store, token: str, *, by: User) -> int:
    """End all sessions of `by` but this one; gives their number."""
    with store.begin() as tx:
        others = tx.session.scalars(
            sa.select(Session.id).where(Session.user_id == by.id, Session.token_digest != digest_of(token))
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
        return tx.session.scalars(_WHO, {"digest": digest_of(token), "now": now()}).unique().one_or_none()


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
    if not verify(by.password_hash, old):
        with store.begin() as tx:
            tx.session.add(SignInAttempt(account_digest=digest))
        raise NotAllowed(N_("The present password is wrong."))
    check_password(new, by.name)
    hashed = hash_password(new)
    with store.begin() as tx:
        account(tx, by.id).password_hash = hashed
        tx.session.execute(sa.delete(Session).where(Session.user_id == by.id, Session.token_digest != digest_of(token)))
        tx.log("change-password", f"user:{by.id}", by=by)


def reset_password(store: Store, name: str, new: str) -> None:
    """Give an account a new password from the command line, where the keeper of the machine acts.

    All its sessions end.

    Raises:
        NotFound: there is no such account.
        Invalid: the password is too short.
    """
    user = find_user(store, name)
    check_password(new, user.name)
    hashed = hash_password(new)
    with store.begin() as tx:
        account(tx, user.id).password_hash = hashed
        tx.session.execute(sa.delete(Session).where(Session.user_id == user.id))
        digest = _account_digest(tx, user.name)
        tx.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.account_digest == digest))
        tx.log("reset-password", f"user:{user.id}", by=None)


def _account_digest(tx: Transaction, name: str) -> str:
    key = (settings.get(tx, settings.SECRET_KEY) or "").encode()[:64]
    return hashlib.blake2b(folded(name).encode(errors="replace"), key=key).hexdigest()[:32]
