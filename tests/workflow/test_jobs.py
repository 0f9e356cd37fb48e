"""Work in the background: claimed once, never lost, and honest about how far it is."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.store.database import Clash, Store
from workbench.store.models import Job, User, now
from workbench.workflow import jobs
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.jobs import JobState, Runner, Running, queue


def put_in(store: Store, *, subject: str = "text:1", by: User | None = None) -> str:
    with store.begin() as tx:
        return jobs.enqueue(tx, "count", subject, {"text": 1}, by=by)


def stored(store: Store, uid: str) -> Job:
    with store.read() as tx:
        found = tx.session.scalar(sa.select(Job).where(Job.uid == uid))
        assert found is not None
        return found


def silence(store: Store, uid: str) -> None:
    """The process of its worker was killed a while ago."""
    with store.begin() as tx:
        tx.execute(sa.update(Job).where(Job.uid == uid).values(heartbeat_at=now() - 2 * queue.LOST_AFTER))


def counting(done: list[int]) -> dict[str, jobs.Handler]:
    return {"count": lambda running: done.append(running.arguments["text"])}


def test_jobs_are_done_in_the_order_in_which_they_came(store: Store):
    """Whoever asked first is served first."""
    done: list[int] = []
    with store.begin() as tx:
        for number in (3, 1, 2):
            jobs.enqueue(tx, "count", f"text:{number}", {"text": number}, by=None)
    runner = Runner(store, counting(done))

    while runner.run_next():
        pass
    assert done == [3, 1, 2]
    assert runner.run_next() is False


def test_a_job_belongs_to_the_change_that_needs_it(store: Store):
    """A change that is undone leaves no work behind."""

    def fail() -> None:
        with store.begin() as tx:
            jobs.enqueue(tx, "count", "text:1", {}, by=None)
            raise WorkbenchError("undone")

    with pytest.raises(WorkbenchError):
        fail()
    assert queue.claim(store) is None


def test_a_subject_has_one_open_job(store: Store):
    """Two workers on one alignment would write over each other."""
    uid = put_in(store)
    with pytest.raises(Clash):
        put_in(store)
    Runner(store, counting([])).run_next()

    assert stored(store, uid).state == JobState.DONE
    assert put_in(store) != uid


def test_a_job_is_claimed_by_one_worker(store: Store):
    """Several processes may look at the same moment."""
    put_in(store)
    barrier, claimed = threading.Barrier(4), []

    def look() -> None:
        barrier.wait()
        claimed.append(queue.claim(store))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in claimed) == 1


def test_a_job_whose_worker_was_killed_is_taken_up_again(store: Store):
    """`kill -9` gives nobody the time to say good-bye; the old worker, should it wake up, stores nothing."""
    uid = put_in(store)
    first = queue.claim(store)
    assert first is not None
    assert queue.claim(store) is None
    silence(store, uid)
    second = queue.claim(store)

    assert second is not None
    with pytest.raises(jobs.Lost):
        first.progress(1, 2)
    with pytest.raises(jobs.Lost), store.begin() as tx:
        first.require_own(tx)
    first.end(JobState.DONE)
    assert stored(store, uid).state == JobState.RUNNING
    second.end(JobState.DONE)
    assert stored(store, uid).state == JobState.DONE


def test_a_job_that_kills_its_process_each_time_is_given_up(store: Store):
    """Else it would kill the next one, for ever."""
    uid = put_in(store)
    for _ in range(queue.MOST_ATTEMPTS):
        assert queue.claim(store) is not None
        silence(store, uid)

    assert queue.claim(store) is None
    assert stored(store, uid).state == JobState.FAILED


def test_what_a_job_cannot_do_is_said_to_who_asked(store: Store, translator: User, editor: User):
    """With the sentence of the refusal and its values, so that it can be read in any language."""

    def refuse(running: Running) -> None:
        raise NotFound(N_("There is no text at %(slug)s."), slug="mill")

    uid = put_in(store, by=translator)
    Runner(store, {"count": refuse}).run_next()
    seen = jobs.find(store, uid, by=translator)

    assert seen.problem is not None
    assert seen.problem.sentence == "There is no text at mill."
    assert (seen.is_open, seen.may_retry) == (False, True)
    assert jobs.find(store, uid, by=editor).may_retry is False
    with pytest.raises(NotAllowed):
        jobs.again(store, uid, by=editor)

    jobs.again(store, uid, by=translator)
    assert Runner(store, counting([])).run_next() is True
    assert stored(store, uid).state == JobState.DONE


def test_an_error_that_nobody_foresaw_ends_the_job_and_not_the_worker(store: Store, monkeypatch: Any):
    """The next job is done all the same."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    uid = put_in(store)
    done: list[int] = []

    def stumble(running: Running) -> None:
        done.append(1 // len(done))

    runner = Runner(store, {"count": stumble})
    runner.run_next()
    assert stored(store, uid).state == JobState.FAILED

    put_in(store)
    assert Runner(store, counting(done)).run_next() is True
    assert done == [1]


def test_a_database_that_cannot_be_reached_does_not_end_the_worker(store: Store, monkeypatch: Any):
    """No free connection for a moment: without the worker, all that is asked for later would wait for ever."""
    done = threading.Event()
    refused: list[None] = []
    claim = queue.claim

    def refuse_once(store: Store) -> Running | None:
        if refused:
            return claim(store)
        refused.append(None)
        raise sa.exc.TimeoutError("no connection is free")

    monkeypatch.setattr(queue, "claim", refuse_once)
    put_in(store)
    runner = Runner(store, {"count": lambda _: done.set()})
    runner.start()
    was_done = done.wait(10)
    runner.stop()

    assert was_done


def test_a_long_job_gives_signs_of_life_and_says_how_far_it_is(store: Store, translator: User):
    """What says nothing for a while is taken for dead; progress is for whoever waits."""
    uid = put_in(store, by=translator)
    seen: list[dt.datetime | None] = []
    views = []

    def work(running: Running) -> None:
        for step in range(4):
            threading.Event().wait(0.05)
            seen.append(stored(store, uid).heartbeat_at)
            running.progress(step + 1, 4)
        views.append(jobs.find(store, uid, by=translator))

    Runner(store, {"count": work}, pulse=0.01).run_next()

    assert len(set(seen)) > 1
    assert (views[0].done, views[0].total, views[0].state) == (4, 4, JobState.RUNNING)


def test_a_worker_that_is_stopped_gives_its_job_back(store: Store):
    """The next process begins it anew at once, and it does not count as a failed attempt."""
    uid = put_in(store)
    begun, over = threading.Event(), threading.Event()

    def work(running: Running) -> None:
        begun.set()
        over.wait(10)

    runner = Runner(store, {"count": work}, pulse=0.01)
    runner.start()
    assert begun.wait(10)
    runner.stop()
    over.set()

    job = stored(store, uid)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert queue.claim(store) is not None


def test_work_that_is_done_at_once_survives_its_process_too(store: Store):
    """A short piece of work needs no worker, but another one takes it up if the process is killed."""
    with store.begin() as tx:
        killed = jobs.begin(store, tx, "count", "text:1", {"text": 1}, by=None)
        done_here = jobs.begin(store, tx, "count", "text:2", {"text": 2}, by=None)
    assert queue.claim(store) is None
    done: list[int] = []
    jobs.do(done_here, counting(done)["count"])
    with store.begin() as tx:
        tx.execute(sa.update(Job).where(Job.id == killed.id).values(heartbeat_at=now() - 2 * queue.LOST_AFTER))
    Runner(store, counting(done)).run_next()

    assert done == [2, 1]


def test_what_ended_long_ago_is_forgotten(store: Store):
    """The table does not grow for ever."""
    old = put_in(store)
    Runner(store, counting([])).run_next()
    with store.begin() as tx:
        tx.execute(sa.update(Job).values(ended_at=now() - 2 * queue.KEPT))
    put_in(store)

    with store.read() as tx:
        assert tx.session.scalar(sa.select(Job).where(Job.uid == old)) is None
