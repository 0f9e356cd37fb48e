"""Talk about a concept, and tell whoever proposed one what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store import glossary as stored
from workbench.store.database import Store, Transaction
from workbench.store.models import ConceptComment, ConceptNotice, User, now
from workbench.workflow import units
from workbench.workflow.glossary.changing import get
from workbench.workflow.glossary.values import Notice, Remark
from workbench.workflow.permissions import Role, require

NOTICES = 20


def comment(store: Store, uid: str, *, text: str, by: User) -> int:
    """Leave a remark about a concept; gives its id. Sent twice in a row, it is one remark.

    Raises:
        NotFound: there is no such concept.
        Invalid: it is empty or too long.
    """
    require(by, Role.READER)
    text = units.clean_reason(text, empty=N_("Write something first."))
    with store.begin() as tx:
        get(tx, uid)
        newest = tx.session.scalar(_of(uid).order_by(ConceptComment.id.desc()).limit(1))
        if newest is not None and (newest.user_id, newest.text) == (by.id, text):
            return newest.id
        row = ConceptComment(concept_uid=uid, user_id=by.id, text=text)
        tx.session.add(row)
        tx.session.flush()
        tx.log("comment", f"concept:{uid}", by=by)
        return row.id


def remarks(tx: Transaction, uid: str) -> Iterator[Remark]:
    """The discussion of a concept, oldest first."""
    query = _of(uid).outerjoin(User, User.id == ConceptComment.user_id).add_columns(User.name)
    for row, name in tx.session.execute(query.order_by(ConceptComment.id)):
        yield Remark(row.id, name or "", row.at, row.text)


def _of(uid: str) -> sa.Select[ConceptComment]:
    return sa.select(ConceptComment).where(ConceptComment.concept_uid == uid)


# --- notices ------------------------------------------------------------------------------------------------------


def notices(store: Store, *, by: User) -> list[Notice]:
    """What became of one's proposals since one looked, newest first."""
    query = sa.select(ConceptNotice).where(ConceptNotice.user_id == by.id, ConceptNotice.seen_at.is_(None))
    with store.read() as tx:
        rows = tx.session.scalars(query.order_by(ConceptNotice.id.desc()).limit(NOTICES)).all()
        return [_notice(tx, row) for row in rows]


def _notice(tx: Transaction, row: ConceptNotice) -> Notice:
    concept = stored.concept(tx, row.concept_uid)
    first = concept.terms[0] if concept is not None and concept.terms else None
    name, locale = (first.text, first.locale) if first else (row.concept_uid, "")
    return Notice(row.id, row.concept_uid, name, locale, row.state, row.reason, row.at)


def notices_seen(store: Store, *, by: User, uid: str = "") -> None:
    """Say that one has looked at what became of one's proposals, or of this one alone."""
    mine = [ConceptNotice.user_id == by.id, ConceptNotice.seen_at.is_(None)]
    if uid:
        mine.append(ConceptNotice.concept_uid == uid)
    with store.read() as tx:
        if tx.session.scalar(sa.select(ConceptNotice.id).where(*mine).limit(1)) is None:
            return
    with store.begin() as tx:
        tx.session.execute(sa.update(ConceptNotice).where(*mine).values(seen_at=now()))
