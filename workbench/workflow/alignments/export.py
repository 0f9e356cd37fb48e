"""Take an alignment out as a file, as it stands: for a translation memory, another program, or to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from workbench import formats
from workbench.findings import N_
from workbench.formats import AlignmentFormat, Labels
from workbench.store import texts
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow.alignments import rows as stored
from workbench.workflow.errors import Invalid
from workbench.workflow.exports import MIMETYPES, Exported
from workbench.workflow.permissions import Role, require


@dataclass(frozen=True)
class Link:
    """A row by the indices of its paragraphs, as the formats take it."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float


def export(store: Store, alignment_id: int, *, format: str, labels: Labels | None = None, by: User) -> Exported:
    """Write an alignment as a file.

    Args:
        store: the database.
        alignment_id: which alignment.
        format: `tmx`, `po`, `html` or `json`.
        labels: the words around the text in HTML; English by default.
        by: who asks; everybody who may read may take it out.

    Raises:
        NotFound: there is no such alignment.
        Invalid: the format is another one.
    """
    require(by, Role.READER)
    known: dict[str, AlignmentFormat] = {name: name for name in get_args(AlignmentFormat)}
    if format not in known:
        raise Invalid(N_("There is no such format; choose one of those offered."), field="format")
    with store.read() as tx:
        alignment = stored.get(tx, alignment_id)
        rows, text, locale = stored.load(tx, alignment_id), alignment.source_text, alignment.locale
        contents = {segment.uid: segment.content for segment in texts.segments(tx, alignment.source_text_id)}
    source: list[str] = []
    target: list[str] = []
    links = []
    for row in rows:
        found = [contents[uid] for uid in row.source if uid in contents]
        here, there = len(source), len(target)
        source += found
        target += row.target
        links.append(Link(tuple(range(here, len(source))), tuple(range(there, len(target))), row.confidence))
    written = formats.write_alignment(
        known[format], source, target, links, text.locale, locale, slug=text.slug, labels=labels
    )
    return Exported(
        filename=f"{text.slug}.{text.locale}-{locale}.{format}",
        mimetype=MIMETYPES.get(format, "application/json"),
        data=written if isinstance(written, bytes) else written.encode(),
    )
