"""Read documents in a process of their own, with limits, so that a server goes on answering whatever a file holds.

An own process keeps what a hostile file could do (memory, time, a fault of a parser in C) away from everybody else's
work. It costs a third of a second, in which Python starts. Word files are left to Pandoc, which is such a process
itself; plain text and Markdown are read by nothing but our own code. On systems without limits for the memory of a
process, only its time is limited.
"""

from __future__ import annotations

import logging
import math
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import workbench
from workbench.errors import WorkbenchError
from workbench.formats import pandoc, reading
from workbench.formats.reading.forms import Form, recognise

MEMORY = 1024  # megabytes of data; the process itself has some 50
SECONDS = 60.0
SECONDS_OF_CHAPTERS = 300.0  # for a ZIP, whose Word files go through Pandoc one by one
AT_ONCE = 2
WAIT = 60.0  # seconds that a document waits for its turn

_APART = frozenset({Form.ODT, Form.EPUB, Form.HTML, Form.ZIP})
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP")
_OUT_OF_MEMORY = 3
# Their numbers on Linux and macOS; Windows has neither.
_SIGKILL, _SIGXCPU = 9, 24
_turns = threading.BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


def read(name: str, data: bytes, *, seconds: float | None = None, megabytes: int = MEMORY) -> reading.Reading:
    """Read a file as `reading.read` does, what needs it in a process of its own.

    Args:
        name: its name; only its ending counts, and only where the content does not tell.
        data: its bytes.
        seconds: how long it may take; `SECONDS`, or `SECONDS_OF_CHAPTERS`, where nothing is said.
        megabytes: how much memory it may take.

    Raises:
        Busy, TooSlow, TooLarge, ConversionFailed: see `formats.pandoc`; and what `reading.read` raises.
    """
    form, _ = recognise(name, data)
    if form not in _APART:
        return reading.read(name, data)
    if seconds is None:
        seconds = SECONDS_OF_CHAPTERS if form is Form.ZIP else SECONDS
    with pandoc.turn(_turns, wait=WAIT):
        answer = _ask(name, data, seconds=seconds, megabytes=megabytes)
    if isinstance(answer, WorkbenchError):
        raise answer
    return answer


def _ask(name: str, data: bytes, *, seconds: float, megabytes: int) -> reading.Reading | WorkbenchError:
    with tempfile.TemporaryDirectory(prefix="workbench-") as empty:
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                [sys.executable, "-P", "-m", __name__],
                input=pickle.dumps((name, data, seconds, megabytes)),
                capture_output=True,
                timeout=seconds,
                cwd=empty,
                env=_environment(empty),
            )
        except subprocess.TimeoutExpired:
            raise pandoc.too_slow(seconds) from None
    if done.returncode:
        raise _failed(done.returncode, done.stderr, seconds, megabytes)
    # What answers is our own code, as trusted as if it had run here.
    answer: reading.Reading | WorkbenchError = pickle.loads(done.stdout)  # noqa: S301
    return answer


def _failed(code: int, error: bytes, seconds: float, megabytes: int) -> WorkbenchError:
    said = error.decode("utf-8", "replace")[-2000:]
    if code == -_SIGXCPU:
        return pandoc.too_slow(seconds)
    # The system ends with SIGKILL whoever takes its last memory.
    if code in (_OUT_OF_MEMORY, -_SIGKILL) or "MemoryError" in said:
        return pandoc.too_large(megabytes)
    _log.error("the process that read a document ended with %s: %s", code, said)
    return pandoc.failed(code, said)


def _environment(folder: str) -> dict[str, str]:
    """Give the variables that the process sees: nothing of ours but where the program lies."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    found = [str(Path(workbench.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "HOME": folder, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(found)}


# --- in the process -----------------------------------------------------------------------------------------------


def _limit(seconds: float, megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    # Not of addresses: Pandoc, which this process may call, takes a terabyte of those and uses few.
    for kind, most in ((resource.RLIMIT_DATA, megabytes * 1024 * 1024), (resource.RLIMIT_CPU, math.ceil(seconds))):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer() -> None:
    name, data, seconds, megabytes = pickle.load(sys.stdin.buffer)  # noqa: S301 - from `_ask`
    _limit(seconds, megabytes)
    answer: reading.Reading | WorkbenchError
    try:
        answer = reading.read(name, data)
    except WorkbenchError as error:
        answer = error
    except MemoryError:
        # At once: to end in order takes memory.
        os._exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    _answer()
