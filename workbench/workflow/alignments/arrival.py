"""Align a translation that somebody brought along, and align it again around what a person has settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from workbench import languages
from workbench.alignment import Bead, align
from workbench.alignment.edits import Kind, Row, Rows, Splice
from workbench.findings import N_
from workbench.glossary import Termbase
from workbench.store import texts
from workbench.store.database import Store
from workbench.store.models import Alignment, Segment, User
from workbench.text import Document
from workbench.workflow import termbases
from workbench.workflow.alignments import rows as stored
from workbench.workflow.alignments import steps
from workbench.workflow.alignments.steps import Edited
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, require


def bring_translation(store: Store, slug: str, document: Document, *, locale: str, by: User | None) -> int:
    """Align a finished translation with its source text; gives the id of the alignment page.

    A translation that is sent twice has one page.

    Raises:
        NotFound: there is no such text.
        Invalid: it has an edition in this locale already.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    with store.read() as tx:
        source = texts.source_text(tx, slug)
        if source is None:
            raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
        if texts.edition(tx, slug, locale) is not None:
            raise Invalid(N_("There is an edition in %(locale)s already."), locale=locale, field="locale")
        if languages.parse(locale).language == languages.parse(source.locale).language:
            raise Invalid(N_("A translation is in another language than its source."), field="locale")
        segments = texts.segments(tx, source.id)
        termbase = termbases.termbase(tx)
    # Aligning takes seconds on a book: no transaction is held meanwhile.
    beads = align(
        [segment.content for segment in segments],
        [block.content for block in document.segments],
        source_locale=source.locale,
        target_locale=locale,
        source_kinds=[segment.kind for segment in segments],
        target_kinds=[block.kind.value for block in document.segments],
        terms=termbase,
    )
    uids, paragraphs = [segment.uid for segment in segments], [block.content for block in document.segments]
    rows = stored.dump(tuple(_row(bead, uids, paragraphs) for bead in beads))
    with store.begin() as tx:
        # Whoever sent the same at the same moment waits here.
        texts.source_text(tx, slug)
        author = by.id if by else None
        untouched = tx.session.scalars(
            sa.select(Alignment).where(
                Alignment.source_text_id == source.id,
                Alignment.locale == locale,
                Alignment.created_by == author,
                Alignment.accepted_at.is_(None),
                Alignment.version == 1,
            )
        )
        twice = next((known.id for known in untouched if known.rows == rows), None)
        if twice is not None and by is not None:
            return twice
        alignment = Alignment(source_text_id=source.id, locale=locale, rows=rows, created_by=author)
        tx.session.add(alignment)
        tx.session.flush()
        tx.log("bring-translation", f"alignment:{alignment.id}", by=by, text=slug, locale=locale)
        return alignment.id


def align_again(store: Store, alignment_id: int, *, version: int, by: User) -> Edited:
    """Align all rows anew around those that are settled, as one step that can be undone.

    Raises:
        Stale: the page was changed after `version`.
        Invalid: no row is settled: the outcome would be the old one.
    """
    with store.read() as tx:
        alignment = stored.writable(tx, alignment_id, by=by)
        rows = stored.load(alignment)
        if not any(row.pinned for row in rows):
            raise Invalid(N_("Mark a row as right first; the others are aligned again around it."), field="rows")
        source_locale, locale = alignment.source_text.locale, alignment.locale
        segments = {segment.uid: segment for segment in texts.segments(tx, alignment.source_text_id)}
        termbase = termbases.termbase(tx)
    fresh = _around(rows, segments, source_locale=source_locale, target_locale=locale, terms=termbase)
    return steps.edit(store, alignment_id, "align again", lambda now: Splice(0, now, fresh), version=version, by=by)


def _around(
    rows: Rows, segments: dict[str, Segment], *, source_locale: str, target_locale: str, terms: Termbase
) -> Rows:
    """The rows of a new alignment; settled ones stay as they are, and a reason stays with its paragraphs."""
    # A segment that went out of the source meanwhile has nothing to be aligned with.
    uids = [uid for row in rows for uid in row.source if uid in segments]
    paragraphs = [paragraph for row in rows for paragraph in row.target]
    places: dict[tuple[tuple[int, ...], tuple[int, ...]], Row] = {}
    i = j = 0
    for row in rows:
        size = sum(uid in segments for uid in row.source)
        places[tuple(range(i, i + size)), tuple(range(j, j + len(row.target)))] = row
        i, j = i + size, j + len(row.target)
    beads = align(
        [segments[uid].content for uid in uids],
        paragraphs,
        source_locale=source_locale,
        target_locale=target_locale,
        terms=terms,
        pins=[place for place, row in places.items() if row.pinned and any(place)],
    )
    fresh = []
    for bead in beads:
        before = places.get((bead.source, bead.target))
        if before is None:
            fresh.append(_row(bead, uids, paragraphs))
        else:
            fresh.append(before if before.pinned else replace(before, confidence=bead.confidence))
    return tuple(fresh)


def _row(bead: Bead, uids: Sequence[str], paragraphs: Sequence[str]) -> Row:
    kind: Kind = "pair" if bead.source and bead.target else "omitted" if bead.source else "added"
    return Row(
        source=tuple(uids[i] for i in bead.source),
        target=tuple(paragraphs[j] for j in bead.target),
        confidence=bead.confidence,
        kind=kind,
    )
