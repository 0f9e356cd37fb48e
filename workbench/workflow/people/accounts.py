"""Accounts and their roles."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import RoleGrant, Session, User, now
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.people.credentials import check_password, hash_password
from workbench.workflow.permissions import Role, is_keeper, require
from workbench.workflow.wording import line

MAX_NAME = 60

Grant = tuple[Role, str]


@dataclass(frozen=True)
class Person:
    """Somebody as the keeper sees them."""

    id: int
    name: str
    grants: tuple[Grant, ...]
    created_at: dt.datetime
    active: bool


def add_user(store: Store, *, name: str, password: str, grants: Sequence[Grant], locale: str = "en") -> User:
    """Make an account from the command line, where the keeper of the machine acts."""
    name = checked_name(name)
    check_password(password, name)
    hashed = hash_password(password)
    with store.begin() as tx:
        user = new_user(tx, name, hashed, checked_grants(grants), locale)
        tx.log("add-user", f"user:{user.id}", by=None)
        return user


def new_user(tx: Transaction, name: str, hashed: str, grants: Sequence[Grant], locale: str) -> User:
    """Make an account, inside a transaction of the caller."""
    if named(tx, name) is not None:
        raise Invalid(N_("This name is taken; choose another one."), field="name")
    user = User(name=name, password_hash=hashed, locale=languages.parse(locale).tag)
    user.roles = [RoleGrant(role=role.value, locale=where) for role, where in grants]
    tx.session.add(user)
    tx.session.flush()
    return user


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
        user = named(tx, name)
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
    grants = checked_grants(grants)
    with store.begin() as tx:
        user = account(tx, user_id)
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
        user = account(tx, user_id)
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
        user = account(tx, by.id)
        if locale is not None:
            user.locale = languages.parse(locale).tag
        if theme in ("auto", "light", "dark"):
            user.theme = theme


def named(tx: Transaction, name: str) -> User | None:
    """The account of a name, in any case: neither database folds the case of all letters, so it is done here."""
    wanted = folded(name)
    names = tx.session.execute(sa.select(User.id, User.name))
    found = next((user_id for user_id, known in names if folded(known) == wanted), None)
    return None if found is None else tx.session.get(User, found)


def folded(name: str) -> str:
    """A name as it is compared: case, width and spaces make no other person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def account(tx: Transaction, user_id: int) -> User:
    """The account of this id.

    Raises:
        NotFound: there is none.
    """
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


def grants_of(stored: Sequence[Sequence[str]]) -> tuple[Grant, ...]:
    """Roles as they are stored, as values."""
    return tuple((Role(role), locale) for role, locale in stored)


def checked_grants(grants: Sequence[Grant]) -> list[Grant]:
    """Roles as they are stored: each once, in a working locale or in a region that has variants of its own.

    Raises:
        Invalid: there is none.
    """
    if not grants:
        raise Invalid(N_("Choose at least one role."), field="roles")
    # A keeper is one everywhere.
    checked = {(Role(role), _role_locale(locale) if locale and role != Role.KEEPER else "") for role, locale in grants}
    return sorted(checked)


def _role_locale(tag: str) -> str:
    known = languages.parse(tag).tag
    return known if known in languages.REGIONAL else languages.base(known)


def checked_name(name: str) -> str:
    """A name as it is stored.

    Raises:
        Invalid: it is empty, too long or has characters that cannot be seen.
    """
    name = line(name, field="name")
    if not name or len(name) > MAX_NAME:
        raise Invalid(N_("A name has 1 to %(most)s characters."), most=MAX_NAME, field="name")
    if not name.isprintable():
        raise Invalid(N_("A name has only characters that can be seen."), field="name")
    return name
