"""Replace a source text by a new version of itself; no translation is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import text
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Revision, Segment, SourceText, Unit, UnitSegment, User, now
from workbench.text import Document
from workbench.workflow import units as unit_work
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.permissions import edits_anything, translates_anything
from workbench.workflow.texts import pictures
from workbench.workflow.texts.arrival import (
    as_document,
    columns,
    insert_segments,
    is_same,
    require_segments,
    source_text,
    title_of,
    with_uids,
)

# So many changed segments are shown before a new version is kept, and so many that it lost.
SHOWN = 50


@dataclass(frozen=True)
class RevisionReport:
    """What a new version of a source text changed: numbers of segments."""

    kept: int
    edited: int
    added: int
    retired: int


def revise(store: Store, slug: str, document: Document, *, by: User | None) -> RevisionReport:
    """Replace a source text by a new version of itself; no translation is lost.

    Segments that did not change keep their ids and their units; edited ones keep them too and make the units
    stale; removed ones are retired with their units, and come back when a later version has them again.

    Raises:
        NotFound: there is no such text.
        NotAllowed: `by` is neither its bringer nor an editor.
        Invalid: the new version has no paragraphs.
    """
    with store.begin() as tx:
        return take_revision(tx, slug, document, by=by)


def take_revision(tx: Transaction, slug: str, document: Document, *, by: User | None) -> RevisionReport:
    """What `revise` does, inside a transaction of the caller."""
    require_segments(document)
    row = source_text(tx, slug)
    _require_reviser(row, by)
    report = apply_revision(tx, row, document)
    tx.log("revise", f"text:{slug}", by=by, **vars(report))
    return report


@dataclass(frozen=True)
class RevisionPreview:
    """What a new version would change.

    Attributes:
        report: the numbers.
        edited: the differences of the first `SHOWN` segments that it would change.
        gone: the first `SHOWN` segments that it would not have any more.
    """

    report: RevisionReport
    edited: tuple[tuple[text.Change, ...], ...]
    gone: tuple[str, ...]


def preview(store: Store, slug: str, document: Document) -> RevisionPreview:
    """Say what a new version would change, and change nothing.

    Raises:
        NotFound: there is no such text.
    """
    with store.read() as tx:
        row = source_text(tx, slug)
        every = list(tx.session.scalars(sa.select(Segment).where(Segment.source_text_id == row.id)))
    old = sorted((s for s in every if s.retired_at is None), key=lambda s: s.position)
    matched = _match(old, [s for s in every if s.retired_at is not None], document.segments)
    back = sum(known.retired_at is not None for known in matched.values())
    edited = [
        (known.content, document.segments[position].content)
        for position, known in sorted(matched.items())
        if known.retired_at is None and known.content != document.segments[position].content
    ]
    kept = {known.id for known in matched.values()}
    gone = [segment.content for segment in old if segment.id not in kept]
    report = RevisionReport(
        kept=len(matched) - len(edited) - back,
        edited=len(edited),
        added=len(document.segments) - len(matched) + back,
        retired=len(gone),
    )
    differences = (tuple(text.diff(before, after, locale=row.locale)) for before, after in edited[:SHOWN])
    return RevisionPreview(report, tuple(differences), tuple(gone[:SHOWN]))


@dataclass(frozen=True)
class RetiredSegment:
    """A segment that the source lost.

    Attributes:
        uid: its id.
        content: its text.
        translations: how many translations are kept with it.
        waiting: how many texts wait there to be compared with one of them.
    """

    uid: str
    content: str
    translations: int
    waiting: int = 0


def retired(store: Store, slug: str, *, by: User) -> list[RetiredSegment]:
    """The segments that the text lost, in the order in which they stood.

    Raises:
        NotFound: there is no such text.
        NotAllowed: see `revise`.
    """
    with store.read() as tx:
        row = source_text(tx, slug)
        _require_reviser(row, by)
        translated = (
            sa.select(sa.func.count())
            .select_from(UnitSegment)
            .join(Unit, Unit.id == UnitSegment.unit_id)
            .where(UnitSegment.segment_id == Segment.id, Unit.target != "")
            .scalar_subquery()
        )
        waiting = (
            sa.select(sa.func.count())
            .select_from(UnitSegment)
            .join(Revision, Revision.unit_id == UnitSegment.unit_id)
            .where(UnitSegment.segment_id == Segment.id, Revision.conflict.is_(True), Revision.settled.is_(False))
            .scalar_subquery()
        )
        query = (
            sa.select(Segment.uid, Segment.content, translated, waiting)
            .where(Segment.source_text_id == row.id, Segment.retired_at.is_not(None))
            .order_by(Segment.position, Segment.id)
        )
        return [RetiredSegment(*row) for row in tx.session.execute(query)]


def bring_back(store: Store, slug: str, uid: str, *, by: User) -> None:
    """Put a segment that the source lost back to where it stood, with its translations.

    Raises:
        NotFound: there is no such text, or it lost no such segment.
        NotAllowed: see `revise`.
    """
    with store.begin() as tx:
        row = source_text(tx, slug)
        _require_reviser(row, by)
        lost = tx.session.scalar(
            sa.select(Segment).where(
                Segment.source_text_id == row.id, Segment.uid == uid, Segment.retired_at.is_not(None)
            )
        )
        if lost is None:
            raise NotFound(N_("This passage is in the text."))
        document = as_document(tx, row)
        blocks = list(document.segments)
        # A title stands first, whatever comes and goes.
        at = max(min(lost.position, len(blocks)), int(bool(blocks) and blocks[0].kind is text.Kind.TITLE))
        gap = lost.gap if at else ""
        blocks.insert(at, text.Segment(text.Kind(lost.kind), lost.content, lost.level, lost.prefix, gap or "\n\n"))
        apply_revision(tx, row, Document(tuple(blocks), document.meta))
        tx.log("bring-back", f"text:{slug}", by=by, segment=uid)


def _require_reviser(row: SourceText, by: User | None) -> None:
    if by is not None and not may_revise(row, by):
        raise NotAllowed(N_("A new version is brought in by an editor or by who brought the text in."))


def apply_revision(tx: Transaction, row: SourceText, document: Document) -> RevisionReport:
    """Do what `revise` promises, inside a transaction of the caller."""
    if is_same(tx, row, document):
        return RevisionReport(kept=len(document.segments), edited=0, added=0, retired=0)
    every = list(tx.session.scalars(sa.select(Segment).where(Segment.source_text_id == row.id)))
    old = sorted((s for s in every if s.retired_at is None), key=lambda s: s.position)
    matched = _match(old, [s for s in every if s.retired_at is not None], document.segments)
    # What segments said before that changed, came or went; None for those that were not there.
    before: dict[int, str | None] = {}
    back: list[Segment] = []
    fresh: list[int] = []
    for position, segment in enumerate(document.segments):
        known = matched.get(position)
        if known is None:
            fresh.append(position)
            continue
        if known.content != segment.content:
            before[known.id] = known.content
        if known.retired_at is not None:
            known.retired_at = None
            before[known.id] = None
            back.append(known)
        known.position = position
        for name, value in columns(segment).items():
            setattr(known, name, value)
    kept_ids = {s.id for s in matched.values()}
    gone = [s for s in old if s.id not in kept_ids]
    edited = len(before) - len(back)
    for segment_row in gone:
        segment_row.retired_at = now()
        before[segment_row.id] = segment_row.content
    tx.session.flush()
    if fresh:
        numbered = with_uids([document.segments[p] for p in fresh], taken=[s.uid for s in every])
        insert_segments(tx, row, numbered, fresh)
    pictures.add(tx, row, document.media)
    row.meta, row.title = dict(document.meta), title_of(document)
    row.version += 1
    tx.session.flush()
    for edition in row.editions:
        unit_work.follow_source(tx, edition, edited=before)
    return RevisionReport(
        kept=len(matched) - edited - len(back), edited=edited, added=len(fresh) + len(back), retired=len(gone)
    )


def _match(old: Sequence[Segment], retired: Sequence[Segment], new: Sequence[text.Segment]) -> dict[int, Segment]:
    """Find the old segment of each new position: unchanged in place, unchanged elsewhere, or edited in place."""
    found = text.match_versions(
        [segment.content for segment in old],
        [segment.content for segment in new],
        lost=[segment.content for segment in retired],
    )
    known = [*old, *retired]
    return {position: known[index] for position, index in found.items()}


def may_revise(row: SourceText, user: User) -> bool:
    """Whether `user` may bring a new version in: an editor, or who brought the text in."""
    return edits_anything(user) or (row.created_by == user.id and translates_anything(user))
