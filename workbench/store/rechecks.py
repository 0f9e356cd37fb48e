"""Approved units that a change of the glossary concerns, until somebody settled what becomes of them."""

from __future__ import annotations

import enum

import sqlalchemy as sa

from workbench.store.database import Transaction
from workbench.store.models import Recheck, User, now


class Outcome(enum.StrEnum):
    """What became of a unit on the list."""

    LEFT = "left"
    RETURNED = "returned"
    CHANGED = "changed"
    APPROVED = "approved"


_SETTLE = sa.update(Recheck).where(Recheck.unit_id == sa.bindparam("of_unit"), Recheck.settled_at.is_(None))


def add(tx: Transaction, unit_id: int, concept_uid: str, *, reason: str, by: User | None) -> bool:
    """Put a unit onto the list; where it stands there for this concept already, for the newer reason.

    Returns:
        Whether it came new.
    """
    is_open = sa.select(Recheck).where(
        Recheck.unit_id == unit_id, Recheck.concept_uid == concept_uid, Recheck.settled_at.is_(None)
    )
    listed = tx.session.scalar(is_open)
    if listed is not None:
        listed.reason, listed.user_id, listed.at = reason, by.id if by else None, now()
        return False
    tx.session.add(Recheck(unit_id=unit_id, concept_uid=concept_uid, reason=reason, user_id=by.id if by else None))
    tx.session.flush()
    return True


def settle(
    tx: Transaction, unit_id: int, outcome: Outcome, *, by: User | None, concept_uid: str = "", answer: str = ""
) -> None:
    """Take a unit off the list.

    Args:
        concept_uid: only what this concept has against it.
        answer: why it was left or returned.
    """
    statement = _SETTLE.where(Recheck.concept_uid == concept_uid) if concept_uid else _SETTLE
    tx.execute(
        statement.values(settled_at=now(), settled_by=by.id if by else None, outcome=outcome.value, answer=answer),
        {"of_unit": unit_id},
    )
