"""Change a site file by file, where its folder cannot be exchanged as a whole.

The root of a memory stick or a volume cannot be renamed, nor can a folder whose parent belongs to somebody else. There,
what is new is written into a hidden folder within. When all of it is there, that folder gets the name `NEW`, and its
files take their places one after the other. Each replaces its forerunner in one step, so that no address is ever empty:
first what pages show, then the pages, the lists that lead to them, the entrance. Then goes what is published no more,
and the list of files comes last. If that is interrupted, `NEW` is still there, and `settle` goes on where it stopped.

Whoever reads meanwhile may find an old page beside a new one. Of two who publish at once, one may fail.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from workbench.workflow.publishing import manifest
from workbench.workflow.publishing.manifest import Manifest

NEW = f"{manifest.NAME}.new"
_PART = f"{manifest.NAME}.part-"
# What file managers leave in every folder that somebody looks into.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_PAGES = (".html", ".xml")


def beginning(folder: Path) -> Path:
    """Where new files for a site may be written; made with the first of them, for until then nothing is touched."""
    return folder / f"{_PART}{secrets.token_hex(4)}"


def leftovers(folder: Path) -> list[Path]:
    """The hidden folders in a site that was interrupted."""
    return [path for path in folder.glob(f"{manifest.NAME}.*") if _is_ours(path)]


def listed(folder: Path) -> Manifest | None:
    """What a folder says of itself; None if it says nothing."""
    listing = folder / manifest.NAME
    return manifest.read(listing.read_bytes()) if listing.is_file() else None


def coming(folder: Path) -> Manifest | None:
    """What a site was about to become when it was interrupted; None if it was not."""
    return listed(folder / NEW) if _is_ours(folder / NEW) else None


def put(folder: Path, fresh: Path, listing: bytes) -> None:
    """Let new files take their places in a site.

    Args:
        folder: the site.
        fresh: a `beginning` in it, with the files that are new or changed.
        listing: what the site is to say of itself; listed files that it does not name go.

    Raises:
        OSError: the folder cannot be written to. If that is so in the midst, `settle` does the rest.
    """
    fresh.mkdir(exist_ok=True)
    with (fresh / manifest.NAME).open("wb") as file:
        file.write(listing)
        file.flush()
        # A stick may be pulled out; without the list, nobody would know whose the files are.
        os.fsync(file.fileno())
    fresh.rename(folder / NEW)
    settle(folder)


def settle(folder: Path) -> None:
    """Go on with what `put` began, if it did not come to its end, and take away what is left of it.

    Nothing in the folder may be somebody else's in the place of a file that is coming; see `folder.into`.
    """
    after = coming(folder)
    if after is not None:
        before = listed(folder) or Manifest()
        new = folder / NEW
        for path in sorted(_files(new), key=_turn):
            _make_way(folder, path)
            (new / path).replace(folder / path)
        _clear(folder, before.files.keys(), after.files.keys())
        (new / manifest.NAME).replace(folder / manifest.NAME)
    for left in leftovers(folder):
        shutil.rmtree(left)


def folders(paths: Iterable[str]) -> set[str]:
    """All folders in which files are."""
    return {parent.as_posix() for path in paths for parent in PurePosixPath(path).parents}


def _is_ours(path: Path) -> bool:
    return (path.name == NEW or path.name.startswith(_PART)) and path.is_dir() and not path.is_symlink()


def _files(folder: Path) -> Iterator[str]:
    """What is in a folder besides folders and its list, links among it."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name != manifest.NAME and (path.is_symlink() or not path.is_dir()):
            yield name


def _turn(path: str) -> tuple[bool, int, str]:
    """When a file takes its place: whatever leads to others comes after them."""
    return path.endswith(_PAGES), -path.count("/"), path


def _make_way(folder: Path, path: str) -> None:
    """Make the folders of a file; never through a link, which may lead anywhere."""
    for parent in reversed(PurePosixPath(path).parents):
        place = folder / parent
        if place != folder and (place.is_symlink() or place.is_file()):
            place.unlink()
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)


def _clear(folder: Path, before: Iterable[str], after: Iterable[str]) -> None:
    """Take away what was listed and is no more, pages before what they show, and the folders that held nothing else."""
    gone = set(before) - set(after)
    for path in sorted(gone.intersection(_files(folder)), key=_turn, reverse=True):
        (folder / path).unlink()
    empty = folders(gone) - folders(after)
    for place in sorted(folder.rglob("*"), reverse=True):
        is_empty = place.relative_to(folder).as_posix() in empty and place.is_dir() and not place.is_symlink()
        if is_empty and {path.name for path in place.iterdir()} <= LITTER:
            shutil.rmtree(place)
