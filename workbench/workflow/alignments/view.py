"""What the alignment page shows: a window of rows, and where a person should look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.alignment.edits import Row
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, AlignmentRow, AlignmentStep, Segment, User
from workbench.text import Note
from workbench.workflow import jobs
from workbench.workflow.alignments import rows as stored
from workbench.workflow.permissions import Role, has_role, require

_ROWS = AlignmentRow.__table__
# Below this confidence a row is shown as doubtful; on calibrated figures one in ten of them is wrong at worst.
DOUBTFUL = 0.9
# Rows shown at a time: as many as a browser lays out without being noticed.
WINDOW = 200
# Doubtful rows named at the head of the page; who has mended so many looks at the next ones then.
LISTED = 100


@dataclass(frozen=True)
class SourcePart:
    """A source segment on the page."""

    uid: str
    kind: str
    content: str


@dataclass(frozen=True)
class PageRow:
    """One row of the page."""

    index: int
    source: tuple[SourcePart, ...]
    target: tuple[str, ...]
    kind: str
    reason: str
    confidence: float
    pinned: bool

    @property
    def number(self) -> int:
        """What readers call it: they count from 1."""
        return self.index + 1

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return _doubtful(self.pinned, self.confidence)


@dataclass(frozen=True)
class Doubt:
    """A doubtful row, as the list at the head of the page names it, with its first words."""

    index: int
    confidence: float
    opening: str
    locale: str

    @property
    def number(self) -> int:
        """What readers call it: they count from 1."""
        return self.index + 1


@dataclass(frozen=True)
class AlignmentPage:
    """Everything the alignment page shows.

    Attributes:
        id: of the alignment.
        slug: the source text's address.
        title: the source text's title.
        source_locale: what it is translated from.
        locale: what it is translated into.
        version: what a step says that it was made on.
        step: number of the last step that was done and not taken back.
        start: index of the first row in `rows`.
        rows: a window of the rows, in reading order.
        total: how many rows there are.
        doubtful: indices of all doubtful rows, in reading order.
        doubts: the most doubtful ones, least certain first.
        warnings: what makes the two texts as a whole look wrong, the weightiest first.
        settled: how many rows a person has marked as right.
        unexplained: indices of rows without a translation and without a reason for that.
        aligned: whether it has been aligned at all; else its rows are the paragraphs as they were brought.
        job: the work in the background that it waits for, or None.
        can_redo: whether a step was taken back last.
        accepted: whether it has become an edition.
        may_edit: whether the reader may change it.
        may_approve: whether the reader may accept it as approved.
    """

    id: int
    slug: str
    title: str
    source_locale: str
    locale: str
    version: int
    step: int
    start: int
    rows: tuple[PageRow, ...]
    total: int
    doubtful: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    warnings: tuple[Note, ...]
    settled: int
    unexplained: tuple[int, ...]
    aligned: bool
    job: str | None
    can_redo: bool
    accepted: bool
    may_edit: bool
    may_approve: bool

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.step > 0

    def row(self, index: int | None) -> PageRow | None:
        """The row of this index, if it is in the window."""
        return next((row for row in self.rows if row.index == index), None)


def page(store: Store, alignment_id: int, *, by: User, start: int = 0, count: int = WINDOW) -> AlignmentPage:
    """The alignment as it is now, with at most `count` rows from the index `start` on, or its last row.

    Raises:
        NotFound: there is no such alignment.
    """
    require(by, Role.READER)
    with store.read() as tx:
        alignment = stored.get(tx, alignment_id)
        total = stored.count(tx, alignment_id)
        first = max(0, min(start, total - 1))
        rows = dict(enumerate(stored.load(tx, alignment_id, first, count), first))
        uncertain = _uncertain(tx, alignment_id)
        listed = _listed(tx, alignment_id, uncertain)
        parts = _parts(tx, alignment, (*rows.values(), *listed.values()))
        may_edit = alignment.accepted_at is None and has_role(by, Role.TRANSLATOR, alignment.locale)
        return AlignmentPage(
            id=alignment.id,
            slug=alignment.source_text.slug,
            title=alignment.source_text.title,
            source_locale=alignment.source_text.locale,
            locale=alignment.locale,
            version=alignment.version,
            step=alignment.step,
            start=first,
            rows=tuple(_page_row(index, row, parts) for index, row in rows.items()),
            total=total,
            doubtful=tuple(sorted(uncertain)),
            doubts=tuple(_doubt(index, row, parts, alignment) for index, row in listed.items()),
            warnings=_warnings(alignment),
            settled=_settled(tx, alignment_id),
            unexplained=_unexplained(tx, alignment_id),
            aligned=alignment.aligned,
            job=jobs.open_job(tx, stored.subject(alignment_id)),
            can_redo=_last_step(tx, alignment) > alignment.step,
            accepted=alignment.accepted_at is not None,
            may_edit=may_edit,
            may_approve=may_edit and has_role(by, Role.EDITOR, alignment.locale),
        )


def warnings(store: Store, alignment_id: int) -> tuple[Note, ...]:
    """What makes the two texts as a whole look wrong, for who accepts an alignment without its page.

    Raises:
        NotFound: there is no such alignment.
    """
    with store.read() as tx:
        return _warnings(stored.get(tx, alignment_id))


def _warnings(alignment: Alignment) -> tuple[Note, ...]:
    return tuple(Note(doubt["message"], doubt["values"]) for doubt in alignment.doubts)


def _doubtful(pinned: bool, confidence: float) -> bool:
    return not pinned and confidence < DOUBTFUL


def _uncertain(tx: Transaction, alignment_id: int) -> dict[int, float]:
    """Indices of the doubtful rows with their confidence."""
    query = sa.select(_ROWS.c.position, _ROWS.c.confidence).where(
        _ROWS.c.alignment_id == alignment_id, _ROWS.c.pinned.is_(False), _ROWS.c.confidence < DOUBTFUL
    )
    return {row.position: row.confidence for row in tx.execute(query)}


def _listed(tx: Transaction, alignment_id: int, uncertain: Mapping[int, float]) -> dict[int, Row]:
    """The most doubtful rows by index, least certain first."""
    indices = sorted(uncertain, key=lambda index: (uncertain[index], index))[:LISTED]
    found = stored.load_some(tx, alignment_id, indices)
    return {index: found[index] for index in indices}


def _settled(tx: Transaction, alignment_id: int) -> int:
    query = sa.select(sa.func.count()).where(_ROWS.c.alignment_id == alignment_id, _ROWS.c.pinned.is_(True))
    return int(tx.execute(query).scalar_one())


def _unexplained(tx: Transaction, alignment_id: int) -> tuple[int, ...]:
    query = sa.select(_ROWS.c.position).where(
        _ROWS.c.alignment_id == alignment_id, _ROWS.c.kind == "omitted", _ROWS.c.reason == ""
    )
    return tuple(sorted(tx.execute(query).scalars()))


def _parts(tx: Transaction, alignment: Alignment, rows: Iterable[Row]) -> dict[str, SourcePart]:
    """The source segments of some rows; without those that went out of the source meanwhile."""
    query = sa.select(Segment.uid, Segment.kind, Segment.content).where(
        Segment.source_text_id == alignment.source_text_id,
        Segment.retired_at.is_(None),
        Segment.uid.in_([uid for row in rows for uid in row.source]),
    )
    return {uid: SourcePart(uid, kind, content) for uid, kind, content in tx.session.execute(query)}


def _page_row(index: int, row: Row, parts: dict[str, SourcePart]) -> PageRow:
    return PageRow(
        index=index,
        source=tuple(parts[uid] for uid in row.source if uid in parts),
        target=row.target,
        kind=row.kind,
        reason=row.reason,
        confidence=row.confidence,
        pinned=row.pinned,
    )


def _doubt(index: int, row: Row, parts: dict[str, SourcePart], alignment: Alignment) -> Doubt:
    source = [parts[uid].content for uid in row.source if uid in parts]
    if source:
        return Doubt(index, row.confidence, source[0], alignment.source_text.locale)
    return Doubt(index, row.confidence, row.target[0] if row.target else "", alignment.locale)


def _last_step(tx: Transaction, alignment: Alignment) -> int:
    query = sa.select(sa.func.max(AlignmentStep.number)).where(AlignmentStep.alignment_id == alignment.id)
    return tx.session.scalar(query) or 0
