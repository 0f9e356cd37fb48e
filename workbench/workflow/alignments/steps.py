"""Edit an alignment, take edits back, and do them again.

Whoever sends an edit says which version of the page it was made on. A page that moved on meanwhile refuses it, but
for one case: the same edit by the same person, sent twice by a double click or after a lost answer, is answered again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench.alignment import edits
from workbench.alignment.edits import ImpossibleEdit, Row, Splice
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, AlignmentStep, User
from workbench.workflow import units
from workbench.workflow.alignments import rows as stored
from workbench.workflow.alignments.rows import Stale, StoredRows, dump_splice, load_splice, writable
from workbench.workflow.errors import Invalid

Edit = Callable[[Sequence[Row]], Splice]
_BLANK_LINES = re.compile(r"\n[ \t]*(?=\n)")


@dataclass(frozen=True)
class Edited:
    """What a step did: the page's new version, and the rows that gave way to others."""

    version: int
    splice: Splice


def edit(store: Store, alignment_id: int, action: str, change: Edit, *, version: int, by: User) -> Edited:
    """Apply one edit of `workbench.alignment.edits`, or of those below.

    Args:
        store: the database.
        alignment_id: which alignment.
        action: what the step is called in the history.
        change: gives the splice for the rows as they stand.
        version: the page's version that the edit was made on.
        by: who does it.

    Raises:
        Stale: the page was changed after `version`.
        AlreadyAccepted: it has become an edition.
        Busy: it is being aligned.
        ImpossibleEdit: the edit does not fit the rows.
    """
    # What the edit comes to is worked out before anybody has to wait for it.
    with store.read() as tx:
        alignment = writable(tx, alignment_id, by=by)
        if alignment.version != version:
            again = _done_before(tx, alignment, action, change, version=version, by=by)
            if again is None:
                raise Stale
            return Edited(alignment.version, again)
        splice = change(StoredRows(tx, alignment_id))
    with store.begin() as tx:
        alignment = writable(tx, alignment_id, by=by)
        if alignment.version == version:
            take(tx, alignment, action, splice, by=by)
            return Edited(alignment.version, splice)
    # Somebody was quicker: it may have been the second click of the same person.
    return edit(store, alignment_id, action, change, version=version, by=by)


def take(tx: Transaction, alignment: Alignment, action: str, splice: Splice, *, by: User | None) -> None:
    """Do a step that was worked out for the page as it stands, inside a transaction of the caller."""
    # What was taken back before is forgotten as soon as something new is done.
    tx.session.execute(
        sa.delete(AlignmentStep).where(
            AlignmentStep.alignment_id == alignment.id, AlignmentStep.number > alignment.step
        )
    )
    tx.session.add(
        AlignmentStep(
            alignment_id=alignment.id,
            number=alignment.step + 1,
            action=action,
            splice=dump_splice(splice),
            user_id=by.id if by else None,
        )
    )
    _move_on(tx, alignment, splice, step=alignment.step + 1)


def undo(store: Store, alignment_id: int, *, step: int, version: int, by: User) -> Edited:
    """Take the step of this number back, which must be the last one.

    Raises:
        Stale: the page was changed after `version`.
        Invalid: there is no such step.
    """
    return _travel(store, alignment_id, step=step, to=step - 1, version=version, by=by)


def redo(store: Store, alignment_id: int, *, step: int, version: int, by: User) -> Edited:
    """Do the step of this number again, which must be the one taken back last."""
    return _travel(store, alignment_id, step=step, to=step, version=version, by=by)


def _travel(store: Store, alignment_id: int, *, step: int, to: int, version: int, by: User) -> Edited:
    with store.read() as tx:
        entry = _step(tx, writable(tx, alignment_id, by=by), step)
        if entry is None:
            raise Invalid(N_("There is no step left to undo or to do again."), field="step")
        splice = load_splice(entry.splice)
        splice = splice if to == step else splice.inverse()
    with store.begin() as tx:
        alignment = writable(tx, alignment_id, by=by)
        if alignment.step == to and alignment.version == version + 1:
            # The same button, pressed twice.
            return Edited(alignment.version, splice)
        if alignment.version != version or alignment.step != (step - 1 if to == step else step):
            raise Stale
        _move_on(tx, alignment, splice, step=to)
        return Edited(alignment.version, splice)


# --- edits that need more than the engine knows -----------------------------------------------------------------


def mend(rows: Sequence[Row], i: int, paragraph: int, text: str) -> Splice:
    """Put a corrected text in the place of a target paragraph; it stays one paragraph.

    Raises:
        Invalid: the text cannot be stored.
        ImpossibleEdit: there is no such paragraph, or nothing would be left of it.
    """
    return edits.set_text(rows, i, paragraph, _BLANK_LINES.sub("", units.clean(text)).strip())


def pin_until(rows: Sequence[Row], i: int) -> Splice:
    """Settle all rows from the first to the row `i`."""
    if not 0 <= i < len(rows):
        raise ImpossibleEdit(N_("There is no row %(row)s on this page; load it again."), row=i + 1)
    old = tuple(rows[: i + 1])
    return edits.trimmed(Splice(0, old, tuple(replace(row, pinned=True, confidence=1.0) for row in old)))


# --- pieces -----------------------------------------------------------------------------------------------------


def _move_on(tx: Transaction, alignment: Alignment, splice: Splice, *, step: int) -> None:
    stored.splice(tx, alignment.id, splice)
    alignment.step = step
    alignment.version += 1


def _step(tx: Transaction, alignment: Alignment, number: int) -> AlignmentStep | None:
    return tx.session.scalar(
        sa.select(AlignmentStep).where(AlignmentStep.alignment_id == alignment.id, AlignmentStep.number == number)
    )


def _done_before(
    tx: Transaction, alignment: Alignment, action: str, change: Edit, *, version: int, by: User
) -> Splice | None:
    """The splice of the last step, if it is this very edit."""
    entry = _step(tx, alignment, alignment.step)
    if alignment.version != version + 1 or entry is None or (entry.action, entry.user_id) != (action, by.id):
        return None
    done = load_splice(entry.splice)
    try:
        before = edits.apply(stored.load(tx, alignment.id), done.inverse())
        return done if change(before) == done else None
    except ImpossibleEdit:
        return None
