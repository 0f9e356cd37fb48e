"""Translate: save a text, hand it in, settle a conflict. Nothing that somebody typed is ever lost.

A save carries the version that it was based on and a key made on the device. A save that comes too late is kept as
a conflicting revision beside the unit, and both texts go back to the person; a save that comes twice finds its own
revision by its key and is answered like the first time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench import checks, text
from workbench.findings import N_, Finding, Severity
from workbench.glossary import Termbase
from workbench.states import State, Step, after
from workbench.store import findings as stored_findings
from workbench.store import search, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Revision, Segment, Unit, User, now
from workbench.text import Kind
from workbench.workflow import termbases
from workbench.workflow.errors import Conflict, Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, require
from workbench.workflow.wording import storable

MAX_TARGET = 100_000
MAX_REASON = 4_000
# What a revision may come from; `restore` is an earlier revision taken back.
ORIGINS = ("typed", "memory", "import", "brought in", "sync", "script", "restore", "merge")


@dataclass(frozen=True)
class Saved:
    """What a save gives back."""

    unit_id: int
    locale: str
    version: int
    state: State
    target: str
    findings: tuple[Finding, ...]
    changed: bool = True


# --- use cases --------------------------------------------------------------------------------------------------


def save(
    store: Store,
    unit_id: int,
    *,
    target: str,
    version: int,
    key: str,
    by: User,
    origin: str = "typed",
) -> Saved:
    """Store what somebody wrote.

    Args:
        target: the whole new text of the unit.
        version: the version of the unit that the text was based on.
        key: made on the device, different for every save, the same when a save is sent again.
        origin: where the text comes from, one of `ORIGINS`.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: `by` does not translate into this locale.
        Conflict: somebody saved after `version`; both texts are kept.
        Invalid: the text is too long, has characters that no text may have, or the key was used for another text.
    """
    target = clean(target)
    if origin not in ORIGINS:
        raise Invalid(N_("Unknown origin of a text."), field="origin")
    with store.begin() as tx:
        unit = get(tx, unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        earlier = sent_before(tx, unit, target, key=key)
        if earlier is not None:
            outcome = _answer_again(tx, unit, earlier)
        elif version != unit.version and target != unit.target:
            outcome = _keep_conflict(tx, unit, target, version=version, key=key, by=by)
        else:
            outcome = write(tx, unit, target, by=by, origin=origin, key=key)
    if isinstance(outcome, Conflict):
        raise outcome
    return outcome


def hand_in(store: Store, unit_id: int, *, version: int, by: User) -> Saved:
    """Give a unit to the editors.

    Raises:
        IllegalStep: it is neither a draft nor returned.
        Invalid: it has no text and is not marked as left out.
        Conflict: somebody saved after `version`.
    """
    with store.begin() as tx:
        unit = get(tx, unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        if unit.state == State.SUBMITTED:
            return saved(tx, unit, changed=False)
        require_version(unit, version)
        if not unit.target.strip() and unit.omitted is None:
            raise Invalid(
                N_("There is no translation yet; write one, or say why this passage is left out."), field="target"
            )
        step(tx, unit, Step.HAND_IN, by=by)
        unit.submitted_at = now()
        return saved(tx, unit)


def take_back(store: Store, unit_id: int, *, version: int, by: User) -> Saved:
    """Take a unit back that was handed in and not yet reviewed.

    Raises:
        IllegalStep: it is not handed in.
        Conflict: somebody saved after `version`.
    """
    with store.begin() as tx:
        unit = get(tx, unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        if unit.state == State.DRAFT and unit.version == version + 1:
            return saved(tx, unit, changed=False)
        require_version(unit, version)
        step(tx, unit, Step.TAKE_BACK, by=by)
        return saved(tx, unit)


def omit(store: Store, unit_id: int, *, reason: str | None, version: int, by: User) -> Saved:
    """Mark a passage as left out on purpose, with a reason; None takes the mark away.

    Raises:
        Invalid: no reason, or the unit has a text.
        Conflict: somebody saved after `version`.
    """
    reason = None if reason is None else clean_reason(reason)
    with store.begin() as tx:
        unit = get(tx, unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        if unit.omitted == reason and version in (unit.version, unit.version - 1):
            return saved(tx, unit, changed=False)
        require_version(unit, version)
        if reason is not None and unit.target.strip():
            raise Invalid(N_("This passage has a translation; clear it first."), field="target")
        unit.omitted = reason
        # Leaving out is work like writing: somebody else has to approve it.
        unit.author_id = by.id
        step(tx, unit, Step.WRITE, by=by, reason=reason or "", action="omit" if reason else "write")
        refresh_findings(tx, unit)
        return saved(tx, unit)


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


# --- steps that other use cases share -----------------------------------------------------------------------------


def get(tx: Transaction, unit_id: int) -> Unit:
    """One unit with its edition and segments.

    Raises:
        NotFound: there is none.
    """
    unit = texts.unit(tx, unit_id)
    if unit is None:
        raise NotFound(N_("There is no such unit; the text may have changed, open it again."))
    return unit


def write(
    tx: Transaction, unit: Unit, target: str, *, by: User | None, origin: str, key: str | None = None, reason: str = ""
) -> Saved:
    """Put a new text into a unit, with its revision, findings and search words.

    An unchanged text changes nothing, so that a double click leaves no trace.
    """
    if target == unit.target:
        return saved(tx, unit, changed=False)
    unit.target = target
    if target.strip():
        unit.omitted = None
    unit.author_id = by.id if by else None
    step(tx, unit, Step.WRITE, by=by, origin=origin, key=key, reason=reason)
    found = refresh_findings(tx, unit)
    search.update_target(tx, unit.id, target)
    return saved(tx, unit, findings=found)


def step(
    tx: Transaction,
    unit: Unit,
    taken: Step,
    *,
    by: User | None,
    origin: str = "",
    key: str | None = None,
    reason: str = "",
    action: str = "",
) -> int:
    """Take a step: new state, new version, a revision and a line in the log; gives the revision's id.

    Raises:
        IllegalStep: the unit's state does not allow it.
    """
    unit.state = after(State(unit.state), taken).value
    unit.version += 1
    if taken is not Step.APPROVE:
        unit.submitted_at = unit.submitted_at if unit.state == State.SUBMITTED else None
    revision_id = texts.add_revision(
        tx,
        {
            "unit_id": unit.id,
            "edition_id": unit.edition_id,
            "number": unit.version,
            "action": action or taken.value,
            "origin": origin,
            "target": unit.target,
            "state": unit.state,
            "omitted": unit.omitted,
            "reason": reason,
            "user_id": by.id if by else None,
            "save_key": key,
        },
    )
    tx.log(action or taken.value, f"unit:{unit.edition.source_text.slug}/{unit.edition.locale}/{unit.uid}", by=by)
    return revision_id


def sent_before(tx: Transaction, unit: Unit, target: str, *, key: str) -> Revision | None:
    """The revision of this same text that was sent with this key before, or None.

    Raises:
        NotAllowed: the key belongs to another unit.
        Invalid: it is no key, or was used for another text.
    """
    if not 8 <= len(key) <= 80 or not key.isascii():
        raise Invalid(N_("A save needs a key of 8 to 80 ASCII characters."), field="key")
    earlier = _by_key(tx, unit, key)
    if earlier is not None and earlier.target != target:
        raise Invalid(N_("This key was used for another text; send the text again with a new key."), field="key")
    return earlier


def source_of(unit: Unit) -> str:
    """The source that a unit translates; several segments are separated by a blank line."""
    return "\n\n".join(segment.content for segment in segments_of(unit))


def segments_of(unit: Unit) -> list[Segment]:
    """The segments that a unit translates, without those that the source has lost; of a retired unit, all."""
    segments = [link.segment for link in unit.links]
    return [segment for segment in segments if segment.retired_at is None] or segments


def kind_of(unit: Unit) -> Kind:
    """What the unit is in its text: the kind of its first segment; a note where it has none."""
    return Kind(segments_of(unit)[0].kind) if unit.links else Kind.NOTE


def examine(unit: Unit, termbase: Termbase) -> list[Finding]:
    """Run all checks on a unit's present text; one that was not begun has nothing to be checked."""
    if not unit.target.strip() or not unit.links:
        return []
    return checks.run(
        source_of(unit),
        unit.target,
        source_locale=unit.edition.source_text.locale,
        target_locale=unit.edition.locale,
        termbase=termbase,
        kind=kind_of(unit),
    )


