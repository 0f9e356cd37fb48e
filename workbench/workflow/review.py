"""Review: the queue, and what an editor does with a unit that was handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench import languages, text
from workbench.findings import N_, Finding
from workbench.states import State, Step, after
from workbench.store import findings as stored_findings
from workbench.store import memory, rechecks, search
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Revision, Segment, SourceText, Unit, UnitSegment, User, now
from workbench.store.rechecks import Outcome
from workbench.workflow import units
from workbench.workflow.errors import Blocked, Conflict, Invalid, NotAllowed
from workbench.workflow.permissions import Role, has_other_editor, has_role, require
from workbench.workflow.units import Saved

QUEUE_PAGE = 40
# The origin of the steps by which an editor's own text is approved.
MENDED = "mend"
_NOTHING = N_("There is no translation yet; write one, or say why this passage is left out.")


@dataclass(frozen=True)
class Waiting:
    """A unit that waits for review.

    Attributes:
        changes: what changed since the text that was approved last, or None where none was.
        own: the reader wrote it, and somebody else should approve it.
    """

    id: int
    uid: str
    slug: str
    title: str
    locale: str
    source_locale: str
    version: int
    source: str
    target: str
    omitted: str | None
    author: str
    submitted_at: dt.datetime
    findings: tuple[Finding, ...]
    changes: tuple[text.Change, ...] | None
    own: bool

    @property
    def blocked(self) -> bool:
        """Whether a finding stands in the way of an approval."""
        return any(units.blocks(finding) for finding in self.findings)


@dataclass(frozen=True)
class Queue:
    """A page of the review queue and how many units wait in all."""

    units: tuple[Waiting, ...]
    total: int


# --- show -------------------------------------------------------------------------------------------------------


def count_waiting(store: Store, *, by: User) -> int:
    """How many units wait for this editor."""
    locales = _locales(by)
    if not locales:
        return 0
    with store.read() as tx:
        return tx.session.scalar(_waiting(locales).with_only_columns(sa.func.count())) or 0


def waiting(store: Store, *, by: User, slug: str = "", locale: str = "", skip: int = 0) -> Queue:
    """What waits for review, longest waiting first.

    Args:
        slug: only this text.
        locale: only this locale.
        skip: how many to leave out at the beginning.

    Raises:
        NotAllowed: `by` is no editor of any locale.
    """
    locales = _locales(by)
    if not locales:
        raise NotAllowed(N_("The review queue is for editors."), role=Role.EDITOR.value)
    query = _waiting([locale] if locale in locales else locales)
    if slug:
        query = query.where(SourceText.slug == slug)
    with store.read() as tx:
        total = tx.session.scalar(query.with_only_columns(sa.func.count())) or 0
        page = query.order_by(Unit.submitted_at, Unit.id).offset(min(skip, total)).limit(QUEUE_PAGE)
        rows = tx.session.execute(page).all()
        return Queue(tuple(_as_waiting(tx, rows, by)), total)


def _locales(by: User) -> list[str]:
    return [tag for tag in languages.WORKING if has_role(by, Role.EDITOR, tag)]


def _waiting(locales: Sequence[str]) -> sa.Select[Unit, Edition, SourceText, str]:
    return (
        sa.select(Unit, Edition, SourceText, User.name)
        .join(Edition, Edition.id == Unit.edition_id)
        .join(SourceText, SourceText.id == Edition.source_text_id)
        .outerjoin(User, User.id == Unit.author_id)
        .where(Unit.state == State.SUBMITTED, Unit.retired_at.is_(None), Edition.locale.in_(locales))
    )


def _as_waiting(tx: Transaction, rows: Sequence[sa.Row[Unit, Edition, SourceText, str]], by: User) -> list[Waiting]:
    ids = [unit.id for unit, *_ in rows]
    sources: dict[int, list[str]] = {}
    for unit_id, content in tx.session.execute(
        sa.select(UnitSegment.unit_id, Segment.content)
        .join(Segment)
        .where(UnitSegment.unit_id.in_(ids), Segment.retired_at.is_(None))
        .order_by(UnitSegment.unit_id, UnitSegment.ordinal)
    ):
        sources.setdefault(unit_id, []).append(content)
    approved = dict(
        tx.session.execute(
            sa.select(Unit.id, Revision.target)
            .join(Revision, Revision.id == Unit.approved_revision_id)
            .where(Unit.id.in_(ids))
        ).all()
    )
    found = stored_findings.of_units(tx, ids)
    others = {locale: has_other_editor(tx, by, locale) for locale in {edition.locale for _, edition, *_ in rows}}
    return [
        Waiting(
            id=unit.id,
            uid=unit.uid,
            slug=source.slug,
            title=source.title,
            locale=edition.locale,
            source_locale=source.locale,
            version=unit.version,
            source="\n\n".join(sources.get(unit.id, [])),
            target=unit.target,
            omitted=unit.omitted,
            author=author or "",
            submitted_at=unit.submitted_at or now(),
            findings=tuple(found.get(unit.id, [])),
            changes=tuple(text.diff(approved[unit.id], unit.target, locale=edition.locale))
            if unit.id in approved
            else None,
            own=unit.author_id == by.id and others[edition.locale],
        )
        for unit, edition, source, author in rows
    ]


# --- decide -----------------------------------------------------------------------------------------------------


def approve(store: Store, unit_id: int, *, version: int, by: User) -> Saved:
    """Accept a submitted unit; its text goes into the memory.

    Raises:
        NotAllowed: `by` is no editor of this locale, or wrote it and the locale has another editor.
        Conflict: somebody saved after `version`.
        IllegalStep: the unit is not submitted.
        Blocked: an error is neither mended nor waived.
    """
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        if unit.state == State.APPROVED and unit.version == version + 1:
            return units.saved(tx, unit, changed=False)
        units.require_version(unit, version)
        blocked = accept(tx, unit, by=by)
        result = units.saved(tx, unit)
    # Raised outside: what was found anew stays, so that it can be seen and waived.
    if blocked is not None:
        raise blocked
    return result


def accept(tx: Transaction, unit: Unit, *, by: User, origin: str = "") -> Blocked | None:
    """Do what `approve` promises, inside a transaction of the caller; gives what blocks it instead of raising it."""
    _refuse_own(tx, unit, by)
    # The glossary may have changed since the text was written.
    found = units.refresh_findings(tx, unit)
    blocking = [finding for finding in found if units.blocks(finding)]
    if unit.state == State.SUBMITTED and blocking:
        present = units.saved(tx, unit, findings=found)
        return Blocked(N_("Errors stand in the way: mend them, or waive each with a reason."), blocking, present)
    if unit.state == State.SUBMITTED and not unit.target.strip() and unit.omitted is None:
        raise Invalid(_NOTHING, field="target")
    unit.approved_revision_id = units.step(
        tx,
        unit,
        Step.APPROVE,
        by=by,
        origin=origin,
        replaced={
            "revision": unit.approved_revision_id,
            "memory": memory.remembered(tx, unit.id),
            "stale": unit.stale,
            "previous_source": unit.previous_source,
        },
    )
    unit.stale = False
    unit.previous_source = ""
    unit.submitted_at = None
    # Whoever approves a text has looked at it with the glossary of today.
    rechecks.settle(tx, unit.id, Outcome.APPROVED, by=by)
    remember(tx, unit)
    return None


def _refuse_own(tx: Transaction, unit: Unit, by: User) -> None:
    if unit.author_id == by.id and has_other_editor(tx, by, unit.edition.locale):
        raise NotAllowed(N_("Nobody approves their own work where the locale has another editor."), own=True)


def remember(tx: Transaction, unit: Unit) -> None:
    """File an approved unit in the memory, with its neighbours' sources for matches in context."""
    if not unit.target.strip() or not unit.links:
        memory.forget(tx, unit.id)
        return
    segments = units.segments_of(unit)
    before, behind = segments[0].position - 1, segments[-1].position + 1
    around = dict(
        tx.session.execute(
            sa.select(Segment.position, Segment.content).where(
                Segment.source_text_id == unit.edition.source_text_id,
                Segment.retired_at.is_(None),
                Segment.position.in_([before, behind]),
            )
        ).all()
    )
    memory.remember(
        tx,
        unit_id=unit.id,
        source=units.source_of(unit),
        target=unit.target,
        source_locale=unit.edition.source_text.locale,
        target_locale=unit.edition.locale,
        previous=around.get(before, ""),
        following=around.get(behind, ""),
        origin=unit.edition.source_text.slug,
    )


