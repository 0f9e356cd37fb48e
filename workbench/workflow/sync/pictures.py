"""Keep the pictures of source texts in the folder, beside the Markdown that shows them.

A text calls its pictures `media/NAME`, and so they lie in `source_texts/media/NAME`: whoever opens the Markdown file
elsewhere sees them. Names that the workbench gave are made of the content; files that people put there may have others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from workbench.findings import N_
from workbench.formats.reading import pictures as reading
from workbench.store.database import Transaction
from workbench.store.models import Edition, Picture, Segment, Unit
from workbench.store.workspace import SOURCES
from workbench.text import Note
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed

_SHOWN = re.compile(r"\]\((media/[A-Za-z0-9][A-Za-z0-9._-]{0,99})[\s)]")
_PATTERN = "%](media/%"
_WHOLE = ""
_BOTH = (
    "the picture was changed here and in the workbench; give this file another name, or delete it to take the "
    "workbench's"
)


def path_of(name: str) -> str:
    """Where a picture lies, by the name that texts call it."""
    return f"{SOURCES}/{name}"


def shown(tx: Transaction) -> dict[str, set[int]]:
    """The names of all pictures that belong to texts or are shown in them, each with the ids of the texts."""
    found: dict[str, set[int]] = {}
    for text_id, name in tx.session.execute(sa.select(Picture.source_text_id, Picture.name)):
        found.setdefault(name, set()).add(text_id)
    for query in (
        sa.select(Segment.source_text_id, Segment.content).where(Segment.content.like(_PATTERN)),
        sa.select(Edition.source_text_id, Unit.target).join(Unit).where(Unit.target.like(_PATTERN)),
    ):
        for text_id, content in tx.session.execute(query):
            for name in _SHOWN.findall(content):
                found.setdefault(name, set()).add(text_id)
    return found


def merge(
    tx: Transaction, name: str, text_ids: Collection[int], data: bytes | None, base: Mapping[str, str]
) -> Outcome:
    """Bring a picture and its file together.

    Args:
        name: what texts call it.
        text_ids: the texts that show it, or have it.
        data: what the file holds, or None where there is none: then it is written.
        base: what the last sync agreed on.

    Raises:
        Invalid: the file is no picture of a kind that is kept.
    """
    path = path_of(name)
    rows = {row.source_text_id: row for row in tx.session.scalars(sa.select(Picture).where(Picture.name == name))}
    mine = next((row.data for row in rows.values()), None)
    here, there = _digest(mine), _digest(data)
    if data is None:
        missing = () if mine else (Note(N_("a text shows this picture, but it is not there")),)
        return Outcome(path, mine, _whole(here), _whole(here), notes=missing)
    lacking = set(text_ids) - rows.keys()
    match changed(base.get(_WHOLE, ""), there, here):
        case Side.NEITHER if not lacking:
            return Outcome(path, seen=_whole(there), agreed=_whole(there))
        case Side.NEITHER | Side.FILE:
            _store(tx, name, text_ids, data)
            return Outcome(path, seen=_whole(there), agreed=_whole(there), taken=1)
        case Side.STORE:
            return Outcome(path, mine, seen=_whole(here), agreed=_whole(here))
        case Side.BOTH:
            return Outcome(path, seen=base, agreed=base, conflicts=(_BOTH,))


def _digest(data: bytes | None) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _whole(digest: str) -> dict[str, str]:
    return {_WHOLE: digest} if digest else {}


def _store(tx: Transaction, name: str, text_ids: Collection[int], data: bytes) -> None:
    found = reading.media(data)
    if found is None:
        raise Invalid(N_("This is no picture that texts may have: PNG, JPEG, GIF or WebP of at most 12 MB."))
    for text_id in text_ids:
        tx.session.merge(Picture(source_text_id=text_id, name=name, type=found.type, data=data))
    tx.session.flush()
