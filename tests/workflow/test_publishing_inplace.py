"""Publishing into a folder that cannot be exchanged as a whole: a volume, or one whose parent is somebody else's."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from workbench.formats.site import SiteFile
from workbench.workflow import publishing
from workbench.workflow.publishing import inplace, manifest
from workbench.workflow.publishing.folder import MARKER, ForeignFolder, place

OLD = {"style.css": "old", "index.html": "1", "en/index.html": "1", "texts/a/en.html": "A", "texts/b/en.html": "B",
       "media/b.png": "b"}  # fmt: skip
NEW = {"style.css": "new", "index.html": "2", "en/index.html": "2", "texts/a/en.html": "A", "texts/c/en.html": "C",
       "media/c.png": "c"}  # fmt: skip
WAYS = ("volume", "bound", "parent", "read-only")


class Interrupted(Exception):
    """The stick was pulled out."""


def site(pages: dict[str, str]) -> list[SiteFile]:
    return [SiteFile(path, text.encode()) for path, text in pages.items()]


def held(folder: Path) -> dict[str, str]:
    """All files but the list of them, and folders that are empty."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.is_file() else "empty"
        for path in folder.rglob("*")
        if path.name != MARKER and (path.is_file() or not any(path.iterdir()))
    }


def written(path: Path) -> tuple[int, int]:
    """Which file it is and when it was written; that it was read may show as well, and does not count."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def fix(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder be one that cannot be exchanged."""
    rename, mkdtemp, ismount = Path.rename, tempfile.mkdtemp, os.path.ismount

    def busy(self: Path, target: Path) -> Path:
        if self == folder:
            raise OSError(errno.EBUSY, "Device or resource busy")
        assert (folder in self.parents) == (folder in Path(target).parents), "nothing is renamed into a volume"
        return rename(self, target)

    def refuse(*, dir: Path, prefix: str) -> str:
        if dir == folder.parent:
            raise OSError(errno.EROFS if way == "read-only" else errno.EACCES, "No")
        return mkdtemp(dir=dir, prefix=prefix)

    if way in ("volume", "bound"):
        # What Docker binds is not always told from a folder.
        monkeypatch.setattr(Path, "rename", busy)
    if way == "volume":
        monkeypatch.setattr(os.path, "ismount", lambda path: path == folder or ismount(path))
    if way in ("parent", "read-only"):
        monkeypatch.setattr(tempfile, "mkdtemp", refuse)


@pytest.fixture(params=WAYS)
def fixed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that cannot be exchanged."""
    folder = tmp_path / "site"
    folder.mkdir()
    fix(folder, request.param, monkeypatch)
    return folder


@pytest.fixture
def volume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty volume."""
    (tmp_path / "site").mkdir()
    fix(tmp_path / "site", "volume", monkeypatch)
    return tmp_path / "site"


def test_the_site_becomes_what_it_becomes_elsewhere(fixed: Path, tmp_path: Path):
    """A memory stick is where readers without a network have it."""
    for pages, placed in ((OLD, publishing.Placed(6, 6, 0)), (NEW, publishing.Placed(6, 5, 2))):
        assert place(site(pages), fixed) == placed
        place(site(pages), tmp_path / "else" / "where")

        assert held(fixed) == pages
        assert (fixed / MARKER).read_bytes() == (tmp_path / "else" / "where" / MARKER).read_bytes()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["else", "site"], "nothing is left beside it"


def test_what_did_not_change_is_not_touched(fixed: Path):
    """Writing wears out a stick, and `rsync` looks at dates."""
    place(site(OLD), fixed)
    seen = {path: written(path) for path in (fixed, fixed / MARKER, fixed / "texts/a/en.html")}
    place(site(OLD), fixed)
    assert {path: written(path) for path in seen} == seen

    place(site(NEW), fixed)

    page = fixed / "texts/a/en.html"
    assert written(page) == seen[page]


def test_no_page_leads_to_one_that_is_not_yet_there(volume: Path, monkeypatch: pytest.MonkeyPatch):
    """Somebody may be reading meanwhile."""
    order: list[str] = []
    replace, unlink = Path.replace, Path.unlink

    def replaced(self: Path, target: Path) -> Path:
        order.append(target.relative_to(volume).as_posix())
        return replace(self, target)

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        order.append(f"- {self.relative_to(volume).as_posix()}")
        unlink(self, missing_ok=missing_ok)

    place(site(OLD), volume)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    place(site(NEW), volume)

    assert order == ["media/c.png", "style.css", "texts/c/en.html", "en/index.html", "index.html",
                     "- texts/b/en.html", "- media/b.png", MARKER]  # fmt: skip


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("steps", range(9))
def test_what_was_interrupted_is_mended(volume: Path, steps: int, is_first: bool):
    """Even if the next publication does not get far: what was on its way is there before it begins."""
    if not is_first:
        place(site(OLD), volume)
    with pytest.MonkeyPatch.context() as patch, suppress(Interrupted):
        interrupt(patch, after=steps)
        place(site(NEW), volume)

    def broken() -> Iterator[SiteFile]:
        yield from site(OLD)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        place(broken(), volume)
    assert held(volume) == NEW
    assert place(site(NEW), volume) == publishing.Placed(6, 0, 0)


