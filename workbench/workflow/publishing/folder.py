"""Put a site into a folder: all of it or nothing, and nothing that somebody else put there is lost.

The site is written beside its place and then takes it, so that readers meet the old site or the new one, never half
of one. What did not change is linked from the old site into the new one, or copied where the disk knows no links: it
keeps its date, so that copying the site to a host copies what is new. Where the folder cannot be exchanged, its files
are, one by one (see `inplace`). A file that lists what was written marks the folder as ours (see `manifest`); a folder
that holds anything else is refused, be it an empty folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.formats.site import SiteFile, TextPages
from workbench.workflow.publishing import inplace, manifest
from workbench.workflow.publishing.manifest import MadeText, Manifest

MARKER = manifest.NAME
# What systems keep at the root of a volume; there it stays, for there files are exchanged one by one.
_OF_VOLUMES = frozenset({"lost+found", "System Volume Information", "$RECYCLE.BIN", ".fseventsd", ".Spotlight-V100"})
_TRASH = ".Trash"
_NOT_TO_BE_MOVED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV})


class ForeignFolder(WorkbenchError):
    """The folder holds something that is no part of a site."""


@dataclass(frozen=True)
class Placed:
    """What became of a site.

    Attributes:
        total: how many files it has.
        changed: how many of them are new or changed.
        gone: how many are there no more.
        texts: how many texts it has.
        made: how many of them were made; the others are as they were.
    """

    total: int
    changed: int
    gone: int
    texts: int = 0
    made: int = 0


class Site:
    """A site on its way into a folder, beside the one that is there.

    Args:
        folder: the place; it may hold a site.
        fresh: where the new site comes into being; if that is in the folder, only what is new in it.
        before: what the old site says of itself, as far as it is true.
    """

    def __init__(self, folder: Path, fresh: Path, before: Manifest) -> None:
        self._folder, self._fresh, self._before = folder, fresh, before
        self._files: dict[str, str] = {}
        self._texts: dict[str, MadeText] = {}
        self._changed: set[str] = set()
        self._made = 0

    def keep(self, slug: str, inputs: str) -> MadeText | None:
        """Take over a text that was made from the same and whose files nobody touched; None if it has to be made."""
        known = self._before.texts.get(slug)
        if known is None or known.inputs != inputs:
            return None
        files = {path: self._before.files.get(path, "") for path in known.files}
        if not all(self._is_there(path, digest) for path, digest in files.items()):
            return None
        for path, digest in files.items():
            # A picture may have come with another text.
            if path not in self._files:
                self._take_over(path, digest)
        self._texts[slug] = known
        return known

    def make(self, slug: str, inputs: str, pages: TextPages) -> MadeText:
        """Write the pages of a text."""
        paths = []
        for file in pages.files():
            self.write(file)
            paths.append(file.path)
        self._made += 1
        self._texts[slug] = MadeText(inputs, tuple(paths), pages.entry())
        return self._texts[slug]

    def write(self, file: SiteFile) -> None:
        """Write a file; one that is as it was before stays the same file."""
        digest = manifest.digest([file.data])
        if self._files.get(file.path) == digest:
            return
        if self._is_there(file.path, digest):
            self._take_over(file.path, digest)
            return
        # Never into a file that is there: it may be a link to one of the old site.
        with self._place(file.path).open("xb") as new:
            new.write(file.data)
        self._files[file.path] = digest
        self._changed.add(file.path)

    def finish(self) -> Placed:
        """Let the new site take its place, if it is another one."""
        gone = len(self._before.files.keys() - self._files.keys())
        listing = bytes(Manifest(self._files, self._texts))
        if self._changed or gone or not self._folder.is_dir():
            self._exchange(listing)
        elif not self._is_listed(listing):
            inplace.put(self._folder, inplace.beginning(self._folder), listing)
        return Placed(len(self._files), len(self._changed), gone, len(self._texts), self._made)

    def _exchange(self, listing: bytes) -> None:
        """Let the new site take the place of the old one: as a whole, or file by file."""
        fresh = self._fresh
        if not self._is_within:
            (fresh / MARKER).write_bytes(listing)
            if _swap(fresh, self._folder):
                return
            fresh = self._carried()
        inplace.put(self._folder, fresh, listing)

    def _carried(self) -> Path:
        """What is new, in the folder itself: from beside it, nothing can be renamed into a volume."""
        within = inplace.beginning(self._folder)
        for path in self._changed:
            (within / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self._fresh / path, within / path)
        return within

    @property
    def _is_within(self) -> bool:
        return self._fresh.parent == self._folder

    def _is_listed(self, listing: bytes) -> bool:
        old = self._folder / MARKER
        return old.is_file() and old.read_bytes() == listing

    def _is_there(self, path: str, digest: str) -> bool:
        """Whether the old site has a file with these bytes."""
        if path not in self._before.files:
            return False
        with (self._folder / path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest

    def _take_over(self, path: str, digest: str) -> None:
        self._files[path] = digest
        if self._is_within:
            return
        old, new = self._folder / path, self._place(path)
        try:
            new.hardlink_to(old)
        except OSError:
            # Some network folders know no links.
            shutil.copy2(old, new)

    def _place(self, path: str) -> Path:
        place = self._fresh / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


@contextmanager
def into(folder: Path) -> Iterator[Site]:
    """Begin a site that is to be in a folder; it gets there with `finish`.

    Args:
        folder: a new or empty folder, or one that holds a site and nothing else.

    Raises:
        ForeignFolder: it holds something else; nothing was changed.
        OSError: it cannot be written to. The old site stays; if that happens while files are exchanged one by one, the
            next time goes on from there.
    """
    folder = folder.resolve()
    before = _before(folder)
    if inplace.leftovers(folder):
        inplace.settle(folder)
        before = _before(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beginning(folder) as fresh:
        yield Site(folder, fresh, before)


def place(files: Iterable[SiteFile], folder: Path) -> Placed:
    """Put the files of a site into a folder; their paths are unique. See `into`."""
    with into(folder) as site:
        for file in files:
            site.write(file)
        return site.finish()


def _before(folder: Path) -> Manifest:
    """What the site in a folder says of itself, without the files that are there no more."""
    if not folder.exists():
        return Manifest()
    if not folder.is_dir():
        raise ForeignFolder(f"{folder} is a file; choose a folder")
    said, coming = inplace.listed(folder), inplace.coming(folder)
    known = {MARKER} if said else set()
    for one in (said, coming):
        known.update(one.files if one else ())
    there = set(_of_the_site(folder, known))
    if said is None:
        return Manifest()
    return Manifest({path: digest for path, digest in said.files.items() if path in there}, said.texts)


def _of_the_site(folder: Path, known: set[str]) -> Iterator[str]:
    """The files in a folder that holds a site and nothing else; a folder without a file of ours is somebody else's."""
    known_folders = inplace.folders(known)
    is_volume = os.path.ismount(folder)
    passed = {*inplace.leftovers(folder), *(path for path in folder.iterdir() if is_volume and _is_of_volume(path))}
    for path in sorted(folder.rglob("*")):
        if not passed.isdisjoint((path, *path.parents)):
            continue
        name = path.relative_to(folder).as_posix()
        is_link = path.is_symlink()
        if path.is_dir() and not is_link:
            is_known = name in known_folders
        else:
            is_known = name in known or path.name in inplace.LITTER
        if not is_known:
            raise ForeignFolder(f"{folder} holds {name}, which is no part of a site; choose a folder of its own")
        if not is_link and path.is_file():
            yield name


def _is_of_volume(path: Path) -> bool:
    return path.name in _OF_VOLUMES or path.name.startswith(_TRASH)


@contextmanager
def _beginning(folder: Path) -> Iterator[Path]:
    """Where a new site may come into being: beside its place, or in it where the place itself cannot be exchanged."""
    with ExitStack() as stack:
        try:
            made = None if os.path.ismount(folder) else stack.enter_context(_beside(folder))
        except OSError as error:
            if error.errno not in _NOT_TO_BE_MOVED or not folder.is_dir():
                raise
            made = None
        if made is None:
            made = inplace.beginning(folder)
            stack.callback(shutil.rmtree, made, ignore_errors=True)
        yield made


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder in the folder of another one; what is still there at the end is taken away."""
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> bool:
    """Let the new folder take the place of the old one, which comes back if that fails; False if it cannot be moved."""
    if not folder.exists():
        fresh.rename(folder)
        return True
    with _beside(folder) as aside:
        old = aside / folder.name
        try:
            folder.rename(old)
        except OSError as error:
            if error.errno not in _NOT_TO_BE_MOVED:
                raise
            return False
        try:
            fresh.rename(folder)
        except OSError:
            old.rename(folder)
            raise
    return True
