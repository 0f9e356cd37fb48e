"""Replace what the findings about a concept offer to replace, in many units: a proposal, to accept one by one or all.

Each accepted difference is a revision by the person who accepted it, saved by the use case that saves any text. A unit
that waited for review or was approved is handed in again with its new text, so that it waits for an editor. More than
stand on a page are accepted by a job: what it has replaced is offered no more, so that it may be begun anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from workbench import languages, text
from workbench.findings import N_, Finding
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import rechecks, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Concept, Edition, Unit, User
from workbench.store.models import Finding as FindingRow
from workbench.store.rechecks import Outcome
from workbench.workflow import jobs, renewal, units
from workbench.workflow.errors import Conflict, NotAllowed
from workbench.workflow.glossary.changing import get
from workbench.workflow.glossary.values import Difference, Differences, Replaced
from workbench.workflow.permissions import Role, has_role, require, translates_anything

JOB = "replace-words"
PAGE = 50


def count(tx: Transaction, uid: str, *, by: User) -> int:
    """In how many units of one's locales a finding about a concept offers a replacement."""
    return tx.session.scalar(sa.select(sa.func.count()).select_from(_offered(uid, by).subquery())) or 0


def differences(store: Store, uid: str, *, by: User, after: int = 0) -> Differences:
    """What replacing would change, by units, a page at a time.

    Args:
        after: go on behind this unit.
    """
    require(by, Role.READER)
    with store.read() as tx:
        total = count(tx, uid, by=by)
        ids = _next(tx, uid, by, after=after, most=PAGE + 1)
        shown = ids[:PAGE]
        found = stored_findings.of_units(tx, shown)
        items = [
            _difference(unit, source, _replaced(unit.target, found.get(unit.id, []), uid))
            for unit, source in texts.with_sources(tx, shown)
        ]
        return Differences(tuple(items), total, shown[-1] if len(ids) > PAGE else 0)


def replace(store: Store, uid: str, accepted: Mapping[int, int], *, by: User) -> Replaced:
    """Store accepted differences, each as a revision by `by`.

    Args:
        accepted: the version of each unit that was shown, by unit id.

    Raises:
        NotAllowed: `by` does not translate into one of the locales; what came before it is stored.
    """
    done, skipped = 0, []
    for unit_id, version in accepted.items():
        with store.read() as tx:
            unit = units.get(tx, unit_id)
            target = _replaced(unit.target, stored_findings.of_units(tx, [unit_id]).get(unit_id, []), uid)
        if unit.version != version:
            skipped.append(unit.uid)
        elif target != unit.target:
            try:
                _store(store, unit, target, uid, by=by)
            except Conflict:
                skipped.append(unit.uid)
            else:
                done += 1
    return Replaced(done, tuple(skipped))


def replace_all(store: Store, uid: str, *, by: User) -> str:
    """Accept all differences, also those that were not shown, in the background; gives the uid of the job.

    Raises:
        NotFound: there is no such concept.
        NotAllowed: `by` translates into no locale.
    """
    if not translates_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)
    with store.begin() as tx:
        concept = get(tx, uid)
        subject = f"replace:{concept.id}-{by.id}"
        waiting = jobs.open_job(tx, subject)
        arguments = {"concept": concept.id, "last": renewal.newest(tx, uid)}
        return waiting or jobs.enqueue(tx, JOB, subject, arguments, by=by)


def replace_in_background(running: jobs.Running) -> None:
    """Replace what the findings about the concept `concept` offer, in all units of the locales of who asked for it."""
    by, store = running.by, running.store
    with store.read() as tx:
        concept = tx.session.get(Concept, running.arguments["concept"])
        if concept is None or by is None:
            return
        total = count(tx, concept.uid, by=by)
    last = done = 0
    while True:
        with store.read() as tx:
            ids = _next(tx, concept.uid, by, after=last, most=PAGE)
            versions = dict(tx.session.execute(sa.select(Unit.id, Unit.version).where(Unit.id.in_(ids))).all())
        if not ids:
            return
        running.beat()
        replace(store, concept.uid, {unit_id: versions[unit_id] for unit_id in ids}, by=by)
        last, done = ids[-1], done + len(ids)
        running.progress(min(done, total), total)


def _next(tx: Transaction, uid: str, by: User, *, after: int, most: int) -> list[int]:
    return list(tx.session.scalars(_offered(uid, by).where(Unit.id > after).order_by(Unit.id).limit(most)))


def _store(store: Store, unit: Unit, target: str, uid: str, *, by: User) -> None:
    digest = hashlib.sha256(f"{uid}\n{unit.id}\n{unit.version}\n{target}".encode()).hexdigest()
    waited = unit.state in (State.SUBMITTED, State.APPROVED)
    saved = units.save(
        store, unit.id, target=target, version=unit.version, key=f"replace-{digest[:40]}", by=by, origin="glossary"
    )
    if waited:
        units.hand_in(store, unit.id, version=saved.version, by=by)
    with store.begin() as tx:
        rechecks.settle(tx, unit.id, Outcome.CHANGED, by=by, concept_uid=uid)


def _offered(uid: str, by: User) -> sa.Select[int]:
    mine = [tag for tag in languages.WORKING if has_role(by, Role.TRANSLATOR, tag)]
    offers = sa.exists().where(
        FindingRow.unit_id == Unit.id,
        FindingRow.concept == uid,
        FindingRow.replacement.is_not(None),
        FindingRow.start.is_not(None),
        FindingRow.waived.is_(False),
    )
    return (
        sa.select(Unit.id)
        .join(Edition, Edition.id == Unit.edition_id)
        .where(Unit.retired_at.is_(None), Edition.locale.in_(mine), offers)
    )


def _replaced(target: str, found: Iterable[Finding], uid: str) -> str:
    """The text with all replacements about one concept, from the end, so that the places before stay right."""
    offers = [(f.span, f.replacement) for f in found if f.concept == uid and f.span and f.replacement is not None]
    end = len(target)
    for (start, after), replacement in sorted(offers, reverse=True):
        if after <= end:
            target = target[:start] + replacement + target[after:]
            end = start
    return target


def _difference(unit: Unit, source: str, proposed: str) -> Difference:
    edition = unit.edition
    changes: Sequence[text.Change] = text.diff(unit.target, proposed, locale=edition.locale)
    return Difference(
        unit_id=unit.id,
        uid=unit.uid,
        version=unit.version,
        slug=edition.source_text.slug,
        title=edition.source_text.title,
        source_locale=edition.source_text.locale,
        locale=edition.locale,
        state=unit.state,
        source=source,
        proposed=proposed,
        changes=tuple(changes),
    )
