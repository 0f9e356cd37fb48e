"""Align a translation that somebody brought along, and align it again around what a person has settled.

Aligning takes seconds on a book, and minutes on a thick one: no transaction is held meanwhile, and where somebody waits
for a page, a long text is aligned in the background. Its paragraphs are stored first, so that nothing can be lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench import languages
from workbench.alignment import Bead, align, doubts
from workbench.alignment.edits import Kind, Row, Rows, Splice, trimmed
from workbench.findings import N_
from workbench.glossary import Termbase
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, Segment, SourceText, User
from workbench.text import Document, Note
from workbench.workflow import jobs, termbases
from workbench.workflow.alignments import rows as stored
from workbench.workflow.alignments import steps
from workbench.workflow.alignments.rows import Stale
from workbench.workflow.alignments.steps import Edited
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, require

# What is aligned while somebody waits: so many paragraphs on both sides together take a second or two.
AT_ONCE = 1_200
AGAIN = "align again"
JOB = "align"


@dataclass(frozen=True)
class _Work:
    """What is to be aligned: a page as it stands, and what is known of its texts."""

    rows: Rows
    segments: Mapping[str, Segment]
    source_locale: str
    target_locale: str
    terms: Termbase
    aligned: bool

    @property
    def is_long(self) -> bool:
        """Whether nobody should have to wait for it."""
        return len(self.segments) + sum(len(row.target) for row in self.rows) > AT_ONCE


def bring_translation(
    store: Store, slug: str, document: Document, *, locale: str, by: User | None, later: bool = False
) -> int:
    """Align a finished translation with its source text; gives the id of the alignment page.

    A translation that is sent twice has one page.

    Args:
        store: the database.
        slug: the source text's address.
        document: the translation.
        locale: what it is translated into.
        by: who brings it; None on the command line.
        later: align a long text in the background; its page has no rows to work on until then.

    Raises:
        NotFound: there is no such text.
        Invalid: it has an edition in this locale already.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    with store.read() as tx:
        source = _source_for(tx, slug, locale)
        work = _Work(
            rows=tuple(_unaligned(document)),
            segments={segment.uid: segment for segment in texts.segments(tx, source.id)},
            source_locale=source.locale,
            target_locale=locale,
            terms=termbases.for_text(tx, source.slug),
            aligned=False,
        )
    waits = later and work.is_long
    rows = work.rows if waits else _aligned(work)
    found = [] if waits else _doubts(work, rows)
    with store.begin() as tx:
        # Whoever sent the same at the same moment waits here.
        texts.source_text(tx, slug)
        digest = _digest(document)
        if by is not None and (twice := _brought_already(tx, source, locale, digest, by)):
            return twice
        alignment = Alignment(
            source_text_id=source.id,
            locale=locale,
            digest=digest,
            aligned=not waits,
            doubts=found,
            created_by=by.id if by else None,
        )
        tx.session.add(alignment)
        tx.session.flush()
        stored.insert(tx, alignment.id, rows)
        if waits:
            _enqueue(tx, alignment, by)
        tx.log("bring-translation", stored.subject(alignment.id), by=by, text=slug, locale=locale)
        return alignment.id


def align_again(store: Store, alignment_id: int, *, version: int, by: User, later: bool = False) -> Edited | None:
    """Align all rows anew around those that are settled, as one step that can be undone.

    Args:
        store: the database.
        alignment_id: which alignment.
        version: the page's version that was looked at.
        by: who asks for it.
        later: align a long text in the background; None is given then.

    Raises:
        Stale: the page was changed after `version`.
        Busy: it is being aligned already.
        Invalid: no row is settled: the outcome would be the old one.
    """
    with store.read() as tx:
        alignment = stored.writable(tx, alignment_id, by=by)
        work = _work(tx, alignment)
        if alignment.aligned and not any(row.pinned for row in work.rows):
            raise Invalid(N_("Mark a row as right first; the others are aligned again around it."), field="rows")
    if later and work.is_long:
        with store.begin() as tx:
            alignment = stored.writable(tx, alignment_id, by=by)
            if alignment.version != version:
                raise Stale
            _enqueue(tx, alignment, by)
        return None
    fresh = _aligned(work)
    return steps.edit(
        store, alignment_id, AGAIN, lambda now: trimmed(Splice(0, tuple(now), fresh)), version=version, by=by
    )


def align_in_background(running: jobs.Running) -> None:
    """Do the job that `bring_translation` or `align_again` put in.

    Raises:
        NotFound: the alignment was discarded meanwhile.
        AlreadyAccepted, Stale: it was changed meanwhile.
    """
    alignment_id, version = running.arguments["alignment"], running.arguments["version"]
    with running.store.read() as tx:
        work = _work(tx, stored.get(tx, alignment_id))
    rows = _aligned(work)
    found = _doubts(work, rows)
    change = trimmed(Splice(0, work.rows, rows))
    with running.store.begin() as tx:
        running.require_own(tx)
        alignment = stored.get(tx, alignment_id)
        if alignment.accepted_at is not None:
            raise stored.AlreadyAccepted
        if alignment.version != version:
            raise Stale
        if work.aligned:
            steps.take(tx, alignment, AGAIN, change, by=running.by)
        else:
            stored.replace_all(tx, alignment_id, rows)
            alignment.aligned, alignment.doubts = True, found