def interrupt(patch: pytest.MonkeyPatch, *, after: int) -> None:
    """Let nothing take its place or go after so many steps."""
    left = iter(range(after))

    def stopping(step: Callable[..., Path | None]) -> Callable[..., Path | None]:
        def stop(*given: Path) -> Path | None:
            if next(left, None) is None:
                raise Interrupted
            return step(*given)

        return stop

    for name in ("replace", "unlink"):
        patch.setattr(Path, name, stopping(getattr(Path, name)))


def test_what_was_not_yet_whole_is_forgotten(volume: Path):
    """A power cut while the pages are made leaves a hidden folder with some of them."""
    place(site(OLD), volume)
    part = inplace.beginning(volume)
    (part / "texts").mkdir(parents=True)
    (part / "texts" / "half.html").touch()

    place(site(OLD), volume)

    assert held(volume) == OLD


@pytest.mark.parametrize("name", ["mine.txt", "texts/c/mine.txt", ".git/"])
def test_somebody_elses_files_are_safe_between_two_attempts(volume: Path, name: str):
    """They may have come when it was interrupted; nothing is mended over them."""
    place(site(OLD), volume)
    (volume / inplace.NEW).mkdir()
    (volume / inplace.NEW / "style.css").write_text("new", encoding="utf-8")
    (volume / inplace.NEW / MARKER).write_bytes((volume / MARKER).read_bytes())
    place_of_it = volume / name
    if name.endswith("/"):
        place_of_it.mkdir()
    else:
        place_of_it.parent.mkdir(parents=True, exist_ok=True)
        place_of_it.write_text("mine", encoding="utf-8")
    before = held(volume)

    with pytest.raises(ForeignFolder, match="choose"):
        place(site(NEW), volume)

    assert held(volume) == before


def test_what_a_system_keeps_on_a_volume_stays(volume: Path):
    """No stick is empty; on a folder that is no volume the same names are somebody's."""
    (volume / "lost+found").mkdir()
    (volume / "System Volume Information").mkdir()
    (volume / "System Volume Information" / "IndexerVolumeGuid").write_text("7", encoding="utf-8")
    before = held(volume)

    place(site(OLD), volume)
    place(site(NEW), volume)

    assert held(volume) == NEW | before


def test_names_of_a_system_are_nothing_special_elsewhere(tmp_path: Path):
    """There the folder is exchanged as a whole, and they would be gone."""
    (tmp_path / "lost+found").mkdir()

    with pytest.raises(ForeignFolder):
        place(site(OLD), tmp_path)


def test_no_link_leads_out_of_the_folder(volume: Path, tmp_path: Path):
    """Whoever can write into a folder of the web may not have the keeper write elsewhere."""
    place(site(OLD), volume)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "index.html").write_text("mine", encoding="utf-8")
    listing = manifest.read((volume / MARKER).read_bytes())
    assert listing is not None
    (volume / MARKER).write_bytes(bytes(manifest.Manifest({**listing.files, "en": "", "../secret": ""})))
    (volume / "en" / "index.html").unlink()
    (volume / "en").rmdir()
    (volume / "en").symlink_to(tmp_path / "secret")

    place(site(NEW), volume)

    assert held(volume) == NEW
    assert held(tmp_path / "secret") == {"index.html": "mine"}


def test_a_file_may_take_the_place_of_a_folder(volume: Path):
    """What a site is made of may change with the program."""
    place(site({"a": "1", "b/c": "1"}), volume)
    (volume / "b" / ".DS_Store").touch()

    place(site({"a/c": "2", "b": "2"}), volume)

    assert held(volume) == {"a/c": "2", "b": "2"}


def test_a_folder_that_may_not_be_written_to_at_all_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A new folder needs a place to be in."""
    fix(tmp_path / "site", "parent", monkeypatch)

    with pytest.raises(OSError, match="No"):
        place(site(OLD), tmp_path / "site")
