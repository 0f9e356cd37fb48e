"""Check units again after the glossary changed: a job that is put in beside the change, in the same transaction.

What concerns few units is done at once, by whoever made the change; the rest goes on behind the pages. Should the
process be killed in between, the next one takes the job up: it reads from the history of the concepts what changed, and
a unit that was checked twice has the same findings. Checks run while others may write; what they found is stored in a
moment, some units at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench.findings import Finding
from workbench.glossary import Concept
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import glossary as stored
from workbench.store import rechecks
from workbench.store.database import Store, Transaction
from workbench.store.models import ConceptRevision, Job, Unit, User
from workbench.workflow import jobs, mentions, rechecking, termbases, units
from workbench.workflow.jobs.queue import OPEN
from workbench.workflow.mentions import Change

JOB = "renew-findings"
# Half a second of checks: so long may somebody wait who keeps a change.
AT_ONCE = 400
BATCH = 100
_PORTION = 500


@dataclass(frozen=True)
class Renewed:
    """What a change of the glossary came to.

    Attributes:
        checked: units that were checked again.
        listed: those of them that came onto the recheck list.
        job: uid of the job that does it; empty where it is done.
    """

    checked: int = 0
    listed: int = 0
    job: str = ""


@dataclass(frozen=True)
class _Work:
    """What a job has to do.

    Attributes:
        told: for each concept that changed, the last line of its history: who changed it, and why.
        unit_ids: the units that may be concerned.
    """

    told: Mapping[str, ConceptRevision]
    unit_ids: Sequence[int]


# --- beside the change --------------------------------------------------------------------------------------------


def put_in(
    store: Store, tx: Transaction, revisions: Sequence[ConceptRevision], *, by: User | None
) -> jobs.Running | None:
    """Put the job in that follows from changes of concepts; to be handed to `follow` when the transaction is over.

    Args:
        revisions: the lines of the history that the changes left.
    """
    if not revisions:
        return None
    ids = [revision.id for revision in revisions]
    arguments = _arguments(min(ids), max(ids))
    return jobs.begin(store, tx, JOB, _subject(arguments), arguments, by=by)


def follow(begun: jobs.Running | None, *, later: bool = False) -> Renewed:
    """Do the job now, or leave it to the background.

    Args:
        later: with many units, let the caller go on and leave it to the thread for jobs; without, it is done here.
    """
    if begun is None:
        return Renewed()
    with begun.store.read() as tx:
        work = _work(tx, begun.arguments)
        uid = jobs.open_job(tx, _subject(begun.arguments))
    if later and uid is not None and len(work.unit_ids) > AT_ONCE:
        begun.release()
        return Renewed(job=uid)
    outcome: list[Renewed] = []
    jobs.do(begun, lambda running: outcome.append(_do(running.store, work, running)))
    return outcome[0] if outcome else Renewed()


def again(store: Store, uid: str, *, by: User | None, later: bool = False) -> Renewed:
    """Check all units again that mention a concept, though nothing was changed.

    Args:
        later: with many units, leave it to the thread for jobs.
    """
    with store.begin() as tx:
        last = newest(tx, uid)
        arguments = _arguments(last, last, whole=True)
        work = _work(tx, arguments)
        if later and len(work.unit_ids) > AT_ONCE:
            waiting = open_for(tx, uid)
            return Renewed(job=waiting or jobs.enqueue(tx, JOB, _subject(arguments), arguments, by=by))
    return _do(store, work)


def renew(running: jobs.Running) -> None:
    """Check all units again that the changes between two lines of the history concern."""
    with running.store.read() as tx:
        work = _work(tx, running.arguments)
    _do(running.store, work, running)


def open_for(tx: Transaction, uid: str) -> str | None:
    """The uid of the job that follows from the last change of a concept, while it waits or runs."""
    query = sa.select(Job).where(Job.kind == JOB, Job.state.in_(OPEN)).order_by(Job.id.desc())
    last = newest(tx, uid)
    return next((job.uid for job in tx.session.scalars(query) if _concerns(job, last)), None)


def newest(tx: Transaction, uid: str) -> int:
    """The last line of a concept's history; 0 where it has none."""
    query = sa.select(sa.func.max(ConceptRevision.id))
    return tx.session.scalar(query.where(ConceptRevision.concept_uid == uid, ConceptRevision.conflict.is_(False))) or 0


def concept_of(tx: Transaction, revision_id: int) -> str:
    """The id of the concept that a line of the history is about; empty where there is no such line or concept."""
    query = sa.select(ConceptRevision.concept_uid).where(ConceptRevision.id == revision_id)
    uid = tx.session.scalar(query) or ""
    return uid if stored.concept(tx, uid) is not None else ""