# --- pieces -----------------------------------------------------------------------------------------------------


def _source_for(tx: Transaction, slug: str, locale: str) -> SourceText:
    source = texts.source_text(tx, slug)
    if source is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    if texts.edition(tx, slug, locale) is not None:
        raise Invalid(N_("There is an edition in %(locale)s already."), locale=locale, field="locale")
    if languages.parse(locale).language == languages.parse(source.locale).language:
        raise Invalid(N_("A translation is in another language than its source."), field="locale")
    return source


def _unaligned(document: Document) -> list[Row]:
    """The paragraphs of a translation as they were brought, each a row that has no source yet."""
    return [Row((), (block.content,), 0.0, "added", kinds=(block.kind.value,)) for block in document.segments]


def _digest(document: Document) -> str:
    paragraphs = "\0".join(f"{block.kind.value}\0{block.content}" for block in document.segments)
    return hashlib.sha256(paragraphs.encode()).hexdigest()


def _brought_already(tx: Transaction, source: SourceText, locale: str, digest: str, by: User) -> int | None:
    """The page that `by` made of this same translation and has not touched since."""
    return tx.session.scalar(
        sa.select(Alignment.id).where(
            Alignment.source_text_id == source.id,
            Alignment.locale == locale,
            Alignment.created_by == by.id,
            Alignment.digest == digest,
            Alignment.accepted_at.is_(None),
            Alignment.version == 1,
        )
    )


def _enqueue(tx: Transaction, alignment: Alignment, by: User | None) -> None:
    arguments = {"alignment": alignment.id, "version": alignment.version}
    jobs.enqueue(tx, JOB, stored.subject(alignment.id), arguments, by=by)


def _work(tx: Transaction, alignment: Alignment) -> _Work:
    return _Work(
        rows=stored.load(tx, alignment.id),
        segments={segment.uid: segment for segment in texts.segments(tx, alignment.source_text_id)},
        source_locale=alignment.source_text.locale,
        target_locale=alignment.locale,
        terms=termbases.for_text(tx, alignment.source_text.slug),
        aligned=alignment.aligned,
    )


def _aligned(work: _Work) -> Rows:
    """The rows of a new alignment; settled ones stay as they are, and a reason stays with its paragraphs."""
    # A segment that went out of the source meanwhile has nothing to be aligned with.
    uids = [uid for row in work.rows for uid in row.source if uid in work.segments]
    if not work.aligned:
        uids = list(work.segments)
    paragraphs = [paragraph for row in work.rows for paragraph in row.target]
    kinds = [kind for row in work.rows for kind in row.texts.kinds]
    if not all(kinds):
        kinds = []
    places: dict[tuple[tuple[int, ...], tuple[int, ...]], Row] = {}
    i = j = 0
    for row in work.rows if work.aligned else ():
        size = sum(uid in work.segments for uid in row.source)
        places[tuple(range(i, i + size)), tuple(range(j, j + len(row.target)))] = row
        i, j = i + size, j + len(row.target)
    beads = align(
        [work.segments[uid].content for uid in uids],
        paragraphs,
        source_locale=work.source_locale,
        target_locale=work.target_locale,
        source_kinds=[work.segments[uid].kind for uid in uids],
        target_kinds=kinds or None,
        terms=work.terms,
        pins=[place for place, row in places.items() if row.pinned and any(place)],
    )
    fresh = []
    for bead in beads:
        before = places.get((bead.source, bead.target))
        if before is None:
            fresh.append(_row(bead, uids, paragraphs, kinds))
        else:
            fresh.append(before if before.pinned else replace(before, confidence=round(bead.confidence, 4)))
    return tuple(fresh)


def _row(bead: Bead, uids: Sequence[str], paragraphs: Sequence[str], kinds: Sequence[str]) -> Row:
    kind: Kind = "pair" if bead.source and bead.target else "omitted" if bead.source else "added"
    return Row(
        source=tuple(uids[i] for i in bead.source),
        target=tuple(paragraphs[j] for j in bead.target),
        confidence=round(bead.confidence, 4),
        kind=kind,
        kinds=tuple(kinds[j] for j in bead.target) if kinds else (),
    )


def _doubts(work: _Work, rows: Rows) -> list[dict[str, object]]:
    """What is wrong with the two texts as a whole, as it is stored with the page."""
    source: list[str] = []
    target: list[str] = []
    beads = []
    for row in rows:
        here, there = len(source), len(target)
        source += [work.segments[uid].content for uid in row.source]
        target += row.target
        beads.append(Bead(tuple(range(here, len(source))), tuple(range(there, len(target))), row.confidence))
    found: list[Note] = doubts(
        source, target, beads, source_locale=work.source_locale, target_locale=work.target_locale
    )
    return [{"message": note.message, "values": dict(note.values)} for note in found]
