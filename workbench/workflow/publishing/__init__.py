"""The reading site: which editions readers may have, and the site as a folder or as one ZIP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.formats.site import SiteWords
from workbench.formats.writing.package import pack, stamp
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow.publishing.contents import files
from workbench.workflow.publishing.folder import MARKER, ForeignFolder, Placed, place
from workbench.workflow.publishing.marks import Mark, overview, publish_edition, require_editor, withdraw_edition

__all__ = [
    "MARKER",
    "ForeignFolder",
    "Mark",
    "Placed",
    "archive",
    "overview",
    "publish",
    "publish_edition",
    "withdraw_edition",
]


def publish(store: Store, folder: Path, *, vocabulary: Mapping[str, SiteWords], with_ready: bool = False) -> Placed:
    """Write the reading site into a folder.

    Args:
        folder: a new or empty folder, or one that holds a site; see `place` for what is refused.
        vocabulary: the words of the site, by language.
        with_ready: editions too that nobody has marked, if everything in them is approved.

    Raises:
        ForeignFolder: the folder holds something else.
        OSError: the folder cannot be written to.
    """
    return place(files(store, vocabulary, with_ready=with_ready), folder)


def archive(store: Store, *, vocabulary: Mapping[str, SiteWords], by: User) -> bytes:
    """The reading site as one ZIP, to be unpacked at a host or on a memory stick.

    Raises:
        NotAllowed: `by` is no editor of any locale.
    """
    require_editor(by)
    return pack(((f"site/{file.path}", file.data) for file in files(store, vocabulary)), stamp(None))
