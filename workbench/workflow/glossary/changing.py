"""Change the glossary: add, propose, change, settle and remove concepts; each step is a line of their history."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from workbench.findings import N_
from workbench.glossary import Concept, Life
from workbench.store import glossary as stored
from workbench.store.database import Store, Transaction
from workbench.store.models import Concept as ConceptRow
from workbench.store.models import ConceptNotice, ConceptRevision, User
from workbench.workflow import renewal, settings, units
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.glossary.checking import checked, field, require_neighbours
from workbench.workflow.permissions import Role, edits_anything, translates_anything
from workbench.workflow.renewal import Renewed


def save(
    store: Store,
    concept: Concept,
    *,
    version: int,
    by: User,
    reason: str = "",
    key: str | None = None,
    later: bool = False,
) -> tuple[Concept, int]:
    """Store a new or a changed concept, and check the units again that it concerns; gives it with its version.

    Translators may propose new concepts; agreeing on them and changing agreed ones is for editors. Whoever proposed
    a concept is told when somebody else settles it.

    Args:
        version: the version that the change was based on, 0 for a new concept.
        reason: why, for the history and for the recheck list.
        key: different for each form that is shown; the same change sent twice with it is stored once.
        later: where it concerns many units, check them in the background.

    Raises:
        NotAllowed: `by` is neither editor nor, for a proposal, translator.
        Invalid: a field is empty or too long, the id is taken, or somebody changed the concept meanwhile.
    """
    concept, reason = checked(concept), field(reason, "reason")
    if not edits_anything(by) and not (translates_anything(by) and concept.state is Life.PROPOSED):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    with store.begin() as tx:
        earlier = tx.session.scalar(sa.select(ConceptRevision).where(ConceptRevision.save_key == key)) if key else None
        row = stored.concept(tx, concept.id)
        if earlier is not None and row is not None and _says(earlier, concept):
            return stored.value(row), row.version
        _require_present(row, version, by)
        require_neighbours(tx, concept)
        before = stored.value(row) if row is not None else None
        # A key that was used for another change, as by a page that the browser went back to, marks nothing.
        key = key if earlier is None else None
        action = "change" if row is not None else "add"
        entry = store_concept(tx, concept, action=action, origin="typed", by=by, reason=reason, key=key)
        if before is not None and before.state is not concept.state:
            _tell_proposer(tx, concept.id, state=concept.state.value, reason=reason, by=by)
        begun = renewal.put_in(store, tx, [entry], by=by)
    renewal.follow(begun, later=later)
    return concept, entry.number


def settle(
    store: Store, uid: str, *, state: str, version: int, by: User, reason: str = "", later: bool = False
) -> tuple[Concept, int]:
    """Bring a concept to another stage of its life; gives it with its version.

    Raises:
        NotFound: there is no such concept.
        NotAllowed: `by` is no editor.
        Invalid: there is no such stage, or somebody changed the concept meanwhile.
    """
    if state not in set(Life):
        raise Invalid(N_("Choose one of the states."), field="state")
    if not edits_anything(by):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    with store.read() as tx:
        row = get(tx, uid)
        concept, present = stored.value(row), row.version
    if concept.state == state:
        return concept, present
    return save(store, replace(concept, state=Life(state)), version=version, by=by, reason=reason, later=later)


def remove(store: Store, uid: str, *, version: int, by: User, reason: str, later: bool = False) -> Renewed:
    """Take a concept out of the glossary; its history stays, and adding its id again brings it back.

    Raises:
        NotFound: there is no such concept.
        NotAllowed: `by` is no editor.
        Invalid: no reason, or somebody changed the concept meanwhile.
    """
    if not edits_anything(by):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    reason = units.clean_reason(reason)
    with store.begin() as tx:
        row = get(tx, uid)
        if row.version != version:
            raise Invalid(N_("Somebody changed this concept meanwhile; look at it again."), field="version")
        entry = remove_concept(tx, row, origin="typed", by=by, reason=reason)
        _tell_proposer(tx, uid, state="", reason=reason, by=by)
        begun = renewal.put_in(store, tx, [entry], by=by)
    return renewal.follow(begun, later=later)


def recheck(store: Store, uid: str, *, by: User, later: bool = False) -> Renewed:
    """Check the units again that hold a term of a concept.

    Raises:
        NotAllowed: `by` translates into no locale.
    """
    if not translates_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)
    with store.read() as tx:
        get(tx, uid)
    return renewal.again(store, uid, by=by, later=later)


def get(tx: Transaction, uid: str) -> ConceptRow:
    """The row of a concept.

    Raises:
        NotFound: there is no such concept.
    """
    row = stored.concept(tx, uid)
    if row is None:
        raise NotFound(N_("There is no such concept in the glossary."), concept=uid)
    return row


# --- inside a transaction of the caller ---------------------------------------------------------------------------


def store_concept(
    tx: Transaction,
    concept: Concept,
    *,
    action: str,
    origin: str,
    by: User | None,
    reason: str = "",
    key: str | None = None,
) -> ConceptRevision:
    """Store a concept with a line of its history, and give that; its number is the concept's version."""
    row = stored.write(tx, concept, is_new=action == "add")
    entry = record(tx, concept, number=row.version, action=action, origin=origin, by=by, reason=reason, key=key)
    settings.bump(tx, settings.GLOSSARY_VERSION)
    tx.log(f"{action}-concept", f"concept:{concept.id}", by=by)
    return entry


