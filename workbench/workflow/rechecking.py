"""The recheck list: approved units that a change of the glossary concerns, and that somebody has to look at.

What was approved stays approved: it comes onto the list with the reason of the change, and a person leaves it, returns
it, or replaces the words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_, Finding, Severity
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import rechecks
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Recheck, SourceText, Unit, User
from workbench.store.rechecks import Outcome
from workbench.workflow import review, units, waivers
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, has_role, require

PAGE = 40


@dataclass(frozen=True)
class ToRecheck:
    """An approved unit that a change of the glossary concerns.

    Attributes:
        reason: why the glossary was changed.
        who: who changed it, or an empty string.
        findings: what stands against the text now; empty where nothing does any more.
    """

    id: int
    concept: str
    reason: str
    who: str
    at: dt.datetime
    unit_id: int
    unit_uid: str
    version: int
    slug: str
    title: str
    source_locale: str
    locale: str
    source: str
    target: str
    findings: tuple[Finding, ...]
    may_settle: bool


@dataclass(frozen=True)
class RecheckList:
    """A page of the recheck list, oldest first, and how many wait in all."""

    items: tuple[ToRecheck, ...]
    total: int


def worse(before: set[tuple[str, Severity]], after: Sequence[Finding], uids: set[str]) -> list[str]:
    """The concepts, of those named, about which there is a new error or warning."""
    found = (
        finding.concept
        for finding in after
        if finding.concept in uids
        and finding.severity is not Severity.INFO
        and (finding.key, finding.severity) not in before
        # What was an error already and is a warning now is no reason to look again.
        and (finding.key, Severity.ERROR) not in before
    )
    return list(dict.fromkeys(uid for uid in found if uid is not None))


# --- the list ---------------------------------------------------------------------------------------------------


def count(store: Store, *, by: User) -> int:
    """How many units of the locales that `by` edits wait to be rechecked."""
    locales = _locales(by)
    if not locales:
        return 0
    with store.read() as tx:
        return tx.session.scalar(_open(locales).with_only_columns(sa.func.count())) or 0


def count_for(tx: Transaction, concept: str) -> int:
    """How many approved units wait to be rechecked because of a concept."""
    query = _open(languages.WORKING).where(Recheck.concept_uid == concept)
    return tx.session.scalar(query.with_only_columns(sa.func.count())) or 0


def waiting(store: Store, *, by: User, concept: str = "", locale: str = "", skip: int = 0) -> RecheckList:
    """The approved units that wait to be rechecked, oldest first.

    Args:
        concept: only those that a change of this concept concerns.
        locale: only this locale.
        skip: how many to leave out at the beginning.
    """
    require(by, Role.READER)
    query = _open([locale] if locale in languages.WORKING else languages.WORKING)
    if concept:
        query = query.where(Recheck.concept_uid == concept)
    with store.read() as tx:
        total = tx.session.scalar(query.with_only_columns(sa.func.count())) or 0
        rows = tx.session.execute(query.order_by(Recheck.id).offset(min(skip, total)).limit(PAGE)).all()
        return RecheckList(tuple(_view(tx, *row, by=by) for row in rows), total)


def _locales(by: User) -> list[str]:
    return [tag for tag in languages.WORKING if has_role(by, Role.EDITOR, tag)]


def _open(locales: Sequence[str]) -> sa.Select[Recheck, Unit, str | None]:
    return (
        sa.select(Recheck, Unit, User.name)
        .join(Unit, Unit.id == Recheck.unit_id)
        .join(Edition, Edition.id == Unit.edition_id)
        .join(SourceText, SourceText.id == Edition.source_text_id)
        .outerjoin(User, User.id == Recheck.user_id)
        .where(
            Recheck.settled_at.is_(None),
            Unit.state == State.APPROVED,
            Unit.retired_at.is_(None),
            Edition.locale.in_(locales),
        )
    )


def _view(tx: Transaction, row: Recheck, unit: Unit, who: str | None, *, by: User) -> ToRecheck:
    text = unit.edition.source_text
    found = stored_findings.open_of_unit(tx, unit.id)
    return ToRecheck(
        id=row.id,
        concept=row.concept_uid,
        reason=row.reason,
        who=who or "",
        at=row.at,
        unit_id=unit.id,
        unit_uid=unit.uid,
        version=unit.version,
        slug=text.slug,
        title=text.title,
        source_locale=text.locale,
        locale=unit.edition.locale,
        source=units.source_of(unit),
        target=unit.target,
        findings=tuple(finding for finding in found if finding.concept == row.concept_uid),
        may_settle=has_role(by, Role.EDITOR, unit.edition.locale),
    )


# --- settle -----------------------------------------------------------------------------------------------------


def leave(store: Store, recheck_id: int, *, reason: str, by: User) -> None:
    """Leave an approved text as it is, in spite of the change; what the glossary has against it is waived there.

    Raises:
        NotFound: there is no such line on the list.
        NotAllowed: `by` is no editor of this locale.
        Invalid: no reason.
    """
    reason = units.clean_reason(reason)
    with store.begin() as tx:
        row, unit = _get(tx, recheck_id, by=by)
        if row.settled_at is not None:
            return
        for finding in stored_findings.open_of_unit(tx, unit.id):
            if finding.concept == row.concept_uid:
                waivers.add(tx, unit, finding.key, reason=reason, by=by)
        rechecks.settle(tx, unit.id, Outcome.LEFT, by=by, concept_uid=row.concept_uid, answer=reason)
        tx.log("leave-recheck", f"unit:{unit.uid}", by=by, concept=row.concept_uid)


def send_back(store: Store, recheck_id: int, *, version: int, reason: str, by: User) -> None:
    """Return an approved text to its translator because the glossary changed; `reason` is what they read.

    Raises:
        NotFound: there is no such line on the list.
        Conflict: the unit was changed after `version`.
        Invalid: no reason.
    """
    with store.read() as tx:
        row, unit = _get(tx, recheck_id, by=by)
    if row.settled_at is not None:
        return
    review.send_back(store, unit.id, version=version, reason=reason, by=by)
    with store.begin() as tx:
        rechecks.settle(tx, unit.id, Outcome.RETURNED, by=by, answer=reason)


def _get(tx: Transaction, recheck_id: int, *, by: User) -> tuple[Recheck, Unit]:
    row = tx.session.get(Recheck, recheck_id)
    if row is None:
        raise NotFound(N_("This passage is not on the list any more."))
    unit = units.get(tx, row.unit_id)
    require(by, Role.EDITOR, unit.edition.locale)
    return row, unit
