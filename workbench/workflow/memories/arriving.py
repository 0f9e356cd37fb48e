"""Memories that are brought in the browser: short files at once, long ones in the background.

A long file is kept until its pairs are filed, through restarts, and after a failure, so that it can be tried again.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from typing import IO

from workbench.store.database import Store, Transaction
from workbench.store.models import User
from workbench.workflow import jobs, kept
from workbench.workflow.memories.bringing import MemoryReport, bring_in
from workbench.workflow.memories.roles import require_editor

JOB = "bring memory"
# What is filed while somebody waits takes a second.
AT_ONCE = 2 * 1024 * 1024
_PURPOSE = "memory"
_READ_AT_ONCE = 1024 * 1024


def receive(store: Store, file: IO[bytes], *, name: str, by: User) -> MemoryReport | str:
    """File the pairs of a TMX file in the memory, a long one in the background.

    Args:
        file: opened for reading bytes; it can be read twice.
        name: see `bring_in`.

    Returns:
        What became of a short file, or the uid of the job that a long one waits for.

    Raises:
        NotAllowed, TmxFileError, Invalid: see `bring_in`; of a long file, the job says so.
    """
    require_editor(by)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size <= AT_ONCE:
        return bring_in(store, file, name=name, by=by)
    file_id = kept.keep(store, iter(lambda: file.read(_READ_AT_ONCE), b""), purpose=_PURPOSE, name=name, by=by)
    with store.begin() as tx:
        return jobs.enqueue(tx, JOB, f"kept-file:{file_id}", {"file": file_id}, by=by)


def file_in_background(running: jobs.Running) -> None:
    """Do the job that `receive` put in; what was filed before it was interrupted is not filed again.

    Raises:
        NotFound: the file is not kept any more.
        NotAllowed, TmxFileError, Invalid: see `bring_in`.
    """
    store, file_id = running.store, running.arguments["file"]
    with store.read() as tx:
        found = kept.find(tx, file_id, _PURPOSE)
        name, before = found.name, int(found.details.get("so_far", 0))

    def stored(tx: Transaction, added: int) -> None:
        running.require_own(tx)
        kept.note(tx, file_id, {"so_far": before + added})

    with tempfile.TemporaryFile() as file:
        file.writelines(kept.pieces(store, file_id))
        file.seek(0)
        report = bring_in(store, file, name=name, by=running.by, stored=stored, progress=running.progress)
    # What an interrupted attempt filed is known by now, but new to who brought it.
    report = dataclasses.replace(report, added=report.added + before, known=report.known - before)
    with store.begin() as tx:
        running.require_own(tx)
        kept.note(tx, file_id, dataclasses.asdict(report))
        kept.empty(tx, file_id)


def brought(store: Store, job_uid: str, *, by: User) -> MemoryReport | None:
    """What became of a file that was brought in the background; None as long as it is not done.

    Args:
        job_uid: what `receive` gave.

    Raises:
        NotAllowed: `by` edits no language.
        NotFound: there is no such job, it is of another kind, or that was long ago.
    """
    require_editor(by)
    job = jobs.find(store, job_uid, by=by)
    with store.read() as tx:
        # What other kinds of jobs work on is kept for another purpose, or is no file.
        details = kept.find(tx, job.arguments.get("file", 0), _PURPOSE).details
    return MemoryReport(**details) if "known" in details else None
