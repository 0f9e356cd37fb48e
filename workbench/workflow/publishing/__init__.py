"""The reading site: which editions readers may have, and the site as a folder or as one ZIP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.formats.site import SiteWords, TextPages, write_lists
from workbench.store.database import Store
from workbench.workflow.publishing import contents
from workbench.workflow.publishing.folder import MARKER, ForeignFolder, Placed, into
from workbench.workflow.publishing.inputs import Inputs
from workbench.workflow.publishing.making import AT_ONCE, JOB, Made, Offer, archive, make, make_in_background, offer
from workbench.workflow.publishing.marks import (
    Mark,
    mark,
    overview,
    publish_edition,
    published,
    withdraw_edition,
)

__all__ = [
    "AT_ONCE",
    "JOB",
    "MARKER",
    "ForeignFolder",
    "Made",
    "Mark",
    "Offer",
    "Placed",
    "archive",
    "make",
    "make_in_background",
    "mark",
    "offer",
    "overview",
    "publish",
    "publish_edition",
    "published",
    "withdraw_edition",
]


def publish(store: Store, folder: Path, *, vocabulary: Mapping[str, SiteWords], with_ready: bool = False) -> Placed:
    """Write the reading site into a folder; of a site that is there, only the texts are made that became others.

    The result is the same, byte by byte, as in a new folder.

    Args:
        folder: a new or empty folder, or one that holds a site; see `folder.into` for what is refused.
        vocabulary: the words of the site, by language.
        with_ready: editions too that nobody has marked, if everything in them is approved.

    Raises:
        ForeignFolder: the folder holds something else.
        OSError: the folder cannot be written to.
    """
    with store.read() as tx, into(folder) as site:
        inputs = Inputs(tx, vocabulary)
        entries = []
        for text_id, editions in contents.chosen(tx, with_ready=with_ready):
            slug, key = inputs.of(text_id, editions)
            made = site.keep(slug, key)
            if made is None:
                made = site.make(slug, key, TextPages(contents.text(tx, text_id, editions), vocabulary))
            entries.append(made.entry)
        for file in write_lists(entries, vocabulary):
            site.write(file)
        return site.finish()
