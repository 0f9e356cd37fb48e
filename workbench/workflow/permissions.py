"""Who may do what. Every use case asks here; no page decides for itself.

A role is held site-wide or for one locale. A keeper may do everything; an editor may translate; everybody with an
account may read. Whoever holds a role for a region alone, such as Taiwan, has it in the variants of that region.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.store.database import Transaction
from workbench.store.models import RoleGrant, User
from workbench.workflow.errors import NotAllowed


class Role(enum.StrEnum):
    """What somebody may do, from least to most."""

    READER = "reader"
    TRANSLATOR = "translator"
    EDITOR = "editor"
    KEEPER = "keeper"


_RANK = {role.value: rank for rank, role in enumerate(Role)}


def has_role(user: User | None, role: Role, locale: str = "") -> bool:
    """Whether `user` holds `role` or a higher one in `locale`, or site-wide."""
    if user is None or user.deactivated_at is not None:
        return False
    if role is Role.READER:
        return bool(user.roles)
    return any(
        grant.role == Role.KEEPER or (_RANK[grant.role] >= _RANK[role] and grant.locale in ("", locale))
        for grant in user.roles
    )


def is_keeper(user: User | None) -> bool:
    """Whether `user` looks after the house."""
    return has_role(user, Role.KEEPER)


def edits_anything(user: User | None) -> bool:
    """Whether there is any locale of editions that `user` is an editor of; a region has only variants."""
    return any(has_role(user, Role.EDITOR, tag) for tag in languages.WORKING)


def translates_anything(user: User | None) -> bool:
    """Whether there is any locale that `user` translates into."""
    return _holds_anywhere(user, Role.TRANSLATOR)


def may_correct_variant(user: User | None, base: str, variant: str) -> bool:
    """Whether `user` may correct what is derived: a translator of the variant's locale, or an editor of the base's."""
    return has_role(user, Role.EDITOR, base) or _has_variant_role(user, Role.TRANSLATOR, variant)


def may_approve_variant(user: User | None, base: str, variant: str) -> bool:
    """Whether `user` may approve what is derived: an editor of the variant's locale or of the base's."""
    return has_role(user, Role.EDITOR, base) or _has_variant_role(user, Role.EDITOR, variant)


def _has_variant_role(user: User | None, role: Role, variant: str) -> bool:
    """A role for a script holds in its regions too."""
    return has_role(user, role, variant) or has_role(user, role, languages.base(variant))


def _holds_anywhere(user: User | None, role: Role) -> bool:
    if user is None or user.deactivated_at is not None:
        return False
    return any(_RANK[grant.role] >= _RANK[role] for grant in user.roles)


def require(user: User | None, role: Role, locale: str = "") -> User:
    """Give `user` back, or refuse.

    Raises:
        NotAllowed: `user` has not the role.
    """
    if user is None or not has_role(user, role, locale):
        raise NotAllowed(
            N_("This needs the role of %(role)s."),
            role=role.value,
            locale=locale,
        )
    return user


def has_other_editor(tx: Transaction, user: User, locale: str) -> bool:
    """Whether the locale has an editor besides `user`: only then may nobody approve their own work."""
    query = (
        sa.select(sa.func.count())
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.EDITOR,
            RoleGrant.locale.in_(("", locale)),
            RoleGrant.user_id != user.id,
            User.deactivated_at.is_(None),
        )
    )
    return bool(tx.session.scalar(query))