def refresh_findings(tx: Transaction, unit: Unit) -> tuple[Finding, ...]:
    """Check a unit again and store what was found; gives what no waiver covers."""
    found = examine(unit, termbases.termbase(tx))
    stored_findings.replace(tx, unit.id, found)
    waived = stored_findings.waived_keys(tx, unit.id) if found else set()
    return tuple(finding for finding in found if finding.key not in waived)


def open_findings(tx: Transaction, unit: Unit) -> tuple[Finding, ...]:
    """What the last check found and no waiver covers."""
    waived = stored_findings.waived_keys(tx, unit.id)
    return tuple(finding for finding in stored_findings.of_unit(tx, unit.id) if finding.key not in waived)


def saved(tx: Transaction, unit: Unit, *, changed: bool = True, findings: Sequence[Finding] | None = None) -> Saved:
    """The unit as it is now, for the answer."""
    found = open_findings(tx, unit) if findings is None else tuple(findings)
    return Saved(unit.id, unit.edition.locale, unit.version, State(unit.state), unit.target, found, changed)


def require_version(unit: Unit, version: int) -> None:
    """Refuse a step that was taken on an older text than the present one.

    Raises:
        Conflict: somebody saved after `version`.
    """
    if version != unit.version:
        raise Conflict(
            N_("This passage was changed meanwhile; look at its present text and do it again."),
            revision_id=None,
            version=unit.version,
            current=unit.target,
            yours=unit.target,
            merged=None,
        )


