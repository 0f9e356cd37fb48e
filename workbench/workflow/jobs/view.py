"""What people see of a job: how far it is, and why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Job, User
from workbench.text import Note
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.jobs.queue import JobState
from workbench.workflow.permissions import Role, is_keeper, require


@dataclass(frozen=True)
class JobView:
    """A job at a glance.

    Attributes:
        done: how much of `total` is done; both are 0 where that cannot be told.
        before: how many jobs come first.
        problem: why it failed.
        may_retry: whether the reader may have it tried again.
    """

    uid: str
    kind: str
    arguments: Mapping[str, int]
    state: JobState
    done: int
    total: int
    before: int
    problem: Note | None
    may_retry: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def find(store: Store, uid: str, *, by: User) -> JobView:
    """One job.

    Raises:
        NotFound: there is none of this uid, or it ended long ago.
    """
    require(by, Role.READER)
    with store.read() as tx:
        job = _get(tx, uid)
        waiting = sa.select(sa.func.count()).where(Job.state == JobState.WAITING.value, Job.id < job.id)
        return JobView(
            uid=job.uid,
            kind=job.kind,
            arguments=job.arguments,
            state=JobState(job.state),
            done=job.done,
            total=job.total,
            before=tx.session.scalar(waiting) or 0,
            problem=Note(job.problem["message"], job.problem["values"]) if job.problem else None,
            may_retry=job.state == JobState.FAILED and _is_own(job, by),
        )


def again(store: Store, uid: str, *, by: User) -> None:
    """Have a job tried again that failed; one that is being done already stays as it is.

    Raises:
        NotFound: there is none of this uid.
        NotAllowed: `by` neither asked for it nor looks after the house.
    """
    with store.begin() as tx:
        job = _get(tx, uid)
        if not _is_own(job, by):
            raise NotAllowed(N_("Only who began this work can have it tried again."))
        if job.state == JobState.FAILED:
            job.state = JobState.WAITING.value
            job.attempts, job.done, job.total, job.problem, job.ended_at = 0, 0, 0, None, None


def _get(tx: Transaction, uid: str) -> Job:
    job = tx.session.scalar(sa.select(Job).where(Job.uid == uid))
    if job is None:
        raise NotFound(N_("There is no such work any more; look at the text itself."))
    return job


def _is_own(job: Job, by: User) -> bool:
    return job.created_by == by.id or is_keeper(by)
