"""Keep a text that came too late, and answer a save that came twice like the first time."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from workbench import text
from workbench.findings import N_
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Revision, Unit, User
from workbench.workflow.errors import Conflict, Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, require
from workbench.workflow.units.steps import Saved, get, saved


def settle_conflict(store: Store, revision_id: int, *, by: User) -> int:
    """Say that a text which came too late was looked at; it stays in the history. Gives the unit's id."""
    with store.begin() as tx:
        revision = tx.session.get(Revision, revision_id)
        if revision is None or not revision.conflict:
            raise NotFound(N_("There is no such conflict."))
        unit = get(tx, revision.unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        if not revision.settled:
            revision.settled = True
            tx.log("settle-conflict", f"unit:{unit.uid}", by=by)
        return unit.id


def by_key(tx: Transaction, unit: Unit, key: str) -> Revision | None:
    """The revision of a unit that this save made already.

    Raises:
        NotAllowed: the key belongs to another unit.
    """
    revision = texts.revision_by_key(tx, key)
    if revision is not None and revision.unit_id != unit.id:
        raise NotAllowed(N_("This save belongs to another unit."))
    return revision


def answer_again(tx: Transaction, unit: Unit, earlier: Revision) -> Saved | Conflict:
    """Answer a save that arrived before as it was answered then.

    Whoever saved since is not skipped: the answer names the version of then, on which the next save is based.
    """
    if earlier.conflict:
        return conflict_of(tx, unit, earlier)
    now_saved = saved(tx, unit, changed=False)
    if earlier.number == unit.version:
        return now_saved
    return replace(now_saved, version=earlier.number, state=State(earlier.state), target=earlier.target)


def keep(
    tx: Transaction, unit: Unit, target: str, *, version: int, key: str | None, by: User | None, origin: str = "typed"
) -> Conflict:
    """Store a text that came too late beside the unit's own, in the history and in the log."""
    revision = Revision(
        unit_id=unit.id,
        edition_id=unit.edition_id,
        # A version that the unit never had tells nothing: after a restore, a device may know a later one.
        number=min(max(version, 0), unit.version),
        action="conflict",
        origin=origin,
        target=target,
        state=unit.state,
        conflict=True,
        user_id=by.id if by else None,
        save_key=key,
    )
    tx.session.add(revision)
    tx.session.flush()
    tx.log("conflict", f"unit:{unit.edition.source_text.slug}/{unit.edition.locale}/{unit.uid}", by=by)
    return conflict_of(tx, unit, revision)


def keep_conflict(
    tx: Transaction,
    unit: Unit,
    target: str,
    *,
    base_version: int,
    origin: str,
    by: User | None = None,
    key: str | None = None,
) -> Conflict:
    """Keep a text that came too late, or from outside, beside the unit's own; gives what to tell about it."""
    earlier = by_key(tx, unit, key) if key else None
    if earlier is not None and earlier.conflict:
        return conflict_of(tx, unit, earlier)
    # A text that was the unit's own when it was sent first has used its key up.
    key = key if earlier is None else None
    return keep(tx, unit, target, version=base_version, key=key, by=by, origin=origin)


def conflict_of(tx: Transaction, unit: Unit, late: Revision) -> Conflict:
    """Both texts of a conflict, and both changes in one where they do not touch the same words."""
    base = tx.session.scalar(
        sa.select(Revision.target)
        .where(Revision.unit_id == unit.id, Revision.number <= late.number, Revision.conflict.is_(False))
        .order_by(Revision.id.desc())
        .limit(1)
    )
    merged = text.merge(base or "", unit.target, late.target, locale=unit.edition.locale)
    return Conflict(
        N_("This passage was changed by somebody else meanwhile; both texts are kept."),
        revision_id=late.id,
        version=unit.version,
        current=unit.target,
        yours=late.target,
        merged=merged,
    )


def sent_before(tx: Transaction, unit: Unit, target: str, *, key: str) -> Revision | None:
    """The revision of this same text that was sent with this key before, or None.

    Raises:
        NotAllowed: the key belongs to another unit.
        Invalid: it is no key, or was used for another text.
    """
    if not 8 <= len(key) <= 80 or not key.isascii():
        raise Invalid(N_("A save needs a key of 8 to 80 ASCII characters."), field="key")
    earlier = by_key(tx, unit, key)
    if earlier is not None and earlier.target != target:
        raise Invalid(N_("This key was used for another text; send the text again with a new key."), field="key")
    return earlier