def clean(target: str) -> str:
    """A text as it is stored: NFC, line feeds, nothing invisible that could turn the reading order.

    Raises:
        Invalid: it is longer than `MAX_TARGET` characters, or has a NUL or half a character.
    """
    if len(target) > MAX_TARGET:
        raise Invalid(
            N_("A unit holds at most %(most)s characters; this text has %(length)s."),
            most=f"{MAX_TARGET:,}",
            length=f"{len(target):,}",
            field="target",
        )
    return storable(target, field="target")


def clean_reason(reason: str, *, empty: str = N_("Give a reason.")) -> str:
    """A reason, or a remark, as it is stored.

    Args:
        empty: what to say where there is none.

    Raises:
        Invalid: there is none, it is too long, or it has a NUL or half a character.
    """
    reason = storable(reason, field="reason").strip()
    if not reason:
        raise Invalid(empty, field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid(N_("A reason has at most %(most)s characters."), most=MAX_REASON, field="reason")
    return reason


# --- conflicts --------------------------------------------------------------------------------------------------


def _by_key(tx: Transaction, unit: Unit, key: str) -> Revision | None:
    revision = texts.revision_by_key(tx, key)
    if revision is not None and revision.unit_id != unit.id:
        raise NotAllowed(N_("This save belongs to another unit."))
    return revision


def _answer_again(tx: Transaction, unit: Unit, earlier: Revision) -> Saved | Conflict:
    """Answer a save that arrived before as it was answered then.

    Whoever saved since is not skipped: the answer names the version of then, on which the next save is based.
    """
    if earlier.conflict:
        return _conflict(tx, unit, earlier)
    now_saved = saved(tx, unit, changed=False)
    if earlier.number == unit.version:
        return now_saved
    return replace(now_saved, version=earlier.number, state=State(earlier.state), target=earlier.target)


def _keep_conflict(
    tx: Transaction, unit: Unit, target: str, *, version: int, key: str | None, by: User | None, origin: str = "typed"
) -> Conflict:
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
    return _conflict(tx, unit, revision)


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
    earlier = _by_key(tx, unit, key) if key else None
    if earlier is not None and earlier.conflict:
        return _conflict(tx, unit, earlier)
    # A text that was the unit's own when it was sent first has used its key up.
    key = key if earlier is None else None
    return _keep_conflict(tx, unit, target, version=base_version, key=key, by=by, origin=origin)


def _conflict(tx: Transaction, unit: Unit, late: Revision) -> Conflict:
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


# --- an edition as a whole ----------------------------------------------------------------------------------------


def follow_source(tx: Transaction, edition: Edition, *, edited: Mapping[int, str | None]) -> None:
    """Bring an edition's units in line with its changed source.

    Args:
        edited: what the segments that were edited, came or went said before, by segment id; None for those that
            were not there.
    """
    segments = texts.segments(tx, edition.source_text_id)
    place = {segment.id: segment.position for segment in segments}
    query = sa.select(Unit).where(Unit.edition_id == edition.id).order_by(Unit.position)
    every = list(tx.session.scalars(query.options(selectinload(Unit.links))))
    covered: set[int] = set()
    anchor: dict[int, float] = {}
    last = -1.0
    for unit in every:
        here = [link.segment_id for link in unit.links if link.segment_id in place]
        if unit.links and not here:
            unit.retired_at = unit.retired_at or now()
            continue
        if here:
            last = min(place[segment_id] for segment_id in here)
            covered.update(here)
            if any(link.segment_id in edited for link in unit.links):
                _follow(tx, unit, edited)
            unit.retired_at = None
        # An insertion stays behind the unit that it followed.
        anchor[unit.id] = last
    missing = [s for s in segments if s.id not in covered]
    taken = {unit.uid for unit in every}
    new = [texts.NewUnit((s.id,), s.uid if s.uid not in taken else f"{s.uid}-{edition.id}") for s in missing]
    tx.session.flush()
    ids = texts.add_units(tx, edition, new, first_position=len(every))
    search.add(tx, ((ids[unit.uid], s.content, "") for unit, s in zip(new, missing, strict=True)))
    for unit_new, segment in zip(new, missing, strict=True):
        anchor[ids[unit_new.uid]] = segment.position
    inserted = {unit.id for unit in every if not unit.links}
    order = sorted(anchor, key=lambda unit_id: (anchor[unit_id], unit_id in inserted, unit_id))
    texts.renumber(tx, {unit_id: position for position, unit_id in enumerate(order)})
    edition.version += 1
    tx.session.flush()
    tx.session.expire_all()


def _follow(tx: Transaction, unit: Unit, before: Mapping[int, str | None]) -> None:
    """Mark a unit as stale whose source changed; a source that says again what was translated is stale no more."""
    source = source_of(unit)
    search.update_source(tx, unit.id, source)
    if not (unit.target.strip() or unit.omitted):
        return
    if not unit.stale and unit.retired_at is None:
        unit.previous_source = _source_before(unit, before)
    unit.stale = bool(unit.previous_source) and unit.previous_source != source
    if not unit.stale:
        unit.previous_source = ""
    refresh_findings(tx, unit)


def _source_before(unit: Unit, before: Mapping[int, str | None]) -> str:
    said = (
        before.get(link.segment_id, link.segment.content if link.segment.retired_at is None else None)
        for link in unit.links
    )
    return "\n\n".join(content for content in said if content is not None)


def count_open_errors(tx: Transaction, edition_id: int) -> int:
    """How many units of an edition have an error that no waiver covers."""
    return stored_findings.units_with_errors(tx, edition_id)


def last_written(tx: Transaction, edition_ids: Sequence[int], by: User) -> dict[int, str]:
    """The uid of the unit that `by` wrote in last, by edition."""
    newest = (
        sa.select(sa.func.max(Revision.id))
        .where(Revision.edition_id.in_(edition_ids), Revision.user_id == by.id)
        .group_by(Revision.edition_id)
    )
    query = (
        sa.select(Unit.edition_id, Unit.uid)
        .join(Revision, Revision.unit_id == Unit.id)
        .where(Revision.id.in_(newest), Unit.retired_at.is_(None))
    )
    return dict(tx.session.execute(query).all())


def blocks(finding: Finding) -> bool:
    """Whether a finding stands in the way of an approval."""
    return finding.severity is Severity.ERROR
