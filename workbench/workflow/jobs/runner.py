"""The worker: a thread of the serving process that does one job after the other.

Each job has a thread of its own. Whatever ends that thread, an error that nobody foresaw as well, leaves the worker
alive, which meanwhile gives the signs of life and can be stopped at any moment.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.store.database import Store
from workbench.workflow.jobs import queue
from workbench.workflow.jobs.queue import JobState, Lost, Running

Handler = Callable[[Running], None]

_POLL_SECONDS = 0.5
_PULSE_SECONDS = 3.0
_log = logging.getLogger(__name__)


class Runner:
    """Does what is in the queue.

    Args:
        store: the database.
        handlers: what is to be done for each kind of job; `kinds.HANDLERS`.
        pulse: seconds between two signs of life.
    """

    def __init__(self, store: Store, handlers: Mapping[str, Handler], *, pulse: float = _PULSE_SECONDS) -> None:
        self._store = store
        self._handlers = handlers
        self._pulse = pulse
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work, beside the caller."""
        self._thread.start()

    def stop(self) -> None:
        """Stop working; a job in hand goes back into the queue."""
        self._stopping.set()
        self._thread.join()

    def run_next(self) -> bool:
        """Do one job, if there is one, and say so."""
        running = queue.claim(self._store)
        if running is None:
            return False
        work = threading.Thread(target=self._work, args=(running,), name=f"job-{running.id}", daemon=True)
        work.start()
        while work.is_alive():
            work.join(self._pulse)
            if self._stopping.is_set():
                running.release()
                return True
            if work.is_alive():
                self._beat(running)
        # Without effect on a job that has said itself what became of it.
        running.end(JobState.FAILED, WorkbenchError(N_("Something went wrong here. Nothing was lost; try it again.")))
        return True

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                if self.run_next():
                    continue
            # A pool without a free connection is no `OperationalError`; the worker outlives that too.
            except sa.exc.SQLAlchemyError:
                _log.exception("the queue of jobs cannot be reached; trying again")
            self._stopping.wait(_POLL_SECONDS)

    def _work(self, running: Running) -> None:
        try:
            self._handlers[running.kind](running)
        except Lost:
            return
        except WorkbenchError as error:
            running.end(JobState.FAILED, error)
        else:
            running.end(JobState.DONE)

    def _beat(self, running: Running) -> None:
        try:
            running.beat()
        except Lost:
            _log.warning("job %s is done by another process by now", running.id)
