"""Keep what takes long to compile between two runs, as a text file in the user's cache folder.

A file is used only when its first line names the digest of what it was made from (dictionaries, our tables, our code)
and of its own content; anything else is made anew and replaces it in one step. It is JSON, so that reading a foreign
file can do no harm. Where the folder cannot be written, nothing is kept and nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

_PROJECT = "translation-workbench"


def digest(parts: Iterable[bytes]) -> str:
    """Give a name for some content."""
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(b"%d " % len(part))
        made.update(part)
    return made.hexdigest()


def load(name: str, key: str) -> dict[str, Any] | None:
    """Give what was kept under a name, or None when there is nothing, or nothing that is whole and of this key."""
    import json

    try:
        head, _, body = _file(name).read_bytes().partition(b"\n")
    except (OSError, RuntimeError):
        return None
    if head != _head(key, body):
        return None
    value: dict[str, Any] = json.loads(body)
    return value


def store(name: str, key: str, value: dict[str, Any]) -> None:
    """Keep a value of simple types under a name; a reader sees the old file or the new one, never half of one."""
    import json

    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    with suppress(OSError, RuntimeError):
        file = _file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, prefix=name, delete=False) as waiting:
            try:
                waiting.write(_head(key, body) + b"\n" + body)
                waiting.close()
                Path(waiting.name).replace(file)
            except OSError:
                Path(waiting.name).unlink()


def _file(name: str) -> Path:
    """Name the file; a machine account without a home has none, which is a RuntimeError."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / _PROJECT / f"{name}.json"


def _head(key: str, body: bytes) -> bytes:
    return digest((key.encode(), body)).encode()
