"""What follows from the texts of an edition that was brought in: findings, words to search, entries of the memory.

A few units at a time: the checks run while others may write, and what they found is stored in a moment. A unit that
somebody saved meanwhile has been checked with its new text, and is left as it is. Done twice, it comes to the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench.findings import Finding
from workbench.states import State
from workbench.store import findings, search
from workbench.store.database import Store, Transaction
from workbench.store.models import Unit
from workbench.workflow import jobs, review, termbases, units

JOB = "check-edition"
# Half a second of checks, and a tenth of that to store what they found.
BATCH = 100


def follow_up(running: jobs.Running) -> None:
    """Check all units of the edition `edition` and index their texts."""
    with running.store.read() as tx:
        query = sa.select(Unit.id).where(Unit.edition_id == running.arguments["edition"], Unit.retired_at.is_(None))
        ids = list(tx.session.scalars(query.order_by(Unit.position)))
    parts = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    # A unit is checked beside the others of its edition, which the index has to know for that.
    for part in parts:
        running.beat()
        with running.store.begin() as tx:
            running.require_own(tx)
            search.add(tx, ((unit.id, units.source_of(unit), unit.target) for unit in _units(tx, part)))
    for number, part in enumerate(parts):
        found = examine(running.store, part)
        with running.store.begin() as tx:
            running.require_own(tx)
            for unit in _units(tx, part):
                version, of_unit = found.get(unit.id, (0, []))
                if unit.version == version:
                    findings.replace(tx, unit.id, of_unit)
                if unit.state == State.APPROVED:
                    review.remember(tx, unit)
        running.progress(number * BATCH + len(part), len(ids))


def examine(store: Store, unit_ids: Sequence[int]) -> dict[int, tuple[int, list[Finding]]]:
    """What is to be found in units, each with the version that was looked at."""
    with store.read() as tx:
        present = _units(tx, unit_ids)
        site = termbases.termbase(tx)
        termbase = {unit.id: site.for_text(unit.edition.source_text.slug) for unit in present}
        return {unit.id: (unit.version, units.examine_in_text(tx, unit, termbase[unit.id])) for unit in present}


def _units(tx: Transaction, unit_ids: Sequence[int]) -> list[Unit]:
    query = sa.select(Unit).where(Unit.id.in_(unit_ids)).options(selectinload(Unit.links)).order_by(Unit.position)
    return list(tx.session.scalars(query.with_for_update(of=Unit) if tx.writes else query))
