"""The steps that use cases about units share: write, take a step, check again, clean what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench import checks
from workbench.findings import N_, Finding, Severity
from workbench.glossary import Termbase
from workbench.states import State, Step, after
from workbench.store import findings as stored_findings
from workbench.store import search, texts
from workbench.store.database import Transaction
from workbench.store.models import Revision, Segment, Unit, User
from workbench.text import Kind
from workbench.workflow import elsewhere, termbases
from workbench.workflow.errors import Conflict, Invalid, NotFound
from workbench.workflow.wording import storable

MAX_TARGET = 100_000

MAX_REASON = 4_000


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
    before, unit.target = unit.target, target
    if target.strip():
        unit.omitted = None
    unit.author_id = by.id if by else None
    step(tx, unit, Step.WRITE, by=by, origin=origin, key=key, reason=reason)
    search.update_target(tx, unit.id, target)
    found = refresh_findings(tx, unit, before=before)
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
    replaced: Mapping[str, Any] | None = None,
) -> int:
    """Take a step: new state, new version, a revision and a line in the log; gives the revision's id.

    Args:
        replaced: what the step puts away, for the one that undoes it.

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
            "replaced": replaced,
        },
    )
    tx.log(action or taken.value, f"unit:{unit.edition.source_text.slug}/{unit.edition.locale}/{unit.uid}", by=by)
    return revision_id


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


def examine(unit: Unit, termbase: Termbase, *, target: str | None = None) -> list[Finding]:
    """Run all checks on a unit's present text, or on another one; where nothing was begun, nothing is checked."""
    target = unit.target if target is None else target
    if not target.strip() or not unit.links:
        return []
    return checks.run(
        source_of(unit),
        target,
        source_locale=unit.edition.source_text.locale,
        target_locale=unit.edition.locale,
        termbase=termbase,
        kind=kind_of(unit),
    )


def examine_in_text(tx: Transaction, unit: Unit, termbase: Termbase, *, target: str | None = None) -> list[Finding]:
    """The same, with what only the whole edition tells."""
    found = examine(unit, termbase, target=target)
    text = unit.target if target is None else target
    return [*found, *elsewhere.findings(tx, unit, source_of(unit), text, termbase)]


def refresh_findings(tx: Transaction, unit: Unit, *, before: str = "") -> tuple[Finding, ...]:
    """Check a unit again and store what was found; gives what no waiver covers.

    Other units that its text concerns are checked again as well. The text has to be in the full-text index by now.

    Args:
        before: the text that the unit had until now, where that is known.
    """
    termbase = termbases.for_text(tx, unit.edition.source_text.slug)
    found = stored_findings.replace(tx, unit.id, examine_in_text(tx, unit, termbase))
    for other in elsewhere.concerned(tx, unit, source_of(unit), before, termbase):
        stored_findings.replace(tx, other.id, examine_in_text(tx, other, termbase))
    return found


def open_findings(tx: Transaction, unit: Unit) -> tuple[Finding, ...]:
    """What the last check found and no waiver covers."""
    return stored_findings.open_of_unit(tx, unit.id)


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