def remove_concept(
    tx: Transaction, row: ConceptRow, *, origin: str, by: User | None, reason: str = ""
) -> ConceptRevision:
    """Take a concept out, with a line of its history; gives that."""
    concept = stored.value(row)
    entry = record(tx, concept, number=row.version + 1, action="remove", origin=origin, by=by, reason=reason)
    stored.remove(tx, row)
    settings.bump(tx, settings.GLOSSARY_VERSION)
    tx.log("remove-concept", f"concept:{concept.id}", by=by)
    return entry


def record(
    tx: Transaction,
    concept: Concept,
    *,
    number: int,
    action: str,
    origin: str,
    by: User | None,
    reason: str = "",
    key: str | None = None,
    conflict: bool = False,
) -> ConceptRevision:
    """Add an entry to a concept's history."""
    entry = ConceptRevision(
        concept_uid=concept.id,
        number=number,
        action=action,
        origin=origin,
        data=stored.as_data(concept),
        reason=reason,
        conflict=conflict,
        user_id=by.id if by else None,
        save_key=key,
    )
    tx.session.add(entry)
    tx.session.flush()
    return entry


def _says(revision: ConceptRevision, concept: Concept) -> bool:
    """Whether a line of the history holds this very concept."""
    return revision.concept_uid == concept.id and stored.from_data(concept.id, revision.data) == concept


def _require_present(row: ConceptRow | None, version: int, by: User) -> None:
    """Refuse a change that is based on another version than the present one."""
    if version == 0 and row is not None:
        raise Invalid(N_("There is a concept of this id already; change that one, or choose another id."), field="id")
    if row is not None and not edits_anything(by) and row.state != Life.PROPOSED:
        raise NotAllowed(N_("Changing an agreed concept needs the role of editor."), role=Role.EDITOR.value)
    if version != 0 and (row is None or row.version != version):
        raise Invalid(
            N_("Somebody changed this concept meanwhile; look at it again and repeat your change."), field="version"
        )


def _tell_proposer(tx: Transaction, uid: str, *, state: str, reason: str, by: User) -> None:
    """Leave a notice for whoever proposed the concept, unless they settled it themselves."""
    query = sa.select(ConceptRevision).where(ConceptRevision.concept_uid == uid, ConceptRevision.action == "add")
    first = tx.session.scalar(query.order_by(ConceptRevision.id.desc()).limit(1))
    if first is None or first.user_id in (None, by.id) or first.data.get("state") != Life.PROPOSED:
        return
    tx.session.add(ConceptNotice(user_id=first.user_id, concept_uid=uid, state=state, reason=reason))
    tx.session.flush()