def _arguments(first: int, last: int, *, whole: bool = False) -> dict[str, int]:
    """What a job is told: the lines of the history; with `whole`, to check all units that mention the concepts."""
    return {"first": first, "last": last, "whole": int(whole)}


def _concerns(job: Job, revision_id: int) -> bool:
    first, last = job.arguments["first"], job.arguments["last"]
    return bool(first <= revision_id <= last)


def _subject(arguments: Mapping[str, int]) -> str:
    return f"concept-revisions:{arguments['first']}-{arguments['last']}"


# --- what changed -------------------------------------------------------------------------------------------------


def _work(tx: Transaction, arguments: Mapping[str, int]) -> _Work:
    between = ConceptRevision.id.between(arguments["first"], arguments["last"])
    rows = list(
        tx.session.scalars(
            sa.select(ConceptRevision).where(between, ConceptRevision.conflict.is_(False)).order_by(ConceptRevision.id)
        )
    )
    told = {row.concept_uid: row for row in rows}
    before = {} if arguments["whole"] else _before(tx, arguments["first"], list(told))
    changes: list[Change] = [(_said(before.get(uid)), _said(row)) for uid, row in told.items()]
    return _Work(told, mentions.concerned(tx, changes))


def _before(tx: Transaction, first: int, uids: Sequence[str]) -> dict[str, ConceptRevision]:
    """The last lines of the history before the changes."""
    found: dict[str, ConceptRevision] = {}
    for start in range(0, len(uids), _PORTION):
        newest = (
            sa.select(sa.func.max(ConceptRevision.id))
            .where(
                ConceptRevision.id < first,
                ConceptRevision.conflict.is_(False),
                ConceptRevision.concept_uid.in_(uids[start : start + _PORTION]),
            )
            .group_by(ConceptRevision.concept_uid)
        )
        rows = tx.session.scalars(sa.select(ConceptRevision).where(ConceptRevision.id.in_(newest)))
        found |= {row.concept_uid: row for row in rows}
    return found


def _said(row: ConceptRevision | None) -> Concept | None:
    """The concept as a line of its history left it; None where that took it out, or where there was none."""
    return None if row is None or row.action == "remove" else stored.from_data(row.concept_uid, row.data)


# --- check again --------------------------------------------------------------------------------------------------


def _do(store: Store, work: _Work, running: jobs.Running | None = None) -> Renewed:
    checked = listed = 0
    for start in range(0, len(work.unit_ids), BATCH):
        some = work.unit_ids[start : start + BATCH]
        found = _examined(store, some)
        with store.begin() as tx:
            if running is not None:
                running.require_own(tx)
            present = [unit for unit in _units(tx, some) if unit.id in found]
            listed += sum(_keep(tx, unit, *found[unit.id], work.told) for unit in present)
        checked += len(present)
        if running is not None:
            running.progress(min(start + BATCH, len(work.unit_ids)), len(work.unit_ids))
    return Renewed(checked, listed)


def _examined(store: Store, unit_ids: Sequence[int]) -> dict[int, tuple[int, list[Finding]]]:
    """What is to be found in units, each with the version that was looked at."""
    with store.read() as tx:
        site = termbases.termbase(tx)
        return {
            unit.id: (unit.version, units.examine_in_text(tx, unit, site.for_text(unit.edition.source_text.slug)))
            for unit in _units(tx, unit_ids)
        }


def _units(tx: Transaction, unit_ids: Sequence[int]) -> list[Unit]:
    query = (
        sa.select(Unit)
        .where(Unit.id.in_(unit_ids), Unit.retired_at.is_(None), Unit.target != "")
        .options(selectinload(Unit.links))
        .order_by(Unit.id)
    )
    return list(tx.session.scalars(query.with_for_update(of=Unit) if tx.writes else query))


def _keep(
    tx: Transaction, unit: Unit, version: int, found: Sequence[Finding], told: Mapping[str, ConceptRevision]
) -> int:
    """Store what was found in a unit; gives for how many concepts it came onto the recheck list.

    What somebody saved meanwhile was checked with its new text, and is left as it is.
    """
    if unit.version != version:
        return 0
    before = {(finding.key, finding.severity) for finding in units.open_findings(tx, unit)}
    after = stored_findings.replace(tx, unit.id, found)
    if unit.state != State.APPROVED:
        return 0
    listed = 0
    for uid in rechecking.worse(before, after, set(told)):
        by = tx.session.get(User, told[uid].user_id) if told[uid].user_id is not None else None
        listed += rechecks.add(tx, unit.id, uid, reason=told[uid].reason, by=by)
    return listed
