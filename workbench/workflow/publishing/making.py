"""The reading site as one ZIP: a small one at once, a large one in the background, to be fetched when it is ready.

The newest one is kept for some days. It is forgotten as soon as an edition is taken back: what readers should not have
any more must not go out by mistake.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.formats import Labels
from workbench.formats.site import SiteWords
from workbench.formats.writing.package import pack, stamp
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import User
from workbench.workflow import jobs, kept
from workbench.workflow.publishing.contents import files, published_ids
from workbench.workflow.publishing.marks import SITE_FILE, require_editor

JOB = "make site"
# So many approved passages take a second or two, with all scripts of Chinese.
AT_ONCE = 500
NAME = "site.zip"


@dataclass(frozen=True)
class Made:
    """A site that was made: when somebody asked for it, and its length in bytes."""

    at: dt.datetime
    size: int


@dataclass(frozen=True)
class Offer:
    """What can be downloaded: a small site at once, of a large one what was made last."""

    is_large: bool
    made: Made | None

    @property
    def megabytes(self) -> float:
        """The length of what was made."""
        return round(self.made.size / 1e6, 1) if self.made else 0.0


def offer(store: Store, *, by: User) -> Offer:
    """Say how the site can be had.

    Raises:
        NotAllowed: `by` edits nothing.
    """
    require_editor(by)
    with store.read() as tx:
        file = kept.newest(tx, SITE_FILE)
        made = Made(file.created_at, file.size) if file is not None and file.size else None
        return Offer(_is_large(tx), made)


def archive(store: Store, *, vocabulary: Mapping[str, SiteWords], by: User) -> Iterator[bytes] | None:
    """The reading site as one ZIP, to be unpacked at a host or on a memory stick.

    Returns:
        Its bytes, piece by piece; of a large site those of the one that was made last, or None where there is none.

    Raises:
        NotAllowed: `by` is no editor of any locale.
    """
    require_editor(by)
    with store.read() as tx:
        is_large, file = _is_large(tx), kept.newest(tx, SITE_FILE)
    if not is_large:
        return iter((_packed(store, vocabulary),))
    return kept.pieces(store, file.id) if file is not None and file.size else None


def make(store: Store, *, vocabulary: Mapping[str, SiteWords], by: User) -> str:
    """Have the site made in the background; gives the uid of the job, also if somebody asked for it before.

    Raises:
        NotAllowed: `by` is no editor of any locale.
    """
    require_editor(by)
    with store.begin() as tx:
        if waiting := jobs.open_job(tx, SITE_FILE):
            return waiting
        kept.forget_all(tx, SITE_FILE)
        details = {"vocabulary": {tag: dataclasses.asdict(words) for tag, words in vocabulary.items()}}
        file_id = kept.promise(tx, purpose=SITE_FILE, name=NAME, by=by, details=details)
        return jobs.enqueue(tx, JOB, SITE_FILE, {"file": file_id}, by=by)


def make_in_background(running: jobs.Running) -> None:
    """Do the job that `make` put in.

    Raises:
        NotFound: an edition was taken back meanwhile.
    """
    file_id = running.arguments["file"]
    with running.store.read() as tx:
        said: Mapping[str, Any] = kept.find(tx, file_id, SITE_FILE).details["vocabulary"]
        total = len(published_ids(tx))
    vocabulary = {tag: SiteWords(**{**words, "labels": Labels(**words["labels"])}) for tag, words in said.items()}
    data = _packed(running.store, vocabulary, running, total)
    with running.store.begin() as tx:
        running.require_own(tx)
        kept.find(tx, file_id, SITE_FILE)
    kept.fill(running.store, file_id, (data,))


def _packed(
    store: Store, vocabulary: Mapping[str, SiteWords], running: jobs.Running | None = None, total: int = 0
) -> bytes:
    def told() -> Iterator[tuple[str, bytes]]:
        begun: set[str] = set()
        for file in files(store, vocabulary):
            yield f"site/{file.path}", file.data
            folder = file.path.rpartition("/")[0]
            if running is not None and folder.startswith("texts/") and folder not in begun:
                begun.add(folder)
                running.progress(len(begun), total)

    return pack(told(), stamp(None))


def _is_large(tx: Transaction) -> bool:
    ids = [edition_id for editions in published_ids(tx).values() for edition_id in editions]
    counts = texts.counts_by_state(tx, ids) if ids else {}
    return sum(count[State.APPROVED.value] for count in counts.values()) > AT_ONCE
