"""Talk about a unit: remarks, answers, and the word that something is settled."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Comment, Unit, User, now
from workbench.workflow import units
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, require
from workbench.workflow.wording import storable


def comment(store: Store, unit_id: int, *, text: str, by: User, parent_id: int | None = None) -> int:
    """Leave a remark about a unit, or an answer to one; gives its id. Sent twice in a row, it is one remark.

    Raises:
        Invalid: it is empty or too long.
        NotFound: the remark that it answers is not about this unit.
    """
    require(by, Role.READER)
    text = units.clean_reason(text, empty=N_("Write something first."))
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        if parent_id is not None:
            parent = tx.session.get(Comment, parent_id)
            if parent is None or parent.unit_id != unit.id:
                raise NotFound(N_("The remark that this answers is gone."))
            parent_id = parent.parent_id or parent.id
        newest = tx.session.scalar(
            sa.select(Comment).where(Comment.unit_id == unit.id).order_by(Comment.id.desc()).limit(1)
        )
        if newest is not None and (newest.user_id, newest.parent_id, newest.text) == (by.id, parent_id, text):
            return newest.id
        return _add(tx, unit, text, by, parent_id)


def keep(tx: Transaction, unit: Unit, text: str, *, by: User) -> None:
    """Keep what a file says about a unit as a remark, or several where it is longer than one may be.

    A remark that the unit has, or had until it was settled, is not left again, so a file may come twice.
    """
    text = storable(text, field="file")
    for start in range(0, len(text), units.MAX_REASON):
        piece = text[start : start + units.MAX_REASON].strip()
        known = sa.select(Comment.id).where(Comment.unit_id == unit.id, Comment.text == piece).limit(1)
        if piece and tx.session.scalar(known) is None:
            _add(tx, unit, piece, by)


def _add(tx: Transaction, unit: Unit, text: str, by: User, parent_id: int | None = None) -> int:
    row = Comment(unit_id=unit.id, parent_id=parent_id, user_id=by.id, text=text)
    tx.session.add(row)
    tx.session.flush()
    tx.log("comment", f"unit:{unit.uid}", by=by)
    return row.id


def resolve(store: Store, comment_id: int, *, by: User, resolved: bool = True) -> int:
    """Say that a thread is settled, or open it again; gives the unit's id."""
    with store.begin() as tx:
        row = tx.session.get(Comment, comment_id)
        if row is None:
            raise NotFound(N_("There is no such remark."))
        unit = units.get(tx, row.unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        if (row.resolved_at is not None) is not resolved:
            row.resolved_at = now() if resolved else None
            row.resolved_by = by.id if resolved else None
            tx.log("resolve-comment" if resolved else "reopen-comment", f"unit:{unit.uid}", by=by)
        return unit.id
