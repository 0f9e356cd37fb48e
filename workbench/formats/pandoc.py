"""Run Pandoc as a process of its own, shut in and limited.

Pandoc comes with the package pypandoc_binary; only the path of the program is taken from that package, since its
own way of calling has no time limit. `--sandbox` keeps Pandoc from reading any file but its input and from the
network; the limit of memory is that of its Haskell runtime. It fails on a document that needs more than the limits.
"""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.findings import N_

MEMORY = 512  # megabytes of heap
SECONDS = 30.0
AT_ONCE = 2
WAIT = 60.0  # seconds that a conversion waits for its turn

_turns = threading.BoundedSemaphore(AT_ONCE)
# Exit codes of Pandoc (its manual) and of the Haskell runtime, which ends with 251 where the heap is exhausted.
_HEAP_EXHAUSTED = (251, 2)


class PandocMissing(WorkbenchError):
    """The program is not there, so documents cannot be converted."""


class Busy(WorkbenchError):
    """As many conversions as are allowed at once run already, and none ended in time."""


class TooSlow(WorkbenchError):
    """The conversion took longer than its limit; `details`: `seconds`."""


class TooLarge(WorkbenchError):
    """The conversion needed more memory than its limit; `details`: `megabytes`."""


class ConversionFailed(WorkbenchError):
    """Pandoc could not read or write the document; `details`: `code`, `said`, its own words, for the log alone."""


@functools.cache
def program() -> Path:
    """Give the path of the program.

    Raises:
        PandocMissing: the package that brings it is not installed.
    """
    try:
        import pypandoc
    except ImportError:
        raise _missing() from None
    try:
        return Path(pypandoc.get_pandoc_path())
    except OSError:
        raise _missing() from None


def _missing() -> PandocMissing:
    return PandocMissing(N_("Documents cannot be converted: the package pypandoc_binary is missing; install it."))


def run(
    arguments: Sequence[str],
    data: bytes,
    *,
    folder: Path | None = None,
    seconds: float = SECONDS,
    megabytes: int = MEMORY,
    environment: dict[str, str] | None = None,
) -> bytes:
    """Convert a document.

    Args:
        arguments: options of Pandoc, without those that shut it in.
        data: the document, which Pandoc reads from its standard input.
        folder: where it works, and where it may put files by `--extract-media`; an empty one of its own by default.
        seconds: its limit of time.
        megabytes: its limit of memory.
        environment: variables to set, such as `SOURCE_DATE_EPOCH`.

    Returns:
        What Pandoc wrote to its standard output.

    Raises:
        PandocMissing, Busy, TooSlow, TooLarge, ConversionFailed: see there.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="workbench-") as empty:
            return run(
                arguments, data, folder=Path(empty), seconds=seconds, megabytes=megabytes, environment=environment
            )
    command = [str(program()), "--sandbox", "--quiet", *arguments, "+RTS", f"-M{megabytes}M", "-RTS"]
    surroundings = _environment(folder, environment)
    try:
        with turn(_turns, wait=WAIT):
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                command, input=data, capture_output=True, timeout=seconds, cwd=folder, env=surroundings
            )
    except subprocess.TimeoutExpired:
        raise too_slow(seconds) from None
    except OSError:
        raise _missing() from None
    if done.returncode:
        raise _failed(done.returncode, done.stderr, megabytes)
    return done.stdout


def _environment(folder: Path, further: dict[str, str] | None) -> dict[str, str]:
    """Give the variables that Pandoc sees: nothing of ours, and no home where it could look for its own files."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return {**kept, "HOME": str(folder), "LANG": "C.UTF-8", **(further or {})}


def _failed(code: int, said: bytes, megabytes: int) -> WorkbenchError:
    words = said.decode("utf-8", "replace")[:2000]
    if code in _HEAP_EXHAUSTED and (code == 251 or "heap" in words.lower()):
        return too_large(megabytes)
    return failed(code, words)


# --- for whatever converts in a process of its own ------------------------------------------------------------------


@contextmanager
def turn(turns: threading.Semaphore, *, wait: float) -> Iterator[None]:
    """Hold one of so many turns.

    Raises:
        Busy: none came within `wait` seconds.
    """
    if not turns.acquire(timeout=wait):
        raise Busy(N_("Many documents are being converted; try again in a minute."))
    try:
        yield
    finally:
        turns.release()


def too_slow(seconds: float) -> TooSlow:
    """Say that it took longer than this."""
    message = N_("The document could not be converted within %(seconds)s seconds; divide it, or save it anew.")
    return TooSlow(message, seconds=round(seconds))


def too_large(megabytes: int) -> TooLarge:
    """Say that it needed more memory than this."""
    message = N_("The document needs more than %(megabytes)s MB while it is converted; divide it into parts.")
    return TooLarge(message, megabytes=megabytes)


def failed(code: int, said: str) -> ConversionFailed:
    """Say that it ended with this code."""
    message = N_("The document could not be converted: it is damaged, or not what it seems. Open it and save it anew.")
    return ConversionFailed(message, code=code, said=said)
