"""Put a site into a folder: all of it or nothing, and nothing that somebody else put there is lost.

The site is written beside its place and then takes it, so that readers meet the old site or the new one, never half
of one. A file that lists what was written marks the folder as ours; a folder that holds anything else is refused. Files
that did not change keep their dates, so that copying the site to a host copies what is new.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.formats.site import SiteFile

MARKER = ".workbench-site"
_FIRST_LINE = "Written by `workbench publish`, which takes away what is listed here; put nothing of your own beside it."
# What file managers leave in every folder that somebody looks into.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class ForeignFolder(WorkbenchError):
    """The folder holds something that is no part of a site."""


@dataclass(frozen=True)
class Placed:
    """What became of the files of a site: how many there are, how many of them are new or changed, how many went."""

    total: int
    changed: int
    gone: int


def place(files: Iterable[SiteFile], folder: Path) -> Placed:
    """Write a site into a folder.

    Args:
        files: its files; their paths are unique.
        folder: a new or empty folder, or one that holds a site and nothing else.

    Raises:
        ForeignFolder: it holds something else; nothing was changed.
        OSError: it cannot be written to; the old site stays.
    """
    folder = folder.resolve()
    before = _listed(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(folder) as fresh:
        written: list[str] = []
        changed = 0
        for file in files:
            changed += _write(fresh / file.path, file.data, folder / file.path)
            written.append(file.path)
        listing = "\n".join([_FIRST_LINE, *sorted(written), ""]).encode()
        _write(fresh / MARKER, listing, folder / MARKER)
        gone = len(before - {MARKER, *written})
        if changed or gone or not folder.is_dir():
            _swap(fresh, folder)
    return Placed(len(written), changed, gone)


def _listed(folder: Path) -> set[str]:
    """The files of the site in a folder, which holds nothing else, the list itself among them."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise ForeignFolder(f"{folder} is a file; choose a folder")
    listing = folder / MARKER
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []
    known = {MARKER, *lines[1:]} if lines[:1] == [_FIRST_LINE] else set()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if not is_folder and name not in known and path.name not in _LITTER:
            raise ForeignFolder(f"{folder} holds {name}, which is no part of a site; choose a folder of its own")
    return known


def _write(path: Path, data: bytes, old: Path) -> bool:
    """Write a file; gives whether it is another than the old one, whose date it has if it is not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if old.is_file() and old.stat().st_size == len(data) and old.read_bytes() == data:
        shutil.copystat(old, path)
        return False
    return True


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder in the folder of another one; what is still there at the end is taken away."""
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Let the new folder take the place of the old one, which comes back if that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    with _beside(folder) as aside:
        old = aside / folder.name
        folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            old.rename(folder)
            raise
