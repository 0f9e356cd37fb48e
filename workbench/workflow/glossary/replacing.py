"""Replace what the findings about a concept offer to replace, in many units: a proposal, to accept one by one or all.

Each accepted difference is a revision by the person who accepted it, saved by the use case that saves any text. A unit
that waited for review or was approved is handed in again with its new text, so that it waits for an editor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from workbench import languages, text
from workbench.findings import Finding
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import rechecks, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Unit, User
from workbench.store.models import Finding as FindingRow
from workbench.store.rechecks import Outcome
from workbench.workflow import units
from workbench.workflow.errors import Conflict
from workbench.workflow.glossary.values import Difference, Replaced
from workbench.workflow.permissions import Role, has_role, require

PAGE = 50


def count(tx: Transaction, uid: str, *, by: User) -> int:
    """In how many units of one's locales a finding about a concept offers a replacement."""
    return tx.session.scalar(sa.select(sa.func.count()).select_from(_offered(uid, by).subquery())) or 0


def differences(store: Store, uid: str, *, by: User) -> tuple[list[Difference], int]:
    """What replacing would change, by units, a page of it; and in how many units there is something to replace."""
    require(by, Role.READER)
    with store.read() as tx:
        total = count(tx, uid, by=by)
        ids = list(tx.session.scalars(_offered(uid, by).order_by(Unit.id).limit(PAGE)))
        found = stored_findings.of_units(tx, ids)
        return [
            _difference(unit, source, _replaced(unit.target, found.get(unit.id, []), uid))
            for unit, source in texts.with_sources(tx, ids)
        ], total


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
