"""Waivers: an editor's word that a finding is right as it is, for this place, for this text, or always.

A waiver is tied to the finding's key, which holds what was found: an edit elsewhere in the unit leaves it alone, and
other words in its place make another finding. It stays listed, with its reason, until it is revoked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from workbench import languages
from workbench.findings import N_, Finding
from workbench.store import findings as stored_findings
from workbench.store.database import Store, Transaction
from workbench.store.findings import Reach
from workbench.store.models import Edition, SourceText, Unit, User, Waiver, now
from workbench.workflow import units
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, has_role, require
from workbench.workflow.units import Saved

PAGE = 50


@dataclass(frozen=True)
class WaiverView:
    """One waiver of the list.

    Attributes:
        finding: what it covers in its unit now, or None where the unit does not have those words any more.
        covers: how many findings it covers now, in its unit and beyond.
    """

    id: int
    reach: Reach
    reason: str
    who: str
    at: dt.datetime
    slug: str
    title: str
    locale: str
    unit_uid: str
    finding: Finding | None
    covers: int
    may_revoke: bool


@dataclass(frozen=True)
class WaiverList:
    """A page of the waivers in force, newest first, and how many there are in all."""

    waivers: tuple[WaiverView, ...]
    total: int


def waive(
    store: Store, unit_id: int, *, finding_key: str, reason: str, by: User, reach: str = Reach.PLACE.value
) -> Saved:
    """Say that a finding is right as it is, with a reason that others can read.

    Args:
        reach: `place`, `text` (this edition), or `always` (all editions in this locale).

    Raises:
        NotAllowed: `by` is no editor of this locale.
        NotFound: there is no such finding in the unit.
        Invalid: no reason, or another reach.
    """
    reason = units.clean_reason(reason)
    if reach not in set(Reach):
        raise Invalid(N_("Choose how far this holds: here, in this text, or always."), field="reach")
    with store.begin() as tx:
        unit = units.get(tx, unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        if finding_key not in {finding.key for finding in stored_findings.of_unit(tx, unit.id)}:
            raise NotFound(N_("This finding is gone; look at the unit again."))
        add(tx, unit, finding_key, reason=reason, by=by, reach=Reach(reach))
        return units.saved(tx, unit)


def add(tx: Transaction, unit: Unit, finding_key: str, *, reason: str, by: User, reach: Reach = Reach.PLACE) -> None:
    """Waive a finding inside a transaction of the caller; what is covered already is left alone."""
    if finding_key in stored_findings.waived_keys(tx, unit.id):
        return
    tx.session.add(Waiver(unit_id=unit.id, finding_key=finding_key, reach=reach.value, reason=reason, user_id=by.id))
    tx.session.flush()
    stored_findings.mark_waived(tx, finding_key, unit_id=unit.id if reach is Reach.PLACE else None)
    tx.log("waive", f"unit:{unit.uid}", by=by, reach=reach.value)


def revoke(store: Store, waiver_id: int, *, by: User) -> None:
    """Take a waiver back: the findings that it covered stand again.

    Raises:
        NotFound: there is no such waiver.
        NotAllowed: `by` is no editor of its locale.
    """
    with store.begin() as tx:
        waiver = tx.session.get(Waiver, waiver_id)
        if waiver is None:
            raise NotFound(N_("There is no such waiver."))
        unit = units.get(tx, waiver.unit_id)
        require(by, Role.EDITOR, unit.edition.locale)
        if waiver.revoked_at is None:
            waiver.revoked_at = now()
            waiver.revoked_by = by.id
            tx.session.flush()
            only = unit.id if waiver.reach == Reach.PLACE else None
            stored_findings.mark_waived(tx, waiver.finding_key, unit_id=only)
            tx.log("revoke-waiver", f"unit:{unit.uid}", by=by)


def of_unit(tx: Transaction, unit: Unit, finding_keys: Sequence[str]) -> list[tuple[Waiver, str]]:
    """The waivers that cover findings of a unit, each with the name of who gave it."""
    if not finding_keys:
        return []
    given = aliased(Unit)
    everywhere = sa.and_(Waiver.reach == Reach.ALWAYS, Edition.locale == unit.edition.locale)
    whole_text = sa.and_(Waiver.reach != Reach.PLACE, Edition.id == unit.edition_id)
    query = (
        sa.select(Waiver, User.name)
        .join(given, given.id == Waiver.unit_id)
        .join(Edition, Edition.id == given.edition_id)
        .outerjoin(User, User.id == Waiver.user_id)
        .where(
            Waiver.finding_key.in_(finding_keys),
            Waiver.revoked_at.is_(None),
            sa.or_(Waiver.unit_id == unit.id, whole_text, everywhere),
        )
        .order_by(Waiver.id)
    )
    return [(waiver, name or "") for waiver, name in tx.session.execute(query)]


def listed(store: Store, *, by: User, locale: str = "", skip: int = 0) -> WaiverList:
    """The waivers in force, newest first.

    Args:
        locale: only this one.
        skip: how many to leave out at the beginning.
    """
    require(by, Role.READER)
    query = (
        sa.select(Waiver, Unit, Edition.locale, SourceText.slug, SourceText.title, User.name)
        .join(Unit, Unit.id == Waiver.unit_id)
        .join(Edition, Edition.id == Unit.edition_id)
        .join(SourceText, SourceText.id == Edition.source_text_id)
        .outerjoin(User, User.id == Waiver.user_id)
        .where(Waiver.revoked_at.is_(None), Unit.retired_at.is_(None))
    )
    if locale in languages.WORKING:
        query = query.where(Edition.locale == locale)
    with store.read() as tx:
        total = tx.session.scalar(query.with_only_columns(sa.func.count())) or 0
        rows = tx.session.execute(query.order_by(Waiver.id.desc()).offset(min(skip, total)).limit(PAGE)).all()
        return WaiverList(tuple(_view(tx, *row, by=by) for row in rows), total)


def _view(
    tx: Transaction, waiver: Waiver, unit: Unit, locale: str, slug: str, title: str, who: str | None, *, by: User
) -> WaiverView:
    present = {finding.key: finding for finding in stored_findings.of_unit(tx, unit.id)}
    return WaiverView(
        id=waiver.id,
        reach=Reach(waiver.reach),
        reason=waiver.reason,
        who=who or "",
        at=waiver.at,
        slug=slug,
        title=title,
        locale=locale,
        unit_uid=unit.uid,
        finding=present.get(waiver.finding_key),
        covers=_covers(tx, waiver, unit, locale),
        may_revoke=has_role(by, Role.EDITOR, locale),
    )


def _covers(tx: Transaction, waiver: Waiver, unit: Unit, locale: str) -> int:
    match Reach(waiver.reach):
        case Reach.PLACE:
            where = Unit.id == unit.id
        case Reach.TEXT:
            where = Unit.edition_id == unit.edition_id
        case _:
            where = Unit.edition_id.in_(sa.select(Edition.id).where(Edition.locale == locale))
    return stored_findings.count_of_key(tx, waiver.finding_key, where)
