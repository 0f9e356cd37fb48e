"""The queue: put a job in, claim it, say that it is alive, end it."""

from __future__ import annotations

import datetime as dt
import enum
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Job, User, now

# A worker that gave no sign for so long is taken for dead; it gives one every few seconds.
LOST_AFTER = dt.timedelta(seconds=20)
# Whatever ends its process as often as this will end the next one, too.
MOST_ATTEMPTS = 3
# How long one may still look at what became of a job.
KEPT = dt.timedelta(days=30)
_PROGRESS_SECONDS = 1.0
_EXHAUSTED = N_("This work was begun several times and never came to its end; tell who keeps the workbench.")


class JobState(enum.StrEnum):
    """Where a job is on its way."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = (JobState.WAITING, JobState.RUNNING)


class Lost(WorkbenchError):
    """The job is somebody else's by now: its worker was silent for too long, or is being stopped."""


@dataclass
class Running:
    """A job in the hands of its worker.

    Attributes:
        kind: what is to be done.
        arguments: the ids that it was put in with.
        by: who put it in; None for the command line.
    """

    store: Store
    id: int
    worker: str
    kind: str
    arguments: Mapping[str, int]
    by: User | None
    _told_at: float = field(default=0.0, repr=False)

    def progress(self, done: int, total: int) -> None:
        """Say how far it is, for whoever watches; may be called as often as one likes.

        Raises:
            Lost: it is somebody else's by now.
        """
        if time.monotonic() - self._told_at < _PROGRESS_SECONDS and done < total:
            return
        self._told_at = time.monotonic()
        with self.store.begin() as tx:
            self._update(tx, done=done, total=total, heartbeat_at=now())

    def beat(self) -> None:
        """Give a sign of life."""
        with self.store.begin() as tx:
            self._update(tx, heartbeat_at=now())

    def require_own(self, tx: Transaction) -> None:
        """Make sure that nobody else does the same at this moment, before storing what came of it.

        Raises:
            Lost: it is somebody else's by now.
        """
        self._update(tx, heartbeat_at=now())

    def end(self, state: JobState, problem: WorkbenchError | None = None) -> None:
        """Say what became of it. One that has ended, or is somebody else's, stays as it is."""
        said = None if problem is None else {"message": problem.message, "values": _plain(problem.details)}
        with self.store.begin() as tx:
            tx.execute(self._own().values(state=state.value, ended_at=now(), problem=said))

    def release(self) -> None:
        """Give it back, to be begun anew by somebody else."""
        with self.store.begin() as tx:
            tx.execute(self._own().values(state=JobState.WAITING.value, worker="", attempts=Job.attempts - 1))

    def _own(self) -> sa.Update:
        return sa.update(Job).where(Job.id == self.id, Job.worker == self.worker, Job.state == JobState.RUNNING.value)

    def _update(self, tx: Transaction, **values: object) -> None:
        if tx.execute(self._own().values(**values)).rowcount != 1:
            raise Lost("this job is done by somebody else by now")


def enqueue(tx: Transaction, kind: str, subject: str, arguments: Mapping[str, int], *, by: User | None) -> str:
    """Put a job in, as a part of the caller's transaction; gives its uid.

    Args:
        tx: the transaction that makes the job necessary.
        kind: one of `kinds.HANDLERS`.
        subject: what it works on, such as `alignment:12`; one job at a time is open for it.
        arguments: ids; what the job needs is read when it begins.
        by: who asks for it.

    Raises:
        Clash: there is an open job for this subject.
    """
    return _add(tx, Job(kind=kind, subject=subject, arguments=dict(arguments), created_by=by.id if by else None)).uid


def begin(
    store: Store, tx: Transaction, kind: str, subject: str, arguments: Mapping[str, int], *, by: User | None
) -> Running:
    """Put a job in that the caller does itself, by `do`, as soon as its transaction is over.

    It is in the queue for one reason: should the process be killed in between, another one takes it up.
    """
    job = Job(kind=kind, subject=subject, arguments=dict(arguments), created_by=by.id if by else None)
    _take(job)
    _add(tx, job)
    return Running(store, job.id, job.worker, kind, arguments, by)


def _add(tx: Transaction, job: Job) -> Job:
    tx.execute(sa.delete(Job).where(Job.ended_at < now() - KEPT))
    job.uid = secrets.token_hex(8)
    tx.session.add(job)
    tx.session.flush()
    return job


def _take(job: Job) -> None:
    job.worker = secrets.token_hex(8)
    job.heartbeat_at = now()
    job.state = JobState.RUNNING.value
    job.attempts = (job.attempts or 0) + 1


def open_job(tx: Transaction, subject: str) -> str | None:
    """The uid of the job that waits or runs for a subject."""
    return tx.session.scalar(sa.select(Job.uid).where(Job.subject == subject, Job.state.in_(OPEN)))


def claim(store: Store) -> Running | None:
    """Take the next job that waits, or whose worker is gone; None where there is nothing to do."""
    with store.read() as tx:
        if tx.session.scalar(_free().with_only_columns(Job.id)) is None:
            return None
    with store.begin() as tx:
        job = tx.session.scalar(_free().with_for_update(skip_locked=True))
        if job is None:
            return None
        _take(job)
        by = tx.session.get(User, job.created_by) if job.created_by is not None else None
        running = Running(store, job.id, job.worker, job.kind, job.arguments, by)
        exhausted = job.attempts > MOST_ATTEMPTS
    if not exhausted:
        return running
    running.end(
        JobState.FAILED,
        WorkbenchError(
            N_("This work was begun several times and never came to its end. Tell who keeps the workbench.")
        ),
    )
    return claim(store)


def do(running: Running, handler: Callable[[Running], None]) -> None:
    """Do a job here and now; what it raises is the caller's, and the job another one's."""
    try:
        handler(running)
    except Lost:
        return
    running.end(JobState.DONE)


def _free() -> sa.Select[Job]:
    gone = sa.and_(Job.state == JobState.RUNNING.value, Job.heartbeat_at < now() - LOST_AFTER)
    return sa.select(Job).where(sa.or_(Job.state == JobState.WAITING.value, gone)).order_by(Job.id).limit(1)


def _plain(details: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in details.items()}