def send_back(store: Store, unit_id: int, *, version: int, reason: str, by: User) -> Saved:
    """Return a unit to its translator, with a reason.

    Raises:
        Invalid: no reason.
        IllegalStep: the unit is neither submitted nor approved.
    """
    reason = units.clean_reason(reason)
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        if unit.state == State.RETURNED and unit.version == version + 1:
            return units.saved(tx, unit, changed=False)
        units.require_version(unit, version)
        units.step(tx, unit, Step.RETURN, by=by, reason=reason)
        # A text that has to be changed is offered to nobody as approved.
        memory.forget(tx, unit.id)
        return units.saved(tx, unit)


def fix_and_approve(store: Store, unit_id: int, *, target: str, version: int, key: str, by: User) -> Saved:
    """Mend a submitted unit and accept it; its translator sees in the history what was mended.

    Args:
        key: as for `units.save`.

    Raises:
        The same errors as `approve`; where it conflicts or is blocked, the editor's text is kept.
        Invalid: no text is left, or the key was used for another text.
    """
    target = units.clean(target)
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        earlier = units.sent_before(tx, unit, target, key=key)
        if unit.state == State.APPROVED and unit.target == target:
            return units.saved(tx, unit, changed=False)
        if not target.strip() and unit.omitted is None:
            raise Invalid(_NOTHING, field="target")
        if earlier is not None and not earlier.conflict and unit.version == earlier.number + 1:
            # It was kept and then blocked, and the answer was lost.
            version = unit.version
        refusal: Conflict | Blocked | None = None
        if version != unit.version and target != unit.target:
            refusal = units.keep_conflict(tx, unit, target, base_version=version, origin="typed", by=by, key=key)
        else:
            units.require_version(unit, version)
            # Only what somebody handed in is mended: an editor's own translation is approved by another editor.
            after(State(unit.state), Step.APPROVE)
            _refuse_own(tx, unit, by)
            if target != unit.target:
                _mend(tx, unit, target, by=by, key=key if earlier is None else None)
            refusal = accept(tx, unit, by=by, origin=MENDED)
        result = units.saved(tx, unit)
    # Raised outside: what the editor wrote stays, also when it could not be approved.
    if refusal is not None:
        raise refusal
    return result


