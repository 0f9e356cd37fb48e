"""What `workbench doctor` looks at: Python, dictionaries, workspace, disk and database."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbench.cli.base import HIDDEN, is_workspace, opened
from workbench.errors import WorkbenchError
from workbench.script import check_distribution
from workbench.store import health
from workbench.store.health import Health

_OLDEST_PYTHON = (3, 11)
# A backup needs as much room as the database; the rest is for its log.
_LEAST_FREE = 200_000_000


def examine(workspace: Path) -> Iterator[Health]:
    """Look at everything that can be looked at, whatever is wrong with the rest."""
    yield _python()
    yield _dictionaries()
    yield _workspace(workspace)
    yield _disk(workspace)
    yield from _database(workspace)


def _python() -> Health:
    version = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= _OLDEST_PYTHON
    return Health(
        "Python", well, version if well else f"{version}; install {'.'.join(map(str, _OLDEST_PYTHON))} or later"
    )


def _dictionaries() -> Health:
    problem = check_distribution()
    return Health("Chinese dictionaries", problem is None, problem or "as they should be")


def _workspace(workspace: Path) -> Health:
    if not is_workspace(workspace):
        return Health("workspace", False, f"{workspace.absolute()} is none; `workbench init DIR` makes one")
    try:
        with tempfile.TemporaryFile(dir=workspace):
            pass
    except OSError as error:
        return Health("workspace", False, f"{workspace.absolute()} cannot be written to: {error.strerror}")
    return Health("workspace", True, str(workspace.absolute()))


def _disk(workspace: Path) -> Health:
    free = shutil.disk_usage(
        next(path for path in (workspace.absolute(), *workspace.absolute().parents) if path.exists())
    ).free
    sentence = f"{free / 1_000_000_000:,.1f} GB free"
    return Health("disk", free >= _LEAST_FREE, sentence if free >= _LEAST_FREE else f"{sentence}; make room")


def _database(workspace: Path) -> Iterator[Health]:
    if not os.environ.get("WORKBENCH_DATABASE_URL") and not (workspace / HIDDEN / "workbench.db").exists():
        yield Health("database", True, "none yet; `workbench serve` makes it")
        return
    try:
        with opened(workspace, migrated=False) as store:
            yield from health.examine(store)
    except WorkbenchError as error:
        yield Health("database", False, str(error))
