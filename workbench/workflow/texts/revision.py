"""Replace a source text by a new version of itself; no translation is lost."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz.distance import Levenshtein

from workbench import text
from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Segment, SourceText, Unit, UnitSegment, User, now
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

# Two versions of a segment are the same segment when at least this share of the longer one is unchanged.
SAME_SEGMENT = 0.5

# So many changed segments are shown before a new version is kept, and so many that it lost.
SHOWN = 50

# An edited segment is looked for among so many neighbours of its place: a book written anew takes seconds, not hours.
NEIGHBOURS = 40


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
    """A segment that the source lost: its id, its text, and how many translations wait with it."""

    uid: str
    content: str
    translations: int


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
        query = (
            sa.select(Segment.uid, Segment.content, translated)
            .where(Segment.source_text_id == row.id, Segment.retired_at.is_not(None))
            .order_by(Segment.position, Segment.id)
        )
        return [RetiredSegment(uid, content, count) for uid, content, count in tx.session.execute(query)]


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
    matched: dict[int, Segment] = {}
    used: set[int] = set()
    # What stands again and again, such as a line of asterisks, is no landmark: taken for one, it costs hours.
    blocks = difflib.SequenceMatcher(None, [s.digest for s in old], [text.digest(s.content) for s in new]).get_opcodes()
    for tag, i1, i2, j1, _j2 in blocks:
        if tag == "equal":
            for offset in range(i2 - i1):
                matched[j1 + offset] = old[i1 + offset]
                used.add(old[i1 + offset].id)
    by_content: dict[str, list[Segment]] = {}
    for segment in [*old, *retired]:
        if segment.id not in used:
            by_content.setdefault(segment.content, []).append(segment)
    for position, block in enumerate(new):
        if position not in matched and by_content.get(block.content):
            moved = by_content[block.content].pop(0)
            matched[position] = moved
            used.add(moved.id)
    for _tag, i1, i2, j1, j2 in blocks:
        candidates = [s for s in old[i1:i2] if s.id not in used]
        positions = [p for p in range(j1, j2) if p not in matched]
        first = 0
        for number, position in enumerate(positions):
            near = max(first, number * len(candidates) // len(positions) - NEIGHBOURS)
            some = candidates[near : near + 2 * NEIGHBOURS]
            found = _most_like(new[position].content, [segment.content for segment in some])
            if found is not None:
                matched[position] = some[found]
                used.add(some[found].id)
                # Later positions look only behind this one: edited segments do not cross.
                first = near + found + 1
    return matched


def _most_like(content: str, others: Sequence[str]) -> int | None:
    """Which of the others is an earlier version of a content, if any is."""
    likeness = [Levenshtein.normalized_similarity(content, other, score_cutoff=SAME_SEGMENT) for other in others]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best else None


def may_revise(row: SourceText, user: User) -> bool:
    """Whether `user` may bring a new version in: an editor, or who brought the text in."""
    return edits_anything(user) or (row.created_by == user.id and translates_anything(user))