def _mend(tx: Transaction, unit: Unit, target: str, *, by: User, key: str | None) -> None:
    """Put an editor's text into a submitted unit: its author and its place in the queue stay."""
    author, waiting_since = unit.author_id, unit.submitted_at
    units.write(tx, unit, target, by=by, origin="typed", key=key)
    units.step(tx, unit, Step.HAND_IN, by=by, origin=MENDED)
    unit.author_id, unit.submitted_at = author, waiting_since


def reopen(store: Store, unit_id: int, *, version: int, by: User) -> Saved:
    """Undo one's last decision about a unit: it waits for review again, with the text that was handed in.

    What an approval had replaced comes back: the text that was approved before, in the memory too, and the mark that
    the source had changed.

    Raises:
        NotAllowed: the last decision was somebody else's.
        Conflict: something was done after `version`.
    """
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        if unit.state == State.SUBMITTED and unit.version == version + 1:
            return units.saved(tx, unit, changed=False)
        units.require_version(unit, version)
        last = tx.session.scalar(
            sa.select(Revision)
            .where(Revision.unit_id == unit.id, Revision.conflict.is_(False))
            .order_by(Revision.id.desc())
            .limit(1)
        )
        if last is None or last.user_id != by.id:
            raise NotAllowed(N_("Only one's own last decision can be undone."))
        handed_in = _handed_in(tx, last) if last.origin == MENDED else None
        if handed_in is not None:
            unit.target, unit.omitted = handed_in.target, handed_in.omitted
        units.step(tx, unit, Step.REOPEN, by=by, origin="restore" if handed_in is not None else "")
        unit.submitted_at = now()
        if handed_in is not None:
            search.update_target(tx, unit.id, unit.target)
            units.refresh_findings(tx, unit)
        if last.action == Step.APPROVE.value:
            _bring_back(tx, unit, last.replaced or {})
        return units.saved(tx, unit)


def _bring_back(tx: Transaction, unit: Unit, replaced: Mapping[str, Any]) -> None:
    """Put what an approval had replaced into its place again."""
    unit.approved_revision_id = replaced.get("revision")
    unit.stale = unit.stale or replaced.get("stale", False)
    unit.previous_source = unit.previous_source or replaced.get("previous_source", "")
    earlier = replaced.get("memory")
    if earlier is None:
        memory.forget(tx, unit.id)
    else:
        memory.remember(tx, unit_id=unit.id, **earlier)


def _handed_in(tx: Transaction, mended: Revision) -> Revision | None:
    """What a translator had handed in before an editor mended it."""
    return tx.session.scalar(
        sa.select(Revision)
        .where(
            Revision.unit_id == mended.unit_id,
            Revision.id < mended.id,
            Revision.action == Step.HAND_IN.value,
            Revision.origin != MENDED,
        )
        .order_by(Revision.id.desc())
        .limit(1)
    )
