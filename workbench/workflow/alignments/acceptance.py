"""Make an edition of an alignment, or throw it away.

To store the texts of a book takes a moment, to check them a minute. So the edition is made as one change, and what
follows from its texts (findings, words to search, the memory) comes behind in small steps: at once for a short text, in
the background for a long one. It can be worked on meanwhile: whoever saves a text has it checked as ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import sqlalchemy as sa

from workbench.alignment.edits import Row
from workbench.findings import N_
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, Revision, Segment, Unit, User, now
from workbench.workflow import jobs, units
from workbench.workflow import texts as text_work
from workbench.workflow.alignments import followup, rows
from workbench.workflow.alignments.rows import AlreadyAccepted, Stale
from workbench.workflow.errors import Invalid
from workbench.workflow.permissions import Role, require

# What is checked while somebody waits: so many units take a second or two.
AT_ONCE = 500


def accept(
    store: Store,
    alignment_id: int,
    *,
    by: User | None,
    state: State = State.DRAFT,
    version: int | None = None,
    later: bool = False,
) -> int:
    """Make an edition of an alignment; gives the edition's id.

    Args:
        store: the database.
        alignment_id: which alignment.
        by: who accepts it; None on the command line.
        state: `draft`, or `approved` where an editor says that the translation was published like this.
        version: the page's version that was looked at; None on the command line.
        later: check the units of a long text in the background.

    Raises:
        NotAllowed: approved texts are brought in by editors only.
        AlreadyAccepted: it has become an edition before.
        Stale: the page was changed after `version`.
        Busy: it is being aligned.
        Invalid: another state is asked for, or somebody began an edition meanwhile.
    """
    if state not in (State.DRAFT, State.APPROVED):
        raise Invalid(N_("A translation is brought in as draft or as approved."), field="state")
    with store.read() as tx:
        alignment = _acceptable(tx, alignment_id, state, by)
        seen = alignment.version if version is None else version
        segment_ids = _segment_ids(tx, alignment.source_text_id)
        page = rows.load(tx, alignment_id)
    made = [(unit, row.reason) for row in page if (unit := _new_unit(row, segment_ids, state, by))]
    new = [unit for unit, _ in made]
    waits = later and len(new) > AT_ONCE
    with store.begin() as tx:
        alignment = _acceptable(tx, alignment_id, state, by)
        if alignment.version != seen:
            raise Stale
        edition = text_work.add_edition(tx, alignment.source_text, alignment.locale, by=by)
        ids = texts.add_units(tx, edition, new, at=now())
        _record(tx, edition.id, by)
        _explain(tx, {ids[unit.uid]: reason for unit, reason in made if reason and not unit.segment_ids})
        covered = {segment_id for unit in new for segment_id in unit.segment_ids}
        if covered != set(_segment_ids(tx, alignment.source_text_id).values()):
            # The source changed while the page was open.
            units.follow_source(tx, edition, edited={})
        alignment.accepted_at = now()
        what = f"edition:{alignment.source_text.slug}/{alignment.locale}"
        tx.log("accept-alignment", what, by=by, state=state.value)
        what_follows = (followup.JOB, f"edition:{edition.id}", {"edition": edition.id, "alignment": alignment_id})
        if waits:
            jobs.enqueue(tx, *what_follows, by=by)
            return edition.id
        begun = jobs.begin(store, tx, *what_follows, by=by)
    jobs.do(begun, followup.follow_up)
    return edition.id


def discard(store: Store, alignment_id: int, *, version: int, by: User) -> str:
    """Throw an alignment away that was not accepted, also while it is being aligned; gives its text's address.

    Raises:
        AlreadyAccepted: it has become an edition.
        Stale: somebody went on working on it after `version`.
    """
    with store.begin() as tx:
        alignment = rows.get(tx, alignment_id)
        require(by, Role.TRANSLATOR, alignment.locale)
        if alignment.accepted_at is not None:
            raise AlreadyAccepted
        if alignment.version != version:
            raise Stale
        slug = alignment.source_text.slug
        # Its rows and steps go with it.
        tx.session.delete(alignment)
        tx.log("discard-alignment", rows.subject(alignment_id), by=by, text=slug, locale=alignment.locale)
        return slug


def _acceptable(tx: Transaction, alignment_id: int, state: State, by: User | None) -> Alignment:
    alignment = rows.get(tx, alignment_id)
    if by is not None:
        require(by, Role.EDITOR if state is State.APPROVED else Role.TRANSLATOR, alignment.locale)
    if alignment.accepted_at is not None:
        raise AlreadyAccepted
    rows.require_idle(tx, alignment_id)
    if not alignment.aligned:
        raise Invalid(N_("This translation is not aligned with its source yet."), field="alignment")
    return alignment


def _segment_ids(tx: Transaction, source_text_id: int) -> dict[str, int]:
    query = sa.select(Segment.uid, Segment.id).where(
        Segment.source_text_id == source_text_id, Segment.retired_at.is_(None)
    )
    return {row.uid: row.id for row in tx.execute(query)}


def _new_unit(row: Row, segment_ids: Mapping[str, int], state: State, by: User | None) -> texts.NewUnit | None:
    sources = tuple(segment_ids[uid] for uid in row.source if uid in segment_ids)
    target = "\n\n".join(row.target)
    author = by.id if by else None
    if not sources and not target.strip():
        return None
    uid = next((uid for uid in row.source if uid in segment_ids), None) or f"added-{secrets.token_hex(4)}"
    if target.strip():
        return texts.NewUnit(sources, uid, target, state, None, author)
    # An omission that nobody explained is a passage still to be translated.
    return texts.NewUnit(sources, uid, "", state if row.reason else State.INITIAL, row.reason or None, author)


def _record(tx: Transaction, edition_id: int, by: User | None) -> None:
    """Begin the history of units that were brought in; approved ones remember which text was approved."""
    same = (Unit.edition_id, Unit.target, Unit.state, Unit.omitted)
    first = {"number": 1, "action": "bring in", "origin": "brought in", "user_id": by.id if by else None, "at": now()}
    said = (sa.literal(value, getattr(Revision, name).type) for name, value in first.items())
    tx.execute(
        sa.insert(Revision).from_select(
            ["unit_id", *(column.key for column in same), *first],
            sa.select(Unit.id, *same, *said).where(Unit.edition_id == edition_id, Unit.state != State.INITIAL.value),
        )
    )
    newest = sa.select(sa.func.max(Revision.id)).where(Revision.unit_id == Unit.id).scalar_subquery()
    tx.execute(
        sa.update(Unit)
        .where(Unit.edition_id == edition_id, Unit.state == State.APPROVED.value)
        .values(approved_revision_id=newest)
    )


def _explain(tx: Transaction, reasons: Mapping[int, str]) -> None:
    """Say in the history of units without a source what they are, such as a translator's note."""
    for unit_id, reason in reasons.items():
        tx.execute(sa.update(Revision).where(Revision.unit_id == unit_id).values(reason=reason))
