"""What a translator does with a unit."""

from __future__ import annotations

from workbench.findings import N_
from workbench.states import State, Step
from workbench.store.database import Store
from workbench.store.models import User, now
from workbench.workflow.errors import Conflict, Invalid
from workbench.workflow.permissions import Role, require
from workbench.workflow.units.conflicts import answer_again, keep, sent_before
from workbench.workflow.units.steps import (
    Saved,
    clean,
    clean_reason,
    get,
    refresh_findings,
    require_version,
    saved,
    step,
    write,
)

# What a revision may come from; `restore` is an earlier revision taken back.
ORIGINS = (
    "typed", "memory", "import", "brought in", "sync", "script", "restore", "merge", "glossary", "package",
)  # fmt: skip


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
            outcome = answer_again(tx, unit, earlier)
        elif version != unit.version and target != unit.target:
            outcome = keep(tx, unit, target, version=version, key=key, by=by)
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
