"""Work that takes longer than a page may take: kept in a table, done by a thread of the serving process.

A use case that has too much to do puts a job beside its change, in the same transaction, and answers at once. Nothing
is lost when the process is killed: a job whose worker gives no sign of life is taken up again by whoever looks next, so
that what a job does must be the same when it is done twice. Several serving processes share the work, since a job is
claimed before it is begun. `kinds.py` names what can be done; a new kind is a function and one line there.
"""

from workbench.workflow.jobs.queue import JobState, Lost, Running, begin, do, enqueue, open_job
from workbench.workflow.jobs.runner import Handler, Runner
from workbench.workflow.jobs.view import JobView, again, find

__all__ = [
    "Handler",
    "JobState",
    "JobView",
    "Lost",
    "Runner",
    "Running",
    "again",
    "begin",
    "do",
    "enqueue",
    "find",
    "open_job",
]
