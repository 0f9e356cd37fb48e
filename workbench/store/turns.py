"""Let all who write into one SQLite file wait in turn: the threads of a process, and processes among each other.

SQLite's own busy handler is unfair: it sleeps and tries again, so that a late comer may overtake one that has waited
for seconds; of 32 busy processes one waited for half a minute. Advisory locks on a file beside the database let the
kernel keep the queue (fcntl(2)). They only put in order: what keeps writers apart is still SQLite's lock, also where
there are no such locks, or no place for the file.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

# Two bytes of the file. Only who is through the door may wait for the turn, and keeps the door shut meanwhile: whoever
# has just written and comes again finds it shut, and cannot overtake those who wait.
_DOOR, _TURN = 0, 1


class Turns:
    """A context manager in which one writer is at a time.

    Args:
        path: the file to queue at; None for the threads of this process alone.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path if fcntl is not None else None
        self._threads = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        """Wait for one's turn."""
        self._threads.acquire()
        try:
            file = self._opened()
            if file is not None:
                fcntl.lockf(file, fcntl.LOCK_EX, 1, _DOOR)
                fcntl.lockf(file, fcntl.LOCK_EX, 1, _TURN)
                fcntl.lockf(file, fcntl.LOCK_UN, 1, _DOOR)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one in."""
        try:
            if self._file is not None:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _TURN)
        finally:
            self._threads.release()

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int | None:
        if self._path is not None and self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:
                # A folder that cannot be written to: SQLite will say so, if it has to.
                self._path = None
        return self._file
