"""Make an edition of an alignment, or throw it away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from workbench.alignment.edits import Row
from workbench.findings import N_
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import AlignmentStep, Revision, Unit, User, now
from workbench.workflow import review, units
from workbench.workflow import texts as text_work
from workbench.workflow.alignments.rows import AlreadyAccepted, Stale, get, load, writable
from workbench.workflow.errors import Invalid
from workbench.workflow.permissions import Role, require


def accept(
    store: Store, alignment_id: int, *, by: User | None, state: State = State.DRAFT, version: int | None = None
) -> int:
    """Make an edition of an alignment; gives the edition's id.

    Args:
        store: the database.
        alignment_id: which alignment.
        by: who accepts it; None on the command line.
        state: `draft`, or `approved` where an editor says that the translation was published like this.
        version: the page's version that was looked at; None on the command line.

    Raises:
        NotAllowed: approved texts are brought in by editors only.
        AlreadyAccepted: it has become an edition before.
        Stale: the page was changed after `version`.
        Invalid: another state is asked for, or somebody began an edition meanwhile.
    """
    if state not in (State.DRAFT, State.APPROVED):
        raise Invalid(N_("A translation is brought in as draft or as approved."), field="state")
    with store.begin() as tx:
        alignment = get(tx, alignment_id)
        if by is not None:
            require(by, Role.EDITOR if state is State.APPROVED else Role.TRANSLATOR, alignment.locale)
        if alignment.accepted_at is not None:
            raise AlreadyAccepted
        if version is not None and version != alignment.version:
            raise Stale
        edition = text_work.add_edition(tx, alignment.source_text, alignment.locale, by=by)
        segment_ids = {s.uid: s.id for s in texts.segments(tx, alignment.source_text_id)}
        new = [unit for row in load(alignment) for unit in _new_units(row, segment_ids, state, by)]
        covered = {segment_id for unit in new for segment_id in unit.segment_ids}
        ids = text_work.add_units(tx, edition, new)
        _record(tx, edition.id, new, ids, by)
        if covered != set(segment_ids.values()):
            # The source changed while the page was open.
            units.follow_source(tx, edition, edited={})
        alignment.accepted_at = now()
        for unit in texts.units(tx, edition.id):
            units.refresh_findings(tx, unit)
            if unit.state == State.APPROVED:
                review.remember(tx, unit)
        what = f"edition:{alignment.source_text.slug}/{alignment.locale}"
        tx.log("accept-alignment", what, by=by, state=state.value)
        return edition.id


def discard(store: Store, alignment_id: int, *, version: int, by: User) -> str:
    """Throw an alignment away that was not accepted; gives the address of its source text.

    Raises:
        AlreadyAccepted: it has become an edition.
        Stale: somebody went on working on it after `version`.
    """
    with store.begin() as tx:
        alignment = writable(tx, alignment_id, by=by)
        if alignment.version != version:
            raise Stale
        slug = alignment.source_text.slug
        tx.session.execute(sa.delete(AlignmentStep).where(AlignmentStep.alignment_id == alignment.id))
        tx.session.delete(alignment)
        tx.log("discard-alignment", f"alignment:{alignment_id}", by=by, text=slug, locale=alignment.locale)
        return slug


def _new_units(row: Row, segment_ids: dict[str, int], state: State, by: User | None) -> list[texts.NewUnit]:
    sources = tuple(segment_ids[uid] for uid in row.source if uid in segment_ids)
    target = "\n\n".join(row.target)
    author = by.id if by else None
    if not sources and not target.strip():
        return []
    uid = next((uid for uid in row.source if uid in segment_ids), None) or f"added-{secrets.token_hex(4)}"
    if not target.strip():
        # An omission that nobody explained is a passage still to be translated.
        reason = row.reason or None
        return [texts.NewUnit(sources, uid, "", state if reason else State.INITIAL, reason, author)]
    return [texts.NewUnit(sources, uid, target, state, None, author)]


def _record(
    tx: Transaction, edition_id: int, new: Sequence[texts.NewUnit], ids: dict[str, int], by: User | None
) -> None:
    """Begin the history of units that were brought in; approved ones remember which text was approved."""
    begun = [unit for unit in new if unit.state is not State.INITIAL]
    if not begun:
        return
    tx.session.execute(
        sa.insert(Revision),
        [
            {
                "unit_id": ids[unit.uid],
                "edition_id": edition_id,
                "number": 1,
                "action": "bring in",
                "origin": "brought in",
                "target": unit.target,
                "state": unit.state.value,
                "omitted": unit.omitted,
                "user_id": by.id if by else None,
                "at": now(),
            }
            for unit in begun
        ],
    )
    newest = sa.select(sa.func.max(Revision.id)).where(Revision.unit_id == Unit.id).scalar_subquery()
    tx.session.execute(
        sa.update(Unit)
        .where(Unit.edition_id == edition_id, Unit.state == State.APPROVED)
        .values(approved_revision_id=newest)
        .execution_options(synchronize_session=False)
    )
